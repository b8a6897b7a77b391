# SPDX-License-Identifier: MIT
"""What README says of "meson devenv": each language finds the library in the build folder, with its override.

uninstalled.py SOURCE MESON BUILD COMPILER...
"""

import os
import shlex
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCE, MESON, BUILD = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
COMPILER = shlex.join(sys.argv[4:])

sys.path.append(str(SOURCE / "gir" / "tests"))

import tap

HERE = SOURCE / "tests" / "install"
NOT_OURS = ("GI_TYPELIB_PATH", "GJS_PATH", "LD_LIBRARY_PATH", "PKG_CONFIG_PATH", "PYTHONPATH", "XDG_DATA_DIRS")


class Uninstalled(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="interprocess-test-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def run_inside(self, commands):
        """Lines of a shell, in a folder of our own."""
        environment = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        done = subprocess.run([MESON, "devenv", "-C", BUILD, "sh", "-ec", f"cd {self.folder}\n{commands}"],
                              capture_output=True, text=True, check=False, env=environment)
        self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr)
        return done.stdout

    def test_c(self):
        said = self.run_inside(f"""
            {COMPILER} {HERE}/outside.c -o outside $(pkg-config --cflags --libs interprocess-1)
            ./outside .""")
        self.assertIn("from outside, by version 1.", said)

    def test_vala(self):
        said = self.run_inside(f"""
            valac --pkg interprocess-1 -X -w {HERE}/outside-language.vala
            ./outside-language .""")
        self.assertIn("from outside", said)

    def test_python(self):
        said = self.run_inside(f"""
            {sys.executable} -B {HERE}/outside-language.py .
            {sys.executable} -B -c 'import gi
gi.require_version("Interprocess", "1")
from gi.repository import Interprocess
print("override:", hasattr(Interprocess.Subscriber, "__aiter__"))'""")
        self.assertIn("from outside", said)
        self.assertIn("override: True", said)

    def test_gjs(self):
        Path(self.folder, "override.js").write_text("""
            import Interprocess from 'gi://Interprocess?version=1';
            print('override:', Symbol.asyncIterator in Interprocess.Subscriber.prototype);""")
        said = self.run_inside(f"gjs -m {HERE}/outside-language.js .\ngjs -m override.js")
        self.assertIn("from outside", said)
        self.assertIn("override: true", said)


if __name__ == "__main__":
    tap.main()
