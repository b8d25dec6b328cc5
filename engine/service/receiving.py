"""A method that takes a stream and answers once: each message is read as it comes, until its caller has said all."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from itertools import chain

from google.protobuf.message import Message
from grpc import RpcError, ServicerContext
from structlog.contextvars import bind_contextvars

from engine.errors import DeadlineError, Reason, SubmissionError, Violation
from engine.service.answering import Surroundings
from engine.service.exchange import Exchange
from engine.service.methods import Method
from engine.service.pool import Pool


class Receiving:
    """Answers a stream of requests once. Bytes come in and go out, as of a method that takes one request."""

    def __init__(self, method: Method, around: Surroundings, pool: Pool) -> None:
        self._method, self._around = method, around
        self.experimental_thread_pool = pool

    def __call__(self, raw: Iterator[bytes], context: ServicerContext) -> bytes:
        """Return the answer to the requests *raw*."""
        around = self._around
        exchange = Exchange(self._method.path, context, around.deadline)
        try:
            answer = self._answer(raw, exchange)
        except Exception as error:  # noqa: BLE001  # what nobody foresaw must not reach the caller
            around.refusing.end(exchange, context, self._method.placed(error))
        around.log.answered(exchange)
        return answer

    def _answer(self, raw: Iterator[bytes], exchange: Exchange) -> bytes:
        with closing(self._messages(raw, exchange)) as messages:
            first = next(messages, None)
            if first is None:
                raise SubmissionError(Violation(self._method.begin, _NOTHING), reason=Reason.REQUEST_INVALID)
            exchange.note(self._method.particulars, getattr(first, self._method.begin))
            bind_contextvars(request_id=exchange.request_id)
            answer: bytes = self._method.answer(chain([first], messages), exchange.call()).SerializeToString()
            return answer

    def _messages(self, raw: Iterator[bytes], exchange: Exchange) -> Generator[Message, None, None]:
        """Yield what comes; DeadlineError where the caller goes before it has said that it has no more to say."""
        # gRPC waits for the next message for as long as the connection lives.
        patience = exchange.patience()
        patience.start()
        try:
            for one in raw:
                exchange.check_wanted()
                yield self._method.parsed(one)
        except RpcError:
            raise DeadlineError(_BROKEN_OFF) from None
        finally:
            patience.cancel()
        exchange.check_wanted()


_NOTHING = "expected a message that says what is submitted, and none came"
_BROKEN_OFF = "the caller left, or its time was over, before everything had come; nothing was written"
