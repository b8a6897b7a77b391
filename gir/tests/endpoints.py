# SPDX-License-Identifier: MIT
"""A directory with a queue, for each test."""

import tempfile
import unittest

import gi

gi.require_version("Interprocess", "1")
from gi.repository import GLib, Interprocess


class QueueTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.path = directory.name
        self.factory = Interprocess.QueueFactory.new()

    def options(self, name="test", capacity=65536):
        return Interprocess.QueueOptions(queue_name=name, path=self.path, capacity=capacity)

    def pair(self, name="test"):
        options = self.options(name)
        publisher = self.factory.create_publisher(options)
        subscriber = self.factory.create_subscriber(options)
        self.addCleanup(publisher.close)
        self.addCleanup(subscriber.close)
        return publisher, subscriber

    def assert_nobody_is_counted(self, *endpoints):
        """Among those that watch its descriptor: so to release it is one time too many."""
        for endpoint in endpoints:
            GLib.test_expect_message("Interprocess.Queue", GLib.LogLevelFlags.LEVEL_CRITICAL, "*more often than it was got*")
            endpoint.release_fd()
            GLib.test_assert_expected_messages_internal("Interprocess.Queue", __file__, 0, self.id())

    def assert_error(self, code, *words):
        return Error(self, code, words)


class Error:
    """Expects a GLib.Error of our domain with this code and these words in its message."""

    def __init__(self, test, code, words):
        self.test, self.code, self.words = test, code, words

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is not GLib.Error:
            self.test.fail(f"expected {self.code}, got {kind}: {error}")
        self.test.assertTrue(error.matches(Interprocess.queue_error_quark(), self.code), error)
        for word in self.words:
            self.test.assertIn(str(word), error.message)
        return True
