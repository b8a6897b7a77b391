// SPDX-License-Identifier: MIT
// Hosted services written in Vala.

using Interprocess;

StringBuilder notes;

public class AtOnce : Object, HostedService {
  public bool start (Cancellable? cancellable) throws Error {
    notes.append ("start-at-once ");
    return true;
  }

  public bool stop (Cancellable? cancellable) throws Error {
    notes.append ("stop-at-once ");
    return true;
  }
}

public class Asynchronous : Object, HostedService {
  public override async bool start_async (Cancellable? cancellable) throws Error {
    Idle.add (start_async.callback);
    yield;
    notes.append ("start-asynchronous ");
    return true;
  }

  public override async bool stop_async (Cancellable? cancellable) throws Error {
    Idle.add (stop_async.callback);
    yield;
    notes.append ("stop-asynchronous ");
    return true;
  }
}

public class Failing : Object, HostedService {
  public override async bool start_async (Cancellable? cancellable) throws Error {
    throw new IOError.BUSY ("no power");
  }
}

/* Works in a thread, and asks the host to stop, which it is given by the container. */
public class Worker : BackgroundService {
  public Host host { get; construct; }

  public override bool execute (Cancellable? cancellable) throws Error {
    host.request_stop ();
    while (!cancellable.is_cancelled ())
      Thread.yield ();
    cancellable.set_error_if_cancelled ();
    return true;
  }
}

public class AsynchronousWorker : BackgroundService {
  public override async bool execute_async (Cancellable? cancellable) throws Error {
    while (!cancellable.is_cancelled ()) {
      Idle.add (execute_async.callback);
      yield;
    }
    notes.append ("worked ");
    return true;
  }
}

public class Clerk : Object {
  public Subscriber orders { get; construct; }
  public Publisher invoices { get; construct; }
}

ServiceProvider build (Type[] types) throws Error {
  var services = new ServiceCollection ();

  notes = new StringBuilder ();
  foreach (var type in types)
    services.add_hosted_service (type);

  return services.build (BuildFlags.VALIDATE);
}

void test_all_kinds () {
  try {
    var host = new Host (build ({
      typeof (AtOnce), typeof (Asynchronous), typeof (AsynchronousWorker), typeof (Worker)
    }));

    assert_true (host.run ());
    assert_cmpstr (notes.str, EQ,
                   "start-at-once start-asynchronous worked stop-asynchronous stop-at-once ");
  } catch (Error e) {
    assert_no_error (e);
  }
}

void test_failing_start () {
  try {
    new Host (build ({ typeof (AtOnce), typeof (Failing) })).run ();
    assert_not_reached ();
  } catch (IOError.BUSY e) {
    assert_cmpstr (e.message, EQ, "Failing: no power");
    assert_cmpstr (notes.str, EQ, "start-at-once stop-at-once ");
  } catch (Error e) {
    assert_no_error (e);
  }
}

async void start_and_stop (Host host, MainLoop loop) {
  try {
    assert_true (yield host.start_async (null));
    assert_cmpstr (notes.str, EQ, "start-at-once ");
    assert_true (yield host.stop_async (null));
    assert_cmpstr (notes.str, EQ, "start-at-once stop-at-once ");
  } catch (Error e) {
    assert_no_error (e);
  }
  loop.quit ();
}

void test_start_and_stop_by_hand () {
  try {
    var loop = new MainLoop ();

    start_and_stop.begin (new Host (build ({ typeof (AtOnce) })), loop);
    loop.run ();
  } catch (Error e) {
    assert_no_error (e);
  }
}

void test_queues_by_name () {
  try {
    var path = DirUtils.make_tmp ("interprocess-test-XXXXXX");
    var options = new QueueOptions ("orders", 65536) {
      path = path
    };
    var services = new ServiceCollection ();
    var descriptor = new ServiceDescriptor (typeof (Clerk), typeof (Clerk), SINGLETON);

    descriptor.bind_key ("orders", "orders").bind_key ("invoices", null);
    services.add (descriptor).add_subscriber ("orders", options);
    options.queue_name = "invoices";
    services.add_publisher (null, options);

    var provider = services.build (BuildFlags.VALIDATE);
    var clerk = (Clerk) provider.get_required_service (typeof (Clerk));

    assert_cmpstr (clerk.orders.queue_name, EQ, "orders");
    assert_cmpstr (clerk.invoices.queue_name, EQ, "invoices");
    provider.close ();
    assert_true (clerk.orders.is_closed () && clerk.invoices.is_closed ());
    assert_cmpint (DirUtils.remove (path), EQ, 0);
  } catch (Error e) {
    assert_no_error (e);
  }
}

int main (string[] args) {
  Test.init (ref args);
  Test.add_func ("/vala-hosting/all-kinds", test_all_kinds);
  Test.add_func ("/vala-hosting/failing-start", test_failing_start);
  Test.add_func ("/vala-hosting/start-and-stop-by-hand", test_start_and_stop_by_hand);
  Test.add_func ("/vala-hosting/queues-by-name", test_queues_by_name);
  return Test.run ();
}
