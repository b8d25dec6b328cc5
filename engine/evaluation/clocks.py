"""The clocks of plans, notices and warnings, as the rules in force on the day of each event set them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from engine.errors import SubmissionError, Violation
from engine.model.deadline import Deadline
from engine.model.events import ContractEvent, Form, Happening, Matter, Progress, Stage
from engine.model.matters import MatterState, matters
from engine.model.rule_set import RuleSet
from engine.model.standing import Standing


def matter_of(standing: Standing, what: Happening) -> MatterState | None:
    """Return the matter that *what* is the progress of, as it stood before; None where it is of none."""
    if not isinstance(what, Progress):
        return None
    return next((state for state in matters(standing.happened) if state.event.version == what.version), None)


def timed(rules: RuleSet | None, standing: Standing, event: ContractEvent) -> ContractEvent:
    """Return *event* with the last day for what comes next, where *rules* set a clock and no day is given.

    The clock of a notice runs from the day on which it is deemed to be served.

    SubmissionError where the calendar does not reach as far.
    """
    event = _served(rules, event)
    what = event.what
    if not isinstance(what, Matter | Progress) or what.due is not None or rules is None:
        return event
    clock = _clock(rules, standing, what)
    if clock is None:
        return event
    day = what.deemed_served if isinstance(what, Matter) else None
    return replace(event, what=replace(what, due=_due(clock, day or event.on, rules)))


def _served(rules: RuleSet | None, event: ContractEvent) -> ContractEvent:
    """Return *event* with the day on which a notice is deemed to be served, where *rules* say so and none is given."""
    what = event.what
    if rules is None or not isinstance(what, Matter) or what.deemed_served is not None:
        return event
    kind = rules.events.get(what.kind)
    if kind is None or kind.form is not what.form or kind.deemed_served is None:
        return event
    return replace(event, what=replace(what, deemed_served=_due(kind.deemed_served, event.on, rules)))


def _clock(rules: RuleSet, standing: Standing, what: Matter | Progress) -> Deadline | None:
    if isinstance(what, Matter):
        kind = rules.events.get(what.kind)
        return kind and kind.clock
    state = matter_of(standing, what)
    kind = rules.events.get(state.matter.kind) if state else None
    if kind is None or kind.form is not Form.PLAN:
        return None
    return {Stage.SUBMITTED: kind.answer, Stage.REJECTED: kind.within}.get(what.stage)


def _due(clock: Deadline, day: date, rules: RuleSet) -> date:
    try:
        return clock.due(day, rules.calendar)
    except (ValueError, OverflowError) as error:
        raise SubmissionError(
            Violation("on", f"expected a day from which `{clock}` can be counted: {error}")
        ) from error
