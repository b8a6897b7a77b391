# SPDX-License-Identifier: MIT
"""Generates the documentation into a folder, which is made anew: so nothing old stays in it, and the
build system sees by the folder's time that this was done.

    generate.py GI_DOCGEN CONFIGURATION PAGES [--fatal-warnings] GIR FOLDER
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

gi_docgen, configuration, pages, *options, gir, folder = sys.argv[1:]

shutil.rmtree(folder, ignore_errors=True)
subprocess.run([gi_docgen, "generate", "--quiet", *options, "--no-namespace-dir",
                "--config", configuration, "--content-dir", pages, "--output-dir", folder, gir],
               check=True)

# The first page has rows for a website and a repository, also when they are not configured.
index = Path(folder, "index.html")
EMPTY_ROW = r'<tr><td><em>\w+</em></td><td><a href="" class="external"></a></td></tr>\s*'
index.write_text(re.sub(EMPTY_ROW, "", index.read_text()))
