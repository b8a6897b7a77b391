# SPDX-License-Identifier: MIT
"""A stub for Python, in the style of pygobject-stubs."""

import ast
import keyword

BASIC = {
    "utf8": "str", "filename": "str", "gboolean": "bool", "gpointer": "Any", "GType": "GObject.GType | type",
    "GObject.Value": "Any", "GLib.Quark": "int", "none": "None",
}
NUMBERS = {"gdouble": "float", "gfloat": "float"}

HEAD = '''\
# Made from Interprocess-1.gir.
from asyncio import Future
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from types import TracebackType
from typing import Any, Final, overload

from gi.repository import Gio, GLib, GObject
from typing_extensions import Self

'''


def _name(type_):
    if type_.is_array and type_.name == "guint8":
        return "bytes"
    name = BASIC.get(type_.name) or NUMBERS.get(type_.name)
    if name is None:
        name = "int" if type_.name.startswith(("gint", "guint", "gsize", "gssize")) else type_.name
    return f"Sequence[{name}]" if type_.is_array else name


def _annotation(type_):
    name = _name(type_)
    return f"{name} | None" if type_.is_nullable and name not in ("Any", "None") else name


def _results(function):
    names = [_annotation(result) for result in function.results]
    return "None" if not names else names[0] if len(names) == 1 else f"tuple[{', '.join(names)}]"


def _arguments(function, callbacks):
    """Those at the end that may be None may be left out, but not by one who is called."""
    texts, optional, has_data = [], function.kind != "virtual-method", False
    for argument in reversed(function.arguments):
        optional = optional and argument.type.is_nullable
        name = argument.name + "_" * keyword.iskeyword(argument.name)
        annotation = _annotation(argument.type)
        if argument.has_closure or argument.is_async:
            # What comes behind is passed on to it, so the type of its arguments is not known here.
            annotation = f"Callable[..., {callbacks.get(argument.type.name, 'None')}]" + " | None" * argument.type.is_nullable
            has_data = True
        texts.append(f"{name}: {annotation}" + " = None" * optional)
    texts.reverse()
    return texts + ["*user_data: Any"] * has_data


def _define(function, callbacks, name=None):
    first, decorator = ["self"], ""
    if function.kind == "constructor":
        first, decorator = ["cls"], "    @classmethod\n"
    elif function.kind == "function":
        first, decorator = [], "    @staticmethod\n"
    arguments = ", ".join(first + _arguments(function, callbacks))
    results = "Self" if function.kind == "constructor" else _results(function)
    return f"{decorator}    def {name or function.name}({arguments}) -> {results}: ..."


def _properties(one, bases):
    if not one.properties:
        return []
    lines = [f"    class Props({', '.join(f'{base}.Props' for base in bases[:1])}):"]
    lines += [f"        {p.name}: {_annotation(p.type)}" for p in one.properties]
    lines += ["    @property", "    def props(self) -> Props: ..."]
    given = [f"{p.name}: {_annotation(p.type)} = ..." for p in one.properties if p.is_construct]
    if given and one.kind == "class":
        lines.append(f"    def __init__(self, *, {', '.join(given)}) -> None: ...")
    return lines


def _additions_of(text):
    """Class by class: its own lines, the names that they define, and what it derives from besides."""
    lines = text.splitlines()
    tree = ast.parse(text)
    found = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            first = min(part.lineno - len(getattr(part, "decorator_list", ())) for part in node.body)
            names = {part.name for part in node.body if hasattr(part, "name")}
            found[node.name] = (lines[first - 1 : node.end_lineno], names)
    return found


def _class(one, callbacks, additions):
    own, replaced = additions.get(one.name, ([], set()))
    bases = [one.parent if one.kind == "class" else "GObject.GInterface", *one.interfaces]
    body = [f'    """{one.summary}"""', ""] if one.summary else []
    if "__init__" not in replaced:
        body += _properties(one, bases)
    body += [_define(function, callbacks) for function in one.functions if function.name not in replaced]
    body += [
        _define(virtual, callbacks, f"do_{virtual.name}") for virtual in one.virtuals
        if f"do_{virtual.name}" not in replaced
    ]
    body += own
    return "\n".join([f"class {one.name}({', '.join(bases)}):", *(body or ["    ..."])])


def _enumeration(one, callbacks):
    base = "GObject.GFlags" if one.kind == "bitfield" else "GObject.GEnum"
    lines = [f"class {one.name}({base}):", f'    """{one.summary}"""', ""]
    lines += [f"    {name}: {one.name} = ..." for name, _ in one.members]
    return "\n".join(lines + [_define(function, callbacks) for function in one.functions])


def write(namespace, additions):
    callbacks = {callback.name: _results(callback) for callback in namespace.callbacks}
    added = _additions_of(additions)
    parts = ["\n".join(f"{name}: Final[{_name(type_)}] = ..." for name, type_, _ in namespace.constants)]
    parts += ["\n".join(
        f"def {one.name}({', '.join(_arguments(one, callbacks))}) -> {_results(one)}: ..." for one in namespace.functions
    )]
    parts += [_enumeration(one, callbacks) for one in namespace.enumerations]
    parts += [_class(one, callbacks, added) for one in namespace.classes]
    parts += [f"class {name}(GObject.GPointer): ..." for name in namespace.structs]
    return HEAD + "\n\n".join(parts) + "\n"
