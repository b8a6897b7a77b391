#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Lesson: a window that shows messages as they arrive.

Start this, then a publisher, of any language, as often as you like.

    python3 window.py
"""

import sys

import gi

gi.require_version("Adw", "1")
gi.require_version("Gtk", "4.0")
gi.require_version("Interprocess", "1")
from gi.repository import Adw, GLib, Gtk, Interprocess


class Window(Adw.ApplicationWindow):
    def __init__(self, **properties):
        super().__init__(title="Messages", default_width=420, default_height=360, **properties)
        self.placeholder = Adw.StatusPage(title="No Messages Yet", description="Start a publisher")
        self.list = Gtk.ListBox(selection_mode=Gtk.SelectionMode.NONE, valign=Gtk.Align.START)
        self.list.add_css_class("boxed-list")
        clamp = Adw.Clamp(child=self.list, margin_top=12, margin_bottom=12, margin_start=12, margin_end=12)
        self.stack = Gtk.Stack(vexpand=True)
        self.stack.add_child(self.placeholder)
        self.stack.add_child(Gtk.ScrolledWindow(child=clamp))
        content = Gtk.Box(orientation=Gtk.Orientation.VERTICAL)
        content.append(Adw.HeaderBar())
        content.append(self.stack)
        self.set_content(content)

    def show_problem(self, text):
        self.placeholder.set_title("No Messages")
        self.placeholder.set_description(GLib.markup_escape_text(text, -1))

    def show_message(self, message):
        now = GLib.DateTime.new_now_local().format("%X")
        self.list.append(Adw.ActionRow(title=GLib.markup_escape_text(message, -1), subtitle=now))
        self.stack.set_visible_child(self.stack.get_last_child())


class Application(Adw.Application):
    subscriber = None
    window = None

    def do_activate(self):
        if self.window is None:  # and not when the program is started once more
            self.window = Window(application=self)
            self.receive()
        self.window.present()

    def receive(self):
        factory = Interprocess.QueueFactory.new()
        try:
            self.subscriber = factory.create_subscriber(Interprocess.QueueOptions.new("greetings", 64 * 1024))
        except GLib.Error as error:
            self.window.show_problem(error.message)
            return
        self.subscriber.dequeue_async(-1, None, self.on_message)
        print("waiting for messages", flush=True)

    def on_message(self, subscriber, result):
        try:
            message = subscriber.dequeue_finish(result).get_data()
        except GLib.Error as error:
            if not error.matches(Interprocess.queue_error_quark(), Interprocess.QueueError.CLOSED):
                self.window.show_message(error.message)
            return
        if message:  # an empty one is our publishers' way to say that there are no more
            text = message.decode(errors="replace")
            print("received:", text, flush=True)
            self.window.show_message(text)
        subscriber.dequeue_async(-1, None, self.on_message)

    def do_shutdown(self):
        if self.subscriber is not None:
            self.subscriber.close()
        Adw.Application.do_shutdown(self)


sys.exit(Application(application_id="org.example.Messages").run(sys.argv))
