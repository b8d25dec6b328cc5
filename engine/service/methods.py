"""The methods of our services, bound to what answers them by the names in the protos."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from google.protobuf.descriptor import Descriptor, MethodDescriptor, ServiceDescriptor
from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass

from engine.application.requests import Call
from engine.errors import Reason, SubmissionError, Violation
from engine.service.particulars import Particulars
from engine.service.translation.paths import placed

# What answers is given a message of its own kind, which the protos say and no annotation can.
Answering = Callable[[Any, Call], Any]

_INNER_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


class Method(NamedTuple):
    """A method of the wire, such as `/plimsoll.v1.DecisionService/Submit`, and what answers it.

    A method that *streams* answers any number of messages. One that takes any number of them has what they *begin* with
    in that field of the first: its message says who asks about what, and what does not fit is named by its path there.
    """

    path: str
    kind: type[Message]
    described: Descriptor
    particulars: Particulars
    answer: Answering
    streams: bool
    begin: str = ""

    def parsed(self, raw: bytes) -> Message:
        """Return the request whose bytes are *raw*; SubmissionError where they are none."""
        return parsed(self.kind, raw)

    def placed(self, error: Exception) -> Exception:
        """Return *error* with what it says of fields said of those of the request."""
        return placed(error, self.described) if isinstance(error, SubmissionError) else error


def methods(servicers: Mapping[ServiceDescriptor, object]) -> Iterator[Method]:
    """Yield every method of the services of *servicers*; AttributeError where a servicer lacks one."""
    for service, servicer in servicers.items():
        for method in service.methods:
            yield _bound(service, method, servicer)


def parsed(kind: type[Message], raw: bytes) -> Message:
    """Return the message whose bytes are *raw*; SubmissionError where they are no message of that *kind*."""
    try:
        return kind.FromString(raw)
    except DecodeError:
        expected = f"expected a message of type `{kind.DESCRIPTOR.full_name}`, and these bytes are none"
        raise SubmissionError(Violation("request", expected), reason=Reason.REQUEST_INVALID) from None


def _bound(service: ServiceDescriptor, method: MethodDescriptor, servicer: object) -> Method:
    answer = getattr(servicer, _INNER_CAPITAL.sub("_", method.name).lower())
    path = f"/{service.full_name}/{method.name}"
    asked, begin = method.input_type, ""
    if method.client_streaming:
        first = asked.fields[0]
        asked, begin = first.message_type or asked, first.name
    kind = GetMessageClass(method.input_type)
    return Method(path, kind, asked, Particulars(asked), answer, method.server_streaming, begin)
