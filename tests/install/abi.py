# SPDX-License-Identifier: MIT
"""The library exports what its headers declare and its list names, and nothing else.

abi.py NM LIBRARY LIST HEADER...
"""

import pathlib
import re
import subprocess
import sys

nm, library, listed = sys.argv[1:4]
headers = sys.argv[4:]

output = subprocess.run([nm, "-D", "--defined-only", library], text=True, capture_output=True, check=True).stdout
# Names that begin so are the compiler's: what it counts coverage with, in the build for fuzzing.
exported = {line.split()[2] for line in output.splitlines() if not line.split()[2].startswith("__")}
expected = set(pathlib.Path(listed).read_text().split())

declared = set()
for header in headers:
    text = pathlib.Path(header).read_text()
    declared |= set(re.findall(r"\b(interprocess_\w+)\s*\(", re.sub(r"/\*.*?\*/", "", text, flags=re.S)))
    for macro in re.findall(r"G_DECLARE_\w+\s*\(\s*\w+\s*,\s*(\w+)", text):
        declared.add(macro + "_get_type")


def is_enum_type(name):
    return name.endswith("_get_type") and name in expected


problems = [f"exported but not in {pathlib.Path(listed).name}: {name}" for name in sorted(exported - expected)]
problems += [f"in {pathlib.Path(listed).name} but not exported: {name}" for name in sorted(expected - exported)]
problems += [f"exported but in no header: {name}" for name in sorted(exported - declared) if not is_enum_type(name)]
problems += [f"declared but not exported: {name}" for name in sorted(declared - exported)]
if problems:
    sys.exit("\n".join(problems))
if not exported:
    sys.exit(f"{library} exports nothing")
