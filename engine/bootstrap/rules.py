"""The rules of an installation, read with its policies."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from engine.authoring.folders import bound_at
from engine.authoring.libraries import library_at
from engine.authoring.neighbours import Neighbours
from engine.compiler.rule_books import Bound
from engine.model.policy import Policies
from engine.model.rule_book import RuleBook
from engine.plugins.built_in import BUILT_IN
from engine.plugins.catalogue import catalogue
from engine.settings import Settings


@cache
def policies(*, plugins: bool = True) -> Policies:
    """Return the policies of this installation: the built-in ones and, with *plugins*, those of installed plugins."""
    return catalogue(BUILT_IN, discover=plugins)


def rules_at(path: Path, settings: Settings, near: Neighbours | None = None) -> Bound:
    """Return the rule set at *path*, a file or a folder, with all its versions, or its mistakes.

    What it extends is looked for in *near*, by default beside it and in the folder of *settings*.
    """
    chosen = policies(plugins=settings.plugins)
    return bound_at(path, chosen, near=near or neighbours(settings), reference=settings.reference_evaluator)


def neighbours(settings: Settings) -> Neighbours:
    """Return the rule files that others may extend, for a command that looks at many: each is read once."""
    return Neighbours(settings.rules)


def books(settings: Settings) -> dict[str, RuleBook]:
    """Return every rule set in the folder of *settings*; RuleSetError carries every mistake in any of them."""
    return library_at(settings.rules, policies(plugins=settings.plugins), reference=settings.reference_evaluator)
