"""Shows a comparison of providers, whether a server made it or this machine: as a table, CSV or JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from csv import DictWriter
from dataclasses import asdict
from enum import Enum
from typing import TYPE_CHECKING

from rich.text import Text

from engine.cli import output

if TYPE_CHECKING:
    from engine.cli.comparison_shown import Shown, ShownContract, ShownCriterion
    from engine.model.document import Json


class ComparisonFormat(Enum):
    """How a comparison is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def print_comparison(shown: Shown, format: ComparisonFormat) -> None:  # noqa: A002  # the option's name
    """Print *shown* as *format* says."""
    match format:
        case ComparisonFormat.JSON:
            output.print_json(_document(shown))
        case ComparisonFormat.CSV:
            _print_csv(shown)
        case ComparisonFormat.TABLE:
            _print(shown)


def _document(shown: Shown) -> Json:
    found: Json = asdict(shown)
    return found


COLUMNS = ("contract", "provider", "place", "shared", "score", "low", "high", "offered", "suspended_on", "alike")


def rows(shown: Shown) -> Iterator[dict[str, str | int]]:
    """Yield a row for each contract: its place, then the score of each criterion by its name."""
    for one in shown.contracts:
        whole = asdict(one)
        head = {name: whole[name] for name in COLUMNS}
        head |= {"place": one.place or "", "offered": one.offered or "", "shared": str(one.shared).lower()}
        head |= {name: "; ".join(whole[name]) for name in ("suspended_on", "alike")}
        scores = {f"{each.criterion}_score": each.score for each in one.criteria}
        bases = {f"{each.criterion}_basis": each.basis for each in one.criteria}
        yield {**head, **scores, **bases, "reasons": "; ".join(one.reasons)}


def _print_csv(shown: Shown) -> None:
    names = _criteria(shown)
    scored = [f"{name}_{what}" for name in names for what in ("score", "basis")]
    writer = DictWriter(sys.stdout, (*COLUMNS, *scored, "reasons"), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(shown))


def _criteria(shown: Shown) -> dict[str, str]:
    """Return the titles of the criteria by their names, in the order in which they are weighed."""
    return {each.criterion: each.title for one in shown.contracts for each in one.criteria}


def _print(shown: Shown) -> None:
    criteria = _criteria(shown)
    clause = f" ({shown.clause})" if shown.clause else ""
    output.console().print(Text(f"{shown.title}, {shown.period}{clause}", style="bold"))
    table = output.table("place", "contract", "provider", "score", "may lie", *criteria.values(), "new packages")
    for one in shown.contracts:
        scores = {each.criterion: _scored(each) for each in one.criteria}
        place = f"{one.place}{'=' * one.shared}" if one.place else "-"
        span = f"{one.low} to {one.high}" if one.low != one.high else ""
        cells = (place, one.contract, one.provider, one.score, span, *(scores.get(name, "") for name in criteria))
        table.add_row(*map(Text, (*cells, _offered(one))))
    output.console().print(table)
    for one in shown.contracts:
        _print_reasons(one.contract, one.reasons)
    output.print_note(f"by `{shown.framework}` in force from {shown.in_force}; {output.count(_placed(shown), 'place')}")


def _placed(shown: Shown) -> int:
    return sum(one.place > 0 for one in shown.contracts)


def _scored(one: ShownCriterion) -> str:
    return f"{one.score} {one.basis}" if one.basis == "deemed" else one.score or one.basis


def _offered(one: ShownContract) -> str:
    if one.suspended_on:
        return f"none ({', '.join(one.suspended_on)})"
    return f"{one.offered}" if one.offered else ""


def _print_reasons(contract: str, reasons: Iterable[str]) -> None:
    output.console().print()
    output.console().print(Text(contract, style="bold"))
    for reason in reasons:
        output.console().print(Text(f"  {reason}"), soft_wrap=True)
