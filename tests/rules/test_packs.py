"""The rule packs that Plimsoll ships: they check, their tests pass, editors accept them, and a README says why."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from engine.authoring import rule_tests
from engine.authoring.folders import bound_at
from engine.bootstrap import policies
from engine.compiler.schema import schema

RULES = Path(__file__).parents[2] / "rules"
PACKS = sorted(file.parent for file in RULES.glob("*/rules.yaml"))
FILES = sorted(RULES.glob("*/rules*.yaml"))
SCHEMA = RULES / "rule-set.schema.json"
# These show how lots extend a framework, and are no approach of their own.
FRAMEWORKS = {"homecare-framework", "homecare-lot-rural", "homecare-lot-town"}

a_pack = pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
a_file = pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")


def test_every_pack_is_there():
    assert [pack.name for pack in PACKS] == [
        "framework-ranking",
        "help-to-live-at-home",
        "homecare-council-ladder",
        "homecare-framework",
        "homecare-lot-rural",
        "homecare-lot-town",
        "homecare-service-points",
        "homecare-time-and-task",
        "lead-provider",
        "outcome-tariff",
        "outputs-and-service-levels",
        "prime-provider-capitation",
        "reablement-standards",
        "remedial-action-plan",
        "tapering-support",
        "whole-population",
    ]


@a_pack
def test_a_pack_is_without_mistakes_and_warnings(pack):
    assert bound_at(pack, policies()).diagnostics == ()


@pytest.mark.parametrize("pack", [one for one in PACKS if one.name not in FRAMEWORKS], ids=lambda pack: pack.name)
def test_an_approach_has_contracts_and_evidence_for_a_backtest(pack):
    assert (pack / "evidence" / "contracts.yaml").is_file()
    assert [*(pack / "evidence").glob("20*.csv")]


@pytest.mark.parametrize("pack", [one for one in PACKS if one.name not in FRAMEWORKS], ids=lambda pack: pack.name)
def test_an_approach_says_what_it_pays_for_who_bears_which_risk_and_what_is_constructed(pack):
    text = (pack / "README.md").read_text("utf-8")

    said = ("**What it pays for**", "**Who bears which risk**", "constructed")
    assert [words for words in said if words not in text] == []
    assert any("made up)" in file.read_text("utf-8") for file in pack.glob("rules*.yaml"))


@a_pack
def test_the_tests_of_a_pack_pass(pack):
    file = pack / "tests.yaml"

    results, diagnostics = rule_tests.tested(str(file), file.read_bytes(), bound_at(pack, policies()).book)

    assert diagnostics == ()
    assert results
    assert [difference for result in results for difference in result.differences] == []


def test_the_schema_beside_the_packs_is_current():
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == schema(policies()), "`plimsoll schema --output` makes it"


@a_file
def test_editors_accept_a_shipped_rule_file(file):
    document = yaml.load(file.read_text(encoding="utf-8"), _DatesAsText)

    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))


@a_file
def test_a_shipped_rule_file_names_its_schema_in_the_first_line(file):
    first, *_ = file.read_text(encoding="utf-8").splitlines()

    assert first == "# yaml-language-server: $schema=../rule-set.schema.json"


@a_file
def test_the_readme_says_what_each_clause_models(file):
    readme = (file.parent / "README.md").read_text(encoding="utf-8")
    clauses = set(_clauses(yaml.load(file.read_text(encoding="utf-8"), _DatesAsText)))

    assert clauses
    assert sorted(clause for clause in clauses if f"| {clause} |" not in readme) == []


class _DatesAsText(yaml.SafeLoader):
    """YAML as an editor's language server reads it: a date is text."""


_DatesAsText.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _clauses(node):
    if isinstance(node, dict):
        if "clause" in node:
            yield node["clause"]
        node = list(node.values())
    if isinstance(node, list):
        for below in node:
            yield from _clauses(below)
