"""Changes, reviews and exits at a terminal: what takes effect when, what is due, and who went over."""

import json
from datetime import timedelta

import pytest

from tests.cli.remote.conftest import RULES

LIFE = """changes: {takes_effect: next quarter, value_at_award: total_value}
review: every 6 months
exit: {plan: exit_plan, obligations: [{do: Hand over care records, by: provider, within: 20 working days}]}
events: {exit_plan: {}}
parameters:
  total_value: {type: money, default: 1000000}
"""
WHO = ("--by", "A. Officer", "--why", "as agreed")


@pytest.fixture
def rules():
    exits = (
        RULES.replace("decision: remediation", "decision: exit_trigger")
        .replace(">= 2\n", ">= 1\n")
        .replace("        leave: consecutive_passes() >= 1\n", "")
    )
    return exits.replace("parameters:\n", LIFE, 1)


@pytest.fixture
def decided(office):
    office.registers()
    office.submits_months(97)
    return office


def says(result) -> str:
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def test_a_change_shows_when_it_takes_effect_and_what_changes_come_to(decided):
    change = ("--old", "weekly", "--new", "daily", "--value", "100000.01", "--on", "2026-05-11", *WHO)

    says(decided.asks("events", "change", "cedar", *change))

    assert "weekly, daily, effective 2026-07-01, 100000.01" in says(decided.asks("events", "list", "cedar"))
    assert "100000.01 (10.000001% of the award); SUBSTANTIAL" in says(decided.asks("standing", "cedar"))


def test_the_term_is_shown_as_it_had_been_agreed_by_then(decided):
    change = ("--old", "no end", "--new", "to the end of the year", "--ends", "2026-12-31", "--on", "2026-05-11", *WHO)

    says(decided.asks("events", "change", "cedar", *change))

    assert "from 2026-04-01 to 2026-12-31" in says(decided.asks("standing", "cedar"))
    assert "to 2026-12-31" not in says(decided.asks("standing", "cedar", "--as-of", "2026-05-10"))


@pytest.mark.parametrize("judged", ["--changes-scope", "--favours-provider"])
def test_a_change_that_is_judged_to_be_material_is_shown_as_substantial(decided, judged):
    change = ("--old", "weekly", "--new", "daily", "--value", "1", judged, "--on", "2026-05-11", *WHO)

    says(decided.asks("events", "change", "cedar", *change))

    assert judged.strip("-").replace("-", " ") in says(decided.asks("events", "list", "cedar"))
    assert "1 (0.0001% of the award); SUBSTANTIAL" in says(decided.asks("standing", "cedar"))


def test_a_review_is_due_in_its_rhythm_with_an_agenda(decided):
    shown = says(decided.asks("review", "cedar"))

    assert shown.startswith("review due by 2026-10-01; none was held yet")
    assert "exit plan exit_plan There is no exit plan on record" in shown
    assert "due by 2026-10-01" in says(decided.asks("standing", "cedar"))


def test_an_overdue_review_ends_with_1(decided):
    decided.registers("contracts: {elm: {provider: Elm Care, start: 2025-01-01}}")
    found = decided.asks("review", "elm", "--format", "json")

    assert (found.exit_code, json.loads(found.stdout)["overdue"]) == (1, True)


def test_a_review_that_was_held_makes_the_next_one_due(decided):
    says(decided.asks("events", "review", "cedar", "--on", "2026-05-11", *WHO))
    assert "due by 2027-04-01; the last was on 2026-05-11" in says(decided.asks("review", "cedar"))


def test_reviews_are_shown_as_of_a_day_and_as_known_at_a_moment(decided):
    before = decided.clock.time.isoformat()
    decided.clock.time += timedelta(hours=1)
    says(decided.asks("events", "review", "cedar", "--on", "2026-05-11", *WHO))

    known, of = (
        decided.asks("review", "cedar", *one) for one in (("--as-known-at", before), ("--as-of", "2026-05-10"))
    )

    assert says(known).startswith("review due by 2026-10-01; none was held yet")
    assert says(of).startswith("review due by 2026-10-01; none was held yet")
    assert ("as known at 2026-05-11T09:00:00Z" in known.stderr, "as of 2026-05-10" in of.stderr) == (True, True)


def test_an_exit_under_way_shows_what_is_owed_and_who_went_over(decided):
    choice = ("--ladder", "contract", "--choice", "exercised", "--on", "2026-05-11", *WHO)
    exercised = says(decided.asks("events", "exit", "cedar", *choice)).split(":")[0]

    says(
        decided.asks("events", "transfer", exercised, "--people", "12", "--continuity-kept", "--on", "2026-05-11", *WHO)
    )

    shown = says(decided.asks("standing", "cedar"))
    assert "Hand over care records due 2026-06-09" in shown
    assert "12 went over, 12 unbroken" in shown


@pytest.mark.parametrize(
    ("said", "listed"),
    [
        pytest.param("--continuity-kept", "people 12, continuity kept", id="unbroken"),
        pytest.param("--broken", "people 12, continuity broken", id="broken"),
    ],
)
def test_people_who_went_over_are_listed_with_what_became_of_their_care(decided, said, listed):
    choice = ("--ladder", "contract", "--choice", "exercised", "--on", "2026-05-11", *WHO)
    exercised = says(decided.asks("events", "exit", "cedar", *choice)).split(":")[0]
    says(decided.asks("events", "transfer", exercised, "--people", "12", said, "--on", "2026-05-11", *WHO))

    assert f"{exercised}, {listed}" in says(decided.asks("events", "list", "cedar"))


def test_an_exit_decided_on_figures_that_are_corrected_later_asks_for_a_person(decided):
    choice = ("--ladder", "contract", "--choice", "exercised", "--on", "2026-05-11", *WHO)
    says(decided.asks("events", "exit", "cedar", *choice))

    decided.submits("cedar,2026-04,,3000,96,", more=("--reason", "the log was misread"))

    shown = says(decided.asks("standing", "cedar"))
    assert "MADE ON FIGURES SINCE CORRECTED by cedar#6, for a person to judge" in shown


def test_an_exit_whose_right_a_correction_took_away_still_asks_for_a_person(decided):
    choice = ("--ladder", "contract", "--choice", "exercised", "--on", "2026-05-11", *WHO)
    says(decided.asks("events", "exit", "cedar", *choice))

    decided.submits("cedar,2026-04,,3000,15,", more=("--reason", "the log was misread"))

    shown = says(decided.asks("standing", "cedar"))
    assert "right to exit" not in shown
    assert "MADE ON FIGURES SINCE CORRECTED by cedar#6, for a person to judge" in shown
    assert "MADE ON FIGURES SINCE CORRECTED by cedar#6" in says(decided.asks("events", "list", "cedar"))
