# SPDX-License-Identifier: MIT
"""A GIR, as the bindings see it: lengths of arrays, user data and what destroys it are no arguments there."""

import dataclasses
import re
import xml.etree.ElementTree as ElementTree

CORE = "{http://www.gtk.org/introspection/core/1.0}"
GLIB = "{http://www.gtk.org/introspection/glib/1.0}"
C = "{http://www.gtk.org/introspection/c/1.0}"


@dataclasses.dataclass
class Type:
    name: str  # of the GIR: "utf8", "Gio.File", "Publisher"; of its elements, if it is an array
    is_array: bool = False
    is_nullable: bool = False


@dataclasses.dataclass
class Argument:
    name: str
    type: Type
    has_closure: bool = False
    is_async: bool = False  # a callback that is called once, with a GAsyncResult


@dataclasses.dataclass
class Function:
    name: str
    kind: str  # constructor, method, function, virtual-method
    arguments: list
    results: list
    summary: str


@dataclasses.dataclass
class Property:
    name: str
    type: Type
    is_readable: bool
    is_writable: bool
    is_construct: bool


@dataclasses.dataclass
class Class:
    name: str
    kind: str  # class, interface
    parent: str
    interfaces: list
    functions: list
    virtuals: list
    properties: list
    summary: str


@dataclasses.dataclass
class Enumeration:
    name: str
    kind: str  # enumeration, bitfield
    members: list  # of (name, value)
    functions: list
    is_error: bool
    summary: str


@dataclasses.dataclass
class Namespace:
    constants: list  # of (name, Type, value)
    enumerations: list
    classes: list
    structs: list  # names of class and interface structs
    callbacks: list
    functions: list


def _summary(element):
    """The first sentence of the documentation."""
    text = " ".join(element.findtext(CORE + "doc", "").partition("\n\n")[0].split())
    text = re.sub(r"\[[a-z]+@(?:[A-Za-z]+\.)?([^\]]+)\]", r"`\1`", text)
    return re.sub(r"([%@#])(\w+)", r"`\2`", text)


def _type_of(element):
    is_nullable = element.get("nullable") == "1"
    array = element.find(CORE + "array")
    if array is not None:
        return Type(array.find(CORE + "type").get("name"), True, is_nullable)
    return Type(element.find(CORE + "type").get("name"), False, is_nullable)


def _hidden(parameters, returned):
    """The places of those that the bindings fill in by themselves."""
    hidden = set()
    for parameter in (*parameters, returned):
        for array in parameter.iter(CORE + "array"):
            hidden.add(array.get("length"))
        hidden |= {parameter.get("closure"), parameter.get("destroy")}
    return {int(place) for place in hidden if place is not None}


def _function(element):
    parameters = element.findall(f"{CORE}parameters/{CORE}parameter")
    returned = element.find(CORE + "return-value")
    hidden = _hidden(parameters, returned)
    arguments, results = [], []
    if _type_of(returned).name != "none":
        results.append(_type_of(returned))
    for place, parameter in enumerate(parameters):
        if parameter.get("direction") == "out":
            if place not in hidden:
                results.append(_type_of(parameter))
        elif place not in hidden:
            arguments.append(Argument(
                parameter.get("name"), _type_of(parameter), parameter.get("closure") is not None,
                parameter.get("scope") == "async",
            ))
    kind = element.tag.removeprefix(CORE)
    return Function(element.get("name"), kind, arguments, results, _summary(element))


def _functions(element, *kinds):
    return [
        _function(child) for kind in kinds for child in element.findall(CORE + kind)
        if child.get("introspectable") != "0" and child.get("moved-to") is None
    ]


def _property(element):
    return Property(
        element.get("name").replace("-", "_"), _type_of(element), element.get("readable") != "0",
        element.get("writable") == "1" and element.get("construct-only") != "1",
        element.get("writable") == "1",
    )


def _class(element):
    return Class(
        element.get("name"), element.tag.removeprefix(CORE), element.get("parent", "GObject.Object"),
        [child.get("name") for child in element.findall(CORE + "implements")],
        _functions(element, "constructor", "method", "function"), _functions(element, "virtual-method"),
        [_property(child) for child in element.findall(CORE + "property")], _summary(element),
    )


def _enumeration(element):
    members = [(child.get("name").upper(), child.get("value")) for child in element.findall(CORE + "member")]
    return Enumeration(
        element.get("name"), element.tag.removeprefix(CORE), members, _functions(element, "function"),
        element.get(GLIB + "error-domain") is not None, _summary(element),
    )


def read(path):
    root = ElementTree.parse(path).getroot().find(CORE + "namespace")

    def every(*kinds):
        return [child for kind in kinds for child in root.findall(CORE + kind)]

    classes = [_class(child) for child in every("interface", "class")]
    known = {one.name: one for one in classes}
    ordered = []

    def add(one):
        if one not in ordered:
            for name in (one.parent, *one.interfaces):
                if name in known:
                    add(known[name])
            ordered.append(one)

    for one in classes:
        add(one)
    return Namespace(
        [(child.get("name"), _type_of(child), child.get("value")) for child in every("constant")],
        [_enumeration(child) for child in every("enumeration", "bitfield")],
        ordered,
        [child.get("name") for child in every("record")],
        [_function(child) for child in every("callback")],
        [_function(child) for child in every("function")],
    )
