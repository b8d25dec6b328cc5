"""When a plan is breached, when it is cured, and when it was not agreed in its time."""

from datetime import date

import pytest

from engine.model.breaches import Spell, plans
from engine.model.period import Period
from engine.plugins.testing import GivenView
from tests.plugins.courses import day, plan


def seen(*courses, on="2026-12"):
    return GivenView(happenings=[one for course in courses for one in course], period=Period.parse(on))


def one(course, on="2026-12"):
    [found] = plans(seen(course, on=on), "plan")
    return found


def spells(missed, closed="", on="2026-12"):
    found = one(plan("05-01", "05-15", closed, missed=missed), on).spells
    return [(each.since.strftime("%m-%d"), each.cured and each.cured.strftime("%m-%d")) for each in found]


@pytest.mark.parametrize(
    ("missed", "expected"),
    [
        pytest.param({}, [], id="a plan that is kept"),
        pytest.param({"a": ("06-06",)}, [("06-06", None)], id="a milestone that is never met"),
        pytest.param({"a": ("06-06", "06-20")}, [("06-06", "06-20")], id="a milestone that is met late"),
        pytest.param({"a": ("06-06", "06-06")}, [], id="met on the first late day, it is missed for no day"),
        pytest.param(
            {"a": ("06-06", "06-20"), "b": ("06-10", "07-01")}, [("06-06", "07-01")], id="the last that is met cures"
        ),
        pytest.param(
            {"a": ("06-06", "07-20"), "b": ("06-10", "07-01")}, [("06-06", "07-20")], id="whichever was missed first"
        ),
        pytest.param(
            {"a": ("06-06", "06-20"), "b": ("06-20", "07-01")}, [("06-06", "07-01")], id="one ends as another begins"
        ),
        pytest.param(
            {"a": ("06-06", "06-20"), "b": ("06-21",)}, [("06-06", "06-20"), ("06-21", None)], id="cured, and breached"
        ),
        pytest.param({"a": ("06-06",), "b": ("06-10", "07-01")}, [("06-06", None)], id="one of two is not met"),
    ],
)
def test_a_breach_lasts_until_nothing_that_was_missed_is_left(missed, expected):
    assert spells(missed) == expected


def test_a_plan_that_is_closed_is_breached_no_longer():
    assert spells({"a": ("06-06",)}, closed="06-30") == [("06-06", "06-30")]


@pytest.mark.parametrize(
    ("missed", "closed", "given_up"),
    [
        pytest.param({"a": ("06-06",)}, "06-30", [True], id="closed with a milestone unmet"),
        pytest.param({"a": ("06-06", "06-20")}, "06-30", [False], id="closed when all was met"),
        pytest.param({"a": ("06-06", "06-30")}, "06-30", [False], id="met on the day on which it is closed"),
        pytest.param({"a": ("06-06", "06-20"), "b": ("06-10",)}, "06-30", [True], id="closed with one of two unmet"),
        pytest.param(
            {"a": ("06-06", "06-10"), "b": ("06-20",)}, "06-30", [False, True], id="an earlier breach was cured"
        ),
        pytest.param({"a": ("06-06",)}, "", [False], id="not closed"),
    ],
)
def test_a_plan_that_is_closed_with_a_milestone_unmet_was_given_up(missed, closed, given_up):
    found = one(plan("05-01", "05-15", closed, missed=missed))

    assert [found.gave_up(spell) for spell in found.spells] == given_up


@pytest.mark.parametrize(
    ("accepted", "closed", "given_up"),
    [
        pytest.param("", "05-20", True, id="never agreed"),
        pytest.param("05-20", "05-20", False, id="agreed and closed on one day"),
        pytest.param("05-12", "05-20", False, id="agreed late"),
    ],
)
def test_a_plan_that_is_closed_before_it_was_agreed_was_given_up(accepted, closed, given_up):
    found = one(plan("05-01", accepted, closed))

    assert [found.gave_up(spell) for spell in found.not_agreed(day("05-08"))] == [given_up]


def test_what_lies_ahead_has_not_happened():
    assert spells({"a": ("06-06", "07-20")}, on="2026-06") == [("06-06", None)]
    assert spells({"a": ("06-06", "07-20")}, on="2026-05") == []


def test_what_was_said_to_be_met_and_then_to_be_missed_is_missed():
    assert spells({"a": ("06-06", "06-05")}) == [("06-06", None)]


def test_milestones_are_unmet_at_the_end_of_a_day():
    found = one(plan("05-01", "05-15", missed={"a": ("06-06", "06-20"), "b": ("06-10",)}))

    assert [found.unmet(day(on)) for on in ("06-05", "06-06", "06-19", "06-20")] == [(), ("a",), ("a", "b"), ("b",)]


@pytest.mark.parametrize(
    ("accepted", "closed", "expected"),
    [
        pytest.param("05-08", "", (), id="agreed on the last day"),
        pytest.param("05-09", "", (Spell(date(2026, 5, 9), date(2026, 5, 9)),), id="a day late"),
        pytest.param("", "05-20", (Spell(date(2026, 5, 9), date(2026, 5, 20)),), id="given up"),
        pytest.param("", "", (Spell(date(2026, 5, 9), None),), id="never"),
    ],
)
def test_a_plan_is_not_agreed_from_the_day_after_its_time(accepted, closed, expected):
    assert one(plan("05-01", accepted, closed)).not_agreed(day("05-08")) == expected


def test_plans_of_one_name_are_told_apart():
    first, second = plan("05-01", "05-15", missed={"a": ("06-06",)}), plan("06-01", "06-10", "07-01", matter=9)

    found = plans(seen(first, second), "plan")

    assert [(each.matter, each.is_open, len(each.spells)) for each in found] == [(2, True, 1), (9, False, 0)]
