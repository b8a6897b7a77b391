# SPDX-License-Identifier: MIT
"""The queue from Python, within a process and between processes."""

import functools
import os
import signal
import subprocess
import sys
import threading
import time
import unittest

import tap
from endpoints import QueueTest
from gi.repository import Gio, GLib, Interprocess

SECOND = 1_000_000

ECHO = """
import gi
gi.require_version("Interprocess", "1")
from gi.repository import Interprocess
import sys
factory = Interprocess.QueueFactory.new()
there = Interprocess.QueueOptions(queue_name="there", path=sys.argv[1], capacity=65536)
back = Interprocess.QueueOptions(queue_name="back", path=sys.argv[1], capacity=65536)
subscriber = factory.create_subscriber(there)
publisher = factory.create_publisher(back)
while True:
    message = subscriber.dequeue(-1, None).get_data()
    publisher.enqueue(message, -1, None)
    if not message:
        break
"""


class OneProcess(QueueTest):
    def test_bytes_come_back_as_bytes(self):
        publisher, subscriber = self.pair()
        for message in (b"hello", b"", b"\0", bytes(range(256)), b"x" * 32768):
            self.assertTrue(publisher.try_enqueue(message))
            taken, got = subscriber.try_dequeue()
            self.assertTrue(taken)
            self.assertIs(type(got), bytes)
            self.assertEqual(got, message)

    def test_empty_queue_is_not_an_error(self):
        _, subscriber = self.pair()
        taken, got = subscriber.try_dequeue()
        self.assertFalse(taken)
        self.assertFalse(got)
        self.assertIsNone(subscriber.try_dequeue_bytes())

    def test_full_queue_is_not_an_error(self):
        publisher, _ = self.pair()
        while publisher.try_enqueue(b"x" * 1000):
            pass
        self.assertFalse(publisher.try_enqueue(b"x" * 1000))

    def test_gbytes(self):
        publisher, subscriber = self.pair()
        self.assertTrue(publisher.try_enqueue_bytes(GLib.Bytes.new(b"hello")))
        self.assertEqual(subscriber.try_dequeue_bytes().get_data(), b"hello")
        publisher.enqueue(b"again", 0, None)
        self.assertEqual(subscriber.dequeue(0, None).get_data(), b"again")

    def test_bytearray_and_memoryview(self):
        publisher, subscriber = self.pair()
        for message in (bytearray(b"hello"), bytes(memoryview(b"hello"))):
            self.assertTrue(publisher.try_enqueue(message))
            self.assertEqual(subscriber.try_dequeue()[1], b"hello")

    def test_properties(self):
        publisher, subscriber = self.pair()
        for endpoint in (publisher, subscriber):
            self.assertEqual(endpoint.props.queue_name, "test")
            self.assertEqual(endpoint.props.path, self.path)
            self.assertEqual(endpoint.props.capacity, 65536)
            self.assertEqual(endpoint.get_queue_name(), "test")
            self.assertFalse(endpoint.is_closed())

    def test_options(self):
        options = self.options()
        self.assertFalse(options.props.exclusive)
        self.assertEqual(options.props.max_endpoints, 255)
        self.assertEqual(options.props.mode, 0o600)
        self.assertIsNone(options.props.group)
        self.assertEqual(options.props.retention, Interprocess.Retention.UNTIL_LAST_CLOSE)
        options.set_exclusive(True)
        options.set_max_endpoints(2)
        options.set_mode(0o660)
        options.set_group(str(os.getgid()))
        options.set_retention(Interprocess.Retention.KEEP)
        self.assertTrue(options.props.exclusive)
        self.assertEqual(options.get_max_endpoints(), 2)
        self.assertEqual(options.get_mode(), 0o660)
        self.assertEqual(options.get_group(), str(os.getgid()))
        self.assertEqual(options.get_retention(), Interprocess.Retention.KEEP)

    def test_exclusive(self):
        options = self.options()
        options.props.exclusive = True
        publisher = self.factory.create_publisher(options)
        subscriber = self.factory.create_subscriber(options)
        self.addCleanup(subscriber.close)
        with self.assert_error(Interprocess.QueueError.EXCLUSIVE, os.getpid(), "publisher"):
            self.factory.create_publisher(self.options())
        self.assertTrue(publisher.try_enqueue(b"hello"))
        self.assertEqual(subscriber.try_dequeue()[1], b"hello")
        publisher.close()
        self.factory.create_publisher(self.options()).close()

    def test_kept(self):
        options = self.options()
        options.props.retention = Interprocess.Retention.KEEP
        publisher = self.factory.create_publisher(options)
        publisher.try_enqueue(b"kept")
        publisher.close()
        subscriber = self.factory.create_subscriber(self.options())
        self.assertEqual(subscriber.try_dequeue()[1], b"kept")
        subscriber.close()
        self.assertEqual(os.listdir(self.path), ["test.queue"])

    def test_timeout(self):
        _, subscriber = self.pair()
        start = time.monotonic()
        with self.assert_error(Interprocess.QueueError.TIMED_OUT, "test"):
            subscriber.dequeue(SECOND // 50, None)
        self.assertGreaterEqual(time.monotonic() - start, 0.02)

    def test_cancel_from_a_thread(self):
        _, subscriber = self.pair()
        cancellable = Gio.Cancellable()
        timer = threading.Timer(0.05, cancellable.cancel)
        timer.start()
        with self.assertRaises(GLib.Error) as caught:
            subscriber.dequeue(-1, cancellable)
        self.assertTrue(caught.exception.matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED))
        timer.join()

    def test_close_from_a_thread(self):
        _, subscriber = self.pair()
        timer = threading.Timer(0.05, subscriber.close)
        timer.start()
        with self.assert_error(Interprocess.QueueError.CLOSED, "test"):
            subscriber.dequeue(-1, None)
        timer.join()

    def test_services(self):
        services = Interprocess.ServiceCollection()
        services.add_interprocess_queue().add_logging()
        provider = services.build(Interprocess.BuildFlags.VALIDATE)
        factory = provider.get_required_service(Interprocess.QueueFactory)
        self.assertIsInstance(factory, Interprocess.QueueFactory)
        self.assertIs(provider.get_required_service(Interprocess.QueueFactory), factory)
        self.assertIsNotNone(factory.get_logger_factory())
        provider.close()


class BadInput(QueueTest):
    def test_names(self):
        for name in ("", "a/b", ".hidden", "x" * 201, "new\nline"):
            with self.assert_error(Interprocess.QueueError.INVALID_NAME):
                self.factory.create_publisher(self.options(name))

    def test_capacities(self):
        for capacity in (0, 1, 1023, 2**63):
            with self.assert_error(Interprocess.QueueError.INVALID_OPTIONS, capacity):
                self.factory.create_publisher(self.options(capacity=capacity))
        self.pair()
        with self.assert_error(Interprocess.QueueError.CAPACITY_MISMATCH, 65536, 131072):
            self.factory.create_publisher(self.options(capacity=131072))

    def test_options(self):
        for wrong, words in (
            ({"max_endpoints": 4096}, (4096, 4095)),
            ({"mode": 600}, ("600 in decimal", "0o600")),
            ({"group": "no such group"}, ("no such group", "getent group")),
        ):
            options = self.options()
            for name, value in wrong.items():
                options.set_property(name, value)
            with self.assert_error(Interprocess.QueueError.INVALID_OPTIONS, *words):
                self.factory.create_publisher(options)
        for wrong in ({"max_endpoints": -1}, {"mode": "0600"}, {"retention": "forever"}):
            with self.assertRaises((TypeError, ValueError, OverflowError), msg=wrong):
                Interprocess.QueueOptions(**wrong)

    def test_message_too_large(self):
        publisher, _ = self.pair()
        with self.assert_error(Interprocess.QueueError.TOO_LARGE, 32768, 32769):
            publisher.try_enqueue(b"x" * 32769)

    def test_use_after_close(self):
        publisher, subscriber = self.pair()
        publisher.close()
        subscriber.close()
        self.assertTrue(publisher.is_closed())
        for call in (
            lambda: publisher.try_enqueue(b"x"),
            lambda: publisher.enqueue(b"x", -1, None),
            subscriber.try_dequeue,
            subscriber.try_dequeue_bytes,
            lambda: subscriber.dequeue(-1, None),
        ):
            with self.assert_error(Interprocess.QueueError.CLOSED, "create another"):
                call()

    def test_endpoint_that_no_factory_opened(self):
        with self.assert_error(Interprocess.QueueError.CLOSED, "QueueFactory"):
            Interprocess.Publisher().try_enqueue(b"x")
        with self.assert_error(Interprocess.QueueError.CLOSED, "QueueFactory"):
            Interprocess.Subscriber().try_dequeue()

    def test_wrong_types(self):
        publisher, subscriber = self.pair()
        calls = (publisher.try_enqueue, publisher.enqueue, publisher.enqueue_async)
        for wrong in (5, 1.5, object(), [256], ["a"], "text", "", None, [], [1], (), {}, GLib.Variant("ay", b"x")):
            for call in calls:
                with self.assertRaisesRegex(TypeError, f"bytes.* not {type(wrong).__name__}: .*encode", msg=repr(wrong)):
                    call(wrong)
        with self.assertRaises(TypeError):
            self.factory.create_publisher("name")
        self.assertEqual(subscriber.try_dequeue()[0], False)

    def test_timeouts(self):
        publisher, subscriber = self.pair()
        calls = (
            subscriber.dequeue, subscriber.dequeue_async, functools.partial(publisher.enqueue, b"x"),
            functools.partial(publisher.enqueue_async, b"x"),
        )
        for wrong in (0.5, 5.0, "soon", True, b"", float("inf")):
            for call in calls:
                with self.assertRaisesRegex(TypeError, f"microseconds.* not {wrong!r}: .*500_000"):
                    call(wrong)
                with self.assertRaisesRegex(TypeError, f"microseconds.* not {wrong!r}: .*500_000"):
                    call(wrong, None)
        self.assertEqual(subscriber.try_dequeue()[0], False)

    def test_calls_may_wait_for_ever(self):
        publisher, subscriber = self.pair()
        for given in ((), (-1,), (None,), (None, None)):
            publisher.enqueue(b"x", *given)
            self.assertEqual(subscriber.dequeue(*given).get_data(), b"x")

    def test_after_fork(self):
        publisher, subscriber = self.pair()
        child = os.fork()
        if child == 0:
            try:
                publisher.try_enqueue(b"x")
            except GLib.Error as error:
                os._exit(0 if error.matches(Interprocess.queue_error_quark(), Interprocess.QueueError.FORKED) else 1)
            os._exit(2)
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        self.assertTrue(publisher.try_enqueue(b"x"))
        self.assertTrue(subscriber.try_dequeue()[0])


class TwoProcesses(QueueTest):
    def test_round_trips(self):
        there = self.factory.create_publisher(self.options("there"))
        back = self.factory.create_subscriber(self.options("back"))
        with subprocess.Popen([sys.executable, "-c", ECHO, self.path]) as child:
            for n in (1, 2, 63, 64, 65, 1000, 32768):
                message = os.urandom(n)
                there.enqueue(message, 20 * SECOND, None)
                self.assertEqual(back.dequeue(20 * SECOND, None).get_data(), message)
            there.enqueue(b"", 20 * SECOND, None)
            self.assertFalse(back.dequeue(20 * SECOND, None).get_data())
            self.assertEqual(child.wait(20), 0)
        there.close()
        back.close()
        self.assertEqual(os.listdir(self.path), [])

    def test_killed_reader_loses_no_message(self):
        there = self.factory.create_publisher(self.options("there"))
        with subprocess.Popen([sys.executable, "-c", ECHO, self.path]) as child:
            back = self.factory.create_subscriber(self.options("back"))
            there.enqueue(b"ready?", -1, None)
            back.dequeue(20 * SECOND, None)
            child.send_signal(signal.SIGKILL)
            child.wait()
        there.enqueue(b"kept", -1, None)
        other = self.factory.create_subscriber(self.options("there"))
        self.assertEqual(other.dequeue(20 * SECOND, None).get_data(), b"kept")


if __name__ == "__main__":
    tap.main()
