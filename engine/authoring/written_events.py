"""Reads what a test says happened, and binds it to the rules in force on its day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engine.authoring.event_shape import KINDS, EventShape
from engine.authoring.expected_names import check_names
from engine.authoring.tests_shape import PeriodShape
from engine.compiler.findings import Findings
from engine.compiler.nodes import Document, Path
from engine.compiler.nodes import Mapping as Written
from engine.compiler.quoting import quoted
from engine.diagnostics import Place, did_you_mean
from engine.evaluation.excusing import unfit_relief
from engine.model.events import Effect, Form, Happening, Matter, Relief, Reported, Stage, Waiver
from engine.model.period import Period
from engine.model.rule_book import RuleBook
from engine.model.rule_set import RuleSet

# What an event of the rules reads beside its day, by what it is; what takes no course reads nothing.
_OF_FORM: Mapping[Form | None, tuple[str, ...]] = {
    Form.PLAN: ("due",),
    Form.NOTICE: ("due", "deemed_served"),
    Form.WARNING: ("due", "kpis", "consequence"),
}
_OF_PROGRESS = ("stage", "milestone", "milestones", "due")
_OF_RELIEF = ("effect", "excluded")


@dataclass(frozen=True, slots=True)
class WrittenProgress:
    """How the latest matter of *kind* went on: what a test cannot say by its version."""

    kind: str
    stage: Stage
    milestone: str
    milestones: Mapping[str, date]
    due: date | None


@dataclass(frozen=True, slots=True)
class WrittenEvent:
    """Something that happened *on* a day, under the *rules* in force then; *expect* is what must come of it at once."""

    on: date
    rules: RuleSet
    what: Happening | WrittenProgress
    expect: Written | None
    document: Document
    path: Path

    def place(self, *below: str | int) -> Place:
        """Return where the value under *below* stands, or what is nearest to it."""
        node = self.document.nearest((*self.path, *below))
        return self.document.source.place(node.start) if node else Place(self.document.source.file, 1, 1)


def written_events(book: RuleBook, findings: Findings, period: PeriodShape, at: Path) -> Iterator[WrittenEvent]:
    """Yield the events before *period*, written under *at*, that have no mistakes; what is wrong is noted.

    What happened goes by the rules of its day, an excuse by those of the period that it excuses.
    """
    for place, shape in enumerate(period.events):
        path = (*at, place)
        excuses = shape.relief is not None or shape.waiver is not None
        rules = book.on(period.period.last_day if excuses else shape.day)
        if rules is None:
            findings.error((*path, "day"), "no-rules-in-force", f"expected a day with rules in force, not {shape.day}")
            continue
        check_names(shape.expect, rules, findings, (*path, "expect"))
        what = _Reading(rules, findings, path).what(shape, period.period)
        if what is not None:
            expect = findings.document.at((*path, "expect"))
            written = expect if isinstance(expect, Written) else None
            yield WrittenEvent(shape.day, rules, what, written, findings.document, path)


class _Reading:
    """One event being read."""

    def __init__(self, rules: RuleSet, findings: Findings, at: Path) -> None:
        self.rules, self.findings, self.at = rules, findings, at

    def what(self, shape: EventShape, period: Period) -> Happening | WrittenProgress | None:
        said = [kind for kind in KINDS if getattr(shape, kind) is not None]
        if len(said) != 1:
            expected = ", ".join(f"`{kind}`" for kind in KINDS)
            self.findings.key_error((*self.at, "day"), "event-kind", f"expected one of {expected} beside `day`")
            return None
        match said[0]:
            case "event":
                return self._happened(shape)
            case "of":
                return self._progress(shape)
            case _:
                return self._excuse(shape, period)

    def _happened(self, shape: EventShape) -> Happening | None:
        kinds = self.rules.events
        if not self._known(("event",), shape.event or "", kinds, "event"):
            return None
        kind = kinds[shape.event or ""]
        self._reads(shape, "event", _OF_FORM.get(kind.form, ()))
        if kind.form is None:
            return Reported(kind.name)
        for place, kpi in enumerate(shape.kpis):
            self._known(("kpis", place), kpi, self.rules.kpis, "KPI")
        if kind.form is Form.WARNING and not (shape.kpis and shape.consequence):
            message = f"expected `kpis` and `consequence` of the warning {quoted(kind.name)}"
            self.findings.key_error((*self.at, "event"), "event-kind", message)
        kpis, served = tuple(shape.kpis), shape.deemed_served
        return Matter(kind.form, kind.name, shape.due, kpis, shape.consequence or "", deemed_served=served)

    def _progress(self, shape: EventShape) -> WrittenProgress | None:
        courses = [kind.name for kind in self.rules.events.values() if kind.form]
        if not self._known(("of",), shape.of or "", courses, "plan, notice or warning"):
            return None
        self._reads(shape, "of", _OF_PROGRESS)
        if shape.stage is None:
            self.findings.key_error((*self.at, "of"), "event-kind", "expected a `stage`: what became of it")
            return None
        return WrittenProgress(shape.of or "", Stage(shape.stage), shape.milestone or "", shape.milestones, shape.due)

    def _excuse(self, shape: EventShape, period: Period) -> Happening | None:
        key = "relief" if shape.relief else "waiver"
        kpi = shape.relief or shape.waiver or ""
        if not self._known((key,), kpi, self.rules.kpis, "KPI"):
            return None
        self._reads(shape, key, _OF_RELIEF if shape.relief else ())
        if shape.waiver:
            return Waiver(period, kpi)
        excluded: dict[str, Decimal] = {}
        for name, count in shape.excluded.items():
            if self._known(("excluded", name), name, self.rules.kpis[kpi].reads, "measure"):
                excluded[name] = count
        relief = Relief(period, kpi, Effect(shape.effect or Effect.NO_CONSEQUENCE.value), excluded)
        for one in unfit_relief(self.rules, relief):
            self.findings.error((*self.at, *one.path.split(".")), "event-kind", one.message)
        return relief

    def _reads(self, shape: EventShape, kind: str, keys: Collection[str]) -> None:
        """Note each key of *shape* that is not among *keys*, those that one of its *kind* reads."""
        for key in sorted(shape.model_fields_set.difference(keys, ("day", "expect", kind))):
            known = f": it reads {', '.join(f'`{one}`' for one in keys)}" if keys else ""
            message = f"expected no `{key}` beside {quoted(f'{kind}: {getattr(shape, kind)}')}, which does not read it"
            self.findings.key_error((*self.at, key), "event-kind", message + known)

    def _known(self, path: Path, name: str, known: Collection[str], what: str) -> bool:
        names = tuple(known)
        if name not in names:
            message = f"unknown {what} {quoted(name)}{did_you_mean(name, names)}"
            self.findings.error((*self.at, *path), "unknown-name", message)
        return name in names
