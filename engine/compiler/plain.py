"""A tree of nodes as plain dicts, lists and text, for the models that check its shape."""

from __future__ import annotations

from typing import Any, TypeAlias
from unicodedata import is_normalized, normalize

from engine.compiler.nodes import Mapping, Node, Scalar

Plain: TypeAlias = Any  # text, or lists and dicts of it: what YAML can say


def plain(node: Node) -> Plain:
    """Return *node* without its positions; every scalar is text, in the one form of Unicode that is compared (NFC)."""
    if isinstance(node, Scalar):
        return node.text if is_normalized("NFC", node.text) else normalize("NFC", node.text)
    if isinstance(node, Mapping):
        return {normalize("NFC", key.text): plain(value) for key, value in node.entries}
    return [plain(item) for item in node.items]
