"""What becomes due when an outcome is agreed, confirmed, not achieved or disproved: each of it once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from engine.model.payment import Factor, LineKind, Memory, MemoryChange, Part
from engine.model.policy import Priced, View
from engine.model.products import product
from engine.plugins.person_outcomes.parameters import PersonOutcomesParameters, TimingParameters
from engine.plugins.person_outcomes.rows import Report, days_late, reports, sum_of, text

UP_FRONT, BALANCE, BONUS, PENALTY = "up front", "balance", "early bonus", "penalty"
# Under these names it is remembered what became of an outcome, what it is worth, and what was paid or waits.
_VALUE, _SHARE, _PAID, _WAITS = "value", "share up front", "paid", "waits"
_CLOSED = ("confirmed", "not achieved", "disproved")
_EARNED = (UP_FRONT, BALANCE, BONUS)
_ZERO, _ONE = Decimal(0), Decimal(1)


class Piece(NamedTuple):
    """One part of a line, and of which payment *whose* outcome it is."""

    kind: LineKind
    what: str
    whose: str
    part: Part


class Came(NamedTuple):
    """What a report comes to: parts of lines, and what is to be remembered whatever becomes of these."""

    pieces: tuple[Piece, ...]
    facts: MemoryChange


def came(parameters: PersonOutcomesParameters, view: View, *, is_over: bool) -> Iterator[Came]:
    """Yield what the period's reports come to, and what waited once the waiting *is over*."""
    taken: set[str] = set()
    for report in reports(parameters, view):
        one = _came_of(report, parameters, view)
        taken.update(name for name, number in one.facts.items() if number is None)
        yield one
    if is_over:
        yield from (
            _released(name, amount)
            for name, amount in view.memory.items()
            if name.startswith(f"{_WAITS} ") and name not in taken
        )


def paid_name(piece: Piece) -> str:
    """Return the name under which it is remembered what was paid."""
    return _named(f"{_PAID} {piece.what}", piece.whose)


def waits_name(piece: Piece) -> str:
    """Return the name under which it is remembered what waits to be paid."""
    return _named(f"{_WAITS} {piece.what}", piece.whose)


def forms() -> tuple[str, ...]:
    """Return the forms of the names under which it may be stated what became of people's outcomes."""
    money = [f"{name} {what}" for name in (_PAID, _WAITS) for what in _EARNED]
    return tuple(_named(what, "{text}, {text}") for what in (_VALUE, _SHARE, *_CLOSED, *money))


def check(memory: Memory) -> None:
    """Raise ValueError where an outcome is agreed by half, in two states, or paid in a state that pays it again."""
    whose = {what: _whose(what, memory) for what in (_VALUE, _SHARE, *_CLOSED)}
    if half := min(whose[_VALUE] ^ whose[_SHARE], default=""):
        raise ValueError(f"expected `{_VALUE}` and `{_SHARE}` together of what is agreed: `{half}`")
    for state in _CLOSED:
        if both := min(whose[state] & whose[_VALUE], default=""):
            raise ValueError(f"expected what is agreed, by its `{_VALUE}`, or `{state}`, not both: `{both}`")
    for one, other in combinations(_CLOSED, 2):
        if both := min(whose[one] & whose[other], default=""):
            raise ValueError(f"expected `{one}` or `{other}`, not both: `{both}`")
    _check_money(memory, whose)
    if any(number > 1 for name, number in memory.items() if name.startswith(f"{_SHARE}: ")):
        raise ValueError(f"expected a `{_SHARE}` of at most 1")


def _check_money(memory: Memory, whose: Mapping[str, set[str]]) -> None:
    """Raise ValueError where the next report would pay what is stated to be paid, or to wait, once more."""
    known = set[str]().union(*whose.values())
    for name in (_PAID, _WAITS):
        if again := min(_whose(f"{name} {UP_FRONT}", memory) - known, default=""):
            raise ValueError(f"expected besides `{name} {UP_FRONT}` what is agreed, or what became of it: `{again}`")
        for what in (BALANCE, BONUS):
            if again := min(_whose(f"{name} {what}", memory) - whose["confirmed"], default=""):
                raise ValueError(f"expected `{name} {what}` of what is `confirmed`: `{again}`")


def _whose(what: str, memory: Memory) -> set[str]:
    begins = _named(what, "")
    return {name.removeprefix(begins) for name in memory if name.startswith(begins)}


def _named(what: str, whose: str) -> str:
    return f"{what}: {whose}"


def _came_of(report: Report, parameters: PersonOutcomesParameters, view: View) -> Came:
    closed = next((state for state in _CLOSED if _named(state, report.whose) in view.memory), None)
    if report.state == "disproved":
        return _disproved(report, closed, parameters, view.memory)
    is_agreed = _named(_VALUE, report.whose) in view.memory
    if closed or (is_agreed and report.state == "agreed"):
        return Came((_nothing(report, f"{report.state}, as it was {closed or 'agreed'} before"),), {})
    word = parameters.confirmed_by
    if report.state == "confirmed" and word is not None and (who := text(report.row, word.who)) not in word.counts:
        return _unheard(report, who, parameters, view)
    return _earned(report, parameters, view)


def _unheard(report: Report, who: str, parameters: PersonOutcomesParameters, view: View) -> Came:
    """Return what is due where the word of *who* confirmed does not count: the outcome is agreed, and no more."""
    nothing = _nothing(report, f"confirmed by {who}, whose word does not count")
    if _named(_VALUE, report.whose) in view.memory:
        return Came((nothing,), {})
    agreed = _earned(report._replace(state="agreed"), parameters, view)
    return agreed._replace(pieces=(*agreed.pieces, nothing))


def _earned(report: Report, parameters: PersonOutcomesParameters, view: View) -> Came:
    """Return what an outcome that is not closed yet earns or costs, at the value at which it was agreed."""
    whose = report.whose
    value, share = _worth(report, parameters, view)
    up_front = product(f"{whose}, up front", *value.factors, Factor(share, "share"))
    pieces = [] if _named(_VALUE, whose) in view.memory else [Piece(LineKind.FEE, UP_FRONT, whose, up_front)]
    if report.state == "agreed":
        return Came(tuple(pieces), {_named(_VALUE, whose): value.amount, _named(_SHARE, whose): share})
    if report.state == "confirmed":
        pieces += _confirmed(report, (value, share), parameters, view)
    elif parameters.penalty is not None:
        taken = Factor(view.in_force(parameters.penalty), "share")
        part = product(f"{whose}, not achieved", *value.factors, taken)
        pieces.append(Piece(LineKind.DEDUCTION, PENALTY, whose, part))
    return Came(tuple(pieces), {**_forgotten(whose, view.memory), _named(report.state, whose): _ONE})


def _worth(report: Report, parameters: PersonOutcomesParameters, view: View) -> tuple[Priced, Decimal]:
    """Return the value and the share up front: those agreed, else those in force."""
    agreed = view.memory.get(_named(_VALUE, report.whose))
    if agreed is None:
        return _value(report, parameters, view), view.in_force(parameters.up_front)
    if parameters.value is not None and isinstance(report.row[parameters.value.field], Decimal):
        given = sum_of(report.row, parameters.value)
        if given != agreed:
            raise ValueError(f"expected the value agreed for `{report.whose}`, `{agreed:f}`, not `{given:f}`")
    return _alone(agreed), view.memory[_named(_SHARE, report.whose)]


def _value(report: Report, parameters: PersonOutcomesParameters, view: View) -> Priced:
    if parameters.value is not None:
        return _alone(sum_of(report.row, parameters.value))
    prices = parameters.prices or {}
    if report.outcome not in prices:
        words = ", ".join(f"`{one}`" for one in prices)
        raise ValueError(f"expected an outcome that has a price, {words}, not `{report.outcome}`")
    return view.money(prices[report.outcome])


def _confirmed(
    report: Report, worth: tuple[Priced, Decimal], parameters: PersonOutcomesParameters, view: View
) -> Iterator[Piece]:
    whose, timing, (value, share) = report.whose, parameters.timing, worth
    late = days_late(report.row, timing, view) if timing else 0
    factors = [*value.factors, Factor(_ONE - share, "share")]
    what = f"{whose}, balance"
    if timing and timing.bands and late > 0:
        factors.append(Factor(_kept_of(timing, late, view), "share of balance"))
        what = f"{what}, {_days(late)} late"
    yield Piece(LineKind.FEE, BALANCE, whose, product(what, *factors))
    if timing and timing.early and -late >= timing.early.days:
        bonus = Factor(view.in_force(timing.early.bonus), "share")
        yield Piece(LineKind.INCENTIVE, BONUS, whose, product(f"{whose}, {_days(-late)} early", *value.factors, bonus))


def _kept_of(timing: TimingParameters, late: int, view: View) -> Decimal:
    """Return the share of the balance that is paid for an outcome that came *late*."""
    fitting = (band for band in timing.bands or () if band.up_to is None or late <= band.up_to)
    return view.in_force(next(fitting).share)


def _disproved(report: Report, closed: str | None, parameters: PersonOutcomesParameters, memory: Memory) -> Came:
    """Return what was paid for a confirmation, as it is taken back; what still waits is paid no more."""
    if closed in {"not achieved", "disproved"}:
        return Came((_nothing(report, f"disproved, as it was {closed} before"),), {})
    whose, kinds = report.whose, _EARNED if parameters.taken_back == "all" else (BALANCE, BONUS)
    pieces = tuple([_taken(what, whose, memory) for what in kinds if _named(f"{_PAID} {what}", whose) in memory])
    waiting = [_named(f"{_WAITS} {what}", whose) for what in kinds]
    facts = {
        **_forgotten(whose, memory),
        **{name: None for name in (*map(paid_name, pieces), *waiting, _named("confirmed", whose)) if name in memory},
        _named("disproved", whose): _ONE,
    }
    return Came(pieces or (_nothing(report, "disproved, and nothing to take back"),), facts)


def _taken(what: str, whose: str, memory: Memory) -> Piece:
    paid = memory[_named(f"{_PAID} {what}", whose)]
    return Piece(LineKind.CLAWBACK, what, whose, product(f"{whose}, {what}, disproved", _sum(paid)))


def _released(name: str, amount: Decimal) -> Came:
    """Return what is paid of what is remembered to wait under *name*."""
    what, whose = name.removeprefix(f"{_WAITS} ").split(": ", 1)
    kind = LineKind.INCENTIVE if what == BONUS else LineKind.FEE
    return Came((Piece(kind, what, whose, product(f"{whose}, {what}, which waited", _sum(amount))),), {name: None})


def _forgotten(whose: str, memory: Memory) -> dict[str, Decimal | None]:
    names = (_named(_VALUE, whose), _named(_SHARE, whose))
    return {name: None for name in names if name in memory}


def _nothing(report: Report, why: str) -> Piece:
    kind = LineKind.CLAWBACK if report.state == "disproved" else LineKind.FEE
    return Piece(kind, "", report.whose, product(f"{report.whose}, {why}", _sum(_ZERO)))


def _alone(amount: Decimal) -> Priced:
    return Priced(amount, (_sum(amount),))


def _sum(amount: Decimal) -> Factor:
    return Factor(amount, "sum")


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"
