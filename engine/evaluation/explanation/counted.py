"""What is counted or summed over rows, as a phrase: which records, of which rows, and what of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from engine.evaluation.explanation.figures import NUMBER, Form
from engine.evaluation.explanation.phrases import Term, parsed
from engine.model.records import Field, FieldType, Table
from engine.model.rule_set import RuleSet

_OF = {"sum": "the sum of", "min": "the least of", "max": "the most of", "distinct": "different values of"}


def counted_terms(rules: RuleSet, currency: Form) -> Iterator[tuple[str, Term]]:
    """Yield each call over rows, as it is written and as Python would write it, with its words."""
    for name, aggregate in rules.aggregates.items():
        call = parsed(name)
        if isinstance(call, ast.Call):
            term = _term(name, call, rules.records[aggregate.table], currency)
            yield from dict.fromkeys([(name, term), (ast.unparse(call), term)])


def _term(name: str, call: ast.Call, table: Table, currency: Form) -> Term:
    function = name.partition("(")[0].rstrip()
    parts = [(ast.get_source_segment(f"({name})", part) or "").strip() for part in call.args[1:]]
    if function == "count":
        return Term(f"{table.title}{_where(parts)}", NUMBER)
    value = table.fields.get(parts[0])
    what = value.title if value else f"`{parts[0]}`"
    form = _form(value, currency) if value and function != "distinct" else NUMBER
    return Term(f"{_OF[function]} {what} over {table.title}{_where(parts[1:])}", form)


def _where(conditions: list[str]) -> str:
    return "".join(f" where `{condition}`" for condition in conditions)


def _form(field: Field, currency: Form) -> Form:
    if field.type is FieldType.MONEY:
        return currency
    return Form.of_unit(field.unit or ("percent" if field.type is FieldType.PERCENT else None))
