# SPDX-License-Identifier: MIT
"""What the pages and the README show works.

    test-snippets.py SOURCES BUILD vala|no-vala COMPILER...

- A page's blocks of Python, one behind the other, are one program; and so are those of JavaScript.
- A block of C or Vala with a main() is a program. Any other block of C is compiled, within a function
  unless it has functions of its own, and not run.
- A program that only receives is run along with the page's first program that only sends.
- Where a page's tables leave out the prefix of C names, there are functions of these names with it; and
  the methods that the tables call in Python are there.
"""

import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCES, BUILD = (Path(argument) for argument in sys.argv[1:3])
HAS_VALA = sys.argv[3] == "vala"
COMPILER = sys.argv[4:]

sys.path.append(str(SOURCES / "gir" / "tests"))

import tap

PAGES = [SOURCES / "README.md", *sorted((SOURCES / "doc").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PYTHON, GJS = [sys.executable], ["gjs", "-m"]
WARNINGS = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter"]
TIME_LIMIT = 30

# What a block of C may take for granted.
GIVEN = """
#include <interprocess/interprocess.h>
extern InterprocessQueueFactory *factory;
extern InterprocessLoggerFactory *loggers;
extern InterprocessPublisher *publisher;
extern InterprocessSubscriber *subscriber;
extern InterprocessServiceCollection *services;
extern InterprocessServiceProvider *provider;
extern GError *error;
"""

# What the tables call what.
CLASSES = {
    "d": "ServiceDescriptor",
    "factory": "ServiceScopeFactory",
    "host": "Host",
    "logger": "Logger",
    "loggers": "LoggerFactory",
    "options": "LoggingOptions",
    "provider": "ServiceProvider",
    "scope": "ServiceScope",
    "services": "ServiceCollection",
    "Host": "Host",
    "LoggerFactory": "LoggerFactory",
    "ServiceDescriptor": "ServiceDescriptor",
}


def rows_of(page):
    return [line for line in page.read_text().splitlines() if line.startswith("| ")]


def blocks_of(page, language):
    return [text for found, text in BLOCK.findall(page.read_text()) if found == language]


def only(call, other, text):
    return f"create_{call}" in text and f"create_{other}" not in text


def run(command, **more):
    """A failure shows what the program had to say."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=TIME_LIMIT, **more)
    if done.returncode != 0 or done.stderr:
        raise AssertionError(f"{command}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


class Snippets(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="interprocess-test-")
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        os.environ["XDG_RUNTIME_DIR"] = temporary.name
        self.flags = [f"-I{SOURCES / 'include'}", f"-I{BUILD / 'include'}",
                      *run(["pkg-config", "--cflags", "gio-2.0"]).split()]
        self.libraries = [f"-L{BUILD / 'src'}", "-linterprocess-1",
                          *run(["pkg-config", "--libs", "gio-2.0"]).split()]

    def save(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def compile_c(self, name, text):
        program = self.folder / name
        run([*COMPILER, *WARNINGS, *self.flags, self.save(name + ".c", text), "-o", program, *self.libraries])
        return [program]

    def compile_vala(self, name, text):
        program = self.folder / name
        given = [word for flag in (*self.flags, *self.libraries, "-w") for word in ("-X", flag)]
        run(["valac", "--quiet", f"--vapidir={BUILD / 'gir' / 'vala' / 'vapi'}", "--pkg=gio-2.0", "--pkg=interprocess-1", *given,
             f"--output={program}", self.save(name + ".vala", text)])
        return [program]

    def programs_of(self, page):
        """The text of each program, and how to run it."""
        for number, text in enumerate(blocks_of(page, "c")):
            if "\nmain (" in text:
                self.assertIn('setlocale (LC_ALL, "")', text)  # else g_printerr() makes ? of quotes
                yield text, self.compile_c(f"c{number}", text)
        for number, text in enumerate(blocks_of(page, "vala") if HAS_VALA else ()):
            yield text, self.compile_vala(f"vala{number}", text)
        for language, suffix, interpreter in (("python", "py", PYTHON), ("js", "js", GJS)):
            text = "".join(blocks_of(page, language))
            if text:
                yield text, [*interpreter, self.save(f"program.{suffix}", text)]

    def run_pair(self, receiving, sending):
        with subprocess.Popen(receiving, stdout=subprocess.PIPE, text=True) as subscriber:
            try:
                self.assertIn("waiting", subscriber.stdout.readline())
                run(sending)
                received = subscriber.communicate(timeout=TIME_LIMIT)[0]
            finally:
                subscriber.kill()
        self.assertEqual(subscriber.returncode, 0)
        self.assertIn("received", received)

    def check_programs(self, page):
        programs = list(self.programs_of(page))
        senders = [command for text, command in programs if only("publisher", "subscriber", text)]
        for text, command in programs:
            if only("subscriber", "publisher", text):
                self.run_pair(command, senders[0])
            else:
                run(command)

    def check_fragments(self, page):
        for number, text in enumerate(blocks_of(page, "c")):
            if "\nmain (" in text:
                continue
            if not re.search(r"^(static|typedef) ", text, re.MULTILINE):
                text = f"void shown (void);\nvoid shown (void)\n{{\n{text}\n}}\n"
            run([*COMPILER, *WARNINGS, "-Wno-unused-variable", "-Wno-unused-function", *self.flags, "-c",
                 self.save(f"fragment{number}.c", GIVEN + text), "-o", self.folder / "fragment.o"])

    def check_calls_in_c(self, page):
        calls = set(re.findall(r"\| `([a-z]+_\w+) \(", "\n".join(rows_of(page))))
        names = [call if call.startswith("g_") else "interprocess_" + call for call in sorted(calls)]
        self.assertTrue(names)
        uses = "\n".join(f"  (void) {name};" for name in names)
        run([*COMPILER, *WARNINGS, *self.flags, "-c",
             self.save("calls.c", f"{GIVEN}void called (void);\nvoid called (void)\n{{\n{uses}\n}}\n"),
             "-o", self.folder / "calls.o"])

    def check_calls_in_python(self, page):
        calls = sorted(set(re.findall(r"[`(]([A-Za-z]+)\.(\w+)\(", "\n".join(rows_of(page)))))
        uses = [f"Interprocess.{CLASSES[name]}.{method}" for name, method in calls
                if name in CLASSES and method[0].islower()]
        self.assertTrue(uses)
        run([*PYTHON, self.save("calls.py", "\n".join([
            "import gi", "gi.require_version('Interprocess', '1')", "from gi.repository import Interprocess", *uses,
        ]))])


def add_tests(page):
    name = page.stem.lower().replace("-", "_")
    if "without their prefix" in page.read_text():
        setattr(Snippets, f"test_calls_in_c_of_{name}", lambda self: self.check_calls_in_c(page))
    if page.stem == "coming-from-dotnet":
        setattr(Snippets, f"test_calls_in_python_of_{name}", lambda self: self.check_calls_in_python(page))
    setattr(Snippets, f"test_programs_of_{name}", lambda self: self.check_programs(page))
    setattr(Snippets, f"test_fragments_of_{name}", lambda self: self.check_fragments(page))


for page in PAGES:
    add_tests(page)


if __name__ == "__main__":
    tap.main()
