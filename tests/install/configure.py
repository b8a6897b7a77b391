# SPDX-License-Identifier: MIT
"""Configuring on machines that have less than this one.

configure.py SOURCE MESON
"""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(sys.argv[1])
MESON = sys.argv[2]

sys.path.append(str(SOURCE / "gir" / "tests"))

import tap


def folder_without(folder, *names):
    """A folder with all the programs that we have, but these."""
    for path in reversed(os.environ["PATH"].split(os.pathsep)):
        for program in os.scandir(path) if os.path.isdir(path) else ():
            link = Path(folder, program.name)
            if program.name not in names:
                link.unlink(missing_ok=True)
                link.symlink_to(program.path)


class Configure(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="interprocess-test-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def configure(self, *options, without=()):
        programs = self.folder / "programs"
        programs.mkdir()
        folder_without(programs, *without)
        return subprocess.run([MESON, "setup", *options, self.folder / "build", SOURCE], capture_output=True,
                              text=True, check=False, env={**os.environ, "PATH": str(programs)})

    def assert_configured(self, done):
        self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr)

    def test_programs_of_tests_are_not_needed(self):
        done = self.configure(without=("gjs", "mypy", "spin", "tsc", "Xvfb"))
        self.assert_configured(done)
        self.assertRegex(done.stdout, r"tests left out for want of *: gjs, mypy, spin, tsc, Xvfb\n")

    def test_nothing_is_left_out_if_all_is_there(self):
        done = self.configure("-Dall_tests=enabled")
        self.assert_configured(done)
        self.assertNotIn("left out", done.stdout)

    def test_all_tests_need_their_programs(self):
        done = self.configure("-Dall_tests=enabled", without=("tsc",))
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stdout, "'?tsc'? not found")

    def test_python_without_pygobject(self):
        done = self.configure(f"-Dpython={self.bare_python()}")
        self.assert_configured(done)
        self.assertRegex(done.stdout, r"tests left out for want of *: PyGObject, libadwaita")

    def test_all_tests_need_pygobject(self):
        done = self.configure(f"-Dpython={self.bare_python()}", "-Dall_tests=enabled")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("PyGObject is needed for the tests", done.stdout)

    def bare_python(self):
        """An environment of its own has no PyGObject in it."""
        import venv

        venv.create(self.folder / "environment")
        return self.folder / "environment" / "bin" / "python3"

    def test_library_alone_needs_no_python(self):
        self.assert_configured(self.configure("-Dpython=/nonexistent/python3", "-Dtests=false", "-Dintrospection=disabled"))

    def test_python_that_is_not_there(self):
        done = self.configure("-Dpython=/nonexistent/python3")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("/nonexistent/python3", done.stdout)

    def test_override_where_python_does_not_look(self):
        done = self.configure(f"-Dprefix={self.folder / 'elsewhere'}")
        self.assert_configured(done)
        self.assertRegex(done.stdout, rf'export PYTHONPATH="{self.folder}/elsewhere/lib/python.*:\$PYTHONPATH"')

    def test_override_where_python_looks(self):
        for prefix in ("/usr", "/usr/local"):
            found = subprocess.run(
                [sys.executable, SOURCE / "build-aux" / "python-folder", prefix, f"{prefix}/lib/python3/nowhere"],
                capture_output=True, text=True, check=True).stdout
            folder, hint = found.split("\n")[:2]
            self.assertEqual(os.path.commonpath([prefix, folder]), prefix)
            self.assertEqual(hint, "")
            self.assertIn(folder, sys.path)

    def test_folder_of_a_packager(self):
        done = self.configure("-Dpython.purelibdir=/srv/modules")
        self.assert_configured(done)
        self.assertRegex(done.stdout, r"Python override *: /srv/modules")


if __name__ == "__main__":
    tap.main()
