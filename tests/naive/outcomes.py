"""What each KPI comes to in one period, worked out on demand (SEMANTICS 9 to 16, 20)."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from tests.naive import history
from tests.naive.case import Case, Outcome, measured_in, ordinal
from tests.naive.expressions import holds, names, value
from tests.naive.figures import (
    SCALE,
    UNKNOWN,
    Absent,
    Grade,
    NothingToMeasure,
    PersonMustJudge,
    first_reason,
    grade,
    precision,
    rounded,
)

_LIMIT = re.compile(r"(more than|over|>|less than|under|<)? ?(?:at least|at most|up to|>=|<=)? ?(-?[\d.]+|[a-z]\w*)")
_RATING = re.compile(r"\brating\((\w+)\)")


class Words:
    """The words of one case's expressions."""

    def __init__(self, case: Case, own: tuple[str, Any] | None = None) -> None:
        self.case, self.own = case, own

    def figure(self, name: str) -> Any:
        if self.own and name == self.own[0]:
            return self.own[1]
        if name in self.case.file["kpis"]:
            found = outcome(self.case, name)
            # SEMANTICS 16: neither money nor a rung hangs on what is doubtful.
            return Absent("unknown") if self.case.closed and found.doubtful else figure_of(found)
        return self.case.measured(name)

    def answer(self, function: str, asked: list[str], window: Any) -> Any:
        if function == "rating":
            outcome(self.case, asked[0])
        return history.answer(self.case, function, asked, window)


def outcome(case: Case, name: str) -> Outcome:
    if name not in case.outcomes:
        case.outcomes[name] = _outcome(case, name, case.file["kpis"][name])
    return case.outcomes[name]


def figure_of(found: Outcome) -> Any:
    """What other KPIs and conditions read: a deemed outcome has no value (SEMANTICS 12)."""
    if found.value is not None:
        return found.value
    return Absent("missing") if found.reason == "deemed" else Absent(found.reason)


def _outcome(case: Case, name: str, kpi: dict[str, Any]) -> Outcome:
    if "every" in kpi and not measured_in(kpi["every"], case.start, case.evidence.span):
        return Outcome(reason="not applicable", due=False)
    read = names(kpi.get("value", "0")) + names(kpi.get("sample", {}).get("of", "0"))
    counted = {word: _as_it_counts(case, kpi, word) for word in read}
    absences = {word: one for word, one in counted.items() if isinstance(one, Absent)}
    if absences:
        first = first_reason(list(absences.values()))
        own = [word for word, one in absences.items() if one.reason == "missing" and word not in case.file["kpis"]]
        return _missing(case, name, kpi) if first.reason == "missing" and own else Outcome(reason=first.reason)
    try:
        found = _value(case, kpi)
        if not isinstance(found, Absent) and _too_small(case, kpi):
            found = Absent("sample too small")
        return Outcome(reason=found.reason) if isinstance(found, Absent) else _valued(case, name, kpi, found)
    except NothingToMeasure:
        return Outcome(reason="no activity")


def _as_it_counts(case: Case, kpi: dict[str, Any], name: str) -> Any:
    """SEMANTICS 5, 12: what the provider reported late is missing; what the council holds is not."""
    measure = case.file["measures"].get(name)
    late = case.nothing_counts and kpi.get("missing", "not_rated") != "not_rated"
    if late and measure and measure.get("held_by") != "council":
        return Absent("missing")
    return Words(case).figure(name)


def _value(case: Case, kpi: dict[str, Any]) -> Any:
    if "value" in kpi:
        return value(kpi["value"], Words(case))
    if "weighted_score" in kpi:
        return _weighted(case, kpi)
    parts = [outcome(case, name) for name in kpi.get("worst_of", kpi.get("how_many"))]
    rated = [grade(one.rating) for one in parts if one.rating]
    if len(rated) < len(parts) and (kpi["not_rated"] == "not_rated" or not rated):
        return first_reason([_why_unrated(one) for one in parts if not one.rating])
    if "worst_of" in kpi:
        return max(rated)
    counted = [kpi["rated"]] if isinstance(kpi["rated"], str) else kpi["rated"]
    return Fraction(sum(one.name in counted for one in rated))


def _why_unrated(part: Outcome) -> Absent:
    return Absent("missing" if part.reason in ("deemed", "no bands") else part.reason)


def _weighted(case: Case, kpi: dict[str, Any]) -> Any:
    total = weights = Fraction(0)
    absences = []
    for name, weight in kpi["weighted_score"].items():
        part = outcome(case, name)
        scores = kpi.get("scores", {}).get(name)
        if scores is None:
            scored = figure_of(part)
        elif isinstance(part.value, str) and part.value in scores:
            scored = case.quantity(scores[part.value])
        else:
            scored = case.quantity(scores[part.rating]) if part.rating in scores else _why_unrated(part)
        if isinstance(scored, Absent):
            absences.append(scored)
            continue
        share = Fraction(case.dated(weight).removesuffix("%")) / 100
        total, weights = total + share * scored, weights + share
    if absences and (kpi["not_rated"] == "not_rated" or not weights):
        return first_reason(absences)
    return total / weights


def _too_small(case: Case, kpi: dict[str, Any]) -> bool:
    sample = kpi.get("sample")
    return bool(sample) and value(sample["of"], Words(case)) < case.quantity(sample["at_least"])


def _valued(case: Case, name: str, kpi: dict[str, Any], unrounded: Any) -> Outcome:
    found = unrounded
    if "precision" in kpi and isinstance(found, Fraction):
        found = rounded(found, *precision(kpi["precision"]))
    if "bands" in kpi:
        rating = _banded(case, kpi, found)
    elif "ratings" in kpi:
        rating = _first_match(case, name, kpi["ratings"], found)
    elif isinstance(found, Grade):
        rating = found
    else:
        return Outcome(value=found, reason="no bands", doubtful=_waits(case, kpi))
    if rating is None:
        return Outcome(reason="not applicable", doubtful=_waits(case, kpi))
    rating = _limited(case, name, kpi, (rating, found))
    weighed = _weighed(case, name, kpi, Outcome(rating.name, found))
    if _waits(case, kpi):
        weighed.doubtful, weighed.counts, weighed.points, weighed.repeat = True, "neither", Fraction(0), False
    return weighed


def _waits(case: Case, kpi: dict[str, Any]) -> bool:
    return any(outcome(case, source).doubtful for source in _sources(case, kpi))


def _sources(case: Case, kpi: dict[str, Any]) -> list[str]:
    """SEMANTICS 16: the KPIs that this one is computed from; what is doubtful in them is doubtful here."""
    read = names(kpi.get("value", "0")) + names(kpi.get("sample", {}).get("of", "0"))
    parts = [*kpi.get("weighted_score", {}), *kpi.get("worst_of", []), *kpi.get("how_many", [])]
    said = [text for one in kpi.get("ratings", []) for text in one.values()]
    said += [one["when"] for one in kpi.get("limiters", [])]
    for text in (kpi.get("value", "0"), *said):
        parts += _RATING.findall(text)
    parts += [word for text in said if text != "otherwise" for word in names(text)]
    kpis = case.file["kpis"]
    return [one for one in [*read, *parts] if one in kpis and kpis[one] is not kpi]


def _banded(case: Case, kpi: dict[str, Any], found: Any) -> Grade | None:
    bands = kpi["bands"]
    if not isinstance(found, Fraction):
        word = str(found).lower() if isinstance(found, bool) else found
        rating = next(
            name for name, chosen in bands.items() if word in ([chosen] if isinstance(chosen, str) else chosen)
        )
        return None if rating == "other" else grade(rating)
    texts = {rating: case.dated(given) for rating, given in bands.items()}
    if any(" to " in text for text in texts.values()):
        return _printed(kpi, texts, found)
    for rating, text in texts.items():
        if text == "otherwise" or _meets(case, text, kpi["better"], found):
            return grade(rating)
    return grade(SCALE[-1])


def _meets(case: Case, text: str, better: str, found: Fraction) -> bool:
    """SEMANTICS 9: a figure on a limit has the better rating unless the limit says `more than` or `less than`."""
    strict, figure = _LIMIT.fullmatch(text.removesuffix("%").strip()).groups()
    limit = case.quantity(figure)
    if found == limit:
        return not strict
    return found > limit if better == "higher" else found < limit


def _printed(kpi: dict[str, Any], texts: dict[str, str], found: Fraction) -> Grade:
    holding = [grade(rating) for rating, text in texts.items() if _in_range(text, found)]
    if not holding:
        raise PersonMustJudge("a figure is outside every printed range")
    return max(holding) if kpi.get("overlap") == "worst_band" else min(holding)


def _in_range(text: str, found: Fraction) -> bool:
    if " to " in text:
        ends = sorted(Fraction(end) for end in text.split(" to "))
        return ends[0] <= found <= ends[1]
    if text.endswith(" or more"):
        return found >= Fraction(text.removesuffix(" or more"))
    if text.startswith("less than "):
        return found < Fraction(text.removeprefix("less than "))
    return found <= Fraction(text.removesuffix(" or less"))


def _first_match(case: Case, name: str, cases: list[dict[str, str]], found: Any) -> Grade:
    for one in cases:
        (rating, condition), *_ = one.items()
        held = True if condition == "otherwise" else holds(condition, Words(case, (name, found)))
        if held is UNKNOWN:
            raise PersonMustJudge(f"whether {condition} holds is unknown")
        if held:
            return grade(rating)
    raise AssertionError("the last case takes everything")


def _limited(case: Case, name: str, kpi: dict[str, Any], rated: tuple[Grade, Any]) -> Grade:
    rating, found = rated
    for limiter in kpi.get("limiters", []):
        held = holds(limiter["when"], Words(case, (name, found)))
        if held is UNKNOWN:
            raise PersonMustJudge(f"whether {limiter['when']} holds is unknown")
        if held:
            rating = max(rating, grade(limiter["never_better_than"]))
    return rating


def _missing(case: Case, name: str, kpi: dict[str, Any]) -> Outcome:
    """SEMANTICS 12, 13: a figure of its own that is missing can be deemed or carried forward."""
    missing = kpi.get("missing")
    if isinstance(missing, dict) and "failure" in missing:
        return _weighed(case, name, kpi, Outcome(missing["failure"], None, "deemed"))
    if missing == "carry_forward" or isinstance(missing, dict):
        lasts = 1 if missing == "carry_forward" else int(missing["carry_forward"].split(" ")[0])
        before = history.earlier(case, name)
        if before and before[0].rating and before[0].carried < lasts:
            carried = Outcome(before[0].rating, before[0].value, "carried forward", carried=before[0].carried + 1)
            carried.doubtful = before[0].doubtful
            return carried
    return Outcome(reason="missing")


def _weighed(case: Case, name: str, kpi: dict[str, Any], found: Outcome) -> Outcome:
    """SEMANTICS 16, 19, 20: what it counts as, its points, and whether it is a repeat."""
    failing = grade(found.rating) >= grade(case.file["failure"])
    found.counts = "failure" if failing else "pass"
    found.doubtful = _implausible(case, kpi, found.value)
    found.in_grace = _in_grace(case, kpi)
    if found.doubtful or found.in_grace:
        found.counts = "neither" if failing or found.doubtful else "pass"
        return found
    found.repeat = failing and history.failed_before(case, name)
    if found.rating in kpi.get("points", {}):
        found.points = case.quantity(kpi["points"][found.rating])
        if found.repeat and "repeat" in kpi:
            times = kpi["repeat"]
            found.points *= {"double": Fraction(2), "triple": Fraction(3)}.get(times) or Fraction(times)
    return found


def _implausible(case: Case, kpi: dict[str, Any], found: Any) -> bool:
    if "plausible" not in kpi or not isinstance(found, Fraction):
        return False
    low, high = map(Fraction, case.dated(kpi["plausible"]).split(" to "))
    return not low <= found <= high


def _in_grace(case: Case, kpi: dict[str, Any]) -> bool:
    text = kpi.get("grace", case.file.get("grace"))
    text = None if text == "none" else text
    if text is None:
        return False
    if text.startswith("until "):
        return case.day.isoformat() <= text.removeprefix("until ")
    return ordinal(case) <= int(text.split(" ")[0])
