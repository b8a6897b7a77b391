# SPDX-License-Identifier: MIT
"""Waiting in main loops, asyncio's and GLib's, and calls that Ctrl-C ends."""

import asyncio
import importlib.util
import inspect
import itertools
import random
import resource
import signal
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

import tap
from endpoints import QueueTest
from gi.repository import Gio, GLib, GObject, Interprocess

SECOND = 1_000_000
TIME_LIMIT = 20  # seconds
OVERRIDES = str(Path(sys.modules["gi.overrides.Interprocess"].__file__).parent)

PREPARE = """
import sys
import gi
gi.require_version("Interprocess", "1")
from gi.repository import GLib, Interprocess
factory = Interprocess.QueueFactory.new()
options = Interprocess.QueueOptions(queue_name="test", path=sys.argv[1], capacity=65536)
"""

# Takes messages until an empty one comes, whatever interrupts it.
INTERRUPTED_SUBSCRIBER = PREPARE + """
import signal

inside = False

def interrupt(number, frame):
    if inside:
        raise KeyboardInterrupt

signal.signal(signal.SIGINT, interrupt)
subscriber = factory.create_subscriber(options)
print("waiting", flush=True)
got = []
interruptions = 0
while not got or got[-1].get_size() > 0:
    try:
        inside = True
        message = subscriber.dequeue(-1)
        got.append(message)
        inside = False
    except KeyboardInterrupt:
        inside = False
        interruptions += 1
signal.signal(signal.SIGINT, signal.SIG_IGN)
print(interruptions, *(message.get_data().decode() for message in got[:-1]), flush=True)
"""

# Sends numbers, each until it was sent.
INTERRUPTED_PUBLISHER = PREPARE + """
import signal

inside = False

def interrupt(number, frame):
    if inside:
        raise KeyboardInterrupt

signal.signal(signal.SIGINT, interrupt)
publisher = factory.create_publisher(options)
print("waiting", flush=True)
interruptions = 0
for number in range(int(sys.argv[2])):
    message = str(number).encode()
    is_sent = False
    while not is_sent:
        try:
            inside = True
            is_sent = publisher.enqueue(message, -1)
            inside = False
        except KeyboardInterrupt:
            inside = False
            interruptions += 1
signal.signal(signal.SIGINT, signal.SIG_IGN)
print(interruptions, flush=True)
sys.stdin.read()
"""

# Shows what comes, and in which order. With a second argument no descriptor is left for it.
CTRL_C = PREPARE + """
import resource

subscriber = factory.create_subscriber(options)
if len(sys.argv) > 2:
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
print("waiting", flush=True)
for _ in range(2):
    try:
        message = subscriber.dequeue(-1)
        print(message.get_data().decode(), flush=True)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""

ECHO = PREPARE + """
import asyncio

async def serve():
    with factory.create_subscriber(options) as subscriber:
        print("waiting", flush=True)
        async for message in subscriber:
            print(message.decode(), flush=True)
            if message == b"end":
                break

asyncio.run(serve())
"""


def numbers(count):
    return [b"%d" % number for number in range(count)]


class LoopTest(QueueTest):
    """With asyncio's own loop."""

    def new_event_loop(self):
        return asyncio.new_event_loop()

    def run_tasks(self, coroutine):
        """With a limit of time, and without tasks or callbacks that fail unseen."""
        loop = self.new_event_loop()
        failures = []
        loop.set_exception_handler(lambda loop, context: failures.append(context))
        try:
            result = loop.run_until_complete(asyncio.wait_for(coroutine, TIME_LIMIT))
        finally:
            loop.close()
        self.assertEqual(failures, [])
        return result

    def assert_nobody_waits(self, *endpoints):
        for endpoint in endpoints:
            self.assertEqual(endpoint.__dict__.get("_lines", {}), {})
        self.assert_nobody_is_counted(*endpoints)


async def wait_in_line(count, begin):
    """Tasks that wait, begun one behind the other."""
    tasks = []
    for _ in range(count):
        tasks.append(asyncio.ensure_future(begin()))
        await asyncio.sleep(0)
    return tasks


class Tasks(LoopTest):
    def test_iteration_gives_bytes_until_it_is_closed(self):
        publisher, subscriber = self.pair()
        got = []

        async def receive():
            async for message in subscriber:
                self.assertIs(type(message), bytes)
                got.append(message)
                if len(got) == 1001:
                    subscriber.close()

        async def send():
            for message in (*numbers(1000), b""):
                await publisher.enqueue_async(message)

        async def both():
            await asyncio.gather(receive(), send())

        self.run_tasks(both())
        self.assertEqual(got, [*numbers(1000), b""])

    def test_break_closes_and_loses_nothing(self):
        publisher, subscriber = self.pair()
        for message in numbers(3):
            publisher.enqueue(message, 0)

        async def receive():
            async for first in subscriber:
                break
            async for second in subscriber:
                break
            return first, second, (await subscriber.dequeue_async()).get_data()

        self.assertEqual(self.run_tasks(receive()), (b"0", b"1", b"2"))

    def test_await_gives_what_dequeue_gives(self):
        publisher, subscriber = self.pair()

        async def receive():
            publisher.enqueue(b"hello", 0)
            message = await subscriber.dequeue_async(-1, None)
            self.assertIsInstance(message, GLib.Bytes)
            return message.get_data()

        self.assertEqual(self.run_tasks(receive()), b"hello")

    def test_iteration_that_waits_ends_when_it_is_closed(self):
        _, subscriber = self.pair()

        async def receive():
            return [message async for message in subscriber]

        async def both():
            tasks = await wait_in_line(3, receive)
            subscriber.close()
            return await asyncio.gather(*tasks)

        self.assertEqual(self.run_tasks(both()), [[], [], []])
        self.assert_nobody_waits(subscriber)

    def test_await_of_a_closed_endpoint_is_an_error(self):
        publisher, subscriber = self.pair()
        while publisher.try_enqueue(b"x" * 1000):
            pass

        async def fail(call):
            with self.assert_error(Interprocess.QueueError.CLOSED, "create another"):
                await call()

        async def close():
            while subscriber.try_dequeue()[0]:
                pass
            while publisher.try_enqueue(b"x" * 1000):
                pass
            tasks = await wait_in_line(2, lambda: fail(lambda: publisher.enqueue_async(b"x" * 1000)))
            publisher.close()
            await asyncio.gather(*tasks)
            while subscriber.try_dequeue()[0]:
                pass
            tasks = await wait_in_line(2, lambda: fail(subscriber.dequeue_async))
            subscriber.close()
            await asyncio.gather(*tasks)
            await fail(subscriber.dequeue_async)
            await fail(lambda: publisher.enqueue_async(b"x"))

        self.run_tasks(close())
        self.assert_nobody_waits(publisher, subscriber)

    def test_waiters_are_served_in_order(self):
        publisher, subscriber = self.pair()
        served = []

        async def receive(name):
            message = await subscriber.dequeue_async()
            served.append((name, message.get_data()))

        async def serve():
            names = iter(range(100))
            tasks = await wait_in_line(100, lambda: receive(next(names)))
            for message in numbers(100):
                publisher.enqueue(message, 0)
            # Comes last, although there are messages when it comes.
            await asyncio.gather(*tasks, receive(100), publisher.enqueue_async(b"100"))

        self.run_tasks(serve())
        self.assertEqual(served, list(enumerate(numbers(101))))

    def test_room_is_given_in_order(self):
        publisher, subscriber = self.pair()
        taken = []

        async def send():
            while publisher.try_enqueue(b"x" * 30000):
                pass
            waiting = iter(numbers(10))
            tasks = await wait_in_line(10, lambda: publisher.enqueue_async(next(waiting) + b"y" * 30000))
            while not all(task.done() for task in tasks):
                taken.append((await subscriber.dequeue_async()).get_data())
            await asyncio.gather(*tasks)

        self.run_tasks(send())
        while subscriber.try_dequeue_bytes() is not None:
            pass
        sent = [message[:1] for message in taken if message[1:2] == b"y"]
        self.assertEqual(sent, numbers(10)[: len(sent)])
        self.assertGreater(len(sent), 0)

    def test_timeout(self):
        publisher, subscriber = self.pair()

        async def receive(timeout):
            with self.assert_error(Interprocess.QueueError.TIMED_OUT, "test", f"no message within {timeout} µs"):
                await subscriber.dequeue_async(timeout)

        async def send(timeout):
            with self.assert_error(Interprocess.QueueError.TIMED_OUT, "test", f"no room within {timeout} µs"):
                await publisher.enqueue_async(b"x" * 1000, timeout)

        async def all_of_them():
            await asyncio.gather(receive(1000), receive(0), receive(2000))
            await receive(0)
            while publisher.try_enqueue(b"x" * 1000):
                pass
            await asyncio.gather(send(1000), send(0), send(2000))
            await send(0)

        self.run_tasks(all_of_them())
        self.assert_nobody_waits(publisher, subscriber)

    def test_cancellable(self):
        publisher, subscriber = self.pair()
        cancellable = Gio.Cancellable()

        async def receive():
            with self.assertRaises(GLib.Error) as caught:
                await subscriber.dequeue_async(-1, cancellable)
            self.assertTrue(caught.exception.matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED))

        async def cancel():
            tasks = await wait_in_line(3, receive)
            thread = threading.Thread(target=cancellable.cancel)
            thread.start()
            await asyncio.gather(*tasks)
            thread.join()
            await receive()
            publisher.enqueue(b"kept", 0)
            await receive()
            return (await subscriber.dequeue_async()).get_data()

        self.assertEqual(self.run_tasks(cancel()), b"kept")

    def test_cancellable_before_anybody_listens(self):
        """A call lets other tasks run now and then before it begins to wait."""
        publisher, subscriber = self.pair()

        async def cancel_at_once():
            first = (await wait_in_line(1, subscriber.dequeue_async))[0]
            for _ in range(200):
                cancellable = Gio.Cancellable()
                task = asyncio.ensure_future(subscriber.dequeue_async(-1, cancellable))
                await asyncio.sleep(0)
                cancellable.cancel()
                with self.assertRaises(GLib.Error):
                    await asyncio.wait_for(task, TIME_LIMIT)
            first.cancel()

        self.run_tasks(cancel_at_once())

    def test_cancelled_task_has_taken_nothing(self):
        publisher, subscriber = self.pair()

        async def cancel():
            for message in numbers(200):
                task, other = await wait_in_line(2, subscriber.dequeue_async)
                publisher.enqueue(message, 0)
                for _ in range(int(message) % 4):  # it may be woken already, or have it
                    await asyncio.sleep(0)
                if task.done():
                    got = task.result()
                    other.cancel()
                else:
                    task.cancel()
                    got = await other
                self.assertEqual(got.get_data(), message)
                await asyncio.wait([task, other])

        self.run_tasks(cancel())
        self.assert_nobody_waits(subscriber)

    def test_task_that_runs_out_of_time_has_taken_nothing(self):
        publisher, subscriber = self.pair()
        got = []
        lost_patience = 0

        async def receive():
            nonlocal lost_patience
            while len(got) < 2000:
                try:
                    message = await asyncio.wait_for(subscriber.dequeue_async(), (1 + len(got) % 5) * 1e-5)
                except asyncio.TimeoutError:
                    lost_patience += 1
                    if lost_patience == 1:
                        sender.start()
                else:
                    got.append(message.get_data())

        def send():
            for message in numbers(2000):
                publisher.enqueue(message, -1)
                time.sleep(int(message) % 7 * 1e-5)  # not in step with those who lose patience

        sender = threading.Thread(target=send)
        self.run_tasks(receive())
        sender.join()
        self.assertEqual(got, numbers(2000))

    def test_cancelled_task_has_sent_nothing(self):
        publisher, subscriber = self.pair()

        async def cancel():
            while publisher.try_enqueue(b"x" * 1000):
                pass
            task, other = await wait_in_line(2, lambda: publisher.enqueue_async(b"y" * 1000))
            task.cancel()
            got = [await subscriber.dequeue_async()]
            await other
            while (message := subscriber.try_dequeue_bytes()) is not None:
                got.append(message)
            return [message.get_data()[:1] for message in got]

        self.assertEqual(self.run_tasks(cancel()).count(b"y"), 1)
        self.assert_nobody_waits(publisher)

    def test_other_tasks_have_their_turn(self):
        publisher, subscriber = self.pair()
        turns = 0
        received = 0

        async def count():
            nonlocal turns
            while received < 1000:
                turns += 1
                await asyncio.sleep(0)

        async def receive():
            nonlocal received
            async for message in subscriber:
                publisher.try_enqueue(message)
                received += 1
                if received >= 1000:
                    break

        async def both():
            publisher.try_enqueue(b"again")
            await asyncio.gather(count(), receive())

        self.run_tasks(both())
        self.assertGreater(turns, 10)

    def test_context_managers_close(self):
        options = self.options()

        async def use():
            async with self.factory.create_publisher(options) as publisher:
                async with self.factory.create_subscriber(options) as subscriber:
                    await publisher.enqueue_async(bytearray(b"hello"))
                    self.assertEqual((await subscriber.dequeue_async()).get_data(), b"hello")
            return publisher, subscriber

        for endpoint in self.run_tasks(use()):
            self.assertTrue(endpoint.is_closed())
        with self.factory.create_subscriber(options) as subscriber:
            self.assertFalse(subscriber.is_closed())
        self.assertTrue(subscriber.is_closed())

    def test_forgotten_await_is_named(self):
        publisher, subscriber = self.pair()
        for call in (subscriber.dequeue_async, lambda: publisher.enqueue_async(b"x")):
            with self.assertWarnsRegex(RuntimeWarning, "coroutine '(de|en)queue_async' was never awaited"):
                call()

    def test_help(self):
        for call in (Interprocess.Publisher.try_enqueue, Interprocess.Publisher.enqueue,
                     Interprocess.Publisher.enqueue_async, Interprocess.Subscriber.dequeue,
                     Interprocess.Subscriber.dequeue_async):
            self.assertIn(call.__name__, ("try_enqueue", "enqueue", "enqueue_async", "dequeue", "dequeue_async"))
            self.assertIn("message" if "de" in call.__name__ else "bytes", inspect.getdoc(call) or "")

    def test_wrong_use(self):
        publisher, subscriber = self.pair()

        async def use():
            publisher.enqueue(b"kept", 0)
            with self.assertRaises(AttributeError):
                await subscriber.dequeue_async(-1, "no")
            with self.assertRaises(TypeError):
                await publisher.enqueue_async("text")
            with self.assert_error(Interprocess.QueueError.TOO_LARGE, 32768, 32769):
                await publisher.enqueue_async(b"x" * 32769)
            return (await subscriber.dequeue_async()).get_data()

        self.assertEqual(self.run_tasks(use()), b"kept")


class TasksOfGLib(Tasks):
    """In a GLib main loop that asyncio runs on: PyGObject's own, which it has from 3.50 on, or Gbulb's."""

    def new_event_loop(self):
        if importlib.util.find_spec("gi.events"):
            import gi.events

            return gi.events.GLibEventLoop(GLib.MainContext())
        import gbulb

        return gbulb.GLibEventLoop(context=GLib.MainContext())


class Interruption:
    """Raises KeyboardInterrupt in our own code, in the n-th place where Python looks for signals.

    That is where a function begins, and behind a call of C. A profiler is called there too, and may raise it. (It is
    also called where a coroutine goes on, and Python does not look there.)
    """

    def __init__(self, place):
        self.left = place

    def __enter__(self):
        sys.setprofile(self.interrupt)

    def __exit__(self, *error):
        sys.setprofile(None)

    def interrupt(self, frame, event, argument):
        code = frame.f_code
        is_place = event == "c_return" or event == "call" and not code.co_flags & inspect.CO_COROUTINE
        if is_place and code.co_filename.startswith(OVERRIDES):
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt


class InterruptedTasks(LoopTest):
    """When the loop does not make a cancellation of Ctrl-C, as asyncio.run() does from Python 3.11 on."""

    def setUp(self):
        super().setUp()
        self.loop = self.new_event_loop()
        self.addCleanup(self.loop.close)
        self.failures = []
        self.loop.set_exception_handler(lambda loop, context: self.failures.append(context))
        self.interruptions = 0

    def run_until_complete(self, future):
        try:
            self.loop.run_until_complete(future)
        except KeyboardInterrupt:
            self.interruptions += 1

    def run_to_the_end(self, *coroutines):
        tasks = [self.loop.create_task(coroutine) for coroutine in coroutines]
        everything = self.loop.create_task(asyncio.wait(tasks, timeout=TIME_LIMIT))
        while not everything.done():
            self.run_until_complete(everything)
        self.assertTrue(all(task.done() for task in tasks))
        for task in tasks:
            self.assertIn(type(task.exception()), (type(None), KeyboardInterrupt))
        self.rest()

    def rest(self):
        """Until what came late has come out of the loop."""
        for _ in range(3):
            self.run_until_complete(self.loop.create_task(asyncio.sleep(0)))

    def all_there_is(self, subscriber):
        return [message.get_data() for message in iter(subscriber.try_dequeue_bytes, None)]

    def assert_all_works(self, publisher, subscriber):
        async def receive():
            tasks = await wait_in_line(2, subscriber.dequeue_async)
            for message in numbers(2):
                publisher.try_enqueue(message)
            return [(await task).get_data() for task in tasks]

        publisher.try_enqueue(b"for nobody")
        self.rest()
        self.assertEqual(self.all_there_is(subscriber), [b"for nobody"])
        task = self.loop.create_task(receive())
        self.run_to_the_end(asyncio.wait_for(task, TIME_LIMIT))
        self.assertEqual(task.result(), numbers(2))
        self.assertEqual(self.failures, [])
        for endpoint in (publisher, subscriber):
            self.assertEqual(endpoint.__dict__.get("_lines", {}), {})

    def interrupt_everywhere(self, run, publisher, subscriber):
        """Runs it again and again, each time with an interruption in a later place."""
        for place in itertools.count(1):
            self.interruptions = 0
            interruption = Interruption(place)
            run(interruption)
            if interruption.left > 0:
                break
            self.assertEqual(self.interruptions, 1)
            self.assert_all_works(publisher, subscriber)
        self.assertEqual(self.interruptions, 0)
        self.assertGreater(place, 5)

    def test_no_message_is_lost(self):
        publisher, subscriber = self.pair()
        cancellable = Gio.Cancellable()

        def run(interruption):
            got = []

            async def receive():
                got.append((await subscriber.dequeue_async(TIME_LIMIT * SECOND, cancellable)).get_data())

            async def iterate():
                async for message in subscriber:
                    got.append(message)
                    break

            async def send():
                for message in numbers(4):
                    publisher.try_enqueue_bytes(GLib.Bytes.new(message))

            with interruption:
                self.run_to_the_end(receive(), iterate(), receive(), send(), iterate())
            self.assertEqual(got + self.all_there_is(subscriber), numbers(4))

        self.interrupt_everywhere(run, publisher, subscriber)

    def test_no_message_is_sent_unseen(self):
        publisher, subscriber = self.pair()
        cancellable = Gio.Cancellable()

        def run(interruption):
            sent = []

            async def send(message):
                await publisher.enqueue_async(message, TIME_LIMIT * SECOND, cancellable)
                sent.append(message)

            async def make_room():
                self.all_there_is(subscriber)

            while publisher.try_enqueue(b"x" * 10000):
                pass
            first, second, last = (message + b"y" * 10000 for message in numbers(3))
            with interruption:
                self.run_to_the_end(send(first), send(second), make_room(), send(last))
            self.assertEqual(sent, self.all_there_is(subscriber))

        self.interrupt_everywhere(run, publisher, subscriber)

    def test_run_until_complete_returns_the_message(self):
        publisher, subscriber = self.pair()

        def run(interruption):
            got = []
            publisher.try_enqueue(b"0")
            with interruption:
                try:
                    got.append(self.loop.run_until_complete(subscriber.dequeue_async()).get_data())
                except KeyboardInterrupt:
                    self.interruptions += 1
            self.rest()
            self.assertEqual(got + self.all_there_is(subscriber), [b"0"])

        self.interrupt_everywhere(run, publisher, subscriber)

    def test_no_message_is_lost_by_signals(self):
        """Real ones, which come at random."""
        options = self.options(capacity=1 << 20)
        publisher = self.factory.create_publisher(options)
        subscriber = self.factory.create_subscriber(options)
        is_inside = False
        got = []

        def interrupt(number, frame):
            nonlocal is_inside
            if is_inside:
                is_inside = False
                raise KeyboardInterrupt

        async def receive(call):
            nonlocal is_inside
            is_inside = True
            signal.setitimer(signal.ITIMER_REAL, random.uniform(1e-6, 3e-5))
            message = await call()
            is_inside = False
            got.append(message if type(message) is bytes else message.get_data())

        self.addCleanup(signal.signal, signal.SIGALRM, signal.signal(signal.SIGALRM, interrupt))
        self.addCleanup(signal.setitimer, signal.ITIMER_REAL, 0)
        calls = itertools.cycle((subscriber.dequeue_async, subscriber.__anext__))
        for message in numbers(5000):
            self.assertTrue(publisher.try_enqueue(message))
            task = self.loop.create_task(receive(next(calls)))
            self.run_until_complete(task)
            task.cancel()
        self.rest()
        self.assertEqual(got + self.all_there_is(subscriber), numbers(5000))
        self.assertGreater(self.interruptions, 0)
        self.failures.clear()  # of tasks that the loop itself has lost, which was interrupted too
        self.assert_all_works(publisher, subscriber)


class Completions(unittest.TestCase):
    """Calls that end in a GLib main loop, awaited."""

    def setUp(self):
        services = Interprocess.ServiceCollection().add_interprocess_queue().add_host()
        services.add_keyed_singleton(Interprocess.QueueFactory, "key")
        self.provider = services.build()
        self.addCleanup(self.provider.close)

    def run_tasks(self, coroutine):
        """In the main context, where the library completes what is begun in the main thread."""
        if importlib.util.find_spec("gi.events"):
            import gi.events

            loop = gi.events.GLibEventLoopPolicy().get_event_loop()
        else:
            import gbulb

            loop = gbulb.GLibEventLoop(context=GLib.MainContext.default())
        try:
            return loop.run_until_complete(asyncio.wait_for(coroutine, TIME_LIMIT))
        finally:
            loop.close()

    def test_host(self):
        host = Interprocess.Host.new(self.provider)

        async def run():
            self.assertTrue(await host.start_async())
            waiting = asyncio.ensure_future(host.wait_for_shutdown_async(None))
            await asyncio.sleep(0)
            self.assertFalse(waiting.done())
            host.request_stop()
            self.assertTrue(await waiting)
            self.assertTrue(await host.stop_async())

        self.run_tasks(run())

    def test_services(self):
        async def run():
            factory = await self.provider.get_service_async(service_type=Interprocess.QueueFactory)
            self.assertIs(factory, self.provider.get_service(Interprocess.QueueFactory))
            other = await self.provider.get_keyed_service_async(Interprocess.QueueFactory, "key")
            self.assertIs(other, self.provider.get_keyed_service(Interprocess.QueueFactory, "key"))
            self.assertTrue(await self.provider.create_scope().close_async())
            self.assertTrue(await self.provider.close_async())
            with self.assertRaises(GLib.Error) as caught:
                await self.provider.get_service_async(Interprocess.QueueFactory)
            self.assertIn("closed", caught.exception.message)

        self.run_tasks(run())

    def test_closable(self):
        class Slow(GObject.Object, Interprocess.AsyncClosable):
            def do_begin_close(self, task):
                GLib.idle_add(task.return_boolean, True)

        async def run():
            self.assertTrue(await Slow().close_async())

        self.run_tasks(run())

    def test_task_that_is_cancelled_cancels_the_call(self):
        host = Interprocess.Host.new(self.provider)

        async def run():
            await host.start_async()
            with self.assertRaises(asyncio.TimeoutError):
                await asyncio.wait_for(host.wait_for_shutdown_async(), 0.001)
            cancellable = Gio.Cancellable()
            waiting = host.wait_for_shutdown_async(cancellable)
            cancellable.cancel()
            with self.assertRaises(GLib.Error) as caught:
                await waiting
            self.assertTrue(caught.exception.matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED))
            await host.stop_async()

        self.run_tasks(run())

    def test_callback(self):
        host = Interprocess.Host.new(self.provider)

        async def run():
            future = asyncio.get_running_loop().create_future()
            self.assertIsNone(host.start_async(None, lambda host, result: future.set_result(host.start_finish(result))))
            self.assertTrue(await future)
            await host.stop_async()

        self.run_tasks(run())

    def test_other_loops_are_refused(self):
        host = Interprocess.Host.new(self.provider)

        async def run():
            for name, call in (
                ("start", host.start_async), ("stop", host.stop_async),
                ("get_service", lambda: self.provider.get_service_async(Interprocess.QueueFactory)),
                ("close", self.provider.create_scope().close_async),
            ):
                with self.assertRaisesRegex(RuntimeError, f"{name}_async.*gi.events.*do_execute"):
                    call()

        asyncio.run(run())


class Callbacks(QueueTest):
    """In a GLib main loop without asyncio."""

    def setUp(self):
        super().setUp()
        self.loop = GLib.MainLoop()

    def test_dequeue_and_enqueue(self):
        publisher, subscriber = self.pair()
        got = []

        def on_dequeued(subscriber, result, name):
            got.append((name, subscriber.dequeue_finish(result).get_data()))
            self.loop.quit()

        def on_enqueued(publisher, result):
            got.append(publisher.enqueue_finish(result))

        subscriber.dequeue_async(-1, None, on_dequeued, "name")
        publisher.enqueue_async(memoryview(b"hello"), -1, None, on_enqueued)
        self.loop.run()
        self.assertCountEqual(got, [True, ("name", b"hello")])

    def test_source(self):
        publisher, subscriber = self.pair()
        got = []

        def take(*data):  # None with older PyGObject, nothing with newer
            taken, message = subscriber.try_dequeue()
            if taken:
                got.append(message)
            if len(got) < 10:
                return GLib.SOURCE_CONTINUE
            self.loop.quit()
            return GLib.SOURCE_REMOVE

        source = subscriber.create_source()
        source.set_callback(take)
        source.attach(None)
        for message in numbers(10):
            publisher.enqueue(message, 0)
        self.loop.run()
        self.assertEqual(got, numbers(10))


class Bytes(QueueTest):
    def test_whatever_holds_bytes_can_be_sent(self):
        publisher, subscriber = self.pair()
        for make in (bytes, bytearray, memoryview, lambda data: memoryview(bytearray(data))[::1]):
            for data in (b"hello", b"", bytes(range(256))):
                self.assertTrue(publisher.try_enqueue(make(data)))
                self.assertEqual(subscriber.try_dequeue(), (True, data))
                self.assertTrue(publisher.enqueue(make(data), 0))
                self.assertEqual(subscriber.dequeue(0).get_data(), data)


class Child:
    """A program that says when it waits."""

    def __init__(self, test, program, *arguments):
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, test.path, *map(str, arguments)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        test.addCleanup(self.end)
        test.assertEqual(self.line(), "waiting")

    def end(self):
        self.process.kill()
        self.process.communicate()

    def line(self):
        return self.process.stdout.readline().strip()

    def interrupt_its_sleep(self):
        """It has but one thread, so it sleeps where it waits."""
        stat = Path(f"/proc/{self.process.pid}/stat")
        while stat.read_text().rpartition(")")[2].split()[0] != "S":
            time.sleep(0.001)
        self.process.send_signal(signal.SIGINT)


class Interruptions(QueueTest):
    def test_ctrl_c_ends_a_call_that_waits(self):
        child = Child(self, CTRL_C)
        with self.factory.create_publisher(self.options()) as publisher:
            child.interrupt_its_sleep()
            self.assertEqual(child.line(), "interrupted")
            publisher.enqueue(b"not lost", 0)
            self.assertEqual(child.line(), "not lost")
        self.assertEqual(child.process.wait(TIME_LIMIT), 0)

    def test_without_a_descriptor_ctrl_c_comes_behind_the_message(self):
        child = Child(self, CTRL_C, "no descriptor")
        with self.factory.create_publisher(self.options()) as publisher:
            child.interrupt_its_sleep()
            publisher.enqueue(b"not lost", 0)
            self.assertEqual(child.line(), "not lost")
            self.assertEqual(child.line(), "interrupted")
        self.assertEqual(child.process.wait(TIME_LIMIT), 0)

    def interrupt(self, child):
        """Again and again, until the test has what it wants."""
        is_over = threading.Event()

        def send():
            while not is_over.wait(0.0005):
                child.process.send_signal(signal.SIGINT)

        thread = threading.Thread(target=send)
        thread.start()

        def stop():
            is_over.set()
            thread.join()

        self.addCleanup(stop)
        return stop

    def test_no_message_is_lost(self):
        child = Child(self, INTERRUPTED_SUBSCRIBER)
        with self.factory.create_publisher(self.options()) as publisher:
            stop = self.interrupt(child)
            for message in numbers(20000):
                publisher.enqueue(message, TIME_LIMIT * SECOND)
            publisher.enqueue(b"", TIME_LIMIT * SECOND)
            interruptions, *got = child.line().split()
            stop()
        self.assertGreater(int(interruptions), 0)
        self.assertEqual(got, [str(number) for number in range(20000)])

    def test_no_message_is_sent_twice(self):
        child = Child(self, INTERRUPTED_PUBLISHER, 20000)
        got = []
        with self.factory.create_subscriber(self.options()) as subscriber:
            stop = self.interrupt(child)
            while len(got) < 20000:
                got.append(subscriber.dequeue(TIME_LIMIT * SECOND).get_data())
            interruptions = child.line()
            stop()
            self.assertEqual(subscriber.try_dequeue()[0], False)
        self.assertGreater(int(interruptions), 0)
        self.assertEqual(got, numbers(20000))

    def test_without_a_descriptor(self):
        _, subscriber = self.pair()
        limits = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, limits[1]))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, limits)
        with self.assert_error(Interprocess.QueueError.FAILED, "descriptor"):
            subscriber.get_fd()
        with self.assert_error(Interprocess.QueueError.TIMED_OUT, "test"):
            subscriber.dequeue(1000)

    def test_who_has_waited_is_not_counted(self):
        """Else publishers would ring for it for ever."""
        publisher, subscriber = self.pair()
        cancellable = Gio.Cancellable()
        for timeout in (0, 1, 1000):
            for given in (None, cancellable):
                with self.assert_error(Interprocess.QueueError.TIMED_OUT, f"no message within {timeout} µs"):
                    subscriber.dequeue(timeout, given)
                self.assert_nobody_is_counted(subscriber)
        thread = threading.Timer(0.01, publisher.enqueue, (b"late", 0))
        thread.start()
        self.assertEqual(subscriber.dequeue(-1, cancellable).get_data(), b"late")
        thread.join()
        while publisher.try_enqueue(b"x" * 1000):
            pass
        with self.assert_error(Interprocess.QueueError.TIMED_OUT, "no room within 1000 µs"):
            publisher.enqueue(b"x" * 1000, 1000)
        self.assert_nobody_is_counted(publisher, subscriber)

    def test_count_of_the_program_is_its_own(self):
        _, subscriber = self.pair()
        subscriber.get_fd()
        with self.assert_error(Interprocess.QueueError.TIMED_OUT):
            subscriber.dequeue(1000)
        subscriber.release_fd()
        self.assert_nobody_is_counted(subscriber)

    def test_the_library_says_the_same(self):
        publisher, subscriber = self.pair()
        while publisher.try_enqueue(b"x" * 1000):
            pass
        subscriber_of_nothing = self.pair("empty")[1]
        for call in (lambda: publisher.enqueue(b"x" * 1000, 1234), lambda: subscriber_of_nothing.dequeue(1234)):
            messages = []

            def fail():
                with self.assertRaises(GLib.Error) as caught:
                    call()
                messages.append(caught.exception.message)

            fail()
            thread = threading.Thread(target=fail)  # where the library waits itself
            thread.start()
            thread.join()
            self.assertEqual(messages[0], messages[1])

    def test_cancellable_and_close_from_a_thread(self):
        publisher, subscriber = self.pair()
        cancellable = Gio.Cancellable()
        thread = threading.Timer(0.02, cancellable.cancel)
        thread.start()
        with self.assertRaises(GLib.Error) as caught:
            subscriber.dequeue(-1, cancellable)
        self.assertTrue(caught.exception.matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED))
        thread.join()
        while publisher.try_enqueue(b"x" * 1000):
            pass
        thread = threading.Timer(0.02, publisher.close)
        thread.start()
        with self.assert_error(Interprocess.QueueError.CLOSED, "create another"):
            publisher.enqueue(b"x" * 1000, -1, Gio.Cancellable())
        thread.join()


class TwoProcesses(QueueTest):
    def test_service(self):
        child = Child(self, ECHO)
        with self.factory.create_publisher(self.options()) as publisher:
            for word in ("hello", "grüße", "end"):
                publisher.enqueue(word.encode(), 0)
                self.assertEqual(child.line(), word)
        self.assertEqual(child.process.wait(TIME_LIMIT), 0)


if __name__ == "__main__":
    tap.main()
