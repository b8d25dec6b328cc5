from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from engine.compiler.rule_sets import compiled
from engine.model.decimals import exactly
from engine.model.escalation import DecisionOutcome
from engine.model.figures import Absence
from engine.model.payment import Draft, Factor, LineKind, Part
from engine.model.policy import AbsentFigureError, Parameters
from engine.model.record_terms import FieldName, RecordName
from engine.plugins.testing import GivenView, decided, policies_with

RULES = """
rule_set: visits
in_force: 2026-04-01
reporting: {every: month}
currency: GBP
money: {precision: 2 dp, rounding: half up}
scale: procurement-act-2023
failure: requires_improvement
over_not_rated: skips
records:
  visits:
    key: visit
    fields:
      visit: {type: text}
      minutes: {type: count}
      price: {type: money}
      started: {type: instant, optional: true}
      home: {type: text, personal: true}
kpis:
  visits_made: {value: count(visits)}
payment:
  - {policy: by_the_visit, clause: Schedule 3, round: row, visits: visits, price: visits.price}
"""
VISITS = [
    {"visit": "v-1", "minutes": "30", "price": "10.005", "started": "2026-04-01T08:00", "home": "1 High Street"},
    {"visit": "v-2", "minutes": "45", "price": "12.00", "home": "2 High Street"},
]


class ByTheVisitParameters(Parameters):
    """Where the visits and their prices are."""

    visits: RecordName
    price: FieldName


class ByTheVisit:
    """A part for each visit, each rounded by itself."""

    name, version, parameters = "by_the_visit", "1", ByTheVisitParameters

    def __init__(self) -> None:
        self.seen: list[dict[str, object]] = []

    def drafts(self, parameters, view):
        rows = view.records(parameters.visits.name)
        self.seen += map(dict, rows)
        prices = [row[parameters.price.field] for row in rows]
        parts = tuple(Part("visit", (Factor(price, "price"),), price) for price in prices)
        return (Draft(LineKind.FEE, parts),)

    def pays_per_row(self, _parameters):
        return True


def errors(**changes):
    text = RULES
    for old, new in changes.values():
        text = text.replace(old, new)
    found = compiled("rules.yaml", text.encode(), policies_with(ByTheVisit()))
    return [(one.code, one.message) for one in found.diagnostics if one.severity.value == "error"]


def test_a_policy_pays_by_the_row():
    (april,) = decided(RULES, {}, policies=[ByTheVisit()], records=[{"visits": VISITS}])

    assert [line.due for line in april.payment.lines] == [Decimal("22.01")]


def test_a_policy_sees_exact_values_and_nothing_personal():
    policy = ByTheVisit()

    decided(RULES, {}, policies=[policy], records=[{"visits": VISITS}])

    started = datetime(2026, 4, 1, 7, tzinfo=UTC)
    assert policy.seen == [
        {"visit": "v-1", "minutes": Decimal(30), "price": Decimal("10.005"), "started": started},
        {"visit": "v-2", "minutes": Decimal(45), "price": Decimal(12), "started": Absence.MISSING},
    ]


def test_where_no_records_came_a_person_must_judge_what_is_paid():
    (april,) = decided(RULES, {}, policies=[ByTheVisit()])

    assert april.outcome is DecisionOutcome.UNDECIDED
    assert april.undecided == ("payment: `visits` is missing",)


def test_rows_cannot_be_changed():
    row = GivenView(rows={"visits": [{"minutes": Decimal(30)}]}).records("visits")[0]

    with pytest.raises(TypeError):
        row["minutes"] = Decimal(40)
    with pytest.raises(AttributeError):
        row.cells = ()


def test_the_double_answers_as_the_real_view_does():
    parameters = ByTheVisitParameters(visits="visits", price="visits.price")
    day = date(2026, 4, 1)
    view = GivenView(rows={"visits": [{"price": Decimal("9.50"), "on": day}, {"price": Decimal(1), "on": day}]})

    with exactly():
        (draft,) = ByTheVisit().drafts(parameters, view)

    assert draft.amount == Decimal("10.50")
    with pytest.raises(AbsentFigureError, match="`people` is missing"):
        view.records("people")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param(
            "visits: visits, ",
            "visits: visit, ",
            ("unknown-name", "unknown records `visit`; did you mean `visits`?"),
            id="records misspelt",
        ),
        pytest.param(
            "visits.price",
            "visits.prize",
            ("unknown-name", "unknown field of `visits` `prize`; did you mean `price`?"),
            id="a field misspelt",
        ),
        pytest.param(
            "visits.price",
            "visits.home",
            ("personal-field", "expected a field that policies may see, and `visits.home` is personal"),
            id="a personal field",
        ),
    ],
)
def test_names_of_records_and_fields_are_checked_with_the_rule_file(old, new, told):
    assert errors(change=(old, new)) == [told]


class WhatItSees(ByTheVisit):
    """Pays nothing, and keeps what the view says of the contract's clocks and the rule set's days and money."""

    def __init__(self) -> None:
        self.seen: list[tuple[object, ...]] = []

    def drafts(self, _parameters, view):
        holiday = view.calendar and date(2026, 4, 6) in view.calendar.holidays
        self.seen.append((holiday, view.time_zone.key, str(view.precision)))
        return ()


@pytest.mark.parametrize(
    ("calendar", "holiday"),
    [
        pytest.param("", None, id="without a calendar"),
        pytest.param("calendar: england\n", True, id="England has Easter Monday"),
        pytest.param("calendar: scotland\n", False, id="Scotland has not"),
    ],
)
def test_a_policy_sees_the_calendar_the_clocks_and_how_money_is_rounded(calendar, holiday):
    policy = WhatItSees()
    rules = f"{calendar}{RULES.replace('half up', 'half even').lstrip()}"

    decided(rules, {}, policies=[policy], records=[{"visits": VISITS}])

    assert policy.seen == [(holiday, "Europe/London", "2 dp, half even")]
