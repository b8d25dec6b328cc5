"""What is recorded of KPIs is of the KPI that was meant, whatever versions call it that come afterwards."""

from datetime import date

import pytest

from engine.application.requests import EventRequest
from engine.model.events import Dispute, Form, Matter, Relief, Waiver
from engine.model.figures import Absence
from engine.model.ledger import EntryKind
from engine.model.outcome import NotRated
from engine.model.period import Period
from tests.application.builders import Desk
from tests.evaluation.builders import kpi, rule_file

EVENTS = "{warned: {is: warning, answer: 5 working days}}"
FIRST = rule_file(kpis=kpi("a") + kpi("b", value="extra"), events=EVENTS)
SWAPPED = rule_file(
    in_force="2026-06-01",
    kpis=kpi("b") + kpi("a", value="extra"),
    was="{kpis: {a: b, b: a}}",
    events=EVENTS,
    review="every 6 months",
)
JUNE = Period.parse("2026-06")


@pytest.fixture
def desk():
    desk = Desk(FIRST)
    desk.registers()
    desk.clock.is_on(date(2026, 5, 20))
    for month in ("2026-04", "2026-05"):
        desk.submits(month, "95", extra="95")
    return desk


def swaps(desk):
    """Read a version in which the two KPIs have each other's name."""
    desk.texts = [(FIRST, SWAPPED)]
    desk.application.shelf.reload()


def happens(desk, what, on=date(2026, 5, 20)):
    asked = EventRequest("cedar", on, "A. Officer", "snow closed the roads", what)
    return desk.application.events.record(desk.call(), asked).event


def excused(recorded):
    found = [one for one in recorded.decision.outcomes if isinstance(one, NotRated)]
    return {one.kpi for one in found if one.absence is Absence.RELIEVED}


@pytest.mark.parametrize("excuse", [Relief, Waiver])
@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param(False, {"b"}, id="by the name of before the new version was known"),
        pytest.param(True, {"a"}, id="by the name in the new version"),
    ],
)
def test_an_excuse_for_a_period_to_come_is_for_the_kpi_that_was_meant(desk, excuse, known, expected):
    if known:
        swaps(desk)
    happens(desk, excuse(JUNE, "a"))
    swaps(desk)

    june = desk.submits("2026-06", "0", extra="0")

    assert excused(june) == expected
    assert Desk(FIRST, SWAPPED, ledger=desk.ledger).application.events.of("cedar")[0].what.kpi == "a"


def test_a_dispute_of_an_earlier_period_is_by_the_names_of_its_time(desk):
    swaps(desk)
    desk.clock.is_on(date(2026, 7, 10))
    desk.submits("2026-05", "0", extra="0", reason="misread")

    happens(desk, Dispute(stands=False, period=Period.parse("2026-05"), kpi="a"), date(2026, 7, 10))

    (_, may) = desk.application.contracts.standing("cedar").standing.records
    assert {name for name, one in may.kpis.items() if one.rating is None} == {"a"}


@pytest.mark.parametrize(
    ("what", "named"),
    [
        pytest.param(Relief(JUNE, "a"), "2026-06-01", id="a relief, by the rules of its period"),
        pytest.param(Matter(Form.WARNING, "warned", kpis=("a",), consequence="x"), "2020-01-01", id="a warning"),
        pytest.param(Matter(Form.WARNING, "warned"), None, id="a warning of no KPI"),
    ],
)
def test_it_is_recorded_which_rules_an_event_names_kpis_by(desk, what, named):
    swaps(desk)

    happens(desk, what)

    [entry] = [one for one in desk.ledger.stream("cedar") if one.kind is EntryKind.EVENT_RECORDED]
    assert (f'"named":"{named}"' in entry.body) is (named is not None)
    assert ('"named"' in entry.body) is (named is not None)


def test_a_warning_is_of_what_its_kpi_is_called_since(desk):
    happens(desk, Matter(Form.WARNING, "warned", kpis=("a",), consequence="stays take a week longer"))
    swaps(desk)
    desk.clock.is_on(date(2026, 7, 10))

    june = desk.submits("2026-06", "95", extra="95")

    assert [one.what.kpis for one in june.decision.unanswered] == [("b",)]
    [item] = desk.application.contracts.standing("cedar").review.agenda
    assert "warned on 20 May 2026 of b: stays take" in item.text
