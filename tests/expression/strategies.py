# ruff: noqa: RUF001  # look-alikes are what is tested
"""Expressions of every type over the vocabulary of the builders, values, absences, and text that is no expression."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from engine.expression import Kind
from engine.model.figures import Absence
from tests.expression.builders import CHOICES, SCALE, VOCABULARY, TableHistory

SIGNS = ("+", "-", "*", "/", "/", "/")
ORDER = ("==", "!=", "<", "<=", ">", ">=")
WINDOWS = ("", "last=1", "last=3", 'last="6 months"', 'within="contract year"')


def _named(kind):
    return st.sampled_from([name for name, typed in VOCABULARY.names.items() if typed.kind is kind and not typed.unit])


literals = st.one_of(
    st.integers(0, 5).map(str),
    st.decimals(0, 100, places=1).map(str),
    st.sampled_from(["0", "0.0", "1000000000000000000", "0.000000001", "9" * 30]),
)


@st.composite
def _counts(draw):
    function = draw(st.sampled_from(["failures", "points", "consecutive_failures", "consecutive_passes", "rated"]))
    rating = ["good"] if function == "rated" else []
    kpis = draw(st.lists(st.sampled_from(VOCABULARY.kpis), unique=True))
    window = draw(st.sampled_from(WINDOWS))
    return f"{function}({', '.join([*rating, *kpis, *([window] if window else [])])})"


def _numbers(inner):
    numbers, flags = inner["number"], inner["flag"]
    return st.one_of(
        st.tuples(numbers, st.sampled_from(SIGNS), numbers).map(lambda one: f"({' '.join(one)})"),
        st.tuples(st.sampled_from("+-"), numbers).map(lambda one: f"{one[0]}({one[1]})"),
        st.tuples(numbers, st.integers(0, 20)).map(lambda one: f"round({one[0]}, {one[1]})"),
        st.tuples(st.sampled_from(["min", "max"]), st.lists(numbers, min_size=2, max_size=3)).map(
            lambda one: f"{one[0]}({', '.join(one[1])})"
        ),
        numbers.map(lambda one: f"abs({one})"),
        st.tuples(numbers, flags, numbers).map(lambda one: f"({one[0]} if {one[1]} else {one[2]})"),
    )


def _flags(inner):
    numbers, flags = inner["number"], inner["flag"]
    chains = st.lists(st.tuples(st.sampled_from(ORDER), numbers), min_size=1, max_size=3)
    return st.one_of(
        st.tuples(numbers, chains).map(lambda one: f"({one[0]} {' '.join(' '.join(pair) for pair in one[1])})"),
        st.tuples(flags, st.sampled_from(["and", "or"]), flags).map(lambda one: f"({' '.join(one)})"),
        st.lists(flags, min_size=3, max_size=4).map(" and ".join).map("({})".format),
        st.lists(flags, min_size=3, max_size=4).map(" or ".join).map("({})".format),
        flags.map(lambda one: f"(not {one})"),
        st.tuples(flags, flags, flags).map(lambda one: f"({one[0]} if {one[1]} else {one[2]})"),
        st.tuples(flags, st.sampled_from(["==", "!="]), flags).map(lambda one: f"({' '.join(one)})"),
    )


_ratings = st.one_of(
    st.sampled_from(SCALE.names),
    _named(Kind.RATING),
    st.sampled_from([f"{function}({kpi})" for function in ("rating", "previous") for kpi in VOCABULARY.kpis]),
    st.sampled_from([f"previous({kpi}, {rating})" for kpi in VOCABULARY.kpis for rating in SCALE.names]),
)
_quotients = st.sampled_from(
    ["missed / planned", "planned / missed", "100 * missed / planned", "1 / (missed - missed)"]
)
_plain_numbers = st.one_of(
    literals, _named(Kind.NUMBER), _counts(), st.just("days_between(started, ended)"), _quotients
)
_plain_flags = st.one_of(
    st.sampled_from(["true", "False", "late", "closed", "cap_reached(service_credits)", "rung(lot) == 'watched'"]),
    st.sampled_from(["events(exception_report, last=3) >= 1", "happened_since(plan_closed, exception_report)"]),
    st.tuples(st.sampled_from(["is_at_least", "is_worse_than"]), _ratings, _ratings).map(
        lambda one: f"{one[0]}({one[1]}, {one[2]})"
    ),
    st.tuples(_ratings, st.sampled_from(["==", "!="]), _ratings).map(" ".join),
    st.tuples(_named(Kind.DATE), st.sampled_from(ORDER), st.just("date('2026-04-15')")).map(" ".join),
    st.tuples(_named(Kind.MONEY), st.sampled_from(ORDER), literals).map(" ".join),
    st.tuples(_quotients, st.sampled_from(ORDER), literals).map(" ".join),
    st.sampled_from(CHOICES).map(lambda choice: f"cqc_rating == '{choice}'"),
)


@st.composite
def expressions(draw, depth=3):
    """A number or a flag, nested up to *depth*."""
    inner = {"number": _plain_numbers, "flag": _plain_flags}
    for _ in range(draw(st.integers(0, depth))):
        number, flag = _numbers(inner), _flags(inner)
        inner = {"number": number | _plain_numbers, "flag": flag | _plain_flags}
    return draw(inner[draw(st.sampled_from(["number", "flag"]))])


_figures = {
    Kind.NUMBER: st.one_of(
        st.just(Decimal(0)),
        st.integers(-1, 1).map(Decimal),
        st.decimals(-(10**18), 10**18, places=9),
        # Products of earlier KPIs can be far longer than a figure on the wire.
        st.sampled_from([Decimal("1E+40"), Decimal("1E-40"), Decimal("9E+500000")]),
    ),
    Kind.FLAG: st.booleans(),
    Kind.DATE: st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    Kind.RATING: st.sampled_from(SCALE.ratings),
}
_figures[Kind.MONEY] = _figures[Kind.NUMBER]
_absences = st.sampled_from(Absence)


def _figure(typed):
    values = st.sampled_from(typed.options or ("a", "b")) if typed.kind is Kind.TEXT else _figures[typed.kind]
    return st.one_of(values, values, values, values, values, _absences)


values = st.fixed_dictionaries({name: _figure(typed) for name, typed in VOCABULARY.names.items()})

histories = st.builds(
    TableHistory,
    counts=st.dictionaries(st.sampled_from(["failures", "points", "rated"]), st.integers(0, 20).map(Decimal)),
    ratings=st.dictionaries(
        st.sampled_from([f"{when}{kpi}" for when in ("", "previous ") for kpi in VOCABULARY.kpis]),
        st.sampled_from(SCALE.ratings) | _absences,
    ),
    rungs=st.fixed_dictionaries({"contract": st.just("routine"), "lot": st.sampled_from(["steady", "watched"])}),
    capped=st.sampled_from([True, False, Absence.UNKNOWN]),
    since=st.booleans(),
)

_PIECES = (
    "missed", "planned", "charges", "late", "cqc_rating", "good", "rating", "failures", "points", "round", "date",
    "missed_visits", "and", "or", "not", "if", "else", "in", "is", "for", "lambda", "None", "True", "true", "last",
    "+", "-", "*", "/", "**", "==", "=", "<", "<=", "(", ")", ",", "[", "]", "{", ":", ".", "'", '"', "'Good'", "\\",
    "1", "2.5", "0", "1e5", "_", "__class__", " ", "  ", "é", "²", "ａｎｄ", "ſ", "\n", "\t", "\0", "\ud800", "漢", "#",
    "f'",
)  # fmt: skip
soups = st.lists(st.sampled_from(_PIECES), max_size=40).map(" ".join) | st.lists(st.sampled_from(_PIECES)).map("".join)
texts = st.one_of(soups, st.text(max_size=200), st.text("()-+.'\"a1 ,=", max_size=60))
