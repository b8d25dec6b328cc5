"""The mechanisms of the field that no acceptance case has: each a rule file with its tests."""

from pathlib import Path

import pytest

from tests.rule_folders import codes, differences, names_of

FOLDERS = sorted(file.parent for file in Path(__file__).parent.glob("*/tests.yaml"))

WRITTEN = [pytest.param(folder, name, id=f"{folder.name}: {name}") for folder in FOLDERS for name in names_of(folder)]


@pytest.mark.parametrize(("folder", "name"), WRITTEN)
def test_the_mechanism_comes_out(folder, name):
    assert differences(folder, name) == ()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_files_of_a_mechanism_are_without_mistakes(folder):
    assert codes(folder) == set()
