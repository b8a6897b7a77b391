# SPDX-License-Identifier: MIT
"""The demo: what it shows is true, and what goes wrong it notices.

    test-demo.py FOLDER    where the demo's compiled programs are
"""

import contextlib
import io
import os
import pty
import re
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCES = Path(__file__).resolve().parent
PROGRAMS = Path(sys.argv[1])
sys.path.append(str(SOURCES.parent.parent / "gir" / "tests"))

import demo
import tap

DEMO = [sys.executable, SOURCES / "demo.py", "--programs", PROGRAMS]
STATUS = Path("/var/lib/dpkg/status")

# The line of subscriber.py that some tests make do something else.
SAVES = 'batch += len(message).to_bytes(8, "little") + message'


class DemoTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="interprocess-test-", dir="/var/tmp")
        self.addCleanup(folder.cleanup)
        self.input = Path(folder.name, "input")
        self.runtime = Path(folder.name, "runtime")
        self.runtime.mkdir()
        self.environment = {**os.environ, "XDG_RUNTIME_DIR": str(self.runtime),
                            "TMPDIR": str(self.runtime)}

    def run_demo(self, *arguments):
        return subprocess.run([*DEMO, *arguments], env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False)

    def assert_refused(self, *arguments, words):
        result = self.run_demo(*arguments)
        self.assertEqual(result.returncode, 1, result)
        self.assertNotIn("Traceback", result.stderr)
        for word in words:
            self.assertIn(word, result.stderr)

    def assert_all_passed(self, result, paragraphs):
        self.assertEqual(result.returncode, 0, result)
        self.assertEqual(result.stderr, "")
        rows = dict(re.findall(r"^(\S+) +([\d,]+) +[\d,]+$", result.stdout, re.MULTILINE))
        counts = {name: int(count.replace(",", "")) for name, count in rows.items()}
        self.assertEqual(counts.pop("together"), len(paragraphs), result.stdout)
        self.assertEqual(set(counts), {"C", "Python", "JavaScript"})
        self.assertEqual(sum(counts.values()), len(paragraphs))
        digests = re.findall(r"[0-9a-f]{64}", result.stdout)
        self.assertEqual(digests, [demo.digest_of(paragraphs)] * 2)
        self.assertEqual(list(self.runtime.iterdir()), [])
        return counts


class GoodInput(DemoTest):
    def test_generated_file(self):
        paragraphs = [b"Number: %d\nText: %s\n" % (i, b"x" * (i % 700)) for i in range(20000)]
        self.input.write_bytes(b"\n".join(paragraphs))
        # Who takes how many is up to the scheduler, but all have to take part, if not at once:
        # where saving to disk costs nothing, one that spins may leave nothing to one that sleeps.
        took_part = set()
        for _ in range(5):
            counts = self.assert_all_passed(self.run_demo(self.input), paragraphs)
            took_part |= {language for language, count in counts.items() if count > 0}
            if took_part == set(counts):
                return
        self.fail(f"only {took_part} took messages")

    def test_all_kinds_of_lines(self):
        self.input.write_bytes(
            b"\n  \n\t\r\nfirst\n\n\n \nsecond\r\n  more\r\n\r\n"
            b"NUL \0 and \xff\n\nthe last\nhas no end")
        self.assert_all_passed(self.run_demo(self.input), [
            b"first\n", b"second\r\n  more\r\n", b"NUL \0 and \xff\n", b"the last\nhas no end"])

    def test_long_paragraph_gets_a_larger_queue(self):
        self.input.write_bytes(b"x" * 1000000)
        self.assert_all_passed(self.run_demo(self.input), [b"x" * 1000000])

    def test_subscriber_that_took_none_is_named(self):
        self.input.write_bytes(b"only one\n")
        result = self.run_demo(self.input)
        counts = self.assert_all_passed(result, [b"only one\n"])
        for language, count in counts.items():
            said = f"The {language} subscriber took no message" in result.stdout
            self.assertEqual(said, count == 0)

    def test_terminal_shows_one_line_that_changes(self):
        self.input.write_bytes(b"one\n\ntwo\n")
        terminal, end = pty.openpty()
        with subprocess.Popen([*DEMO, self.input], env=self.environment, stdin=end, stdout=end,
                              stderr=end) as process:
            os.close(end)
            shown = b""
            with contextlib.suppress(OSError):  # its way to say that the other end is closed
                while data := os.read(terminal, 65536):
                    shown += data
        os.close(terminal)
        self.assertEqual(process.returncode, 0, shown)
        self.assertIn(b"\r\033[K2 of 2 messages: C ", shown)

    if STATUS.exists():
        def test_packages_of_this_machine(self):
            paragraphs = STATUS.read_bytes().rstrip(b"\n").split(b"\n\n")
            self.assert_all_passed(self.run_demo(), [paragraph + b"\n" for paragraph in paragraphs])


class BadInput(DemoTest):
    def test_missing_file(self):
        self.assert_refused("/nonexistent", words=["/nonexistent: No such file"])

    def test_directory(self):
        self.assert_refused("/tmp", words=["/tmp: Is a directory"])

    def test_file_without_a_paragraph(self):
        self.input.write_bytes(b"\n \n")
        self.assert_refused(self.input, words=["no paragraph"])

    def test_paragraph_longer_than_the_queue_takes(self):
        self.input.write_bytes(b"short\n\n" + b"x" * 40000)
        self.assert_refused("--capacity=65536", self.input,
                            words=["paragraph 2, of 40000 bytes", "32768", "larger capacity"])
        self.assertEqual(list(self.runtime.iterdir()), [])

    def test_capacity_out_of_range(self):
        for capacity in (-1, 0, 1):
            self.input.write_bytes(b"short")
            self.assert_refused(f"--capacity={capacity}", self.input, words=["capacity"])


class Trouble(DemoTest):
    """With one subscriber, that misbehaves."""

    def altered_subscriber(self, old, new):
        source = (SOURCES / "subscriber.py").read_text()
        self.assertEqual(source.count(old), 1)
        program = self.input.with_name("altered.py")
        program.write_text(source.replace(old, new))
        return [sys.executable, program]

    def assert_noticed(self, subscriber, words):
        self.input.write_bytes(b"\n\n".join(b"paragraph %d" % i for i in range(5000)))
        with contextlib.redirect_stdout(io.StringIO()):
            with self.assertRaises(demo.Failure) as caught:
                demo.demonstrate(self.input, {"bad": subscriber}, PROGRAMS / "publisher", 65536)
        self.assertIn(words, str(caught.exception))

    def test_changed_message(self):
        self.assert_noticed(self.altered_subscriber(SAVES, f"{SAVES}.upper()"),
                            "not what was sent")

    def test_lost_message(self):
        self.assert_noticed(self.altered_subscriber(SAVES, f"if b' 77' not in message: {SAVES}"),
                            "not what was sent")

    def test_doubled_message(self):
        self.assert_noticed(self.altered_subscriber(SAVES, f"{SAVES}; {SAVES}"),
                            "not what was sent")

    def test_half_saved_message(self):
        self.assert_noticed(self.altered_subscriber("batch, SAFELY", "batch[:-1], SAFELY"),
                            "only a part")

    def test_subscriber_that_does_not_start(self):
        self.assert_noticed(["/nonexistent"], "cannot start the bad subscriber")
        self.assert_noticed(["/bin/false"], "the bad subscriber failed")
        self.assert_noticed(["/bin/true"], 'did not say "ready"')

    def test_subscriber_that_dies(self):
        self.assert_noticed(
            self.altered_subscriber(SAVES, "import os; os.kill(os.getpid(), 9)"),
            "the bad subscriber died of signal 9")

    def test_interrupted_demo_leaves_nothing(self):
        self.input.write_bytes(b"\n\n".join(b"paragraph %d " % i * 50 for i in range(50000)))
        program = "import demo, sys; demo.LINE_INTERVAL = 0; sys.exit(demo.main(sys.argv[1:]))"
        with subprocess.Popen([sys.executable, "-c", program, *DEMO[2:], self.input], cwd=SOURCES,
                              env=self.environment, text=True, stdout=subprocess.PIPE) as process:
            while "messages: " not in (line := process.stdout.readline()):
                self.assertNotEqual(line, "")
            self.assertEqual(len(list(self.runtime.iterdir())), 2)
            process.send_signal(signal.SIGTERM)
        self.assertEqual(process.returncode, 128 + signal.SIGTERM)
        self.assertEqual(list(self.runtime.iterdir()), [])


if __name__ == "__main__":
    tap.main()
