"""The protos as their generator sees them, and every message that they declare."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path

from google.protobuf.descriptor import Descriptor, FileDescriptor

from engine.api import (
    comparison_service_pb2,
    contract_service_pb2,
    decision_service_pb2,
    errors_pb2,
    event_service_pb2,
    pricing_service_pb2,
    rule_set_service_pb2,
    server_service_pb2,
)

GENERATOR = Path(__file__).parents[2] / "proto" / "generate.py"
FILES = tuple(
    module.DESCRIPTOR
    for module in (
        comparison_service_pb2,
        contract_service_pb2,
        decision_service_pb2,
        event_service_pb2,
        pricing_service_pb2,
        rule_set_service_pb2,
        server_service_pb2,
        errors_pb2,
    )
)


def generator() -> dict:
    """The names of the generator, which stands outside the packages."""
    return runpy.run_path(str(GENERATOR))


def files() -> list[FileDescriptor]:
    """Every file of ours, those of services with those that they import."""
    found = {file.name: file for file in FILES}
    waiting = list(FILES)
    while waiting:
        for file in waiting.pop().dependencies:
            if file.package == "plimsoll.v1" and file.name not in found:
                found[file.name] = file
                waiting.append(file)
    return list(found.values())


def messages() -> Iterator[Descriptor]:
    """Every message of ours."""
    for file in files():
        yield from file.message_types_by_name.values()
