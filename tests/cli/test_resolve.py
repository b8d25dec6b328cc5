import json

import pytest

from engine.bootstrap import policies
from engine.compiler.rule_sets import compiled
from tests.authoring.builders import RULES

LOT = """\
rule_set: homecare-lot
extends: homecare-north@2026-04-01
in_force: 2026-05-01
kpis:
  missed_visits:
    bands: {good: 0.4}
"""


@pytest.fixture
def lot(homecare):
    """A lot beside the folder `rules/homecare`, which it extends."""
    folder = homecare.parent / "lot"
    folder.mkdir()
    (folder / "rules.yaml").write_text(LOT)
    return folder


def test_a_lot_is_shown_whole_with_the_line_of_each_value(plimsoll, lot):
    result = plimsoll("resolve", "rules/lot")

    rows = [row.split("  # ") for row in result.stdout.splitlines() if "  # " in row]
    came = {value.strip(): place for value, place in rows}

    assert result.exit_code == 0
    assert came["good: 0.4"] == "rules/lot/rules.yaml:6"
    assert came["approaching_target: 1.0"] == "rules/homecare/rules.yaml:27"
    assert came["in_force: 2026-05-01"] == "rules/lot/rules.yaml:3"
    assert compiled("shown.yaml", result.stdout.encode(), policies()).rules.name == "homecare-lot"


def test_the_digest_of_the_whole_stands_above_it(plimsoll, lot):
    text = plimsoll("resolve", "rules/lot").stdout

    digest = compiled("shown.yaml", text.encode(), policies()).rules.digest

    assert text.startswith(f"# rules/lot/rules.yaml as it stands alone, with the digest {digest}\n")


def test_programs_get_every_value_with_its_place(plimsoll, lot):
    (found,) = json.loads(plimsoll("resolve", "rules/lot/rules.yaml", "--format", "json").stdout)

    assert (found["file"], found["extends"]) == ("rules/lot/rules.yaml", "homecare-north@2026-04-01")
    assert len(found["digest"]) == 64
    assert [one for one in found["values"] if one["path"] == "kpis.missed_visits.bands.good"] == [
        {
            "path": "kpis.missed_visits.bands.good",
            "value": "0.4",
            "file": "rules/lot/rules.yaml",
            "line": 6,
            "column": 19,
        }
    ]


def test_every_version_of_a_folder_is_shown(plimsoll, lot):
    (lot / "rules-2027.yaml").write_text(LOT.replace("2026-05-01", "2027-04-01"))

    text = plimsoll("resolve", "rules/lot").stdout

    assert [part.partition(" as ")[0] for part in text.split("---\n")] == [
        "# rules/lot/rules-2027.yaml",
        "# rules/lot/rules.yaml",
    ]


def test_rules_that_extend_nothing_are_shown_as_they_are(plimsoll, homecare):
    result = plimsoll("resolve", "rules/homecare")

    assert compiled("a", result.stdout.encode(), policies()).rules.digest == (
        compiled("b", RULES.encode(), policies()).rules.digest
    )


def test_mistakes_are_shown_beside_what_could_be_put_together(plimsoll, lot):
    (lot / "rules.yaml").write_text(f"{LOT}    value: 100 * visits_mised / visits_planned\n")

    result = plimsoll("resolve", "rules/lot")

    assert result.exit_code == 1
    assert "approaching_target: 1.0" in result.stdout
    assert "rules/lot/rules.yaml:7:18: unknown name `visits_mised`" in result.stderr


def test_what_extends_an_unknown_rule_set_is_told_so(plimsoll, lot):
    (lot / "rules.yaml").write_text(LOT.replace("homecare-north@", "homecare-nort@"))

    result = plimsoll("resolve", "rules/lot")

    assert result.exit_code == 1
    assert (
        "rules/lot/rules.yaml:2:10: unknown rule set `homecare-nort`; did you mean `homecare-north`?" in result.stderr
    )


# --- The other commands ------------------------------------------------------------------------------------------


def test_a_lot_is_checked_and_a_mistake_shown_where_its_value_stands(plimsoll, lot, homecare):
    (homecare / "rules.yaml").write_text(RULES.replace("points(last=3)", "points(missed_visit, last=3)"))

    alone, together = plimsoll("check", "rules/lot"), plimsoll("check")

    assert alone.exit_code == together.exit_code == 1
    assert "rules/homecare/rules.yaml:52:23: unknown KPI" in alone.output
    assert "   = rules/lot/rules.yaml:2:10: taken over here" in alone.output
    assert "taken over here" not in together.output
    assert together.output.splitlines()[-1] == "1 error, no warnings in 2 rule sets"


def test_a_lot_is_tested_and_explained_by_all_that_it_extends(plimsoll, lot, homecare):
    tests = (homecare / "tests.yaml").read_text().replace("2026-04", "2026-05")
    (lot / "tests.yaml").write_text(tests)

    tested = plimsoll("test", "rules/lot")
    explained = plimsoll("explain", "rules/lot", "--test", "a bad month")

    assert tested.output.splitlines()[-1] == "2 passed, 0 failed"
    assert explained.exit_code == 0
    assert "Schedule 2, paragraph 3.1" in explained.output


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("", "", id="an empty file"),
        pytest.param(LOT.replace("homecare-north@", "homecare-nord@"), "", id="no such framework"),
        pytest.param(LOT.replace("good:", "goood:"), "as far as it can be read", id="a rating mistyped"),
    ],
)
def test_what_does_not_stand_alone_is_not_said_to(plimsoll, lot, text, shown):
    (lot / "rules.yaml").write_text(text)

    result = plimsoll("resolve", "rules/lot")

    assert result.exit_code == 1
    assert shown in result.stdout
    assert "stands alone" not in result.stdout
