"""Puts the parts together; the only place that sees everything."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from engine.authoring.folders import bound_at
from engine.compiler.rule_books import Bound
from engine.model.policy import Policies
from engine.plugins.built_in import BUILT_IN
from engine.plugins.catalogue import catalogue
from engine.settings import Settings


@cache
def policies(*, plugins: bool = True) -> Policies:
    """Return the policies of this installation: the built-in ones and, with *plugins*, those of installed plugins."""
    return catalogue(BUILT_IN, discover=plugins)


def rules_at(path: Path, settings: Settings) -> Bound:
    """Return the rule set at *path*, a file or a folder, with all its versions, or its mistakes."""
    return bound_at(path, policies(plugins=settings.plugins), reference=settings.reference_evaluator)
