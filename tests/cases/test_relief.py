"""AC-29, in which people agree reliefs: the two effects that one may have (SEMANTICS 17)."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from engine.authoring.folders import bound_at
from engine.bootstrap import policies
from engine.evaluation.admission import submission
from engine.evaluation.decide import decide
from engine.model.contract import Contract
from engine.model.decision import folded
from engine.model.events import ContractEvent, Effect, Relief
from engine.model.period import Period
from engine.model.standing import Standing

FOLDER = Path(__file__).parent / "ac-29-relief"
JUNE = Period.parse("2026-06")
CONTRACT = Contract(id="test", provider="test", rule_set="relief", start=date(2026, 4, 1), parameters={})


def quarter(effect):
    """Return what is decided of 12, 6 and 32 points, with relief of *effect* for the last."""
    rules = next(iter(bound_at(FOLDER, policies()).book.versions))
    relief = ContractEvent(
        1, date(2026, 7, 1), "A. Officer", "the council's own line failed", Relief(JUNE, KPI, effect)
    )
    standing = Standing(events=(relief,))
    for month, figure in (("2026-04", "97"), ("2026-05", "98"), ("2026-06", "96")):
        period = Period.parse(month)
        decided_on = period.last_day + timedelta(days=2)
        evidence = submission(rules, CONTRACT, period, {"availability": figure}, decided_on=decided_on)
        decision = decide(rules, CONTRACT, standing, evidence)
        standing = replace(folded(standing, decision), events=(relief,))
        yield decision


KPI = "availability_met"


@pytest.mark.parametrize(
    ("effect", "credit"),
    [
        pytest.param(Effect.NO_CONSEQUENCE, [], id="AC-29: wholly due to the council, the credit is 0"),
        pytest.param(Effect.DISREGARDED_FOR_EXIT, ["3200.00"], id="AC-29: under the deduction regime it stands"),
    ],
)
def test_relief_takes_the_credit_away_or_only_its_weight_towards_exit(effect, credit):
    *_, june = quarter(effect)

    assert [str(line.applied) for line in june.payment.lines if line.entry == "service_credits"] == credit
    assert june.moves[0].after == "routine"


def test_points_of_12_and_6_are_all_that_count_towards_termination():
    *_, june = quarter(Effect.DISREGARDED_FOR_EXIT)

    (check,) = [one for one in june.moves[0].checks if one.rung == "exit"]
    assert (check.verdict.examined[0].left, check.verdict.holds) == (18, False)
