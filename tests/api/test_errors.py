"""The reasons of errors that the wire publishes are those that the engine has."""

from __future__ import annotations

from engine.api.errors_pb2 import ErrorReason
from engine.errors import Reason


def test_every_reason_is_published_and_no_other():
    published = {name.removeprefix("ERROR_REASON_") for name in ErrorReason.keys()}  # noqa: SIM118  # no mapping

    assert published - {"UNSPECIFIED"} == {reason.name for reason in Reason}
