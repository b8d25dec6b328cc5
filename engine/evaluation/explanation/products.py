"""The arithmetic of a payment line: `4 points x 0.5% x £240,000.00 charges = £4,800.00`."""

from __future__ import annotations

from decimal import Decimal
from math import prod

from engine.evaluation.explanation.figures import NUMBER, share
from engine.evaluation.explanation.lexicon import Lexicon
from engine.evaluation.explanation.sentence import opened, words
from engine.model.decimals import exactly, settled
from engine.model.payment import INDEXED, Factor, Part

_NONE, _ONE = Decimal(0), Decimal(1)
_COUNTED = frozenset(("points", "credits"))


def product(part: Part, lexicon: Lexicon) -> str:
    """Return the factors of *part*, and what they come to."""
    return f"{opened(lexicon.title(part.what))}: {_arithmetic(part, lexicon)}"


def total(parts: tuple[Part, ...], lexicon: Lexicon) -> str:
    """Return what *parts* make together, `11 points x £25.00 = £275.00`; nothing where more than a number differs."""
    first = parts[0].factors[0] if parts and parts[0].factors else None
    if first is None or _is_money(first.what, lexicon) or (first.what == "sum" and len(parts[0].factors) > 1):
        return ""
    if not all(_counts_the_same(part, first, parts[0].factors[1:]) for part in parts):
        return ""
    with exactly():
        value = sum((part.factors[0].value for part in parts), _NONE)
        amount = sum((part.amount for part in parts), _NONE)
    whole = Part("", (first._replace(value=value), *parts[0].factors[1:]), amount)
    return _arithmetic(whole, lexicon)


def _counts_the_same(part: Part, first: Factor, others: tuple[Factor, ...]) -> bool:
    """Return whether *part* has the factors of another, which begin with *first*, but for how many of these it has."""
    if not part.factors or part.factors[0].what != first.what or part.factors[0].of is not None:
        return False
    return part.factors[1:] == others and first.what != "share"


def _arithmetic(part: Part, lexicon: Lexicon) -> str:
    amount = lexicon.currency.number(part.amount)
    factors = [_factor(factor, lexicon) for factor in part.factors]
    if not factors:
        return amount
    if not _comes_to(part):
        return f"{amount}, from {', '.join(factors)}"
    return f"{' x '.join(factors)} = {amount}" if len(factors) > 1 else _alone(part.factors[0], lexicon)


def _alone(factor: Factor, lexicon: Lexicon) -> str:
    if factor.of is None and _is_money(factor.what, lexicon):
        return f"{words(factor.what)} of {lexicon.currency.number(factor.value)}"
    return _factor(factor, lexicon)


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
    if factor.what.startswith(INDEXED):
        over = "" if factor.of is None else f" / {NUMBER.number(factor.of)}"
        return f"{NUMBER.number(factor.value)}{over} ({factor.what.removeprefix(INDEXED)})"
    return _number(factor, lexicon) if factor.of is None else _quotient(factor, factor.of)


def _number(factor: Factor, lexicon: Lexicon) -> str:
    what = factor.what
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
    if factor.what.startswith(("beyond ", "below ")):
        return f"{NUMBER.number(factor.value)} {factor.what} in steps of {NUMBER.number(of)}"
    if factor.what == "minutes":
        return f"{NUMBER.number(factor.value)} minutes / {NUMBER.number(of)}"
    return f"{NUMBER.number(factor.value)} of {NUMBER.number(of)} {words(factor.what)}"


def _agreeing(factor: Factor) -> str:
    return factor.what.removesuffix("s") if factor.what in _COUNTED and factor.value == 1 else words(factor.what)


def _is_money(name: str, lexicon: Lexicon) -> bool:
    is_entry = any(entry.name == name for entry in lexicon.rules.payments)
    return is_entry or lexicon.form(name) is lexicon.currency
