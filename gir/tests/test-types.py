# SPDX-License-Identifier: MIT
"""The stub and the declarations name what is there, and can be read.

    test-types.py STUB DECLARATIONS MYPY TSC
"""

import ast
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import tap
import gi

gi.require_version("Interprocess", "1")
from gi.repository import GObject, Interprocess

STUB, DECLARATIONS = (Path(argument) for argument in sys.argv[1:3])
MYPY, TSC = sys.argv[3:5]

# In place of pygobject-stubs, which Debian 12 has not.
ANYTHING = "from typing import Any\ndef __getattr__(name: str) -> Any: ...\n"
GOBJECT = ANYTHING + """
class Object:
    class Props: ...
class GInterface: ...
class GPointer: ...
class GEnum(int): ...
class GFlags(int): ...
"""

PYTHON = """
import asyncio
from gi.repository import Gio, Interprocess

class Service(Interprocess.BackgroundService):
    def do_execute(self, cancellable: Gio.Cancellable | None) -> bool:
        return True

class Silent(Interprocess.BackgroundService):
    def do_execute(self, cancellable: Gio.Cancellable | None) -> None:
        pass

class Awaiting(Interprocess.BackgroundService):
    async def do_execute(self, cancellable: Gio.Cancellable | None) -> None:
        pass

options = Interprocess.QueueOptions(queue_name="x", capacity=1024)
with Interprocess.QueueFactory.new().create_publisher(options) as publisher:
    sent: bool = publisher.try_enqueue(memoryview(b"x"))
subscriber = Interprocess.QueueFactory().create_subscriber(options)
taken, data = subscriber.try_dequeue()
text: str = data.decode()
failed = Interprocess.QueueError.CLOSED
Interprocess.ServiceCollection().add_singleton(Silent).add_keyed_scoped(Silent, "key").build().close()

async def receive() -> None:
    async for message in subscriber:
        length: int = len(message)
    await publisher.enqueue_async(b"x")
    await subscriber.dequeue_async()
    provider = Interprocess.ServiceCollection().build()
    host = Interprocess.Host.new(provider)
    started: bool = await host.start_async()
    host.stop_async(None, lambda host, result: None)
    await provider.get_keyed_service_async(Silent, "key")
    publisher.enqueue(b"x")
    subscriber.dequeue(None)
"""

PYTHON_MISTAKES = """
from gi.repository import Interprocess
Interprocess.QueueOptions(capacity="large")
Interprocess.QueueFactory().create_publisher("name")
Interprocess.Subscriber().dequeue("soon")
Interprocess.Publisher().try_enqueue("text")
Interprocess.Publisher().no_such_method()
Interprocess.no_such_function()
"""

# In place of the packages of @girs.
GIRS = """
declare module 'gi://GLib?version=2.0' {
  namespace GLib {
    interface Bytes { toArray(): Uint8Array }
    type Variant = any; type MainContext = any; type Source = any;
    class Error { message: string; constructor(options: { message: string; code: number }) }
  }
  export default GLib;
}
declare module 'gi://GObject?version=2.0' {
  namespace GObject {
    class Object { connect(name: string, callback: (...given: any[]) => any): number }
    interface GType<T = any> { name: string }
  }
  export default GObject;
}
declare module 'gi://Gio?version=2.0' {
  namespace Gio {
    interface Cancellable { cancel(): void }
    type AsyncResult = any; type ListModel = any; type OutputStream = any; type Task = any; type Application = any;
  }
  export default Gio;
}
"""

TYPESCRIPT = """
import Interprocess from 'gi://Interprocess?version=1';
const options = new Interprocess.QueueOptions({queueName: 'x', capacity: 1024});
const factory = new Interprocess.QueueFactory();
const publisher: Interprocess.Publisher = factory.create_publisher(options);
const subscriber = factory.create_subscriber(options);
const sent: boolean = publisher.try_enqueue(new Uint8Array(1));
const [taken, data] = subscriber.try_dequeue();
const length: number = data.length;
const code: number = Interprocess.QueueError.CLOSED;
async function receive() {
  for await (const message of subscriber)
    message.fill(0);
  const bytes: Uint8Array = (await subscriber.dequeue_async(-1, null)).toArray();
  await publisher.enqueue_async(new ArrayBuffer(1));
  subscriber.dequeue().toArray();
  const host = Interprocess.Host.new(new Interprocess.ServiceCollection().build(0));
  const started: boolean = await host.start_async();
  host.stop_async(null, (_host, result) => host.stop_finish(result));
}
"""

TYPESCRIPT_MISTAKES = """
import Interprocess from 'gi://Interprocess';
new Interprocess.QueueOptions({capacity: 'large'});
new Interprocess.QueueFactory().create_publisher('name');
new Interprocess.Subscriber().dequeue('soon', null);
new Interprocess.Publisher().no_such_method();
Interprocess.no_such_function();
"""


def public(names):
    return {name for name in names if not name.startswith("_")}


def introspected(name):
    """What introspection knows of a class, and not what the override adds."""
    found = getattr(Interprocess, name)
    while found.__module__.startswith("gi.overrides"):
        found = found.__mro__[next(i for i, base in enumerate(found.__mro__) if base.__name__ == name and base is not found)]
    return found


def members_of(name):
    one = introspected(name)
    # Fields of structures are not for other languages; PyGObject has them as Python's properties.
    members = public(member for member, value in vars(one).items() if not isinstance(value, property))
    if issubclass(one, (GObject.Object, GObject.GInterface)):
        members |= {property.name.replace("-", "_") for property in properties_of(one)}
    return members


def properties_of(one):
    if one.__gtype__.is_a(GObject.TYPE_INTERFACE) or one.__gtype__.is_a(GObject.TYPE_OBJECT):
        return [found for found in GObject.list_properties(one) if found.owner_type == one.__gtype__]
    return []


NAMES = public(dir(Interprocess))
STRUCTS = {name for name in NAMES if name.endswith(("Class", "Interface"))}
CLASSES = {name for name in NAMES - STRUCTS if isinstance(getattr(Interprocess, name), type)}


class Python(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        modules = self.folder / "gi" / "repository"
        modules.mkdir(parents=True)
        for path in (self.folder / "gi" / "__init__.pyi", modules / "__init__.pyi",
                     modules / "GLib.pyi", modules / "Gio.pyi"):
            path.write_text(ANYTHING)
        modules.joinpath("GObject.pyi").write_text(GOBJECT)
        modules.joinpath("Interprocess.pyi").write_text(STUB.read_text())

    def check(self, text):
        program = self.folder / "program.py"
        program.write_text(text)
        return subprocess.run(
            [MYPY, "--cache-dir=/dev/null", "--no-error-summary", "--check-untyped-defs", str(program),
             str(self.folder / "gi" / "repository" / "Interprocess.pyi")],
            env={"MYPYPATH": str(self.folder), "PATH": "/usr/bin:/bin"}, text=True, capture_output=True, check=False,
        ).stdout

    def test_every_name(self):
        found = {}
        for node in ast.parse(STUB.read_text()).body:
            if isinstance(node, ast.ClassDef):
                found[node.name] = set()
                for part in ast.walk(node):
                    found[node.name].add(getattr(part, "name", None))
                    if isinstance(part, ast.AnnAssign):
                        found[node.name].add(part.target.id)
            elif isinstance(node, ast.FunctionDef):
                found[node.name] = set()
            elif isinstance(node, ast.AnnAssign):
                found[node.target.id] = set()
        self.assertEqual(NAMES - set(found), set())
        for name in sorted(CLASSES):
            self.assertEqual(members_of(name) - found[name], set(), name)

    def test_it_can_be_read(self):
        self.maxDiff = None
        self.assertEqual(self.check(PYTHON), "")

    def test_mistakes_are_found(self):
        said = self.check(PYTHON_MISTAKES)
        self.assertEqual(len(re.findall(r"program\.py:\d+: error", said)), 6, said)
        for number in range(3, 9):
            self.assertIn(f"program.py:{number}: error", said)


class TypeScript(unittest.TestCase):
    def check(self, text):
        with tempfile.TemporaryDirectory() as folder:
            for name, content in (("girs.d.ts", GIRS), ("interprocess.d.ts", DECLARATIONS.read_text()), ("program.ts", text)):
                Path(folder, name).write_text(content)
            return subprocess.run(
                [TSC, "--noEmit", "--strict", "--target", "es2020", "--module", "es2020", "--lib", "es2020",
                 "girs.d.ts", "interprocess.d.ts", "program.ts"],
                cwd=folder, text=True, capture_output=True, check=False,
            ).stdout

    def test_every_name(self):
        text = DECLARATIONS.read_text()
        found = set(re.findall(r"^    (?:class|interface|enum|const|function|type) (\w+)", text, re.MULTILINE))
        self.assertEqual(NAMES - found, set())
        for name in sorted(CLASSES):
            bodies = re.findall(rf"^    (?:class|interface|enum) {name}\b[^{{]*\{{\n(.*?)^    \}}", text, re.MULTILINE | re.DOTALL)
            members = set(re.findall(r"^      (?:static |readonly )*(\w+)", "".join(bodies), re.MULTILINE))
            expected = {re.sub("^do_", "vfunc_", member) for member in members_of(name)}
            self.assertEqual(expected - members, set(), name)

    def test_it_can_be_read(self):
        self.assertEqual(self.check(TYPESCRIPT), "")

    def test_mistakes_are_found(self):
        said = self.check(TYPESCRIPT_MISTAKES)
        for number in range(3, 8):
            self.assertIn(f"program.ts({number},", said)
        self.assertNotIn(".d.ts(", said)


if __name__ == "__main__":
    tap.main()
