"""`plimsoll price` and `plimsoll benefits` on what a server's ledger holds."""

import json
from datetime import timedelta

import pytest

from tests.cli.remote.conftest import RULES

BENEFITS = """\
benefits:
  paid_for:
    title: Paid for visits
    clause: Business case, section 2
    value: payable
    over_the_year: added_up
    better: lower
    planned: {year 1: 2880000.00}
"""
OTHER = (
    RULES.replace("rule_set: homecare", "rule_set: by-visit")
    .replace("amount: 240000.00", "amount: agreed")
    .replace("parameters:\n", "parameters:\n  agreed: {type: money}\n")
)
UNHEARD = (
    RULES.replace("rule_set: homecare", "rule_set: unheard")
    .replace("visits_missed: {type: count}", "visits_missed: {type: count}\n  visits_late: {type: count}")
    .replace("100 * visits_missed", "100 * visits_late")
)
TERMS = "contracts: {cedar: {start: 2026-04-01, parameters: {agreed: 250000.00, exit_points: 50}}}\n"


@pytest.fixture
def rules():
    return RULES + BENEFITS


@pytest.fixture
def decided(office):
    """An office that has decided two months of a contract, and other rules in files beside it."""
    office.registers()
    office.submits_months(15, 97)
    for name, text in (("other", OTHER), ("unheard", UNHEARD)):
        (office.folder / f"{name}.yaml").write_text(text)
    (office.folder / "terms.yaml").write_text(TERMS)
    return office


def test_a_contract_is_priced_by_rules_that_the_server_has_not(decided):
    result = decided.asks(
        *("price", "other.yaml", "unheard.yaml", "--contract", "cedar", "--contracts", "terms.yaml", "--format", "json")
    )

    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert [(one["period"], [cost["payable"] for cost in one["costs"]]) for one in found["periods"]] == [
        ("2026-04", ["240000.00", "250000.00", None]),
        ("2026-05", ["235200.00", "245200.00", None]),
    ]
    assert [cost["rules"] for cost in found["totals"][0]["costs"]] == ["homecare", "by-visit", "unheard"]
    assert found["periods"][0]["costs"][2]["why"] == [
        "2026-04: payment: the evidence does not have the figure `visits_late`"
    ]
    assert found["totals"][0]["costs"][1]["difference"] == "20000.00"


def test_a_draft_of_the_contracts_own_rules_goes_by_its_path(decided):
    (decided.folder / "draft.yaml").write_text(RULES.replace("240000.00", "250000.00"))

    result = decided.asks("price", "draft.yaml", "--contract", "cedar", "--format", "json")

    assert result.exit_code == 0, result.stderr
    [total] = json.loads(result.stdout)["totals"]
    assert [(one["rules"], one["payable"]) for one in total["costs"]] == [
        ("homecare", "475200.00"),
        ("draft.yaml", "495200.00"),
    ]


def test_a_draft_of_the_contracts_own_rules_has_its_terms_by_their_name(decided):
    draft = OTHER.replace("rule_set: by-visit", "rule_set: homecare")
    (decided.folder / "draft.yaml").write_text(draft)

    result = decided.asks(
        *("price", "draft.yaml", "--contract", "cedar", "--contracts", "homecare=terms.yaml", "--format", "json")
    )

    assert result.exit_code == 0, result.stderr
    [total] = json.loads(result.stdout)["totals"]
    assert [one["rules"] for one in total["costs"]] == ["homecare", "draft.yaml"]
    assert total["costs"][1]["difference"] == "20000.00"


def test_lines_are_chosen_by_their_last_days(decided):
    result = decided.asks(
        *("price", "other.yaml", "--contract", "cedar", "--contracts", "terms.yaml", "--until", "2026-04-30"),
    )

    assert "2026-04" in result.stdout
    assert "2026-05" not in result.stdout


def test_a_term_that_is_not_given_is_said_where_it_is_lacking(decided):
    result = decided.asks("price", "other.yaml", "--contract", "cedar")

    assert result.exit_code == 2
    assert "expected a value: the parameter has no default" in result.stderr


def test_benefits_of_a_contract_are_those_of_its_rules(decided):
    result = decided.asks("benefits", "--contract", "cedar", "--format", "json")

    [year] = json.loads(result.stdout)
    assert (year["benefit"], year["planned"], year["so_far"], year["actual"]) == ("paid_for", "2880000", "475200", "")
    assert year["sentence"].endswith("2 of 12 periods come to 475,200.00 GBP; 2,880,000.00 GBP are planned.")


def test_benefits_of_a_contract_that_there_is_not(decided):
    result = decided.asks("benefits", "--contract", "nobody")

    assert (result.exit_code, "unknown contract `nobody`" in result.stderr) == (2, True)


@pytest.mark.parametrize("rules", [RULES], ids=["rules without benefits"])
def test_rules_that_name_no_benefits_are_said_to(decided, rules):
    result = decided.asks("benefits", "--contract", "cedar")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "no benefits: the rules say nothing of them (`benefits:`)\n"


@pytest.fixture
def moment(decided):
    """When April and May were known, before May was corrected."""
    moment = decided.clock.time
    decided.clock.time += timedelta(hours=1)
    decided.submits("cedar,2026-05,,3000,15,", more=("--reason", "the monitoring was misread"))
    return moment.isoformat()


def test_a_contract_is_priced_from_elsewhere_in_time(decided, moment):
    def payable(*options):
        given = ("price", "other.yaml", "--contract", "cedar", "--contracts", "terms.yaml", "--format", "json")
        result = decided.asks(*given, *options)
        assert result.exit_code == 0, result.stderr
        return {
            one["period"]: [cost["payable"] for cost in one["costs"]] for one in json.loads(result.stdout)["periods"]
        }

    april = {"2026-04": ["240000.00", "250000.00"]}
    assert payable() == april | {"2026-05": ["240000.00", "250000.00"]}
    assert payable("--as-known-at", moment) == april | {"2026-05": ["235200.00", "245200.00"]}
    assert payable("--as-of", "2026-04-30") == april


def test_benefits_are_told_from_elsewhere_in_time(decided, moment):
    def so_far(*options):
        [year] = json.loads(decided.asks("benefits", "--contract", "cedar", "--format", "json", *options).stdout)
        return year["so_far"]

    assert (so_far(), so_far("--as-known-at", moment), so_far("--as-of", "2026-04-30")) == (
        "480000",
        "475200",
        "240000",
    )


@pytest.mark.parametrize("command", [("price", "other.yaml"), ("benefits",)], ids=["price", "benefits"])
def test_an_answer_about_the_past_says_from_where_in_time_it_is(decided, moment, command):
    given = ("--contract", "cedar", *(("--contracts", "terms.yaml") if "price" in command else ()))

    shown = decided.asks(*command, *given, "--as-of", "2026-04-30", "--as-known-at", moment)

    assert "as of 2026-04-30, as known at 2026-05-11T09:00:00Z" in shown.stderr
    assert "as of" not in decided.asks(*command, *given).stderr


def test_what_a_contract_was_under_is_asked_as_it_was_known(decided):
    early = (decided.clock.time - timedelta(days=1)).isoformat()

    refused = decided.asks("price", "other.yaml", "--contract", "cedar", "--as-known-at", early)

    assert (refused.exit_code, "unknown contract `cedar`" in refused.stderr) == (2, True)
