"""What libyaml stumbles over, in words that help an author who knows no YAML.

The texts of libyaml and of PyYAML's own parser differ, so the table looks for what both have.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from engine.compiler.faults import Fault, fault_of
from engine.compiler.nodes import Mark, Scalar, Source, Style
from engine.compiler.quoting import quoted
from engine.diagnostics import Diagnostic

_HAS_KEY = re.compile(r":(?:\s|\Z)|^\s*-\s.*\s-\s")
_ESCAPE = re.compile(r"\\(?:x\w{0,2}|u\w{0,4}|U\w{0,8}|.?)")


def syntax_error(source: Source, error: Exception, before: Scalar | None) -> Diagnostic:
    """Return what PyYAML raised as a diagnostic; *before* is the last scalar that was read."""
    fault = fault_of(source, error, before)
    return next(translation(fault) for words, translation in _TRANSLATIONS if re.search(words, fault.words))


def _tab(fault: Fault) -> Diagnostic:
    return fault.reported("expected spaces, found a tab: indent with spaces only", code="yaml-tab")


def _bad_start(fault: Fault) -> Diagnostic:
    return _tab(fault) if fault.char == "\t" else fault.reported(_beginning(fault.char))


def _beginning(char: str) -> str:
    return f"plain text cannot begin with {quoted(char)}: put the text in quotes"


def _bad_sigil(fault: Fault) -> Diagnostic:
    return fault.reported(_beginning(fault.source.text[fault.since.index : fault.since.index + 1]), at=fault.since)


def _colon(fault: Fault) -> Diagnostic:
    key = fault.line_so_far.strip()
    if _HAS_KEY.search(fault.line_so_far) or not key:
        return fault.reported("a `: ` inside plain text: put the text in quotes")
    above, start = fault.line_above
    if above and not _HAS_KEY.search(above) and _indent(above) == _indent(fault.line_so_far):
        return _lacking_colon(fault, above.strip(), start)
    return fault.reported(
        f"expected {quoted(key)} in the column of the keys above, or its text in quotes: the line above has a value",
        at=fault.source.mark(fault.at.index - len(fault.line_so_far.lstrip(" "))),
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _list_item(fault: Fault) -> Diagnostic:
    return fault.reported("a list begins on a line of its own: move `- ` there, write `[a, b]`, or put text in quotes")


def _question(fault: Fault) -> Diagnostic:
    return fault.reported(_beginning("? "))


def _no_colon(fault: Fault) -> Diagnostic:
    return _lacking_colon(fault, fault.source.text[fault.since.index :].partition("\n")[0], fault.since)


def _lacking_colon(fault: Fault, line: str, at: Mark) -> Diagnostic:
    hint = "write a space after the `:`" if ":" in line else "text that goes on over lines is indented"
    return fault.reported(f"expected `: ` after the key {quoted(line)}: {hint}", at=at)


def _open_quote(fault: Fault) -> Diagnostic:
    quote = fault.source.text[fault.since.index : fault.since.index + 1]
    return fault.reported(f"expected a closing `{quote}`, found {_end(fault)}", at=fault.since)


def _end(fault: Fault) -> str:
    return "the end of the file" if "end of stream" in fault.words else fault.found


def _escape(fault: Fault) -> Diagnostic:
    start = max(fault.source.text.rfind("\\", 0, fault.at.index + 1), 0)
    escape = _ESCAPE.match(fault.source.text, start)
    written = quoted(escape[0]) if escape else fault.found
    message = f"{written} stands for no character: write the character itself, or `\\\\` for a backslash"
    return fault.reported(message, at=fault.source.mark(start))


def _open_bracket(fault: Fault) -> Diagnostic:
    bracket = fault.source.text[fault.since.index : fault.since.index + 1]
    closing = "]" if "]" in fault.words else "}"
    message = f"expected `,` or the closing `{closing}`, found {fault.found}"
    if not fault.char:
        return fault.reported(message, at=fault.since)
    return fault.opened(message, fault.since, f"the `{bracket}` opens here")


def _no_value(fault: Fault) -> Diagnostic:
    if not fault.char:
        return fault.reported("expected a value, found the end of the file: a bracket may not be closed")
    return fault.reported(f"expected a value, found {quoted(fault.char)}: put text that begins with it in quotes")


def _second_start(fault: Fault) -> Diagnostic:
    if fault.source.text.lstrip().startswith("%"):
        return _directive(fault)
    if re.search(r"(?m)^\.\.\.", fault.source.text[: fault.at.index]):
        return fault.reported(
            "expected the end of the file after `...`: one file holds one document", code="yaml-documents"
        )
    return fault.reported(f"expected the end of the file, found {fault.found}: start the first keys in one column")


def _directive(fault: Fault) -> Diagnostic:
    return fault.reported(
        "a line beginning with `%` is a directive: leave it out", code="yaml-directive", at=fault.since
    )


def _tag(fault: Fault) -> Diagnostic:
    return fault.reported("text beginning with `!` is a tag: put the text in quotes", code="yaml-tag", at=fault.since)


def _block_header(fault: Fault) -> Diagnostic:
    return fault.reported(f"expected the text on the lines below `|` or `>`, found {fault.found}")


def _block(fault: Fault) -> Diagnostic:
    """Tell what stands where the next key or list item of a block was expected."""
    if _follows_quote(fault):
        return _after_quote(fault)
    if fault.char and fault.char in "]},":
        return fault.reported(f"{quoted(fault.char)} closes or parts nothing here: put the text in quotes")
    if fault.char == ":":
        return fault.reported("expected a key before `:`", code="yaml-key")
    if fault.line_so_far.strip():
        return fault.reported(f"expected a line break, found {fault.found}: put the whole text in quotes")
    return _misplaced(fault)


def _follows_quote(fault: Fault) -> bool:
    before = fault.before
    if before is None or before.style not in {Style.SINGLE, Style.DOUBLE}:
        return False
    return before.end.line == fault.at.line and not fault.source.text[before.end.index : fault.at.index].strip()


def _after_quote(fault: Fault) -> Diagnostic:
    message = f"expected a line break after the closing quote, found {fault.found}: put the whole text in quotes"
    opener = fault.before.start if fault.before else fault.since
    return fault.opened(message, opener, "the quote opens here")


def _misplaced(fault: Fault) -> Diagnostic:
    expected = "`- `" if "collection" in fault.words or "sequence" in fault.words else "a key"
    message = f"expected {expected} in column {fault.since.column}, or in that of the lines it belongs to"
    above = re.search(r"\n( *)\S[^\n]*\s*\Z", fault.source.text[: fault.at.index])
    deeper = above is not None and len(above[1]) >= fault.at.column
    hint = f": the line above begins in column {len(above[1]) + 1}" if above and deeper else ""
    return fault.opened(f"{message}, found {fault.found}{hint}", fault.since, "the block begins here")


def _unknown(fault: Fault) -> Diagnostic:
    return fault.reported(fault.words.removeprefix(": ").lower())


_TRANSLATIONS: tuple[tuple[str, Callable[[Fault], Diagnostic]], ...] = (
    ("tab character", _tab),
    ("mapping values are not allowed", _colon),
    ("sequence entries are not allowed", _list_item),
    ("mapping keys are not allowed", _question),
    ("cannot start any token", _bad_start),
    ("alphabetic or numeric", _bad_sigil),
    ("expected ':'", _no_colon),
    ("quoted scalar: found unexpected", _open_quote),
    (r"',' or '[]}]'", _open_bracket),
    ("directive|YAML document|incompatible", _directive),
    (r"\btag\b", _tag),
    ("escape|hexa?decimal", _escape),
    ("document start", _second_start),
    ("block scalar", _block_header),
    ("node content|expected the node", _no_value),
    ("block (mapping|collection|sequence)", _block),
    ("", _unknown),
)
