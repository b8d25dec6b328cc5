"""From bytes to text: UTF-8 of at most 1 MiB, or the reason why not."""

from __future__ import annotations

import codecs
from typing import NamedTuple

LARGEST = 1 << 20  # bytes

_BYTE_ORDER_MARKS = (  # UTF-32 first: the mark of UTF-16 opens its own
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


class Undecodable(NamedTuple):
    """Why bytes are not text: what can be shown of them, where it went wrong in that and what was expected."""

    code: str
    message: str
    text: str = ""
    at: int = 0


def decoded(content: bytes) -> str | Undecodable:
    """Return the text of *content* without its byte order mark."""
    if len(content) > LARGEST:
        return Undecodable("yaml-size", f"expected at most {LARGEST:,} bytes, found {len(content):,}")
    if encoding := _other_encoding(content):
        return Undecodable("yaml-encoding", f"expected UTF-8, found {encoding}: save the file as UTF-8")
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return _bad_byte(content, error.start)


def _other_encoding(content: bytes) -> str | None:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return encoding
    return "NUL bytes, which UTF-16 and binary files have" if b"\0" in content else None


def _bad_byte(content: bytes, offset: int) -> Undecodable:
    # The text before the bad byte decodes, so the position found in it holds in the text shown, too.
    before = content[:offset].decode("utf-8").removeprefix("\ufeff")
    message = f"expected UTF-8, found the byte 0x{content[offset]:02X} at offset {offset}{_guess(content, offset)}"
    return Undecodable("yaml-encoding", message, content.decode("utf-8", "replace").removeprefix("\ufeff"), len(before))


def _guess(content: bytes, offset: int) -> str:
    if content[offset] == 0xED and content[offset + 1 : offset + 2] >= b"\xa0":
        return ", half of a surrogate pair: write the character itself"
    letter = content[offset : offset + 1].decode("cp1252", "ignore")
    return f", `{letter}` in Windows-1252: save the file as UTF-8" if letter else ": save the file as UTF-8"
