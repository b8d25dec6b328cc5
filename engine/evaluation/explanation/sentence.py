"""What an explanation is made of: sentences that say what they are about, in sections; renderers only lay them out."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple


class Code(Enum):
    """What a sentence says; stable, so that readers of the JSON form can pick by it."""

    DECIDED = "decided"
    EVIDENCE = "evidence"
    DEFAULT = "default"
    VERSION = "version"
    DIGEST = "digest"
    CONTRACT = "contract"
    CALENDAR = "calendar"
    PLUGINS = "plugins"
    UNDECIDED = "undecided"
    PERSON = "person"
    VALUE = "value"
    PART = "part"
    LIMIT_MET = "limit_met"
    LIMIT_MISSED = "limit_missed"
    CONDITION = "condition"
    CONDITION_HOLDS = "condition_holds"
    CONDITION_FAILS = "condition_fails"
    CONDITION_UNKNOWN = "condition_unknown"
    WINDOW = "window"
    LIMITED = "limited"
    RATED = "rated"
    POINTS = "points"
    REPEAT = "repeat"
    DEEMED = "deemed"
    CARRIED = "carried"
    DOUBTFUL = "doubtful"
    GRACE = "grace"
    MEASURED = "measured"
    NOT_RATED = "not_rated"
    NOT_DUE = "not_due"
    LINE = "line"
    PRODUCT = "product"
    SUM = "sum"
    ROUNDED = "rounded"
    CAPPED = "capped"
    STATE = "state"
    NO_LINE = "no_line"
    TOTAL = "total"
    PAYABLE = "payable"
    CARRIED_FORWARD = "carried_forward"
    ENTERED = "entered"
    HELD = "held"
    LEFT = "left"
    STAYED = "stayed"
    CHECK = "check"
    ACTION = "action"
    RIGHT = "right"
    SUPERSEDES = "supersedes"
    RELIEF = "relief"
    WAIVER = "waiver"
    DISPUTE = "dispute"
    WARNING = "warning"
    CONFIRMATION = "confirmation"
    PUBLISHABLE = "publishable"


class Sentence(NamedTuple):
    """One statement *about* a KPI, payment entry or ladder, or about the whole where that is empty.

    *text* begins with a capital letter and has neither its clause nor a full stop; `said` adds both.
    """

    about: str
    code: Code
    text: str
    clause: str = ""


class Section(NamedTuple):
    """Sentences under a title, those about one thing side by side."""

    title: str
    sentences: tuple[Sentence, ...]


class Explanation(NamedTuple):
    """A decision in sentences, from who and when to what must happen."""

    title: str
    sections: tuple[Section, ...]


def said(sentence: Sentence) -> str:
    """Return *sentence* as it is read, with its clause; characters that could steer a terminal are replaced."""
    clause = f" ({sentence.clause})" if sentence.clause else ""
    return printable(f"{sentence.text}{clause}.")


def paragraph(sentences: Iterable[Sentence]) -> str:
    """Return *sentences* one after the other."""
    return " ".join(map(said, sentences))


def opened(text: str) -> str:
    """Return *text* with a capital letter first."""
    return text[:1].upper() + text[1:]


def words(name: str) -> str:
    """Return a name of the rule file as words: `improvement_plan` is improvement plan."""
    return name.replace("_", " ")


def quoted(title: str) -> str:
    """Return a title of the contract so that it can stand inside a sentence; one in small letters needs no marks."""
    return f"\u201c{title}\u201d" if title[:1].isupper() else title


def on_ladder(name: str) -> str:
    """Return what the ladder *name* is called: `contract ladder`."""
    said = words(name)
    return said if said.endswith("ladder") else f"{said} ladder"


def listed(items: Iterable[str]) -> str:
    """Return *items* with commas and a last `and`."""
    *most, last = [*items] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def printable(text: str) -> str:
    """Return *text* in one line, without control characters."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " for char in text)
