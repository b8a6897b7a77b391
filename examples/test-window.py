# SPDX-License-Identifier: MIT
"""Runs window.py on a display of its own, as run-example runs other programs.

    test-window.py [PICTURE]

Waits until the window shows what it has received, makes a picture of it, and closes it. How
doc/window.png was made:

    meson devenv -C build sh -c '(sleep 3; examples/publisher) & python3 ../examples/test-window.py picture.png'
"""

import os
import runpy
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

EXPECTED = 3  # messages, as our publishers send


def start_display(folder):
    """Xvfb says when it is ready, and which number it has found free. It draws into a file in the folder."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "420x360x24", "-fbdir", folder, "-nolisten", "tcp"],
        pass_fds=[writer], stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with open(reader) as said:
        number = said.readline().strip()
    if not number:
        sys.exit("Xvfb did not start")
    os.environ.update(DISPLAY=f":{number}", GDK_BACKEND="x11", GSK_RENDERER="cairo", GTK_A11Y="none",
                      GSETTINGS_BACKEND="memory", ADW_DISABLE_PORTAL="1", LIBGL_ALWAYS_SOFTWARE="1")
    os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
    return server


def picture(folder):
    """What is on the screen, as a GdkPixbuf.Pixbuf: the file is in the format of xwd, with 32 bits a pixel."""
    from gi.repository import GdkPixbuf, GLib

    data = Path(folder, "Xvfb_screen0").read_bytes()
    header = struct.unpack(">25I", data[:100])
    start, width, height, stride = header[0] + header[19] * 12, header[4], header[5], header[12]
    pixels = bytearray(data[start : start + stride * height])
    pixels[0::4], pixels[2::4] = pixels[2::4], pixels[0::4]  # blue, green, red
    pixels[3::4] = b"\xff" * (len(pixels) // 4)
    return GdkPixbuf.Pixbuf.new_from_bytes(
        GLib.Bytes.new(bytes(pixels)), GdkPixbuf.Colorspace.RGB, True, 8, width, height, stride
    )


def watch(folder, screenshot):
    import gi

    gi.require_version("Gtk", "4.0")
    from gi.repository import Gio, GLib, Gtk

    def shown(widget):
        """The texts of all labels on the screen."""
        if not widget.get_mapped():
            return []
        texts = [widget.get_text()] if isinstance(widget, Gtk.Label) else []
        child = widget.get_first_child()
        while child is not None:
            texts += shown(child)
            child = child.get_next_sibling()
        return texts

    pictures = []

    def is_still(last):
        """Twice the same, and the rows have come in by then."""
        return len(last) == 2 and last[0].get_pixels() == last[1].get_pixels()

    def look():
        application = Gio.Application.get_default()
        window = application.get_active_window() if application is not None else None
        if window is None:
            return GLib.SOURCE_CONTINUE
        greetings = [text for text in shown(window) if text.startswith("greeting ")]
        pictures.append(picture(folder))
        if len(greetings) < EXPECTED or not is_still(pictures[-2:]):
            return GLib.SOURCE_CONTINUE
        pictures[-1].savev(screenshot, "png", [], [])
        window.close()
        return GLib.SOURCE_REMOVE

    GLib.timeout_add(200, look)


def main(screenshot=None):
    window = str(Path(__file__).with_name("window.py"))
    with tempfile.TemporaryDirectory() as folder:
        screenshot = screenshot or os.path.join(folder, "window.png")
        server = start_display(folder)
        try:
            watch(folder, screenshot)
            sys.argv = [window]
            runpy.run_path(window, run_name="__main__")
        finally:
            server.terminate()
            server.wait()


main(*sys.argv[1:])
