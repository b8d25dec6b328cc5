"""What a rule file says of the contract's life: its changes, and its exit."""

from __future__ import annotations

from engine.compiler.reading import Reading
from engine.compiler.shape.rule_set import RuleSetShape
from engine.model.changes import TENTH, AtMost, ChangeRules, TakesEffect
from engine.model.deadline import Unit
from engine.model.exits import ExitRules
from engine.model.measures import MeasureType


def change_rules(reading: Reading, shape: RuleSetShape) -> ChangeRules | None:
    """Return when changes take effect, if the file says anything of them."""
    given = shape.changes
    if given is None:
        return None
    at, name = ("changes", "value_at_award"), given.value_at_award
    if name is not None and reading.known(at, name, reading.parameters, "parameter"):
        kind = reading.parameters[name].type
        if kind is not MeasureType.MONEY:
            message = f"expected a parameter of the type `money`, not `{name}`, which is `{kind.value}`"
            reading.findings.error(at, "wrong-type", message)
    limit = given.value_limit
    if limit is not None and (name is None or limit <= 0):
        message = "expected a `value_limit` of more than 0%, beside the `value_at_award` that it is a share of"
        reading.findings.error(("changes", "value_limit"), "key-alone", message)
    return ChangeRules(
        TakesEffect(given.takes_effect) if given.takes_effect else None,
        AtMost(given.at_most) if given.at_most else None,
        name,
        given.clause,
        TENTH if limit is None else limit,
    )


def exit_rules(reading: Reading, shape: RuleSetShape) -> ExitRules | None:
    """Return what an exit obliges people to do, if the file says anything of it."""
    given = shape.exit
    if given is None:
        return None
    if given.plan is not None:
        reading.known(("exit", "plan"), given.plan, shape.events or {}, "event")
    without = reading.calendar is None and not reading.findings.is_spoilt(("calendar",))
    for place, one in enumerate(given.obligations):
        if one.within.unit is Unit.WORKING_DAY and without:
            message = f"expected a `calendar` for `{one.within}`, the time for `{one.do}`"
            reading.findings.error(("exit", "obligations", place, "within"), "calendar-missing", message)
        if one.do in {other.do for other in given.obligations[:place]}:
            message = f"expected each obligation once: `{one.do}` stands twice"
            reading.findings.error(("exit", "obligations", place, "do"), "repeated-name", message)
    return ExitRules(given.plan, tuple(one.term for one in given.obligations), given.clause)
