# SPDX-License-Identifier: MIT
"""A project of Meson's builds the library as part of itself, and finds it by its ordinary name.

subproject.py SOURCE MESON COMPILER...
"""

import os
import shlex
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(sys.argv[1])
MESON = sys.argv[2]
COMPILER = sys.argv[3:]

sys.path.append(str(SOURCE / "gir" / "tests"))

import tap

PROJECT = """
project('outside', 'c', default_options: ['c_std=c11'])
interprocess_dep = dependency('interprocess-1', version: '>= 1.0', fallback: 'interprocess',
  default_options: ['tests=false', 'examples=false', 'introspection=disabled'])
test('outside', executable('outside', 'outside.c', dependencies: interprocess_dep), args: meson.current_build_dir())
"""


class Subproject(unittest.TestCase):
    def run_meson(self, command, *arguments):
        done = subprocess.run([MESON, command, *arguments], capture_output=True, text=True, check=False,
                              env={**os.environ, "CC": shlex.join(COMPILER), "PKG_CONFIG_PATH": ""})
        self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr)
        return done.stdout

    def test_subproject(self):
        with tempfile.TemporaryDirectory() as folder:
            project, build = Path(folder, "project"), Path(folder, "build")
            (project / "subprojects").mkdir(parents=True)
            (project / "subprojects" / "interprocess").symlink_to(SOURCE)
            (project / "meson.build").write_text(PROJECT)
            (project / "outside.c").write_text((SOURCE / "tests" / "install" / "outside.c").read_text())
            said = self.run_meson("setup", "--wrap-mode=forcefallback", build, project)
            self.assertRegex(said, r"Dependency interprocess-1 found: YES .*\(overridden\)")
            self.run_meson("compile", "-C", build, "-j2")
            self.run_meson("test", "-C", build)


if __name__ == "__main__":
    tap.main()
