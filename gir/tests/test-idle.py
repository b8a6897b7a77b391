# SPDX-License-Identifier: MIT
"""What it costs to wait for messages that do not come, by each way to wait.

For ten seconds each waits in a process of its own, beside one that does the same but for the queue: a main
loop with nothing in it, or a sleep. The kernel counts how often it woke up, and how long it ran.
"""

import os
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import tap

WINDOW = 10  # seconds
WINDOWS = 3  # at most: interpreters have threads and errands of their own, so one may be spoilt
# The first looks for what a killed process may have left come after 50 ms, then twice as late each time.
SHORT_NAPS = 2
# Of processor time, in a second.
MOST_MS = 1

PYTHON = """
import asyncio, sys, time
import gi
gi.require_version("Interprocess", "1")
from gi.repository import Gio, GLib, Interprocess

options = Interprocess.QueueOptions(queue_name="idle", path=sys.argv[1], capacity=65536)
subscriber = Interprocess.QueueFactory().create_subscriber(options)
print("ready", flush=True)
"""

JAVASCRIPT = """
import GLib from 'gi://GLib';
import Interprocess from 'gi://Interprocess';

const options = new Interprocess.QueueOptions({queue_name: 'idle', path: ARGV[0], capacity: 65536});
const subscriber = new Interprocess.QueueFactory().create_subscriber(options);
const loop = new GLib.MainLoop(null, false);
print('ready');
"""

# Each way to wait, and the same without it.
WAYS = {
    "a blocking call": ("py", "subscriber.dequeue(-1, None)", "time.sleep(100)"),
    "a source": (
        "py",
        """
source = subscriber.create_source()
source.set_callback(lambda *ignored: subscriber.try_dequeue_bytes() or True)
source.attach(None)
GLib.MainLoop().run()
""",
        "GLib.MainLoop().run()",
    ),
    "asyncio": (
        "py",
        """
async def wait():
    await subscriber.dequeue_async()
asyncio.run(wait())
""",
        "asyncio.run(asyncio.sleep(100))",
    ),
    "a promise": ("js", "subscriber.dequeue_async(-1, null).then(() => loop.quit()); loop.run();", "loop.run();"),
}


def wake_ups(pid):
    """Of the thread that waits: JavaScript has others, which do what they like."""
    return int(Path(f"/proc/{pid}/status").read_text().split("\nvoluntary_ctxt_switches:")[1].split()[0])


def milliseconds(pid):
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6


class Waiter:
    def __init__(self, directory, name, language, program):
        file = Path(directory, name).with_suffix("." + language)
        file.write_text({"py": PYTHON, "js": JAVASCRIPT}[language] + program)
        interpreter = {"py": [sys.executable], "js": ["gjs", "-m"]}[language]
        self.process = subprocess.Popen([*interpreter, file, directory], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "ready\n"

    def count(self):
        return wake_ups(self.process.pid), milliseconds(self.process.pid)

    def end(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class Window:
    """What a waiter, and the one beside it, did in that time."""

    def __init__(self, before, after, taken):
        (self.woken, self.ran), (self.woken_alone, self.ran_alone) = (
            (b[0] - a[0], b[1] - a[1]) for a, b in zip(before, after)
        )
        self.taken = taken

    def is_idle(self):
        # One may be cut off at each end of the window.
        return (self.woken <= self.woken_alone + self.taken + SHORT_NAPS
                and self.ran <= self.ran_alone + MOST_MS * self.taken)

    def __str__(self):
        return (f"{self.woken} wake-ups in {self.taken:.1f} s (without it {self.woken_alone}), "
                f"{self.ran:.2f} ms of processor time (without it {self.ran_alone:.2f})")


def watch(pairs):
    before = {way: [waiter.count() for waiter in pair] for way, pair in pairs.items()}
    start = time.monotonic()
    time.sleep(WINDOW)
    taken = time.monotonic() - start
    return {way: Window(before[way], [waiter.count() for waiter in pair], taken) for way, pair in pairs.items()}


class Idle(unittest.TestCase):
    def test_all_ways_to_wait(self):
        with tempfile.TemporaryDirectory() as directory:
            pairs = {
                way: [
                    Waiter(directory, f"{number}-{i}", language, program)
                    for i, program in enumerate(programs)
                ]
                for number, (way, (language, *programs)) in enumerate(WAYS.items())
            }
            time.sleep(2)  # what an interpreter does at its start is over, and the naps have grown
            left = dict(pairs)
            for _ in range(WINDOWS):
                windows = watch(left)
                for way, window in windows.items():
                    print(f"# {way}: {window}")
                left = {way: pairs[way] for way, window in windows.items() if not window.is_idle()}
                if not left:
                    break
            for pair in pairs.values():
                for waiter in pair:
                    self.assertIsNone(waiter.process.poll())
                    waiter.end()
        self.assertEqual(list(left), [], "not idle in any window")


if __name__ == "__main__":
    tap.main()
