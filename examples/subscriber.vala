/* SPDX-License-Identifier: MIT */
/* Lesson: receiving messages from another process.
 *
 * Start this, then a publisher, of any language. With several subscribers at the queue, each
 * message goes to one of them.
 *
 *   valac --pkg interprocess-1 subscriber.vala
 *   ./subscriber */
int main () {
  Intl.setlocale ();
  try {
    var factory = new Interprocess.QueueFactory ();
    var options = new Interprocess.QueueOptions ("greetings", 64 * 1024);
    var subscriber = factory.create_subscriber (options);
    print ("waiting for messages\n");

    while (true) {
      /* Waits for as long as it takes; a number of microseconds in place of -1 sets a limit. */
      var message = subscriber.dequeue (-1, null);
      if (message.length == 0) /* our publishers' way to say that there are no more */
        break;
      print ("received: %.*s\n", message.length, (string) message.get_data ());
    }

    subscriber.close ();
  } catch (Error error) {
    printerr ("subscriber: %s\n", error.message);
    return 1;
  }
  return 0;
}
