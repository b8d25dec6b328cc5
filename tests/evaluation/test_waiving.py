"""What a waiver gave up stands beside what is due and what is applied: sanctions due, applied and waived."""

from datetime import date

import pytest

from engine.model.events import ContractEvent, Effect, Relief, Waiver
from engine.model.period import Period
from engine.model.standing import Standing
from tests.evaluation.builders import MISSING, Provider, kpi, ladder, rules
from tests.evaluation.explanation.readers import read

APRIL = Period.parse("2026-04")
KPIS = kpi() + kpi("timely", value="extra")
CREDITS = "- {policy: service_credits, by_rating: {requires_improvement: 100.00, inadequate: 250.00}, cap: 300}"
RULES = rules(kpis=KPIS, payment=CREDITS, escalation=ladder("credits() >= 1"))
WAIVED, RELIEVED = Waiver(APRIL, "kpi"), Relief(APRIL, "kpi")


def provider(*agreed, of=RULES):
    """A provider of whose April something was *agreed*."""
    found = Provider(of)
    on = date(2026, 5, 11)
    found.standing = Standing(
        events=tuple(ContractEvent(6 + place, on, "A. Officer", "snow", what) for place, what in enumerate(agreed))
    )
    return found


def lines(decision):
    return [
        (line.state.value, str(line.due), str(line.capped_off), str(line.applied)) for line in decision.payment.lines
    ]


@pytest.mark.parametrize(
    ("figure", "extra", "came"),
    [
        pytest.param(75, 95, [("waived", "100.00", "0.00", "100.00")], id="the one that failed"),
        pytest.param(
            75,
            60,
            [("applied", "250.00", "0.00", "250.00"), ("waived", "100.00", "50.00", "50.00")],
            id="one of two, of which the cap would have left a part",
        ),
        pytest.param(
            60,
            60,
            [("applied", "250.00", "0.00", "250.00"), ("waived", "250.00", "200.00", "50.00")],
            id="the cap is as it would have been",
        ),
        pytest.param(95, 75, [("applied", "100.00", "0.00", "100.00")], id="nothing, where what is waived passed"),
    ],
)
def test_what_is_waived_is_shown_with_what_it_would_have_cost(figure, extra, came):
    assert lines(provider(WAIVED).reports(figure=figure, extra=extra)) == came


def test_what_is_waived_moves_no_money_and_is_no_credit():
    decision = provider(WAIVED).reports(figure=60, extra=95)

    assert (decision.payment.due, decision.payment.applied, decision.payment.payable) == ({}, {}, 0)
    assert decision.moves[0].after == "routine"


def test_it_uses_nothing_of_a_cap():
    capped = rules(kpis=KPIS, payment=CREDITS.replace("cap: 300", "cap: {limit: 300, over: contract}"))
    cedar = provider(WAIVED, of=capped)

    _, may = cedar.reports(figure=60, extra=95), cedar.reports(figure=60, extra=95)

    assert lines(may) == [("applied", "250.00", "0.00", "250.00")]


@pytest.mark.parametrize(
    "agreed",
    [
        pytest.param([RELIEVED], id="relief is agreed, and waives nothing"),
        pytest.param([RELIEVED, WAIVED], id="what is relieved anyway is not waived"),
    ],
)
def test_what_was_excused_is_no_sanction_that_was_waived(agreed):
    assert lines(provider(*agreed).reports(figure=60, extra=95)) == []


def test_a_waiver_of_what_relief_leaves_standing_shows_what_it_gave_up():
    stands = Relief(APRIL, "kpi", Effect.DISREGARDED_FOR_EXIT)

    assert lines(provider(stands, WAIVED).reports(figure=75, extra=95)) == [("waived", "100.00", "0.00", "100.00")]


def test_what_cannot_be_known_without_the_waiver_is_left_out():
    gap = "- {policy: service_credits, percentage_gap: {kpi: kpi, required: 98, of: charges}}"
    deemed = rules(kpis=kpi(missing="{failure: inadequate}"), payment=gap)

    assert lines(provider(WAIVED, of=deemed).reports(figure=MISSING)) == []


def test_a_reader_is_told_that_it_moves_no_money():
    said = read(provider(WAIVED).reports(figure=75, extra=95), RULES, "service_credits")

    assert "It is waived, and moves no money." in said
