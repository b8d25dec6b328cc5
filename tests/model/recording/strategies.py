"""Decisions drawn at random, with every field of every part, whether rules could come to them or not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from unicodedata import normalize

from hypothesis import strategies as st

from engine.expression.program import Examined
from engine.model.changes import Change
from engine.model.contract import Contract
from engine.model.dated import Dated
from engine.model.decision import Decision, RulesUsed, Superseded
from engine.model.escalation import Action, Check, DecisionOutcome, ExitRight, Move, MoveKind, Verdict
from engine.model.events import (
    Confirmation,
    ContractEvent,
    Dispute,
    Effect,
    ExitChoice,
    ExitDecision,
    Form,
    Lapse,
    Matter,
    Progress,
    Relief,
    Reported,
    Review,
    Stage,
    Transfer,
    Waiver,
)
from engine.model.evidence import Event, NonSubmission, Submission
from engine.model.figures import Absence
from engine.model.naming import number_of
from engine.model.opened import Opened
from engine.model.outcome import Basis, Counts, Held, Limit, Measured, NotRated, Rated, Undecided
from engine.model.payment import CapUse, Factor, Line, LineKind, LineState, Part, Payment
from engine.model.renames import Renames
from engine.model.rows import Row
from engine.model.scale import Rating
from engine.model.sources import Source
from tests.model.strategies import periods

# Drawn text is what the record holds: in Unicode's composed form.
texts = st.text(max_size=8).map(lambda drawn: normalize("NFC", drawn))
names = st.from_regex(r"[a-z][a-z0-9_]{0,7}", fullmatch=True)
days = st.dates(date(1900, 1, 1), date(2999, 12, 31))
flags = st.booleans()
# Up to 50 digits, wherever the point may be, with surplus zeros, and zero in all its forms.
numbers = st.builds(
    lambda sign, digits, exponent: Decimal((sign, tuple(map(int, str(digits))), exponent)),
    st.integers(0, 1),
    st.integers(0, 10**50 - 1) | st.integers(0, 1000),
    st.integers(-40, 20),
)
money = st.builds(lambda pence: Decimal(pence).scaleb(-2), st.integers(-(10**18), 10**18))
ratings = st.builds(Rating, names, st.integers(0, 9))
absences = st.sampled_from(Absence)
values = numbers | texts | flags | days | ratings
figures = values | absences

_tuples = {"max_size": 2}


def _several(one: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(one, **_tuples).map(tuple)


_CELLS = [
    numbers,
    texts.filter(bool),
    flags,
    days,
    st.datetimes(datetime(1900, 1, 2), datetime(2999, 12, 30)).map(  # noqa: DTZ001  # made aware
        lambda drawn: drawn.replace(tzinfo=UTC)
    ),
    st.times(),
]


@st.composite
def _tables(draw: st.DrawFn) -> tuple[Row, ...]:
    """Rows of one table: each field with cells of one kind, or without."""
    columns = draw(st.dictionaries(names, st.sampled_from(_CELLS), min_size=1, max_size=3))
    places = {name: place for place, name in enumerate(columns)}
    cells = st.tuples(*[one | st.just(Absence.MISSING) for one in columns.values()])
    return tuple(Row(places, drawn) for drawn in draw(st.lists(cells, max_size=3)))


def _by_name(one: st.SearchStrategy) -> st.SearchStrategy:
    return st.dictionaries(names, one, **_tuples)


held = flags | absences
examined = st.builds(Examined, texts, figures, texts, figures, held)
read = _several(st.tuples(names, figures))
limits = st.builds(Limit, ratings, numbers, flags, flags)
_holding = st.builds(Held, _several(limits), _several(examined), _several(texts))
rated = st.builds(
    Rated,
    kpi=names,
    rating=ratings,
    value=st.none() | values,
    unrounded=st.none() | values,
    read=read,
    held=_holding,
    counts=st.sampled_from(Counts),
    points=numbers,
    repeat=flags,
    basis=st.sampled_from(Basis),
    doubtful=flags,
    in_grace=flags,
    carried=st.integers(0, 5),
)
_measured = st.builds(Measured, names, values, values, read, st.booleans())
_not_rated = st.builds(NotRated, names, absences, _several(names), read, flags)
_undecided = st.builds(Undecided, names, texts, read)
unrated = _measured | _not_rated | _undecided

_factors = st.builds(Factor, numbers, texts, st.none() | numbers)
_parts = st.builds(Part, texts, _several(_factors), numbers)
_uses = st.builds(CapUse, names, money, money, money, money, texts)
_lines = st.builds(
    Line,
    names,
    names,
    st.sampled_from(LineKind),
    st.sampled_from(LineState),
    numbers,
    money,
    money,
    money,
    _several(_parts),
    _several(_uses),
    texts,
    st.none() | periods,
)
_totals = st.dictionaries(st.sampled_from(LineKind), st.tuples(money, money, money), max_size=3)
payments = st.builds(
    lambda currency, lines, totals, payable, carried, remembered, debt: Payment(
        currency,
        lines,
        *({kind: sums[place] for kind, sums in totals.items()} for place in range(3)),
        payable,
        carried,
        remembered,
        # No debt is written in as many places as what is carried.
        debt or Decimal(0).quantize(carried),
    ),
    texts,
    _several(_lines),
    _totals,
    money,
    money,
    _by_name(_by_name(st.none() | numbers)),
    money,
)

_checks = st.builds(Check, names, texts, st.builds(Verdict, held, _several(examined), texts))
_actions = st.builds(Action, texts, texts, days, texts, st.just("") | names)
moves = st.builds(
    Move,
    names,
    names,
    names,
    st.sampled_from(MoveKind),
    st.sampled_from(DecisionOutcome),
    texts,
    _several(_checks),
    _several(_actions),
)
rights = st.builds(ExitRight, names, names, days, _several(days), st.integers(0, 9))
_rights_by_ladder = st.lists(rights, **_tuples).map(lambda drawn: {right.ladder: right for right in drawn})
renames = st.builds(
    Renames,
    _by_name(st.none() | names),
    _by_name(ratings),
    st.dictionaries(st.tuples(names, names), names, **_tuples),
    _by_name(st.none() | names),
    _by_name(st.none() | names),
)

sources = _by_name(st.builds(Source, names, st.booleans()))
submissions = st.builds(
    Submission, periods, _by_name(figures), days, days, st.integers(1, 9), st.booleans(), _by_name(_tables()), sources
)
non_submissions = st.builds(NonSubmission, periods, days, days, _by_name(figures), sources)
events = st.builds(Event, texts, days, days)

_numbers_of_events = st.integers(1, 99) | st.builds(number_of, st.integers(1, 99), st.integers(1, 9))
happenings = (
    st.builds(Relief, periods, names, st.sampled_from(Effect), _by_name(numbers))
    | st.builds(Waiver, periods, names)
    | st.builds(Confirmation, periods, names, st.sampled_from(["", "40", "no activity"]))
    | st.builds(ExitDecision, names, st.sampled_from(ExitChoice), st.none() | days)
    | st.builds(Lapse, _numbers_of_events)
    | st.builds(Reported, names, st.just(0) | _numbers_of_events)
    | st.builds(
        Change,
        texts,
        texts,
        st.none() | days,
        numbers,
        st.none() | days,
        st.none() | days,
        st.dictionaries(names, texts, max_size=2),
        st.booleans(),
        st.booleans(),
    )
    | st.builds(Review)
    | st.builds(Transfer, st.integers(1, 99), st.integers(1, 999), st.booleans())
    | st.builds(Matter, st.just(Form.PLAN), names, st.none() | days)
    | st.builds(Matter, st.just(Form.NOTICE), names, st.none() | days, deemed_served=st.none() | days)
    | st.builds(
        Matter,
        st.just(Form.WARNING),
        names,
        st.none() | days,
        st.lists(names, min_size=1, max_size=3, unique=True).map(tuple),
        texts,
        texts,
    )
    | st.builds(Dispute, st.booleans(), periods, names)
    | st.builds(lambda stands, event: Dispute(stands, event=event), st.booleans(), _numbers_of_events)
    | st.builds(
        Progress,
        _numbers_of_events,
        st.sampled_from(Stage),
        names,
        st.dictionaries(names, days, max_size=3),
        st.none() | days,
    )
)
contract_events = st.builds(
    ContractEvent, st.integers(1, 99), days, texts, texts, happenings, texts, _several(texts), st.none() | days
)

opened = st.builds(
    Opened,
    st.integers(1, 9),
    names,
    names,
    names,
    st.sampled_from([Form.PLAN, Form.NOTICE]),
    days,
    days,
    texts,
    st.integers(0, 99),
    st.none() | st.integers(0, 99),
)
_publishable = st.dictionaries(names, flags, max_size=3).map(lambda drawn: tuple(sorted(drawn.items())))
_rules = st.builds(RulesUsed, names, days, texts, days, texts, _several(st.tuples(texts, texts)), _publishable)
decisions = st.builds(
    Decision,
    contract=names,
    provider=texts,
    contract_start=days,
    parameters=_by_name(figures),
    rules=_rules,
    evidence=submissions | non_submissions | events,
    outcome=st.sampled_from(DecisionOutcome),
    outcomes=_several(rated | unrated),
    payment=st.none() | payments,
    moves=_several(moves),
    rights=_rights_by_ladder,
    undecided=_several(texts),
    charges=_by_name(numbers),
    renames=_several(renames),
    rungs=st.none() | _several(renames),
    supersedes=st.none() | st.builds(Superseded, st.integers(1, 99), texts),
    excuses=_several(contract_events),
    opened=_several(opened),
)

terms = numbers | texts | flags | days
_stepped = st.dictionaries(st.integers(1, 99), terms, min_size=1, max_size=3) | st.dictionaries(
    days, terms, min_size=1, max_size=3
)
dated = terms.map(Dated.always) | _stepped.map(Dated.stepped)
contracts = st.builds(
    Contract,
    id=names,
    provider=names,
    rule_set=names,
    start=st.dates(date(1900, 1, 1), date(2500, 1, 1)),
    end=st.none() | st.dates(date(2500, 1, 1), date(2999, 12, 31)),
    time_zone=st.sampled_from(["Europe/London", "UTC", "Pacific/Chatham"]),
    parameters=_by_name(dated),
)

json = st.recursive(
    st.none() | flags | st.integers(-(2**53), 2**53) | texts,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(texts, below, max_size=4),
    max_leaves=20,
)
