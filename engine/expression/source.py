"""An expression's text beside its syntax tree: positions in characters, and the words that a part was written in."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from engine.expression.tokens import Token


@dataclass(frozen=True, slots=True)
class Source:
    """The *text*, its tokens and the tree that Python's parser made of it, in parentheses."""

    text: str
    tokens: tuple[Token, ...]
    tree: ast.expr

    def start(self, node: ast.expr | ast.keyword) -> int:
        """Return the offset at which *node* starts, in characters."""
        return _characters(self.text, node.col_offset)

    def end(self, node: ast.expr | ast.keyword) -> int:
        """Return the offset after *node*, in characters."""
        return _characters(self.text, node.end_col_offset or 1)

    def words(self, node: ast.expr | ast.keyword) -> str:
        """Return what *node* was written as."""
        return self.text[self.start(node) : self.end(node)]

    def comparison(self, left: ast.expr, sign: str, right: ast.expr) -> str:
        """Return what one comparison was written as, even in the middle of a chain."""
        return f"{self.words(left)} {sign} {self.words(right)}"

    def after(self, node: ast.expr) -> int:
        """Return the offset of the operator that follows *node*, or of its end."""
        end = self.end(node)
        signs = (token.offset for token in self.tokens if token.offset >= end and token.text != ")")
        return next(signs, self.start(node))


def _characters(text: str, octets: int) -> int:
    # Python's parser counts in UTF-8, from the added parenthesis.
    return octets - 1 if text.isascii() else len(text.encode()[: octets - 1].decode())
