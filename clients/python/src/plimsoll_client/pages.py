"""Lists that come page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

# How much is asked for at once.
SIZE = 200


class Page(Protocol):
    """An answer that may not be the last."""

    @property
    def next_page_token(self) -> str:
        """What asks for the next one; empty after the last."""


P = TypeVar("P", bound=Page)


def pages(asked: Callable[[str], P]) -> Iterator[P]:
    """Yield each page that *asked* answers to the token of the one before; the first has none."""
    token = ""
    while True:
        page = asked(token)
        yield page
        token = page.next_page_token
        if not token:
            return
