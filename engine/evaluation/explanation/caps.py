"""Caps that bound: what each allows, what was used of it before, and what it took off."""

from __future__ import annotations

from decimal import Decimal

from engine.evaluation.explanation.figures import share
from engine.evaluation.explanation.in_force import in_force, number, parameter, since, year
from engine.evaluation.explanation.lexicon import Lexicon
from engine.evaluation.explanation.sentence import Code, Sentence, words
from engine.model.dated import Dated
from engine.model.decision import Decision
from engine.model.evidence import Event
from engine.model.payment import BasisTime, Cap, CapUse, Line, Window
from engine.model.terms import Quantity

_OVER = {
    Window.PERIOD: "",
    Window.TWELVE_MONTHS: ", counted over twelve months,",
    Window.CONTRACT: ", counted over the contract,",
}
_BASIS = {
    BasisTime.PERIOD: "",
    BasisTime.TWELVE_MONTHS: " of twelve months",
    BasisTime.TWELVE_MONTHS_BEFORE: " of the twelve months before",
}


def cap(line: Line, use: CapUse, lexicon: Lexicon, decision: Decision) -> Sentence:
    """Return what the cap of *use* took off *line*: `The cap of 1% of charges is £9.00, and took off £7.00`."""
    money = lexicon.currency.number
    used = f", of which {money(use.used_before)} was used before" if use.used_before else ""
    limit = f"The cap{_declared(line, use, lexicon, decision)} is {money(use.limit)}{used}"
    text = f"{limit}, and took off {money(use.came - use.left)}"
    return Sentence(line.entry, Code.CAPPED, text, use.clause)


def _declared(line: Line, use: CapUse, lexicon: Lexicon, decision: Decision) -> str:
    """Return ` of 10% of charges, counted over twelve months,`; nothing for a sum a period, or a cap not found."""
    entry = next((one for one in lexicon.rules.payments if one.name == line.entry), None)
    found = next((one for one in entry.caps if one.name == use.cap), None) if entry else None
    if found is None:
        return ""
    if found.first_year is not None and year(decision) == 1:
        return f" for the first contract year{_set_by(found.first_year, decision)}{_OVER[found.over]}"
    return f"{_basis(found, lexicon, decision)}{since(found.limit, decision)}{_OVER[found.over]}"


def _set_by(first_year: Dated[Quantity], decision: Decision) -> str:
    found = number(first_year, decision)
    return found.source if found else ""


def _basis(cap: Cap, lexicon: Lexicon, decision: Decision) -> str:
    amount = in_force(cap.limit, decision)
    if amount is None or amount.of is None:
        return ""
    if amount.of in decision.parameters and amount.share == 1:
        return f" ({parameter(amount.of)})"
    whole = f"{share(amount.share)} of {words(amount.of)}" if amount.share != 1 else words(amount.of)
    charged = _charged(amount.of, decision) if cap.basis is BasisTime.PERIOD and amount.share != 1 else None
    return f" of {whole}{_BASIS[cap.basis] if charged is None else f' ({lexicon.currency.number(charged)})'}"


def _charged(name: str, decision: Decision) -> Decimal | None:
    """Return the sum of this period called *name*, where the provider or the council stated it."""
    figure = decision.evidence.figures.get(name) if not isinstance(decision.evidence, Event) else None
    return figure if isinstance(figure, Decimal) else None
