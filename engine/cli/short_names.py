"""Names made short enough for a column, each still its own."""

from __future__ import annotations

from collections.abc import Iterable

from engine.model.figures import Absence

# Lower case, so that none looks like a rating.
ABSENCES = {
    Absence.NOT_APPLICABLE: "n/a",
    Absence.SUPPRESSED: "s",
    Absence.MISSING: "m",
    Absence.NO_ACTIVITY: "0",
    Absence.SAMPLE_TOO_SMALL: "few",
    Absence.RELIEVED: "rel",
    Absence.UNKNOWN: "?",
}


def words(name: str) -> str:
    """Return *name* as people write it."""
    return name.replace("_", " ")


def initials(names: Iterable[str]) -> dict[str, str]:
    """Return a code for each of *names*: its initials, with more of its first word where two would be the same."""
    codes: dict[str, str] = {}
    for name in dict.fromkeys(names):
        first, *rest = [word for word in name.split("_") if word] or [name]
        tail = "".join(word[0] for word in rest).upper()
        candidates = (first[:length].capitalize() + tail for length in range(1, len(first) + 1))
        codes[name] = next((code for code in candidates if code not in codes.values()), name)
    return codes


def heading(name: str, width: int) -> str:
    """Return *name* over at most three lines of *width*."""
    return "\n".join(word[:width] for word in name.split("_")[:3])
