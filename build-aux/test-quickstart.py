# SPDX-License-Identifier: MIT
"""The two commands, with stand-ins for all that installs and builds."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.append(str(FOLDER.parent / "gir" / "tests"))

import tap

REAL_TOOLS = ("bash", "basename", "cat", "dirname", "env", "fmt", "grep", "head", "mkdir",
              "realpath", "rm", "sed", "tail")

# Notes each call. What else it does is set by files beside it.
STAND_IN = r"""#!/bin/bash
cd "$(dirname "$0")"
name=$(basename "$0")
echo "$name $*" >>calls
last=${*: -1}
case $name in
  dpkg-query) grep -qsx -- "$last" missing || echo installed ;;
  apt-get) [[ ! -e apt-fails ]] ;;
  sudo) exec "$@" ;;
  ninja) [[ ! -e does-not-compile-$(basename "$2") ]] ;;
  meson-test) cat "results-$(basename "$3")" >"$3/meson-logs/testlog.json" 2>/dev/null ||
      echo '{"name": "fine", "result": "OK"}' >"$3/meson-logs/testlog.json"
    echo '<testsuites/>' >"$3/meson-logs/testlog.junit.xml" ;;
  meson)
    [[ $1 != test ]] || exec ./meson-test "$@"
    folder=${*: -2:1}
    if [[ $2 == --reconfigure && -e stale ]] || [[ -e not-configured-$(basename "$folder") ]]; then
      echo "what meson says"
      exit 1
    fi
    mkdir -p "$folder/meson-private" "$folder/meson-logs" ;;
esac
"""
STAND_INS = ("dpkg-query", "apt-get", "sudo", "meson", "meson-test", "ninja")

BUILDS = (
    "everything",
    "clang",
    *(f"{kind}-{compiler}" for compiler in ("gcc", "clang") for kind in ("release", "address-undefined", "thread")),
    "posix-semaphore",
)


class QuickstartTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="interprocess-test-")
        self.addCleanup(folder.cleanup)
        self.clone = Path(folder.name, "clone with a space")
        self.tools = Path(folder.name, "tools")
        self.tools.mkdir()
        shutil.copytree(FOLDER, self.clone / "build-aux")
        shutil.copytree(FOLDER.parent / ".ci", self.clone / ".ci")
        for tool in REAL_TOOLS:
            self.tools.joinpath(tool).symlink_to(shutil.which(tool))
        for tool in STAND_INS:
            self.tools.joinpath(tool).write_text(STAND_IN)
            self.tools.joinpath(tool).chmod(0o755)
        self.note("calls")
        # For a test that runs as somebody else.
        for path in (Path(folder.name), self.clone, self.tools, self.tools / "calls"):
            path.chmod(0o777)

    def note(self, name, text=""):
        self.tools.joinpath(name).write_text(text)

    def run_as(self, prefix, *command):
        return subprocess.run([*prefix, *command], env={"PATH": str(self.tools), "LANG": "C.UTF-8"},
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)

    def quickstart(self, *arguments, prefix=()):
        return self.run_as(prefix, self.clone / "build-aux" / "quickstart", *arguments)

    def calls(self, name):
        lines = self.tools.joinpath("calls").read_text().splitlines()
        return [line.removeprefix(name + " ") for line in lines if line.startswith(name + " ")]

    def row(self, result, build):
        """What the table says: passed and failed."""
        match = re.search(rf"^{build} +(\d+) +(\d+) +\d+m\d\ds$", result.stdout, re.MULTILINE)
        self.assertIsNotNone(match, result.stdout)
        return int(match[1]), int(match[2])


class Packages(QuickstartTest):
    NOT_ROOT = ("/usr/bin/setpriv", "--reuid=65534", "--clear-groups") if os.geteuid() == 0 else ()

    def test_nothing_is_installed_when_nothing_is_missing(self):
        self.quickstart("test")
        self.assertGreater(len(self.calls("dpkg-query")), 10)
        self.assertEqual(self.calls("apt-get"), [])

    def test_missing_packages_are_named_then_installed(self):
        self.note("missing", "gjs\nvalac\n")
        result = self.quickstart("test", prefix=self.NOT_ROOT)
        self.assertEqual(self.calls("apt-get"),
                         ["update", "install --yes --no-install-recommends gjs valac"])
        said = result.stdout
        self.assertLess(said.index("needed and missing:\n  gjs valac\n"),
                        said.index("apt-get update"))
        self.assertIn("apt-get install --yes --no-install-recommends gjs valac\n", said)

    def test_demo_needs_less_than_the_tests(self):
        self.quickstart("demo")
        for_demo = set(self.calls("dpkg-query"))
        self.quickstart("test")
        self.assertLess(for_demo, set(self.calls("dpkg-query")))

    def test_sudo_is_used_by_others_than_root(self):
        self.note("missing", "gjs\n")
        result = self.quickstart("demo", prefix=self.NOT_ROOT)
        self.assertEqual(len(self.calls("sudo")), 2)
        self.assertIn("+ sudo apt-get update", result.stdout)

    if os.geteuid() == 0:
        def test_root_needs_no_sudo(self):
            self.note("missing", "gjs\n")
            self.quickstart("demo")
            self.assertEqual(len(self.calls("apt-get")), 2)
            self.assertEqual(self.calls("sudo"), [])

    def assert_stops(self, *words, prefix=()):
        self.note("missing", "gjs\nmeson\n")
        result = self.quickstart("test", prefix=prefix)
        self.assertEqual(result.returncode, 1)
        for word in ("  meson gjs\n", *words):
            self.assertIn(word, result.stdout)
        self.assertEqual(self.calls("meson"), [])

    def test_no_sudo(self):
        self.tools.joinpath("sudo").unlink()
        self.assert_stops("no sudo", "apt-get install meson gjs", prefix=self.NOT_ROOT)

    def test_no_apt_get(self):
        self.tools.joinpath("apt-get").unlink()
        self.assert_stops("no apt-get", "--no-packages")

    def test_no_dpkg(self):
        self.tools.joinpath("apt-get").unlink()
        self.tools.joinpath("dpkg-query").unlink()
        result = self.quickstart("demo")
        self.assertEqual(result.returncode, 1)
        self.assertIn("no apt-get", result.stdout)

    def test_apt_get_that_fails(self):
        self.note("apt-fails")
        self.assert_stops("this failed: apt-get update", "calls a package otherwise", "--no-packages")

    def test_packages_are_not_looked_for_when_told(self):
        self.note("missing", "gjs\n")
        self.assertEqual(self.quickstart("test", "--no-packages").returncode, 0)
        self.assertEqual(self.calls("dpkg-query") + self.calls("apt-get"), [])


class Tests(QuickstartTest):
    def assert_ends(self, result, line, status):
        self.assertEqual(result.stdout.splitlines()[-1], line, result.stdout)
        self.assertEqual(result.returncode, status)

    def test_every_build_is_set_up_and_tested(self):
        result = self.quickstart("test")
        self.assert_ends(result, f"{len(BUILDS)} passed, 0 failed", 0)
        for build, setup in zip(BUILDS, self.calls("meson")[::2]):
            self.assertEqual(self.row(result, build), (1, 0))
            self.assertIn("--werror", setup)
            self.assertIn("-Dall_tests=enabled", setup)  # none is left out silently
            self.assertIn(f"build-test/{build} ", setup)

    def test_ci_is_the_same(self):
        result = self.run_as([], self.clone / ".ci" / "run")
        self.assert_ends(result, f"{len(BUILDS)} passed, 0 failed", 0)

    def test_failures_are_counted_named_and_do_not_stop_the_rest(self):
        self.note("not-configured-release-gcc")
        self.note("does-not-compile-clang")
        self.note("results-thread-clang", "".join(
            json.dumps({"name": name, "result": result}) + "\n"
            for name, result in (("good", "OK"), ("bad", "FAIL"), ("slow", "TIMEOUT"))))
        result = self.quickstart("test")
        self.assert_ends(result, "7 passed, 4 failed", 1)
        self.assertEqual(self.row(result, "release-gcc"), (0, 1))
        self.assertEqual(self.row(result, "clang"), (0, 1))
        self.assertEqual(self.row(result, "thread-clang"), (1, 2))
        self.assertEqual(self.row(result, "posix-semaphore"), (1, 0))
        for line in ("what meson says", "  release-gcc: does not build", "  clang: does not build",
                     "  thread-clang: bad: FAIL", "  thread-clang: slow: TIMEOUT"):
            self.assertIn(f"{line}\n", result.stdout)

    def test_build_without_tests_fails(self):
        self.note("results-clang")
        result = self.quickstart("test")
        self.assert_ends(result, f"{len(BUILDS) - 1} passed, 1 failed", 1)
        self.assertIn("no test ran", result.stdout)

    def test_meson_that_fails_for_another_reason(self):
        self.tools.joinpath("meson-test").write_text(STAND_IN + "exit 5")
        result = self.quickstart("test")
        self.assert_ends(result, f"{len(BUILDS)} passed, {len(BUILDS)} failed", 1)
        self.assertIn("  clang: meson test ended with status 5\n", result.stdout)

    def test_results_that_cannot_be_counted(self):
        self.clone.joinpath("build-aux", "count-results").write_text("#!/bin/bash\nexit 1")
        self.assert_ends(self.quickstart("test"), f"0 passed, {len(BUILDS)} failed", 1)

    def test_old_results_do_not_count(self):
        self.quickstart("test")
        self.tools.joinpath("meson-test").write_text("#!/bin/bash\nexit 1")
        self.assert_ends(self.quickstart("test"), f"0 passed, {len(BUILDS)} failed", 1)

    def test_second_time(self):
        self.quickstart("test")
        self.note("calls")
        self.assert_ends(self.quickstart("test"), f"{len(BUILDS)} passed, 0 failed", 0)
        setups = self.calls("meson")[::2]
        self.assertEqual(len(setups), len(BUILDS))
        self.assertTrue(all("--reconfigure" in setup for setup in setups))

    def test_build_folder_of_no_use_is_made_anew(self):
        self.quickstart("test")
        stale = self.clone / "build-test" / "clang" / "stale"
        stale.touch()
        self.note("stale")
        result = self.quickstart("test")
        self.assert_ends(result, f"{len(BUILDS)} passed, 0 failed", 0)
        self.assertFalse(stale.exists())
        self.assertIn("made anew", result.stdout)


class Demo(QuickstartTest):
    def setUp(self):
        super().setUp()
        demo = self.clone / "examples" / "demo"
        demo.mkdir(parents=True)
        demo.joinpath("demo.py").write_text('#!/bin/bash\nprintf "[%s]" "$@"\nexit 7\n')
        demo.joinpath("demo.py").chmod(0o755)

    def test_arguments_and_status_are_passed_on(self):
        result = self.quickstart("demo", "--capacity=4096", "a file", "--no-packages")
        programs = self.clone / "build-demo" / "examples" / "demo"
        self.assertIn(f"[--programs={programs}][--capacity=4096][a file]", result.stdout)
        self.assertEqual(result.returncode, 7)

    def test_build_that_fails(self):
        self.note("does-not-compile-build-demo")
        result = self.quickstart("demo")
        self.assertEqual(result.returncode, 1)
        self.assertIn("the build failed", result.stdout)


class Usage(QuickstartTest):
    def test_help(self):
        for arguments in (["--help"], ["demo", "--help"], ["test", "-h"]):
            result = self.quickstart(*arguments)
            self.assertEqual(result.returncode, 0)
            for word in ("quickstart demo", "quickstart test", "/var/lib/dpkg/status", "gjs"):
                self.assertIn(word, result.stdout)
        self.assertEqual(self.calls("meson"), [])

    def test_wrong_use(self):
        for arguments in ([], ["tset"]):
            result = self.quickstart(*arguments)
            self.assertEqual(result.returncode, 2)
            self.assertIn("Usage:", result.stdout)
        self.assertEqual(self.quickstart("test", "everything").returncode, 1)
        self.assertEqual(self.calls("meson"), [])


if __name__ == "__main__":
    tap.main()
