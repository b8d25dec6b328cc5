"""What a rule file says may happen to a contract, and the clocks of plans, notices and warnings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.compiler.quoting import quoted
from engine.compiler.reading import Reading
from engine.compiler.shape.rule_set import EventShape, RuleSetShape
from engine.model.deadline import Deadline, Unit
from engine.model.events import Form
from engine.model.matters import names
from engine.model.rule_set import EventKind


def event_kinds(reading: Reading, shape: RuleSetShape) -> Mapping[str, EventKind]:
    """Return what may happen, by name; what is at odds is noted."""
    given = shape.events or {}
    kinds = {name: _kind(reading, name, one) for name, one in given.items()}
    for kind in kinds.values():
        for taken in sorted(given.keys() & {*kind.called} - {kind.name}):
            form = given[kind.name].form
            message = f"expected another name than {quoted(taken)}, which says what became of the {form} `{kind.name}`"
            reading.findings.key_error(("events", taken), "repeated-name", message)
    return kinds


def called(kinds: Mapping[str, EventKind]) -> tuple[str, ...]:
    """Return every name by which conditions may call what happens."""
    return tuple(dict.fromkeys(name for kind in kinds.values() for name in kind.called))


def _kind(reading: Reading, name: str, given: EventShape) -> EventKind:
    form = Form(given.form) if given.form else None
    if given.within and form is not Form.PLAN:
        message = "expected `within` of a plan only, which has to come by then: write `is: plan`, or `answer`"
        reading.findings.key_error(("events", name, "within"), "key-alone", message)
    if given.answer and form is None:
        message = "expected `answer` of a plan, a notice or a warning: write `is: notice` or the like"
        reading.findings.key_error(("events", name, "answer"), "key-alone", message)
    if given.deemed_served and form is not Form.NOTICE:
        message = "expected `deemed_served` of a notice only: write `is: notice`"
        reading.findings.key_error(("events", name, "deemed_served"), "key-alone", message)
    for key, clock in _clocks(given):
        if (
            clock.unit is Unit.WORKING_DAY
            and reading.calendar is None
            and not reading.findings.is_spoilt(("calendar",))
        ):
            message = f"expected a `calendar` for `{clock}`, the time of {quoted(name)}"
            reading.findings.error(("events", name, key), "calendar-missing", message)
    title = given.title or name.replace("_", " ")
    return EventKind(
        name, title, given.clause, form, given.within, given.answer, names(name, form), given.deemed_served
    )


def _clocks(given: EventShape) -> Iterator[tuple[str, Deadline]]:
    for key, clock in (("within", given.within), ("answer", given.answer), ("deemed_served", given.deemed_served)):
        if clock is not None:
            yield key, clock
