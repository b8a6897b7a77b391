# SPDX-License-Identifier: MIT
"""Hosted services written in Python."""

import asyncio
import contextlib
import os
import signal
import tempfile
import threading
import unittest

import tap
import gi

gi.require_version("Interprocess", "1")
from gi.repository import Gio, GLib, GObject, Interprocess

notes = []


class AtOnce(GObject.Object, Interprocess.HostedService):
    def do_start(self, cancellable):
        notes.append("start at once")
        return True

    def do_stop(self, cancellable):
        notes.append("stop at once")
        return True


class Begun(GObject.Object, Interprocess.HostedService):
    """Starts and stops in the course of the main loop."""

    def complete(self, task, what):
        notes.append(what)
        task.return_boolean(True)
        return GLib.SOURCE_REMOVE

    def do_begin_start(self, task):
        GLib.idle_add(self.complete, task, "start begun")
        return True

    def do_begin_stop(self, task):
        GLib.idle_add(self.complete, task, "stop begun")
        return True


class Asynchronous(GObject.Object, Interprocess.HostedService):
    """What is called with a callback can pass it on to a task."""

    def do_start_async(self, cancellable, callback, user_data):
        notes.append("start asynchronous")
        Gio.Task.new(self, cancellable, callback).return_boolean(True)

    def do_stop_async(self, cancellable, callback, user_data):
        notes.append("stop asynchronous")
        Gio.Task.new(self, cancellable, callback).return_boolean(True)


REQUIRED = GObject.ParamFlags.READWRITE | GObject.ParamFlags.CONSTRUCT_ONLY


class Stopper(GObject.Object, Interprocess.HostedService):
    """Asks the host, which it is given by the container, to stop as soon as it runs."""

    host = GObject.Property(type=Interprocess.Host, flags=REQUIRED)

    def do_start(self, cancellable):
        GLib.idle_add(self.host.request_stop)
        return True


class Worker(Interprocess.BackgroundService):
    def do_execute(self, cancellable):
        self.thread = threading.current_thread()
        woken = threading.Event()
        handler = cancellable.connect(lambda *_: woken.set())
        woken.wait()
        cancellable.disconnect(handler)
        notes.append("worked")
        return True


class HostingTest(unittest.TestCase):
    def setUp(self):
        notes.clear()

    def host(self, *types):
        services = Interprocess.ServiceCollection.new()
        for type_ in types:
            services.add_hosted_service(type_)
        services.add_hosted_service(Stopper)
        provider = services.build(Interprocess.BuildFlags.VALIDATE)
        return provider.get_required_service(Interprocess.Host)

    def assert_run_fails(self, host, domain, code, *words):
        with self.assertRaises(GLib.Error) as raised:
            host.run()
        error = raised.exception
        self.assertTrue(error.matches(domain, code), error)
        for word in words:
            self.assertIn(word, error.message)


class Kinds(HostingTest):
    def test_all_kinds(self):
        self.assertTrue(self.host(AtOnce, Begun, Asynchronous).run())
        self.assertEqual(notes, [
            "start at once", "start begun", "start asynchronous",
            "stop asynchronous", "stop begun", "stop at once",
        ])

    def test_worker(self):
        services = Interprocess.ServiceCollection.new()
        services.add_hosted_service(Worker)
        services.add_hosted_service(Stopper)
        provider = services.build(Interprocess.BuildFlags.VALIDATE)
        worker = provider.get_services(Interprocess.HostedService)[0]
        self.assertTrue(provider.get_required_service(Interprocess.Host).run())
        self.assertEqual(notes, ["worked"])
        self.assertIsNot(worker.thread, threading.main_thread())

    def test_factory(self):
        services = Interprocess.ServiceCollection.new()
        services.add_hosted_service_factory(lambda provider, key: AtOnce())
        services.add_hosted_service(Stopper)
        self.assertTrue(Interprocess.Host.new(services.build(Interprocess.BuildFlags.VALIDATE)).run())
        self.assertEqual(notes, ["start at once", "stop at once"])

    def test_a_provider_has_one_host(self):
        services = Interprocess.ServiceCollection.new()
        services.add_hosted_service(Stopper)
        provider = services.build(Interprocess.BuildFlags.VALIDATE)
        self.assertEqual(len(list(provider.get_services(Interprocess.HostedService))), 1)
        self.assertIs(Interprocess.Host.new(provider), provider.get_required_service(Interprocess.Host))
        self.assertTrue(Interprocess.Host.new(provider).run())

    def test_start_and_stop_by_hand(self):
        host = self.host(AtOnce)
        loop = GLib.MainLoop()

        def stopped(host, result):
            self.assertTrue(host.stop_finish(result))
            loop.quit()

        def started(host, result):
            self.assertTrue(host.start_finish(result))
            host.stop_async(None, stopped)

        host.start_async(None, started)
        loop.run()
        self.assertEqual(notes, ["start at once", "stop at once"])


class Failures(HostingTest):
    def test_an_error_is_kept(self):
        class Failing(GObject.Object, Interprocess.HostedService):
            def do_start(self, cancellable):
                raise GLib.Error("no power", "my-domain", 7)

        self.assert_run_fails(self.host(AtOnce, Failing), GLib.quark_from_string("my-domain"), 7,
                              "Failing: no power")
        self.assertEqual(notes, ["start at once", "stop at once"])

    def test_another_exception_is_kept(self):
        class Raising(GObject.Object, Interprocess.HostedService):
            def do_begin_start(self, task):
                raise ValueError("no power")

        self.assert_run_fails(self.host(AtOnce, Raising), Interprocess.host_error_quark(),
                              Interprocess.HostError.FAILED, "Raising: ValueError: no power", __file__)
        self.assertEqual(notes, ["start at once", "stop at once"])

    def test_another_exception_at_the_stop_is_kept(self):
        class RaisingLate(GObject.Object, Interprocess.HostedService):
            def do_stop(self, cancellable):
                raise KeyError("exit")

        self.assert_run_fails(self.host(AtOnce, RaisingLate), Interprocess.host_error_quark(),
                              Interprocess.HostError.FAILED, "RaisingLate: KeyError: 'exit'")
        self.assertEqual(notes, ["start at once", "stop at once"])

    def test_to_return_nothing_is_no_failure(self):
        class Silent(GObject.Object, Interprocess.HostedService):
            def do_start(self, cancellable):
                notes.append("start")

            def do_stop(self, cancellable):
                notes.append("stop")

        class SilentWorker(Interprocess.BackgroundService):
            def do_execute(self, cancellable):
                notes.append("execute")

        self.assertTrue(self.host(Silent).run())
        self.assertTrue(self.host(SilentWorker).run())
        self.assertEqual(notes, ["start", "stop", "execute"])

    def test_to_return_false_is_a_failure(self):
        class Negative(GObject.Object, Interprocess.HostedService):
            def do_start(self, cancellable):
                return False

        self.assert_run_fails(self.host(Negative), Interprocess.host_error_quark(),
                              Interprocess.HostError.FAILED, "Negative: start", "return true")

    def test_a_task_with_an_error(self):
        class FailingTask(GObject.Object, Interprocess.HostedService):
            def do_begin_start(self, task):
                task.return_error(GLib.Error("no power", "my-domain", 7))
                return True

        self.assert_run_fails(self.host(FailingTask), GLib.quark_from_string("my-domain"), 7,
                              "FailingTask: no power")

    def test_a_worker_that_fails_stops_the_host(self):
        class FailingWorker(Interprocess.BackgroundService):
            def do_execute(self, cancellable):
                raise GLib.Error("out of paper", "my-domain", 7)

        services = Interprocess.ServiceCollection.new()
        services.add_hosted_service(AtOnce).add_hosted_service(FailingWorker)
        host = Interprocess.Host.new(services.build(Interprocess.BuildFlags.VALIDATE))
        self.assert_run_fails(host, GLib.quark_from_string("my-domain"), 7, "FailingWorker: out of paper")
        self.assertEqual(notes, ["start at once", "stop at once"])

    def test_a_worker_that_raises_stops_the_host(self):
        class RaisingWorker(Interprocess.BackgroundService):
            def do_execute(self, cancellable):
                raise ValueError("out of paper")

        services = Interprocess.ServiceCollection.new()
        services.add_hosted_service(RaisingWorker)
        host = Interprocess.Host.new(services.build(Interprocess.BuildFlags.VALIDATE))
        self.assert_run_fails(host, Interprocess.host_error_quark(), Interprocess.HostError.FAILED,
                              "RaisingWorker: ValueError: out of paper")

    def test_a_worker_that_is_cancelled_has_not_failed(self):
        class Waiting(Interprocess.BackgroundService):
            def do_execute(self, cancellable):
                with open_queue() as subscriber:
                    subscriber.dequeue(-1, cancellable)
                return True

        self.assertTrue(self.host(Waiting).run())


@contextlib.contextmanager
def open_queue():
    options = Interprocess.QueueOptions.new("test-hosting", 65536)
    subscriber = Interprocess.QueueFactory.new().create_subscriber(options)
    try:
        yield subscriber
    finally:
        subscriber.close()


class Coroutines(HostingTest):
    def host_of(self, type_):
        services = Interprocess.ServiceCollection.new().add_hosted_service(type_)
        return services.build(Interprocess.BuildFlags.VALIDATE).get_required_service(Interprocess.Host)

    def test_work_may_await(self):
        class Waiting(Interprocess.BackgroundService):
            async def do_execute(self, cancellable):
                with open_queue() as subscriber:
                    notes.append(threading.current_thread() is threading.main_thread())
                    GLib.idle_add(the_host.request_stop)
                    async for message in subscriber:
                        notes.append(message)

        the_host = self.host_of(Waiting)
        self.assertTrue(the_host.run())
        self.assertEqual(notes, [False])

    def test_work_may_end(self):
        class Ending(Interprocess.BackgroundService):
            async def do_execute(self, cancellable):
                await asyncio.sleep(0)
                notes.append("done")
                GLib.idle_add(the_host.request_stop)

        the_host = self.host_of(Ending)
        self.assertTrue(the_host.run())
        self.assertEqual(notes, ["done"])

    def test_work_that_is_cancelled_before_it_begins(self):
        class Late(Interprocess.BackgroundService):
            async def do_execute(self, cancellable):
                await asyncio.get_running_loop().create_future()

        cancellable = Gio.Cancellable()
        cancellable.cancel()
        with self.assertRaises(GLib.Error) as raised:
            Late().do_execute(cancellable)
        self.assertTrue(raised.exception.matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED))

    def test_work_that_raises(self):
        class RaisingTask(Interprocess.BackgroundService):
            async def do_execute(self, cancellable):
                await asyncio.sleep(0)
                raise ValueError("out of paper")

        self.assert_run_fails(self.host_of(RaisingTask), Interprocess.host_error_quark(), Interprocess.HostError.FAILED,
                              "RaisingTask: ValueError: out of paper", __file__)

    def test_work_that_cancels_itself_has_failed(self):
        class Weary(Interprocess.BackgroundService):
            async def do_execute(self, cancellable):
                asyncio.current_task().cancel()
                await asyncio.sleep(0)

        self.assert_run_fails(self.host_of(Weary), Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED, "Weary: ")

    def test_a_class_may_await_that_of_its_parent(self):
        class Parent(Interprocess.BackgroundService):
            async def do_execute(self, cancellable):
                await asyncio.sleep(0)
                notes.append("parent")

        class Child(Parent):
            async def do_execute(self, cancellable):
                await super().do_execute(cancellable)
                notes.append("child")
                GLib.idle_add(the_host.request_stop)

        the_host = self.host_of(Child)
        self.assertTrue(the_host.run())
        self.assertEqual(notes, ["parent", "child"])

    def test_a_coroutine_that_nobody_awaits_is_an_error(self):
        async def work():
            notes.append("never")

        class Disguised(Interprocess.BackgroundService):
            def do_execute(self, cancellable):
                return work()

        self.assert_run_fails(self.host_of(Disguised), Interprocess.host_error_quark(), Interprocess.HostError.FAILED,
                              "Disguised.do_execute() gave a coroutine", "write it as async def")
        self.assertEqual(notes, [])

    def test_other_methods_may_not(self):
        async def method(self, *arguments):
            pass

        for base, names in (
            (Interprocess.HostedService, ("start", "stop", "begin_start", "begin_stop", "start_async", "stop_async")),
            (Interprocess.AsyncClosable, ("begin_close", "close_async")),
            (Interprocess.Closable, ("close",)),
        ):
            for name in names:
                with self.assertRaisesRegex(TypeError, f"Wrong.do_{name}.*not async def.*do_execute"):
                    type("Wrong", (GObject.Object, base), {"do_" + name: method})
        for name in ("begin_execute", "execute_async", "start"):
            with self.assertRaisesRegex(TypeError, f"Wrong.do_{name}.*not async def"):
                type("Wrong", (Interprocess.BackgroundService,), {"do_" + name: method})


class Signals(HostingTest):
    def test_sigint_stops_the_host_and_is_no_keyboard_interrupt(self):
        class Interrupter(GObject.Object, Interprocess.HostedService):
            def do_start(self, cancellable):
                GLib.idle_add(os.kill, os.getpid(), signal.SIGINT)
                return True

        services = Interprocess.ServiceCollection.new()
        services.add_hosted_service(AtOnce).add_hosted_service(Interrupter)
        host = Interprocess.Host.new(services.build(Interprocess.BuildFlags.VALIDATE))
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            self.assertTrue(host.run())
            self.assertEqual(notes, ["start at once", "stop at once"])
            with self.assertRaises(KeyboardInterrupt):
                os.kill(os.getpid(), signal.SIGINT)
                threading.Event().wait(10)
        finally:
            signal.signal(signal.SIGINT, before)


class Clerk(Interprocess.BackgroundService):
    """Answers what it receives, until there is an empty message."""

    host = GObject.Property(type=Interprocess.Host, flags=REQUIRED)
    orders = GObject.Property(type=Interprocess.Subscriber, flags=REQUIRED)
    invoices = GObject.Property(type=Interprocess.Publisher, flags=REQUIRED)

    def do_execute(self, cancellable):
        while order := self.orders.dequeue(-1, cancellable).get_data():
            self.invoices.enqueue(b"for " + order, -1, cancellable)
        self.host.request_stop()
        return True


class QueuesByName(HostingTest):
    def setUp(self):
        super().setUp()
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.options = Interprocess.QueueOptions(queue_name="orders", path=directory.name, capacity=65536)

    def test_exchange(self):
        services = Interprocess.ServiceCollection.new()
        services.add_subscriber("orders", self.options).add_publisher("orders", self.options)
        self.options.props.queue_name = "invoices"
        services.add_publisher("invoices", self.options).add_subscriber(None, self.options)
        services.add(
            Interprocess.ServiceDescriptor.new(
                Interprocess.HostedService, Clerk, Interprocess.ServiceLifetime.SINGLETON)
            .bind_key("orders", "orders").bind_key("invoices", "invoices"))
        services.add_host()
        provider = services.build(Interprocess.BuildFlags.VALIDATE)
        orders = provider.get_required_keyed_service(Interprocess.Publisher, "orders")
        invoices = provider.get_required_service(Interprocess.Subscriber)
        self.assertEqual(invoices.get_queue_name(), "invoices")
        received = []

        def order():
            for what in (b"tea", b"milk"):
                orders.enqueue(what, -1)
                received.append(invoices.dequeue(-1).get_data())
            orders.enqueue(b"", -1)

        thread = threading.Thread(target=order)
        thread.start()
        self.assertTrue(provider.get_required_service(Interprocess.Host).run())
        thread.join()
        self.assertEqual(received, [b"for tea", b"for milk"])
        self.assertTrue(orders.is_closed() and invoices.is_closed())

    def test_errors_name_key_and_queue(self):
        self.options.props.create = False
        services = Interprocess.ServiceCollection.new()
        services.add_subscriber("in", self.options)
        provider = services.build(Interprocess.BuildFlags.VALIDATE)
        with self.assertRaises(GLib.Error) as raised:
            provider.get_required_keyed_service(Interprocess.Subscriber, "in")
        error = raised.exception
        self.assertTrue(error.matches(Interprocess.queue_error_quark(), Interprocess.QueueError.NOT_FOUND), error)
        self.assertIn('InterprocessSubscriber "in": ', error.message)
        self.assertIn("“orders”", error.message)


class Application(HostingTest):
    def test_lives_with_an_application(self):
        class App(Gio.Application):
            def do_activate(self):
                provider = Interprocess.ServiceProvider.get_for_application(self)
                notes.append("found" if provider.is_service(Interprocess.HostedService) else "missed")

        services = Interprocess.ServiceCollection.new()
        services.add_hosted_service(AtOnce)
        host = Interprocess.Host.new(services.build(Interprocess.BuildFlags.VALIDATE))
        app = App(application_id="org.example.Test", flags=Gio.ApplicationFlags.NON_UNIQUE)
        host.attach(app)
        self.assertEqual(app.run([]), 0)
        self.assertEqual(notes, ["start at once", "found", "stop at once"])
        self.assertTrue(host.propagate_error())
        self.assertIsNone(Interprocess.ServiceProvider.get_for_application(app))


if __name__ == "__main__":
    tap.main()
