# SPDX-License-Identifier: MIT
"""The log from Python: loggers, scopes, filters, and a provider in Python."""

import io
import json
import os
import threading
import unittest

import tap
import gi

gi.require_version("Interprocess", "1")
from gi.repository import Gio, GLib, GObject, Interprocess

Level = Interprocess.LogLevel


def fields(**values):
    types = {str: "s", int: "x", bool: "b"}
    return GLib.Variant("a{sv}", {name: GLib.Variant(types[type(value)], value) for name, value in values.items()})


class Recorder(Interprocess.LoggerProvider):
    """A provider in Python."""

    def __init__(self, **properties):
        super().__init__(**properties)
        self.entries = []
        self.threads = []

    def do_log(self, entry):
        self.entries.append((
            entry.get_category(), entry.get_level(), entry.get_event_id(), entry.get_event_name(),
            entry.get_message(), entry.get_fields().unpack(),
        ))
        self.threads.append(threading.get_ident())


class LoggingTest(unittest.TestCase):
    def setUp(self):
        self.recorder = Recorder()
        self.factory = Interprocess.LoggerFactory.new()
        self.factory.add_provider(self.recorder)
        self.logger = self.factory.create_logger("Shop.Orders")

    def set_filters(self, text):
        options = Interprocess.LoggingOptions.new()
        options.parse(text)
        self.factory.set_options(options)

    def messages(self):
        return [entry[4] for entry in self.recorder.entries]


class Provider(LoggingTest):
    def test_receives_entries(self):
        self.logger.log_event(Level.WARNING, 7, "OutOfStock", "no more", fields(article="4711", left=0))
        self.logger.log(Level.ERROR, "bare", None)
        self.assertEqual(self.recorder.entries, [
            ("Shop.Orders", Level.WARNING, 7, "OutOfStock", "no more", {"article": "4711", "left": 0}),
            ("Shop.Orders", Level.ERROR, 0, None, "bare", {}),
        ])

    def test_receives_the_fields_of_scopes(self):
        with self.logger.begin_scope(order=42, customer="a"):
            with self.logger.begin_scope({"customer": "b"}):
                self.logger.log(Level.ERROR, "inner", fields(article="4711"))
            self.logger.log(Level.ERROR, "outer")
        self.logger.log(Level.ERROR, "outside")
        self.assertEqual([entry[5] for entry in self.recorder.entries], [
            {"article": "4711", "customer": "b", "order": 42},
            {"order": 42, "customer": "a"},
            {},
        ])

    def test_scope_ends_with_an_exception(self):
        with self.assertRaises(ZeroDivisionError):
            with self.logger.begin_scope(order=42):
                1 / 0
        self.logger.log(Level.ERROR, "outside")
        self.assertEqual(self.recorder.entries[0][5], {})

    def test_receives_fields_from_python_values(self):
        values = {
            "yes": True, "number": -5, "large": 2**64 - 1, "half": 0.5, "text": "ä", "variant": GLib.Variant("u", 3),
        }
        self.logger.log(Level.ERROR, "message", values, path=b"\0\xff", other=[1, 2], larger=2**64)
        self.logger.log_event(Level.ERROR, 1, "One", "message", fields(a="a", b="b"), b="c")
        self.assertEqual(self.recorder.entries[0][5], {
            **values, "variant": 3, "path": [0, 255], "other": "[1, 2]", "larger": str(2**64),
        })
        self.assertEqual(self.recorder.entries[1][5], {"a": "a", "b": "c"})

    def test_fields_without_names(self):
        for wrong in (42, "text", [1], 0):
            with self.assertRaisesRegex(TypeError, "count=42"):
                self.logger.log(Level.ERROR, "order {Order}", wrong)

    def test_several(self):
        memory = Interprocess.MemoryLoggerProvider.new(2)
        self.factory.add_provider(memory)
        for number in range(3):
            self.logger.log(Level.INFORMATION, str(number), None)
        self.assertEqual(self.messages(), ["0", "1", "2"])
        self.assertEqual([entry.props.message for entry in memory.snapshot()], ["1", "2"])
        self.assertEqual(memory.get_n_dropped(), 1)

    def test_of_another_thread(self):
        thread = threading.Thread(target=self.logger.log, args=(Level.ERROR, "elsewhere", None))
        thread.start()
        thread.join()
        self.assertEqual(self.recorder.threads, [thread.ident])

    def test_delivered_by_a_context(self):
        context = GLib.MainContext.new()
        self.recorder.set_deliver_context(context)
        thread = threading.Thread(target=self.logger.log, args=(Level.ERROR, "elsewhere", None))
        thread.start()
        thread.join()
        self.assertEqual(self.recorder.entries, [])
        while not self.recorder.entries:
            context.iteration(True)
        self.assertEqual(self.recorder.threads, [threading.get_ident()])
        self.assertEqual(self.messages(), ["elsewhere"])

    def test_may_pass_entries_on(self):
        memory = Interprocess.MemoryLoggerProvider.new(2)
        entry = Interprocess.LogEntry.new("Other", Level.TRACE, 1, "One", "made by hand", None)
        memory.log(entry)
        self.assertIs(memory.snapshot()[0], entry)
        self.assertGreater(entry.props.time, 0)

    def test_must_have_a_log(self):
        class Empty(Interprocess.LoggerProvider):
            pass

        child = os.fork()
        if child == 0:
            os.close(2)
            GLib.log_set_always_fatal(GLib.LogLevelFlags.LEVEL_CRITICAL)
            Empty().log(Interprocess.LogEntry.new("Test", Level.ERROR, 0, None, "lost", None))
            os._exit(0)
        self.assertNotEqual(os.waitpid(child, 0)[1], 0)

    def test_of_a_queue(self):
        directory = GLib.Dir.make_tmp("interprocess-test-XXXXXX")
        queues = Interprocess.QueueFactory.new_with_logger_factory(self.factory)
        options = Interprocess.QueueOptions(queue_name="logged", path=directory, capacity=65536)
        queues.create_publisher(options).close()
        os.rmdir(directory)
        category, level, event_id, event_name, message, details = self.recorder.entries[0]
        self.assertEqual((category, level), ("Interprocess.Queue", Level.DEBUG))
        self.assertEqual((event_id, event_name), (int(Interprocess.QueueEvent.CREATED), "Created"))
        self.assertIn("logged", message)
        self.assertEqual(details["queue"], "logged")


class Filters(LoggingTest):
    def test_longest_prefix_wins(self):
        self.set_filters("Shop=warning, Shop.Orders=debug, error")
        self.assertTrue(self.logger.is_enabled(Level.DEBUG))
        self.assertFalse(self.logger.is_enabled(Level.TRACE))
        self.assertFalse(self.factory.create_logger("Shop").is_enabled(Level.INFORMATION))
        self.assertFalse(self.factory.create_logger("Other").is_enabled(Level.WARNING))

    def test_can_be_chained(self):
        options = Interprocess.LoggingOptions(minimum_level=Level.ERROR)
        self.assertIs(options.add_filter("Shop", Level.DEBUG).add_filter(None, Level.WARNING), options)
        self.factory.set_options(options)
        self.assertIs(self.factory.dup_options(), options)
        self.assertTrue(self.logger.is_enabled(Level.DEBUG))

    def test_for_one_provider(self):
        memory = Interprocess.MemoryLoggerProvider.new(2)
        self.factory.add_provider(memory)
        options = Interprocess.LoggingOptions.new()
        options.add_provider_filter(Recorder, "Shop", Level.ERROR)
        self.factory.set_options(options)
        self.logger.log(Level.WARNING, "to one", None)
        self.assertEqual(self.messages(), [])
        self.assertEqual(memory.snapshot().get_n_items(), 1)

    def test_bad_text(self):
        with self.assertRaises(GLib.Error) as caught:
            Interprocess.LoggingOptions.new().parse("Shop=loud")
        self.assertTrue(caught.exception.matches(Gio.io_error_quark(), Gio.IOErrorEnum.INVALID_ARGUMENT))
        for words in ("“Shop=loud”", "trace, debug, information"):
            self.assertIn(words, caught.exception.message)


class Json(LoggingTest):
    def test_lines(self):
        stream = Gio.MemoryOutputStream.new_resizable()
        self.factory.add_provider(Interprocess.JsonLoggerProvider.new(stream))
        self.logger.log_event(Level.WARNING, 7, "OutOfStock", 'no "more" of\nit', fields(article="\1\x7fä😀"))
        self.logger.log(Level.ERROR, "bare", None)
        stream.close()
        lines = io.StringIO(stream.steal_as_bytes().get_data().decode()).readlines()
        self.assertEqual(len(lines), 2)
        first, second = map(json.loads, lines)
        self.assertEqual(list(first), ["time", "level", "category", "event_id", "event_name", "message", "fields"])
        self.assertEqual(first["event_id"], 7)
        self.assertEqual(first["message"], 'no "more" of\nit')
        self.assertEqual(first["fields"], {"article": "\1\x7fä😀"})
        self.assertEqual(list(second), ["time", "level", "category", "message", "fields"])

    def test_descriptor(self):
        reader, writer = os.pipe()
        self.factory.add_provider(Interprocess.JsonLoggerProvider.new_for_fd(writer))
        self.logger.log(Level.ERROR, "through a pipe", None)
        os.close(writer)
        with os.fdopen(reader) as lines:
            self.assertEqual(json.loads(lines.read())["message"], "through a pipe")


class Services(unittest.TestCase):
    def test_providers_and_options_out_of_a_container(self):
        recorder = Recorder()
        options = Interprocess.LoggingOptions(minimum_level=Level.ERROR)
        services = Interprocess.ServiceCollection.new()
        services.add_singleton_instance(Interprocess.LoggerProvider, recorder)
        services.add_singleton(Interprocess.LoggerProvider, Interprocess.MemoryLoggerProvider)
        services.add_singleton_instance(Interprocess.LoggingOptions, options)
        services.add_logging()
        provider = services.build(Interprocess.BuildFlags.VALIDATE)
        logger = provider.get_required_service(Interprocess.LoggerFactory).create_logger("Test")
        logger.log(Level.WARNING, "off", None)
        logger.log(Level.ERROR, "on", None)
        self.assertEqual([entry[4] for entry in recorder.entries], ["on"])
        memory = provider.get_required_service(Interprocess.LoggerProvider)
        self.assertEqual(memory.snapshot()[0].get_message(), "on")
        provider.close()


class BadInput(LoggingTest):
    def test_wrong_types(self):
        for call in (
            lambda: self.logger.log("loud", "message", None),
            lambda: self.logger.log(Level.ERROR, 5, None),
            lambda: self.logger.log(Level.ERROR, "message", GLib.Variant("s", "text")),
            lambda: self.logger.log(Level.ERROR, "message", 5),
            lambda: self.logger.log(Level.ERROR, "message", {5: "five"}),
            lambda: self.logger.begin_scope([1]),
            lambda: self.factory.add_provider(object()),
            lambda: self.factory.create_logger(None),
        ):
            with self.assertRaises((TypeError, ValueError)):
                call()
        self.assertEqual(self.recorder.entries, [])


if __name__ == "__main__":
    tap.main()
