"""Caps that bound: what each allows, what was used of it before, and what it took off."""

from __future__ import annotations

from datetime import date

from engine.evaluation.explanation.figures import share
from engine.evaluation.explanation.in_force import in_force
from engine.evaluation.explanation.lexicon import Lexicon
from engine.evaluation.explanation.sentence import Code, Sentence, words
from engine.model.payment import BasisTime, Cap, CapUse, Line, Window

_OVER = {Window.PERIOD: "", Window.TWELVE_MONTHS: " over twelve months", Window.CONTRACT: " over the contract"}
_BASIS = {
    BasisTime.PERIOD: "",
    BasisTime.TWELVE_MONTHS: " of twelve months",
    BasisTime.TWELVE_MONTHS_BEFORE: " of the twelve months before",
}


def cap(line: Line, use: CapUse, lexicon: Lexicon, day: date) -> Sentence:
    """Return what the cap of *use* took off *line*: `The cap of 10% of charges, £24,000.00, took off £7,200.00`."""
    money = lexicon.currency.number
    declared = _declared(line, use, lexicon, day)
    limit = f"{declared}, {money(use.limit)}" if declared else f" of {money(use.limit)}"
    used = f", of which {money(use.used_before)} was used before" if use.used_before else ""
    pause = "," if declared or used else ""
    text = f"The cap{limit}{used}{pause} took off {money(use.came - use.left)}"
    return Sentence(line.entry, Code.CAPPED, text, use.clause)


def _declared(line: Line, use: CapUse, lexicon: Lexicon, day: date) -> str:
    """Return ` of 10% of charges over twelve months`; nothing where the cap is a sum a period, or cannot be told."""
    entry = next((one for one in lexicon.rules.payments if one.name == line.entry), None)
    found = next((one for one in entry.caps if one.name == use.cap), None) if entry else None
    return f"{_basis(found, day)}{_OVER[found.over]}" if found else ""


def _basis(cap: Cap, day: date) -> str:
    amount = in_force(cap.limit, day)
    # Whether this is the first year, only the contract knows.
    if amount is None or amount.of is None or cap.first_year is not None:
        return ""
    whole = f"{share(amount.share)} of {words(amount.of)}" if amount.share != 1 else words(amount.of)
    return f" of {whole}{_BASIS[cap.basis]}"
