"""Plain text that YAML readers disagree about: refused, with words on what to write instead.

YAML 1.1 makes a flag of `no` (the country), a number of seconds of `12:30` and an octal number of `010`; YAML 1.2 does
not. A rule file must mean the same in every editor and to every reader.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from engine.compiler.quoting import quoted

_TRAP = re.compile(
    r"""(?P<empty>   (?:~|(?i:null))? )
      | (?P<flag>    (?!(?:true|false)\Z) (?i:yes|no|on|off|y|n|true|false) )
      | (?P<time>    [-+]?[0-9][0-9_]*(?::[0-9]+)+(?:\.[0-9_]*)? )
      | (?P<radix>   [-+]?0(?i:x[0-9a-f][0-9a-f_]*|o[0-7][0-7_]*|b[01][01_]*) )
      | (?P<padded>  [-+]?0[0-9]+(?:\.[0-9]*)? )
      | (?P<grouped> (?=[^_]*_) [-+]?[0-9][0-9_]*(?:\.[0-9_]*)? )
      | (?P<power>   [-+]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9_]+)(?i:e)[-+]?[0-9]+ )
      | (?P<endless> [-+]?\.(?i:inf|nan) )""",
    re.VERBOSE | re.ASCII,
)
_LONGEST = 20  # characters of a number worth converting for the author; one digit of exponent, too


class Trap(NamedTuple):
    """What is wrong with a plain scalar."""

    code: str
    message: str


def trap(text: str) -> Trap | None:
    """Return what is wrong with the plain *text*, if some YAML reader would take it for something else."""
    found = _TRAP.fullmatch(text)
    if found is None:
        return None if text == text.strip() else Trap("yaml-space", _foreign_space(text))
    match found.lastgroup:
        case "empty":
            return Trap("yaml-empty", _empty(text))
        case "flag":
            return Trap("yaml-trap-flag", _flag(text))
        case "time":
            return Trap("yaml-trap-time", f"{_misread(text, 'a number of seconds')}: {_in_quotes(text)}")
        case "endless":
            return Trap("yaml-trap-number", f"expected a finite number, found {quoted(text)}; {_in_quotes(text)}")
        case kind:
            return Trap("yaml-trap-number", f"{_misread(text, _MISREADINGS[str(kind)])}: {_plain_number(text)}")


_MISREADINGS = {
    "radix": "a number of another base",
    "padded": "an octal number",
    "grouped": "a number without its `_`",
    "power": "a power of ten",
}


def _misread(text: str, kind: str) -> str:
    return f"{quoted(text)} would be read as {kind} by some YAML readers"


def _in_quotes(text: str) -> str:
    return f'write "{text}" in quotes for the text' if len(text) <= _LONGEST else "put it in quotes for the text"


def _empty(text: str) -> str:
    return f"expected a value, found {quoted(text)}: {_in_quotes(text)}" if text else "expected a value, found nothing"


def _foreign_space(text: str) -> str:
    # YAML has taken every space away that it knows; the no-break space of word processors it takes for text.
    char = text[0] if text[0].isspace() else text[-1]
    return f"expected a plain space beside {quoted(text)}, found U+{ord(char):04X}: type the space anew"


def _flag(text: str) -> str:
    flag = "true" if text.lower() in {"yes", "on", "y", "true"} else "false"
    return f"{_misread(text, 'a flag')}: write `{flag}`, or {_in_quotes(text).removeprefix('write ')}"


def _plain_number(text: str) -> str:
    number = _converted(text.replace("_", "").lower())
    instead = f"write `{number}`" if number else "write it out in digits"
    return f"{instead}, or {_in_quotes(text).removeprefix('write ')}"


def _converted(text: str) -> str | None:
    """Return the number in decimal digits; nothing if that would be too long to suggest."""
    mantissa, _, exponent = text.partition("e")
    if len(text) > _LONGEST:
        return None
    if text.lstrip("+-")[:2] in {"0x", "0o", "0b"}:
        return str(int(text, 0))
    return f"{Decimal(text):f}" if len(exponent.lstrip("+-")) <= 1 and mantissa else None
