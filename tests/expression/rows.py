"""Rows to count over: visits and people, what expressions may ask of them, and short ways to count."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from engine.expression import Columns, Kind, LocalTime, Typed
from engine.model.decimals import exactly
from engine.model.figures import Absence, Figure
from engine.model.rows import Row
from tests.expression.builders import VALUES, VOCABULARY, TableHistory, program

MISSING = Absence.MISSING
TYPES = {
    "person": Typed(Kind.TEXT),
    "outcome": Typed(Kind.TEXT, None, ("achieved", "partly", "not")),
    "minutes": Typed(Kind.NUMBER, "minutes"),
    "days_late": Typed(Kind.NUMBER),
    "price": Typed(Kind.MONEY),
    "made": Typed(Kind.FLAG),
    "on": Typed(Kind.DATE),
    "planned": Typed(Kind.INSTANT),
    "arrived": Typed(Kind.INSTANT),
    "from_time": Typed(Kind.TIME),
    "age": Typed(Kind.NUMBER),
}
VISITS = Columns(TYPES, frozenset({"age"}))
ROWS = replace(
    VOCABULARY,
    names={name: typed for name, typed in VOCABULARY.names.items() if name not in {"planned"}},
    history=False,
    ladder=None,
    records={"visits": VISITS},
)
LONDON = LocalTime(ZoneInfo("Europe/London"))


def row(**cells: object) -> Row:
    """A row that leaves out every cell but *cells*; numbers may be whole, and instants text in UTC."""
    stated = {name: _cell(cells.get(name, MISSING), typed.kind) for name, typed in TYPES.items()}
    return Row({name: place for place, name in enumerate(stated)}, tuple(stated.values()))


def _cell(cell: object, kind: Kind) -> object:
    if isinstance(cell, int) and not isinstance(cell, bool):
        return Decimal(cell)
    return datetime.fromisoformat(cell).replace(tzinfo=UTC) if kind is Kind.INSTANT and isinstance(cell, str) else cell


def counted(text: str, rows: list[Row], *, reference: bool = False, **names: Figure) -> Figure:
    """What *text* comes to over *rows* of visits, in one evaluator; an absence keeps its reason."""
    asked = program(text, ROWS, reference=reference)
    figures: dict[str, Figure] = {**VALUES, **names}
    with exactly():
        figures |= {one.name: one.over(rows, figures, LONDON) for one in asked.aggregates}
        found = asked.value(figures, TableHistory())
    return next((figures[one] for one in asked.reads if isinstance(figures[one], Absence)), found)


_OF_KIND: Mapping[Kind, tuple[str, ...]] = {
    Kind.NUMBER: (
        "minutes_between(planned, arrived)",
        "minutes",
        "days_late",
        "age",
        "missed",
        "round(stay / missed, 2)",
        "2",
    ),
    Kind.TEXT: ("person", "outcome", "'achieved'"),
    Kind.DATE: ("on", "date(planned)", "date('2026-03-29')", "next(on, by=person)"),
    Kind.INSTANT: ("planned", "arrived", "next(planned, by=person)", "instant(on, from_time)"),
    Kind.TIME: ("from_time", "time_of_day(arrived)", "time_of_day('08:30')"),
    Kind.MONEY: ("price", "2 * price", "charges"),
}
_kinds = st.sampled_from(list(_OF_KIND))
_pairs = _kinds.flatmap(lambda kind: st.tuples(st.just(kind), *[st.sampled_from(_OF_KIND[kind])] * 2))
_signs = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])


@st.composite
def _comparisons(draw):
    kind, left, right = draw(_pairs)
    sign = draw(st.sampled_from(["==", "!="]) if kind is Kind.TEXT else _signs)
    return f"{left} {sign} {right}"


_leaves = st.one_of(
    st.sampled_from(["made", "late", "true", "not made"]),
    st.sampled_from(["days_late", "arrived", "made", "next(planned, by=person)", "minutes / days_late"]).map(
        "known({})".format
    ),
    _comparisons(),
)
conditions = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda one: f"({' '.join(one)})"),
        inner.map("(not {})".format),
        st.tuples(inner, inner, inner).map(lambda one: f"({one[0]} if {one[1]} else {one[2]})"),
    ),
    max_leaves=4,
)
_values = st.sampled_from(["minutes", "days_late", "3", "minutes_between(planned, arrived)", "minutes / days_late"])
calls = st.one_of(
    st.just("count(visits)"),
    conditions.map("count(visits, {})".format),
    st.tuples(st.sampled_from(["sum", "min", "max"]), _values, conditions).map(
        lambda one: f"{one[0]}(visits, {one[1]}, {one[2]})"
    ),
    conditions.map("distinct(visits, person, {})".format),
)

_instants = st.datetimes(datetime(2026, 3, 28), datetime(2026, 3, 30)).map(  # noqa: DTZ001  # made aware below
    lambda one: one.replace(microsecond=0, tzinfo=UTC)
)
_numbers = st.integers(-2, 40).map(Decimal)
_CELLS = {
    "person": st.sampled_from(["P-1", "P-2"]),
    "outcome": st.sampled_from(["achieved", "partly", "not"]),
    "made": st.booleans(),
    "on": st.dates(date(2026, 3, 28), date(2026, 3, 30)),
    "planned": _instants,
    "arrived": _instants,
    "from_time": st.times().map(lambda one: one.replace(microsecond=0)) | st.just(time(1, 30)),
}
rows = st.lists(
    st.fixed_dictionaries({name: st.just(MISSING) | _CELLS.get(name, _numbers) for name in TYPES}).map(
        lambda cells: Row({name: place for place, name in enumerate(TYPES)}, tuple(cells[name] for name in TYPES))
    ),
    max_size=6,
)
