"""Where rule sets stand on disk: `rules.yaml`, older versions as `rules-<in_force>.yaml`, `tests.yaml` beside them."""

from __future__ import annotations

from pathlib import Path

from engine.authoring.neighbours import Neighbours
from engine.compiler.rule_books import Bound, bound
from engine.compiler.rule_sets import Compiled, compiled
from engine.errors import NotFoundError
from engine.model.policy import Policies

TESTS = "tests.yaml"

_RULES = "rules*.yaml"


def rule_folders(path: Path) -> list[Path]:
    """Return the folders that hold the rule sets at *path*, in order; a file of another name stands for itself.

    One version of a rule set stands for its folder, and so do its tests.
    """
    if path.is_file():
        return [path.parent] if path.match(_RULES) or path.name == TESTS else [path]
    folders = sorted({file.parent for file in path.rglob(_RULES) if file.is_file()})
    if not folders:
        raise NotFoundError(f"expected a rule file, or a folder with `rules.yaml` in it or below, not `{path}`")
    return folders


def rule_files(path: Path) -> dict[str, bytes]:
    """Return the rule files at *path*, a file or a folder, by their names."""
    if path.is_file():
        return {str(path): path.read_bytes()}
    files = sorted(file for file in path.glob(_RULES) if file.is_file())
    if not files:
        raise NotFoundError(f"expected a rule file or a folder with `rules.yaml`, and `{path}` is neither")
    return {str(file): file.read_bytes() for file in files}


def tests_beside(path: Path) -> Path | None:
    """Return the file of the tests of the rule set at *path*, a folder, or a file that no tests stand beside."""
    file = path / TESTS
    return file if file.is_file() else None


def bound_at(path: Path, policies: Policies, *, near: Neighbours | None = None, reference: bool = False) -> Bound:
    """Return the rule set at *path* with all its versions, or its mistakes.

    What it extends stands in a folder beside its own, unless *near* knows more.
    """
    return bound(rule_files(path), policies, bases=(near or Neighbours()).of(path), reference=reference)


def compiled_at(path: Path, policies: Policies, *, near: Neighbours | None = None) -> list[Compiled]:
    """Return each rule file at *path* by itself, those that it extends put under it, with its mistakes."""
    files = rule_files(path)
    bases = (near or Neighbours()).of(path).beside(files)
    return [compiled(file, content, policies, bases=bases) for file, content in files.items()]
