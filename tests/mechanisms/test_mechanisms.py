"""The mechanisms of the field that no acceptance case has: each a rule file with its tests."""

from pathlib import Path

import pytest

from engine.model.payment import LineKind
from tests.rule_folders import came, codes, differences, names_of

FOLDERS = sorted(file.parent for file in Path(__file__).parent.glob("*/tests.yaml"))

PLANS = Path(__file__).parent / "two-remedial-plans"

WRITTEN = [pytest.param(folder, name, id=f"{folder.name}: {name}") for folder in FOLDERS for name in names_of(folder)]


@pytest.mark.parametrize(("folder", "name"), WRITTEN)
def test_the_mechanism_comes_out(folder, name):
    assert differences(folder, name) == ()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_files_of_a_mechanism_are_without_mistakes(folder):
    assert codes(folder) == set()


def test_what_is_withheld_for_a_plan_is_paid_back_within_ten_working_days_of_its_cure():
    # Nothing but the words of the line has the day: Thursday 18 June and ten working days are 2 July.
    name = "a breach of one of two plans costs what that plan costs"
    [cured] = [one for one in came(PLANS).results if one.name == name]
    lines = cured.decisions[-1].decision.payment.lines

    said = [part.what for line in lines if line.kind is LineKind.RELEASED for part in line.parts]

    assert said == ["withheld on 2026-05-31, cured on 2026-06-18, to be paid back by 2026-07-02"]
