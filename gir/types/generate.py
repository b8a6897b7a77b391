# SPDX-License-Identifier: MIT
"""What editors know of the library: a stub for Python, and declarations for TypeScript, from the GIR.

    generate.py GIR ADDITIONS_FOR_PYTHON ADDITIONS_FOR_TYPESCRIPT PYTHON_OUTPUT TYPESCRIPT_OUTPUT
"""

import sys
from pathlib import Path

import model
import to_python
import to_typescript


def main(gir, python_additions, typescript_additions, python_output, typescript_output):
    namespace = model.read(gir)
    Path(python_output).write_text(to_python.write(namespace, Path(python_additions).read_text()))
    Path(typescript_output).write_text(to_typescript.write(namespace, Path(typescript_additions).read_text()))


main(*sys.argv[1:])
