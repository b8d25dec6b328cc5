"""The regulator's own aggregation rules, held against the overall ratings that it published for Lincolnshire."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from tests.real.published import HERE, Evaluated, published, rows

RULES = HERE / "cqc-adult-social-care"
FILE = "cqc_lincolnshire_asc_ratings.csv"
QUESTIONS = ("safe", "effective", "caring", "responsive", "well_led")
COLUMNS = [
    *("--contract-column", "location_id", "--period", "2026-06"),
    *(part for name in QUESTIONS for part in ("--column", f"{name}_judged={name}")),
]
WORDS = {
    "Outstanding": "outstanding",
    "Good": "good",
    "Requires improvement": "requires_improvement",
    "Inadequate": "inadequate",
    "Not Rated": "other",
}
BREACHED = "1-120084039"


@pytest.fixture(scope="module")
def evaluated() -> Evaluated:
    return Evaluated(RULES, published(FILE), *COLUMNS)


def overall(evaluated: Evaluated) -> dict[str, str]:
    return {one["contract"]: one["kpis"]["overall"]["rating"] for one in evaluated.decisions}


def as_published() -> dict[str, str]:
    return {row["location_id"]: WORDS[row["overall_published"]] for row in rows(published(FILE))}


def test_all_356_locations_are_decided(evaluated):
    assert evaluated.status == 0
    assert len(evaluated.decisions) == 356
    assert {one["outcome"] for one in evaluated.decisions} == {"no_action"}


def test_the_7_locations_whose_questions_are_not_rated_are_not_rated_overall(evaluated):
    unrated = [one for one in evaluated.decisions if one["kpis"]["overall"]["rating"] == "other"]

    assert len(unrated) == 7
    assert {one["kpis"]["overall"]["reason"] for one in unrated} == {"not applicable"}
    assert {one["contract"] for one in unrated} == {name for name, word in as_published().items() if word == "other"}


def test_of_349_rated_locations_348_come_out_as_published(evaluated):
    expected = as_published()
    found = overall(evaluated)
    rated = [name for name, word in expected.items() if word != "other"]

    assert len(rated) == 349
    assert [(name, found[name], expected[name]) for name in rated if found[name] != expected[name]] == [
        (BREACHED, "good", "requires_improvement")
    ]


def test_with_the_breach_of_regulations_said_all_349_come_out_as_published(tmp_path):
    """That the one exception was in breach is inferred from its rating, not known."""
    with_breach = tmp_path / FILE
    _write_with_breach(published(FILE), with_breach)

    evaluated = Evaluated(RULES, with_breach, *COLUMNS)

    assert overall(evaluated) == as_published()
    assert evaluated.of(BREACHED)["overall"]["limited_by"] == ["breach"]


def test_every_rating_of_the_scale_comes_up_but_one_inadequate_question_alone_never_does(evaluated):
    alone = [one for one in evaluated.decisions if one["kpis"]["questions_inadequate"]["value"] == "1"]

    assert alone == []
    assert Counter(overall(evaluated).values()) == {
        "good": 258,
        "requires_improvement": 66,
        "outstanding": 22,
        "inadequate": 3,
        "other": 7,
    }


def _write_with_breach(source: Path, target: Path) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        found = rows(source)
        table = csv.DictWriter(file, [*found[0], "breach"])
        table.writeheader()
        table.writerows({**row, "breach": str(row["location_id"] == BREACHED).lower()} for row in found)
