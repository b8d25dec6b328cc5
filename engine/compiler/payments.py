"""Payment entries in the order in which they are worked out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from engine.compiler.caps import caps_of, shared_caps
from engine.compiler.dating import values_of
from engine.compiler.hinges import check_hinges
from engine.compiler.indexation import check_prices, indexation, indices
from engine.compiler.nodes import Path
from engine.compiler.policies import Binding, Bound, asked, bound_policy
from engine.compiler.quoting import quoted
from engine.compiler.reading import Reading
from engine.compiler.shape.payment import PaymentShape
from engine.compiler.shape.rule_set import RuleSetShape
from engine.expression import Fault, Kind
from engine.model.measures import MeasureType
from engine.model.payment import ADJUSTED, CARRIED, BasisTime
from engine.model.policy import PaymentPolicy
from engine.model.rule_set import PaymentEntry

_CAP_REACHED = re.compile(r"\bcap_reached\s*\(([^)]*)\)")
_NAME = re.compile(r"\w+")


def payments(binding: Binding, shape: RuleSetShape, policies: Mapping[str, PaymentPolicy]) -> tuple[PaymentEntry, ...]:
    """Return the entries that are sound, in the order of the file; mistakes are reported."""
    shared = shared_caps(binding, shape)
    known = indices(shape, binding.reading.findings)
    read = []
    for path, entry in _entries(binding.reading, shape):
        # Caps are looked at even where the policy's own keys have mistakes.
        caps = tuple(caps_of(binding, path, entry, shared))
        one = _entry(binding, path, entry, policies)
        if one:
            _check_hinges(binding, path, one, shape)
            if entry.index:
                check_prices(binding.reading, (*path, "index"), one.parameters)
                one = replace(one, index=indexation(binding.reading, (*path, "index"), entry.index, known))
            read.append(replace(one, caps=caps))
        binding = replace(binding, paid=(*binding.paid, entry.called))
    return tuple(read)


def _check_hinges(binding: Binding, path: Path, entry: PaymentEntry, shape: RuleSetShape) -> None:
    hinges = asked(binding.reading, path, entry.policy, lambda: tuple(entry.parameters.hinges()))
    kpis = {name: binding.kpis[name][0] if name in binding.kpis else None for name in shape.kpis}
    check_hinges(binding.reading, path, hinges or (), kpis)


def charges(reading: Reading, entries: tuple[PaymentEntry, ...]) -> tuple[str, ...]:
    """Return the sums that standings must remember: caps over more than one period may take a share of them.

    They are those of every money measure, parameter and entry, for it may be a later version that has such a cap.
    """
    caps = [cap for entry in entries for cap in entry.caps if cap.basis is not BasisTime.PERIOD]
    named = {amount.of for cap in caps for amount in values_of(cap.limit) if amount.of}
    types = {name: one.type for name, one in reading.measures.items()}
    types |= {name: one.type for name, one in reading.parameters.items()}
    money = {name for name, kind in types.items() if kind is MeasureType.MONEY}
    return tuple(sorted({*named, *money, *(entry.name for entry in entries)})) if entries else ()


def _entries(reading: Reading, shape: RuleSetShape) -> Iterator[tuple[Path, PaymentShape]]:
    """Yield the entries that can be read, with their paths; two of one name are reported."""
    names: set[str] = set()
    for position, entry in enumerate(shape.payment):
        path: Path = ("payment", position)
        if reading.findings.is_spoilt(path):
            continue
        if taken := _taken(entry.called, names, reading):
            message = f"expected a `name` of its own for the payment entry: {quoted(entry.called)} is {taken}"
            reading.findings.error((*path, "name" if entry.name else "policy"), "name-twice", message)
        names.add(entry.called)
        yield path, entry


def _taken(name: str, entries: set[str], reading: Reading) -> str:
    """Return what else is called *name*; nothing where it is free."""
    if name in entries:
        return "taken"
    if name in (CARRIED, ADJUSTED):
        return "a line that is no entry's"
    return "a figure" if name in reading.words() else ""


def _too_early(when: str, binding: Binding) -> Iterator[Fault]:
    """Yield each entry that *when* asks for a cap of before it is worked out: the answer would always be no."""
    for call in _CAP_REACHED.finditer(when):
        for name in _NAME.finditer(when, *call.span(1)):
            if name[0] in binding.payments and name[0] not in binding.paid:
                message = f"expected a payment entry that comes before this one, and {quoted(name[0])} does not"
                yield Fault(name.start(), "payment-order", message)


def _entry(
    binding: Binding, path: Path, entry: PaymentShape, policies: Mapping[str, PaymentPolicy]
) -> PaymentEntry | None:
    vocabulary = binding.vocabulary()
    when = None
    if entry.when is not None:
        when = binding.reading.program((*path, "when"), entry.when, vocabulary, (Kind.FLAG,))
        if when is not None:
            binding.reading.findings.faults((*path, "when"), _too_early(entry.when, binding))
    found = bound_policy(binding.reading, path, entry, policies)
    if found is None:
        return None
    programs = binding.programs(path, found.parameters, vocabulary)
    _check_round(binding.reading, path, entry, found)
    clause, rounding = entry.clause or "", entry.rounding or ""
    return PaymentEntry(entry.called, found.policy, found.parameters, programs, clause, when, (), rounding)


def _check_round(reading: Reading, path: Path, entry: PaymentShape, bound: Bound) -> None:
    """Report an entry that pays per row and does not say what is rounded, or says so without need (SEMANTICS 10)."""
    pays_per_row = getattr(bound.policy, "pays_per_row", None)
    question = (lambda: bool(pays_per_row(bound.parameters))) if pays_per_row else lambda: False
    by_row = asked(reading, path, bound.policy, question)
    if entry.rounding and by_row is False:
        called = quoted(entry.called)
        message = f"expected no `round`: {called} makes no part for each row, and its lines are rounded once"
        reading.findings.key_error((*path, "round"), "round-needless", message)
    elif by_row and not entry.rounding and not reading.findings.is_spoilt((*path, "round")):
        message = f"expected `round: row` or `round: line`: {quoted(entry.called)} pays per row"
        reading.findings.error((*path, "policy"), "round-missing", message)
