# SPDX-License-Identifier: MIT
"""A log call whose level is not enabled takes the instructions of a load and a branch, and no others.

    test-log-cost.py VALGRIND LOG-COST

Time is noisy and instructions are not: callgrind counts them. Each count is the difference between a run
and one of twice the length, so that starting up is not in it. The loop around the call is, in all of
them.
"""

import pathlib
import re
import subprocess
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).parents[2] / "gir" / "tests"))

import tap

VALGRIND, LOG_COST = sys.argv[1:3]
ITERATIONS = 100_000


def run(what, iterations):
    """Instructions of the whole program."""
    command = [VALGRIND, "--tool=callgrind", "--callgrind-out-file=/dev/null", LOG_COST, what, str(iterations)]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    collected = re.search(r"Collected : (\d+)", result.stderr)
    if result.returncode != 0 or collected is None:
        raise AssertionError(f"{' '.join(command)} failed:\n{result.stderr}")
    return int(collected[1])


def count(what):
    return round((run(what, 2 * ITERATIONS) - run(what, ITERATIONS)) / ITERATIONS)


class DisabledLevel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.floor = count("floor")

    def test_floor_is_a_load_a_branch_and_the_loop(self):
        self.assertIn(self.floor, range(4, 8))

    def test_macro_is_the_floor(self):
        self.assertEqual(count("macro"), self.floor)

    def test_macro_with_fields_is_the_floor(self):
        self.assertEqual(count("event"), self.floor)

    def test_control(self):
        self.assertGreater(count("function"), self.floor)  # the counter counts


if __name__ == "__main__":
    tap.main()
