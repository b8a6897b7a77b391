# SPDX-License-Identifier: MIT
"""Declarations for TypeScript, for a program that runs on GJS and has the types of @girs for GLib."""

import re

BASIC = {
    "utf8": "string", "filename": "string", "gboolean": "boolean", "gpointer": "any", "GObject.Value": "any",
    "GType": "GObject.GType | { $gtype: GObject.GType }", "GLib.Quark": "number", "none": "void",
}
RESERVED = {"function", "default", "new", "in", "with", "delete"}

HEAD = '''\
// Made from Interprocess-1.gir.
declare module 'gi://Interprocess?version=1' {
  import Gio from 'gi://Gio?version=2.0';
  import GLib from 'gi://GLib?version=2.0';
  import GObject from 'gi://GObject?version=2.0';

  namespace Interprocess {
'''
TAIL = '''\
  }

  export default Interprocess;
}

declare module 'gi://Interprocess' {
  import Interprocess from 'gi://Interprocess?version=1';
  export default Interprocess;
}
'''


def _camel(name):
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


def _annotation(type_):
    name = BASIC.get(type_.name) or type_.name
    if name.startswith(("gint", "guint", "gsize", "gssize", "gdouble", "gfloat")):
        name = "number"
    if type_.is_array:
        name = "Uint8Array" if type_.name == "guint8" else f"({name})[]"
    return f"{name} | null" if type_.is_nullable and name != "any" else name


def _results(function):
    names = [_annotation(result) for result in function.results]
    return "void" if not names else names[0] if len(names) == 1 else f"[{', '.join(names)}]"


def _arguments(function):
    texts = []
    for argument in function.arguments:
        annotation = _annotation(argument.type)
        if argument.is_async:
            annotation = "((source: any, result: Gio.AsyncResult) => void) | null"
        name = argument.name + "_" * (argument.name in RESERVED)
        texts.append(f"{name}: {annotation}")
    return ", ".join(texts)


def _comment(text, indent):
    return [f"{indent}/** {text} */"] if text else []


def _define(function, prefix=""):
    before = "static " if function.kind in ("constructor", "function") else ""
    return f"      {before}{prefix}{function.name}({_arguments(function)}): {_results(function)};"


def _properties(one):
    for p in one.properties:
        before = "" if p.is_writable else "readonly "
        for name in dict.fromkeys((p.name, _camel(p.name))):
            yield f"      {before}{name}: {_annotation(p.type)};"


def _construct(one):
    lines = [f"    interface {one.name}Props {{"]
    for p in one.properties:
        if p.is_construct:
            lines += [f"      {name}?: {_annotation(p.type)};" for name in dict.fromkeys((p.name, _camel(p.name)))]
    return [*lines, "    }"]


def _additions_of(text):
    """Class by class: its own lines, and the names that they define."""
    found = {}
    for name, body in re.findall(r"^  interface (\w+) \{\n(.*?)^  \}", text, re.MULTILINE | re.DOTALL):
        found[name] = (["  " + line for line in body.splitlines()], set(re.findall(r"^    (\w+)\(", body, re.MULTILINE)))
    return found


def _members(one, additions):
    own, replaced = additions.get(one.name, ([], set()))
    lines = list(_properties(one))
    lines += [_define(function) for function in one.functions if function.name not in replaced]
    lines += [_define(virtual, "vfunc_") for virtual in one.virtuals]
    return lines + own


def _class(one, additions):
    lines = _comment(one.summary, "    ")
    if one.kind == "interface":
        lines += [f"    interface {one.name} extends GObject.Object {{", *_members(one, additions), "    }"]
        return [*lines, f"    const {one.name}: {{ $gtype: GObject.GType<{one.name}> }};"]
    lines += [*_construct(one), f"    class {one.name} extends {one.parent} {{"]
    lines += [f"      static $gtype: GObject.GType<{one.name}>;"]
    lines += [f"      constructor(properties?: {one.name}Props);", *_members(one, additions), "    }"]
    if one.interfaces:
        lines.append(f"    interface {one.name} extends {', '.join(one.interfaces)} {{}}")
    return lines


def _enumeration(one):
    lines = _comment(one.summary, "    ")
    if one.is_error:
        lines += [f"    class {one.name} extends GLib.Error {{"]
        lines += [f"      static {name}: number;" for name, _ in one.members]
        lines += ["      constructor(options: { message: string; code: number });"]
        lines += [_define(function) for function in one.functions]
    else:
        lines += [f"    enum {one.name} {{", *(f"      {name} = {value}," for name, value in one.members)]
    return [*lines, "    }"]


def write(namespace, additions):
    added = _additions_of(additions)
    lines = [f"    const {name}: {_annotation(type_)};" for name, type_, _ in namespace.constants]
    lines += [f"    function {one.name}({_arguments(one)}): {_results(one)};" for one in namespace.functions]
    for one in namespace.callbacks:
        lines += [f"    type {one.name} = ({_arguments(one)}) => {_results(one)};"]
    for one in namespace.enumerations:
        lines += ["", *_enumeration(one)]
    for one in namespace.classes:
        lines += ["", *_class(one, added)]
    lines += ["", *(f"    interface {name} {{}}" for name in namespace.structs)]
    return HEAD + "\n".join(lines) + "\n" + TAIL
