"""`plimsoll events`: what happens to a contract, recorded by a person at a terminal, and listed."""

import json
from datetime import date

import pytest

from tests.cli.remote.conftest import RULES

EXIT = RULES.replace(
    """      - rung: plan
        decision: remediation
        clause: Schedule 4
        enter: failures(last=2) >= 2
        leave: consecutive_passes() >= 1
""",
    """      - rung: plan
        decision: remediation
        enter: failures(last=2) >= 2
      - rung: exit
        decision: exit_trigger
        clause: Schedule 9
        enter: failures(last=3) >= 3
""",
)
DOUBTING = RULES.replace("    better: lower\n", "    better: lower\n    plausible: 0 to 2.5\n")
WHO = ("--on", "2026-05-11", "--by", "A. Officer", "--why", "snow closed the roads")
MAY = ("--period", "2026-05", "--kpi", "missed_visits")


@pytest.fixture
def decided(office):
    office.registers()
    office.submits_months(97, 97)
    return office


def says(result) -> list[str]:
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def rows(result) -> list[list[str]]:
    """What stands in each row of a table but its headings, cell by cell."""
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in says(result)[1:]]


def test_relief_is_recorded_and_what_it_excuses_is_decided_again(decided):
    result = decided.asks("events", "relief", "cedar", *MAY, *WHO, "--clause", "Schedule 4", "--paper", "minutes")

    said = says(result)
    assert said[0] == "cedar#6: recorded"
    assert said[2].split()[0] == "cedar#7"
    assert "no action" in said[2]
    assert result.stderr == "1 decision made upon it\n"


def test_the_same_command_again_records_nothing_and_says_the_same(decided):
    first, again = (decided.asks("events", "relief", "cedar", *MAY, *WHO) for _ in range(2))

    assert says(again) == [says(first)[0] + " before", *says(first)[1:]]
    assert len(rows(decided.asks("events", "list", "cedar"))) == 1


def test_relief_is_agreed_again_after_it_lapsed(decided):
    decided.asks("events", "relief", "cedar", *MAY, *WHO)
    decided.asks("events", "lapse", "cedar#6", *WHO)

    anew, again = (decided.asks("events", "relief", "cedar", *MAY, *WHO) for _ in range(2))

    assert (says(anew)[0], says(again)[0]) == ("cedar#10: recorded", "cedar#10: recorded before")
    assert [one[0] for one in rows(decided.asks("events", "list", "cedar", "--in-effect"))] == ["cedar#10"]


def test_counts_are_left_out_and_shown_with_their_numbers(decided):
    left_out = ("--exclude", "visits_planned=90", "--exclude", "visits_missed=90")

    decided.asks("events", "relief", "cedar", *MAY, *WHO, *left_out)

    ((*_, what, by, why),) = rows(decided.asks("events", "list", "cedar"))
    assert what == "2026-05, missed_visits, no consequence, excluded visits_missed=90, visits_planned=90"
    assert (by, why) == ("A. Officer", "snow closed the roads")
    assert "left out of it are visits missed: 90, visits planned: 90" in decided.asks(
        "decisions", "show", "cedar#7"
    ).stdout.replace("\n", " ")


def test_more_left_out_than_there_is_asks_for_a_person_and_ends_with_1(decided):
    result = decided.asks("events", "relief", "cedar", *MAY, *WHO, "--exclude", "visits_missed=98")

    assert result.exit_code == 1
    assert "cedar#6: recorded" in result.stdout
    assert "cedar#7: undecided, for a person to judge: missed_visits: the reliefs exclude more" in result.stderr


def test_a_waiver_and_its_lapse_are_listed_as_such(decided):
    decided.asks("events", "waiver", "cedar", *MAY, *WHO)
    lapsed = decided.asks("events", "lapse", "cedar#6", *WHO[:4], "--why", "the provider withdrew it")

    assert says(lapsed)[0] == "cedar#8: recorded"
    assert [(one[0], one[2], one[-1]) for one in rows(decided.asks("events", "list", "cedar"))] == [
        ("cedar#6", "waiver", "cedar#8"),
        ("cedar#8", "lapse", "the provider withdrew it"),
    ]
    in_effect = decided.asks("events", "list", "cedar", "--in-effect")
    assert (in_effect.stdout, in_effect.stderr) == ("", "no events\n")


@pytest.mark.parametrize("rules", [pytest.param(DOUBTING, id="with a plausible range")])
def test_a_doubtful_figure_is_confirmed_and_has_its_consequences(decided):
    said = says(decided.asks("events", "confirm", "cedar", *MAY, *WHO))
    shown = says(decided.asks("standing", "cedar"))

    assert said[0] == "cedar#6: recorded"
    assert said[2].split()[0] == "cedar#7"
    line = "2026-05, missed_visits, 3.2; by A. Officer on 2026-05-11: snow closed the roads"
    assert [one.strip().endswith(line) for one in shown if one.startswith("confirmation cedar#6")] == [True]


@pytest.mark.parametrize("rules", [pytest.param(DOUBTING, id="with a plausible range")])
def test_it_may_be_said_which_figure_is_confirmed(decided):
    said = says(decided.asks("events", "confirm", "cedar", *MAY, "--figure", "4.0", *WHO))

    assert said == ["cedar#6: recorded"]
    assert [one[3] for one in rows(decided.asks("events", "list", "cedar"))] == ["2026-05, missed_visits, 4.0"]


def test_events_are_json_for_programs(decided):
    recorded = json.loads(says_json(decided.asks("events", "waiver", "cedar", *MAY, *WHO, "--format", "json")))

    (listed,) = json.loads(says_json(decided.asks("events", "list", "cedar", "--format", "json")))

    assert recorded["decided"] == ["cedar#7"]
    assert listed == recorded["event"]
    assert (listed["waiver"]["kpi"], listed["on"]) == ("missed_visits", {"year": 2026, "month": 5, "day": 11})


def says_json(result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ("relief", "cedar", "--period", "2026-05", "--kpi", "missed_visit", *WHO),
            "event.relief.kpi: unknown KPI `missed_visit`; did you mean `missed_visits`?",
            id="a KPI mistyped",
        ),
        pytest.param(
            ("confirm", "cedar", *MAY, *WHO),
            "event.confirmation.kpi: expected a KPI with `plausible`, or on a measure with `otherwise: doubtful`",
            id="the confirmation of a figure that is never doubtful",
        ),
        pytest.param(("waiver", "cedar", "--period", "May", "--kpi", "x", *WHO), "event.waiver.period", id="a period"),
        pytest.param(("waiver", "oak2", *MAY, *WHO), "unknown contract `oak2`", id="an unknown contract"),
        pytest.param(("lapse", "cedar#3", *WHO), "event.lapse.event", id="the lapse of a decision"),
        pytest.param(("lapse", "cedar", *WHO), "expected", id="the lapse of no event"),
        pytest.param(
            ("relief", "cedar", *MAY, *WHO, "--exclude", "visits_missed"), "expected NAME=COUNT", id="no count"
        ),
        pytest.param(
            ("relief", "cedar", *MAY, *WHO, "--exclude", "visits_missed=1", "--exclude", "visits_missed=2"),
            "expected `visits_missed` once",
            id="a count twice",
        ),
        pytest.param(("waiver", "cedar", *MAY, "--on", "2026-5", *WHO[2:]), "--on", id="no day"),
        pytest.param(("waiver", "cedar", *MAY, *WHO[:4]), "--why", id="no reason"),
        pytest.param(
            ("exit", "cedar", "--ladder", "contract", "--choice", "exercised", *WHO),
            "event.exit_decision.ladder: expected a ladder on which a right to exit stands",
            id="no right to exit",
        ),
        pytest.param(
            ("exit", "cedar", "--ladder", "contract", "--choice", "maybe", *WHO), "'exercised'", id="no choice"
        ),
    ],
)
def test_what_does_not_fit_is_refused_in_the_words_of_the_server(decided, arguments, message):
    result = decided.asks("events", *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert rows_or_none(decided) == 0


def rows_or_none(office) -> int:
    return len(json.loads(office.asks("events", "list", "cedar", "--format", "json").stdout))


@pytest.mark.parametrize("rules", [pytest.param(EXIT, id="with a right to exit")])
def test_standing_shows_a_right_to_exit_with_what_was_decided_on_it(decided):
    decided.clock.is_on(date(2026, 7, 1))
    decided.submits_months(97, first="2026-06")
    arisen = decided.asks("standing", "cedar").stdout

    recorded = decided.asks(
        "events", "exit", "cedar", "--ladder", "contract", "--choice", "deferred", "--until", "2026-12-31",
        "--on", "2026-07-01", "--by", "The board", "--why", "a new manager started",
    )  # fmt: skip

    assert "right to exit" in arisen
    assert "a new manager" not in arisen
    assert says(recorded)[0] == "cedar#8: recorded"
    (line,) = [line for line in says(decided.asks("standing", "cedar")) if line.startswith("right to exit")]
    assert line.strip().partition("  ")[2].strip() == (
        "exit: arisen on 2026-06-30, in evidence 1 day on which it held; contract, deferred, until 2026-12-31, "
        "by The board on 2026-07-01: a new manager started"
    )


def test_standing_shows_the_excuses_that_have_effect(decided):
    decided.asks("events", "waiver", "cedar", *MAY, *WHO)
    decided.asks("events", "relief", "cedar", "--period", "2026-04", *MAY[2:], *WHO)

    everything = says(decided.asks("standing", "cedar"))
    latest = says(decided.asks("standing", "cedar", "--periods", "1"))

    shown = "2026-05, missed_visits; by A. Officer on 2026-05-11: snow closed the roads"
    assert [line.strip().endswith(shown) for line in everything if line.startswith("waiver cedar#6")] == [True]
    assert any(line.startswith("relief cedar#8") for line in everything)
    assert not any(line.startswith("relief") for line in latest)


def test_a_lapse_of_no_event_says_what_an_id_is(decided):
    result = decided.asks("events", "lapse", "cedar", *WHO)

    assert result.exit_code == 2
    assert "expected an event's id such as `cedar#14`, not `cedar`" in result.stderr
