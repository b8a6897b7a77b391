# SPDX-License-Identifier: MIT
"""The core is plain C11: its sources name no GLib header, and its compiler could not find one."""

import pathlib
import re
import subprocess
import sys

root = pathlib.Path(sys.argv[1])
compiler = sys.argv[2:]

named = []
for source in sorted(root.rglob("*.[ch]")):
    for number, line in enumerate(source.read_text().splitlines(), 1):
        if re.match(r"\s*#\s*include\s*<(glib|gio|gobject|gmodule|interprocess)", line):
            named.append(f"{source}:{number}: {line.strip()}")
if named:
    sys.exit("The core includes what it must not:\n" + "\n".join(named))

found = subprocess.run(
    [*compiler, f"-I{root}", "-fsyntax-only", "-x", "c", "-"],
    input="#include <glib.h>\n",
    text=True,
    capture_output=True,
)
if found.returncode == 0:
    sys.exit("The compiler finds glib.h with the core's include path, so the test above proves nothing.")
