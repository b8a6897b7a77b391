// SPDX-License-Identifier: MIT
import Interprocess from 'gi://Interprocess?version=1';

const options = new Interprocess.QueueOptions({queue_name: 'outside', path: ARGV[0], capacity: 65536});
const factory = new Interprocess.QueueFactory();
const publisher = factory.create_publisher(options);
const subscriber = factory.create_subscriber(options);
publisher.try_enqueue(new TextEncoder().encode('from outside'));
print(new TextDecoder().decode(subscriber.try_dequeue()[1]));
