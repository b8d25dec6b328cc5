"""`--as-of` and `--as-known-at`: the commands that ask, asked from elsewhere in time."""

import csv
import io
import json
from datetime import timedelta

import pytest

WHY = ("--reason", "the monitoring was misread")


@pytest.fixture
def moment(office):
    """When April and May were known, before April was corrected."""
    office.registers()
    office.submits_months(97, 97)
    moment = office.clock.time
    office.clock.time += timedelta(hours=1)
    office.submits("cedar,2026-04,,3000,15,", more=WHY)
    return moment.isoformat()


def standing(office, *options):
    return json.loads(office.asks("standing", "cedar", "--format", "json", *options).stdout)


def test_standing_is_shown_as_of_a_day_and_as_known_at_a_moment(office, moment):
    assert [one["rung"] for one in standing(office)["ladders"]] == ["routine"]
    assert [one["rung"] for one in standing(office, "--as-known-at", moment)["ladders"]] == ["plan"]
    assert [one["period"]["label"] for one in standing(office, "--as-of", "2026-04-30")["periods"]] == ["2026-04"]


def test_standing_says_from_where_in_time_it_is_shown(office, moment):
    shown = office.asks("standing", "cedar", "--as-of", "2026-04-30", "--as-known-at", moment)

    assert "as of 2026-04-30, as known at 2026-05-11T09:00:00Z" in shown.stderr
    assert "inadequate" in shown.stdout
    assert "as of" not in office.asks("standing", "cedar").stderr


def test_decisions_are_listed_and_shown_as_they_were_known(office, moment):
    def listed(*options):
        shown = office.asks("decisions", "list", "--contract", "cedar", "--format", "json", *options)
        return [json.loads(line)["id"] for line in shown.stdout.splitlines()]

    assert (listed("--as-known-at", moment), len(listed())) == (["cedar#3", "cedar#5"], 4)
    assert office.asks("decisions", "show", "cedar#3", "--as-known-at", moment).exit_code == 0
    unknown = office.asks("decisions", "show", "cedar#7", "--as-known-at", moment)
    assert (unknown.exit_code, "unknown decision `cedar#7`" in unknown.stderr) == (2, True)


def test_a_statement_is_what_it_was(office, moment):
    def rows(*options):
        shown = office.asks("statement", "cedar", "--format", "csv", *options)
        return [(one["row"], one["period"]) for one in csv.DictReader(io.StringIO(shown.stdout))]

    assert ("to_be_adjusted", "2026-04") in rows()
    assert ("to_be_adjusted", "2026-04") not in rows("--as-known-at", moment)
    assert {period for _, period in rows("--as-of", "2026-04-30")} == {"2026-04"}


def test_events_and_contracts_are_listed_as_they_were(office, moment):
    office.asks(
        *("events", "relief", "cedar", "--period", "2026-05", "--kpi", "missed_visits"),
        *("--on", "2026-05-10", "--by", "A. Officer", "--why", "snow closed the roads"),
    )

    def listed(*options):
        return json.loads(office.asks("events", "list", "cedar", "--format", "json", *options).stdout)

    assert (len(listed()), listed("--as-known-at", moment), listed("--as-of", "2026-05-09")) == (1, [], [])
    assert "2 contracts" in office.asks("contracts", "list", "--as-known-at", moment).stderr


def test_what_was_due_on_a_day_is_asked_as_of_that_day(office, moment):
    assert "2026-04" in office.asks("due", "--contract", "oak", "--as-of", "2026-05-11", "--by", "2026-05-15").stdout
    assert office.asks("due", "--contract", "cedar", "--by", "2026-06-01").stdout == ""


def test_nothing_is_recorded_from_the_past(office, moment):
    refused = office.asks("due", "--record", "--as-known-at", moment)

    assert (refused.exit_code, "what is recorded is of now" in refused.stderr.replace("\n", " ")) == (2, True)


@pytest.mark.parametrize("text", ["2026-05-11T09:30", "yesterday", "2026-05-11"])
def test_a_moment_says_whose_clock_shows_it(office, moment, text):
    refused = office.asks("standing", "cedar", "--as-known-at", text)

    assert refused.exit_code == 2
    assert "expected a moment such as" in refused.stderr


def test_the_future_is_not_asked_about(office, moment):
    refused = office.asks("standing", "cedar", "--as-known-at", "2026-05-11T11:00+01:00")
    assert refused.exit_code == 0

    refused = office.asks("standing", "cedar", "--as-known-at", "2026-05-12T00:00Z")
    assert (refused.exit_code, "expected an instant no later than now" in refused.stderr) == (2, True)
