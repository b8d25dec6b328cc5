"""The arithmetic of a payment line: `4 points x 0.5% x £240,000.00 charges = £4,800.00`."""

from __future__ import annotations

from decimal import Decimal
from math import prod

from engine.evaluation.explanation.figures import NUMBER, share
from engine.evaluation.explanation.lexicon import Lexicon
from engine.evaluation.explanation.sentence import opened, words
from engine.model.decimals import exactly, settled
from engine.model.payment import Factor, Part

_ONE = Decimal(1)


def product(part: Part, lexicon: Lexicon) -> str:
    """Return the factors of *part*, and what they come to."""
    title = opened(lexicon.title(part.what))
    amount = lexicon.currency.number(part.amount)
    factors = [_factor(factor, lexicon) for factor in part.factors]
    if not factors:
        return f"{title}: {amount}"
    if not _comes_to(part):
        return f"{title}: {amount}, from {', '.join(factors)}"
    return f"{title}: {factors[0]}" if len(factors) == 1 else f"{title}: {' x '.join(factors)} = {amount}"


def _comes_to(part: Part) -> bool:
    """Return whether the factors make the amount; the policy of a stranger may have another idea of them."""
    with exactly():
        try:
            made = prod((factor.value / (factor.of or _ONE) for factor in part.factors), start=_ONE)
        except ArithmeticError:
            return False
        # A quotient has a last digit of its own.
        return abs(settled(made - part.amount)) <= abs(part.amount).scaleb(-20)


def _factor(factor: Factor, lexicon: Lexicon) -> str:
    what = factor.what
    if factor.of is not None:
        return _quotient(factor, factor.of)
    if what == "share" or what.startswith("share of "):
        return f"{share(factor.value)}{what.removeprefix('share')}"
    if what == "allocation":
        return f"{share(factor.value)} allocated"
    if what == "sum":
        return lexicon.currency.number(factor.value)
    if _is_money(what, lexicon):
        return f"{lexicon.currency.number(factor.value)} {words(what)}"
    return f"{NUMBER.number(factor.value)} {_agreeing(factor)}"


def _quotient(factor: Factor, of: Decimal) -> str:
    if factor.what == "percent" and of == 100:
        return f"{NUMBER.number(factor.value)}%"
    return f"{NUMBER.number(factor.value)} of {NUMBER.number(of)} {words(factor.what)}"


def _agreeing(factor: Factor) -> str:
    return "point" if factor.what == "points" and factor.value == 1 else words(factor.what)


def _is_money(name: str, lexicon: Lexicon) -> bool:
    is_entry = any(entry.name == name for entry in lexicon.rules.payments)
    return is_entry or lexicon.form(name) is lexicon.currency
