"""Text that came from outside, made fit to be shown: short, in one line, without control characters."""

from __future__ import annotations

LONGEST = 400

_CUT = " ... "


def printable(text: str, longest: int = LONGEST) -> str:
    """Return *text* with what is not printable escaped; of one over *longest* characters the start and the end.

    Text beyond ASCII may be half as long, for it takes up to twelve bytes a character in the trailers of an answer.
    """
    longest = longest if text[:longest].isascii() else longest // 2
    # A long text is cut before it is escaped, so that its size costs nothing.
    text = _cut(text, longest)
    return text if text.isprintable() else _cut("".join(map(_escaped, text)), longest)


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    end = longest // 4
    return text[: longest - end - len(_CUT)] + _CUT + text[-end:]


def _escaped(char: str) -> str:
    return char if char.isprintable() else char.encode("unicode_escape").decode()
