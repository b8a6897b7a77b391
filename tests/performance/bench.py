#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Measures the queue from Python: a message in and out again, in one thread.

Once with plain bytes, by try_enqueue() and try_dequeue(), and once with GLib.Bytes, by their
_bytes twins; both get bytes and give bytes. They take turns, a short batch each, so that both meet
the same disturbances; a row shows the median of the batches.
"""

import argparse
import json
import os
import statistics
import time

import gi

gi.require_version("Interprocess", "1")
from gi.repository import GLib, Interprocess

SIZES = (3, 64, 1024, 65536)
FEWEST_ITERATIONS = 16


def exchange_bytes(publisher, subscriber, message, iterations):
    enqueue, dequeue = publisher.try_enqueue, subscriber.try_dequeue
    for _ in range(iterations):
        enqueue(message)
        received = dequeue()[1]
    return received


def exchange_gbytes(publisher, subscriber, message, iterations):
    enqueue, dequeue = publisher.try_enqueue_bytes, subscriber.try_dequeue_bytes
    wrap = GLib.Bytes.new
    for _ in range(iterations):
        enqueue(wrap(message))
        received = dequeue().get_data()
    return received


CONTESTANTS = {"Python, bytes": exchange_bytes, "Python, GBytes": exchange_gbytes}


class Lane:
    """One contestant with one size of message."""

    def __init__(self, number, name, size, arguments):
        self.name = name
        self.size = size
        self.exchange = CONTESTANTS[name]
        self.message = bytes((i * 7 + 1) % 256 for i in range(size))
        self.times = []
        options = Interprocess.QueueOptions.new(
            f"interprocess-bench-{os.getpid()}-{number}", arguments.capacity
        )
        options.set_path(arguments.path)
        factory = Interprocess.QueueFactory.new()
        self.publisher = factory.create_publisher(options)
        self.subscriber = factory.create_subscriber(options)

    def run(self, iterations):
        """Nanoseconds of the thread's own time for one exchange."""
        start = time.thread_time_ns()
        received = self.exchange(self.publisher, self.subscriber, self.message, iterations)
        taken = time.thread_time_ns() - start
        if received != self.message:
            raise SystemExit(f"{self.name}, {self.size} bytes: what arrived is not what was sent")
        return taken / iterations

    def calibrate(self, batch_time):
        """As many exchanges as take the time of a batch; also warms up."""
        iterations, taken = FEWEST_ITERATIONS, 0
        while taken < batch_time / 2:
            iterations *= 2
            taken = self.run(iterations) * iterations
        self.iterations = max(int(batch_time / taken * iterations), FEWEST_ITERATIONS)

    def close(self):
        self.publisher.close()
        self.subscriber.close()

    def result(self):
        return {
            "measurement": "one-thread",
            "contestant": self.name,
            "size": self.size,
            "median_ns": statistics.median(self.times),
            "fastest_ns": min(self.times),
        }


def measure(size, arguments):
    lanes = [Lane(i, name, size, arguments) for i, name in enumerate(CONTESTANTS)]
    for lane in lanes:
        lane.calibrate(arguments.batch_time * 1e6)
    for _ in range(arguments.batches):
        for lane in lanes:
            lane.times.append(lane.run(lane.iterations))
    for lane in lanes:
        lane.close()
    return [lane.result() for lane in lanes]


def print_row(result):
    """In the columns of report.c."""
    median = result["median_ns"]
    rate = 1e3 / median
    print(
        f"{result['size']:8}  {result['contestant']:18} {median:10.1f} {result['fastest_ns']:10.1f}"
        f" {rate:10.3f} {rate * result['size']:10.1f}",
        flush=True,
    )


def stay_on_one_cpu():
    """Moving to another processor means cold caches. The first has more interrupts to serve."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not positive")
    return number


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("-s", "--size", type=int, action="append", metavar="BYTES",
        help="length of the messages, instead of the usual ones; may be repeated")
    add("-b", "--batches", type=positive, default=21, metavar="N",
        help="turns of each contestant (%(default)s)")
    add("-t", "--batch-time", type=positive, default=10, metavar="MS",
        help="length of a turn (%(default)s)")
    add("--capacity", type=positive, default=1 << 20, metavar="BYTES",
        help="of each queue (%(default)s)")
    add("--path", default="/dev/shm" if os.path.isdir("/dev/shm") else None, metavar="DIRECTORY",
        help="directory of the queues (%(default)s)")
    add("-j", "--json", metavar="FILE",
        help="write the results to a file, times in nanoseconds")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    results = []
    stay_on_one_cpu()
    print("\nOne thread, from Python: a message in and out again, nanoseconds of processor time")
    titles = ("median", "fastest", "M/s", "MB/s")
    print(f"{'bytes':>8}  {'contestant':18}", *(f"{title:>10}" for title in titles))
    for size in arguments.size or SIZES:
        for result in measure(size, arguments):
            print_row(result)
            results.append(result)
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump(results, file, indent=1)


if __name__ == "__main__":
    main()
