"""Lines of Python under construction, and the constants that they mention."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import CodeType, FunctionType
from typing import NamedTuple


class Atom(NamedTuple):
    """A local variable or constant of generated code; when *sure* it is never an absence."""

    text: str
    sure: bool


class Listing:
    """The body of one generated function; it sees no builtins, only what is bound here."""

    def __init__(self, head: str) -> None:
        self._lines = [head]
        self._constants: dict[str, object] = {}
        self._indent = " "
        self._steps = 0

    def line(self, text: str) -> None:
        """Add a line."""
        self._lines.append(self._indent + text)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Add *head*, and indent what is added inside."""
        self.line(head)
        self._indent += " "
        yield
        self._indent = self._indent[:-1]

    def step(self, expression: str, *, sure: bool) -> Atom:
        """Add a line that computes *expression*, and return where its value is."""
        result = self.result()
        self.line(f"{result} = {expression}")
        return Atom(result, sure)

    def result(self) -> str:
        """Return a variable that nothing uses yet."""
        self._steps += 1
        return f"t{self._steps}"

    def bound(self, value: object) -> str:
        """Return the name under which the function sees *value*."""
        name = f"c{len(self._constants)}"
        self._constants[name] = value
        return name

    def function(self, known: Mapping[str, object]) -> FunctionType:
        """Return the function, which may use the names that are *known* besides its constants."""
        module = compile("\n".join(self._lines), "<expression>", "exec", dont_inherit=True)
        code = next(constant for constant in module.co_consts if isinstance(constant, CodeType))
        return FunctionType(code, {"__builtins__": {}, **known, **self._constants})
