"""Shows what the same evidence comes to under several rule sets: tables, CSV, JSON."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import typer
from rich.table import Table
from rich.text import Text

from engine.cli import output
from engine.cli.decision_rows import short_label
from engine.cli.price_sources import Found
from engine.cli.sheet import SheetFormat, print_csv
from engine.evaluation.pricing import Comparison, Cost, CostTotal, Sums
from engine.model.document import Json

_SUMS = ("due", "capped_off", "applied", "payable", "carried_forward")
_COLUMNS = ("row", "provider", "contract", "period", "rules", "currency", *_SUMS, "difference", "periods", "priced")
COLUMNS = (*_COLUMNS, "compared", "why")
EVERYBODY = "all"


def print_priced(found: Found, format: SheetFormat) -> None:  # noqa: A002  # the option's name
    """Print *found*; it ends the command with 1 where an author must look at something."""
    match format:
        case SheetFormat.JSON:
            output.print_json(document(found))
        case SheetFormat.CSV:
            print_csv(COLUMNS, rows(found))
        case SheetFormat.TABLE:
            _print(found.comparison)
    for note in found.notes:
        output.print_note(note)
    for refused in found.refused:
        output.print_failure(refused)
    if found.none_chosen or found.refused or any(row.costs[0].sums is None for row in found.comparison.rows):
        raise typer.Exit(output.FINDINGS)


def rows(found: Found) -> Iterator[dict[str, str]]:
    """Yield what *found* holds as rows of one sheet: those of periods, then those of totals."""
    comparison, currency = found.comparison, found.currency
    for row in comparison.rows:
        common = {"row": "period", "provider": row.provider, "contract": row.contract, "period": row.period.label}
        for cost in row.costs:
            why = "; ".join(cost.why)
            yield {**common, "rules": cost.rules, "currency": currency, **_texts(cost), "why": why}
    for total in comparison.totals:
        for one in total.costs:
            counts = {"periods": str(total.periods), "priced": str(one.priced), "compared": str(one.compared)}
            common = {"row": "total", "provider": total.provider or EVERYBODY, "rules": one.rules}
            yield {**common, "currency": currency, **_texts(one), **counts}


def document(found: Found) -> Json:
    """Return *found* as JSON values, money as text; what could not be priced has `null`, and says why."""
    comparison = found.comparison
    return {
        "currency": found.currency,
        "periods": [
            {
                "contract": row.contract,
                "provider": row.provider,
                "period": row.period.label,
                "costs": [{"rules": one.rules, **_values(one), "why": list(one.why)} for one in row.costs],
            }
            for row in comparison.rows
        ],
        "totals": [
            {
                "provider": total.provider or None,
                "periods": total.periods,
                "costs": [
                    {"rules": one.rules, "priced": one.priced, "compared": one.compared, **_values(one)}
                    for one in total.costs
                ],
            }
            for total in comparison.totals
        ],
    }


def _texts(cost: Cost | CostTotal) -> dict[str, str]:
    return {name: f"{one:f}" for name, one in _sums(cost).items() if one is not None}


def _values(cost: Cost | CostTotal) -> dict[str, Json]:
    return {name: None if one is None else f"{one:f}" for name, one in _sums(cost).items()}


def _sums(cost: Cost | CostTotal) -> dict[str, Decimal | None]:
    sums = dict.fromkeys(_SUMS) if cost.sums is None else cost.sums._asdict()
    return {**sums, "difference": cost.difference}


def _print(comparison: Comparison) -> None:
    table = _table("provider", "contract", "period", "rules")
    for row in comparison.rows:
        for place, cost in enumerate(row.costs):
            whose = ("", "", "") if place else (row.provider, row.contract, short_label(row.period))
            table.add_row(*map(Text, (*whose, cost.rules, *_cells(cost.sums), _more(cost.difference, place))))
    totals = _table("in all", "priced", "rules")
    for total in comparison.totals:
        for place, one in enumerate(total.costs):
            name = "" if place else total.provider or EVERYBODY
            some = f" in {one.compared} of {total.periods}" * (place > 0 and 0 < one.compared < total.periods)
            more = _more(one.difference, place) + some
            totals.add_row(*map(Text, (name, f"{one.priced} of {total.periods}", one.rules, *_cells(one.sums), more)))
    for shown in (table, "", totals):
        output.console().print(shown)
    _print_unpriced(comparison)


def _table(*columns: str) -> Table:
    table = output.table(*columns)
    for name in ("due", "capped off", "applied", "payable", "difference"):
        table.add_column(name, justify="right")
    return table


def _cells(sums: Sums | None) -> tuple[str, ...]:
    return ("-",) * 4 if sums is None else tuple(f"{one:,f}" for one in sums[:4])


def _more(difference: Decimal | None, place: int) -> str:
    """Return by how much more is payable; the first rule set is what the others differ from."""
    return f"{difference:+,f}" if place and difference is not None else ""


def _print_unpriced(comparison: Comparison) -> None:
    found = [(row, cost) for row in comparison.rows for cost in row.costs if cost.sums is None]
    screen = output.console()
    for row, cost in found:
        sentence = f"{row.contract} under {cost.rules}, not priced: {'; '.join(cost.why)}"
        screen.print(Text(sentence, style="yellow"), soft_wrap=True)
