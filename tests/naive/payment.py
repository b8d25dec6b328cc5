"""Payment lines, their caps and their sum (SEMANTICS 10, 24 to 26)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.naive.case import Case, Line
from tests.naive.expressions import holds
from tests.naive.figures import (
    UNKNOWN,
    Absent,
    PersonMustJudge,
    contract_year,
    later,
    rounded,
    share,
)
from tests.naive.outcomes import Words


def pay(case: Case) -> tuple[Fraction, Fraction]:
    """Fill the case's lines; return what is payable and what is carried forward."""
    for entry in case.file.get("payment", []):
        case.lines += _lines(case, entry)
    before = case.past[-1].carried_forward if case.past else Fraction(0)
    if before:
        case.lines.insert(0, Line("carried_forward", "adjustment", -before, -before))
    total = sum(((-1 if line.kind == "deduction" else 1) * line.applied for line in case.lines), Fraction(0))
    return max(total, Fraction(0)), max(-total, Fraction(0))


def _lines(case: Case, entry: dict[str, Any]) -> list[Line]:
    if "when" in entry:
        held = holds(entry["when"], Words(case))
        if held is UNKNOWN:
            raise PersonMustJudge(f"whether {entry['when']} holds is unknown")
        if not held:
            return []
    name = entry.get("name", entry["policy"])
    if entry["policy"] == "fixed_fee":
        return [_capped(case, entry, Line(name, "fee", Fraction(0), Fraction(0)), [_fee(case, entry)])]
    parts = [part for part in _CREDITS[_way(entry)](case, entry) if part]
    if not parts:
        return []
    return [_capped(case, entry, Line(name, "deduction", Fraction(0), Fraction(0)), parts)]


def _money(case: Case, amount: Fraction) -> Fraction:
    money = case.file["money"]
    return rounded(amount, int(money["precision"].removesuffix(" dp")), money["rounding"])


def _sum(case: Case, amount: Any) -> Fraction:
    """What a dated sum, or a share of charges or of an earlier policy's lines, comes to this period."""
    times, of = share(case.dated(amount))
    return times * (_named(case, of) if of else 1)


def _named(case: Case, name: str) -> Fraction:
    if name not in case.file["measures"] and name not in case.file.get("parameters", {}):
        return sum((line.applied for line in case.lines if line.entry == name), Fraction(0))
    found = case.measured(name)
    if isinstance(found, Absent):
        raise PersonMustJudge(f"{name} is {found.reason}")
    return found


def _fee(case: Case, entry: dict[str, Any]) -> Fraction:
    fee = _sum(case, entry["amount"])
    span = case.evidence.span
    return fee * span.days / span.whole if entry["short_periods"] == "pro_rata" else fee


def _way(entry: dict[str, Any]) -> str:
    return next(way for way in _CREDITS if way in entry)


def _by_points(case: Case, entry: dict[str, Any]) -> list[Fraction]:
    found = [case.outcomes[name].points for name in entry.get("kpis", case.outcomes)]
    return [points * _sum(case, entry["per_point"]) for points in found if points]


def _by_rating(case: Case, entry: dict[str, Any]) -> list[Fraction]:
    found = [case.outcomes[name] for name in entry.get("kpis", case.outcomes)]
    priced = [one for one in found if _counts(one) and one.rating in entry["by_rating"]]
    return [_sum(case, entry["by_rating"][one.rating]) for one in priced]


def _by_gap(case: Case, entry: dict[str, Any]) -> list[Fraction]:
    gap = entry["percentage_gap"]
    found = case.outcomes[gap["kpi"]]
    if not _counts(found) and found.reason != "no bands":
        return []
    value = found.value
    if found.reason == "deemed":
        if "deemed" not in gap:
            raise PersonMustJudge("a deemed outcome has no value to take a gap from")
        value = case.quantity(gap["deemed"])
    missed_by = case.quantity(gap["required"]) - value if "required" in gap else value - case.quantity(gap["allowed"])
    return [missed_by / 100 * _sum(case, gap["of"])] if missed_by > 0 else []


def _at_risk(case: Case, entry: dict[str, Any]) -> list[Fraction]:
    return [
        _sum(case, entry["at_risk"]["amount"]) * _part(pool["share"]) * _part(allocation)
        for pool in entry["at_risk"]["pools"].values()
        for name, allocation in pool["kpis"].items()
        if case.outcomes[name].counts == "failure"
    ]


def _by_failures(case: Case, entry: dict[str, Any]) -> list[Fraction]:
    found = [case.outcomes[name] for name in entry.get("kpis", case.outcomes)]
    return [_sum(case, entry["per_failure"]) for one in found if one.counts == "failure"]


def _by_excess(case: Case, entry: dict[str, Any]) -> list[Fraction]:
    return _past(case, entry["per_excess"], lambda past: past)


def _by_steps(case: Case, entry: dict[str, Any]) -> list[Fraction]:
    step, part_step = case.quantity(entry["per_step"]["step"]), entry["per_step"]["part_step"]
    counted = {"pro_rata": lambda steps: steps, "ignored": math.floor, "full": math.ceil}[part_step]
    return _past(case, entry["per_step"], lambda past: Fraction(counted(past / step)))


def _past(case: Case, terms: dict[str, Any], counted: Any) -> list[Fraction]:
    found = case.outcomes[terms["kpi"]]
    if not _counts(found) and found.reason != "no bands":
        return []
    value = found.value
    if found.reason == "deemed":
        if "deemed" not in terms:
            raise PersonMustJudge("a deemed outcome has no value that is past anything")
        value = case.quantity(terms["deemed"])
    past = value - case.quantity(terms["beyond"]) if "beyond" in terms else case.quantity(terms["below"]) - value
    return [counted(past) * _sum(case, terms["price"])] if past > 0 else []


def _part(text: str) -> Fraction:
    return Fraction(text.removesuffix("%")) / 100


def _counts(found: Any) -> bool:
    """SEMANTICS 12, 16: what is doubtful, in grace or carried forward moves no money."""
    return found.rating is not None and found.counts != "neither" and not found.in_grace


_CREDITS = {
    "per_point": _by_points,
    "by_rating": _by_rating,
    "percentage_gap": _by_gap,
    "at_risk": _at_risk,
    "per_failure": _by_failures,
    "per_excess": _by_excess,
    "per_step": _by_steps,
}


def _capped(case: Case, entry: dict[str, Any], line: Line, parts: list[Fraction]) -> Line:
    caps = list(_caps(case, entry, line.entry))
    # SEMANTICS 24: what is capped by itself is rounded by itself.
    by_event = bool(caps) and caps[0][1].get("over") == "event"
    left = [_money(case, part) for part in (parts if by_event else [sum(parts, Fraction(0))])]
    line.due = line.applied = sum(left, Fraction(0))
    for name, cap in caps:
        limit = _money(case, _limit(case, cap))
        each = cap.get("over") == "event"
        used = Fraction(0) if each else _used(case, name, cap)
        came = left if each else [line.applied]
        left = [min(one, max(limit - used, Fraction(0))) for one in came]
        line.caps += [(name, limit, used, *pair) for pair in zip(came, left, strict=True)]
        line.applied = sum(left, Fraction(0))
    return line


def _caps(case: Case, entry: dict[str, Any], called: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The caps of an entry by their names, in the order in which they bind."""
    given, shared = entry.get("cap", []), case.file.get("caps", {})
    given = given if isinstance(given, list) else [given]
    for place, one in enumerate(given):
        name = f"{called}-{place + 1}" if len(given) > 1 else called
        if isinstance(one, str):
            yield (one, shared[one]) if one in shared else (name, {"limit": one})
        else:
            yield name, one


def _limit(case: Case, cap: dict[str, Any]) -> Fraction:
    if "first_year" in cap and contract_year(case.start, case.day) == 1:
        return case.quantity(cap["first_year"])
    times, of = share(case.dated(cap["limit"]))
    basis = cap.get("basis", "period")
    if of is None or basis == "period":
        return _sum(case, cap["limit"])
    if basis == "twelve months":
        since = later(case.day + timedelta(days=1), -12)
        return times * (_named(case, of) + _charged(case, of, lambda last: last >= since))
    since = later(case.evidence.span.first, -12)
    return times * _charged(case, of, lambda last: last >= since)


def _charged(case: Case, name: str, inside: Any) -> Fraction:
    """SEMANTICS 24: what was charged in earlier months; those before the contract count nothing."""
    charged = [one.figures[name] for one in case.past if inside(one.last)]
    return sum((one for one in charged if isinstance(one, Fraction)), Fraction(0))


def _used(case: Case, name: str, cap: dict[str, Any]) -> Fraction:
    """SEMANTICS 24: use is counted by amounts applied."""
    over = cap.get("over", "period" if cap.get("basis", "period") == "period" else "twelve months")
    since = {"period": date.max, "twelve months": later(case.day + timedelta(days=1), -12), "contract": date.min}[over]
    lines = [line for one in case.past if one.last >= since for line in one.lines] + case.lines
    return sum((line.applied for line in lines if any(used[0] == name for used in line.caps)), Fraction(0))
