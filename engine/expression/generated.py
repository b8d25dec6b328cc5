"""Runs programs as generated code: quick where every figure is there, careful where not or where asked to record."""

from __future__ import annotations

from collections.abc import Mapping
from types import FunctionType
from typing import cast

from engine.expression.checking import Meaning
from engine.expression.failure import explained
from engine.expression.functions import ON_VALUES
from engine.expression.generation import Generation
from engine.expression.history import History
from engine.expression.listing import Listing
from engine.expression.program import Examination, Examined, Run
from engine.expression.source import Source
from engine.expression.types import Kind
from engine.model.figures import Absence, Figure

_HEAD = "def run(names, history):"
_KNOWN: Mapping[str, object] = {
    **ON_VALUES,
    "Absence": Absence,
    "ArithmeticError": ArithmeticError,
    "Examined": Examined,
    "UNKNOWN": Absence.UNKNOWN,
    "explained": explained,
    "new": tuple.__new__,
    "tuple": tuple,
    "type": type,
}


def generated(source: Source, meaning: Meaning) -> tuple[Run, Examination]:
    """Return what computes the value, and what also records the comparisons on the way."""
    examined = _careful(source, meaning)

    def careful(names: Mapping[str, Figure], history: History) -> Figure:
        return examined(names, history)[0]

    return _quick(source, meaning, careful), examined


def inlined(source: Source, meaning: Meaning, listing: Listing, places: Mapping[str, str]) -> str:
    """Write into *listing* what computes the value from what is at *places*, all of it there; return where it is."""
    return _result(Generation(source, listing, places, careful=False), meaning)


def _quick(source: Source, meaning: Meaning, careful: Run) -> Run:
    listing = Listing(_HEAD)
    places = _loaded(listing, meaning.reads)
    if places:
        with listing.block(f"if {' or '.join(f'type({place}) is Absence' for place in places.values())}:"):
            listing.line(f"return {listing.bound(careful)}(names, history)")
    with listing.block("try:"):
        result = _result(Generation(source, listing, places, careful=False), meaning)
        listing.line(f"return {result}")
    return cast("Run", _ended(listing, source))


def _careful(source: Source, meaning: Meaning) -> Examination:
    listing = Listing(_HEAD)
    places = _loaded(listing, meaning.reads)
    listing.line("seen = []")
    listing.line("record = seen.append")
    with listing.block("try:"):
        result = _result(Generation(source, listing, places, careful=True), meaning)
        listing.line(f"return ({result}), tuple(seen)")
    return cast("Examination", _ended(listing, source))


def _loaded(listing: Listing, reads: tuple[str, ...]) -> dict[str, str]:
    places = {name: f"v{number}" for number, name in enumerate(reads)}
    for name, place in places.items():
        listing.line(f"{place} = names[{name!r}]")
    return places


def _result(generation: Generation, meaning: Meaning) -> str:
    """Write the whole expression, and return where it is; why a figure is absent is the caller's to find out."""
    atom = generation.judged(meaning.tree) if meaning.type.kind is Kind.FLAG else generation.valued(meaning.tree)
    return atom.text if atom.sure else f"UNKNOWN if type({atom.text}) is Absence else {atom.text}"


def _ended(listing: Listing, source: Source) -> FunctionType:
    with listing.block("except ArithmeticError as error:"):
        listing.line(f"raise explained(error, {listing.bound(source.text)}) from error")
    return listing.function(_KNOWN)
