#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Lesson: a Gio.Application that receives messages in the background.

A background service waits for messages in a thread of its own, and hands each to the application,
in whose thread windows could show them. Start this, then a publisher, of any language.

    python3 application.py
"""

import sys

import gi

gi.require_version("Interprocess", "1")
from gi.repository import Gio, GLib, GObject, Interprocess


class Receiver(Interprocess.BackgroundService):
    # The container sets it: a property that can only be set then is a service that is needed.
    subscriber = GObject.Property(
        type=Interprocess.Subscriber,
        flags=GObject.ParamFlags.READWRITE | GObject.ParamFlags.CONSTRUCT_ONLY)

    def do_execute(self, cancellable):
        # In a thread of its own. The application cancels it when it ends.
        while True:
            message = self.subscriber.dequeue(-1, cancellable).get_data()
            GLib.idle_add(Gio.Application.get_default().show_message, message.decode())


class Application(Gio.Application):
    def do_activate(self):
        # Finds what it needs through the application. Whoever asks gets the same subscriber.
        provider = Interprocess.ServiceProvider.get_for_application(self)
        provider.get_required_service(Interprocess.Subscriber)
        print("waiting for messages", flush=True)

    def show_message(self, message):
        if message:
            print("received:", message)
        else:  # our publishers' way to say that there are no more
            self.quit()
        return GLib.SOURCE_REMOVE


services = Interprocess.ServiceCollection.new()
services.add_subscriber(None, Interprocess.QueueOptions.new("greetings", 64 * 1024))
services.add_hosted_service(Receiver)
host = Interprocess.Host.new(services.build(Interprocess.BuildFlags.VALIDATE))

application = Application(
    application_id="org.example.Greetings", flags=Gio.ApplicationFlags.NON_UNIQUE)
host.attach(application)  # starts the receiver with it, and stops and closes all when it ends
application.hold()  # in place of a window, which would keep it going
status = application.run(sys.argv)
host.propagate_error()  # raises what has failed, if something has
sys.exit(status)
