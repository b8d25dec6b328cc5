"""`plimsoll decisions`, `standing` and `due`: what a server knows, for people and for programs."""

import json
from datetime import date

import pytest

from tests.cli.remote.conftest import CHARGES, HEADER


@pytest.fixture
def decided(office):
    office.registers()
    office.submits_months(97, 97)
    office.submits_months(15, contract="oak")
    return office


def _rows(result) -> list[list[str]]:
    assert result.exit_code == 0, result.output
    return [line.split() for line in result.stdout.splitlines()[1:]]


def test_decisions_are_listed_as_they_were_recorded(decided):
    rows = _rows(decided.asks("decisions", "list"))

    assert [row[0] for row in rows] == ["cedar#3", "cedar#5", "oak#3"]
    assert rows[1][-5:] == ["remediation", "plan", "entered", "4,800.00", "235,200.00"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param(["--contract", "oak"], ["oak#3"], id="of one contract"),
        pytest.param(["--provider", "Cedar Support"], ["cedar#3", "cedar#5"], id="of one provider"),
        pytest.param(["--outcome", "remediation"], ["cedar#5"], id="that came to something"),
        pytest.param(["--since", "2026-05-01"], ["cedar#5"], id="of late periods"),
        pytest.param(["--until", "2026-04-30"], ["cedar#3", "oak#3"], id="of early periods"),
        pytest.param(["--rule-set", "another"], [], id="under other rules"),
    ],
)
def test_decisions_are_found_by_what_is_asked(decided, asked, found):
    result = decided.asks("decisions", "list", *asked, "--format", "json")

    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == found


PUBLISHABLE = ["decisions", "publishable", "--contract", "cedar"]


def test_what_may_be_published_is_listed_by_period_and_nothing_beside_it(decided):
    rows = _rows(decided.asks(*PUBLISHABLE))

    assert rows == [
        ["cedar", "Cedar", "Support", "2026-04", "missed", "visits", "3.2", "percent", "inadequate"],
        ["cedar", "Cedar", "Support", "2026-05", "missed", "visits", "3.2", "percent", "inadequate"],
    ]


def test_what_may_be_published_is_a_sheet_with_what_is_said_beside_ratings(decided):
    decided.clock.is_on(date(2026, 7, 20))
    decided.submits("cedar,2026-06,,,,true")

    result = decided.asks(*PUBLISHABLE, "--since", "2026-06-01", "--format", "csv")

    assert result.stdout.splitlines() == [
        "contract,provider,rule_set,period,first,last,kpi,title,clause,unit,rating,value,reason,flags",
        "cedar,Cedar Support,homecare,2026-06,2026-06-01,2026-06-30,missed_visits,missed visits,Schedule 2,percent,"
        "inadequate,,,deemed",
    ]


def test_files_and_servers_say_the_same_of_what_may_be_published(decided):
    asked = [json.loads(line) for line in decided.asks(*PUBLISHABLE, "--format", "json").stdout.splitlines()]
    figures = decided.folder / "published.csv"
    figures.write_text(HEADER.replace("received,", "") + "cedar,2026-04,3000,97,\ncedar,2026-05,3000,97,\n")
    contracts, rules = decided.folder / "contracts.yaml", decided.folder / "rules" / "homecare"
    made = decided.plimsoll(
        "evaluate",
        *(str(rules), "--submissions", str(figures), "--contracts", str(contracts)),
        *("--publishable", "--format", "json"),
    )

    assert [json.loads(line) for line in made.stdout.splitlines()] == asked


def test_a_decision_is_shown_in_sentences(decided):
    result = decided.asks("decisions", "show", "cedar#5")

    assert "97 of 3,000" in result.stdout or "visits missed: 97" in result.stdout
    assert "Rated inadequate, a failure (Schedule 2)." in result.stdout


def test_a_decision_is_json_with_its_explanation(decided):
    shown = json.loads(decided.asks("decisions", "show", "cedar#5", "--format", "json").stdout)

    assert shown["decision"]["id"] == "cedar#5"
    assert shown["explanation"]["title"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("cedar#4", "unknown decision `cedar#4`", id="a submission is no decision"),
        pytest.param("cedar", "expected a decision's name such as `cedar#12`, not `cedar`", id="no version"),
    ],
)
def test_what_is_no_decision_is_said_so(decided, name, said):
    result = decided.asks("decisions", "show", name)

    assert result.exit_code == 2
    assert said in result.stderr


def test_decisions_are_followed_from_a_position(decided):
    result = decided.asks("decisions", "tail", "--after", "0", "--count", "3")

    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["cedar#3", "cedar#5", "oak#3"]


def test_standing_says_the_rung_and_what_is_open(decided):
    lines = decided.asks("standing", "cedar").stdout.splitlines()

    text = "\n".join(lines)
    assert "plan, entered" in text
    assert "2026-06" in text
    assert "last decided     2026-05\n" in text
    assert "payable to date  470,400.00\n" in text
    assert (
        "by cedar#5. Contract ladder: plan is entered, from routine; the outcome is remediation (Schedule 4)." in text
    )
    assert "Failures in the last 2 periods are 2, at least 2.\n" in text
    assert [line for line in lines if line.endswith(" ")] == []
    assert "latest decision  cedar#5: 2026-05\n" in text


def test_standing_says_that_a_period_is_open_because_it_is_undecided(office):
    office.registers()
    office.submits("cedar,2026-04,,0,5,")

    text = office.asks("standing", "cedar").stdout

    assert "last decided     nothing yet" in text
    assert "open             2026-04, undecided after 1 submission\n" in text
    assert "latest decision  cedar#3: 2026-04, undecided, for a person to judge: missed_visits: " in text


def test_standing_says_of_the_latest_decision_which_period_it_is_about(decided):
    why = ("--reason", "the monitoring was misread")
    decided.submits("cedar,2026-04,,3000,15,", more=why)
    revised = decided.asks("standing", "cedar").stdout.split()
    decided.submits("cedar,2026-05,,0,5,", more=why)

    text = " ".join(decided.asks("standing", "cedar").stdout.split())

    assert "latest decision cedar#8: 2026-05, in place of cedar#5 " in " ".join(revised)
    assert "last decided 2026-05 " in text
    assert "latest decision cedar#10: 2026-05, undecided, for a person to judge: missed_visits" in text


def test_standing_says_what_may_be_published(decided):
    assert "publishable      missed_visits\n" in decided.asks("standing", "cedar").stdout


def test_standing_is_json_for_programs(decided):
    stood = json.loads(decided.asks("standing", "cedar", "--format", "json").stdout)

    assert [one["rung"] for one in stood["ladders"]] == ["plan"]
    assert stood["open_period"]["label"] == "2026-06"


_REPORT = ("report", "for")


def test_due_lists_what_has_not_come(decided):
    result = decided.asks("due", "--by", "2026-07-20")

    assert _rows(result) == [
        ["cedar", "Cedar", "Support", *_REPORT, "2026-06", "provider", "2026-07-14", "6"],
        ["oak", "Oak", "Homecare", *_REPORT, "2026-05", "provider", "2026-06-12", "38"],
        ["oak", "Oak", "Homecare", *_REPORT, "2026-06", "provider", "2026-07-14", "6"],
    ]
    assert "3 reports due by 2026-07-20" in result.stderr


def test_due_records_that_nothing_came_in_the_order_of_periods(decided):
    decided.clock.is_on(date(2026, 7, 20))

    result = decided.asks("due", "--by", "2026-07-20", "--record")

    assert [row[0] for row in _rows(result)] == ["cedar#7", "oak#5", "oak#7"]
    assert decided.asks("due", "--by", "2026-07-20").stdout == ""


@pytest.mark.parametrize("rules", [pytest.param(CHARGES, id="charges are the council's figures")])
def test_a_period_that_is_left_undecided_is_said_so_and_later_ones_wait(office):
    office.registers()
    office.clock.is_on(date(2026, 7, 20))

    result = office.asks("due", "--by", "2026-07-20", "--record", "--contract", "oak")

    assert result.exit_code == 1
    assert [line.split()[0] for line in result.stdout.splitlines()[1:]] == ["oak#3"]
    assert "oak 2026-04: recorded, and undecided: payment: " in result.stderr


def test_that_nothing_came_is_not_recorded_as_of_a_day_to_come(decided):
    decided.clock.is_on(date(2026, 7, 20))

    result = decided.asks("due", "--by", "2026-07-21", "--record")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "no later than today, 2026-07-20, not 2026-07-21" in " ".join(result.stderr.replace("│", "").split())
    assert len(_rows(decided.asks("decisions", "list"))) == 3


def test_a_report_that_is_due_today_may_still_come(decided):
    result = decided.asks("due", "--by", "2026-06-12", "--record")

    assert (result.exit_code, result.stdout) == (0, "")


def test_a_day_that_is_none_is_refused(decided):
    result = decided.asks("due", "--by", "2026-02-30")

    assert result.exit_code == 2
    assert "2026-02-30" in result.stderr
