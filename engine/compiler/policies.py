"""Binds entries of `escalation` and `payment` to their policies, and every term in their parameters to its meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from engine.compiler.dated_starts import check_starts
from engine.compiler.mending import as_meant
from engine.compiler.nodes import Path
from engine.compiler.quoting import quoted
from engine.compiler.reading import NUMERIC, Reading, in_words
from engine.compiler.shape.payment import EntryShape
from engine.compiler.walking import walked
from engine.diagnostics import did_you_mean
from engine.expression import Kind, Program, Typed, Vocabulary, Window
from engine.model.dated import Dated
from engine.model.dated_terms import moment_text
from engine.model.deadline import Deadline, Unit
from engine.model.decimals import exactly
from engine.model.event_terms import EventName
from engine.model.kpi import Kpi
from engine.model.policy import EscalationPolicy, Parameters, PaymentPolicy
from engine.model.record_terms import FieldName, RecordName
from engine.model.rule_set import EventKind
from engine.model.terms import (
    Amount,
    Condition,
    Formula,
    KpiName,
    Quantity,
    RatingName,
    Reference,
)

T = TypeVar("T")

_NUMBER = Typed(Kind.NUMBER)


@dataclass(frozen=True, slots=True)
class Binding:
    """What the parameters of policies may name; shares may be taken of entries that are *paid* before only.

    *caps* are the names of the shared caps that each payment entry has, *events* those of what may happen, of which
    *kinds* are declared.
    """

    reading: Reading
    kpis: Mapping[str, tuple[Kpi, Typed]]
    payments: tuple[str, ...]
    ladders: Mapping[str, tuple[str, ...]]
    paid: tuple[str, ...] = ()
    caps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    kinds: Mapping[str, EventKind] = field(default_factory=dict)

    def vocabulary(self, ladder: str | None = None) -> Vocabulary:
        """Return the words of conditions over history; *ladder* is the one that a condition belongs to."""
        words = self.reading.words() | {name: typed for name, (_, typed) in self.kpis.items()}
        return Vocabulary(
            names=words,
            kpis=tuple(self.kpis),
            scale=self.reading.scale,
            payments=self.payments,
            caps=self.caps,
            ladders=self.ladders,
            ladder=ladder,
            history=True,
            records=self.reading.columns(),
            events=self.events,
        )

    def programs(self, path: Path, parameters: BaseModel, vocabulary: Vocabulary) -> dict[str, Program]:
        """Return the formulas in *parameters* by their text; what is wrong with any term is reported at its place."""
        found = {}
        check_starts(path, parameters, self.reading.in_force, self.reading.findings)
        for place, term in terms(path, parameters):
            match term:
                case Condition() | Formula():
                    expected = (Kind.FLAG,) if isinstance(term, Condition) else NUMERIC
                    program = self.reading.program(place, term.text, vocabulary, expected)
                    if program:
                        found[term.text] = program
                case Amount():
                    self.amount(place, term)
                case Quantity():
                    self.reading.quantity(place, term, _NUMBER)
                case Reference() | FieldName():
                    self._reference(place, term)
                case Deadline(unit=Unit.WORKING_DAY) if "actions" not in place:
                    # Those of actions are looked at with the rungs that declare them.
                    self._needs_calendar(place, term)
                case Window():
                    message = self.reading.horizon.beyond(term)
                    if message:
                        self.reading.findings.error(place, "window-too-long", message)
        return found

    def _reference(self, path: Path, term: Reference | FieldName) -> None:
        """Report what *term* names where the rule set declares no such thing."""
        match term:
            case KpiName():
                self.reading.known(path, term.name, tuple(self.kpis), "KPI")
            case RecordName():
                self.reading.known(path, term.name, tuple(self.reading.records), "records")
            case FieldName():
                self._field(path, term)
            case RatingName():
                self.reading.rating(path, term.name)
            case EventName():
                self._event(path, term)

    def _event(self, path: Path, term: EventName) -> None:
        known = self.reading.known(path, term.name, self.events, "event")
        form = self.kinds[term.name].form if term.name in self.kinds else None
        if known and term.forms and form not in term.forms:
            wanted = " or a ".join(one.value for one in term.forms)
            message = f"expected an event that is a {wanted}, not {quoted(term.name)}"
            self.reading.findings.error(path, "event-form", message)

    def _needs_calendar(self, path: Path, within: Deadline) -> None:
        if self.reading.calendar is None and not self.reading.findings.is_spoilt(("calendar",)):
            self.reading.findings.error(path, "calendar-missing", f"expected a `calendar` for `{within}`")

    def _field(self, path: Path, term: FieldName) -> None:
        table = self.reading.records.get(term.record)
        if not self.reading.known(path, term.record, tuple(self.reading.records), "records") or table is None:
            return
        if term.field in table.fields and term.field not in table.shown:
            message = f"expected a field that policies may see, and {quoted(str(term))} is personal"
            self.reading.findings.error(path, "personal-field", message)
        else:
            self.reading.known(path, term.field, table.shown, f"field of `{term.record}`")

    def amount(self, path: Path, amount: Amount, *, caps: tuple[str, ...] = ()) -> None:
        """Report what *amount* names unless it is money: a measure, a parameter, a KPI, or an earlier payment entry.

        *caps* are the names that might have been meant besides.
        """
        words = self.vocabulary().names
        if amount.share < 0:
            message = f"expected a sum of 0 or more, not {quoted(str(amount))}: the line's kind gives the direction"
            self.reading.findings.error(path, "amount-negative", message)
        if amount.of is None or (amount.of in self.paid and amount.of not in words):
            return
        if amount.of in words:
            if words[amount.of].kind is not Kind.MONEY:
                message = f"expected a sum of money, but {quoted(amount.of)} is {in_words(words[amount.of])}"
                self.reading.findings.error(path, "amount-type", message)
        elif amount.of in self.payments:
            message = f"expected a payment entry that comes before this one, not {quoted(amount.of)}"
            self.reading.findings.error(path, "payment-order", message)
        else:
            money = [name for name, typed in words.items() if typed.kind is Kind.MONEY]
            self.reading.known(path, amount.of, (*money, *self.paid, *caps), "sum of money")


class Bound(NamedTuple):
    """A policy and its parameters."""

    policy: Any  # a payment policy or an escalation policy, as the caller asked
    parameters: Parameters


def bound_policy(
    reading: Reading,
    path: Path,
    entry: EntryShape,
    policies: Mapping[str, PaymentPolicy] | Mapping[str, EscalationPolicy],
) -> Bound | None:
    """Return the policy that *entry* names with its parameters; None where there are mistakes, which are reported.

    Parameters whose meaning is plain in spite of a mistake are returned, so that what they name is checked too.
    """
    policy = policies.get(entry.policy)
    if policy is None:
        message = f"unknown policy {quoted(entry.policy)}{did_you_mean(entry.policy, policies)}"
        reading.findings.error((*path, "policy"), "unknown-policy", message)
        return None
    tree = dict(entry.model_extra or {})
    given = asked(reading, path, policy, lambda: as_meant(policy.parameters, tree, reading.findings, at=path))
    return None if given is None else Bound(policy, given)


def asked(
    reading: Reading, path: Path, policy: PaymentPolicy | EscalationPolicy, question: Callable[[], T]
) -> T | None:
    """Return the answer of *policy*, named under *path*, to *question*; None where it fails, which is reported."""
    try:
        # What it does to the decimal context, it does to a copy.
        with exactly():
            return question()
    except (Exception, SystemExit) as error:  # noqa: BLE001  # a stranger's policy may raise anything
        words = quoted(f"{type(error).__name__}: {error}")
        message = f"the policy {quoted(policy.name)} {policy.version} failed to read its keys: {words}"
        reading.findings.error((*path, "policy"), "policy-failed", message)
        return None


def terms(path: Path, value: object) -> Iterator[tuple[Path, object]]:
    """Yield everything in *value*, parameters of a policy, with the path that it was read from.

    Of a mapping the keys are yielded too, and of a dated value each step.
    """
    for at, found in walked(path, value):
        match found:
            case Mapping():
                yield from (((*at, str(key)), key) for key in found)
            case Dated(constant=constant, steps=()):
                yield at, constant
            case Dated(steps=steps):
                yield from (((*at, moment_text(step.point)), step.value) for step in steps)
            case _:
                yield at, found
