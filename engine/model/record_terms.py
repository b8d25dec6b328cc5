"""The leaves of a rule file that name records and their fields, for policies that pay by the row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from engine.model.terms import Reference, Term, described, name


class RecordName(Reference):
    """The name of records: of a table of rows that submissions carry."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class FieldName(Term):
    """A field of records, as `visits.minutes`, that policies may see; the compiler checks that there is one."""

    record: str
    field: str

    schema: ClassVar[dict[str, Any]] = described("string", "a field of records", r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the field that *text* names with its records."""
        record, dot, field = text.partition(".")
        if not dot:
            raise ValueError(f"expected a field of records such as `visits.minutes`, not `{text}`")
        return cls(name(record), name(field))

    def __str__(self) -> str:
        return f"{self.record}.{self.field}"
