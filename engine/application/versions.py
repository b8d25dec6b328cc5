"""Finds one version of a rule set: in force on a day, of a digest, or the latest."""

from __future__ import annotations

from datetime import date

from engine.application.results import RuleSetInUse
from engine.application.shelf import Shelf, book_in
from engine.errors import NotFoundError, Reason
from engine.model.rule_set import RuleSet


def version(shelf: Shelf, name: str, on: date | None = None, digest: str | None = None) -> RuleSetInUse:
    """Return the version of the rule set called *name* that is in force *on* a day, or has *digest*; else the latest.

    A version that has decided is found by its digest even where it is in use no more. NotFoundError where there is
    none.
    """
    rules = _in_force(shelf, name, on) if digest is None else _of_digest(shelf, name, digest)
    return RuleSetInUse(rules, rules.digest in shelf.decided())


def _in_force(shelf: Shelf, name: str, on: date | None) -> RuleSet:
    book = book_in(shelf.books, name)
    rules = book.latest if on is None else book.on(on)
    if rules is None:
        raise NotFoundError(f"no version of `{name}` is in force on {on}", Reason.RULE_SET_UNKNOWN)
    return rules


def _of_digest(shelf: Shelf, name: str, digest: str) -> RuleSet:
    rules = shelf.by_digest(digest)
    if rules.name != name:
        raise NotFoundError(f"no version of `{name}` has the digest `{digest}`", Reason.RULE_SET_UNKNOWN)
    return rules
