"""Which files a rule file takes over, one extending the next, or why one of them is not to be had."""

from __future__ import annotations

from typing import NamedTuple

from engine.compiler.bases import Bases, Reference, reference_of
from engine.compiler.nodes import Document, Mapping, Node, Scalar
from engine.compiler.quoting import quoted
from engine.diagnostics import Diagnostic, Place, did_you_mean

EXTENDS = "extends"

_Also = tuple[tuple[Place, str], ...]


class Link(NamedTuple):
    """One file of a chain, each extending the next; *root* is its tree."""

    document: Document
    root: Mapping

    @property
    def extends(self) -> Node | None:
        """What stands behind its `extends`, if it has one."""
        return self.root.get(EXTENDS)

    @property
    def reference(self) -> Reference | None:
        """Which version of which rule set it is, if it says so."""
        return reference_of(self.document)

    @property
    def place(self) -> Place:
        """Where it says what it extends."""
        at = self.extends or self.root
        return at.source.place(at.start)


def chained(first: Link, bases: Bases) -> list[Link] | Diagnostic:
    """Return *first*, what it extends, what that extends and so on; or why one of them is not in *bases*."""
    chain = [first]
    while link := chain[-1].extends:
        found = _base(link, chain, bases)
        if isinstance(found, Diagnostic):
            return found
        chain.append(found)
    return chain


def _base(link: Node, chain: list[Link], bases: Bases) -> Link | Diagnostic:
    """Return the file that *link*, where the last of *chain* says what it extends, names."""
    reference = Reference.parse(link.text) if isinstance(link, Scalar) else None
    also: _Also = ((chain[0].place, "taken over here"),) if len(chain) > 1 else ()
    if reference is None:
        return link.source.diagnostic("extends", link, _no_reference(link, bases), also=also)
    if reference in [one.reference for one in chain]:
        return _circle(chain, reference)
    found = bases.versions(reference)
    match [one.root for one in found]:
        case [Mapping() as root]:
            return Link(found[0], root)
        case []:
            also += tuple((place, "this file could not be read") for place in bases.unreadable())
            return link.source.diagnostic("unknown-rule-set", link, _unknown(reference, bases), also=also)
    also += tuple((Place(one.source.file, 1, 1), "one of them") for one in found)
    message = f"expected one file of {quoted(str(reference))}, and there are {len(found)}"
    return link.source.diagnostic("extends-ambiguous", link, message, also=also)


def _no_reference(link: Node, bases: Bases) -> str:
    expected = "expected a rule set and the day its version is in force from, such as `homecare-framework@2026-04-01`"
    if not isinstance(link, Scalar):
        return f"{expected}, not a mapping or a list"
    return f"{expected}, not {quoted(link.text)}{did_you_mean(link.text, map(str, bases.known()))}"


def _unknown(reference: Reference, bases: Bases) -> str:
    known = bases.known()
    versions = [str(one) for one in known if one.name == reference.name]
    if versions:
        return f"unknown version {quoted(str(reference))}{did_you_mean(str(reference), versions)}"
    return f"unknown rule set {quoted(reference.name)}{did_you_mean(reference.name, [one.name for one in known])}"


def _circle(chain: list[Link], again: Reference) -> Diagnostic:
    first, second, *more = [*(str(one.reference or "this file") for one in chain), str(again)]
    told = f"`{first}` extends `{second}`{''.join(f', which extends `{one}`' for one in more)}"
    also = tuple((one.place, f"`{name}` is extended here") for one, name in zip(chain[1:], more, strict=True))
    message = f"expected no circle of rule sets that extend each other: {told}"
    return chain[0].document.source.diagnostic("extends-circle", chain[0].extends or chain[0].root, message, also=also)
