"""What a contract would have cost by other rules, and what it has brought, through the wire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.money_pb2 import Money
from grpc import StatusCode

from engine.api import pricing_service_pb2 as wire
from engine.api import rule_set_pb2
from tests.evaluation.builders import kpi, rule_file
from tests.service.serving import PATIENCE, day, refusal, served

FEE = "- {policy: fixed_fee, name: fee, amount: 1000.00, short_periods: whole, clause: Schedule 5}\n"
CREDITS = "- {policy: service_credits, per_failure: 100.00, clause: Schedule 5}\n"
BENEFITS = """
credits_avoided:
  title: Paid without credits
  clause: Business case, section 2
  value: payable
  over_the_year: added_up
  better: higher
  planned: {year 1: 12000, year 2: 12000}
"""
OWN = rule_file(payment=FEE + CREDITS, benefits=BENEFITS)
DEARER = rule_file(
    rule_set="dearer", parameters="fee_agreed: {type: money}", payment=FEE.replace("1000.00", "fee_agreed")
)
GRADED = rule_file(
    rule_set="graded",
    measures="figure: {type: number}\nunheard: {type: number}",
    kpis=kpi() + kpi("graded", value="unheard"),
    payment=FEE + CREDITS,
)


@pytest.fixture
def server():
    with served(OWN) as found:
        found.registers()
        yield found


def priced(server, *alternatives, **stated):
    asked = wire.PriceContractRequest(**{"contract": "cedar", "alternatives": alternatives} | stated)
    return server.pricing.PriceContract(asked, timeout=PATIENCE)


def files(text):
    return {"files": [{"name": "rules.yaml", "content": text.encode()}]}


def dearer(fee="1100.00"):
    return {**files(DEARER), "parameters": {"fee_agreed": {"value": {"number": fee}}}}


def money(units):
    return Money(currency_code="GBP", units=units)


def test_each_period_is_answered_under_each_rule_set(server):
    server.submits("2026-04", "95")
    server.submits("2026-05", "60")

    answer = priced(server, dearer())

    april, may = answer.periods
    assert (answer.contract, answer.provider, answer.currency_code) == ("cedar", "Cedar Support", "GBP")
    assert (april.period.label, [one.rules for one in april.costs]) == ("2026-04", ["test", "dearer"])
    assert [one.sums.payable for one in may.costs] == [money(900), money(1100)]
    assert may.costs[0].sums.due == money(900)
    assert may.costs[1].difference == money(200)
    own, other = answer.totals
    assert (own.priced, own.sums.payable, other.compared, other.difference) == (2, money(1900), 2, money(300))


def test_what_cannot_be_priced_has_no_sums_and_says_why(server):
    server.submits("2026-04", "95")

    [period] = priced(server, files(GRADED)).periods

    cost = period.costs[1]
    assert not cost.HasField("sums")
    assert not cost.HasField("difference")
    assert list(cost.why) == ["2026-04: payment: the evidence does not have the figure `unheard`"]


def test_periods_are_chosen_by_their_last_days(server):
    server.submits("2026-04", "95")
    server.submits("2026-05", "60")

    answer = priced(server, dearer(), since=day(2026, 5, 1), until=day(2026, 5, 31))

    assert [one.period.label for one in answer.periods] == ["2026-05"]


def test_a_contract_without_periods_has_nothing_to_compare(server):
    answer = priced(server, dearer())

    assert (list(answer.periods), list(answer.totals)) == ([], [])


@pytest.mark.parametrize(
    ("alternatives", "field"),
    [
        pytest.param([], "alternatives", id="no rules to compare with"),
        pytest.param([{}], "alternatives[0]", id="neither a rule set nor files"),
        pytest.param([{"rule_set": "test", **files(DEARER)}], "alternatives[0]", id="both"),
        pytest.param([dearer(), files(DEARER)], "alternatives[1].parameters.fee_agreed", id="a term that is not given"),
        pytest.param([dearer(), dearer()], "alternatives[1].name", id="two that are called alike"),
        pytest.param(
            [{"files": [{"name": "", "content": b""}]}], "alternatives[0].files[0].name", id="a file without a name"
        ),
    ],
)
def test_what_cannot_be_compared_is_refused_at_its_place(server, alternatives, field):
    refused = refusal(lambda: priced(server, *alternatives))

    assert (refused.code, refused.fields[0]) == (StatusCode.INVALID_ARGUMENT, field)


def test_rules_with_mistakes_are_refused_with_them(server):
    refused = refusal(lambda: priced(server, files("rule_set: x\n")))

    assert (refused.code, refused.reason) == (StatusCode.FAILED_PRECONDITION, "RULES_INVALID")


def test_an_unknown_contract_is_not_found(server):
    refused = refusal(lambda: priced(server, dearer(), contract="nobody"))

    assert (refused.code, refused.reason) == (StatusCode.NOT_FOUND, "CONTRACT_UNKNOWN")


def benefits(server, contract="cedar"):
    return server.pricing.GetBenefits(wire.GetBenefitsRequest(contract=contract), timeout=PATIENCE)


def test_benefits_are_answered_by_year_with_what_is_open(server):
    server.submits("2026-04", "95")
    server.submits("2026-05", "60")

    [benefit] = benefits(server).benefits

    first, second = benefit.years
    assert (benefit.name, benefit.title, benefit.currency_code) == ("credits_avoided", "Paid without credits", "GBP")
    assert benefit.better == rule_set_pb2.BETTER_HIGHER
    assert (first.year, first.first, first.last) == (1, day(2026, 4, 1), day(2027, 3, 31))
    assert (first.planned, first.actual, first.so_far, first.difference) == ("12000", "", "1900", "")
    assert (first.periods, len(first.open), first.HasField("reached")) == (12, 10, False)
    assert first.sentence.endswith("2 of 12 periods come to 1,900.00 GBP; 12,000.00 GBP are planned.")
    assert len(second.open) == 12


def test_a_whole_year_is_held_against_the_plan(server):
    for month in range(12):
        server.submits(f"{2026 + (month + 3) // 12}-{(month + 3) % 12 + 1:02}", "60" if month == 3 else "95")

    year = benefits(server).benefits[0].years[0]

    assert (year.actual, year.difference, year.reached) == ("11900", "-100", False)


def test_a_period_that_waits_for_a_person_is_named():
    undecidable = rule_file(kpis=kpi(value="100 / figure", precision="1 dp, half up"), payment=FEE, benefits=BENEFITS)
    with served(undecidable) as server:
        server.registers()
        server.submits("2026-04", "0")

        year = benefits(server).benefits[0].years[0]

    assert [(one.period.label, one.why) for one in year.unknown] == [
        ("2026-04", "it is undecided, and waits for a person")
    ]


def test_benefits_of_an_unknown_contract_are_not_found(server):
    assert refusal(lambda: benefits(server, "nobody")).code is StatusCode.NOT_FOUND


def as_it_was(server):
    """Two months decided, the first corrected an hour later: a moment between, and the day on which April ended."""
    server.desk.clock.time = datetime(2026, 7, 20, 9, tzinfo=UTC)
    server.submits("2026-04", "75")
    server.submits("2026-05", "95")
    moment = Timestamp()
    moment.FromDatetime(server.desk.clock.time)
    server.desk.clock.time += timedelta(hours=1)
    server.submits("2026-04", "95", reason="misread")
    return moment, day(2026, 4, 30)


def test_what_a_contract_cost_is_asked_as_of_a_day_and_as_known_at_a_moment(server):
    moment, april = as_it_was(server)
    other = files(OWN.replace("rule_set: test", "rule_set: other"))

    now, then, of_april = (
        priced(server, other),
        priced(server, other, as_known_at=moment),
        priced(server, other, as_of=april),
    )

    assert [[one.period.label for one in answer.periods] for answer in (now, then, of_april)] == [
        ["2026-04", "2026-05"],
        ["2026-04", "2026-05"],
        ["2026-04"],
    ]
    assert [answer.periods[0].costs[0].sums.payable.units for answer in (now, then)] == [1000, 900]
    assert (then.as_known_at, of_april.as_of) == (moment, april)
    assert not now.HasField("as_of")


def test_what_a_contract_has_brought_is_asked_as_of_a_day_and_as_known_at_a_moment(server):
    moment, april = as_it_was(server)

    def brought(**stated):
        request = wire.GetBenefitsRequest(**{"contract": "cedar"} | stated)
        return server.pricing.GetBenefits(request, timeout=PATIENCE)

    now, then, of_april = brought(), brought(as_known_at=moment), brought(as_of=april)

    assert [answer.benefits[0].years[0].so_far for answer in (now, then, of_april)] == ["2000", "1900", "1000"]
    assert (then.as_known_at, of_april.as_of) == (moment, april)
