"""Text to syntax tree; the size is checked before anything is compiled, and no text gets past with an exception."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from engine.expression.arrangement import DEEPEST, misplaced
from engine.expression.fault import Fault
from engine.expression.source import Source
from engine.expression.tokens import Token, tokens

LONGEST = 2_000
LARGEST = 200


def read(text: str) -> Source | tuple[Fault, ...]:
    """Return *text* with its tree, or the faults that keep it from being an expression at all."""
    if len(text) > LONGEST:
        return (Fault(LONGEST, "too-long", f"expected at most {LONGEST:,} characters, not {len(text):,}"),)
    if not text.strip(" "):
        return (Fault(0, "empty", "expected an expression"),)
    pieces, faults = tokens(text)
    return tuple(sorted(faults)) or _parsed(text, pieces)


def _parsed(text: str, pieces: tuple[Token, ...]) -> Source | tuple[Fault, ...]:
    if fault := misplaced(pieces):
        return (fault,)
    try:
        # Without parentheses leading spaces would be an indentation.
        tree = ast.parse(f"({text})", mode="eval").body
    except SyntaxError as error:
        return (_unparsed(error, pieces),)
    except (ValueError, RecursionError, MemoryError):
        return (_too_deep(0),)
    source = Source(text, pieces, tree)
    return tuple(sorted(_oversized(source))) or source


def _unparsed(error: SyntaxError, pieces: tuple[Token, ...]) -> Fault:
    at = (error.offset or 2) - 2
    near = next((piece for piece in reversed(pieces) if piece.offset <= at), pieces[0])
    reason = error.msg.partition(".")[0].lower()
    return Fault(near.offset, "syntax", f"cannot be read from `{near.text}` on: {reason}")


def _too_deep(offset: int) -> Fault:
    return Fault(offset, "too-deep", f"expected at most {DEEPEST} parts inside one another")


def _oversized(source: Source) -> Iterator[Fault]:
    parts = [(source.start(node), depth) for node, depth in _parts(source.tree)]
    starts = sorted(start for start, _ in parts)
    if len(starts) > LARGEST:
        yield Fault(starts[LARGEST], "too-large", f"expected at most {LARGEST} parts, not {len(starts)}")
    deep = [start for start, depth in parts if depth > DEEPEST]
    if deep:
        yield _too_deep(min(deep))


def _parts(tree: ast.expr) -> Iterator[tuple[ast.expr | ast.keyword, int]]:
    """Yield every value and named argument with its depth, without recursion."""
    waiting: list[tuple[ast.AST, int]] = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        if isinstance(node, ast.expr | ast.keyword):
            yield node, depth
            waiting += [(child, depth + 1) for child in ast.iter_child_nodes(node)]
