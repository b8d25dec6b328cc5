"""The evidence of the framework that ranks, and what `docs/comparing.md` shows of it: who is offered packages first."""

import json
import re
import shlex
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from engine.bootstrap import policies
from engine.cli.main import app
from engine.compiler.rule_sets import compiled

CHECKOUT = Path(__file__).parents[2]
PACK = CHECKOUT / "rules" / "framework-ranking"
PAGE = (CHECKOUT / "docs" / "comparing.md").read_text(encoding="utf-8")


def compared(period: str) -> dict[str, dict]:
    """What `plimsoll compare` makes of the evidence, by contract."""
    evidence = PACK / "evidence"
    files = ["--submissions", str(evidence / "2026-27.csv"), "--contracts", str(evidence / "contracts.yaml")]
    result = CliRunner().invoke(app, ["compare", str(PACK), *files, "--period", period, "--format", "json"])
    assert result.exit_code == 0, result.stderr
    return {one["contract"]: one for one in json.loads(result.stdout)["contracts"]}


@pytest.mark.parametrize(
    ("period", "places"),
    [
        pytest.param("2026-H1", {"birch": 1, "alder": 2, "dogwood": 3, "cedar": 4}, id="the cheapest is first"),
        pytest.param("2026-H2", {"alder": 1, "dogwood": 2, "birch": 3, "cedar": 4}, id="until its quality falls"),
        pytest.param(
            "2027-H1", {"cedar": 1, "alder": 2, "dogwood": 3, "birch": 4}, id="who returns again is ranked again"
        ),
        pytest.param("2027-H2", {"cedar": 1, "birch": 2, "alder": 3, "dogwood": 4}, id="and so is who is safe again"),
    ],
)
def test_places_move_with_quality_and_price(period, places):
    assert {name: one["place"] for name, one in compared(period).items()} == places


def test_alder_ranks_at_82_with_quality_84_and_price_80():
    assert compared("2026-H1")["alder"]["score"] == "82"


def test_two_returns_that_never_came_suspend_cedar_and_one_that_comes_ends_it():
    cedar = [compared(period)["cedar"] for period in ("2026-H1", "2026-H2", "2027-H1")]

    assert [one["offered"] for one in cedar] == [4, 0, 1]
    assert cedar[1]["suspended_on"] == ["offers: suspended"]
    assert [one["criteria"][2]["basis"] for one in cedar] == ["deemed", "deemed", "measured"]


def test_an_inadequate_rating_stops_offers_at_once():
    assert compared("2027-H1")["birch"]["suspended_on"] == ["safety: suspended"]
    assert [one["offered"] for one in compared("2027-H2").values()] == [1, 2, 3, 4]


def test_a_small_provider_cannot_be_told_apart():
    found = compared("2026-H2")

    assert found["dogwood"]["alike"] == ["alder", "birch"]
    assert found["alder"]["alike"] == ["dogwood"]


def test_the_page_shows_what_its_command_prints(monkeypatch):
    monkeypatch.chdir(CHECKOUT)
    (command,) = re.findall(r"^```console\n\$ plimsoll (.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    shown = re.findall(r"^```text\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)

    printed = CliRunner().invoke(app, shlex.split(command.replace("\\\n", " "))).stdout

    lines = [line.rstrip() for line in printed.splitlines()]
    table, *reasons = "\n".join(lines).split("\n\n")
    assert shown[0].rstrip() == table
    assert [part for part in shown[1].rstrip().split("\n\n") if part not in reasons] == []


def test_the_rules_that_the_page_shows_are_sound():
    (fragment,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    whole = yaml.load((PACK / "rules.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    whole["measures"] |= {"visits_planned": {"type": "count"}, "missed": {"type": "count"}}
    whole["kpis"] |= {
        "missed_visits": {"value": "100 * missed / visits_planned", "unit": "percent", "precision": "1 dp, half up"},
    }
    whole["measures"]["cqc_rating"]["of"].remove("Not yet rated")
    del whole["kpis"]["regulator"]["bands"]["other"]
    del whole["kpis"]["quality"]["scores"]["regulator"]["Not yet rated"]
    whole["escalation"] = [
        {
            "policy": "ladder",
            "name": "contract",
            "climb": "jump",
            "rungs": [
                {"rung": "routine"},
                {"rung": "suspension", "decision": "escalation", "enter": "failures() > 3"},
            ],
        }
    ]
    whole |= yaml.load(fragment, yaml.BaseLoader)

    found = compiled("rules.yaml", yaml.safe_dump(whole, sort_keys=False).encode(), policies(plugins=False))

    assert [str(one) for one in found.diagnostics if one.severity.value == "error"] == []
    assert found.rules.ranking.periods == 2
