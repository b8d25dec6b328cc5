"""Folders of a rule file with its tests, as those of the acceptance cases and of the field's mechanisms."""

from functools import cache
from pathlib import Path

import yaml

from engine.authoring import rule_tests
from engine.authoring.folders import bound_at
from engine.bootstrap import policies


def names_of(folder: Path) -> list[str]:
    """Return the names of the tests of *folder*, as they stand."""
    text = (folder / "tests.yaml").read_text(encoding="utf-8")
    return [test["name"] for test in yaml.load(text, yaml.BaseLoader)["tests"]]


@cache
def came(folder: Path) -> rule_tests.Tested:
    """Return what comes of the tests of *folder*."""
    file = folder / "tests.yaml"
    return rule_tests.tested(str(file), file.read_bytes(), bound_at(folder, policies()).book)


def differences(folder: Path, name: str) -> tuple[rule_tests.Difference, ...]:
    """Return in what the test called *name* comes out otherwise than it says."""
    return next(result for result in came(folder).results if result.name == name).differences


def codes(folder: Path) -> set[str]:
    """Return what is wrong or doubtful about the files of *folder*, by code."""
    return {one.code for one in (*bound_at(folder, policies()).diagnostics, *came(folder).diagnostics)}
