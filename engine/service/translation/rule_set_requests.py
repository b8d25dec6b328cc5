"""What is asked of rule sets, read from the wire; SubmissionError carries everything that does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from engine.api import rule_set_service_pb2 as wire
from engine.service.translation.reading import Reading, shown

_MOST_FILES = 50
_DIGEST = re.compile(r"[0-9a-f]{64}")


class VersionAsked(NamedTuple):
    """One version of the rule set called *name*: in force *on* a day, or of a *digest*; without either, the latest."""

    name: str
    on: date | None = None
    digest: str | None = None


def version_asked(message: wire.GetRuleSetRequest) -> VersionAsked:
    """Return which version is asked for."""
    reading = Reading()
    name = reading.name("name", message.name)
    digest = reading.read("digest", _digest, message.digest) if message.HasField("digest") else None
    asked = VersionAsked(name, reading.day_in(message, "on"), digest)
    reading.check()
    return asked


def rule_files(message: wire.CheckRuleSetRequest) -> dict[str, bytes]:
    """Return the bytes of rule files by what the files are called."""
    reading = Reading()
    if not 1 <= len(message.files) <= _MOST_FILES:
        reading.note("files", f"expected 1 to {_MOST_FILES} files, not {len(message.files):,}")
    files = _by_name(reading, message.files[:_MOST_FILES])
    reading.check()
    return files


def _by_name(reading: Reading, given: Iterable[wire.RuleFile]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for place, file in enumerate(given):
        name = reading.name(f"files[{place}].name", file.name)
        if name in files:
            reading.note(f"files[{place}].name", f"expected a name that no other file has, not {shown(file.name)}")
        files[name] = file.content
    return files


def _digest(given: str) -> str:
    if _DIGEST.fullmatch(given) is None:
        raise ValueError(f"expected a digest of 64 hexadecimal digits in lower case, not {shown(given)}")
    return given
