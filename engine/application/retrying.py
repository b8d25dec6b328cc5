"""Tries again when another writer came first (optimistic concurrency)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from engine.errors import StaleStandingError

TRIES = 5

T = TypeVar("T")


def retried(work: Callable[[], T], *, expected: int | None = None) -> T:
    """Return what *work* comes to, done again from the start while others come first, a few times at most.

    What is *expected* of the contract's version does not come true by trying again.
    """
    tries = TRIES if expected is None else 1
    for _ in range(tries - 1):
        try:
            return work()
        except StaleStandingError:
            continue
    return work()
