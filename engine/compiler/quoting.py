"""Text of strangers inside our messages: short, on one line and harmless on a terminal."""

from __future__ import annotations

import re

# All that YAML 1.1 does not print, its exotic line breaks, which no editor counts, and the marks that turn text around
# so that a reader sees other rules than the engine does (CVE-2021-42574).
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
LONGEST = 60


def quoted(text: str) -> str:
    """Return *text* in backticks: line breaks become spaces, control characters `U+FFFD`, long text is cut."""
    line = " ".join(text[: 2 * LONGEST].split())
    cut = len(line) > LONGEST or len(text) > 2 * LONGEST
    return f"`{harmless(line[:LONGEST])}{'…' if cut else ''}`"


def harmless(text: str) -> str:
    """Return *text* with `U+FFFD`, which takes one place too, for every control character."""
    return CONTROL.sub("\ufffd", text)
