// SPDX-License-Identifier: MIT
// The queue from Vala.

using Interprocess;

Publisher publisher;
Subscriber subscriber;

void open_pair () throws Error {
  var path = DirUtils.make_tmp ("interprocess-test-XXXXXX");
  var factory = new QueueFactory ();
  var options = new QueueOptions ("test", 65536) {
    path = path
  };

  publisher = factory.create_publisher (options);
  subscriber = factory.create_subscriber (options);
}

void close_pair () {
  var path = publisher.path;

  publisher.close ();
  subscriber.close ();
  assert_cmpint (DirUtils.remove (path), EQ, 0);
}

void test_message_comes_back () {
  try {
    uint8[] message;

    open_pair ();
    assert_true (publisher.try_enqueue ("hello".data));
    assert_true (subscriber.try_dequeue (out message));
    assert_cmpmem (message, "hello".data);
    assert_false (subscriber.try_dequeue (out message));
    close_pair ();
  } catch (Error e) {
    assert_no_error (e);
  }
}

void test_options () {
  var options = new QueueOptions ("test", 65536);

  assert_false (options.exclusive);
  assert_cmpuint (options.max_endpoints, EQ, 255);
  assert_cmpuint (options.mode, EQ, 0600);
  assert_null (options.group);
  assert_true (options.retention == UNTIL_LAST_CLOSE);
  options = new QueueOptions ("test", 65536) {
    exclusive = true,
    max_endpoints = 2,
    mode = 600,
    group = "0",
    retention = KEEP
  };
  assert_true (options.exclusive);
  assert_cmpuint (options.max_endpoints, EQ, 2);
  assert_cmpstr (options.group, EQ, "0");
  assert_true (options.retention == KEEP);
  try {
    new QueueFactory ().create_publisher (options);
    assert_not_reached ();
  } catch (QueueError.INVALID_OPTIONS e) {
    assert_true ("600 in decimal" in e.message);
  } catch (Error e) {
    assert_no_error (e);
  }
}

void test_errors_are_caught_by_code () {
  try {
    open_pair ();
    try {
      subscriber.dequeue (1000);
      assert_not_reached ();
    } catch (QueueError.TIMED_OUT e) {
      assert_true ("test" in e.message);
    }
    try {
      publisher.try_enqueue (new uint8[32769]);
      assert_not_reached ();
    } catch (QueueError.TOO_LARGE e) {
      assert_true ("32768" in e.message);
    }
    try {
      new QueueFactory ().create_publisher (new QueueOptions ("test", 65536) {
        path = publisher.path,
        exclusive = true
      });
      assert_not_reached ();
    } catch (QueueError.EXCLUSIVE e) {
      assert_true ("publisher" in e.message);
    }
    close_pair ();
  } catch (Error e) {
    assert_no_error (e);
  }
}

void test_services () {
  try {
    var services = new ServiceCollection ();

    services.add_interprocess_queue ().add_logging ();

    var provider = services.build (BuildFlags.VALIDATE);
    var factory = provider.get_required_service (typeof (QueueFactory)) as QueueFactory;

    assert_nonnull (factory);
    provider.close ();
  } catch (Error e) {
    assert_no_error (e);
  }
}

int main (string[] args) {
  Test.init (ref args);
  Test.add_func ("/vala/message-comes-back", test_message_comes_back);
  Test.add_func ("/vala/options", test_options);
  Test.add_func ("/vala/errors-are-caught-by-code", test_errors_are_caught_by_code);
  Test.add_func ("/vala/services", test_services);
  return Test.run ();
}
