// SPDX-License-Identifier: MIT
int main (string[] args) {
  try {
    var options = new Interprocess.QueueOptions ("outside", 65536) {
      path = args[1]
    };
    var factory = new Interprocess.QueueFactory ();
    var publisher = factory.create_publisher (options);
    var subscriber = factory.create_subscriber (options);

    publisher.try_enqueue ("from outside".data);
    var message = subscriber.dequeue (-1);
    print ("%.*s\n", message.length, (string) message.get_data ());
  } catch (Error e) {
    printerr ("%s\n", e.message);
    return 1;
  }
  return 0;
}
