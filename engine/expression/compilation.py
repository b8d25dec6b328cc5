"""Text to program: read, check types, compile."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from engine.expression.checking import Meaning, meaning
from engine.expression.fault import Fault
from engine.expression.generated import generated, inlined
from engine.expression.laziness import divides
from engine.expression.program import Program
from engine.expression.reading import read
from engine.expression.reference import interpreted
from engine.expression.source import Source
from engine.expression.types import Kind
from engine.expression.vocabulary import Vocabulary


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
    value, examined = (interpreted if reference else generated)(source, meant)
    # What is kept as long as the program is no longer needs what was only read to check it.
    kept = replace(source, tokens=(), tree=meant.tree)
    return Program(
        text,
        type=meant.type,
        reads=meant.reads,
        kpis=meant.kpis,
        calls=meant.calls,
        windows=meant.windows,
        divides=divides(meant.tree),
        value=value,
        examined=examined,
        inline=None if reference or vocabulary.history else partial(inlined, kept, meant),
    )
