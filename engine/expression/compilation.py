"""Text to program: read, check types, compile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeAlias, cast

from engine.expression.checking import Meaning, meaning
from engine.expression.counting import Aggregate, OfRow
from engine.expression.fault import Fault
from engine.expression.generated import generated, inlined
from engine.expression.laziness import divides, takes_minutes
from engine.expression.program import Examination, Program, Run
from engine.expression.reading import read
from engine.expression.reference import interpreted
from engine.expression.scope import Counted, Part
from engine.expression.source import Source
from engine.expression.types import Kind
from engine.expression.vocabulary import Vocabulary

Running: TypeAlias = Callable[[Source, Meaning], tuple[Run, Examination]]


def compiled(
    text: str, vocabulary: Vocabulary, *, expected: tuple[Kind, ...], reference: bool = False
) -> Program | tuple[Fault, ...]:
    """Return the program that *text* writes down, or every fault found, sorted by offset; no text raises.

    The result has one of the *expected* kinds. A *reference* program is run by simpleeval: slower, and plainly what
    the language means.
    """
    source = read(text)
    if not isinstance(source, Source):
        return source
    meant = meaning(source, vocabulary, expected)
    if not isinstance(meant, Meaning):
        return meant
    running = interpreted if reference else generated
    value, examined = running(source, meant)
    # What is kept as long as the program is no longer needs what was only read to check it.
    kept = replace(source, tokens=(), tree=meant.tree)
    return Program(
        text,
        type=meant.type,
        reads=meant.reads,
        kpis=meant.kpis,
        calls=meant.calls,
        windows=meant.windows,
        divides=_divides(meant),
        value=value,
        examined=examined,
        aggregates=tuple(_aggregate(source, name, one, running) for name, one in meant.counted.items()),
        inline=None if reference or vocabulary.history or meant.counted else partial(inlined, kept, meant),
    )


def _aggregate(source: Source, name: str, counted: Counted, running: Running) -> Aggregate:
    return Aggregate(
        name=name,
        function=counted.function,
        table=counted.table,
        value=_of_row(source, counted.value, running),
        when=_of_row(source, counted.when, running),
        cells=counted.cells,
        neighbours=counted.neighbours,
        figures=counted.figures,
    )


def _of_row(source: Source, part: Part | None, running: Running) -> OfRow | None:
    if part is None:
        return None
    value, _ = running(source, Meaning(*part, kpis=(), calls=(), windows=(), counted={}))
    # What runs takes the cells of a row as it takes figures: by their names.
    return cast("OfRow", value)


def _divides(meant: Meaning) -> bool:
    """Return whether a quotient stands in what is meant; seconds become minutes by a division, too."""
    summed = [one.value.tree for one in meant.counted.values() if one.value]
    return any(divides(tree) for tree in (meant.tree, *summed)) or any(map(takes_minutes, summed))
