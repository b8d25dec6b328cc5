"""Caps on payment lines: those that entries share, and those of one entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from engine.compiler.dating import dated_values
from engine.compiler.nodes import Path
from engine.compiler.policies import Binding
from engine.compiler.quoting import quoted
from engine.compiler.shape.payment import CapShape, PaymentShape
from engine.compiler.shape.rule_set import RuleSetShape
from engine.expression import Kind, Typed
from engine.model.dated import Dated
from engine.model.payment import BasisTime, Cap, Direction, Window
from engine.model.terms import Amount

_MONEY = Typed(Kind.MONEY)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a cap stands, what it is called, the clause that it inherits, and the caps that it may be the name of."""

    binding: Binding
    path: Path
    name: str
    clause: str = ""
    shared: Mapping[str, Cap] | None = None


def shared_caps(binding: Binding, shape: RuleSetShape) -> dict[str, Cap]:
    """Return the caps that several payment entries may share, by name."""
    entries = {entry.called for entry in shape.payment}
    found = {}
    for name, cap in (shape.caps or {}).items():
        path = ("caps", name)
        if name in entries:
            message = f"expected a name of its own for the cap: {quoted(name)} is a payment entry"
            binding.reading.findings.key_error(path, "name-twice", message)
        found[name] = _termed(_Place(replace(binding, paid=binding.payments), path, name), cap)
    return found


def cap_names(shape: RuleSetShape) -> dict[str, tuple[str, ...]]:
    """Return the names of the shared caps that each payment entry has."""
    return {entry.called: tuple(_shared_names(shape, entry)) for entry in shape.payment}


def _shared_names(shape: RuleSetShape, entry: PaymentShape) -> Iterator[str]:
    for cap in entry.cap if isinstance(entry.cap, list) else [entry.cap]:
        if isinstance(cap, Dated) and str(cap.constant) in (shape.caps or {}):
            yield str(cap.constant)


def caps_of(binding: Binding, path: Path, entry: PaymentShape, shared: Mapping[str, Cap]) -> Iterator[Cap]:
    """Yield the caps of *entry*, which stands under *path*, in the order in which they bind."""
    clause = entry.clause or ""
    if not isinstance(entry.cap, list):
        if entry.cap is not None:
            yield _cap(_Place(binding, (*path, "cap"), entry.called, clause, shared), entry.cap)
        return
    before: list[Cap] = []
    for number, given in enumerate(entry.cap):
        name = entry.called if len(entry.cap) == 1 else f"{entry.called}-{number + 1}"
        place = _Place(binding, (*path, "cap", number), name, clause, shared)
        cap = _cap(place, given)
        _check_order(place, before, cap)
        before.append(cap)
        yield cap


def _check_order(place: _Place, before: list[Cap], cap: Cap) -> None:
    """Report a cap by event after one that is none: what that leaves of a line is no event's."""
    if cap.over is not Window.EVENT:
        return
    together = [one.name for one in before if one.over is not Window.EVENT and _may_meet(one, cap)]
    if together:
        message = f"expected a cap by event to stand before {quoted(together[-1])}, which caps the events together"
        place.binding.reading.findings.error(place.path, "cap-order", message)


def _may_meet(one: Cap, other: Cap) -> bool:
    """Return whether some line meets both caps."""
    return one.binds is None or other.binds is None or one.binds is other.binds


def _cap(place: _Place, cap: CapShape | Dated[Amount]) -> Cap:
    if isinstance(cap, CapShape):
        return _termed(place, cap)
    named = (place.shared or {}).get(str(cap.constant))
    if named is not None:
        _check_paid(place, named)
        return named
    _check(place, place.path, cap)
    return Cap(place.name, cap, Window.PERIOD, BasisTime.PERIOD, None, place.clause)


def _check_paid(place: _Place, shared: Cap) -> None:
    """Report a shared cap that is a share of an entry which comes after this one: nothing of it is known yet."""
    for _, amount in dated_values(place.path, shared.limit):
        if amount.of in place.binding.payments:
            place.binding.amount(place.path, amount)


def _termed(place: _Place, cap: CapShape) -> Cap:
    _check(place, (*place.path, "limit"), cap.limit)
    if cap.first_year is not None:
        place.binding.reading.quantities((*place.path, "first_year"), cap.first_year, _MONEY)
    basis = BasisTime(cap.basis or "period")
    if basis is not BasisTime.PERIOD:
        _check_remembered(place, cap.limit)
    over = Window(cap.over) if cap.over else (Window.PERIOD if basis is BasisTime.PERIOD else Window.TWELVE_MONTHS)
    binds = Direction(cap.binds) if cap.binds else None
    return Cap(place.name, cap.limit, over, basis, cap.first_year, cap.clause or place.clause, binds)


def _check(place: _Place, path: Path, limit: Dated[Amount]) -> None:
    for at, amount in dated_values(path, limit):
        place.binding.amount(at, amount, caps=tuple(place.shared or ()))


def _check_remembered(place: _Place, limit: Dated[Amount]) -> None:
    """Report a share over twelve months of what is not kept from month to month."""
    reading = place.binding.reading
    for at, amount in dated_values((*place.path, "limit"), limit):
        known = amount.of is None or amount.of in reading.measures or amount.of in reading.spoiled
        if not known and amount.of in place.binding.vocabulary().names:
            message = f"expected a share of a measure beside this `basis`, but {quoted(str(amount.of))} is none"
            reading.findings.error(at, "cap-basis", message)
