"""Methods of services that are not ours, given bytes: what cannot be read is the caller's mistake, not the server's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from google.protobuf.message import Message
from grpc import ServicerContext
from grpc_status.rpc_status import to_status

from engine.errors import SubmissionError
from engine.service.methods import parsed
from engine.service.pool import Pool
from engine.service.status import status_of


class Readable:
    """Has *answer* answer requests of one *kind* that can be read, one or a stream of them, by a thread of *pool*."""

    def __init__(self, kind: type[Message], answer: Callable[..., Any], pool: Pool) -> None:
        self._kind, self._answer = kind, answer
        self.experimental_thread_pool, self.experimental_non_blocking = pool, False

    def __call__(self, raw: bytes | Iterable[bytes], context: ServicerContext, *more: object) -> Any:  # noqa: ANN401
        """Return the answer, as the method that stands behind gives it."""
        asked = self._read(raw, context) if isinstance(raw, bytes) else self._each(raw, context)
        return self._answer(asked, context, *more)

    def _each(self, raw: Iterable[bytes], context: ServicerContext) -> Iterator[Message]:
        for one in raw:
            yield self._read(one, context)

    def _read(self, raw: bytes, context: ServicerContext) -> Message:
        try:
            return parsed(self._kind, raw)
        except SubmissionError as error:
            context.abort_with_status(to_status(status_of(error)))
