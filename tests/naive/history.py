"""What conditions may ask about the periods decided so far and this one (SEMANTICS 18 to 20)."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.naive.case import Case, Decided, Outcome
from tests.naive.figures import UNKNOWN, grade, later, year_of

Window = tuple[str, Any] | None


def answer(case: Case, function: str, names: list[str], window: Window) -> Any:
    return _ANSWERS[function](case, names, window)


def earlier(case: Case, kpi: str) -> list[Outcome]:
    """The earlier measurements of a KPI, the latest first."""
    return [one.outcomes[kpi] for one in reversed(case.past) if one.outcomes[kpi].due]


def failed_before(case: Case, kpi: str) -> bool:
    """SEMANTICS 20: whether the KPI failed at its previous measurement."""
    for one in earlier(case, kpi):
        if one.counts != "neither" or over_not_rated(case, kpi) == "breaks":
            return one.counts == "failure"
    return False


def over_not_rated(case: Case, kpi: str) -> str:
    return case.file["kpis"][kpi].get("over_not_rated", case.file["over_not_rated"])


def _periods(case: Case) -> list[Decided]:
    """Every period, this one last, once its KPIs are all there."""
    return case.past + [Decided(case.evidence, {}, case.outcomes)] * case.closed


def _inside(case: Case, last: date, window: Window) -> bool:
    """Whether a period that ends on a day is in a window of months or in a year."""
    if window is None or isinstance(window[1], int):
        return True
    if window[0] == "within":
        first, after = year_of(window[1], case.day, case.start)
        return first <= last < after
    count, unit = window[1].split(" ")
    return last >= later(case.day + timedelta(days=1), -int(count) * (12 if unit.startswith("year") else 1))


def _latest(found: list[Any], window: Window) -> list[Any]:
    return found[-window[1] :] if window and isinstance(window[1], int) else found


def _measurements(case: Case, kpi: str, window: Window) -> list[Outcome]:
    periods = [one for one in _periods(case) if _inside(case, one.last, window)]
    return _latest([one.outcomes[kpi] for one in periods if one.outcomes[kpi].due], window)


def _over(case: Case, kpis: list[str], window: Window) -> list[Outcome]:
    if kpis:
        return [one for kpi in kpis for one in _measurements(case, kpi, window)]
    periods = _latest([one for one in _periods(case) if _inside(case, one.last, window)], window)
    return [one for period in periods for one in period.outcomes.values() if one.due]


def _failures(case: Case, kpis: list[str], window: Window) -> Fraction:
    return Fraction(sum(one.counts == "failure" for one in _over(case, kpis, window)))


def _points(case: Case, kpis: list[str], window: Window) -> Fraction:
    return sum((one.points for one in _over(case, kpis, window)), Fraction(0))


def _rated(case: Case, names: list[str], window: Window) -> Fraction:
    rating, *kpis = names
    return Fraction(sum(one.rating == rating for one in _over(case, kpis, window)))


def _consecutive_failures(case: Case, kpis: list[str], window: Window) -> Fraction:
    return Fraction(max(_run(case, kpi, window) for kpi in kpis or case.file["kpis"]))


def _run(case: Case, kpi: str, window: Window) -> int:
    run = 0
    for one in reversed(_measurements(case, kpi, window)):
        if one.counts == "pass" or (one.counts == "neither" and over_not_rated(case, kpi) == "breaks"):
            break
        run += one.counts == "failure"
    return run


def _consecutive_passes(case: Case, kpis: list[str], window: Window) -> Fraction:
    chosen = kpis or list(case.file["kpis"])
    over = over_not_rated(case, chosen[0]) if len(chosen) == 1 else case.file["over_not_rated"]
    inside = [one for one in _periods(case) if _inside(case, one.last, window)]
    measured = [[one.outcomes[kpi] for kpi in chosen if one.outcomes[kpi].due] for one in inside]
    passes = 0
    measured = _latest([one for one in measured if one], window) if kpis else _latest(measured, window)
    for outcomes in reversed([one for one in measured if one]):
        counts = {one.counts for one in outcomes}
        if "failure" in counts or (counts == {"neither"} and over == "breaks"):
            break
        passes += "pass" in counts
    return Fraction(passes)


def _rating(case: Case, names: list[str], _: Window) -> Any:
    found = case.outcomes[names[0]]
    return grade(found.rating) if found.rating and not (case.closed and found.doubtful) else UNKNOWN


def _previous(case: Case, names: list[str], _: Window) -> Any:
    found = earlier(case, names[0])
    if found and found[0].rating:
        return grade(found[0].rating)
    return grade(names[1]) if len(names) > 1 else UNKNOWN


def rung_held(case: Case, ladder: str) -> str:
    """The rung held when the period began; every contract starts on the first."""
    held = [move["after"] for move in (case.past[-1].moves if case.past else []) if move["ladder"] == ladder]
    rungs = next(one["rungs"] for one in case.file["escalation"] if ladder_name(one) == ladder)
    return held[0] if held else rungs[0]["rung"]


def ladder_name(entry: dict[str, Any]) -> str:
    return entry.get("name", entry["policy"])


def _on_rung(case: Case, names: list[str], _: Window) -> Fraction:
    """SEMANTICS 19: 0 in the period of entry, so the periods since that ended on it, but never before the start."""
    held = rung_held(case, names[0])
    periods = 0
    for one in reversed(case.past):
        if any(move["ladder"] == names[0] and move["after"] != held for move in one.moves):
            break
        periods += 1
    return Fraction(periods)


def _credits(case: Case, entries: list[str], window: Window) -> Fraction:
    past = [(one.last, one.lines) for one in case.past] + [(case.day, case.lines)]
    inside = _latest([lines for last, lines in past if _inside(case, last, window)], window)
    taken = (line for lines in inside for line in lines if line.kind == "deduction")
    return sum((line.applied for line in taken if not entries or line.entry in entries), Fraction(0))


def _cap_reached(case: Case, entries: list[str], _: Window) -> bool:
    """SEMANTICS 21: whether the amount due meets or exceeds a cap, with what was used of it before."""
    named = [one for one in entries if one in case.file.get("caps", {})]
    reached = (
        came + used >= limit and came + used > 0
        for line in case.lines
        if line.entry in entries
        for cap, limit, used, came, _ in line.caps
        if not named or cap in named
    )
    return any(reached)


_ANSWERS = {
    "failures": _failures,
    "points": _points,
    "rated": _rated,
    "consecutive_failures": _consecutive_failures,
    "consecutive_passes": _consecutive_passes,
    "rating": _rating,
    "previous": _previous,
    "on_rung": _on_rung,
    "rung": lambda case, names, _: rung_held(case, names[0]),
    "credits": _credits,
    "cap_reached": _cap_reached,
}
