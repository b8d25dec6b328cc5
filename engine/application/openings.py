"""Takes over contracts that are running already: how they stand is stated, with its sources, and decided by nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from engine.application.requests import OpeningRequest, StatedPeriod
from engine.application.stated_memory import unfit_memory
from engine.diagnostics import did_you_mean
from engine.errors import SubmissionError, Violation
from engine.model.contract import Contract
from engine.model.days import contract_year
from engine.model.decimals import exactly
from engine.model.escalation import DecisionOutcome, ExitRight
from engine.model.measures import MeasureType, fitting
from engine.model.memory_names import Sayable
from engine.model.opening import Opening
from engine.model.outcome import Counts, KpiRecord
from engine.model.payment import LineKind, Memory
from engine.model.rule_book import RuleBook
from engine.model.rule_set import Ladder, PaymentEntry, RuleSet
from engine.model.standing import EntryRecord, LadderState, PeriodRecord, Standing

_ZERO = Decimal(0)
V = TypeVar("V")


def opening_from(asked: OpeningRequest, contract: Contract, book: RuleBook, day: date) -> Opening:
    """Return what *asked* states of *contract* on *day*; SubmissionError carries all that does not fit."""
    reading = _Reading(contract, book)
    with exactly():
        opening = reading.opening(asked, day)
    if reading.violations:
        raise SubmissionError(*reading.violations)
    return opening


@dataclass(slots=True)
class _Reading:
    """What is stated, held against the rules, and everything that does not fit so far."""

    contract: Contract
    book: RuleBook
    violations: list[Violation] = field(default_factory=list)

    def opening(self, asked: OpeningRequest, day: date) -> Opening:
        if asked.on > day:
            self._note("on", f"expected a day no later than {day}, today, not {asked.on}")
        for path, text in (("by", asked.by), ("why", asked.why)):
            if not text:
                self._note(path, "expected words: nothing is recorded without who and why")
        self._check_periods(asked)
        rules = self._rules_on(asked.periods[-1].period.last_day if asked.periods else self.contract.start)
        return Opening(
            asked.on,
            asked.by,
            asked.why,
            self._records(asked),
            dict(self._ladders(asked, rules)),
            dict(self._rights(asked, rules)),
            self._money("carried_forward", asked.carried, rules),
            dict(self._withheld(asked, rules)),
            dict(self._sources(asked)),
            rules.in_force,
        )

    def _rules_on(self, day: date) -> RuleSet:
        """Return the rules whose names hold on *day*: the contract may be older than the earliest in Plimsoll."""
        versions = self.book.versions
        return next((one for one in reversed(versions) if one.in_force <= day), versions[0])

    def _check_periods(self, asked: OpeningRequest) -> None:
        if not (asked.periods or asked.ladders or asked.withheld or asked.carried):
            self._note("periods", "expected something that is stated: periods, ladders, what is withheld or carried")
        for earlier, later in pairwise(asked.periods):
            if later.period.start != earlier.period.end:
                expected = f"expected the period that begins on {earlier.period.end}, not `{later.period.label}`"
                self._note(f"periods.{later.period.label}", expected)
        for stated in asked.periods:
            if stated.period.last_day >= asked.on:
                expected = f"expected a period that ended before {asked.on}, not `{stated.period.label}`"
                self._note(f"periods.{stated.period.label}", expected)

    def _records(self, asked: OpeningRequest) -> tuple[PeriodRecord, ...]:
        """Return the periods, each read by the names of its own rules, and all by those of the last."""
        standing = Standing()
        for one in asked.periods:
            rules = self._rules_on(one.period.last_day)
            standing = standing.known_by(rules.renames, rules.in_force)
            record = self._record(one, rules)
            standing = replace(standing, records=(*standing.records, *([record] if record else [])))
        return standing.records

    def _record(self, stated: StatedPeriod, rules: RuleSet) -> PeriodRecord | None:
        path, period = f"periods.{stated.period.label}", stated.period
        unfit = rules.reporting.fits(self.contract.span, period)
        if unfit:
            self._note(path, unfit)
            return None
        kpis = dict(self._kpis(path, stated, rules))
        entries = {
            name: _entry_record(_entries(rules)[name], self._money(f"{path}.credits.{name}", given, rules))
            for name, given in self._known(f"{path}.credits", stated.credits, _entries(rules))
        }
        charges = {
            name: self._money(f"{path}.charges.{name}", given, rules)
            for name, given in self._known(f"{path}.charges", stated.charges, dict.fromkeys(rules.charges))
        }
        failures = [kpi.counts for kpi in kpis.values()].count(Counts.FAILURE)
        points = sum((kpi.points for kpi in kpis.values()), _ZERO)
        return PeriodRecord(period, kpis, failures, points, entries, charges)

    def _kpis(self, path: str, stated: StatedPeriod, rules: RuleSet) -> Iterator[tuple[str, KpiRecord]]:
        for name, one in self._known(f"{path}.kpis", stated.kpis, rules.kpis):
            rating = rules.scale.named(one.rating)
            if rating is None:
                hint = did_you_mean(one.rating, rules.scale.names)
                self._note(f"{path}.kpis.{name}.rating", f"expected a rating of the scale, not `{one.rating}`{hint}")
                continue
            counts = Counts.FAILURE if rating.rank >= rules.failure.rank else Counts.PASS
            value = None if one.value is None else self._number(f"{path}.kpis.{name}.value", one.value)
            yield name, KpiRecord(rating, counts, self._sum(f"{path}.kpis.{name}.points", one.points), value)

    def _ladders(self, asked: OpeningRequest, rules: RuleSet) -> Iterator[tuple[str, LadderState]]:
        ladders = {ladder.name: ladder for ladder in rules.ladders}
        for name, one in self._known("ladders", asked.ladders, ladders):
            if ladders[name].rung(one.rung) is None:
                known = [rung.name for rung in ladders[name].rungs]
                hint = did_you_mean(one.rung, known)
                self._note(f"ladders.{name}.rung", f"expected a rung of the ladder, not `{one.rung}`{hint}")
            # As though it had been entered while that many of the stated periods were decided.
            yield name, LadderState(one.rung, len(asked.periods) - 1 - one.held)

    def _rights(self, asked: OpeningRequest, rules: RuleSet) -> Iterator[tuple[str, ExitRight]]:
        ladders = {ladder.name: ladder for ladder in rules.ladders}
        for name, arisen in self._known("rights", asked.rights, ladders):
            held = asked.ladders.get(name)
            rung = ladders[name].rung(held.rung) if held else None
            if rung is None or rung.decision is not DecisionOutcome.EXIT_TRIGGER:
                expected = f"expected the ladder to stand on a rung that triggers an exit{_triggering(ladders[name])}"
                self._note(f"rights.{name}", expected)
            elif arisen > asked.on:
                self._note(f"rights.{name}", f"expected a day no later than {asked.on}, not {arisen}")
            else:
                yield name, ExitRight(name, rung.name, arisen, (arisen,))

    def _withheld(self, asked: OpeningRequest, rules: RuleSet) -> Iterator[tuple[str, Memory]]:
        entries = _entries(rules)
        for entry, sums in self._known("withheld", asked.withheld, entries):
            # What a policy remembers need not be money that is rounded; its lines are.
            memory = {name: self._sum(f"withheld.{entry}.{name}", given) for name, given in sums.items()}
            self.violations += unfit_memory(entries, entry, memory, self._sayable(asked, rules))
            yield entry, memory

    def _sayable(self, asked: OpeningRequest, rules: RuleSet) -> Sayable:
        """Return what may be remembered: of the time before the first period that is decided."""
        if not asked.periods:
            return Sayable(rules.kpis, asked.on, 1)
        latest = asked.periods[-1].period
        following = rules.reporting.after(self.contract.span, latest) or latest
        return Sayable(rules.kpis, latest.last_day, contract_year(self.contract.start, following.last_day))

    def _sources(self, asked: OpeningRequest) -> Iterator[tuple[str, str]]:
        stated = [f"periods.{one.period.label}" for one in asked.periods]
        stated += [f"ladders.{name}" for name in asked.ladders] + [f"rights.{name}" for name in asked.rights]
        stated += [f"withheld.{name}" for name in asked.withheld] + ["carried_forward"] * bool(asked.carried)
        for path in asked.sources:
            if path not in stated:
                self._note(f"sources.{path}", f"expected the path of something stated{did_you_mean(path, stated)}")
        for path in stated:
            source = asked.sources.get(path, asked.source)
            if not source:
                self._note(f"sources.{path}", "expected the paper that this is taken from")
            yield path, source

    def _known(self, path: str, given: Mapping[str, V], known: Mapping[str, object]) -> Iterator[tuple[str, V]]:
        for name, one in given.items():
            if name in known:
                yield name, one
            else:
                self._note(f"{path}.{name}", f"unknown name `{name}`{did_you_mean(name, known)}")

    def _sum(self, path: str, given: str) -> Decimal:
        amount = self._number(path, given) if given else _ZERO
        if amount < 0:
            self._note(path, f"expected 0 or more, not `{given}`")
        return amount

    def _money(self, path: str, given: str, rules: RuleSet) -> Decimal:
        amount = self._sum(path, given)
        if rules.money and amount != rules.money.rounded(amount):
            self._note(path, f"expected at most {rules.money.places} decimal places, as money has, not `{given}`")
        return amount

    def _number(self, path: str, given: str) -> Decimal:
        try:
            found = fitting(MeasureType.NUMBER, given, ())
        except ValueError as error:
            self._note(path, str(error))
            return _ZERO
        return found if isinstance(found, Decimal) else _ZERO

    def _note(self, path: str, message: str) -> None:
        self.violations.append(Violation(path, message))


def _entries(rules: RuleSet) -> dict[str, PaymentEntry]:
    return {entry.name: entry for entry in rules.payments}


def _entry_record(entry: PaymentEntry, credits_: Decimal) -> EntryRecord:
    """Return what *entry* took, of which each of its caps on deductions was used as much (SEMANTICS 24)."""
    return EntryRecord(credits_, {cap.name: credits_ for cap in entry.caps if cap.is_for(LineKind.DEDUCTION)})


def _triggering(ladder: Ladder) -> str:
    names = [rung.name for rung in ladder.rungs if rung.decision is DecisionOutcome.EXIT_TRIGGER]
    return f", such as `{names[0]}`" if names else ", and it has none"
