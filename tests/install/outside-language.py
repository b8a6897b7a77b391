# SPDX-License-Identifier: MIT
import sys

import gi

gi.require_version("Interprocess", "1")
from gi.repository import Interprocess

options = Interprocess.QueueOptions(queue_name="outside", path=sys.argv[1], capacity=65536)
factory = Interprocess.QueueFactory()
publisher = factory.create_publisher(options)
subscriber = factory.create_subscriber(options)
publisher.try_enqueue(b"from outside")
print(subscriber.try_dequeue()[1].decode())
