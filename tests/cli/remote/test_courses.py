"""Plans, notices, warnings and disputes at a terminal: begun, gone on with, and shown where the contract stands."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from engine.evaluation.obligations import ObligationKind
from tests.cli.remote.conftest import RULES
from tests.cli.remote.test_openings import opens
from tests.test_documents import blocks

EVENTS = """events:
  rectification_plan: {is: plan, within: 10 working days, answer: 10 working days}
  breach_notice: {is: notice, answer: 5 working days}
  duty_to_warn: {is: warning, answer: 20 working days}
  exception_report: {title: A report to the provider's board}
escalation:
"""
ACTION = "{do: Name a lead officer, by: council, within: 5 working days}"
PAGE = Path(__file__).parents[3] / "docs" / "serving.md"
LEAVE = "        leave: consecutive_passes() >= 1\n"
ACTIONS = "        actions: [{do: Submit a plan, by: provider, opens: rectification_plan}]\n"
OPENING = RULES.replace("escalation:\n", EVENTS, 1).replace(LEAVE, LEAVE + ACTIONS, 1)
WHO = ("--by", "A. Officer", "--why", "as agreed")


@pytest.fixture
def rules():
    acting = RULES.replace(
        "enter: failures(last=2) >= 2\n", f"enter: failures(last=2) >= 2\n        actions: [{ACTION}]\n"
    )
    return acting.replace("escalation:\n", EVENTS, 1).replace("in_force:", "review: every 2 months\nin_force:", 1)


@pytest.fixture
def decided(office):
    office.registers()
    office.submits_months(97, 97)
    return office


def says(result) -> str:
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def test_a_plan_is_followed_from_what_is_owed_to_what_is_fulfilled(decided):
    says(decided.asks("events", "plan", "cedar", "--kind", "rectification_plan", "--on", "2026-05-11", *WHO))
    assert "waits for the provider by 2026-05-26" in says(decided.asks("standing", "cedar"))

    says(decided.asks("events", "progress", "cedar#6", "--stage", "submitted", "--on", "2026-05-11T09:30+01:00", *WHO))
    assert "rectification_plan, due 2026-05-26, submitted: waits for the council" in says(
        decided.asks("standing", "cedar")
    )
    accepted = ("--stage", "accepted", "--milestone", "a manager=2026-06-30", "--on", "2026-05-11", *WHO)
    says(decided.asks("events", "progress", "cedar#6", *accepted))

    assert "accepted: a manager due 2026-06-30" in says(decided.asks("standing", "cedar"))
    listed = says(decided.asks("events", "list", "cedar"))
    assert "cedar#6, accepted, milestones a manager due 2026-06-30" in listed


def test_a_report_may_be_about_one_plan(decided):
    says(decided.asks("events", "plan", "cedar", "--kind", "rectification_plan", "--on", "2026-05-11", *WHO))
    report = ("events", "report", "cedar", "--kind", "exception_report", "--on", "2026-05-11", *WHO)

    says(decided.asks(*report, "--about", "cedar#6"))
    refused = decided.asks(*report, "--about", "cedar#1")

    assert "exception_report, cedar#6" in says(decided.asks("events", "list", "cedar"))
    assert refused.exit_code == 2
    assert "expected a plan, notice or warning that has effect, not entry 1" in " ".join(refused.stderr.split())


def test_the_page_shows_what_is_due_as_the_command_does(decided):
    says(decided.asks("events", "plan", "cedar", "--kind", "rectification_plan", "--on", "2026-05-11", *WHO))

    shown = decided.asks("due", "--by", "2026-06-12")

    assert "".join(f"{line.rstrip()}\n" for line in shown.stdout.splitlines()) in blocks(PAGE, "text")
    assert shown.stderr == "2 reports and 4 other things due by 2026-06-12\n"


def test_the_page_names_every_kind_of_what_is_due():
    page = PAGE.read_text(encoding="utf-8")

    assert all(f"`{kind.value}`" in page for kind in ObligationKind)


def test_a_plan_is_due_beside_the_reports_as_json(decided):
    says(decided.asks("events", "plan", "cedar", "--kind", "rectification_plan", "--on", "2026-05-11", *WHO))

    found = json.loads(decided.asks("due", "--by", "2026-06-12", "--format", "json").stdout)
    [plan] = [one for one in found if one.get("kind") == "OBLIGATION_KIND_PLAN"]
    assert [one["period"]["label"] for one in found if "period" in one] == ["2026-04", "2026-05"]
    assert (plan["name"], plan["about"]) == ("rectification_plan", "cedar#6")
    assert (plan["owed_by"], plan["due_on"], plan["days_overdue"]) == (
        "provider",
        {"year": 2026, "month": 5, "day": 26},
        17,
    )


def test_nothing_but_reports_is_recorded_as_not_submitted(decided):
    says(decided.asks("events", "plan", "cedar", "--kind", "rectification_plan", "--on", "2026-05-11", *WHO))

    recorded = decided.asks("due", "--by", "2026-05-30", "--contract", "cedar", "--record")

    assert (recorded.exit_code, recorded.stdout) == (0, "")


def test_what_was_due_is_asked_for_from_elsewhere_in_time(decided):
    moment = decided.clock.time.isoformat()
    decided.clock.time += timedelta(hours=1)
    says(decided.asks("events", "plan", "cedar", "--kind", "rectification_plan", "--on", "2026-05-11", *WHO))

    def due(*options):
        return decided.asks("due", "--by", "2026-06-11", "--contract", "cedar", *options).stdout

    shown = [due(), due("--as-of", "2026-05-11"), due("--as-of", "2026-05-10"), due("--as-known-at", moment)]
    assert ["rectification plan" in one for one in shown] == [True, True, False, False]


def test_a_plan_asked_for_on_figures_that_are_corrected_later_asks_for_a_person(decided):
    says(decided.asks("events", "plan", "cedar", "--kind", "rectification_plan", "--on", "2026-05-11", *WHO))
    assert "SINCE CORRECTED" not in says(decided.asks("standing", "cedar"))

    decided.submits("cedar,2026-05,,3000,96,", more=("--reason", "the log was misread"))

    standing = json.loads(decided.asks("standing", "cedar", "--format", "json").stdout)
    assert [one["event"]["corrected_by"] for one in standing["matters"]] == ["cedar#9"]
    assert "MADE ON FIGURES SINCE CORRECTED by cedar#9, for a person" in says(decided.asks("standing", "cedar"))


def test_a_warning_shows_what_is_said_and_by_when_it_is_answered(decided):
    warned = ("--kind", "duty_to_warn", "--kpi", "missed_visits", "--consequence", "longer stays", "--on", "2026-04-01")

    says(decided.asks("events", "warning", "cedar", *warned, *WHO))

    shown = says(decided.asks("standing", "cedar"))
    assert "duty_to_warn, kpis missed_visits, longer stays, due 2026-05-01" in shown
    assert "waits for the council by 2026-05-01; OVERDUE" in shown


def test_a_notice_that_counts_as_served_later_waits_for_its_answer_from_then(decided):
    posted = ("--kind", "breach_notice", "--deemed-served", "2026-05-13", "--on", "2026-05-11", *WHO)
    says(decided.asks("events", "notice", "cedar", *posted))

    assert "breach_notice, due 2026-05-20, deemed served 2026-05-13" in says(decided.asks("standing", "cedar"))


def test_a_notice_and_a_dispute_are_shown_while_they_are_open(decided):
    says(decided.asks("events", "notice", "cedar", "--kind", "breach_notice", "--on", "2026-05-11", *WHO))
    says(decided.asks("events", "dispute", "cedar", "--suspended", "--event", "cedar#6", "--on", "2026-05-11", *WHO))
    disputed = says(decided.asks("standing", "cedar"))

    assert "notice cedar#6" not in disputed
    assert "cedar#6, suspended until it is settled" in disputed


def test_what_happened_within_what_was_stated_says_that_it_moves_nothing(office):
    office.registers()
    opens(office)
    notice = ("--kind", "breach_notice", "--on", "2026-04-20", *WHO)

    recorded = office.asks("events", "notice", "cedar", *notice)

    within = "within what was stated: moves nothing, and is counted"
    assert within in " ".join(recorded.output.split())
    assert within in says(office.asks("events", "list", "cedar"))
    says(office.asks("events", "notice", "cedar", *notice[:3], "2026-05-01", *WHO))
    assert says(office.asks("events", "list", "cedar")).count("within what was stated") == 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        pytest.param(
            ("plan", "cedar", "--kind", "rectification", "--on", "2026-05-11"), "`rectification_plan`", id="a near name"
        ),
        pytest.param(
            ("progress", "cedar#6", "--stage", "submitted", "--on", "2026-05-11T09:30"),
            "with its distance from UTC",
            id="a time of no zone",
        ),
        pytest.param(
            ("progress", "cedar", "--stage", "submitted", "--on", "2026-05-11"), "such as `cedar#14`", id="no event"
        ),
        pytest.param(
            ("dispute", "cedar", "--stands", "--on", "2026-05-11"),
            "expected what is disputed: `period` and `kpi`, what a KPI came to; or `event`, one that is recorded",
            id="a dispute of nothing",
        ),
    ],
)
def test_what_is_mistyped_is_refused_with_what_was_expected(decided, asked, said):
    result = decided.asks("events", *asked, *WHO)

    assert result.exit_code == 2
    assert said in " ".join(result.output.split()).replace("│ ", "")


def test_what_is_open_is_there_for_programs(decided):
    says(decided.asks("events", "plan", "cedar", "--kind", "rectification_plan", "--on", "2026-04-01", *WHO))

    standing = json.loads(decided.asks("standing", "cedar", "--format", "json").stdout)

    [matter] = standing["matters"]
    assert (matter["overdue"], matter["owed_by_provider"]) == (True, True)


@pytest.mark.parametrize(("form", "kind"), [("plan", "rectification_plan"), ("notice", "breach_notice")])
def test_what_was_begun_on_figures_that_are_corrected_later_asks_for_a_person(decided, form, kind):
    says(decided.asks("events", form, "cedar", "--kind", kind, "--on", "2026-05-11", *WHO))
    assert "CORRECTED" not in says(decided.asks("standing", "cedar"))

    decided.submits("cedar,2026-04,,3000,15,", more=("--reason", "the log was misread"))

    [listed] = json.loads(decided.asks("events", "list", "cedar", "--format", "json").stdout)
    by = f"SINCE CORRECTED by {listed['corrected_by']}, for a person to judge"
    assert by in says(decided.asks("standing", "cedar"))
    assert by in says(decided.asks("events", "list", "cedar"))


@pytest.mark.parametrize("choice", ["--stands", "--suspended"])
def test_an_open_dispute_of_a_kpi_stands_once_on_the_screen(decided, choice):
    about = ("--period", "2026-04", "--kpi", "missed_visits", "--on", "2026-05-11")
    says(decided.asks("events", "dispute", "cedar", choice, *about, *WHO))

    assert says(decided.asks("standing", "cedar")).count("dispute cedar#6") == 1


@pytest.mark.parametrize("stage", ["rejected", "upheld"])
def test_a_dispute_of_a_kpi_that_is_settled_says_so_on_the_screen(decided, stage):
    about = ("--period", "2026-04", "--kpi", "missed_visits", "--on", "2026-05-11")
    says(decided.asks("events", "dispute", "cedar", "--stands", *about, *WHO))
    assert f"; {stage}" not in says(decided.asks("standing", "cedar"))

    says(decided.asks("events", "progress", "cedar#6", "--stage", stage, "--on", "2026-05-11", *WHO))

    screen = decided.asks("standing", "cedar").stdout.splitlines()
    [shown] = [one for one in screen if one.startswith("dispute cedar#6")]
    assert f"; {stage} on 2026-05-11 by cedar#7" in shown


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize("rules", [OPENING], ids=["a rung whose action opens the plan"])
def test_a_plan_that_a_rung_opens_is_named_by_its_action_and_gone_on_with_by_that_name(decided):
    shown = says(decided.asks("standing", "cedar"))
    assert "provider, by 2026-05-26: Submit a plan (rectification_plan cedar#5.1)." in shown
    assert "plan cedar#5.1 rectification_plan, due 2026-05-26: waits for the provider by 2026-05-26" in shown

    says(decided.asks("events", "progress", "cedar#5.1", "--stage", "submitted", "--on", "2026-05-11", *WHO))

    assert "submitted: waits for the council" in says(decided.asks("standing", "cedar"))
    says(decided.asks("events", "lapse", "cedar#5.1", "--on", "2026-05-11", *WHO))
    assert "cedar#5.1 rectification_plan" not in says(decided.asks("standing", "cedar"))
