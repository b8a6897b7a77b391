# SPDX-License-Identifier: MIT
"""What PyGObject alone does not do for Interprocess. Everything works without this file too.

- An exception in a factory reaches whoever asked for the service, in a GLib.Error with the path; and
  one in a hosted service, or while an object is closed, whoever waits for that.
- A provider or a scope is closed at the end of a `with` block.
- The fields of a log entry, or of the log's scope, may be a dictionary or named arguments.
- Arguments of create_instance() may be given by keyword, a type may implement itself, and build() needs no flags.
- A method of a hosted service that returns nothing has not failed, and do_execute() may be `async def`.
- An endpoint is closed at the end of a `with` block, or an `async with` block.
- `async for message in subscriber`, and `await` for dequeue_async() and enqueue_async() without a callback.
- `await` for other calls that end with a callback, if asyncio runs in a GLib main loop.
- Ctrl-C ends a call that blocks, at once, and neither that call nor a task's loses a message by it.
- A bytearray or a memoryview is as quick to send as bytes; what is no message, or no timeout, is a TypeError.
"""

import functools
import inspect
import operator
import traceback
from collections.abc import Mapping

from gi.repository import GLib, GObject

from ...module import get_introspection_module
from ...overrides import override
from . import _blocking, _completions, _errors, _tasks

Interprocess = get_introspection_module("Interprocess")

__all__ = []


def _describe(error):
    """The exception, and the line that raised it."""
    text = "".join(traceback.format_exception_only(type(error), error)).strip()
    frames = traceback.extract_tb(error.__traceback__)
    return f"{text} ({frames[-1].filename}:{frames[-1].lineno})" if frames else text


def _keeping_exceptions(function, domain, code):
    """Without this, PyGObject prints an exception that is not a GLib.Error, and returns nothing, which is a failure."""
    if not callable(function):
        return function

    @functools.wraps(function)
    def call(*arguments):
        try:
            return function(*arguments)
        except GLib.Error:
            raise
        except Exception as error:
            raise GLib.Error.new_literal(domain, _describe(error), code) from error

    return call


def _takes_factory(method, position):
    """The method, with the factory among its arguments wrapped."""

    @functools.wraps(method)
    def call(*arguments):
        arguments = list(arguments)
        if len(arguments) > position:
            arguments[position] = _keeping_exceptions(
                arguments[position], Interprocess.service_error_quark(), Interprocess.ServiceError.FACTORY_FAILED
            )
        return method(*arguments)

    return call


def _implements_itself(method, position):
    """The method, with the type of a service as the type that implements it, if none is given."""

    @functools.wraps(method)
    def call(self, service_type, *arguments, **named):
        if len(arguments) + len(named) == position - 2:
            named["implementation_type"] = service_type
        return method(self, service_type, *arguments, **named)

    return call


class ServiceCollection(Interprocess.ServiceCollection):
    def build(self, flags=Interprocess.BuildFlags.NONE):
        """Makes the provider of these services; with flags it also looks whether all of them can be made."""
        return super().build(flags)


# The methods that take a factory, and where among the arguments, self included.
_FACTORIES = {
    "add_singleton_factory": 2,
    "add_scoped_factory": 2,
    "add_transient_factory": 2,
    "add_keyed_singleton_factory": 3,
    "add_keyed_scoped_factory": 3,
    "add_keyed_transient_factory": 3,
    "add_hosted_service_factory": 1,
}
for _name, _position in _FACTORIES.items():
    setattr(ServiceCollection, _name, _takes_factory(getattr(Interprocess.ServiceCollection, _name), _position))
# The same with a type that implements the service.
_IMPLEMENTATIONS = {
    "add_singleton": 2,
    "add_scoped": 2,
    "add_transient": 2,
    "add_keyed_singleton": 3,
    "add_keyed_scoped": 3,
    "add_keyed_transient": 3,
}
for _name, _position in _IMPLEMENTATIONS.items():
    setattr(
        ServiceCollection, _name, _implements_itself(getattr(Interprocess.ServiceCollection, _name), _position)
    )

ServiceCollection = override(ServiceCollection)
__all__.append("ServiceCollection")


class ServiceDescriptor(Interprocess.ServiceDescriptor):
    new_factory = staticmethod(_takes_factory(Interprocess.ServiceDescriptor.new_factory, 2))


ServiceDescriptor = override(ServiceDescriptor)
__all__.append("ServiceDescriptor")


# Looked up here: PyGObject 3.50 makes classes of its own under a lock that looking up takes, too.
_SERVICE_FAILED = Interprocess.service_error_quark(), Interprocess.ServiceError.FAILED
_HOST_FAILED = Interprocess.host_error_quark(), Interprocess.HostError.FAILED


def _succeeding(function, domain, code):
    """It fails by an exception, so to return nothing is no failure."""
    if not callable(function):
        return function

    @functools.wraps(function)
    def call(*arguments):
        result = function(*arguments)
        if inspect.iscoroutine(result):
            result.close()
            raise TypeError(f"{function.__qualname__}() gave a coroutine, which nobody awaits: write it as async def")
        return True if result is None else result

    return _keeping_exceptions(call, domain, code)


def _wrap(cls, names, domain, code):
    """These methods of a class that has just been made, before PyGObject looks at it."""
    for name in names:
        function = vars(cls).get("do_" + name)
        if function is not None:
            setattr(cls, "do_" + name, _succeeding(function, domain, code))


def _refuse_coroutines(cls, names):
    for name in names:
        if inspect.iscoroutinefunction(vars(cls).get("do_" + name)):
            raise TypeError(
                f"{cls.__name__}.do_{name}() is called and not awaited: write def, not async def; "
                "what awaits is the do_execute() of a BackgroundService"
            )


def _wrap_hosted(cls):
    names = "start", "stop", "begin_start", "begin_stop"
    _refuse_coroutines(cls, (*names, "start_async", "stop_async"))
    _wrap(cls, names, *_HOST_FAILED)


def _run_by_asyncio(execute):
    """For C. A class that derives from this one may await it."""
    run = _succeeding(_tasks.run_until_cancelled(execute), *_HOST_FAILED)

    @functools.wraps(execute)
    def call(self, cancellable):
        return run(self, cancellable) if _completions.running_loop() is None else execute(self, cancellable)

    return call


class HostedService(Interprocess.HostedService):
    def __init_subclass__(cls, **arguments):
        super().__init_subclass__(**arguments)
        _wrap_hosted(cls)


HostedService = override(HostedService)
__all__.append("HostedService")


class BackgroundService(Interprocess.BackgroundService):
    def __init_subclass__(cls, **arguments):
        super().__init_subclass__(**arguments)
        _wrap_hosted(cls)
        _refuse_coroutines(cls, ("begin_execute", "execute_async"))
        execute = vars(cls).get("do_execute")
        if inspect.iscoroutinefunction(execute):
            cls.do_execute = _run_by_asyncio(execute)
        else:
            _wrap(cls, ("execute",), *_HOST_FAILED)
        _wrap(cls, ("begin_execute",), *_HOST_FAILED)


BackgroundService = override(BackgroundService)
__all__.append("BackgroundService")


class Closable(Interprocess.Closable):
    def __init_subclass__(cls, **arguments):
        super().__init_subclass__(**arguments)
        _refuse_coroutines(cls, ("close",))


Closable = override(Closable)
__all__.append("Closable")


class AsyncClosable(Interprocess.AsyncClosable):
    close_async = _completions.awaitable(Interprocess.AsyncClosable, "close")

    def __init_subclass__(cls, **arguments):
        super().__init_subclass__(**arguments)
        _refuse_coroutines(cls, ("begin_close", "close_async"))
        _wrap(cls, ("begin_close", "close_finish"), *_SERVICE_FAILED)


AsyncClosable = override(AsyncClosable)
__all__.append("AsyncClosable")


class _Closing:
    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()


def _value_of(type_, name, value):
    """PyGObject cannot make a GValue of None, as it would not know of which type."""
    if value is not None:
        return value
    types = [property.value_type for property in GObject.list_properties(type_) if property.name == name]
    return GObject.Value(types[0] if types else GObject.Object)


class Host(Interprocess.Host):
    start_async = _completions.awaitable(Interprocess.Host, "start")
    stop_async = _completions.awaitable(Interprocess.Host, "stop")
    wait_for_shutdown_async = _completions.awaitable(Interprocess.Host, "wait_for_shutdown")


Host = override(Host)
__all__.append("Host")


class ServiceProvider(_Closing, Interprocess.ServiceProvider):
    get_service_async = _completions.awaitable(Interprocess.ServiceProvider, "get_service", "service_type")
    get_keyed_service_async = _completions.awaitable(Interprocess.ServiceProvider, "get_keyed_service", "service_type", "key")
    close_async = _completions.awaitable(Interprocess.ServiceProvider, "close")

    def create_instance(self, type_, names=(), values=(), **properties):
        if not isinstance(names, (list, tuple)):
            raise TypeError(f"arguments are given by the names of properties, as name=value: {names!r} has none")
        if len(names) != len(values):
            raise ValueError(f"{len(names)} names of arguments, but {len(values)} values")
        arguments = dict(zip(names, values, strict=True))
        arguments.update((name.replace("_", "-"), value) for name, value in properties.items())
        return super().create_instance(
            type_, list(arguments), [_value_of(type_, name, value) for name, value in arguments.items()]
        )


ServiceProvider = override(ServiceProvider)
__all__.append("ServiceProvider")


class ServiceScope(_Closing, Interprocess.ServiceScope):
    close_async = _completions.awaitable(Interprocess.ServiceScope, "close")


ServiceScope = override(ServiceScope)
__all__.append("ServiceScope")


class LogScope(_Closing, Interprocess.LogScope):
    pass


LogScope = override(LogScope)
__all__.append("LogScope")


def _to_variant(value):
    """The nearest type; what has none is shown as str() does."""
    if isinstance(value, GLib.Variant):
        return value
    if isinstance(value, bool):
        return GLib.Variant("b", value)
    if isinstance(value, int) and -(2**63) <= value < 2**64:
        return GLib.Variant("x" if value < 2**63 else "t", value)
    if isinstance(value, float):
        return GLib.Variant("d", value)
    if isinstance(value, bytes):
        return GLib.Variant("ay", value)
    return GLib.Variant("s", str(value))


def _to_fields(fields, named):
    if isinstance(fields, GLib.Variant):
        if fields.get_type_string() != "a{sv}":
            raise TypeError(f"the fields are of the type {fields.get_type_string()}, and not a{{sv}}: {fields}")
        if not named:
            return fields
        fields = {name: fields.lookup_value(name, None) for name in fields.keys()}
    if not isinstance(fields, (Mapping, type(None))):
        raise TypeError(f"fields have names, as in count=42, or in a dictionary: {fields!r} has none")
    fields = {**(fields or {}), **named}
    return GLib.Variant("a{sv}", {name: _to_variant(value) for name, value in fields.items()}) if fields else None


class Logger(Interprocess.Logger):
    def log(self, level, message, fields=None, **named):
        if self.is_enabled(level):
            super().log(level, message, _to_fields(fields, named))

    def log_event(self, level, event_id, event_name, message, fields=None, **named):
        if self.is_enabled(level):
            super().log_event(level, event_id, event_name, message, _to_fields(fields, named))

    def begin_scope(self, fields=None, **named):
        return super().begin_scope(_to_fields(fields, named) or GLib.Variant("a{sv}", {}))


Logger = override(Logger)
__all__.append("Logger")


class _Endpoint(_Closing):
    async def __aenter__(self):
        return self

    async def __aexit__(self, *exception):
        self.close()


def _as_bytes(message):
    """PyGObject takes everything but bytes apart, item by item, and None or an empty text for an empty message."""
    if isinstance(message, bytes):
        return message
    try:
        return bytes(memoryview(message))
    except TypeError:
        raise TypeError(
            f"a message is bytes, a bytearray or a memoryview, and not {type(message).__name__}: "
            "encode it, text by .encode()"
        ) from None


def _microseconds(timeout):
    """As the library has it: −1 is for ever."""
    if type(timeout) is int:
        return timeout
    if timeout is None:
        return -1
    raise TypeError(
        f"a timeout is a whole number of microseconds, or None for ever, and not {timeout!r}: "
        "half a second is 500_000"
    )


class Publisher(_Endpoint, Interprocess.Publisher):
    def try_enqueue(self, data):
        """Sends bytes. False: the queue is full."""
        return _try_enqueue(self, data if type(data) is bytes else _as_bytes(data))

    def enqueue(self, data, timeout=-1, cancellable=None):
        """Sends bytes as soon as there is room; blocks until then, for so many microseconds, or for ever."""
        data = _as_bytes(data)
        attempt = functools.partial(super().try_enqueue, data)
        function = functools.partial(super().enqueue, data)
        return _blocking.call(self, attempt, bool, function, _microseconds(timeout), cancellable)

    def enqueue_async(self, message, timeout=-1, cancellable=None, callback=None, *user_data):
        """To be awaited: sends bytes as soon as there is room.

        With a callback it returns at once and calls that in a GLib main loop, for enqueue_finish().
        """
        if not isinstance(message, GLib.Bytes):
            message = GLib.Bytes.new(_as_bytes(message))
        timeout = _microseconds(timeout)
        if callback is not None:
            return super().enqueue_async(message, timeout, cancellable, callback, *user_data)
        attempt = functools.partial(self.try_enqueue_bytes, message)
        return _named(_tasks.call(self, attempt, bool, timeout, cancellable), "enqueue_async")


_try_enqueue = Interprocess.Publisher.try_enqueue

Publisher = override(Publisher)
__all__.append("Publisher")


def _named(coroutine, name):
    """For the warning of Python that it was never awaited."""
    coroutine.__qualname__ = name
    return coroutine


# Of what try_dequeue_bytes() and try_dequeue() return.
_is_there = functools.partial(operator.is_not, None)
_is_taken = operator.itemgetter(0)


class Subscriber(_Endpoint, Interprocess.Subscriber):
    def dequeue(self, timeout=-1, cancellable=None):
        """Takes a message, as GLib.Bytes; blocks until there is one, for so many microseconds, or for ever."""
        function = super().dequeue
        return _blocking.call(
            self, self.try_dequeue_bytes, _is_there, function, _microseconds(timeout), cancellable
        )

    def dequeue_async(self, timeout=-1, cancellable=None, callback=None, *user_data):
        """To be awaited: takes a message, as GLib.Bytes, as soon as there is one.

        With a callback it returns at once and calls that in a GLib main loop, for dequeue_finish().
        """
        timeout = _microseconds(timeout)
        if callback is not None:
            return super().dequeue_async(timeout, cancellable, callback, *user_data)
        call = _tasks.call(self, self.try_dequeue_bytes, _is_there, timeout, cancellable)
        return _named(call, "dequeue_async")

    def __aiter__(self):
        return self

    async def __anext__(self):
        try:
            return (await _tasks.call(self, self.try_dequeue, _is_taken, -1, None))[1]
        except GLib.Error as error:
            if _errors.is_closed(error):
                raise StopAsyncIteration from None
            raise


Subscriber = override(Subscriber)
__all__.append("Subscriber")
