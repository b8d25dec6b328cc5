"""What is asked of rule sets, read from the wire; SubmissionError carries everything that does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
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


class RulesAsked(NamedTuple):
    """The files of a rule set, and those that they extend, by what they are called."""

    files: dict[str, bytes]
    frameworks: dict[str, bytes]


def version_asked(message: wire.GetRuleSetRequest) -> VersionAsked:
    """Return which version is asked for."""
    reading = Reading()
    name = reading.name("name", message.name)
    digest = reading.read("digest", _digest, message.digest) if message.HasField("digest") else None
    asked = VersionAsked(name, reading.day_in(message, "on"), digest)
    reading.check()
    return asked


def rules_asked(message: wire.CheckRuleSetRequest) -> RulesAsked:
    """Return which rule files are to be checked."""
    reading = Reading()
    if not message.files:
        reading.note("files", f"expected 1 to {_MOST_FILES} files, not 0")
    asked = rule_files(reading, "", message.files, message.frameworks)
    reading.check()
    return asked


def rule_files(
    reading: Reading, path: str, files: Sequence[wire.RuleFile], frameworks: Sequence[wire.RuleFile]
) -> RulesAsked:
    """Return the rule files in two fields under *path*, which is empty where they are the request's own."""
    names: set[str] = set()
    found = []
    for field, given, least in (("files", files, 1), ("frameworks", frameworks, 0)):
        at = f"{path}.{field}" if path else field
        if len(given) > _MOST_FILES:
            expected = f"{least} to {_MOST_FILES}" if least else f"at most {_MOST_FILES}"
            reading.note(at, f"expected {expected} files, not {len(given):,}")
        found.append(_by_name(reading, at, given[:_MOST_FILES], names))
    return RulesAsked(*found)


def _by_name(reading: Reading, field: str, given: Iterable[wire.RuleFile], names: set[str]) -> dict[str, bytes]:
    """Return the bytes of the files in *field* by their names, none of which is among *names*, and add them there."""
    files: dict[str, bytes] = {}
    for place, file in enumerate(given):
        name = reading.name(f"{field}[{place}].name", file.name)
        if name in names:
            reading.note(f"{field}[{place}].name", f"expected a name that no other file has, not {shown(file.name)}")
        names.add(name)
        files[name] = file.content
    return files


def _digest(given: str) -> str:
    if _DIGEST.fullmatch(given) is None:
        raise ValueError(f"expected a digest of 64 hexadecimal digits in lower case, not {shown(given)}")
    return given
