# SPDX-License-Identifier: MIT
"""The service container from Python, with classes that are written in Python."""

import gc
import re
import threading
import unittest

import tap
import gi

gi.require_version("Interprocess", "1")
from gi.repository import Gio, GLib, GObject, Interprocess

from gi.repository.Interprocess import (
    BuildFlags,
    ServiceCollection,
    ServiceDescriptor,
    ServiceError,
    ServiceLifetime,
    ServiceProvider,
    ServiceScopeFactory,
)

ANY = Interprocess.SERVICE_KEY_ANY
REQUIRED = GObject.ParamFlags.READWRITE | GObject.ParamFlags.CONSTRUCT_ONLY
OPTIONAL = GObject.ParamFlags.READWRITE | GObject.ParamFlags.CONSTRUCT


class Sender(GObject.Object):
    """A service. Others derive from it."""


class Post(Sender):
    pass


class Telegraph(Sender):
    pass


class Mailer(GObject.Object):
    sender = GObject.Property(type=Sender, flags=REQUIRED)
    fallback = GObject.Property(type=Post, flags=OPTIONAL)
    greeting = GObject.Property(type=str, default="hello", flags=OPTIONAL)


class Group(GObject.Object):
    senders = GObject.Property(type=Gio.ListModel, flags=REQUIRED)


class Named(Sender):
    name = GObject.Property(type=str, flags=REQUIRED)


class Office(GObject.Object):
    mailer = GObject.Property(type=Mailer, flags=REQUIRED)


class Holder(GObject.Object):
    provider = GObject.Property(type=ServiceProvider, flags=REQUIRED)


class Closer(GObject.Object, Interprocess.Closable):
    """Notes in what order objects are closed."""

    closed = []

    def do_close(self):
        self.closed.append(self)


class FirstCloser(Closer):
    pass


class SecondCloser(Closer):
    first = GObject.Property(type=FirstCloser, flags=REQUIRED)


class FailingCloser(GObject.Object, Interprocess.Closable):
    """Not a Closer: PyGObject has one do_close() for all classes that inherit the interface."""

    def do_close(self):
        Closer.closed.append(self)
        raise ValueError("cannot close")


class ServicesTest(unittest.TestCase):
    def setUp(self):
        Closer.closed = []
        self.services = ServiceCollection()

    def build(self, flags=BuildFlags.NONE):
        provider = self.services.build(flags)
        self.addCleanup(provider.close)
        return provider

    def add(self, descriptor):
        self.services.add(descriptor)
        return self

    def assert_error(self, code, *words):
        return Error(self, Interprocess.service_error_quark(), code, words)


class Error:
    """Expects a GLib.Error of this domain and code, with these words in its message."""

    def __init__(self, test, domain, code, words):
        self.test, self.domain, self.code, self.words = test, domain, code, words

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is not GLib.Error:
            self.test.fail(f"expected {self.code}, got {kind}: {error}")
        self.test.assertTrue(error.matches(self.domain, self.code), error)
        for word in self.words:
            self.test.assertIn(word, f"{error.message}\n{bare(error.message)}")
        return True


def bare(message):
    """Leaves classes and properties out of the paths."""
    return re.sub(r" \([\w+]+\)(?=[.:]| ->)|\.[a-z]+(?= ->)", "", message)


def refused():
    return GLib.Error.new_literal(Gio.io_error_quark(), "nobody home", Gio.IOErrorEnum.CONNECTION_REFUSED)


def path(*types):
    return " -> ".join(kind.__gtype__.name for kind in types) + ": "


class Registration(ServicesTest):
    def test_lifetimes(self):
        self.services.add_singleton(Sender, Post).add_scoped(Mailer, Mailer).add_transient(Post, Post)
        provider = self.build()
        scope = provider.create_scope()
        scoped = scope.get_provider()
        self.assertIsInstance(provider.get_service(Sender), Post)
        self.assertIs(provider.get_service(Sender), scoped.get_service(Sender))
        self.assertIs(scoped.get_service(Mailer), scoped.get_service(Mailer))
        self.assertIsNot(scoped.get_service(Mailer), provider.get_service(Mailer))
        self.assertIsNot(provider.get_service(Post), provider.get_service(Post))

    def test_instance(self):
        post = Post()
        self.services.add_singleton_instance(Sender, post)
        self.assertIs(self.build().get_required_service(Sender), post)

    def test_python_state_stays_with_the_object(self):
        self.services.add_singleton(Sender, Post)
        provider = self.build()
        provider.get_service(Sender).state = ["kept"]
        gc.collect()
        self.assertEqual(provider.get_service(Sender).state, ["kept"])

    def test_a_missing_service(self):
        provider = self.build()
        self.assertIsNone(provider.get_service(Sender))
        with self.assert_error(ServiceError.NOT_REGISTERED, path(Sender)):
            provider.get_required_service(Sender)

    def test_the_collection_is_a_list(self):
        first = ServiceDescriptor.new(Sender, Post, ServiceLifetime.SINGLETON)
        second = ServiceDescriptor.new(Sender, Telegraph, ServiceLifetime.SINGLETON)
        self.assertIs(self.services.add(first), self.services)
        self.assertFalse(self.services.try_add(second))
        self.assertTrue(self.services.try_add_enumerable(second))
        self.assertFalse(self.services.try_add_enumerable(second))
        self.assertEqual(list(self.services), [first, second])
        self.services.replace(ServiceDescriptor.new(Sender, Named, ServiceLifetime.SCOPED))
        self.assertEqual([item.get_implementation_type() for item in self.services],
                         [Telegraph.__gtype__, Named.__gtype__])
        self.services.remove_all(Sender)
        self.assertEqual(len(self.services), 0)

    def test_enumeration(self):
        self.services.add_transient(Sender, Post).add_singleton(Sender, Telegraph)
        provider = self.build()
        self.assertEqual([type(item) for item in provider.get_services(Sender)], [Post, Telegraph])
        self.assertIs(provider.get_services(Sender)[1], provider.get_service(Sender))
        self.assertEqual(list(provider.get_services(Mailer)), [])

    def test_built_in_services(self):
        provider = self.build()
        self.assertIs(provider.get_service(ServiceProvider), provider)
        self.assertTrue(provider.get_service(Interprocess.ServiceProviderIsService).is_service(ServiceScopeFactory))
        scope = provider.get_service(ServiceScopeFactory).create_scope()
        self.assertIs(scope.get_provider().get_service(ServiceProvider), scope.get_provider())


class Properties(ServicesTest):
    def test_required_and_optional(self):
        self.services.add_singleton(Sender, Telegraph).add_transient(Mailer, Mailer)
        mailer = self.build(BuildFlags.VALIDATE).get_required_service(Mailer)
        self.assertIsInstance(mailer.sender, Telegraph)
        self.assertIsNone(mailer.fallback)
        self.assertEqual(mailer.greeting, "hello")

    def test_an_optional_service_is_used_when_there(self):
        self.services.add_singleton(Sender, Telegraph).add_singleton(Post, Post).add_singleton(Mailer, Mailer)
        provider = self.build(BuildFlags.VALIDATE)
        self.assertIs(provider.get_required_service(Mailer).fallback, provider.get_service(Post))

    def test_a_missing_need_names_the_path(self):
        self.services.add_singleton(Office, Office).add_singleton(Mailer, Mailer)
        with self.assert_error(ServiceError.NOT_REGISTERED, path(Office, Mailer, Sender)):
            self.build().get_service(Office)
        with self.assert_error(ServiceError.INVALID_REGISTRATION, path(Office, Mailer, Sender), path(Mailer, Sender)):
            self.services.build(BuildFlags.VALIDATE)

    def test_bindings(self):
        self.add(
            ServiceDescriptor.new(Mailer, Mailer, ServiceLifetime.SINGLETON)
            .bind_key("sender", "fast")
            .bind_value("greeting", "dear all")
            .set_optional("fallback", True)
        )
        self.services.add_keyed_singleton(Sender, "fast", Telegraph).add_singleton(Sender, Post)
        mailer = self.build(BuildFlags.VALIDATE).get_required_service(Mailer)
        self.assertIsInstance(mailer.sender, Telegraph)
        self.assertEqual(mailer.greeting, "dear all")

    def test_set_optional_goes_both_ways(self):
        self.add(
            ServiceDescriptor.new(Mailer, Mailer, ServiceLifetime.SINGLETON)
            .set_optional("sender", True)
            .set_optional("fallback", False)
        )
        with self.assert_error(ServiceError.NOT_REGISTERED, path(Mailer, Post)):
            self.build().get_service(Mailer)
        self.services.add_singleton(Post, Post)
        mailer = self.build(BuildFlags.VALIDATE).get_service(Mailer)
        self.assertIsNone(mailer.sender)
        self.assertIsInstance(mailer.fallback, Post)

    def test_all_services(self):
        self.add(ServiceDescriptor.new(Group, Group, ServiceLifetime.SINGLETON).bind_many("senders", Sender))
        self.services.add_singleton(Sender, Post).add_singleton(Sender, Telegraph)
        group = self.build(BuildFlags.VALIDATE).get_required_service(Group)
        self.assertEqual([type(item) for item in group.senders], [Post, Telegraph])

    def test_properties_are_there_when_initialised(self):
        """Not yet in __init__(), which PyGObject calls before."""
        found = []

        class Prepared(GObject.Object, Gio.Initable):
            sender = GObject.Property(type=Sender, flags=REQUIRED)

            def __init__(self):
                super().__init__()
                found.append(self.sender)

            def do_init(self, cancellable):
                found.append(self.sender)
                return True

        self.services.add_singleton(Sender, Post).add_singleton(Prepared, Prepared)
        provider = self.build()
        provider.get_required_service(Prepared)
        self.assertEqual(found, [None, provider.get_service(Sender)])

    def test_a_circle(self):
        class Hen(GObject.Object):
            egg = GObject.Property(type=Mailer, flags=REQUIRED)

        class Egg(Mailer):
            hen = GObject.Property(type=Hen, flags=REQUIRED)

        self.services.add_singleton(Sender, Post).add_singleton(Hen, Hen).add_singleton(Mailer, Egg)
        with self.assert_error(ServiceError.CIRCULAR_DEPENDENCY, path(Hen, Mailer, Hen),
                               "Hen.egg -> __main__+Mailer (__main__+Egg).hen -> __main__+Hen: "):
            self.build().get_service(Hen)
        with self.assert_error(ServiceError.INVALID_REGISTRATION, path(Hen, Mailer, Hen)):
            self.services.build(BuildFlags.VALIDATE)

    def test_a_scoped_service_in_a_singleton(self):
        self.services.add_scoped(Sender, Post).add_singleton(Mailer, Mailer)
        with self.assert_error(ServiceError.SCOPE_VIOLATION, path(Mailer, Sender)):
            self.build(BuildFlags.VALIDATE_SCOPES).get_service(Mailer)
        with self.assert_error(ServiceError.INVALID_REGISTRATION, path(Mailer, Sender)):
            self.services.build(BuildFlags.VALIDATE | BuildFlags.VALIDATE_SCOPES)


class Factories(ServicesTest):
    def test_get_the_provider_and_the_key(self):
        seen = []

        def create(provider, key):
            seen.append((provider, key))
            return Post()

        self.services.add_transient_factory(Sender, create).add_keyed_scoped_factory(Sender, "second", create)
        self.add(ServiceDescriptor.new_factory(Post, ServiceLifetime.SINGLETON, create))
        self.services.add_keyed_transient_factory(Sender, ANY, create)
        provider = self.build()
        provider.get_required_service(Sender)
        provider.get_required_keyed_service(Sender, "second")
        provider.get_required_service(Post)
        provider.get_required_keyed_service(Sender, "third")
        self.assertEqual(seen, [(provider, None), (provider, "second"), (provider, None), (provider, "third")])

    def test_more_arguments(self):
        def create(provider, key, first, second):
            return Named(name=first + second)

        self.services.add_transient_factory(Sender, create, "a", "b")
        self.assertEqual(self.build().get_required_service(Sender).name, "ab")

    def test_an_error_keeps_its_domain_and_code(self):
        def create(provider, key):
            raise refused()

        self.services.add_singleton_factory(Sender, create).add_singleton(Mailer, Mailer)
        for _ in range(2):
            with Error(self, Gio.io_error_quark(), Gio.IOErrorEnum.CONNECTION_REFUSED,
                       [path(Mailer, Sender) + "nobody home"]):
                self.build().get_service(Mailer)

    def test_an_exception_is_kept(self):
        def create(provider, key):
            return {}["no such key"]

        self.services.add_singleton_factory(Sender, create)
        self.services.add_keyed_transient_factory(Sender, "key", create)
        self.add(ServiceDescriptor.new_factory(Named, ServiceLifetime.SCOPED, create))
        self.services.add_transient(Mailer, Mailer).add_hosted_service_factory(create)
        provider = self.build()
        line = f"{__file__}:{create.__code__.co_firstlineno + 1}"
        text = f"KeyError: 'no such key' ({line})"
        with self.assert_error(ServiceError.FACTORY_FAILED, path(Sender) + text):
            provider.get_service(Sender)
        with self.assert_error(ServiceError.FACTORY_FAILED, path(Mailer, Sender) + text):
            provider.get_service(Mailer)
        with self.assert_error(ServiceError.FACTORY_FAILED, text):
            provider.get_keyed_service(Sender, "key")
        with self.assert_error(ServiceError.FACTORY_FAILED, path(Named) + text):
            provider.get_service(Named)
        with self.assert_error(ServiceError.FACTORY_FAILED, text):
            provider.get_service(Interprocess.HostedService)

    def test_nothing_is_an_error(self):
        self.services.add_singleton_factory(Sender, lambda provider, key: None)
        with self.assert_error(ServiceError.FACTORY_FAILED, path(Sender), "returned nothing"):
            self.build().get_service(Sender)

    def test_another_type_is_an_error(self):
        self.services.add_singleton_factory(Post, lambda provider, key: Telegraph())
        with self.assert_error(ServiceError.TYPE_MISMATCH, Telegraph.__gtype__.name, Post.__gtype__.name):
            self.build().get_service(Post)

    def test_closing_the_provider_is_an_error(self):
        def create(provider, key):
            provider.close()
            return FirstCloser()

        self.services.add_singleton_factory(FirstCloser, create)
        with self.assert_error(ServiceError.CLOSED, path(FirstCloser)):
            self.build().get_service(FirstCloser)
        self.assertEqual(len(Closer.closed), 1)

    def test_asking_for_oneself_is_an_error(self):
        self.services.add_singleton_factory(Sender, lambda provider, key: provider.get_required_service(Sender))
        with self.assert_error(ServiceError.CIRCULAR_DEPENDENCY, path(Sender, Sender)):
            self.build().get_service(Sender)

    def test_what_is_not_a_function(self):
        for wrong in (5, "create", None):
            with self.assertRaises(TypeError):
                self.services.add_singleton_factory(Sender, wrong).build(BuildFlags.NONE)


class Keys(ServicesTest):
    def test_keys(self):
        self.services.add_keyed_singleton(Sender, "slow", Post).add_keyed_scoped(Sender, "fast", Telegraph)
        self.services.add_keyed_transient(Sender, "slow", Telegraph)
        provider = self.build()
        self.assertIsNone(provider.get_service(Sender))
        self.assertIsNone(provider.get_keyed_service(Sender, "other"))
        self.assertIsInstance(provider.get_keyed_service(Sender, "slow"), Telegraph)
        self.assertEqual([type(item) for item in provider.get_keyed_services(Sender, "slow")], [Post, Telegraph])
        self.assertEqual(len(provider.get_keyed_services(Sender, ANY)), 3)
        self.assertTrue(provider.is_keyed_service(Sender, "fast"))
        self.assertFalse(provider.is_keyed_service(Sender, None))
        with self.assert_error(ServiceError.NOT_REGISTERED, Sender.__gtype__.name, "other"):
            provider.get_required_keyed_service(Sender, "other")
        with self.assert_error(ServiceError.INVALID_KEY):
            provider.get_keyed_service(Sender, ANY)

    def test_no_key_is_none(self):
        post = Post()
        self.services.add_keyed_singleton_instance(Sender, None, post)
        self.assertIs(self.build().get_keyed_service(Sender, None), post)

    def test_keys_are_text(self):
        self.services.add_keyed_singleton(Sender, "grüße, 世界", Post)
        self.assertIsInstance(self.build().get_keyed_service(Sender, "grüße, 世界"), Post)
        for wrong in (5, b"bytes", object()):
            with self.assertRaises(TypeError):
                self.services.add_keyed_singleton(Sender, wrong, Post)

    def test_an_object_knows_its_key(self):
        self.add(ServiceDescriptor.new(Sender, Named, ServiceLifetime.SINGLETON).set_key(ANY).bind_service_key("name"))
        provider = self.build(BuildFlags.VALIDATE)
        self.assertEqual(provider.get_keyed_service(Sender, "anything").name, "anything")
        self.assertIs(provider.get_keyed_service(Sender, "anything"), provider.get_keyed_service(Sender, "anything"))

    def test_a_need_has_the_same_key(self):
        self.add(ServiceDescriptor.new(Mailer, Mailer, ServiceLifetime.SINGLETON)
                 .set_key("fast").bind_inherited_key("sender"))
        self.services.add_keyed_singleton(Sender, "fast", Telegraph).add_singleton(Sender, Post)
        self.assertIsInstance(self.build().get_keyed_service(Mailer, "fast").sender, Telegraph)


class Closing(ServicesTest):
    def test_in_reverse_order_and_once(self):
        self.services.add_scoped(FirstCloser, FirstCloser).add_scoped(SecondCloser, SecondCloser)
        with self.build() as provider, provider.create_scope() as scope:
            second = scope.get_provider().get_required_service(SecondCloser)
            self.assertEqual(Closer.closed, [])
        self.assertEqual(Closer.closed, [second, second.first])
        scope.close()
        self.assertEqual(len(Closer.closed), 2)

    def test_a_block_that_raises_closes_too(self):
        self.services.add_singleton(FirstCloser, FirstCloser)
        with self.assertRaises(KeyError):
            with self.build() as provider:
                provider.get_required_service(FirstCloser)
                raise KeyError("in the block")
        self.assertEqual(len(Closer.closed), 1)

    def test_instances_stay_open(self):
        self.services.add_singleton_instance(FirstCloser, FirstCloser())
        with self.build() as provider:
            provider.get_required_service(FirstCloser)
        self.assertEqual(Closer.closed, [])

    def test_one_that_fails_does_not_keep_others_open(self):
        self.services.add_singleton(FirstCloser, FirstCloser).add_singleton(FailingCloser, FailingCloser)
        with self.build() as provider:
            first = provider.get_required_service(FirstCloser)
            failing = provider.get_required_service(FailingCloser)
        self.assertEqual(Closer.closed, [failing, first])

    def test_after_closing(self):
        self.services.add_singleton(Sender, Post)
        provider = self.build()
        scope = provider.create_scope()
        scope.close()
        with self.assert_error(ServiceError.CLOSED, "scope"):
            scope.get_provider().get_service(Sender)
        provider.close()
        provider.close()
        for call in (
            lambda: provider.get_service(Sender),
            lambda: provider.get_services(Sender),
            lambda: provider.get_keyed_service(Sender, "key"),
            provider.create_scope,
        ):
            with self.assert_error(ServiceError.CLOSED, "provider"):
                call()
        self.assertFalse(provider.is_service(Sender))

    def test_a_cycle_with_the_provider(self):
        self.services.add_singleton(Holder, Holder)
        provider = self.build()
        self.assertIs(provider.get_service(Holder).provider, provider)


class Instances(ServicesTest):
    def test_of_classes_that_are_not_registered(self):
        self.services.add_singleton(Sender, Post)
        provider = self.build()
        for mailer in (
            provider.create_instance(Mailer, ["greeting"], ["dear all"]),
            provider.create_instance(Mailer, greeting="dear all"),
        ):
            self.assertIs(mailer.sender, provider.get_service(Sender))
            self.assertEqual(mailer.greeting, "dear all")
        telegraph = Telegraph()
        self.assertIs(provider.create_instance(Mailer, ["sender"], [telegraph]).sender, telegraph)
        self.assertIsInstance(provider.get_service_or_create_instance(Mailer), Mailer)
        self.assertIs(provider.get_service_or_create_instance(Sender), provider.get_service(Sender))

    def test_wrong_arguments(self):
        self.services.add_singleton(Sender, Post)
        provider = self.build()
        for names, values, word in (
            (["nonsense"], [5], "nonsense"),
            (["sender"], ["text"], "sender"),
            (["sender"], [Mailer(sender=Post())], "sender"),
            (["nonsense"], [None], "nonsense"),
        ):
            with self.assert_error(ServiceError.INVALID_ARGUMENT, Mailer.__gtype__.name, word):
                provider.create_instance(Mailer, names, values)
        for names, values in ((["sender"], []), ([], [Post()])):
            with self.assertRaises(ValueError):
                provider.create_instance(Mailer, names, values)

    def test_arguments_without_names(self):
        for wrong in (Post(), 5, "sender", None):
            with self.assertRaisesRegex(TypeError, "name=value"):
                self.build().create_instance(Mailer, wrong)

    def test_a_service_may_implement_itself(self):
        self.services.add_singleton(Post).add_scoped(Mailer).add_transient(Telegraph)
        self.services.add_singleton(Sender, implementation_type=Post)
        self.services.add_keyed_singleton(Post, "a").add_keyed_scoped(Post, "b").add_keyed_transient(Post, "c")
        with self.services.build() as provider, provider.create_scope() as scope:
            self.assertIs(provider.get_service(Post), provider.get_service(Post))
            self.assertIsInstance(scope.get_provider().get_service(Mailer), Mailer)
            self.assertIsNot(provider.get_service(Telegraph), provider.get_service(Telegraph))
            for key in ("a", "b", "c"):
                self.assertIsInstance(scope.get_provider().get_keyed_service(Post, key), Post)
        with self.assertRaises(TypeError):
            self.services.add_keyed_singleton(Post)

    def test_none_is_no_object(self):
        self.services.add_singleton(Sender, Post).add_singleton(Post, Post)
        self.assertIsNone(self.build().create_instance(Mailer, fallback=None).fallback)


class Initialised(Sender, Gio.Initable):
    """Does what it is told to when it is initialised."""

    def act():
        return True

    def do_init(self, cancellable):
        return type(self).act()


class Initialisation(ServicesTest):
    def assert_asked(self, act):
        Initialised.act = act
        self.services.remove_all(Sender)
        return self.services.add_singleton(Sender, Initialised).build(BuildFlags.VALIDATE)

    def test_is_done(self):
        calls = []
        provider = self.assert_asked(lambda: calls.append(1) or True)
        provider.get_required_service(Sender)
        provider.get_required_service(Sender)
        self.assertEqual(calls, [1])

    def test_its_error_is_kept(self):
        def act():
            raise refused()

        with Error(self, Gio.io_error_quark(), Gio.IOErrorEnum.CONNECTION_REFUSED, [path(Sender) + "nobody home"]):
            self.assert_asked(act).get_service(Sender)

    def test_false_is_an_error(self):
        with self.assertRaises(GLib.Error) as caught:
            self.assert_asked(lambda: False).get_service(Sender)
        self.assertIn(path(Sender), bare(caught.exception.message))


def finish(start, end):
    """Makes an asynchronous call, and waits for its end."""
    loop = GLib.MainLoop()
    ended = []

    def note(source, result):
        ended.append(result)
        loop.quit()

    start(note)
    loop.run()
    return end(ended[0])


class Connected(Sender, Gio.AsyncInitable):
    """Is initialised in the course of the main loop."""

    error = None
    n_begun = 0

    def do_init_async(self, priority, cancellable, callback, user_data):
        Connected.n_begun += 1
        GLib.idle_add(self.complete, Gio.Task.new(self, cancellable, callback))

    def complete(self, task):
        if self.error:
            task.return_error(self.error)
        else:
            task.return_boolean(True)
        return GLib.SOURCE_REMOVE

    def do_init_finish(self, result):
        return result.propagate_boolean()


class Asynchronous(ServicesTest):
    def setUp(self):
        super().setUp()
        Connected.error = None
        Connected.n_begun = 0

    def get(self, provider, kind, cancellable=None):
        return finish(lambda note: provider.get_service_async(kind, cancellable, note), provider.get_service_finish)

    def get_keyed(self, provider, kind, key):
        return finish(lambda note: provider.get_keyed_service_async(kind, key, None, note),
                      provider.get_keyed_service_finish)

    def test_any_service_can_be_got_so(self):
        self.services.add_singleton(Sender, Post).add_transient(Mailer, Mailer)
        self.services.add_keyed_singleton(Sender, "key", Telegraph)
        provider = self.build()
        self.assertIs(self.get(provider, Mailer).sender, provider.get_service(Sender))
        self.assertIsInstance(self.get_keyed(provider, Sender, "key"), Telegraph)
        self.assertIsNone(self.get(provider, Office))

    def test_initialises(self):
        self.services.add_singleton(Sender, Connected).add_transient(Mailer, Mailer)
        provider = self.build(BuildFlags.VALIDATE)
        mailer = self.get(provider, Mailer)
        self.assertIsInstance(mailer.sender, Connected)
        self.assertIs(self.get(provider, Sender), mailer.sender)
        self.assertIs(provider.get_service(Sender), mailer.sender)
        self.assertEqual(Connected.n_begun, 1)

    def test_a_singleton_is_created_once(self):
        self.services.add_singleton(Sender, Connected)
        provider = self.build()
        loop = GLib.MainLoop()
        found = []

        def note(source, result):
            found.append(provider.get_service_finish(result))
            if len(found) == 3:
                loop.quit()

        for _ in range(3):
            provider.get_service_async(Sender, None, note)
        loop.run()
        self.assertEqual(len(set(map(id, found))), 1)
        self.assertEqual(Connected.n_begun, 1)

    def test_its_error_is_kept(self):
        Connected.error = refused()
        self.services.add_singleton(Sender, Connected).add_singleton(Mailer, Mailer)
        provider = self.build()
        with Error(self, Gio.io_error_quark(), Gio.IOErrorEnum.CONNECTION_REFUSED,
                   [path(Mailer, Sender) + "nobody home"]):
            self.get(provider, Mailer)
        Connected.error = None
        self.assertIsInstance(self.get(provider, Mailer).sender, Connected)

    def test_who_cannot_wait_is_told_to(self):
        self.services.add_singleton(Sender, Connected).add_singleton(Mailer, Mailer)
        with self.assert_error(ServiceError.NOT_INSTANTIABLE, path(Mailer, Sender), "get_service_async"):
            self.build().get_service(Mailer)

    def test_cancelled(self):
        self.services.add_singleton(Sender, Connected)
        cancellable = Gio.Cancellable()
        cancellable.cancel()
        with Error(self, Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED, []):
            self.get(self.build(), Sender, cancellable)

    def test_closed(self):
        self.services.add_singleton(Sender, Connected)
        provider = self.build()
        provider.close()
        with self.assert_error(ServiceError.CLOSED, path(Sender)):
            self.get(provider, Sender)

    def test_closed_meanwhile(self):
        self.services.add_singleton(Sender, Connected)
        provider = self.build()

        def start(note):
            provider.get_service_async(Sender, None, note)
            provider.close()

        with self.assert_error(ServiceError.CLOSED, path(Sender)):
            finish(start, provider.get_service_finish)


class AsyncCloser(GObject.Object, Interprocess.AsyncClosable):
    """Closes in the course of the main loop."""

    error = None

    def do_close_async(self, cancellable, callback, user_data):
        GLib.idle_add(self.complete, Gio.Task.new(self, cancellable, callback))

    def complete(self, task):
        Closer.closed.append(self)
        if self.error:
            task.return_error(self.error)
        else:
            task.return_boolean(True)
        return GLib.SOURCE_REMOVE

    def do_close_finish(self, result):
        return result.propagate_boolean()


class BegunCloser(GObject.Object, Interprocess.AsyncClosable):
    """The same, as it is easier to write."""

    def do_begin_close(self, task):
        GLib.idle_add(self.complete, task)
        return True

    def complete(self, task):
        Closer.closed.append(self)
        task.return_boolean(True)
        return GLib.SOURCE_REMOVE


class RaisingCloser(GObject.Object, Interprocess.AsyncClosable):
    def do_begin_close(self, task):
        raise ValueError("the door is gone")


class AsynchronousClosing(ServicesTest):
    def close(self, closable):
        return finish(lambda note: closable.close_async(None, note), closable.close_finish)

    def test_in_reverse_order_and_once(self):
        kinds = (FirstCloser, AsyncCloser, BegunCloser, SecondCloser)
        for kind in kinds:
            self.services.add_scoped(kind, kind)
        scope = self.build().create_scope()
        created = [scope.get_provider().get_service(kind) for kind in kinds]
        self.assertTrue(self.close(scope))
        self.assertEqual(Closer.closed, created[::-1])
        self.assertTrue(self.close(scope))
        self.assertEqual(len(Closer.closed), 4)

    def test_who_does_not_wait_does_not_hang(self):
        """The object closes in the course of a main loop that nobody runs but the caller."""
        for kind in (AsyncCloser, BegunCloser):
            self.services.add_singleton(kind, kind)
        provider = self.build()
        created = [provider.get_service(kind) for kind in (AsyncCloser, BegunCloser)]
        provider.close()
        self.assertEqual(Closer.closed, created[::-1])

    def test_an_exception_is_kept(self):
        self.services.add_singleton(FirstCloser, FirstCloser).add_singleton(RaisingCloser, RaisingCloser)
        provider = self.build()
        first = provider.get_service(FirstCloser)
        provider.get_service(RaisingCloser)
        text = f"ValueError: the door is gone ({__file__}:"
        with self.assert_error(ServiceError.FAILED, RaisingCloser.__gtype__.name, text):
            self.close(provider)
        self.assertEqual(Closer.closed, [first])

    def test_errors_are_reported_and_the_others_closed(self):
        for kind in (FirstCloser, AsyncCloser):
            self.services.add_singleton(kind, kind)
        provider = self.build()
        first, failing = provider.get_service(FirstCloser), provider.get_service(AsyncCloser)
        failing.error = GLib.Error.new_literal(Gio.io_error_quark(), "the door is stuck", Gio.IOErrorEnum.BUSY)
        with Error(self, Gio.io_error_quark(), Gio.IOErrorEnum.BUSY, [AsyncCloser.__gtype__.name, "the door is stuck"]):
            self.close(provider)
        self.assertEqual(Closer.closed, [failing, first])


class Threads(ServicesTest):
    def test_a_singleton_is_created_once(self):
        created = []

        def create(provider, key):
            created.append(threading.get_ident())
            return Post()

        self.services.add_singleton_factory(Sender, create).add_transient(Mailer, Mailer)
        provider = self.build()
        found = []
        threads = [threading.Thread(target=lambda: found.append(provider.get_service(Mailer).sender)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(created), 1)
        self.assertEqual(len(found), 8)
        self.assertEqual(len(set(map(id, found))), 1)


class BadInput(ServicesTest):
    def test_registrations_are_reported_together(self):
        self.services.add_singleton(Sender, Mailer)
        self.services.add_singleton(Sender, Interprocess.Closable)
        self.services.add_singleton(Sender, GObject.GEnum)
        self.services.add_singleton_instance(Mailer, Post())
        self.services.add_singleton(str, Post)
        self.services.add_singleton(ServiceProvider, ServiceProvider)
        self.services.add_keyed_singleton(Sender, "", Post)
        with self.assert_error(
            ServiceError.INVALID_REGISTRATION,
            "no. 0, " + path(Sender), "no. 1, " + path(Sender), "no. 2, " + path(Sender), "no. 3, " + path(Mailer),
            "no. 4, ", "no. 5, " + path(ServiceProvider),
        ):
            self.build()

    def assert_bad_binding(self, descriptor, word):
        self.services = ServiceCollection().add_singleton(Sender, Post).add(descriptor)
        with self.assert_error(ServiceError.INVALID_REGISTRATION, Mailer.__gtype__.name, word):
            self.services.build(BuildFlags.VALIDATE)
        with self.assert_error(ServiceError.INVALID_REGISTRATION, path(Mailer), word):
            self.build().get_service(Mailer)

    def test_bindings_that_cannot_work(self):
        def describe():
            return ServiceDescriptor.new(Mailer, Mailer, ServiceLifetime.SINGLETON)

        self.assert_bad_binding(describe().bind_key("nonsense", "key"), "nonsense")
        self.assert_bad_binding(describe().bind_key("greeting", "key"), "greeting")
        self.assert_bad_binding(describe().bind_value("greeting", Post()), "greeting")
        self.assert_bad_binding(describe().bind_value("sender", Mailer(sender=Post())), "sender")
        self.assert_bad_binding(describe().bind_many("sender", Sender), "sender")
        self.assert_bad_binding(describe().bind_service_key("sender"), "sender")

    def test_wrong_types_of_arguments(self):
        provider = self.build()
        for call in (
            lambda: provider.get_service(5),
            lambda: provider.get_service(None),
            lambda: provider.get_service("Sender"),
            lambda: self.services.add_singleton(Sender, None),
            lambda: self.services.add_singleton_instance(Sender, "text"),
            lambda: self.services.add("text"),
            lambda: ServiceDescriptor.new(Sender, Post, "forever"),
        ):
            with self.assertRaises((TypeError, ValueError)):
                call()

    def test_a_class_whose_init_wants_arguments(self):
        """It comes back half made, which nobody but PyGObject knows: a factory is the remedy."""

        class Wanting(GObject.Object):
            def __init__(self, sender):
                super().__init__()
                self.sender = sender

        self.services.add_singleton(Sender, Post)
        self.services.add_singleton_factory(Wanting, lambda asked, key: Wanting(asked.get_required_service(Sender)))
        self.assertIsInstance(self.build().get_required_service(Wanting).sender, Post)


class Descriptions(ServicesTest):
    def test_names_services_and_what_they_need(self):
        self.services.add_singleton(Sender, Post).add_keyed_scoped(Mailer, "fast", Mailer)
        provider = self.build()
        for text in (provider.describe(), provider.to_dot()):
            for word in (Sender.__gtype__.name, Post.__gtype__.name, Mailer.__gtype__.name, "fast"):
                self.assertIn(word, text)
        self.assertTrue(provider.to_dot().startswith("digraph"))


if __name__ == "__main__":
    tap.main()
