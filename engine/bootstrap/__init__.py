"""Puts the parts together; the only place that sees everything."""

from engine.bootstrap.rules import books, neighbours, policies, rules_at
from engine.plugins.built_in import BUILT_IN

__all__ = ["BUILT_IN", "books", "neighbours", "policies", "rules_at"]
