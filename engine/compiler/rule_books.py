"""Rule files of one folder: the dated versions of one rule set, held against each other (SEMANTICS 28)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from engine.compiler.bases import NO_BASES, Bases
from engine.compiler.rule_sets import compiled
from engine.compiler.versions import Version, check_versions
from engine.diagnostics import Diagnostic, Severity, in_order
from engine.model.policy import Policies
from engine.model.rule_book import RuleBook
from engine.model.rule_set import RuleSet


class Bound(NamedTuple):
    """What became of the files of one rule set: a book, where none has errors, and every diagnostic by position."""

    book: RuleBook | None
    diagnostics: tuple[Diagnostic, ...]


def bound(files: Mapping[str, bytes], policies: Policies, *, bases: Bases = NO_BASES, reference: bool = False) -> Bound:
    """Return the versions in *files*, which are called by their names, as one book.

    They may extend each other and what is in *bases*.
    """
    near = bases.beside(files)
    read = [compiled(file, content, policies, bases=near, reference=reference) for file, content in files.items()]
    versions = [Version(one.file, one.rules, one.findings) for one in read if one.rules]
    if len(versions) == len(read):
        # Beside a file with errors nobody can say which versions meet.
        versions.sort(key=lambda version: (version.rules.in_force, version.file))
        for before, after in pairwise(versions):
            check_versions(before, after)
    found = in_order(diagnostic for one in read for diagnostic in one.findings.all())
    refused = any(one.severity is Severity.ERROR for one in found)
    if refused or not versions:
        return Bound(None, found)
    frameworks = {one.rules.in_force: one.findings.document.frameworks for one in read if one.rules}
    return Bound(RuleBook(versions[0].rules.name, tuple(_with_renames(versions)), files, frameworks), found)


def _with_renames(versions: list[Version]) -> Iterator[RuleSet]:
    """Yield the rules, each knowing what any of them called differently: one may never have decided anything.

    What is decided by earlier ones may be spoken of in the words of later ones: a warning that came since.
    """
    history = tuple(renames for version in versions for renames in version.rules.renames)
    for version in versions:
        yield replace(version.rules, renames=history)
