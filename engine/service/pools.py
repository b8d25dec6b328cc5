"""The threads of a server, by what they are for: none of them waits for another's work."""

from __future__ import annotations

from typing import NamedTuple

from engine.service.options import Limits
from engine.service.pool import Pool

_HEALTH = 2
_REFLECTION = 4
_WAITING = 64


class Pools(NamedTuple):
    """Who answers requests, follows streams, takes them in, tells how the server is, and which methods there are."""

    workers: Pool
    watchers: Pool
    receivers: Pool
    health: Pool
    reflection: Pool

    @classmethod
    def of(cls, limits: Limits) -> Pools:
        """Return threads for as much at once as *limits* allow."""
        return cls(
            Pool("worker", limits.workers, max(limits.at_once, limits.workers)),
            Pool("watcher", limits.watchers, limits.watchers),
            # A stream holds its thread until all has come, which may be slow: a request does not wait behind it.
            Pool("receiver", limits.streams, limits.streams),
            Pool("health", _HEALTH, _WAITING),
            Pool("reflection", _REFLECTION, _REFLECTION),
        )

    def shutdown(self) -> None:
        """Wait for every thread to end."""
        for pool in self:
            pool.shutdown()
