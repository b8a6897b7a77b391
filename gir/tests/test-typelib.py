# SPDX-License-Identifier: MIT
"""What the typelib shows, and what it must not show."""

import unittest
import warnings

import tap
import gi

gi.require_version("Interprocess", "1")
from gi.repository import GLib, GObject, Interprocess

CLASSES = {
    "BackgroundService",
    "Host",
    "HostedService",
    "JsonLoggerProvider",
    "LogEntry",
    "LogScope",
    "Logger",
    "LoggerFactory",
    "LoggerProvider",
    "LoggingOptions",
    "MemoryLoggerProvider",
    "Publisher",
    "QueueFactory",
    "QueueOptions",
    "ServiceCollection",
    "ServiceDescriptor",
    "ServiceProvider",
    "ServiceProviderIsService",
    "ServiceScope",
    "ServiceScopeFactory",
    "StructuredLoggerProvider",
    "Subscriber",
}
ENUMS = {
    "BuildFlags", "HostError", "HostEvent", "LogLevel", "QueueError", "QueueEvent", "Retention", "ServiceError",
    "ServiceLifetime",
}
OTHERS = {
    "AsyncClosable",
    "Closable",
    "MAJOR_VERSION",
    "MINOR_VERSION",
    "MICRO_VERSION",
    "SERVICE_KEY_ANY",
}


def public_names():
    # Structures of classes and interfaces, and error quarks, come with their types.
    return {
        name
        for name in dir(Interprocess)
        if not name.startswith("_")
        and not name.endswith(("Class", "Interface", "_quark"))
    }


class Typelib(unittest.TestCase):
    def test_names_are_these_and_no_others(self):
        self.assertEqual(public_names(), CLASSES | ENUMS | OTHERS)

    def test_the_core_is_not_visible(self):
        for name in dir(Interprocess):
            self.assertFalse(name.lower().startswith("ipq"), name)
            self.assertFalse(name.startswith(("Endpoint", "Room")), name)

    def test_calls_that_no_binding_can_make_are_not_visible(self):
        for name in ("try_dequeue_into", "dequeue_into"):
            self.assertFalse(hasattr(Interprocess.Subscriber, name), name)
        self.assertFalse(hasattr(Interprocess.Logger, "log_format"))

    def test_nothing_hides_a_method_of_gobject(self):
        hidden = {"get_data", "set_data", "get_property", "set_property", "ref", "unref", "connect", "emit"}
        for name in CLASSES:
            own = set(vars(getattr(Interprocess, name)))
            self.assertFalse(own & hidden, f"{name}: {own & hidden}")

    def test_only_these_can_be_derived_from(self):
        fatal = GLib.log_set_always_fatal(GLib.LogLevelFlags.LEVEL_ERROR)  # GObject says so, too
        self.addCleanup(GLib.log_set_always_fatal, fatal)
        for name in CLASSES - {"BackgroundService", "LoggerProvider"}:
            with warnings.catch_warnings(), self.assertRaises((TypeError, RuntimeError), msg=name):
                warnings.simplefilter("ignore")
                type("Derived" + name, (getattr(Interprocess, name),), {"__gtype_name__": "Derived" + name})
        type("DerivedBackgroundService", (Interprocess.BackgroundService,), {})
        type("DerivedLoggerProvider", (Interprocess.LoggerProvider,), {})

    def test_asynchronous_methods_have_an_end_of_their_own(self):
        # By this name bindings find it, and newer ones make an await of the two.
        for name in CLASSES:
            class_ = getattr(Interprocess, name)
            for method in dir(class_):
                if method.endswith("_async") and not method.startswith("do_"):
                    self.assertTrue(hasattr(class_, method.removesuffix("_async") + "_finish"), f"{name}.{method}")

    def test_properties_of_classes(self):
        expected = {
            "QueueOptions": {
                "queue-name", "path", "capacity", "create", "exclusive",
                "max-endpoints", "mode", "group", "retention", "spin-time",
            },
            "QueueFactory": {"logger-factory"},
            "LogEntry": {"time", "category", "level", "event-id", "event-name", "message", "fields"},
            "Logger": {"category", "factory"},
            "LoggerFactory": {"options"},
            "LoggingOptions": {"minimum-level"},
            "JsonLoggerProvider": {"stream", "deliver-context"},
            "MemoryLoggerProvider": {"capacity", "deliver-context"},
            "StructuredLoggerProvider": {"deliver-context"},
            "Host": {"provider", "shutdown-timeout"},
            "Publisher": {"queue-name", "path", "capacity"},
            "Subscriber": {"queue-name", "path", "capacity"},
        }
        for name, properties in expected.items():
            found = {p.name for p in getattr(Interprocess, name).list_properties()}
            self.assertEqual(found, properties, name)

    def test_endpoints_are_closable(self):
        for name in ("LogScope", "Publisher", "Subscriber", "ServiceProvider", "ServiceScope"):
            self.assertTrue(getattr(Interprocess, name).__gtype__.is_a(Interprocess.Closable), name)

    def test_retentions_are_abi(self):
        self.assertEqual(int(Interprocess.Retention.UNTIL_LAST_CLOSE), 0)
        self.assertEqual(int(Interprocess.Retention.KEEP), 1)

    def test_event_numbers_are_abi(self):
        names = "CREATED ATTACHED TOOK_OVER RECOVERED BURIED REVOKED SENT_AGAIN CORRUPT SILENT LOST".split()
        for number, name in enumerate(names, start=1):
            self.assertEqual(int(getattr(Interprocess.QueueEvent, name)), number, name)
        # .NET makes it from the name of a logging method that has no number of its own.
        number = 2166136261
        for letter in b"FailedToDeleteSharedMemoryFile":
            number = (number ^ letter) * 16777619 % 2**32
        number = 2**32 - number if number >= 2**31 else number
        self.assertEqual(int(Interprocess.QueueEvent.FAILED_TO_DELETE_SHARED_MEMORY_FILE), number)

    def test_levels_are_abi(self):
        names = "TRACE DEBUG INFORMATION WARNING ERROR CRITICAL NONE".split()
        for number, name in enumerate(names):
            self.assertEqual(int(getattr(Interprocess.LogLevel, name)), number, name)

    def test_error_numbers_are_abi(self):
        names = (
            "FAILED INVALID_NAME INVALID_OPTIONS NOT_FOUND PERMISSION_DENIED UNTRUSTED NO_SPACE "
            "CAPACITY_MISMATCH INCOMPATIBLE EXCLUSIVE TOO_MANY_ENDPOINTS TOO_LARGE BUFFER_TOO_SMALL "
            "TIMED_OUT CORRUPT CLOSED FORKED"
        ).split()
        for number, name in enumerate(names):
            self.assertEqual(int(getattr(Interprocess.QueueError, name)), number, name)
        names = "FAILED TIMED_OUT ALREADY_STARTED NOT_IMPLEMENTED".split()
        for number, name in enumerate(names):
            self.assertEqual(int(getattr(Interprocess.HostError, name)), number, name)
        names = (
            "FAILED NOT_REGISTERED CIRCULAR_DEPENDENCY SCOPE_VIOLATION NOT_INSTANTIABLE TYPE_MISMATCH "
            "INVALID_ARGUMENT INVALID_REGISTRATION INDISTINGUISHABLE INVALID_KEY FACTORY_FAILED "
            "WRONG_THREAD CLOSED"
        ).split()
        for number, name in enumerate(names):
            self.assertEqual(int(getattr(Interprocess.ServiceError, name)), number, name)


if __name__ == "__main__":
    tap.main()
