"""Records: the tables that a submission carries, their fields and their keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from engine.compiler.figures import check_name
from engine.compiler.findings import Findings
from engine.compiler.nodes import Path
from engine.compiler.shape.rule_set import FieldShape, RuleSetShape, TableShape
from engine.diagnostics import did_you_mean
from engine.model.decimals import plain
from engine.model.records import Field, FieldType, Table
from engine.model.scale import Scale

_BOUNDED = (FieldType.COUNT, FieldType.NUMBER, FieldType.PERCENT, FieldType.MONEY)
_NEVER_BELOW_ZERO = (FieldType.COUNT, FieldType.MONEY)


def records(shape: RuleSetShape, scale: Scale, findings: Findings) -> dict[str, Table]:
    """Return the tables of *shape* that can be read; what is wrong with any is reported."""
    found = {name: _table(shape, scale, name, findings) for name in shape.records or {}}
    return {name: table for name, table in found.items() if table}


def _table(shape: RuleSetShape, scale: Scale, name: str, findings: Findings) -> Table | None:
    given: TableShape = (shape.records or {})[name]
    path: Path = ("records", name)
    for field in given.fields:
        _check_field_name(shape, scale, (*path, "fields", field), findings)
    fields = {
        field: _field((*path, "fields", field), below)
        for field, below in given.fields.items()
        if _is_sound((*path, "fields", field), below, findings)
    }
    key = (given.key,) if isinstance(given.key, str) else tuple(given.key)
    sound = _has_sound_key(path, key, given.fields, findings)
    if len(fields) < len(given.fields) or not sound:
        return None
    return Table(name, given.title or name.replace("_", " "), fields, key)


def _field(path: Path, given: FieldShape) -> Field:
    name = str(path[-1])
    return Field(
        name=name,
        type=given.type,
        title=given.title or name.replace("_", " "),
        unit=given.unit,
        of=tuple(given.of or ()),
        at_least=_at_least(given),
        at_most=given.at_most,
        optional=bool(given.optional),
        personal=bool(given.personal),
    )


def _at_least(given: FieldShape) -> Decimal | None:
    return Decimal(0) if given.at_least is None and given.type in _NEVER_BELOW_ZERO else given.at_least


def _check_field_name(shape: RuleSetShape, scale: Scale, path: Path, findings: Findings) -> None:
    """Report a field whose name has another meaning where rows are counted."""
    name = str(path[-1])
    check_name(name, path, scale, findings)
    for section, names in (("measures", shape.measures), ("parameters", shape.parameters), ("kpis", shape.kpis)):
        if name in names:
            message = f"expected one meaning for each name: `{name}` is declared under `{section}` already"
            also = ((findings.place((section, name)), "declared here"),)
            findings.key_error(path, "name-twice", message, also=also)


def _is_sound(path: Path, given: FieldShape, findings: Findings) -> bool:
    mistakes = list(_mistakes(given))
    for key, code, message in mistakes:
        findings.key_error((*path, key) if key else path, code, message)
    return not mistakes


def _mistakes(given: FieldShape) -> Iterator[tuple[str, str, str]]:
    """Yield the key, a code and what is wrong; no key where one is left out."""
    what = given.type.value
    if given.type is FieldType.CHOICE and not given.of:
        yield "", "choice-of", "expected `of:`, the list of choices, beside `type: choice`"
    if given.type is not FieldType.CHOICE and given.of:
        yield "of", "choice-of", f"expected `of:` beside `type: choice` only, not beside `type: {what}`"
    if len(set(given.of or ())) < len(given.of or ()):
        yield "of", "choice-twice", "expected each choice once"
    for key in ("at_least", "at_most"):
        if getattr(given, key) is not None and given.type not in _BOUNDED:
            yield key, "bounds-type", f"expected no bounds on a field of the type {what}"
    low, high = _at_least(given), given.at_most
    if low is not None and high is not None and low > high:
        message = f"expected `at_least` no higher than `at_most`, got {plain(low)} and {plain(high)}"
        yield "at_most", "bounds-order", message


def _has_sound_key(path: Path, key: tuple[str, ...], fields: Mapping[str, FieldShape], findings: Findings) -> bool:
    messages = []
    for place, name in enumerate(key):
        if name not in fields:
            messages.append(f"expected a field of `{path[-1]}`, not `{name}`{did_you_mean(name, fields)}")
        elif fields[name].optional:
            messages.append(f"expected a field that every row has, and `{name}` is optional")
        elif name in key[:place]:
            messages.append(f"expected each field of the key once, found `{name}` again")
    for message in messages:
        findings.error((*path, "key"), "record-key", message)
    return not messages
