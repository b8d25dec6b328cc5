"""What the parts of the compiler share while one file is read: findings, words, and how an expression is checked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from engine.compiler.dating import dated_values
from engine.compiler.findings import Findings
from engine.compiler.horizon import Horizon
from engine.compiler.nodes import Path
from engine.compiler.quoting import quoted
from engine.compiler.salvage import Spoiled
from engine.diagnostics import did_you_mean
from engine.expression import Columns, Fault, Kind, Program, Typed, Vocabulary, compiled
from engine.model.dated import Dated
from engine.model.measures import Measure, MeasureType, Parameter
from engine.model.records import Field, FieldType, Table
from engine.model.reporting import Reporting
from engine.model.scale import Rating, Scale
from engine.model.terms import Quantity
from engine.model.working_days import WorkingDays

_KINDS = {
    MeasureType.COUNT: Kind.NUMBER,
    MeasureType.NUMBER: Kind.NUMBER,
    MeasureType.PERCENT: Kind.NUMBER,
    MeasureType.MONEY: Kind.MONEY,
    MeasureType.FLAG: Kind.FLAG,
    MeasureType.CHOICE: Kind.TEXT,
    MeasureType.TEXT: Kind.TEXT,
    MeasureType.DATE: Kind.DATE,
}
_FIELD_KINDS = {
    FieldType.INSTANT: Kind.INSTANT,
    FieldType.TIME_OF_DAY: Kind.TIME,
    FieldType.PERSON: Kind.TEXT,
    **{FieldType(one.value): kind for one, kind in _KINDS.items()},
}
NUMERIC = (Kind.NUMBER, Kind.MONEY)
_NAME_HERE = re.compile(r"\w+")
# What may be wrong with an expression only because what it names is.
_FOLLOWING = {"unknown-name", "unknown-event", "unknown-kpi", "unknown-ladder", "unknown-payment", "unknown-records"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One rule file being read; *spoiled* are names whose own declaration has mistakes, reported already.

    *in_force* is None where the file's date has mistakes itself.
    """

    findings: Findings
    scale: Scale
    failure: Rating
    in_force: date | None
    calendar: WorkingDays | None
    reporting: Reporting
    measures: Mapping[str, Measure]
    parameters: Mapping[str, Parameter]
    records: Mapping[str, Table]
    sources: tuple[str, ...]
    horizon: Horizon
    spoiled: Spoiled
    reference: bool

    def program(self, path: Path, text: str, vocabulary: Vocabulary, expected: tuple[Kind, ...]) -> Program | None:
        """Return the expression under *path*, compiled; None where it has mistakes, which are reported."""
        result = compiled(text, vocabulary, expected=expected, reference=self.reference)
        if isinstance(result, Program):
            self.findings.faults(path, self.horizon.faults(result))
            return result
        self.findings.faults(path, [fault for fault in result if not self._follows(fault, text)])
        return None

    def rating(self, path: Path, name: str) -> Rating | None:
        """Return the rating that the value under *path* names."""
        rating = self.scale.named(name)
        if rating is None:
            self.findings.error(path, "unknown-rating", self._unknown("rating", name, self.scale.names))
        return rating

    def rating_key(self, path: Path) -> Rating | None:
        """Return the rating that the key which *path* ends in names."""
        name = str(path[-1])
        rating = self.scale.named(name)
        if rating is None:
            self.findings.key_error(path, "unknown-rating", self._unknown("rating", name, self.scale.names))
        return rating

    def known(self, path: Path, name: str, names: Collection[str], what: str) -> bool:
        """Return whether *name*, the value under *path*, is one of *names*; report it where it is not."""
        if name not in names and name not in self.spoiled:
            self.findings.error(path, "unknown-name", self._unknown(what, name, names))
        return name in names

    def known_key(self, path: Path, names: Collection[str], what: str) -> bool:
        """Return whether the key that *path* ends in is one of *names*; report it where it is not."""
        name = str(path[-1])
        if name not in names and name not in self.spoiled:
            self.findings.key_error(path, "unknown-name", self._unknown(what, name, names))
        return name in names

    def quantity(self, path: Path, quantity: Quantity, needed: Typed | None) -> bool:
        """Return whether *quantity*, where it is a name, is that of a parameter which is *needed* there.

        What is needed is None where a mistake elsewhere keeps it from being known.
        """
        name = quantity.figure
        if not isinstance(name, str):
            return True
        if not self.known(path, name, tuple(self.parameters), "parameter"):
            return False
        if needed is None:
            return True
        came = typed(self.parameters[name])
        units = {unit for unit in (came.unit, needed.unit) if unit}
        if came.kind is needed.kind and len(units) < 2:
            return True
        message = f"expected a parameter that is {in_words(needed)}, but {quoted(name)} is {in_words(came)}"
        self.findings.error(path, "parameter-type", message)
        return False

    def quantities(self, path: Path, dated: Dated[Quantity], needed: Typed | None) -> bool:
        """Return whether every name in *dated* is that of a parameter which is *needed* there."""
        sound = [self.quantity(at, value, needed) for at, value in dated_values(path, dated)]
        return all(sound)

    def words(self) -> dict[str, Typed]:
        """Return the measures and parameters as expressions know them."""
        figures: dict[str, Measure | Parameter] = {**self.measures, **self.parameters}
        return {name: typed(figure) for name, figure in figures.items()}

    def columns(self) -> dict[str, Columns]:
        """Return the fields of each table as expressions know them."""
        return {
            name: Columns(
                {field.name: typed_field(field) for field in table.fields.values()},
                frozenset(table.fields) - set(table.shown),
            )
            for name, table in self.records.items()
        }

    def spoilt_by(self, names: Iterable[str]) -> Reading:
        """Return this reading with *names* spoiled too."""
        return replace(self, spoiled=self.spoiled.with_names(names))

    def _unknown(self, what: str, name: str, names: Collection[str]) -> str:
        return f"unknown {what} {quoted(name)}{did_you_mean(name, names)}"

    def _follows(self, fault: Fault, text: str) -> bool:
        """Return whether *fault* only follows from a mistake that is reported where the name is declared."""
        name = _NAME_HERE.match(text, fault.offset)
        return fault.code in _FOLLOWING and name is not None and name[0] in self.spoiled


def typed(figure: Measure | Parameter) -> Typed:
    """Return what expressions know of *figure*."""
    unit = "percent" if figure.type is MeasureType.PERCENT else figure.unit
    return Typed(_KINDS[figure.type], unit, figure.of)


def typed_field(field: Field) -> Typed:
    """Return what expressions know of *field*."""
    unit = "percent" if field.type is FieldType.PERCENT else field.unit
    return Typed(_FIELD_KINDS[field.type], unit, field.of)


def in_words(typed: Typed) -> str:
    """Return *typed* with its article, as a message says it."""
    words = "a choice" if typed.options else _IN_WORDS[typed.kind]
    return f"{words} in {typed.unit}" if typed.unit else words


_IN_WORDS = {
    Kind.NUMBER: "a number",
    Kind.MONEY: "a sum of money",
    Kind.RATING: "a rating",
    Kind.FLAG: "a flag",
    Kind.TEXT: "text",
    Kind.DATE: "a date",
    Kind.INSTANT: "an instant",
    Kind.TIME: "a time of day",
}
