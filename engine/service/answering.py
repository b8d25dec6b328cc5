"""What stands round every method: deadline, ids, log line and errors, so that a servicer only translates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from grpc import ServicerContext
from structlog.contextvars import bind_contextvars

from engine.service.exchange import Exchange
from engine.service.methods import Method
from engine.service.pool import Pool
from engine.service.refusing import Refusing
from engine.service.request_log import RequestLog


class Surroundings(NamedTuple):
    """What all methods share: *deadline* is how many seconds a request may take whose caller names none."""

    log: RequestLog
    refusing: Refusing
    deadline: float


class Unary:
    """A method that answers once. Bytes come in and go out: what cannot be read is a mistake of the caller's."""

    def __init__(self, method: Method, around: Surroundings, pool: Pool) -> None:
        self._method, self._around = method, around
        self.experimental_thread_pool = pool  # by this name gRPC finds it

    def __call__(self, raw: bytes, context: ServicerContext) -> bytes:
        """Return the answer to the request *raw*."""
        around = self._around
        exchange = Exchange(self._method.path, context, around.deadline)
        try:
            answer = self._answer(raw, exchange)
        except Exception as error:  # noqa: BLE001  # what nobody foresaw must not reach the caller
            around.refusing.end(exchange, context, self._method.placed(error))
        around.log.answered(exchange)
        return answer

    def _answer(self, raw: bytes, exchange: Exchange) -> bytes:
        request = self._method.parsed(raw)
        exchange.note(self._method.particulars, request)
        bind_contextvars(request_id=exchange.request_id)
        exchange.check_wanted()
        answer: bytes = self._method.answer(request, exchange.call()).SerializeToString()
        return answer


class Stream:
    """A method that answers until its caller goes; *on_left* is called at once when it does."""

    def __init__(self, method: Method, around: Surroundings, pool: Pool, on_left: Callable[[], None]) -> None:
        self._method, self._around, self._on_left = method, around, on_left
        self.experimental_thread_pool = pool

    def __call__(self, raw: bytes, context: ServicerContext) -> Iterator[bytes]:
        """Yield the answers to the request *raw*."""
        exchange = Exchange(self._method.path, context, float("inf"))
        context.add_callback(self._on_left)
        try:
            yield from self._answers(raw, exchange)
            self._around.log.left(exchange)
        except GeneratorExit:
            self._around.log.left(exchange)
            raise
        except Exception as error:  # noqa: BLE001  # as above
            self._around.refusing.end(exchange, context, self._method.placed(error))

    def _answers(self, raw: bytes, exchange: Exchange) -> Iterator[bytes]:
        request = self._method.parsed(raw)
        exchange.note(self._method.particulars, request)
        bind_contextvars(request_id=exchange.request_id)
        for answer in self._method.answer(request, exchange.call()):
            yield answer.SerializeToString()
