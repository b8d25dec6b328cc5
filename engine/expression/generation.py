"""Writes Python for a checked expression, one line a step, so that both sides are always taken from left to right."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import partial

from engine.expression.functions import COMPARING, ON_VALUES
from engine.expression.laziness import lazy_pairs, may_fail
from engine.expression.listing import Atom, Listing
from engine.expression.operators import ARITHMETIC, COMPARISONS, SIGNED
from engine.expression.source import Source

# The answers about history that may be absent; of the first two, unless the question says what stands in.
_UNSURE = ("rating", "previous", "cap_reached")


class Generation:
    """Rules from nodes to lines; *places* says where the code finds what the expression reads.

    *careful* code expects absences there and records what it compares.
    """

    def __init__(self, source: Source, listing: Listing, places: Mapping[str, str], *, careful: bool) -> None:
        self._source = source
        self._listing = listing
        self._careful = careful
        self._reads = {name: Atom(place, not careful) for name, place in places.items()}

    def valued(self, node: ast.expr) -> Atom:  # noqa: PLR0911  # one return for each kind of node
        """Write what computes *node*, and return where its value is."""
        match node:
            case ast.Constant(value=bool() as flag):
                return Atom(str(flag), sure=True)
            case ast.Constant(value=value):
                return Atom(self._listing.bound(value), sure=True)
            case ast.Name(id=name):
                return self._reads[name]
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
                return self._strict(SIGNED[type(sign)] + "{}", operand)
            case ast.BinOp(left=left, op=sign, right=right):
                return self._strict(f"{{}} {ARITHMETIC[type(sign)]} {{}}", left, right)
            case ast.IfExp():
                return self._chosen(node, self.valued)
            case ast.Call(func=ast.Name(id="known"), args=[asked]):
                return self._known(asked)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._called(name, arguments)
        return self.judged(node)

    def judged(self, node: ast.expr) -> Atom:
        """Write what decides the flag *node* and records why, and return where True, False or UNKNOWN is."""
        match node:
            case ast.Compare():
                return self._compared(node)
            case ast.BoolOp():
                return self._joined(node)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                held = self.judged(operand)
                return self._listing.step(f"{_unless_unknown((held,))}not {held.text}", sure=held.sure)
            case ast.IfExp():
                return self._chosen(node, self.judged)
            case ast.Call(func=ast.Name(id=name), args=[left, right]) if name in COMPARING:
                sides = self.valued(left), self.valued(right)
                return self._recorded(self._source.words(node), sides, name, f"{name}({{}}, {{}})")
        sides = self.valued(node), Atom("True", sure=True)
        return self._recorded(self._source.words(node), sides, "is", "{}")

    def _strict(self, template: str, *operands: ast.expr) -> Atom:
        """Write a step that is unknown where one of *operands* is."""
        atoms = tuple(map(self.valued, operands))
        sure = all(atom.sure for atom in atoms)
        return self._listing.step(_unless_absent(atoms) + template.format(*(atom.text for atom in atoms)), sure=sure)

    def _called(self, name: str, arguments: list[ast.expr]) -> Atom:
        function = name if name in ON_VALUES else f"history.{name}"
        result = self._strict(f"{function}({', '.join('{}' for _ in arguments)})", *arguments)
        stood_in_for = len(arguments) > 1 and name != "cap_reached"
        return result._replace(sure=result.sure and (name not in _UNSURE or stood_in_for))

    def _known(self, asked: ast.expr) -> Atom:
        """Write the one question that an absence answers."""
        atom = self.valued(asked)
        return self._listing.step("True" if atom.sure else f"type({atom.text}) is not Absence", sure=True)

    def _chosen(self, node: ast.IfExp, branch: Callable[[ast.expr], Atom]) -> Atom:
        test, result, listing = self.judged(node.test), self._listing.result(), self._listing
        with listing.block(f"if {test.text} is True:"):
            body = branch(node.body)
            listing.line(f"{result} = {body.text}")
        with listing.block(f"elif {test.text} is False:"):
            orelse = branch(node.orelse)
            listing.line(f"{result} = {orelse.text}")
        with listing.block("else:"):
            listing.line(f"{result} = UNKNOWN")
        return Atom(result, test.sure and body.sure and orelse.sure)

    def _compared(self, node: ast.Compare) -> Atom:
        sides = [self.valued(node.left)]
        pairs = [partial(self._pair, node, number, sides) for number in range(len(node.ops))]
        held = pairs[0]()
        for pair, lazy in list(zip(pairs, lazy_pairs(node), strict=True))[1:]:
            held = self._then("and", held, pair, lazy=lazy)
        return held

    def _pair(self, node: ast.Compare, number: int, sides: list[Atom]) -> Atom:
        left, right = (node.left, *node.comparators)[number : number + 2]
        sign = COMPARISONS[type(node.ops[number])]
        sides.append(self.valued(right))
        words = self._source.comparison(left, sign, right)
        return self._recorded(words, (sides[-2], sides[-1]), sign, f"{{}} {sign} {{}}")

    def _joined(self, node: ast.BoolOp) -> Atom:
        word = "and" if isinstance(node.op, ast.And) else "or"
        held = self.judged(node.values[0])
        for other in node.values[1:]:
            held = self._then(word, held, partial(self.judged, other), lazy=may_fail(other))
        return held

    def _then(self, word: str, held: Atom, rest: Callable[[], Atom], *, lazy: bool) -> Atom:
        """Write *held* and-or the *rest*; a *lazy* rest runs only where *held* does not decide."""
        if not lazy:
            last = rest()
            return self._listing.step(_kleene(word, held, last), sure=held.sure and last.sure)
        decided, result, listing = str(word == "or"), self._listing.result(), self._listing
        with listing.block(f"if {held.text} is {decided}:"):
            listing.line(f"{result} = {decided}")
        with listing.block("else:"):
            last = rest()
            listing.line(f"{result} = {_kleene(word, held, last)}")
        return Atom(result, held.sure and last.sure)

    def _recorded(self, words: str, sides: tuple[Atom, Atom], operator: str, template: str) -> Atom:
        left, right = sides
        sure = left.sure and right.sure
        held = self._listing.step(_unless_absent(sides) + template.format(left.text, right.text), sure=sure)
        if self._careful:
            text, sign = self._listing.bound(words), self._listing.bound(operator)
            row = f"({text}, {left.text}, {sign}, {right.text}, {held.text})"
            self._listing.line(f"record(new(Examined, {row}))")
        return held


def _unless_absent(atoms: tuple[Atom, ...]) -> str:
    absent = " or ".join(f"type({atom.text}) is Absence" for atom in atoms if not atom.sure)
    return f"UNKNOWN if {absent} else " if absent else ""


def _unless_unknown(atoms: tuple[Atom, ...]) -> str:
    unknown = " or ".join(f"{atom.text} is UNKNOWN" for atom in atoms if not atom.sure)
    return f"UNKNOWN if {unknown} else " if unknown else ""


def _kleene(word: str, left: Atom, right: Atom) -> str:
    if left.sure and right.sure:
        return f"{left.text} {word} {right.text}"
    decided = str(word == "or")
    unknown = _unless_unknown((left, right))
    return f"{decided} if {left.text} is {decided} or {right.text} is {decided} else {unknown}{word == 'and'}"
