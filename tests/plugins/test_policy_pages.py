"""Each page under `docs/policies/` names every key of its policy, and the example that it works out comes out."""

import re
from pathlib import Path

import pytest

from engine.authoring import rule_tests
from engine.authoring.folders import bound_at
from engine.bootstrap import policies
from engine.model.policy import Parameters
from tests.test_documents import blocks, keys_in

PAGES = sorted((Path(__file__).parents[2] / "docs" / "policies").glob("*.md"))
KNOWN = policies(plugins=False)

a_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def parameters(page: Path) -> type[Parameters]:
    """Return the parameters of the policy that *page* is about."""
    name = page.stem.replace("-", "_")
    return (dict(KNOWN.payment) | dict(KNOWN.escalation))[name].parameters


@a_page
def test_a_page_is_called_as_its_policy_and_says_who_bears_which_risk(page):
    text = page.read_text(encoding="utf-8")

    assert text.startswith(f"# `{page.stem.replace('-', '_')}`\n")
    assert "**Who bears which risk**" in text
    assert "**What it models**" in text


@a_page
def test_a_page_names_every_key(page):
    text = page.read_text(encoding="utf-8").partition("## A worked example")[0]
    keys = set(keys_in(parameters(page).model_json_schema(by_alias=True)))

    assert sorted(key for key in keys if not re.search(rf"`{key}`", text)) == []


@a_page
def test_the_example_of_a_page_comes_out(page, tmp_path):
    rules, tests = blocks(page, "yaml")
    (tmp_path / "rules.yaml").write_text(rules, encoding="utf-8")

    bound = bound_at(tmp_path, KNOWN)
    results, diagnostics = rule_tests.tested("tests.yaml", tests.encode(), bound.book)

    assert (bound.diagnostics, diagnostics) == ((), ())
    assert results
    assert [difference for result in results for difference in result.differences] == []
