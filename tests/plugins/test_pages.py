"""The page of each policy under `docs/policies`: its example is run, and no key goes without a word."""

import re
from pathlib import Path

import pytest

from engine.authoring import rule_tests
from engine.authoring.folders import bound_at
from engine.bootstrap import policies
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
