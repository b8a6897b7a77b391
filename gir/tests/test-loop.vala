// SPDX-License-Identifier: MIT
// Waiting in a main loop: yield.

using Interprocess;

Publisher publisher;
Subscriber subscriber;
MainLoop loop;
StringBuilder notes;

void open_pair () throws Error {
  var options = new QueueOptions ("test", 65536) {
    path = DirUtils.make_tmp ("interprocess-test-XXXXXX")
  };
  var factory = new QueueFactory ();

  publisher = factory.create_publisher (options);
  subscriber = factory.create_subscriber (options);
  loop = new MainLoop ();
  notes = new StringBuilder ();
}

void close_pair () {
  var path = publisher.path;

  publisher.close ();
  subscriber.close ();
  assert_cmpint (DirUtils.remove (path), EQ, 0);
}

string text_of (Bytes message) {
  return "%.*s".printf (message.length, (string) message.get_data ());
}

async void receive (string name) {
  try {
    var message = yield subscriber.dequeue_async (-1, null);

    notes.append (@"$name:$(text_of (message)) ");
  } catch (QueueError.CLOSED e) {
    notes.append (@"$name:closed ");
  } catch (Error e) {
    assert_no_error (e);
  }
}

async void send (string text) {
  try {
    var is_sent = yield publisher.enqueue_async (new Bytes (text.data), -1, null);

    assert_true (is_sent);
    notes.append ("sent ");
  } catch (Error e) {
    assert_no_error (e);
  }
}

void test_messages_come_in_order () {
  try {
    open_pair ();
    receive.begin ("first");
    receive.begin ("second", () => loop.quit ());
    publisher.enqueue ("hello".data, 0);
    publisher.enqueue ("again".data, 0);
    loop.run ();
    assert_cmpstr (notes.str, EQ, "first:hello second:again ");
    close_pair ();
  } catch (Error e) {
    assert_no_error (e);
  }
}

void test_close_ends_waiting () {
  try {
    open_pair ();
    receive.begin ("waiting", () => loop.quit ());
    Idle.add (() => {
      subscriber.close ();
      return Source.REMOVE;
    });
    loop.run ();
    assert_cmpstr (notes.str, EQ, "waiting:closed ");
    close_pair ();
  } catch (Error e) {
    assert_no_error (e);
  }
}

async void time_out () {
  try {
    yield subscriber.dequeue_async (1000, null);
    assert_not_reached ();
  } catch (QueueError.TIMED_OUT e) {
    notes.append ("timed out");
  } catch (Error e) {
    assert_no_error (e);
  }
}

async void leave_out () {
  try {
    yield publisher.enqueue_async (new Bytes ("hello".data));
    var message = yield subscriber.dequeue_async ();
    notes.append ("%d ".printf (message.length));
    publisher.enqueue ("again!".data);
    notes.append ("%d ".printf (subscriber.dequeue ().length));
    var provider = new ServiceCollection ().build (BuildFlags.NONE);
    var host = new Host (provider);
    yield host.start_async ();
    host.request_stop ();
    yield host.wait_for_shutdown_async ();
    yield host.stop_async ();
    new LoggerFactory ().create_logger ("Test").log (LogLevel.DEBUG, "no fields");
  } catch (Error e) {
    assert_no_error (e);
  }
}

void test_what_may_be_left_out () {
  try {
    open_pair ();
    leave_out.begin (() => loop.quit ());
    loop.run ();
    assert_cmpstr (notes.str, EQ, "5 6 ");
    close_pair ();
  } catch (Error e) {
    assert_no_error (e);
  }
}

void test_timeout () {
  try {
    open_pair ();
    time_out.begin (() => loop.quit ());
    loop.run ();
    assert_cmpstr (notes.str, EQ, "timed out");
    close_pair ();
  } catch (Error e) {
    assert_no_error (e);
  }
}

async void cancel () {
  var cancellable = new Cancellable ();

  Idle.add (() => {
    cancellable.cancel ();
    return Source.REMOVE;
  });
  try {
    yield subscriber.dequeue_async (-1, cancellable);
    assert_not_reached ();
  } catch (IOError.CANCELLED e) {
    notes.append ("cancelled ");
  } catch (Error e) {
    assert_no_error (e);
  }
  yield send ("kept");
  yield receive ("next");
}

void test_cancelled_call_has_taken_nothing () {
  try {
    open_pair ();
    cancel.begin (() => loop.quit ());
    loop.run ();
    assert_cmpstr (notes.str, EQ, "cancelled sent next:kept ");
    close_pair ();
  } catch (Error e) {
    assert_no_error (e);
  }
}

void test_source () {
  try {
    open_pair ();

    var source = subscriber.create_source ();

    source.set_callback (() => {
      try {
        uint8[] message;

        if (!subscriber.try_dequeue (out message))
          return Source.CONTINUE;
        notes.append ("%.*s".printf (message.length, (string) message));
      } catch (Error e) {
        assert_no_error (e);
      }
      loop.quit ();
      return Source.REMOVE;
    });
    source.attach (null);
    publisher.enqueue ("hello".data, 0);
    loop.run ();
    assert_cmpstr (notes.str, EQ, "hello");
    source = null;
    close_pair ();
  } catch (Error e) {
    assert_no_error (e);
  }
}

int main (string[] args) {
  Test.init (ref args);
  Test.add_func ("/vala-loop/messages-come-in-order", test_messages_come_in_order);
  Test.add_func ("/vala-loop/close-ends-waiting", test_close_ends_waiting);
  Test.add_func ("/vala-loop/timeout", test_timeout);
  Test.add_func ("/vala-loop/what-may-be-left-out", test_what_may_be_left_out);
  Test.add_func ("/vala-loop/cancelled-call-has-taken-nothing", test_cancelled_call_has_taken_nothing);
  Test.add_func ("/vala-loop/source", test_source);
  return Test.run ();
}
