"""Many submissions in few calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from google.protobuf.message import Message

MOST = 500

# A server takes 16 MiB a request unless it is set otherwise; smaller batches are decided as they come.
_LARGEST = 3 * 1024 * 1024

Q = TypeVar("Q", bound=Message)


def batches(requests: Iterable[Q], at_once: int) -> Iterator[list[Q]]:
    """Yield *requests* in order, at most *at_once* together, and no more than fit into one request.

    ValueError where *at_once* is not from 1 to 500.
    """
    if not 1 <= at_once <= MOST:
        raise ValueError(f"expected 1 to {MOST} at once, not {at_once}")
    batch: list[Q] = []
    size = 0
    for request in requests:
        adds = request.ByteSize()
        if batch and (len(batch) == at_once or size + adds > _LARGEST):
            yield batch
            batch, size = [], 0
        batch.append(request)
        size += adds
    if batch:
        yield batch
