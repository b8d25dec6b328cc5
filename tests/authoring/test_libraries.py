"""Every rule set at a path, all or nothing."""

import shutil
from pathlib import Path

import pytest

from engine.authoring.libraries import library_at
from engine.bootstrap import policies
from engine.errors import NotFoundError, RuleSetError

RULES = Path(__file__).parents[2] / "rules"


def test_a_folder_of_rule_sets_is_read_as_a_whole():
    books = library_at(RULES, policies())

    assert {"homecare-service-points", "reablement-standards"} <= set(books)
    assert len(books["homecare-service-points"].versions) == 2


def test_mistakes_in_several_rule_sets_are_all_reported(tmp_path):
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "rules.yaml").write_text("rule_set: [")

    with pytest.raises(RuleSetError) as caught:
        library_at(tmp_path, policies())

    assert {Path(one.place.file).parent.name for one in caught.value.diagnostics} == {"first", "second"}


def test_one_rule_set_in_two_folders_is_refused_naming_both(tmp_path):
    for name in ("north", "south"):
        shutil.copytree(RULES / "reablement-standards", tmp_path / name)

    with pytest.raises(RuleSetError, match=r"expected one folder of `reablement-standards`, which is in `.*north`"):
        library_at(tmp_path, policies())


def test_a_folder_without_rules_is_not_found(tmp_path):
    with pytest.raises(NotFoundError, match="expected a rule file"):
        library_at(tmp_path, policies())
