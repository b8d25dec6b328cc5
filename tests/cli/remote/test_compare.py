"""`plimsoll compare` asked of a server shows what it shows of files."""

import json
from datetime import date, timedelta

import pytest

from tests.cli.remote.conftest import RULES as CHARGED

RULES = (
    CHARGED
    + """\
ranking:
  title: Ranked list
  precision: 2 dp, half up
  criteria: {visits: {kpi: missed_visits, weight: 100%, full_at: 0, none_at: 10, rate: {of: visits_planned}}}
  confidence: 95%
  not_returned: 0
  missing: 0
  suppressed: leave_out
  not_rated: leave_out
  suspended: {contract: [plan]}
"""
)


@pytest.fixture
def rules():
    return RULES


@pytest.fixture
def office(office):
    office.clock.is_on(date(2026, 7, 1))
    office.registers()
    office.submits("cedar,2026-04,,3000,30,", "oak,2026-04,,60,1,", "cedar,2026-05,,3000,90,", "oak,2026-05,,,,true")
    return office


def test_a_server_and_a_file_give_the_same(office):
    (office.folder / "rules.yaml").write_text(RULES)
    given = ("--submissions", "figures.csv", "--contracts", "contracts.yaml")

    for form in ("table", "csv", "json"):
        asked = office.asks("compare", "homecare", "--format", form)
        read = office.plimsoll("compare", str(office.folder / "rules.yaml"), *given, "--format", form)
        assert (asked.exit_code, asked.stderr) == (0, read.stderr)
        assert asked.stdout == read.stdout


def test_an_earlier_period_is_asked_for_by_its_name(office):
    found = json.loads(office.asks("compare", "homecare", "--period", "2026-04", "--format", "json").stdout)

    assert (found["period"], [one["contract"] for one in found["contracts"]]) == ("2026-04", ["cedar", "oak"])


def test_who_stands_on_a_rung_of_suspension_is_offered_nothing(office):
    found = json.loads(office.asks("compare", "homecare", "--format", "json").stdout)

    assert [(one["contract"], one["offered"], one["suspended_on"]) for one in found["contracts"]] == [
        ("cedar", 1, []),
        ("oak", 0, ["contract: plan"]),
    ]


def test_a_framework_that_the_server_does_not_know_ends_with_2(office):
    result = office.asks("compare", "homecares")

    assert result.exit_code == 2
    assert "unknown rule set `homecares`; did you mean `homecare`?" in result.stderr


def test_providers_are_ranked_from_elsewhere_in_time(office):
    moment = office.clock.time.isoformat()
    office.clock.time += timedelta(hours=1)
    office.submits("cedar,2026-05,,3000,300,", more=("--reason", "the monitoring was misread"))

    def scores(*options):
        shown = office.asks("compare", "homecare", "--format", "json", *options)
        found = json.loads(shown.stdout)
        return found["period"], {one["contract"]: one["score"] for one in found["contracts"]}, shown.stderr

    assert scores() == ("2026-05", {"cedar": "0", "oak": "0"}, "")
    period, known, said = scores("--as-known-at", moment)
    assert (period, known["cedar"], said) == ("2026-05", "70", f"as known at {moment.replace('+00:00', 'Z')}\n")
    assert scores("--as-of", "2026-04-30")[0] == "2026-04"
