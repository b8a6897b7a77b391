#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Lesson: queues out of a service container.

The program says once which services there are, and whoever needs one asks the provider. Here that
is the queue factory, with a logger factory that it finds by itself.

    python3 services.py
    G_MESSAGES_DEBUG=Interprocess.Queue python3 services.py     (also shows what the queue logs)
"""

import gi

gi.require_version("Interprocess", "1")
from gi.repository import Interprocess

services = Interprocess.ServiceCollection.new()
services.add_interprocess_queue().add_logging()

# Checks now that every service can be made, and not when the first is needed.
provider = services.build(Interprocess.BuildFlags.VALIDATE)

factory = provider.get_required_service(Interprocess.QueueFactory)
options = Interprocess.QueueOptions.new("services-in-python", 64 * 1024)
publisher = factory.create_publisher(options)
subscriber = factory.create_subscriber(options)

publisher.enqueue(b"greeting through services from Python", -1)
print("received:", subscriber.dequeue(-1).get_data().decode())

publisher.close()
subscriber.close()

# Closes what the provider has made, in reverse order.
provider.close()
