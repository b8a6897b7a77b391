#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The demo: every paragraph of a file goes from one process through a queue to three others.

The publisher, in C, sends the paragraphs. Subscribers in C, Python and JavaScript compete for them,
and each saves what it took in files of its own. This program starts the four, shows how far they
are, and when they have ended compares: the SHA-256 over all messages taken, sorted, with the one
over the paragraphs that it has read from the input itself. It has no part in passing a message.
"""

import argparse
import contextlib
import hashlib
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SOURCES = Path(__file__).resolve().parent
DEFAULT_INPUT = "/var/lib/dpkg/status"
LENGTH_SIZE = 8

# A small queue, so that the programs wait for each other, but one that takes each paragraph.
LEAST_CAPACITY = 64 * 1024
MOST_CAPACITY = 64 * 1024 * 1024

# Seconds.
LOOK_INTERVAL = 0.1
LINE_INTERVAL = 1
START_LIMIT = 60
STANDSTILL_LIMIT = 60


class Failure(Exception):
    """Says why the demo did not succeed."""


def subscriber_commands(programs):
    """How to start each subscriber. `programs` is the folder of the compiled ones."""
    return {
        "C": [programs / "subscriber"],
        "Python": [sys.executable, SOURCES / "subscriber.py"],
        "JavaScript": ["gjs", "-m", SOURCES / "subscriber.js"],
    }


def paragraphs_of(lines):
    """Runs of lines that are not blank, with their line ends: what the publisher has to send."""
    paragraph = []
    for line in lines:
        if line.strip(b" \t\r\n"):
            paragraph.append(line)
        elif paragraph:
            yield b"".join(paragraph)
            paragraph = []
    if paragraph:
        yield b"".join(paragraph)


def length_field(message):
    return len(message).to_bytes(LENGTH_SIZE, "little")


def digest_of(messages):
    """The SHA-256 over the sorted messages, each behind its length so that the bounds count too."""
    digest = hashlib.sha256()
    for message in sorted(messages):
        digest.update(length_field(message))
        digest.update(message)
    return digest.hexdigest()


# --- The processes

class Program:
    """A process, with what it prints."""

    def __init__(self, name, command, folder, **options):
        self.name = name
        self.errors = open(folder / f"{name} errors", "w+", encoding="utf-8", errors="replace")
        try:
            self.process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=self.errors, text=True, **options)
        except OSError as error:
            raise Failure(f"cannot start the {name}: {command[0]}: {error.strerror}") from error

    def is_running(self):
        return self.process.poll() is None

    def check(self):
        """Raises if the process has ended badly."""
        status = self.process.poll()
        if status:
            self.errors.seek(0)
            said = self.errors.read().strip()
            how = f"died of signal {-status}" if status < 0 else "failed"
            raise Failure(f'the {self.name} {how}: {said or "it does not say why"}')

    def wait_for(self, word):
        """The rest of the next line, which has to begin with this word."""
        readable, _, _ = select.select([self.process.stdout], [], [], START_LIMIT)
        line = self.process.stdout.readline().split() if readable else []
        if not line or line[0] != word:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(LOOK_INTERVAL)
            self.check()
            raise Failure(f'the {self.name} did not say "{word}"')
        return line[1:]

    def end(self):
        if self.is_running():
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.errors.close()


class Subscriber(Program):
    """A program that saves the messages it takes in files."""

    def __init__(self, language, command, capacity, folders):
        self.language = language
        self.messages = []
        self.batches = 0
        self.output = folders.output / language
        super().__init__(f"{language} subscriber",
                         [*command, folders.queue, str(capacity), self.output], folders.output)

    def look(self):
        """Reads what it has saved since the last look."""
        while (batch := self.output.with_suffix(f".{self.batches + 1}")).exists():
            self.read(batch)
            self.batches += 1

    def read(self, path):
        data = path.read_bytes()
        start = 0
        while start < len(data):
            body = start + LENGTH_SIZE
            end = body + int.from_bytes(data[start:body], "little")
            if end > len(data):
                raise Failure(f"the {self.name} has saved only a part of a message")
            self.messages.append(data[body:end])
            start = end

    def size(self):
        return sum(map(len, self.messages))


def transfer(lines, commands, publisher_command, capacity, folders, report):
    """Passes all through the queue. Gives the subscribers, with their messages, and the seconds."""
    with contextlib.ExitStack() as stack:
        def start(kind, *arguments, **options):
            program = kind(*arguments, **options)
            stack.callback(program.end)
            return program

        subscribers = [start(Subscriber, language, command, capacity, folders)
                       for language, command in commands.items()]
        for subscriber in subscribers:
            subscriber.wait_for("ready")
        publisher = start(
            Program, "publisher",
            [publisher_command, folders.queue, str(capacity), str(len(subscribers))],
            folders.output, stdin=lines)

        watch(publisher, subscribers, report)
        began = int(publisher.wait_for("began")[0])
        ended = max(int(subscriber.wait_for("ended")[0]) for subscriber in subscribers)
        return subscribers, (ended - began) / 1e6


def watch(publisher, subscribers, report):
    """Until all programs have ended."""
    programs = [publisher, *subscribers]
    seen, changed = 0, time.monotonic()
    running = True
    while running:
        running = any([program.is_running() for program in programs])
        for program in programs:
            program.check()
        for subscriber in subscribers:
            subscriber.look()
        report(subscribers, last=not running)

        taken = sum(len(subscriber.messages) for subscriber in subscribers)
        if taken > seen:
            seen, changed = taken, time.monotonic()
        elif running and time.monotonic() - changed > STANDSTILL_LIMIT:
            raise Failure(f"nothing has moved for {STANDSTILL_LIMIT} seconds")
        if running:
            time.sleep(LOOK_INTERVAL)


class Folders:
    """Where the queue and the files are for the time of the demo: the queue in memory if there is a
    place for it, the files on disk."""

    def __init__(self, stack):
        self.queue = self.make(stack, os.environ.get("XDG_RUNTIME_DIR"), "/dev/shm")
        self.output = self.make(stack, os.environ.get("TMPDIR"), "/var/tmp")

    @staticmethod
    def make(stack, *places):
        place = next((place for place in places if place and os.access(place, os.W_OK)), None)
        folder = tempfile.TemporaryDirectory(prefix="interprocess-demo-", dir=place)
        return Path(stack.enter_context(folder))


# --- What is shown

class Progress:
    """On a terminal one line that changes, else a line every second."""

    def __init__(self, total):
        self.total = total
        self.is_terminal = sys.stdout.isatty()
        self.shown = time.monotonic()

    def report(self, subscribers, last):
        taken = sum(len(subscriber.messages) for subscriber in subscribers)
        shares = ", ".join(f"{subscriber.language} {len(subscriber.messages):,}"
                           for subscriber in subscribers)
        text = f"{taken:,} of {self.total:,} messages: {shares}"
        if self.is_terminal:
            width = shutil.get_terminal_size().columns - 1
            print("\r\033[K" + text[:width], end="\n" if last else "", flush=True)
        elif last or time.monotonic() - self.shown >= LINE_INTERVAL:
            self.shown = time.monotonic()
            print(text, flush=True)


def print_shares(subscribers, seconds):
    rows = [(subscriber.language, len(subscriber.messages), subscriber.size())
            for subscriber in subscribers]
    messages = sum(row[1] for row in rows)
    size = sum(row[2] for row in rows)
    print()
    print(f'{"subscriber":12} {"messages":>12} {"bytes":>15}')
    for name, count, length in [*rows, ("together", messages, size)]:
        print(f"{name:12} {count:12,} {length:15,}")
    for name, count, _ in rows:
        if count == 0:
            print(f"The {name} subscriber took no message: the others were faster.")
    print()
    print(f"{seconds * 1000:,.1f} ms from the first message sent until all were on disk: "
          f"{messages / seconds:,.0f} messages and {size / seconds / 1e6:,.1f} MB a second")


def compare(expected, subscribers):
    taken = digest_of(message for subscriber in subscribers for message in subscriber.messages)
    print()
    print("SHA-256 over the sorted messages")
    print(f"  of the input  {expected}")
    print(f"  as taken      {taken}")
    return taken == expected


# --- The command line

def demonstrate(path, commands, publisher_command, capacity):
    """Raises unless all paragraphs arrive as they are, each once."""
    with contextlib.ExitStack() as stack:
        lines = stack.enter_context(open(path, "rb"))
        paragraphs = list(paragraphs_of(lines))
        lines.seek(0)
        if not paragraphs:
            raise Failure(f"{path} has no paragraph to send")
        if capacity is None:
            capacity = suitable_capacity(paragraphs)
        expected = digest_of(paragraphs)
        size = sum(map(len, paragraphs))
        print(f"Paragraphs of {path}: {len(paragraphs):,}, of {size:,} bytes.\n"
              f"They go from a C program through one queue of {capacity:,} bytes to "
              f'{len(commands)} others: {", ".join(commands)}.\n', flush=True)
        progress = Progress(len(paragraphs))
        del paragraphs

        subscribers, seconds = transfer(lines, commands, publisher_command, capacity,
                                        Folders(stack), progress.report)
        print_shares(subscribers, seconds)
        if not compare(expected, subscribers):
            raise Failure("what was taken is not what was sent")
        print("They are the same: nothing was lost, doubled or changed.")


def suitable_capacity(paragraphs):
    """A message can be as long as half the queue."""
    return min(max(LEAST_CAPACITY, 2 * max(map(len, paragraphs))), MOST_CAPACITY)


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0], allow_abbrev=False)
    parser.add_argument("--programs", metavar="FOLDER", type=Path, required=True,
                        help="where the compiled programs of the demo are")
    parser.add_argument("--capacity", metavar="BYTES", type=int,
                        help="of the queue; a message can be half as long (default: as the file "
                             f"needs, from {LEAST_CAPACITY:,} to {MOST_CAPACITY:,})")
    parser.add_argument("file", metavar="FILE", nargs="?", default=DEFAULT_INPUT,
                        help="the input (default: %(default)s)")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse_arguments(arguments)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    try:
        demonstrate(options.file, subscriber_commands(options.programs),
                    options.programs / "publisher", options.capacity)
    except Failure as failure:
        print(f"\ndemo: {failure}", file=sys.stderr)
        return 1
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"\ndemo: {where}{error.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
