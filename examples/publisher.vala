/* SPDX-License-Identifier: MIT */
/* Lesson: sending messages to another process.
 *
 * Start a subscriber first, of any language: a queue and what is in it live only as long as some
 * process has it open.
 *
 *   valac --pkg interprocess-1 publisher.vala
 *   ./publisher */
int main () {
  Intl.setlocale ();
  try {
    var factory = new Interprocess.QueueFactory ();
    var options = new Interprocess.QueueOptions ("greetings", 64 * 1024);
    var publisher = factory.create_publisher (options);

    for (int i = 1; i <= 3; i++) {
      var text = @"greeting $i from Vala";
      /* While the queue is full this waits, here for at most five seconds. */
      publisher.enqueue (text.data, 5 * TimeSpan.SECOND, null);
      print ("sent: %s\n", text);
    }

    /* An empty message is a message too. Ours tells the subscriber that there are no more. */
    publisher.enqueue ({}, 5 * TimeSpan.SECOND, null);
    publisher.close ();
  } catch (Error error) {
    printerr ("publisher: %s\n", error.message);
    return 1;
  }
  return 0;
}
