"""How refusals name what a test told before: as its author wrote it, not by the numbers of the record behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from engine.authoring.event_checks import Later
from engine.authoring.event_names import called
from engine.authoring.written_events import WrittenEvent
from engine.authoring.written_tests import WrittenPeriod
from engine.model.events import ContractEvent, Matter
from engine.model.naming import number_of


class ToldSteps:
    """The periods and events that were told of one contract, by the versions of what is recorded of each."""

    def __init__(self, contract: str) -> None:
        # How messages call an entry: `entry 5`, `entry 5.1`, or in whole `cedar#5.1`.
        self._name = re.compile(rf"(?:entry |`{re.escape(contract)}#)(\d+)(?:\.(\d+))?`?")
        self._steps: dict[int, str] = {}

    def tells(self, written: WrittenPeriod | WrittenEvent, versions: Iterable[int]) -> None:
        """Note that *versions* are what is recorded of *written*."""
        self._steps |= dict.fromkeys(versions, _step(written))

    def in_words(self, message: str, events: Iterable[ContractEvent]) -> str:
        """Return *message* with each entry that it names called by its step; *events* hold what steps have opened."""
        opened = {event.version: event.what.kind for event in events if isinstance(event.what, Matter)}
        return self._name.sub(lambda found: self._called(found, opened), message)

    def _called(self, found: re.Match[str], opened: Mapping[int, str]) -> str:
        version, place = int(found[1]), int(found[2] or 0)
        step = self._steps.get(version)
        if step is None:
            return found[0]
        kind = opened.get(number_of(version, place)) if place else None
        return f"the `{kind}` that came of {step}" if kind else f"the {step}"


def _step(written: WrittenPeriod | WrittenEvent) -> str:
    line = written.place().line
    if isinstance(written, WrittenPeriod):
        return f"{written.period.label} (line {line})"
    what = written.what
    name = f"{what.key}: {what.names}" if isinstance(what, Later) else called(what) if what else ""
    return f"`{name}` of {written.on} (line {line})"
