"""Conditions drawn from all that the language may ask about figures and history."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from hypothesis import strategies as st

from tests.naive.figures import SCALE

WINDOWS = (
    *("", "last=1", "last=2", "last=3", "last=6", 'last="1 month"', 'last="3 months"', 'last="1 year"'),
    *(f'within="{kind} year"' for kind in ("calendar", "contract", "financial")),
)
ratings = st.sampled_from(SCALE)
_orders = st.sampled_from([">=", ">", "==", "<", "<=", "!="])
_ORDERED = ("score", "pct", "spare", "held", "target")


class Known(NamedTuple):
    """What conditions in one place may name: KPIs with a rating, KPIs with a number, ladders, payment entries.

    *caps* are entries with one of their shared caps, as `cap_reached` asks for them.
    """

    rated: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    ladders: tuple[str, ...] = ()
    payments: tuple[str, ...] = ()
    caps: tuple[str, ...] = ()
    history: bool = True


@cache
def conditions(known: Known) -> st.SearchStrategy[str]:
    """A condition, plain or joined by `and`, `or`, `not` and `if`."""
    plain = st.one_of(_plain(known))
    joined = st.one_of(
        st.builds("({} and {})".format, plain, plain),
        st.builds("({} or {})".format, plain, plain),
        st.builds("not ({})".format, plain),
        st.builds("({} if {} else {})".format, plain, plain, plain),
    )
    return st.one_of(plain, plain, plain, joined, joined.flatmap(lambda one: st.builds(f"{one} or {{}}".format, plain)))


def _plain(known: Known) -> list[st.SearchStrategy[str]]:
    numbers = st.sampled_from([*_ORDERED, *known.numbers])
    small = st.sampled_from(["0", "1", "2", "3", "5.5", "12", "40", "75", "90.5"])
    found = [
        st.builds("{} {} {}".format, numbers, _orders, small),
        st.builds("{} < {} <= {}".format, small, numbers, small),
        st.sampled_from(["breach", "not breach", "cqc == 'Good'", "cqc != 'Poor'", "planned > 30", "charges >= 500"]),
        st.builds("round(missed / planned, 2) {} {}".format, _orders, small),
    ]
    if known.rated:
        found += _about_ratings(known.rated)
    return found + (_about_history(known) if known.history else [])


def _about_ratings(rated: tuple[str, ...]) -> list[st.SearchStrategy[str]]:
    asked = st.builds("{}({})".format, st.sampled_from(["rating", "previous"]), st.sampled_from(rated))
    asked |= st.builds("previous({}, {})".format, st.sampled_from(rated), ratings)
    return [
        st.builds("{} {} {}".format, asked, st.sampled_from(["==", "!="]), ratings),
        st.builds("{}({}, {})".format, st.sampled_from(["is_at_least", "is_worse_than"]), asked, asked | ratings),
    ]


def _about_history(known: Known) -> list[st.SearchStrategy[str]]:
    several = st.lists(st.sampled_from(known.rated), unique=True, max_size=3) if known.rated else st.just([])
    functions = st.sampled_from(["failures", "points", "consecutive_failures", "consecutive_passes"])
    counts = st.sampled_from(["1", "2", "3", "4", "6", "12"])
    orders = st.sampled_from([">=", ">=", ">", "==", "<"])
    windows = st.sampled_from(WINDOWS)
    counted = st.builds(_asked, functions, several, windows)
    found = [
        st.builds("{} {} {}".format, counted, orders, counts),
        st.builds("{} {} {}".format, counted, orders, counts),
        st.builds("{} {} {}".format, counted, orders, counted),
        st.builds(
            lambda rating, kpis, window, count: f"{_asked('rated', [rating, *kpis], window)} >= {count}",
            ratings,
            several,
            windows,
            counts,
        ),
    ]
    if known.ladders:
        ladders = st.sampled_from(known.ladders)
        found.append(st.builds("on_rung({}) >= {}".format, ladders, counts))
        found.append(st.builds("rung({}) == 'start'".format, ladders))
    if known.payments:
        entries = st.sampled_from(known.payments)
        found.append(st.builds("cap_reached({})".format, st.sampled_from(known.payments + known.caps)))
        taken = st.builds(lambda one, window: _asked("credits", [one], window), entries, windows)
        found.append(st.builds("{} >= {}".format, taken, st.sampled_from(["1", "50", "200"])))
    return found


def _asked(function: str, names: list[str], window: str) -> str:
    return f"{function}({', '.join([*names, *([window] if window else [])])})"
