"""`plimsoll submit`: a file of figures to a server, which decides and records them."""

import json
from datetime import date
from pathlib import Path

import grpc
import pytest

from engine.api.decision_service_pb2 import ListDecisionsRequest
from engine.bootstrap import policies
from engine.cli.output import Format
from engine.cli.remote.books import book_of
from engine.cli.remote.connection import RefusedError, connected
from engine.cli.remote.submitting import Answered
from engine.cli.submit_report import print_results


@pytest.fixture
def registered(office):
    office.registers()
    return office


def test_a_file_is_submitted_and_what_was_decided_is_a_table(registered):
    result = registered.submits_months(97, 97)

    assert result.exit_code == 0
    april, may = (line.split() for line in result.stdout.splitlines()[2:4])
    assert april[:4] == ["cedar", "2026-04", "inadequate", "3.2"]
    assert may[-5:] == ["remediation", "plan", "entered", "4,800.00", "235,200.00"]
    assert "2 rows decided, none refused" in result.stderr


def test_the_same_file_again_is_answered_as_before(registered):
    registered.submits_months(97, 15)

    again = registered.submits_months(97, 15)

    assert again.exit_code == 0
    assert "2 rows decided, 2 of them before, none refused" in again.stderr


def test_a_row_that_is_refused_is_named_by_its_line_and_later_periods_wait(registered):
    result = registered.submits("cedar,2026-04,,3000,many,", "cedar,2026-05,,3000,15,", "oak,2026-04,,3000,15,")

    assert result.exit_code == 1
    first, second = (line for line in result.stderr.splitlines() if "figures.csv:" in line)
    assert "figures.csv:2: cedar 2026-04: " in first
    assert "expected a number such as `12` or `0.5`, not `many`" in first
    assert "figures.csv:3: cedar 2026-05: the period 2026-04 is open" in second
    assert result.stdout.splitlines()[2].startswith("oak")


def test_a_row_may_say_that_nothing_came(registered):
    result = registered.submits("cedar,2026-04,,3000,15,", "cedar,2026-05,,,,true")

    assert result.exit_code == 1
    assert "expected a day after 2026-06-12" in result.stderr

    registered.clock.is_on(date(2026, 6, 15))
    result = registered.submits("cedar,2026-05,,,,true")

    assert "inadequate*" in result.stdout


def test_an_unknown_contract_is_said_so(registered):
    result = registered.submits("ceder,2026-04,,3000,15,")

    assert result.exit_code == 1
    assert "figures.csv:2: ceder 2026-04: unknown contract `ceder`" in result.stderr


def test_what_was_left_undecided_is_decided_anew_when_asked(registered):
    rows = ("cedar,2026-04,,0,5,",)
    first, again = registered.submits(*rows), registered.submits(*rows)
    anew = registered.submits(*rows, more=("--anew",))

    assert "undecided" in first.stdout
    assert "figures.csv:2: cedar#3: undecided, for a person to judge: missed_visits: " in first.stderr
    assert "1 of them before" in again.stderr
    assert "before" not in anew.stderr


def test_decisions_are_json_lines_for_programs(registered):
    result = registered.submits("cedar,2026-04,,3000,97,", more=("--format", "json"))

    [decision] = map(json.loads, result.stdout.splitlines())
    assert (decision["id"], decision["kpis"][0]["rating"]) == ("cedar#3", "inadequate")
    assert decision["payment"]["payable"] == {"currency_code": "GBP", "units": "235200"}


def test_an_unknown_rule_set_of_the_server_is_said_so(registered):
    (registered.folder / "f.csv").write_text("contract,period\n")

    result = registered.asks("submit", str(registered.folder / "f.csv"), "--rule-set", "homecar")

    assert result.exit_code == 2
    assert "expected a rule set of the server, not `homecar`; did you mean `homecare`?" in result.stderr


def test_a_mistyped_heading_is_refused_before_anything_is_recorded(registered):
    file = registered.folder / "f.csv"
    file.write_text("contract,period,visits_planned,visit_missed\ncedar,2026-04,3000,15\n")

    refused = registered.asks("submit", str(file), "--rule-set", "homecare")
    left = registered.asks("submit", str(file), "--rule-set", "homecare", "--aside", "visit_missed")

    assert refused.exit_code == 2
    assert "expected columns of measures, found `visit_missed`; did you mean `visits_missed`?" in refused.stderr
    assert "none refused" in left.stderr


def test_a_number_that_is_too_long_or_written_otherwise_is_explained(registered):
    result = registered.submits(f"cedar,2026-04,,{'9' * 41},97,", "oak,2026-04,,1e400,97,")

    long, power = (line for line in result.stderr.splitlines() if "figures.csv:" in line)
    assert long.endswith(": write at most 18 digits before the point")
    assert power.endswith(": write it out, without a power of ten")


def test_a_file_that_is_empty_is_one_clear_line(registered):
    file = registered.folder / "empty.csv"
    file.write_text("")

    result = registered.asks("submit", str(file), "--rule-set", "homecare")

    assert result.exit_code == 1
    assert f"{file}:1: expected a line of column headings, found nothing" in result.stderr


def test_what_was_decided_before_the_server_went_away_is_shown(registered, capsys):
    registered.submits_months(97)
    with connected(registered.address) as server:
        [decision] = server.ask(server.decisions.ListDecisions, ListDecisionsRequest()).decisions
        book = book_of(server, "homecare", policies())

    def results():
        yield Answered(2, decision, before=False)
        raise RefusedError(grpc.StatusCode.UNAVAILABLE, "none answers")

    with pytest.raises(RefusedError):
        print_results(results(), book, Path("figures.csv"), Format.TABLE)

    printed = capsys.readouterr()
    assert "inadequate" in printed.out
    assert "1 row decided, none refused" in printed.err


def test_other_figures_for_a_decided_month_need_a_reason(registered):
    registered.submits_months(97, 15)

    refused = registered.submits_months(15)
    revised = registered.submits("cedar,2026-04,,3000,15,", more=("--reason", "the monitoring was misread"))

    assert (refused.exit_code, revised.exit_code) == (1, 0)
    assert "with a reason" in refused.stderr
    assert revised.stdout.splitlines()[2].split()[:4] == ["cedar", "2026-04", "good", "0.5"]
    assert revised.stderr.splitlines()[-1] == "decided again: cedar#8"


def test_how_a_contract_stands_says_what_the_next_decision_books(registered):
    registered.submits_months(97, 15)
    registered.submits("cedar,2026-04,,3000,15,", more=("--reason", "the monitoring was misread"))

    stands = registered.asks("standing", "cedar")

    assert "2026-04, decided again" in stands.stdout


def test_a_list_of_decisions_shows_which_one_takes_the_place_of_another(registered):
    registered.submits_months(97, 15)
    registered.submits("cedar,2026-04,,3000,15,", more=("--reason", "the monitoring was misread"))

    listed = registered.asks("decisions", "list", "--contract", "cedar").stdout

    assert "cedar#7 for cedar#3" in listed
    assert "cedar#8 for cedar#5" in listed


def test_figures_are_revised_back_under_the_same_reason(registered):
    why = ("--reason", "the monitoring was misread")
    registered.submits_months(97)

    ratings = [
        registered.submits(f"cedar,2026-04,,3000,{missed},", more=why).stdout.splitlines()[2].split()[2:4]
        for missed in (15, 97, 15)
    ]

    assert ratings == [["good", "0.5"], ["inadequate", "3.2"], ["good", "0.5"]]
    assert "missed_visits good" in registered.asks("standing", "cedar").stdout


def test_what_is_revised_once_is_recorded_once(registered):
    why = ("--reason", "the monitoring was misread")
    registered.clock.is_on(date(2026, 6, 15))
    registered.submits_months(97)
    registered.submits("cedar,2026-05,,,,true")

    first, again = (registered.submits("cedar,2026-04,,3000,15,", "cedar,2026-05,,,,true", more=why) for _ in range(2))

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "2 of them before" in again.stderr


def test_what_is_longer_than_the_server_takes_names_the_setting_that_says_how_long(registered):
    result = registered.submits("cedar,2026-04,,3000,15,", more=("--reason", "x" * 17_300_000))

    assert result.exit_code == 2
    assert "no more than the server takes at once, which `PLIMSOLL_REQUEST_BYTES`" in " ".join(result.stderr.split())
