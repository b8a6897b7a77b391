/* SPDX-License-Identifier: MIT */
/* Lesson: a program that does other things while it waits for messages.
 *
 * Start this, then a publisher, of any language.
 *
 *   valac --pkg interprocess-1 async.vala
 *   ./async */
async void receive (Interprocess.Subscriber subscriber) throws Error {
  while (true) {
    var message = yield subscriber.dequeue_async (-1, null);

    if (message.length == 0) /* our publishers' way to say that there are no more */
      return;
    print ("received: %.*s\n", message.length, (string) message.get_data ());
  }
}

int main () {
  Intl.setlocale ();
  var loop = new MainLoop ();
  var status = 0;

  Timeout.add (500, () => {
    print ("doing other things\n");
    return Source.CONTINUE;
  });
  try {
    var factory = new Interprocess.QueueFactory ();
    var options = new Interprocess.QueueOptions ("greetings", 64 * 1024);
    var subscriber = factory.create_subscriber (options);

    print ("waiting for messages\n");
    receive.begin (subscriber, (source, result) => {
      try {
        receive.end (result);
      } catch (Error error) {
        printerr ("async: %s\n", error.message);
        status = 1;
      }
      loop.quit ();
    });
    loop.run ();
    subscriber.close ();
  } catch (Error error) {
    printerr ("async: %s\n", error.message);
    status = 1;
  }
  return status;
}
