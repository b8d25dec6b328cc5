"""Where rule files on disk find what they extend."""

import shutil
from pathlib import Path

import pytest

from engine.authoring.folders import bound_at
from engine.authoring.libraries import library_at
from engine.authoring.neighbours import Neighbours
from engine.bootstrap import policies
from engine.errors import RuleSetError

RULES = Path(__file__).parents[2] / "rules"


@pytest.fixture
def lots(tmp_path):
    for name in ("homecare-framework", "homecare-lot-town", "homecare-lot-rural"):
        shutil.copytree(RULES / name, tmp_path / "rules" / name)
    return tmp_path / "rules"


def messages(path, near=None):
    return [one.message for one in bound_at(path, policies(), near=near).diagnostics]


def test_a_framework_is_found_in_the_folder_beside(lots):
    assert messages(lots / "homecare-lot-town") == []


def test_a_framework_is_found_from_within_the_folder(lots, monkeypatch):
    monkeypatch.chdir(lots / "homecare-lot-town")

    assert messages(Path()) == messages(Path("rules.yaml")) == messages(Path("../homecare-lot-town")) == []


def test_one_version_alone_finds_the_one_that_it_extends_beside_it(lots):
    assert messages(lots / "homecare-lot-rural" / "rules.yaml") == []


def test_a_framework_elsewhere_is_found_in_the_folder_of_all_rule_sets(lots, tmp_path):
    away = tmp_path / "drafts" / "town"
    shutil.move(lots / "homecare-lot-town", away)
    shutil.move(lots / "homecare-framework", lots / "frameworks" / "homecare")

    assert messages(away) == ["unknown rule set `homecare-framework`; known: `homecare-lot-town`"]
    assert messages(away, Neighbours(lots)) == []


def test_what_stands_beside_is_nearer_than_what_stands_elsewhere(lots, tmp_path):
    draft = tmp_path / "drafts"
    shutil.copytree(lots, draft)
    framework = draft / "homecare-framework" / "rules.yaml"
    framework.write_text(framework.read_text().replace("{good: 2, approaching", "{good: 1, approaching"))

    found = bound_at(draft / "homecare-lot-town", policies(), near=Neighbours(lots))

    assert '"bands":{"good":"1",' in found.book.latest.canonical


def test_a_rule_file_of_another_name_finds_a_framework_in_its_folder(lots, tmp_path):
    for name in ("framework", "lot-town"):
        shutil.copy(lots / f"homecare-{name}" / "rules.yaml", tmp_path / f"{name}.yaml")

    assert messages(tmp_path / "lot-town.yaml") == []


def test_a_library_is_read_whole_wherever_its_folders_stand(lots):
    shutil.move(lots / "homecare-framework", lots / "frameworks" / "homecare")

    assert sorted(library_at(lots, policies())) == ["homecare-framework", "homecare-lot-rural", "homecare-lot-town"]


def test_a_mistake_in_a_framework_is_said_once_for_a_whole_library(lots):
    framework = lots / "homecare-framework" / "rules.yaml"
    framework.write_text(framework.read_text().replace("100 * visits_missed", "100 * visits_mised"))

    with pytest.raises(RuleSetError) as caught:
        library_at(lots, policies())

    assert [one.headline() for one in caught.value.diagnostics] == [
        f"{framework}:60:18: unknown name `visits_mised`; did you mean `visits_missed`? [unknown-name]"
    ]


def test_a_book_knows_the_files_that_it_was_read_from(lots):
    book = library_at(lots, policies())["homecare-lot-rural"]

    assert [Path(file).name for file in book.files] == ["rules-2026-04-01.yaml", "rules.yaml"]
