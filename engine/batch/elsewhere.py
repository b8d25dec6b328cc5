"""What the other rule sets know that one file is priced under: their words are left aside where they mean nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from engine.batch.record_files import FiledTable
from engine.batch.rows import Cell
from engine.model.rows import GivenTable
from engine.model.rule_book import RuleBook
from engine.model.rule_set import RuleSet
from engine.model.sources import Sources


class Elsewhere(NamedTuple):
    """The *sources*, the measures *held* by the council, and the fields of *records* of every other rule set.

    A word that none of them knows stays, and is refused as it always is.
    """

    sources: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    records: Mapping[str, frozenset[str]] = MappingProxyType({})

    @classmethod
    def of(cls, books: Iterable[RuleBook]) -> Elsewhere:
        """Return what any version of *books* knows."""
        versions = [version for book in books for version in book.versions]
        fields: dict[str, frozenset[str]] = {}
        for name, table in (pair for version in versions for pair in version.records.items()):
            fields[name] = fields.get(name, frozenset()) | table.fields.keys()
        held = frozenset(name for version in versions for name, one in version.measures.items() if one.council)
        return cls(frozenset(name for version in versions for name in version.sources), held, fields)

    def sources_for(self, rules: RuleSet, sources: Sources) -> Sources:
        """Return *sources* without those by names that only others know: none that *rules* could ask for."""
        return {name: one for name, one in sources.items() if one.name in rules.sources or one.name not in self.sources}

    def held_for(self, rules: RuleSet, figures: Mapping[str, Cell]) -> Mapping[str, Cell]:
        """Return *figures* of a period that nothing came for, without what the council holds by other rules only."""
        return {name: cell for name, cell in figures.items() if name not in self.held or _holds(rules, name)}

    def records_for(self, rules: RuleSet, records: Mapping[str, FiledTable]) -> dict[str, GivenTable]:
        """Return the tables of *records*, without the tables and fields that only others declare."""
        return {
            name: self._table(rules, name, filed.table)
            for name, filed in records.items()
            if name in rules.records or name not in self.records
        }

    def _table(self, rules: RuleSet, name: str, table: GivenTable) -> GivenTable:
        if name not in self.records:
            return table
        aside = self.records[name] - rules.records[name].fields.keys()
        kept = [place for place, field in enumerate(table.fields) if field not in aside]
        if len(kept) == len(table.fields):
            return table
        taken = [tuple([row[place] for place in kept]) for row in table.rows]
        return GivenTable(tuple([table.fields[place] for place in kept]), taken)


def _holds(rules: RuleSet, name: str) -> bool:
    return name in rules.measures and rules.measures[name].council


NOTHING = Elsewhere()
