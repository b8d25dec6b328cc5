"""`plimsoll statement`: a contract's money line by line, for the finance system."""

import csv
import io
import json
from decimal import Decimal

import pytest

from engine.api.decision_pb2 import Decision
from engine.api.standing_pb2 import Standing
from engine.cli.remote.statements import document, rows, statement

WHY = ("--reason", "the monitoring was misread")


@pytest.fixture
def registered(office):
    office.registers()
    return office


def table(result):
    """Return the rows of a statement in CSV."""
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_every_line_is_there_with_what_is_payable(registered):
    registered.submits_months(97, 15)

    found = table(registered.asks("statement", "cedar", "--format", "csv"))

    assert [(one["row"], one["period"], one["entry"], one["adds"]) for one in found] == [
        ("line", "2026-04", "fee", "240000.00"),
        ("line", "2026-04", "service_credits", "-4800.00"),
        ("carried_forward", "2026-04", "", "0.00"),
        ("payable", "2026-04", "", "235200.00"),
        ("line", "2026-05", "fee", "240000.00"),
        ("carried_forward", "2026-05", "", "0.00"),
        ("payable", "2026-05", "", "240000.00"),
    ]
    assert {(one["contract"], one["provider"], one["currency"]) for one in found} == {("cedar", "Cedar Support", "GBP")}


def test_a_revision_is_shown_once_where_it_is_adjusted(registered):
    registered.submits_months(97)
    registered.submits("cedar,2026-04,,3000,15,", more=WHY)

    before = table(registered.asks("statement", "cedar", "--format", "csv"))
    registered.submits_months(15, first="2026-05")
    after = table(registered.asks("statement", "cedar", "--format", "csv"))

    assert (before[-1]["row"], before[-1]["period"], before[-1]["adds"]) == ("to_be_adjusted", "2026-04", "4800.00")
    adjusting = [(one["adjusts"], one["adds"]) for one in after if one["adjusts"]]
    assert adjusting == [("2026-04", "4800.00")]
    assert sum(Decimal(one["adds"]) for one in after if one["row"] == "payable") == 480000


def test_lines_plus_what_is_carried_forward_are_what_is_payable(registered):
    registered.submits_months(97, 97, 15)

    made = json.loads(registered.asks("statement", "cedar", "--format", "json").stdout)

    for decision in made["decisions"]:
        adds = sum(Decimal(line["adds"]) for line in decision["lines"])
        assert adds + Decimal(decision["carried_forward"]) == Decimal(decision["payable"])
    assert made["payable"] == "710400.00"


def test_a_statement_may_be_of_some_periods(registered):
    registered.submits_months(97, 15, 15)

    found = table(
        registered.asks("statement", "cedar", "--format", "csv", "--since", "2026-05-31", "--until", "2026-05-31")
    )

    assert {one["period"] for one in found} == {"2026-05"}


def test_a_table_is_read_by_a_person(registered):
    registered.submits_months(97)
    registered.submits("cedar,2026-04,,3000,15,", more=WHY)

    result = registered.asks("statement", "cedar")

    assert "235,200.00" in result.stdout
    assert "2026-04 was decided again: the next decision adjusts it by 4,800.00" in result.stderr


def test_what_is_corrected_after_the_last_period_is_to_be_settled(office):
    office.registers("contracts:\n  cedar: {provider: Cedar Support, start: 2026-04-01, end: 2026-04-30}\n")
    office.submits_months(97)
    office.submits("cedar,2026-04,,3000,15,", more=WHY)

    rows = table(office.asks("statement", "cedar", "--format", "csv"))
    made = json.loads(office.asks("statement", "cedar", "--format", "json").stdout)
    noted = office.asks("statement", "cedar").stderr
    stands = office.asks("standing", "cedar").stdout

    assert (rows[-1]["row"], rows[-1]["period"], rows[-1]["adds"]) == ("to_be_settled", "2026-04", "4800.00")
    assert made["to_be_adjusted"] == []
    assert made["to_be_settled"] == [{"period": "2026-04", "difference": "4800.00"}]
    assert "2026-04 was decided again: no decision follows, and it is to be settled by 4,800.00" in noted
    assert "instead of 235200, to be settled: no decision follows" in " ".join(stands.split())


def test_an_unknown_contract_is_said_so(registered):
    result = registered.asks("statement", "ceder")

    assert result.exit_code == 2
    assert "unknown contract `ceder`" in result.stderr


def test_what_no_period_takes_any_more_is_a_debt():
    last = Decision(id="cedar#9")
    last.evidence.period.label = "2026-05"
    last.payment.currency = "GBP"
    last.payment.debt.units = 140

    made = statement([last], Standing(contract="cedar"))

    assert [(one["row"], one["adds"]) for one in rows(made)] == [
        ("carried_forward", "0.00"),
        ("debt", "140.00"),
        ("payable", "0.00"),
    ]
    assert (document(made)["debt"], document(made)["decisions"][0]["debt"]) == ("140.00", "140.00")


@pytest.mark.parametrize(
    ("standing", "owed"),
    [
        pytest.param(
            {"latest_period": {"label": "2026-05"}},
            [("carried_forward", "0.00"), ("debt", "70.00")],
            id="the contract has come to end with it",
        ),
        pytest.param(
            {"latest_period": {"label": "2026-05"}, "open_period": {"label": "2026-06"}},
            [("carried_forward", "70.00")],
            id="another period follows",
        ),
        pytest.param(
            {"latest_period": {"label": "2026-07"}},
            [("carried_forward", "70.00")],
            id="another, not shown, has taken it",
        ),
    ],
)
def test_semantics_26_what_was_carried_is_a_debt_once_the_contract_ends_before_the_next_period(standing, owed):
    last = Decision(id="cedar#9")
    last.evidence.period.label = "2026-05"
    last.payment.currency = "GBP"
    last.payment.carried_forward.units = 70

    made = statement([last], Standing(contract="cedar", **standing))

    assert [(one["row"], one["adds"]) for one in rows(made)] == [*owed, ("payable", "0.00")]
    assert made.carried_forward + made.debt == 70
