"""Contracts drawn at random: a rule file, a start, terms, and what came in each period."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.naive.case import Evidence, Span, spans
from tests.naive.figures import Absent
from tests.naive.rule_files import CHOICES, rule_files, written

_STARTS = (date(2026, 4, 1), date(2026, 4, 15), date(2025, 12, 31), date(2024, 2, 29), date(2025, 8, 31))
_NEAR = tuple(
    map(Decimal, ("0", "0", "0", "0.01", "-0.01", "0.05", "-0.05", "0.049", "0.5", "-0.5", "-5", "0.000000001"))
)
_absences = st.sampled_from([None, Absent("missing"), Absent("suppressed"), Absent("not applicable")])


class Life(NamedTuple):
    """One contract and all that came of it."""

    text: str
    start: date
    end: date | None
    terms: dict[str, Any]
    evidence: list[Evidence]


@st.composite
def lives(draw: Any, most: int = 15) -> Life:
    file = draw(rule_files())
    text = written(file)
    start = draw(st.sampled_from(_STARTS))
    end = draw(st.sampled_from([None, None, start + timedelta(days=200)]))
    periods = spans(file["reporting"], start, end, draw(st.integers(1, most)))
    near = _limits(text)
    evidence = [_evidence(span, draw(_reports), near) for span in periods]
    return Life(text, start, end, draw(_terms), evidence)


_terms = st.fixed_dictionaries(
    {"minimum": st.sampled_from(["2", "30", {"from 2020-01-01": "1", "from 2026-07-01": "3"}])},
    optional={"target": st.sampled_from(["75", {"year 1": "80", "year 2": "85.5"}, {"from 2026-06-01": "70"}])},
)


# Which of the limits that the rules write a figure is near, and by how much it is off.
_near = st.tuples(st.integers(0, 40), st.sampled_from(_NEAR))
_counts = st.sampled_from(["0", "1", "3", "29", "30", "31", "100", "200", "3000"])
_figures = {
    "planned": _counts,
    "missed": _counts | st.sampled_from(["0", "1", "2"]),
    "score": _near,
    "pct": _near,
    "spare": _near,
    "held": _near,
    "charges": st.sampled_from(["240000.00", "1000", "999.99", "0", "123.45"]),
    "breach": st.sampled_from(["true", "false", "false"]),
    "cqc": st.sampled_from(CHOICES),
}
# What may come for one period: figures, absences, silence, lateness.
_reports = st.fixed_dictionaries(
    {
        "figures": st.fixed_dictionaries(_figures),
        "absent": st.dictionaries(st.sampled_from(sorted(_figures)), _absences, max_size=3) | st.just({}),
        "submitted": st.sampled_from([True] * 7 + [False]),
        "lateness": st.sampled_from([1, 5, 10, 14, 15, 16, 20, 40]),
    }
)


def _limits(text: str) -> list[Decimal]:
    found = {Decimal(one) for one in re.findall(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w.-])", text)}
    return sorted(one for one in found if one <= 100)


def _evidence(span: Span, came: dict[str, Any], near: list[Decimal]) -> Evidence:
    figures = {
        name: format(near[one[0] % len(near)] + one[1], "f") if isinstance(one, tuple) else one
        for name, one in (came["figures"]).items()
    } | came["absent"]
    figures = {name: one for name, one in figures.items() if one is not None}
    if not came["submitted"]:
        figures = {name: one for name, one in figures.items() if name in ("held", "charges")}
    received = span.last + timedelta(days=came["lateness"])
    return Evidence(span, figures, received + timedelta(days=1), received, came["submitted"])
