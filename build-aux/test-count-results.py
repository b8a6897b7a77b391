# SPDX-License-Identifier: MIT
"""Counting results: of a scratch project with a test for each way to end."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
COUNT_RESULTS = FOLDER / "count-results"
sys.path.append(str(FOLDER.parent / "gir" / "tests"))

import tap

# How a test is run, and for each: its shell script, how many pass, and the lines for what does not.
PLAIN = {
    "pass": ("exit 0", 1, []),
    "fail": ("exit 1", 0, ["FAIL"]),
    "skip": ("exit 77", 0, ["SKIP"]),
    "hard error": ("exit 99", 0, ["ERROR"]),
    "crash": ("kill -SEGV $$", 0, ["FAIL"]),
    "hang": ("sleep 60", 0, ["TIMEOUT"]),
}
EXPECTED_TO_FAIL = {
    "as expected": ("exit 1", 1, []),
    "against all odds": ("exit 0", 0, ["UNEXPECTEDPASS"]),
}
TAP = {
    "all pass": ("echo 1..2; echo ok 1 /a; echo ok 2 /b", 2, []),
    "one fails": ("echo 1..2; echo ok 1 /a; echo not ok 2 /b; exit 1", 1, ["2 /b: failure"]),
    "one is skipped": ("echo 1..2; echo ok 1 /a; echo 'ok 2 /b # SKIP'", 1, ["2 /b: skipped"]),
    "all are skipped": ("echo 1..1; echo 'ok 1 /a # SKIP'", 0, ["1 /a: skipped"]),
    "says nothing": ("exit 0", 0, ["SKIP"]),
    "crash at once": ("kill -SEGV $$", 0, ["ERROR"]),
    "crash in the middle": ("echo 1..3; echo ok 1 /a; kill -SEGV $$", 1, ["ERROR"]),
    "crash after a failure": ("echo 1..3; echo not ok 1 /a; kill -SEGV $$", 0, ["1 /a: failure"]),
    "crash after a skip": ("echo 1..3; echo 'ok 1 /a # SKIP'; kill -SEGV $$", 0,
                           ["1 /a: skipped", "ERROR"]),
    "bad status": ("echo 1..1; echo ok 1 /a; exit 3", 1, ["ERROR"]),
    "ends early": ("echo 1..3; echo ok 1 /a", 1, ["ERROR"]),
    "hang in the middle": ("echo 1..2; echo ok 1 /a; sleep 60", 1, ["TIMEOUT"]),
    "bail out": ("echo 1..2; echo ok 1 /a; echo Bail out!; kill -ABRT $$", 1, ["ERROR"]),
    "not XML": (r"echo 1..1; echo ok 1 /a; printf \\033\\001\\377 >&2", 1, []),
    "pass": ("echo 1..1; echo ok 1 /a", 1, []),
}


def test_lines(suite, tests, options):
    return "".join(
        f"""test('{name}', sh, args: ['-c', '''{script} '''],
                 suite: '{suite}', timeout: 3 {options})\n"""
        for name, (script, _, _) in tests.items())


def write_project(folder, text):
    Path(folder, "meson.build").write_text(
        f"project('scratch.project')\nsh = find_program('sh')\n{text}")


def run_tests(folder):
    """The project's tests, in a build folder of its own."""
    build = Path(folder, "build")
    subprocess.run(["meson", "setup", build, folder], check=True, capture_output=True)
    subprocess.run(["meson", "test", "-C", build, "--num-processes=30"], check=False,
                   stdin=subprocess.DEVNULL, capture_output=True)
    return build


def count(*folders):
    result = subprocess.run([COUNT_RESULTS, *folders], capture_output=True, text=True, check=False)
    *lines, last = result.stdout.splitlines()
    return result.returncode, sorted(lines), last


class CountResults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="interprocess-test-")
        cls.addClassCleanup(folder.cleanup)
        write_project(folder.name,
                      test_lines("plain", PLAIN, "")
                      + test_lines("odd", EXPECTED_TO_FAIL, ", should_fail: true")
                      + test_lines("tap", TAP, ", protocol: 'tap'"))
        cls.build = run_tests(folder.name)

    def in_scratch_folder(self):
        folder = tempfile.TemporaryDirectory(prefix="interprocess-test-")
        self.addCleanup(folder.cleanup)
        return folder.name

    def test_every_way_to_end(self):
        suites = {"plain": PLAIN, "odd": EXPECTED_TO_FAIL, "tap": TAP}
        expected = sorted(
            f"scratch.project:{suite} / {name}: {line}"
            for suite, tests in suites.items() for name, (_, _, lines) in tests.items()
            for line in lines)
        passed = sum(passed for tests in suites.values() for _, passed, _ in tests.values())
        status, lines, last = count(self.build)
        self.assertEqual(lines, expected)
        self.assertEqual(last, f"{passed} passed, {len(expected)} failed")
        self.assertEqual(status, 1)

    def test_folders_are_added_up(self):
        _, once, last_once = count(self.build)
        _, twice, last_twice = count(self.build, self.build)
        self.assertEqual(len(twice), 2 * len(once))
        once, twice = (list(map(int, last.replace(",", "").split()[::2]))
                       for last in (last_once, last_twice))
        self.assertEqual(twice, [2 * number for number in once])

    def test_all_passed(self):
        folder = self.in_scratch_folder()
        # Without a suite, Meson names the tests otherwise.
        write_project(folder, """
            test('a', sh, args: ['-c', 'exit 0'])
            test('b.a', sh, args: ['-c', 'echo 1..1; echo ok 1'], protocol: 'tap')
            """)
        self.assertEqual(count(run_tests(folder)), (0, [], "2 passed, 0 failed"))

    def test_no_tests(self):
        folder = self.in_scratch_folder()
        write_project(folder, "")
        build = run_tests(folder)
        self.assertEqual(count(build), (1, [f"{build}: no test ran"], "0 passed, 1 failed"))

    def test_no_folder(self):
        self.assertEqual(count("/nonexistent"),
                         (1, ["/nonexistent: no test ran"], "0 passed, 1 failed"))

    def test_meson_that_was_killed(self):
        folder = self.in_scratch_folder()
        logs = Path(folder, "meson-logs")
        logs.mkdir()
        logs.joinpath("testlog.json").write_bytes(
            self.build.joinpath("meson-logs", "testlog.json").read_bytes())
        status, lines, last = count(folder)
        self.assertEqual((status, last), (1, "0 passed, 1 failed"))
        self.assertIn("testlog.junit.xml", lines[0])

    def test_damaged_log(self):
        folder = self.in_scratch_folder()
        logs = Path(folder, "meson-logs")
        logs.mkdir()
        for name in ("testlog.json", "testlog.junit.xml"):
            whole = self.build.joinpath("meson-logs", name).read_bytes()
            logs.joinpath(name).write_bytes(whole[:len(whole) // 2])
        status, lines, last = count(folder)
        self.assertEqual((status, len(lines), last), (1, 1, "0 passed, 1 failed"))

    def test_usage(self):
        for arguments, status in (["--help"], 0), ([], 2), (["--what"], 2):
            result = subprocess.run([COUNT_RESULTS, *arguments], capture_output=True, text=True,
                                    check=False)
            self.assertEqual(result.returncode, status)
            self.assertIn("Usage:", result.stdout)


if __name__ == "__main__":
    tap.main()
