"""How a server serves: where, how much at once, how long."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from engine.model.records import MOST_ROWS

_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Tls:
    """The files of a server's certificate chain and its key, in PEM.

    With *clients*, the authorities that sign clients' certificates, a client without one is refused.
    """

    certificate: Path
    key: Path
    clients: Path | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is answered at once, and how long it may take; times are seconds.

    *workers* threads answer requests, of which there may be *at_once*, answered or waiting. *watchers* streams are
    followed at once, each by a thread. *request_bytes* is the size of the largest request. *streams* submissions may
    come in parts at once, each taken by a thread and held in memory: with *stream_rows* rows in *stream_bytes* at most.
    *deadline* is how long a request may take whose caller names no deadline.
    """

    workers: int = 16
    at_once: int = 256
    watchers: int = 32
    request_bytes: int = 16 * _MEBIBYTE
    streams: int = 8
    stream_rows: int = MOST_ROWS
    stream_bytes: int = 64 * _MEBIBYTE
    deadline: float = 30.0


@dataclass(frozen=True, slots=True)
class Options:
    """Where a server listens and how it serves; times are seconds.

    Port 0 takes a free one. Without *tls* only the machine itself is served, unless *insecure*. A watched stream is
    silent for at most *heartbeat*; health is looked at every *health* seconds; a server that stops waits at most
    *grace* for what it has begun.
    """

    address: str = "127.0.0.1:7465"
    tls: Tls | None = None
    insecure: bool = False
    limits: Limits = field(default_factory=Limits)
    heartbeat: float = 10.0
    health: float = 2.0
    grace: float = 20.0
