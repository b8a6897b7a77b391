#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Lesson: work that is done even if a worker is killed with it in hand.

A queue does not know whether the work was done. So each job has a number, workers send the numbers
of finished jobs back by a second queue, and what is not acknowledged in time is sent again. A job may
be done twice then, such as by a worker that was only slow: doing it twice has to be harmless.

    python3 acknowledge.py            starts workers, of which the first is killed with a job in hand
    python3 acknowledge.py worker     is one, as many as you like
"""

import os
import signal
import struct
import subprocess
import sys

import gi

gi.require_version("Interprocess", "1")
from gi.repository import GLib, Interprocess

PATIENCE = 1 * GLib.USEC_PER_SEC  # with workers that acknowledge nothing; longer than a job takes
NUMBER = struct.Struct("<Q")

factory = Interprocess.QueueFactory.new()
jobs = Interprocess.QueueOptions.new("jobs", 64 * 1024)
finished = Interprocess.QueueOptions.new("finished-jobs", 64 * 1024)


def work(is_killed):
    with factory.create_subscriber(jobs) as inbox, factory.create_publisher(finished) as outbox:
        while True:
            job = inbox.dequeue(-1).get_data()
            if is_killed:
                os.kill(os.getpid(), signal.SIGKILL)
            print(f"received: {job[NUMBER.size:].decode()}\n", end="", flush=True)
            outbox.enqueue(job[:NUMBER.size], -1)  # only now: the job is done


def collect(inbox, pending):
    """Takes acknowledgements until all are there, or none comes any more."""
    while pending:
        try:
            acknowledged = inbox.dequeue(PATIENCE).get_data()
        except GLib.Error as error:
            if error.matches(Interprocess.queue_error_quark(), Interprocess.QueueError.TIMED_OUT):
                return
            raise
        pending.pop(*NUMBER.unpack(acknowledged), None)  # not there: it was done twice


def dispatch(texts):
    pending = dict(enumerate(texts))
    with factory.create_publisher(jobs) as outbox, factory.create_subscriber(finished) as inbox:
        word = "sent"
        workers = [start_worker("killed")]
        while pending:
            for number, text in pending.items():
                outbox.enqueue(NUMBER.pack(number) + text.encode(), -1)
                print(f"{word}: {text}\n", end="", flush=True)  # in one piece: others print too
            if len(workers) == 1:
                workers[0].wait()  # it has taken a job, and is gone
                workers.append(start_worker())
            collect(inbox, pending)
            word = "sent again"
        workers[1].terminate()
        workers[1].wait()


def start_worker(*arguments):
    return subprocess.Popen([sys.executable, __file__, "worker", *arguments])


if "worker" in sys.argv:
    work("killed" in sys.argv)
else:
    dispatch(["tea", "milk", "two cups"])
