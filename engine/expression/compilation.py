"""Text to program: read, check types, compile."""

from __future__ import annotations

from engine.expression.checking import Meaning, meaning
from engine.expression.fault import Fault
from engine.expression.generated import generated
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
    )
