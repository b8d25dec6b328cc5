"""The connection to a server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import grpc

# 500 decisions with their figures and reasons are some MiB, more than gRPC takes unasked.
_LARGEST_ANSWER = 64 * 1024 * 1024

_OPTIONS = (
    ("grpc.max_receive_message_length", _LARGEST_ANSWER),
    # A server that starts again is found again within a second or two, not within two minutes.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 1000),
    ("grpc.max_reconnect_backoff_ms", 2000),
    # A watched stream whose server has vanished without a word is given up, not waited for.
    ("grpc.keepalive_time_ms", 60_000),
    ("grpc.keepalive_timeout_ms", 20_000),
    # We ask again ourselves, as the server's RetryInfo says.
    ("grpc.enable_retries", 0),
)


@dataclass(frozen=True, slots=True)
class Tls:
    """The files, in PEM, by which both sides know each other: the authorities of servers, our own certificate and key.

    Without *root* those that gRPC comes with. A *certificate* and its *key* are for servers that ask who calls.
    """

    root: Path | None = None
    certificate: Path | None = None
    key: Path | None = None

    def __post_init__(self) -> None:
        if (self.certificate is None) is not (self.key is None):
            raise ValueError("expected a certificate and its key, or neither")


def opened(address: str, tls: Tls | None) -> grpc.Channel:
    """Return a channel to `HOST:PORT`, which connects when it is first used; OSError where a file cannot be read."""
    if tls is None:
        return grpc.insecure_channel(address, options=_OPTIONS)
    credentials = grpc.ssl_channel_credentials(_bytes(tls.root), _bytes(tls.key), _bytes(tls.certificate))
    return grpc.secure_channel(address, credentials, options=_OPTIONS)


def _bytes(path: Path | None) -> bytes | None:
    return None if path is None else path.read_bytes()
