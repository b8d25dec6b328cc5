"""Rule files that extend a version of a rule set: each value keeps the place that it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from engine.compiler.bases import Bases
from engine.compiler.chaining import EXTENDS, Link, chained
from engine.compiler.merging import Absent, merged, without
from engine.compiler.nodes import Document, Mapping, Node, Scalar, Sequence
from engine.compiler.quoting import quoted
from engine.diagnostics import Diagnostic, Severity, did_you_mean, in_order

# What a file says of itself alone: a lot is no version of its framework, and has a name, days and a past of its own.
OWN = ("rule_set", "title", "in_force", "until", "was")

_WITHOUT = "without"
_NOT_GIVEN_AWAY = (*OWN, EXTENDS, _WITHOUT)


def extended(document: Document, bases: Bases) -> Document:
    """Return *document* over the version that it extends, which is looked for in *bases*; as it is without `extends`.

    Where that is not to be had, the document that comes back has no root, and its mistakes say why.
    """
    root = document.root
    if not isinstance(root, Mapping) or not (root.get(EXTENDS) or root.get(_WITHOUT)):
        return document
    chain = chained(Link(document, root), bases)
    if isinstance(chain, Diagnostic):
        return replace(document, root=None, diagnostics=in_order((*document.diagnostics, chain)))
    whole, mistakes = chain[-1].root, [one for link in chain for one in (*link.document.diagnostics, *_misplaced(link))]
    for over, base in reversed([*pairwise(chain)]):
        lessened, found = _lessened(whole, base, over)
        whole, mistakes = _over(lessened, over.root), [*mistakes, *found, *_later(base, over)]
    link = root.get(EXTENDS)
    if link is None:
        whole = replace(root, entries=tuple(one for one in root.entries if one[0].text != _WITHOUT))
    names = tuple(one.reference.name for one in chain[1:] if one.reference)
    return Document(document.source, whole, in_order(mistakes), link if isinstance(link, Scalar) else None, names)


def _lessened(tree: Mapping, base: Link, over: Link) -> tuple[Mapping, list[Diagnostic]]:
    """Return *tree*, all that *base* says, without what *over* leaves out, and the mistakes in that."""
    tree = replace(tree, entries=tuple(one for one in tree.entries if one[0].text not in _NOT_GIVEN_AWAY))
    mistakes = []
    for path in _left_out(over):
        if not isinstance(path, Scalar):
            message = "expected keys joined by dots, such as `kpis.missed_visits.repeat`, not a mapping or a list"
            mistakes.append(path.source.diagnostic(_WITHOUT, path, message))
            continue
        left = without(tree, path.text)
        if isinstance(left, Mapping):
            tree = left
        else:
            mistakes.append(_absent(path, left, base))
    return tree, mistakes


def _left_out(over: Link) -> tuple[Node, ...]:
    """Return the paths of what *over* leaves out; what is no list is taken for the only one."""
    given = over.root.get(_WITHOUT)
    if given is None:
        return ()
    return given.items if isinstance(given, Sequence) else (given,)


def _absent(path: Scalar, found: Absent, base: Link) -> Diagnostic:
    hint = did_you_mean(path.text, found.known)
    message = f"expected what `{base.reference}` says and gives away, not {quoted(path.text)}{hint}"
    return path.source.diagnostic(_WITHOUT, path, message)


def _over(base: Mapping, over: Mapping) -> Mapping:
    """Return *over* on top of *base*, with what it says of itself first."""
    both = merged(base, over)
    entries = both.entries if isinstance(both, Mapping) else ()
    own = [one for one in entries if one[0].text in OWN]
    return replace(over, entries=(*own, *(one for one in entries if one[0].text not in _NOT_GIVEN_AWAY)))


def _misplaced(link: Link) -> Iterator[Diagnostic]:
    """Yield that *link* leaves out something of nothing, where it does."""
    key = link.root.key(_WITHOUT)
    if key and link.extends is None:
        yield key.source.diagnostic(_WITHOUT, key, "expected `without` beside `extends` only")


def _later(base: Link, over: Link) -> Iterator[Diagnostic]:
    """Yield that *over* is in force before the rules that it takes over, which deserves a look."""
    ours, theirs = over.reference, base.reference
    if ours and theirs and over.extends and ours.in_force < theirs.in_force:
        message = f"expected rules in force on {ours.in_force}, not only from {theirs.in_force}"
        yield over.extends.source.diagnostic("extends-later", over.extends, message, severity=Severity.WARNING)
