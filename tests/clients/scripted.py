"""A real server on a free port that answers what a test says, and remembers what it was asked."""

from collections import defaultdict, deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import Queue
from threading import Event
from typing import NamedTuple

import grpc
from google.protobuf.any_pb2 import Any
from google.protobuf.descriptor_pool import Default
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from google.rpc.error_details_pb2 import ErrorInfo, RetryInfo
from google.rpc.status_pb2 import Status
from grpc_status import rpc_status

SILENCE = Status()


class Asked(NamedTuple):
    """One call as it arrived; *seconds* is how long its caller waits. A stream of requests is a list."""

    request: Message | list[Message]
    metadata: dict[str, str]
    seconds: float


class Script(grpc.GenericRpcHandler):
    """Answers each method with what was scripted for it, in turn.

    A message is answered, a status refuses, and silence lasts until the caller goes. A list is streamed; a stream that
    no status ends is silent at its end. What is not scripted is answered with an empty message.
    """

    def __init__(self):
        self._answers = defaultdict(deque)
        self._asked = defaultdict(list)
        # The methods of streams that have ended, or whose callers have left.
        self.ended: Queue[str] = Queue()

    def answer(self, method: str, *answers: Message | list[Message | Status]) -> None:
        """Answer the next calls of *method* with *answers*."""
        self._answers[method].extend(answers)

    def asked(self, method: str) -> list[Asked]:
        """What *method* was asked so far."""
        return self._asked[method]

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
        _, service, name = details.method.split("/")
        method = Default().FindServiceByName(service).methods_by_name[name]
        kind = GetMessageClass(method.input_type)
        unscripted = [] if method.server_streaming else GetMessageClass(method.output_type)()

        def heard(raw: bytes, context: grpc.ServicerContext) -> Message | list[Message | Status]:
            metadata = {key: value for key, value in context.invocation_metadata() if isinstance(value, str)}
            self._asked[name].append(Asked(kind.FromString(raw), metadata, context.time_remaining()))
            return self._answers[name].popleft() if self._answers[name] else unscripted

        def gathered(raw: Iterator[bytes], context: grpc.ServicerContext) -> bytes:
            metadata = dict(context.invocation_metadata())
            self._asked[name].append(Asked([*map(kind.FromString, raw)], metadata, context.time_remaining()))
            return _said(self._answers[name].popleft() if self._answers[name] else unscripted, context)

        def unary(raw: bytes, context: grpc.ServicerContext) -> bytes:
            return _said(heard(raw, context), context)

        def stream(raw: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
            context.add_callback(lambda: self.ended.put(name))
            for one in heard(raw, context):
                yield _said(one, context)
            _until_left(context)

        if method.server_streaming:
            return grpc.unary_stream_rpc_method_handler(stream)
        if method.client_streaming:
            return grpc.stream_unary_rpc_method_handler(gathered)
        return grpc.unary_unary_rpc_method_handler(unary)


@contextmanager
def serving(script: Script) -> Iterator[str]:
    """Serve *script* and yield the address."""
    server = grpc.server(ThreadPoolExecutor(4), handlers=[script])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(None).wait()


def refusal(code: grpc.StatusCode, reason: str = "", *details: Message, retry: float | None = None) -> Status:
    """A status with *reason*, *details* and, with *retry*, the wish to be asked again after so many seconds."""
    status = Status(code=code.value[0], message=f"said {code.name}")
    given = [ErrorInfo(reason=reason, domain="plimsoll")] if reason else []
    if retry is not None:
        given.append(RetryInfo(retry_delay=Duration(seconds=int(retry), nanos=round(retry % 1 * 1_000_000_000))))
    for detail in (*given, *details):
        packed = Any()
        packed.Pack(detail)
        status.details.append(packed)
    return status


def _said(answer: Message, context: grpc.ServicerContext) -> bytes:
    if answer is SILENCE:
        _until_left(context)
    if isinstance(answer, Status):
        context.abort_with_status(rpc_status.to_status(answer))
    return answer.SerializeToString()


def _until_left(context: grpc.ServicerContext) -> None:
    left = Event()
    if context.add_callback(left.set):
        assert left.wait(10)
