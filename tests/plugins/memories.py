"""What an entry remembers after each of some decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from engine.model.decision import Decision, folded
from engine.model.standing import Standing


def memories(decisions: Iterable[Decision], entry: str) -> Iterator[dict[str, Decimal]]:
    """Yield what *entry* remembers after each of *decisions*, which follow on each other."""
    standing = Standing()
    for one in decisions:
        standing = folded(standing, one)
        yield dict(standing.memory.get(entry, {}))
