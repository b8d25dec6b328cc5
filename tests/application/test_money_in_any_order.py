"""Caps hold and lines add up in whatever order figures arrive and are put right: shared caps, an index, both ways."""

from datetime import date
from decimal import Decimal
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.model.days import window_start
from engine.model.decimals import exactly
from engine.model.ledger import DecisionQuery
from engine.model.payment import INDEXED, Draft, Factor, LineKind, LineState
from engine.model.policy import Parameters
from engine.model.products import product
from engine.plugins.testing import policies_with
from tests.application.builders import Desk, months_from
from tests.evaluation.builders import kpi, rule_file

WHY = "the call monitoring was misread"
INDICES = """
cpi: {title: CPI, source: constructed, figures: {2026-01: 129.0, 2026-06: 134.2, 2026-09: 133.3}}
"""
INDEX = "index: {by: cpi, base: 2026-01, of: 1 month before, every: [2026-07-01, 2026-10-01]}"
PAYMENT = f"""
- {{policy: fixed_fee, name: fee, clause: s1, amount: 100, short_periods: whole, {INDEX},
   cap: [{{limit: 1000, over: contract, clause: s2}}]}}
- {{policy: service_credits, clause: s3, per_point: 12.345, cap: [yearly, in_all], {INDEX}}}
- {{policy: service_credits, name: more_credits, clause: s4, per_failure: 17% of fee, cap: [{{limit: 15}}, yearly]}}
- {{policy: both_ways, clause: s5, cap: [in_all, {{limit: 40, binds: additions, over: contract, clause: s6}}]}}
"""
CAPS = """
yearly: {limit: 95, over: twelve months, clause: s7}
in_all: {limit: 120, over: contract, binds: deductions, clause: s8}
"""
RULES = rule_file(
    measures="{figure: {type: number}}",
    kpis=kpi(points="{requires_improvement: 2, inadequate: 4}", repeat="double", missing="{failure: inadequate}"),
    payment=PAYMENT,
    caps=CAPS,
    indices=INDICES,
    reporting="{every: month, due: 10 days}",
)
LIMITS = {"yearly": 95, "in_all": 120, "fee": 1000, "both_ways-2": 40, "more_credits-1": 15}


class BothWays:
    """A bonus of a third of 20 where nothing failed; what failed costs 20 thirds, and withholds as much again."""

    name, version, parameters = "both_ways", "1", Parameters

    def drafts(self, _parameters, view):
        third = product("a third of it", Factor(Decimal(20), "sum"), Factor(Decimal(1), "shares", Decimal(3)))
        kinds = (LineKind.DEDUCTION, LineKind.WITHHELD) if view.failures() else (LineKind.INCENTIVE,)
        return tuple(Draft(kind, (third,)) for kind in kinds)


@pytest.fixture(scope="module")
def policies():
    return policies_with(BothWays())


def check_lines(decision):
    """Hold each line against its own arithmetic, and the totals against the lines."""
    payment = decision.payment
    with exactly():
        for line in payment.lines:
            assert line.due == line.capped_off + line.applied
            assert line.unrounded == sum((part.amount for part in line.parts), Decimal(0))
            assert 0 <= line.applied <= line.due or line.kind is LineKind.ADJUSTMENT
            assert not line.caps or line.caps[-1].left == line.applied
        signed = sum(line.kind.sign * line.applied for line in payment.lines if line.state is LineState.APPLIED)
    assert payment.payable - payment.carried_forward == signed
    assert min(payment.payable, payment.carried_forward) == 0


def used(records, cap):
    return sum((entry.caps.get(cap, 0) for record in records for entry in record.entries.values()), Decimal(0))


def check_caps(desk, contract):
    """Hold what each cap was used against its limit, at the end of each period that stands."""
    records = desk.application.contracts.standing(contract).standing.records
    for place, record in enumerate(records, start=1):
        start = window_start(record.period.last_day, 12)
        recent = [one for one in records[:place] if one.period.last_day >= start]
        assert used(recent, "yearly") <= LIMITS["yearly"]
        assert used([record], "more_credits-1") <= LIMITS["more_credits-1"]
        for cap in ("in_all", "fee", "both_ways-2"):
            assert used(records[:place], cap) <= LIMITS[cap]


def check(desk, recorded):
    """Hold what was just recorded, and what it superseded, to all of it."""
    contract = recorded.name.contract
    for decision in (recorded.decision, *(desk.application.decisions.one(one).decision for one in recorded.later)):
        check_lines(decision)
    check_caps(desk, contract)


FIGURES = st.sampled_from(["95", "85", "75", "60"])
REVISIONS = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15), FIGURES), max_size=6)


def submit_each(desk, figures, revisions):
    """Submit *figures*, None being nothing, and revise them as they come; return what is known in the end."""
    known = {}
    for place, (month, figure) in enumerate(zip(months_from("2026-04"), figures, strict=False)):
        if figure is None:
            check(desk, desk.hears_nothing(month, on=date(2028, 1, 1)))
        else:
            check(desk, desk.submits(month, figure))
        known[month] = figure
        for after, which, other in revisions:
            revised = [*known][which % len(known)]
            if after == place and known[revised] != other:
                check(desk, desk.submits(revised, other, reason=WHY))
                known[revised] = other
    return known


relaxed = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@relaxed
@given(
    figures=st.lists(st.none() | FIGURES, min_size=1, max_size=16),
    revisions=REVISIONS,
)
def test_caps_hold_and_lines_add_up_in_any_order_of_arrival(policies, figures, revisions):
    desk = Desk(RULES, policies=policies)
    desk.clock.is_on(date(2028, 1, 1))
    desk.registers()

    submit_each(desk, figures, revisions)


@relaxed
@given(right=st.lists(FIGURES, min_size=1, max_size=16), revisions=REVISIONS, data=st.data())
def test_corrections_come_to_the_same_money_under_caps_and_an_index(policies, right, revisions, data):
    desk = Desk(RULES, policies=policies)
    desk.registers()
    desk.registers("right")
    months = [*islice(months_from("2026-04"), len(right) + 1)]
    wrong = data.draw(st.lists(FIGURES, min_size=len(right), max_size=len(right)))

    known = submit_each(desk, wrong, revisions)
    for month, figure in data.draw(st.permutations([*zip(months, right, strict=False)])):
        if known[month] != figure:
            check(desk, desk.submits(month, figure, reason=WHY))
    for month, figure in zip(months, right, strict=False):
        desk.submits(month, figure, contract="right")
    last = [desk.submits(months[-1], "95", contract=contract) for contract in ("cedar", "right")]

    ours, theirs = (desk.application.contracts.standing(contract).standing for contract in ("cedar", "right"))
    assert [one.entries for one in ours.records] == [one.entries for one in theirs.records]
    assert ours.pending == ()
    assert payable_to_date(desk, "cedar") - ours.carried == payable_to_date(desk, "right") - theirs.carried
    check_lines(last[0].decision)


def payable_to_date(desk, contract):
    """Return what was payable of each period as it was first decided, which is what was paid."""
    recorded = desk.application.decisions.some(DecisionQuery(contract=contract), 0, 1000)
    return sum((one.decision.payment.payable for one in recorded if not one.decision.supersedes), Decimal(0))


def test_the_index_is_among_the_factors_of_periods_that_are_decided_again(policies):
    desk = Desk(RULES, policies=policies)
    desk.registers()
    desk.submits_each(["75"] * 8)

    revised = desk.submits("2026-05", "95", reason=WHY)

    decisions = [revised.decision, *(desk.application.decisions.one(one).decision for one in revised.later)]
    shown = [
        factor.what.removeprefix(INDEXED)
        for one in decisions
        for factor in next(line for line in one.payment.lines if line.entry == "fee").parts[0].factors[1:]
    ]
    assert shown == ["CPI, June 2026 over January 2026"] * 3 + ["CPI, September 2026 over January 2026"] * 2
