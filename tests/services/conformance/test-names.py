# SPDX-License-Identifier: MIT
"""Each test of .NET's specification is one here, or the page says why it cannot be.

    test-names.py SOURCES PROGRAM...
"""

import re
import subprocess
import sys
import unittest
from pathlib import Path

SOURCES = Path(sys.argv[1])
PROGRAMS = sys.argv[2:]

sys.path.append(str(SOURCES / "gir" / "tests"))

import tap

NAMES = SOURCES / "tests" / "services" / "conformance" / "names.txt"
PAGE = SOURCES / "doc" / "coming-from-dotnet.md"


def listed():
    """Groups and names, as often as they are there."""
    lines = NAMES.read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def passed():
    """What the programs say that they tested. A skipped test has tested nothing."""
    said = "".join(
        subprocess.run([program, "--tap"], stdout=subprocess.PIPE, text=True, check=True).stdout
        for program in PROGRAMS
    )
    found = re.findall(r"^ok \d+ /conformance/(\S+)(.*)$", said, re.MULTILINE)
    return [name for name, note in found if "SKIP" not in note]


def excused():
    """The first cells of the table's rows, each with a reason in the second one."""
    rows = re.findall(r"^\| `([\w-]+/\w+)` \|(.*)\|$", PAGE.read_text(), re.MULTILINE)
    return [name for name, reason in rows if reason.strip()]


class Names(unittest.TestCase):
    def assert_once(self, names):
        self.assertEqual(sorted(names), sorted(set(names)))

    def test_each_name_is_a_test_or_has_a_reason(self):
        self.assert_once(listed())
        self.assert_once(passed() + excused())
        self.assertEqual(sorted(passed() + excused()), sorted(listed()))


if __name__ == "__main__":
    tap.main()
