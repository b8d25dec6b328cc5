"""`plimsoll contracts open`: contracts that were running before Plimsoll, taken over from a file."""

import pytest

from tests.cli.remote.conftest import RULES

OPENINGS = """\
openings:
  cedar:
    stated_on: 2026-05-11
    by: A. Officer
    why: the contract has run since 2024
    source: contract file 17
    periods:
      - period: 2026-04
        kpis: {missed_visits: {rating: inadequate, points: 4, value: 3.2}}
        credits: {service_credits: 4800.00}
        source: monitoring report of April
    ladders: {contract: {rung: plan, held: 0, source: letter of 2 March}}
    carried_forward: 100.00
"""


@pytest.fixture
def registered(office):
    office.registers()
    return office


def opens(office, text=OPENINGS):
    """State what *text* says."""
    file = office.folder / "openings.yaml"
    file.write_text(text)
    return office.asks("contracts", "open", str(file))


def test_a_contract_goes_on_from_how_it_stood(registered):
    result = opens(registered)

    stands = registered.asks("standing", "cedar")
    decided = registered.submits_months(15, first="2026-05")
    assert (result.exit_code, result.stdout) == (0, "cedar: taken over\n")
    assert "2026-04 (stated)" in stands.stdout
    assert "plan, entered 1 period ago" in stands.stdout
    assert decided.stdout.splitlines()[2].split()[-2:] == ["0", "239,900.00"]


def test_each_figure_is_shown_as_stated_and_not_decided_with_its_paper(registered):
    opens(registered)
    registered.submits_months(15, first="2026-05")

    told = [" ".join(line.split()) for line in registered.asks("standing", "cedar").stdout.splitlines()]

    assert "taken over stated on 2026-05-11 by A. Officer: the contract has run since 2024" in told
    assert "stated ladder contract plan, entered in the last period; stated, not decided: letter of 2 March" in told
    assert "stated carried forward 100.00; stated, not decided: contract file 17" in told
    month = "stated 2026-04 1 failure, 4 points, 4,800.00 taken by service_credits"
    assert f"{month}; stated, not decided: monitoring report of April" in told


HOLDS = """\
  - {policy: withholding, name: retention, clause: Schedule 6, withheld: {amount: 50.00, when: missed_visits > 2},
     repaid_when: missed_visits < 1, interest: 8%, at_end: released}
"""


@pytest.mark.parametrize("rules", [RULES.replace("decision: remediation", "decision: exit_trigger") + HOLDS])
def test_a_right_and_a_sum_withheld_are_shown_as_stated_with_their_papers(registered):
    rights = "    rights: {contract: {arisen: 2026-04-30, source: letter of 4 May}}\n"
    withheld = "    withheld: {retention: {sums: {withheld 2026-04-30: 50.00}, source: ledger of April}}\n"

    result = opens(registered, OPENINGS + rights + withheld)

    told = [" ".join(line.split()) for line in registered.asks("standing", "cedar").stdout.splitlines()]
    assert (result.exit_code, result.stderr) == (0, "")
    assert "stated right of contract arisen on 2026-04-30; stated, not decided: letter of 4 May" in told
    assert "stated retention withheld 2026-04-30: 50; stated, not decided: ledger of April" in told


def test_nothing_is_said_of_an_opening_where_a_contract_was_not_taken_over(registered):
    assert "stated" not in registered.asks("standing", "cedar").stdout


def test_what_does_not_fit_is_said_with_the_contract_and_the_path(registered):
    result = opens(registered, OPENINGS.replace("rating: inadequate", "rating: inadequat"))

    assert result.exit_code == 1
    assert "openings.yaml: openings.cedar: " in result.stderr
    assert "did you mean `inadequate`" in result.stderr


def test_a_key_mistyped_is_shown_where_it_stands(registered):
    result = opens(registered, OPENINGS.replace("    ladders:", "    laders:"))

    assert result.exit_code == 1
    assert "openings.yaml:12:5: unknown key `laders`; did you mean `ladders`" in result.stderr


def test_a_contract_is_taken_over_once(registered):
    opens(registered)

    again = opens(registered)
    otherwise = opens(registered, OPENINGS.replace("contract file 17", "contract file 18"))

    assert (again.exit_code, again.stdout) == (0, "cedar: taken over already\n")
    assert otherwise.exit_code == 1
    assert "without periods, rungs or events" in otherwise.stderr


def test_everything_that_does_not_fit_is_said_where_it_stands_in_the_request(registered):
    text = OPENINGS.replace("rating: inadequate", "rating: inadequat").replace("service_credits:", "fees:")
    text = text.replace("rung: plan", "rung: plans").replace("100.00", "100.005")
    text += "    rights: {contrakt: {arisen: 2026-04-30}}\n"
    text += "    withheld: {fee: {sums: {2026-03.b: -5}}, fees: {sums: {a: 5}}}\n"

    result = opens(registered, text)

    assert result.exit_code == 1
    told = [line.partition("openings.cedar: ")[2].partition(": ")[0] for line in result.stderr.splitlines()]
    assert told == [
        "periods[0].kpis[missed_visits].rating",
        "periods[0].credits[fees]",
        "ladders[contract].rung",
        "rights[contrakt]",
        "carried_forward",
        'withheld[fee].sums["2026-03.b"]',
        "withheld[fee]",
        "withheld[fees]",
    ]


def test_a_paper_that_is_not_named_is_asked_for_where_it_belongs(registered):
    text = OPENINGS.replace("    source: contract file 17\n", "").replace(
        "        source: monitoring report of April\n", ""
    )

    told = [line.partition("openings.cedar: ")[2] for line in opens(registered, text).stderr.splitlines()]

    assert told == [
        "periods[0].source: expected the paper that this is taken from",
        "source: expected the paper that this is taken from",
    ]


def test_a_contract_that_cannot_be_registered_is_told_everything_that_does_not_fit(office):
    result = office.registers(
        "contracts:\n  cedar: {start: 2026-04-01, parameters: {exit_points: many, exit_point: 3}}\n"
    )

    assert [line.partition("contracts.cedar: ")[2].partition(": ")[0] for line in result.stderr.splitlines()] == [
        "contract.parameters[exit_point]",
        "contract.parameters[exit_points]",
    ]
