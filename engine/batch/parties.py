"""The contracts that rows name: those of a file, or one for each new name where the rules leave nothing to it."""

from __future__ import annotations

from collections.abc import Mapping

from engine.diagnostics import did_you_mean
from engine.errors import SubmissionError, Violation
from engine.model.contract import Contract
from engine.model.period import Period
from engine.model.rule_book import RuleBook


def contract_of(name: str, first: Period, book: RuleBook, known: Mapping[str, Contract] | None) -> Contract:
    """Return the contract called *name*, from *known* where there are any, else one that starts with *first*.

    SubmissionError where it is not known, or cannot be.
    """
    if known is not None:
        if name not in known:
            raise SubmissionError(Violation("contract", f"unknown contract `{name}`{did_you_mean(name, known)}"))
        return known[name]
    try:
        return Contract(id=name, provider=name, rule_set=book.name, start=first.start)
    except ValueError as error:
        raise SubmissionError(Violation("contract", str(error))) from None
