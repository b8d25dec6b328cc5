"""Read a YAML file as text with positions: everything that authors write comes in through here."""

from __future__ import annotations

from engine.compiler.building import built
from engine.compiler.decoding import Undecodable, decoded
from engine.compiler.nodes import Document, Source


def read(file: str, content: bytes, *, nulls: bool = False) -> Document:
    """Return what *content* says and every mistake in it; never raises, whatever the bytes.

    After a mistake that ends reading, such as a syntax error, the document has no root. With *nulls*, `null` is let
    pass as text, for a file that may say that nothing came.
    """
    text = decoded(content)
    if isinstance(text, Undecodable):
        return _refused(file, text)
    return built(Source(file, text), nulls=nulls)


def _refused(file: str, reason: Undecodable) -> Document:
    source = Source(file, reason.text)
    return Document(source, None, (source.diagnostic(reason.code, source.mark(reason.at), reason.message),))
