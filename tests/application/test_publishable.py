"""What may be published of a period: by the decision that stands on it, and nothing of what may not."""

from datetime import date

import pytest

from engine.model.events import Confirmation, Effect, Relief, Waiver
from engine.model.ledger import DecisionQuery
from engine.model.period import Period
from tests.application.builders import LADDER, Desk
from tests.application.test_matters import happens
from tests.evaluation.builders import MISSING, kpi, rule_file

KPIS = (
    kpi("stays", publishable="true", value="100 * missed / visits", precision="'1 dp, half up'", missing="not_rated")
    + kpi("turnover", publishable="false", value="extra", missing="not_rated")
    + kpi("kpi")
)
ANY = DecisionQuery()
APRIL = {"missed": "95", "visits": "100", "extra": "20"}


@pytest.fixture
def desk():
    desk = Desk(rule_file(kpis=KPIS, escalation=LADDER, calendar="england", reporting="{every: month}"))
    desk.registers()
    return desk


def listed(desk, query=ANY, after=0, limit=50):
    return desk.application.decisions.publishable(query, after, limit)


def told(desk, **asked):
    """By decision, what may be published: each KPI with its rating and what is said beside it."""
    return [
        (str(one.recorded.name), [(kpi.kpi, kpi.rating, *(flag.value for flag in kpi.flags)) for kpi in one.kpis])
        for one in listed(desk, **asked)
    ]


def test_only_what_the_rules_call_publishable_is_listed(desk):
    desk.submits("2026-04", "96", **APRIL)

    [april] = listed(desk)

    assert [one.kpi for one in april.kpis] == ["stays"]
    assert (april.kpis[0].rating, str(april.kpis[0].value), april.rules.name) == ("good", "95", "test")


def test_rules_that_say_nothing_of_it_let_nothing_be_published():
    desk = Desk(rule_file(kpis=kpi() + kpi("turnover", publishable="false")))
    desk.registers()
    desk.submits("2026-04", "96")

    assert listed(desk) == []


def test_a_period_decided_again_is_listed_once_as_it_is_now(desk):
    desk.submits("2026-04", "96", **APRIL)
    desk.submits("2026-05", "96", **APRIL)
    desk.submits("2026-04", "96", **APRIL | {"missed": "75"}, reason="misread")

    # May was decided again with it.
    assert told(desk) == [
        ("cedar#7", [("stays", "requires_improvement")]),
        ("cedar#8", [("stays", "good")]),
    ]


def test_a_correction_that_waits_for_a_person_leaves_what_stood(desk):
    desk.submits("2026-04", "96", **APRIL)
    undecided = desk.submits("2026-04", "96", **APRIL | {"visits": "0"}, reason="misread")

    assert undecided.decision.outcome.value == "undecided"
    assert told(desk) == [("cedar#3", [("stays", "good")])]


def test_a_period_that_waits_for_a_person_is_not_listed_until_it_is_decided(desk):
    desk.submits("2026-04", "96", **APRIL | {"visits": "0"})
    before = told(desk)
    desk.submits("2026-04", "96", **APRIL)

    assert before == []
    assert told(desk) == [("cedar#5", [("stays", "good")])]


@pytest.mark.parametrize(
    ("excuse", "published"),
    [
        pytest.param(Relief, ("stays", "other", "relieved"), id="relief"),
        pytest.param(Waiver, ("stays", "other", "waived"), id="a waiver"),
        pytest.param(
            lambda period, kpi: Relief(period, kpi, Effect.DISREGARDED_FOR_EXIT),
            ("stays", "requires_improvement", "relieved"),
            id="relief for exits alone",
        ),
    ],
)
def test_an_excuse_is_a_flag_and_no_more(desk, excuse, published):
    desk.submits("2026-04", "96", **APRIL | {"missed": "75"})
    happens(desk, excuse(Period.parse("2026-04"), "stays"), date(2026, 5, 12), why="snow closed the roads")
    happens(desk, Waiver(Period.parse("2026-04"), "turnover"), date(2026, 5, 12), why="a strike")

    [(_, kpis)] = told(desk)

    assert kpis == [published]


def test_what_is_made_of_a_doubtful_figure_is_told_as_such_until_that_is_confirmed_and_again_once_it_is_revised():
    doubted = kpi(plausible="50 to 100", publishable="true")
    twice = kpi("twice", value="kpi * 2", bands="", better="", publishable="true")
    desk = Desk(rule_file(kpis=doubted + twice))
    desk.registers()

    desk.submits("2026-04", "40")
    assert told(desk) == [("cedar#3", [("kpi", "inadequate", "doubtful"), ("twice", "", "doubtful")])]
    happens(desk, Confirmation(Period.parse("2026-04"), "kpi"), date(2026, 5, 12), why="it was counted twice")
    assert told(desk) == [("cedar#5", [("kpi", "inadequate", "confirmed"), ("twice", "")])]
    desk.submits("2026-04", "45", reason="misread")
    assert told(desk) == [("cedar#7", [("kpi", "inadequate", "doubtful"), ("twice", "", "doubtful")])]


def test_why_there_is_no_rating_is_told_and_not_what_was_missing(desk):
    desk.submits("2026-04", "96", missed=MISSING, visits="100", extra="20")

    [[stays]] = [one.kpis for one in listed(desk)]

    assert (stays.rating, stays.value, stays.absence.value) == ("other", None, "missing")


def test_a_page_goes_on_behind_periods_of_which_nothing_may_be_published(desk):
    desk.texts.append((rule_file(kpis=kpi(), rule_set="silent"),))
    desk.application.shelf.reload()
    desk.registers("oak", rule_set="silent")
    for month in ("2026-04", "2026-05", "2026-06"):
        desk.submits(month, "96", contract="oak")
    desk.submits("2026-04", "96", **APRIL)
    desk.submits("2026-05", "96", **APRIL)

    first = listed(desk, limit=1)

    assert [str(one.recorded.name) for one in first] == ["cedar#3"]
    assert [str(one.recorded.name) for one in listed(desk, after=first[0].recorded.entry.position, limit=1)] == [
        "cedar#5"
    ]


def test_each_period_goes_by_the_version_that_decided_it():
    later = rule_file(kpis=KPIS.replace("publishable: true", "publishable: false"), in_force="2026-05-01")
    desk = Desk(rule_file(kpis=KPIS), later)
    desk.registers()
    desk.submits("2026-04", "96", **APRIL)
    desk.submits("2026-05", "96", **APRIL)

    assert told(desk) == [("cedar#3", [("stays", "good")])]
    records = desk.application.contracts.standing("cedar").standing.records
    assert [one.kpis["stays"].publishable for one in records] == [True, False]
    assert [one.kpis["kpi"].publishable for one in records] == [None, None]
