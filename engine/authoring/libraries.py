"""Every rule set at a path, all or nothing."""

from __future__ import annotations

from pathlib import Path

from engine.authoring.folders import bound_at, rule_files, rule_folders
from engine.authoring.neighbours import Neighbours
from engine.diagnostics import Diagnostic, Place, Severity, in_order
from engine.errors import RuleSetError
from engine.model.policy import Policies
from engine.model.rule_book import RuleBook


def library_at(path: Path, policies: Policies, *, reference: bool = False) -> dict[str, RuleBook]:
    """Return the rule sets at *path* by their names.

    RuleSetError carries every mistake in any of them; NotFoundError where there is none at all.
    """
    books: dict[str, RuleBook] = {}
    places: dict[str, Path] = {}
    mistakes: list[Diagnostic] = []
    near = Neighbours(path)
    for folder in rule_folders(path):
        book, diagnostics = bound_at(folder, policies, near=near, reference=reference)
        mistakes += [one for one in diagnostics if one.severity is Severity.ERROR]
        if book is None:
            continue
        if book.name in books:
            mistakes.append(_twice(book.name, folder, places[book.name]))
        books[book.name], places[book.name] = book, folder
    if mistakes:
        raise RuleSetError(in_order(mistakes))
    return books


def _twice(name: str, folder: Path, before: Path) -> Diagnostic:
    """Return what to say of a rule set in two folders, whose versions nobody holds against each other."""
    file = next(iter(rule_files(folder)))
    return Diagnostic("rule-set-twice", Place(file, 1, 1), f"expected one folder of `{name}`, which is in `{before}`")
