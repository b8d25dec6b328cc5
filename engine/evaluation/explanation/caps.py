"""Caps that bound: what each allows, what was used of it before, and what it took off."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from engine.evaluation.explanation.figures import period_in_words, share
from engine.evaluation.explanation.in_force import in_force, number, parameter, since, year
from engine.evaluation.explanation.lexicon import Lexicon
from engine.evaluation.explanation.sentence import Code, Sentence, opened, words
from engine.evaluation.explanation.spans import twelve_months, twelve_months_before
from engine.model.dated import Dated
from engine.model.decision import Decision
from engine.model.evidence import Event
from engine.model.payment import BasisTime, Cap, CapUse, Line, Window
from engine.model.period import Period
from engine.model.terms import Quantity


def cap(line: Line, use: CapUse, lexicon: Lexicon, decision: Decision) -> Sentence:
    """Return what the cap of *use* took off *line*: `The cap of 1% of charges is £9.00, and took off £7.00`."""
    money = lexicon.currency.number
    used = f", of which {money(use.used_before)} was used before" if use.used_before else ""
    limit = f"{_the_cap(line, use, lexicon)}{_declared(line, use, lexicon, decision)} is {money(use.limit)}{used}"
    text = f"{limit}, and took off {money(use.came - use.left)}"
    return Sentence(line.entry, Code.CAPPED, text, use.clause)


def _the_cap(line: Line, use: CapUse, lexicon: Lexicon) -> str:
    """Return `The cap`, after the event that it caps by itself where the line has several."""
    alike = [one for one in line.caps if one.cap == use.cap]
    if len(alike) < 2:
        return "The cap"
    part = next(part for part, one in zip(line.parts, alike, strict=True) if one is use)
    return f"{opened(lexicon.title(part.what))}: the cap"


def _found(line: Line, use: CapUse, lexicon: Lexicon) -> Cap | None:
    entry = next((one for one in lexicon.rules.payments if one.name == line.entry), None)
    return next((one for one in entry.caps if one.name == use.cap), None) if entry else None


def _declared(line: Line, use: CapUse, lexicon: Lexicon, decision: Decision) -> str:
    """Return ` of 10% of charges, counted over twelve months,`; nothing for a sum a period, or a cap not found."""
    found = _found(line, use, lexicon)
    if found is None:
        return ""
    binds = f" on {found.binds.value}" if found.binds else ""
    return f"{binds}{_limited(found, lexicon, decision)}"


def _limited(found: Cap, lexicon: Lexicon, decision: Decision) -> str:
    if found.first_year is not None and year(decision) == 1:
        return f" for the first contract year{_set_by(found.first_year, decision)}{_over(found, decision)}"
    return f"{_basis(found, lexicon, decision)}{since(found.limit, decision)}{_over(found, decision)}"


def _over(cap: Cap, decision: Decision) -> str:
    """Return over which time the use of *cap* is counted, with its days."""
    match cap.over:
        case Window.EVENT:
            return " for each event"
        case Window.PERIOD:
            return ""
        case Window.TWELVE_MONTHS:
            return f", counted over twelve months ({period_in_words(twelve_months(decision))}),"
        case Window.CONTRACT:
            return ", counted over the contract,"
    assert_never(cap.over)


def _of_time(cap: Cap, decision: Decision) -> str:
    """Return which charges *cap* is a share of, with their days where use is not counted over the same."""
    match cap.basis:
        case BasisTime.PERIOD:
            return ""
        case BasisTime.TWELVE_MONTHS:
            span = None if cap.over is Window.TWELVE_MONTHS else twelve_months(decision)
            return f" of twelve months{_in_brackets(span)}"
        case BasisTime.TWELVE_MONTHS_BEFORE:
            return f" of the twelve months before{_in_brackets(twelve_months_before(decision))}"
    assert_never(cap.basis)


def _in_brackets(span: Period | None) -> str:
    return f" ({period_in_words(span)})" if span else ""


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
    return f" of {whole}{_of_time(cap, decision) if charged is None else f' ({lexicon.currency.number(charged)})'}"


def _charged(name: str, decision: Decision) -> Decimal | None:
    """Return the sum of this period called *name*, where the provider or the council stated it."""
    figure = decision.evidence.figures.get(name) if not isinstance(decision.evidence, Event) else None
    return figure if isinstance(figure, Decimal) else None
