"""Runs a server until it is told to stop: by SIGTERM or SIGINT; SIGHUP has the rules read again."""

from __future__ import annotations

import gc
import signal

from engine.service.reloading import Reloading
from engine.service.server import Server
from engine.service.signals import Signals

# A decision makes thousands of values that no cycle holds: looking for cycles after every 700, as Python does, costs a
# tenth of its time and finds nothing.
_VALUES_BETWEEN_LOOKS = 50_000


def run(server: Server, reloading: Reloading, signals: Signals) -> None:
    """Start *server*, and return when it is drained; *signals*, of which some may have come before, tell it to stop."""
    server.start()
    _look_for_cycles_seldom()
    while signals.get() == signal.SIGHUP:
        reloading.begin()
    server.drain()


def _look_for_cycles_seldom() -> None:
    """Look through what was loaded once and never again, and through what comes now and then."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_VALUES_BETWEEN_LOOKS, *gc.get_threshold()[1:])
