"""Long answers, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import grpc
from google.protobuf.message import Message

from engine.cli.remote.connection import Server

_AT_ONCE = 200


Q = TypeVar("Q", bound=Message)
A = TypeVar("A", bound=Message)


def pages(server: Server, method: grpc.UnaryUnaryMultiCallable[Q, A], asked: Q) -> Iterator[A]:
    """Yield every page that *method* answers to *asked*."""
    following: Any = asked  # every request for pages has the two fields below, and no type in common
    following.page_size = following.page_size or _AT_ONCE
    while True:
        answer: Any = server.ask(method, following)
        yield answer
        if not answer.next_page_token:
            return
        following.page_token = answer.next_page_token
