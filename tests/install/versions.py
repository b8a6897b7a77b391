# SPDX-License-Identifier: MIT
"""The macros of versions: what there is in 1.0, and what the next release would add to them.

versions.py SOURCE BUILD VERSION COMPILER...
"""

import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCE, BUILD = (Path(argument) for argument in sys.argv[1:3])
MAJOR, MINOR, MICRO = map(int, sys.argv[3].split("."))
COMPILER = sys.argv[4:]

sys.path.append(str(SOURCE / "gir" / "tests"))

import tap

MACROS = SOURCE / "include" / "interprocess" / "version-macros.h"
HEADERS = [f"-I{SOURCE / 'include'}", f"-I{BUILD / 'include'}"]
GLIB = subprocess.run(["pkg-config", "--cflags", "gio-2.0"], capture_output=True, text=True, check=True).stdout.split()


def next_release():
    """What the comment says that it adds."""
    lines = re.findall(r"^ \*   (#.*)$", MACROS.read_text(), re.MULTILINE)
    return "\n".join(lines)


def version(major, minor):
    return f"(G_ENCODE_VERSION ({major}, {minor}))"


class Versions(unittest.TestCase):
    def compile(self, text, **definitions):
        """What the compiler says, which is nothing if all is well."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "program.c")
            path.write_text(text)
            given = [f"-DINTERPROCESS_VERSION_{name}={value}" for name, value in definitions.items()]
            done = subprocess.run([*COMPILER, "-Wall", "-Wextra", *given, *HEADERS, *GLIB, "-c", path, "-o", os.devnull],
                                  capture_output=True, text=True, check=False)
        return done.stderr

    def compile_with(self, code, **definitions):
        return self.compile(f"#include <interprocess/interprocess.h>\n{code}\n", **definitions)

    def test_check_version(self):
        for major, minor, micro, expected in (
            (MAJOR, MINOR, MICRO, 1), (0, 99, 99, 1), (MAJOR, MINOR, MICRO + 1, 0), (MAJOR, MINOR + 1, 0, 0),
            (MAJOR + 1, 0, 0, 0),
        ):
            said = self.compile_with(
                f"#if INTERPROCESS_CHECK_VERSION ({major}, {minor}, {micro}) != {expected}\n#error wrong\n#endif")
            self.assertEqual(said, "", (major, minor, micro))

    def test_program_of_the_first_version(self):
        self.assertEqual(self.compile_with(
            "void use (void); void use (void) { g_object_unref (interprocess_queue_factory_new ()); }",
            MIN_REQUIRED="INTERPROCESS_VERSION_1_0", MAX_ALLOWED="INTERPROCESS_VERSION_1_0"), "")

    def test_versions_that_do_not_fit(self):
        self.assertIn("must be INTERPROCESS_VERSION_1_0 or later",
                      self.compile_with("", MIN_REQUIRED=version(0, 9)))
        self.assertIn("must not be before INTERPROCESS_VERSION_MIN_REQUIRED",
                      self.compile_with("", MIN_REQUIRED=version(MAJOR, MINOR + 1), MAX_ALLOWED=version(MAJOR, MINOR)))

    def use(self, **definitions):
        """A program that uses what is new in the next release, and what was deprecated in it."""
        return self.compile_with(f"""{next_release()}
            INTERPROCESS_AVAILABLE_IN_1_2 void fresh (void);
            INTERPROCESS_DEPRECATED_IN_1_2 void stale (void);
            void use (void);
            void use (void) {{ fresh (); stale (); }}""", **definitions)

    def test_what_came_later(self):
        said = self.use(MIN_REQUIRED=version(1, 0), MAX_ALLOWED=version(1, 0))
        self.assertIn("Not available before 1.2", said)
        self.assertNotRegex(said, r"stale\S* is deprecated")

    def test_what_was_deprecated(self):
        said = self.use(MIN_REQUIRED=version(1, 2), MAX_ALLOWED=version(1, 2))
        self.assertNotIn("Not available", said)
        self.assertRegex(said, r"stale\S* is deprecated")

    def test_what_is_new_and_what_is_old_together(self):
        self.assertEqual(self.use(MIN_REQUIRED=version(1, 0), MAX_ALLOWED=version(1, 2)), "")


if __name__ == "__main__":
    tap.main()
