"""The page of each policy under `docs/policies`: its example is run, and no key goes without a word."""

import re
from datetime import date
from pathlib import Path

import pytest

from engine.application.stated_memory import unfit_memory
from engine.authoring import rule_tests
from engine.authoring.folders import bound_at
from engine.bootstrap import policies
from engine.compiler.rule_books import bound
from engine.model.days import contract_year
from engine.model.decision import folded
from engine.model.memory_names import Sayable
from engine.model.period import Period
from engine.model.standing import Standing
from engine.plugins.testing import policies_with

PAGES = sorted((Path(__file__).parents[2] / "docs" / "policies").glob("*.md"))

a_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


@a_page
def test_the_example_of_a_page_does_what_it_says(page, tmp_path):
    rules, tests = re.findall(r"^```yaml\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    (tmp_path / "rules.yaml").write_text(rules)

    folder = bound_at(tmp_path, policies(plugins=False))
    results, diagnostics = rule_tests.tested("tests.yaml", tests.encode(), folder.book)

    assert [str(one) for one in (*folder.diagnostics, *diagnostics)] == []
    assert results
    assert [difference for result in results for difference in result.differences] == []


def remembered(page):
    """Yield after each decision of a page's example its entries, what each remembers, and what may be spoken of."""
    rules, tests = re.findall(r"^```yaml\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    [book] = [bound({"rules.yaml": rules.encode()}, policies(plugins=False)).book]
    for result in rule_tests.tested("tests.yaml", tests.encode(), book).results:
        standing = Standing()
        for decision, rules_used in result.decisions:
            standing = folded(standing, decision)
            if decision.period is not None:
                following = rules_used.reporting.after(Period(decision.contract_start, date.max), decision.period)
                year = contract_year(decision.contract_start, following.last_day)
                yield standing.memory, rules_used, Sayable(rules_used.kpis, decision.period.last_day, year)


OPENED = [one for one in PAGES if "**In an opening**" in one.read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", OPENED, ids=lambda page: page.stem)
def test_what_a_policy_remembers_in_the_example_of_a_page_may_be_stated(page):
    for memory, rules, sayable in remembered(page):
        entries = {entry.name: entry for entry in rules.payments}
        for name in entries:
            # A plan is recorded after an opening, so that nothing that is stated is for one.
            given = {one: number for one, number in memory.get(name, {}).items() if " plan " not in one}
            if given:
                assert [*unfit_memory(entries, name, given, sayable)] == []


def test_every_policy_that_remembers_says_what_may_be_stated_of_it():
    remembering = {name for name, policy in policies_with().payment.items() if hasattr(policy, "remembers")}

    assert remembering == {page.stem for page in OPENED}
    assert all(hasattr(policies_with().payment[name], "may_be_stated") for name in remembering)


def test_every_policy_has_a_page_but_the_plain_fee():
    known = policies_with()

    assert {*known.payment, *known.escalation} - {"fixed_fee"} == {page.stem for page in PAGES}


@a_page
def test_a_page_names_every_key_of_its_policy(page):
    known = policies_with()
    schema = {**known.payment, **known.escalation}[page.stem].parameters.model_json_schema(by_alias=True)
    models = (schema, *schema.get("$defs", {}).values())
    keys = {key for model in models for key in model.get("properties", {})}

    text = page.read_text(encoding="utf-8")
    assert keys
    assert sorted(key for key in keys if f"`{key}`" not in text and f"`{key}:" not in text) == []


@a_page
def test_a_page_says_what_is_paid_for_who_bears_which_risk_and_what_it_models(page):
    text = page.read_text(encoding="utf-8")

    said = (
        f"# `{page.stem}`",
        "**What it pays for**",
        "**Who bears which risk**",
        "**What it models**",
        "## An example",
    )
    assert [words for words in said if words not in text] == []
