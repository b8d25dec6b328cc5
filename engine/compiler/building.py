"""From YAML events to nodes, refusing on the way what no rule file needs.

PyYAML's own composing is never used: in C it recurses without limit and crashes the process on deep nesting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.events import (
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from engine.compiler.nodes import Document, Mapping, Mark, Node, Scalar, Sequence, Source, Style
from engine.compiler.quoting import harmless
from engine.compiler.refusals import Refusals, UnreadableError

DEEPEST = 50  # mappings and lists within each other

_LOADER = getattr(yaml, "CLoader", yaml.Loader)
_STYLES = {style.value: style for style in Style}
_PROPERTY = re.compile(r"&[^\s,\[\]{}]*|!<[^>\s]*>?|![^\s,\[\]{}]*")
_GAP = re.compile(r"(?:[ \t\r\n]|(?<=[ \t\r\n])#[^\r\n]*)*")


def built(source: Source, *, nulls: bool = False) -> Document:
    """Return the tree of *source* with every mistake up to the first that ends reading; *nulls* lets `null` pass."""
    return _Builder(source, nulls=nulls).document()


class _Builder:
    def __init__(self, source: Source, *, nulls: bool) -> None:
        self._source, self._nulls = source, nulls
        self._events = yaml.parse(harmless(source.text), Loader=_LOADER)
        self._last: Scalar | None = None
        self._refuse = Refusals(source)

    def document(self) -> Document:
        try:
            root = self._root()
        except UnreadableError:
            root = None
        return Document(self._source, root, self._refuse.in_order())

    def _root(self) -> Node | None:
        self._refuse.control_characters()
        self._next()  # the start of the stream
        start = self._next()
        if not isinstance(start, DocumentStartEvent):
            self._refuse.empty_file()
            return None
        if start.version or start.tags:
            self._refuse.directive(_start(start))
        root = self._node(self._next(), 1)
        self._next()  # the end of the document
        if isinstance(another := self._next(), DocumentStartEvent):
            self._refuse.document(_start(another))
        return root

    def _next(self) -> Event:
        try:
            return next(self._events)
        except (yaml.YAMLError, ValueError, OverflowError) as error:  # the latter two from the pure loader's escapes
            self._refuse.syntax(error, self._last)
            raise UnreadableError from error

    def _node(self, event: Event, depth: int, key: Scalar | None = None) -> Node:
        """Return the node that *event* begins, *depth* collections deep, the value of *key*."""
        match event:
            case ScalarEvent():
                return self._scalar(event, key)
            case MappingStartEvent():
                start = self._opened(event, depth)
                return Mapping(self._entries(depth), start, self._source)
            case SequenceStartEvent():
                start = self._opened(event, depth)
                return Sequence(tuple(self._items(depth)), start, self._source)
            case _:
                return self._alias(event)

    def _opened(self, event: MappingStartEvent | SequenceStartEvent, depth: int) -> Mark:
        start = self._content_start(event)
        if depth > DEEPEST:
            self._refuse.depth(start, DEEPEST)
        return start

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := self._next(), SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _entries(self, depth: int) -> tuple[tuple[Scalar, Node], ...]:
        entries: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(event := self._next(), MappingEndEvent):
            key = self._key(event, depth)
            first = entries.get(key.text) if key else None
            if key and first:
                self._refuse.duplicate(key, first[0])
            value = self._node(self._next(), depth + 1, key)
            if key and not first:
                entries[key.text] = (key, value)
        return tuple(entries.values())

    def _key(self, event: Event, depth: int) -> Scalar | None:
        """Return the key that *event* begins, or nothing if it cannot be one."""
        if isinstance(event, ScalarEvent) and not event.value and not event.style:
            self._refuse.key(self._content_start(event), "nothing")
            return None
        match self._node(event, depth + 1):
            case Scalar(text="<<", style=Style.PLAIN) as key:
                self._refuse.merge(key)
                return None
            case Scalar() as key:
                return key
            case node:
                self._refuse.key(node, "a mapping or a list")
                return None

    def _scalar(self, event: ScalarEvent, key: Scalar | None) -> Scalar:
        start, end = self._content_start(event), _mark(event.end_mark)
        scalar = Scalar(event.value, _STYLES[event.style or ""], start, end, self._source)
        self._last = scalar
        if scalar.style is Style.PLAIN and not (self._nulls and scalar.text == "null"):
            self._refuse.trap(scalar, key)
        elif scalar.style is Style.DOUBLE:
            self._refuse.escaped_control_character(scalar)
        return scalar

    def _alias(self, event: Event) -> Scalar:
        """Return the alias as plain text, since the tree has to have something in its place."""
        start, end = _start(event), _mark(event.end_mark)
        written = self._source.text[start.index : end.index]
        self._refuse.alias(written, start)
        return Scalar(written, Style.PLAIN, start, end, self._source)

    def _content_start(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent) -> Mark:
        """Return where the node begins, behind its anchor and its tag, which are refused."""
        start = _start(event)
        if not (event.anchor or event.tag):
            return start
        index = start.index
        while found := _PROPERTY.match(self._source.text, index):
            self._refuse.node_property(found[0], self._source.mark(index))
            gap = _GAP.match(self._source.text, found.end())
            index = gap.end() if gap else found.end()
        return self._source.mark(min(index, _mark(event.end_mark).index))


def _start(event: Event) -> Mark:
    return _mark(event.start_mark)


def _mark(mark: Any) -> Mark:  # noqa: ANN401 - the marks of the C extension and of the pure loader share no type
    return Mark(mark.index, mark.line + 1, mark.column + 1)
