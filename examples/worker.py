#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Lesson: an application made of services.

It has two queues, each with a name of the application's own, a worker that takes from the one and
answers into the other, and a logger. All are registered in one place; the container puts them into
the worker's properties; and a host starts the worker and stops it, at Ctrl-C too.

    python3 worker.py
    G_MESSAGES_DEBUG=Shop.Clerk python3 worker.py     (also shows what the worker logs)
"""

import gi

gi.require_version("Interprocess", "1")
from gi.repository import GObject, Interprocess


def needed(service_type):
    """What can only be set when the object is made is a service that it cannot be without."""
    flags = GObject.ParamFlags.READWRITE | GObject.ParamFlags.CONSTRUCT_ONLY
    return GObject.Property(type=service_type, flags=flags)


class Clerk(Interprocess.BackgroundService):
    orders = needed(Interprocess.Subscriber)
    invoices = needed(Interprocess.Publisher)
    logger = needed(Interprocess.Logger)
    host = needed(Interprocess.Host)

    def do_execute(self, cancellable):
        # In a thread of its own, so that it may wait. The cancellable is cancelled when the host
        # stops. An empty message is our customer's way to say that this was all.
        while order := self.orders.dequeue(-1, cancellable).get_data():
            message = f"somebody orders {order.decode()}"
            self.logger.log(Interprocess.LogLevel.INFORMATION, message, None)
            self.invoices.enqueue(b"invoice for " + order, -1, cancellable)
        self.host.request_stop()
        return True


orders = Interprocess.QueueOptions.new("orders", 64 * 1024)
invoices = Interprocess.QueueOptions.new("invoices", 64 * 1024)

services = Interprocess.ServiceCollection.new()
services.add_logging().add_subscriber("orders", orders).add_publisher("invoices", invoices)
clerk = Interprocess.ServiceDescriptor.new(
    Interprocess.HostedService, Clerk, Interprocess.ServiceLifetime.SINGLETON)
# Which of the subscribers, publishers and loggers. There is only one host.
clerk.bind_key("orders", "orders").bind_key("invoices", "invoices").bind_key("logger", "Shop.Clerk")
services.add(clerk).add_host()
provider = services.build(Interprocess.BuildFlags.VALIDATE)

# The customer, which would be another program. What it sends waits in the queue until the worker
# has started.
queues = Interprocess.QueueFactory.new()
customer_orders = queues.create_publisher(orders)
customer_invoices = queues.create_subscriber(invoices)
for wish in ("tea", "milk", "two cups"):
    customer_orders.enqueue(wish.encode(), -1)
    print("sent:", wish, flush=True)
customer_orders.enqueue(b"", -1)

# Until the worker asks it to stop, or somebody presses Ctrl-C. Then all is closed.
Interprocess.Host.new(provider).run()

while invoice := customer_invoices.try_dequeue_bytes():
    print("received:", invoice.get_data().decode())
customer_orders.close()
customer_invoices.close()
