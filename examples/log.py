#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Lesson: a log with levels, events, scopes and filters, and a provider of one's own.

The entries go to standard output as JSON, and warnings to a class of this program too. What is logged
is up to whoever runs it:

    python3 log.py
    INTERPROCESS_LOG="Shop.Stock=none,*=debug" python3 log.py
"""

import sys

import gi

gi.require_version("Interprocess", "1")
from gi.repository import Interprocess

Level = Interprocess.LogLevel
OUT_OF_STOCK = 7


class Alarm(Interprocess.LoggerProvider):
    def do_log(self, entry):
        order = entry.get_fields().unpack().get("order")
        print(f"order {order}: {entry.get_message()}", file=sys.stderr)


options = Interprocess.LoggingOptions.new()
options.set_minimum_level(Level.INFORMATION)
options.add_provider_filter(Alarm, None, Level.WARNING)

loggers = Interprocess.LoggerFactory.new()
loggers.set_options(options)
loggers.add_provider(Interprocess.JsonLoggerProvider.new_for_fd(sys.stdout.fileno()))
loggers.add_provider(Alarm())
orders = loggers.create_logger("Shop.Orders")
stock = loggers.create_logger("Shop.Stock")


def fetch(article, left):
    """Knows nothing of orders, and yet its entries tell which one they belong to."""
    stock.log(Level.DEBUG, f"looking for article {article}")
    if left == 0:
        stock.log_event(Level.WARNING, OUT_OF_STOCK, "OutOfStock", f"no more of article {article}", article=article)


for number in (1, 2):
    with orders.begin_scope(order=number):
        orders.log(Level.INFORMATION, f"order {number} received")
        fetch("4711", 2 - number)
