"""`plimsoll serve` with one service more, which answers at once: `python -m tests.bench.echoing CORE serve ...`.

The echo goes the way of every other method: gate, threads, deadline, request id, log line, parsing and serialising.
"""

from __future__ import annotations

import os
import sys
from functools import cache

from google.protobuf import descriptor_pool
from google.protobuf.descriptor import ServiceDescriptor
from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from engine.cli.main import run
from engine.service import server

ECHO = "/plimsoll.bench.EchoService/Echo"
_FILE = "plimsoll/bench/echo.proto"


@cache
def described() -> ServiceDescriptor:
    """Return the echo: it is sent how many bytes to answer, beside some that make its request as long as another."""
    number, padding = FieldDescriptorProto.TYPE_INT32, FieldDescriptorProto.TYPE_BYTES
    file = FileDescriptorProto(name=_FILE, package="plimsoll.bench", syntax="proto3")
    asked, answered = file.message_type.add(name="EchoRequest"), file.message_type.add(name="EchoResponse")
    for message, place, name, kind in [
        (asked, 1, "size", number),
        (asked, 2, "padding", padding),
        (answered, 1, "ready", padding),
    ]:
        message.field.add(name=name, number=place, type=kind, label=FieldDescriptorProto.LABEL_OPTIONAL)
    names = {"input_type": ".plimsoll.bench.EchoRequest", "output_type": ".plimsoll.bench.EchoResponse"}
    file.service.add(name="EchoService").method.add(name="Echo", **names)
    descriptor_pool.Default().AddSerializedFile(file.SerializeToString())
    return descriptor_pool.Default().FindServiceByName("plimsoll.bench.EchoService")


def echo_request(asked: int, answered: int) -> bytes:
    """Return a request of about *asked* bytes for a reply of about *answered*."""
    kind = GetMessageClass(described().methods[0].input_type)
    return kind(size=answered, padding=bytes(asked)).SerializeToString()


class Echo:
    """Answers with a reply that was made before."""

    def __init__(self, service: ServiceDescriptor) -> None:
        self._answer = GetMessageClass(service.methods[0].output_type)
        self._ready = cache(self._made)

    def echo(self, request: Message, _: object) -> Message:
        return self._ready(request.size)

    def _made(self, size: int) -> Message:
        return self._answer(ready=bytes(size))


def main(core: int) -> None:
    os.sched_setaffinity(0, {core})
    ours = server.servicers
    echo = described()
    server.servicers = lambda *given: {**ours(*given), echo: Echo(echo)}
    run()


if __name__ == "__main__":
    main(int(sys.argv.pop(1)))
