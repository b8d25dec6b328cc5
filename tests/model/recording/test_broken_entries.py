"""An entry that was damaged, or that a later Plimsoll wrote, is refused with its place and what was expected there."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import BrokenEntryError, Reason
from engine.model.decision import Decision
from engine.model.ledger import Draft, EntryKind
from engine.model.recording import (
    KIND_VERSION,
    canonical,
    decision_body,
    decision_of,
    event_of,
    evidence_of,
    opening_of,
    parameters_of,
    parsed,
    registered_of,
    term_of,
)
from tests.model.recording.builders import decided, entry
from tests.model.recording.rich import RICH

BODY = parsed(canonical(decision_body(RICH)))
READERS = {
    EntryKind.TERM_SET: term_of,
    EntryKind.REGISTERED: registered_of,
    EntryKind.PARAMETERS_SET: parameters_of,
    EntryKind.SUBMITTED: evidence_of,
    EntryKind.NOT_SUBMITTED: evidence_of,
    EntryKind.DECIDED: decision_of,
    EntryKind.EVENT_RECORDED: event_of,
    EntryKind.OPENED: opening_of,
}
NUMBER, DAY = "expected a number as text, such as `12.5`", "expected a day such as `2026-04-01`"
REMOVED = object()


def changed(path, new=REMOVED):
    """The body of the rich decision with what is at *path* taken out, or *new* in its place."""
    body = deepcopy(BODY)
    *way, last = path
    at = body
    for step in way:
        at = at[step]
    if new is REMOVED:
        del at[last]
    else:
        at[last] = new
    return body


def places(json, path=()):
    """The path of everything inside *json*."""
    steps = json.items() if isinstance(json, dict) else enumerate(json) if isinstance(json, list) else ()
    for step, below in steps:
        yield (*path, step)
        yield from places(below, (*path, step))


@pytest.mark.parametrize(
    ("path", "new", "words"),
    [
        pytest.param(["provider"], REMOVED, "provider: expected text, found nothing", id="a field that is gone"),
        pytest.param(["rules"], REMOVED, "rules: expected something, found nothing", id="a whole part that is gone"),
        pytest.param(["payment"], REMOVED, "payment: expected something, found nothing", id="payment, unless null"),
        pytest.param(["moves"], {}, "moves: expected a list, not fields", id="fields for a list"),
        pytest.param(["charges"], [], "charges: expected fields, not a list", id="a list for fields"),
        pytest.param(["outcomes", 0], "rated", "outcomes[0]: expected fields, not text", id="text for fields"),
        pytest.param(["outcomes", 1, "kind"], "rate", "outcomes[1].kind: expected one of", id="an unknown kind"),
        pytest.param(
            ["outcomes", 0, "points"], "1_0x", f"outcomes[0].points: {NUMBER}, not other text", id="no digits"
        ),
        pytest.param(["outcomes", 0, "points"], 8, f"outcomes[0].points: {NUMBER}, not a number", id="a bare number"),
        pytest.param(
            ["outcomes", 0, "repeat"],
            False,
            "outcomes[0].repeat: expected true or no such field, not true or false",
            id="a flag that is not set",
        ),
        pytest.param(
            ["outcomes", 0, "limits", 1, "side"],
            "below",
            "outcomes[0].limits[1].side: expected one of `at least`, `more than`, `at most`, `less than`, not `below`",
            id="a side of a limit that is none",
        ),
        pytest.param(
            ["outcomes", 0, "read", 1],
            ["visits"],
            "outcomes[0].read[1]: expected a name and its figure",
            id="half a pair",
        ),
        pytest.param(
            ["outcomes", 4, "value"],
            {"absent": "missing"},
            "outcomes[4].value: expected a value, which `missing` is none of",
            id="an absence for a value",
        ),
        pytest.param(
            ["moves", 0, "checks", 0, "holds"],
            "1",
            "moves[0].checks[0].holds: expected true, false or an absence, not text",
            id="a number for whether it holds",
        ),
        pytest.param(
            ["moves", 0, "actions", 0, "due"],
            "8 June",
            f"moves[0].actions[0].due: {DAY}, not other text",
            id="a day in words",
        ),
        pytest.param(
            ["evidence", "period", "last"],
            "2026-03-31",
            "evidence.period: expected a last day no earlier than the first day `2026-04-01`, not `2026-03-31`",
            id="a period that ends before it starts",
        ),
        pytest.param(
            ["evidence", "figures", "breach"],
            1,
            "evidence.figures.breach: expected fields, not a number",
            id="a figure that is none",
        ),
        pytest.param(
            ["payment", "lines", 0, "caps", 0, "left"],
            None,
            f"payment.lines[0].caps[0].left: {NUMBER}, not null",
            id="no money",
        ),
        pytest.param(
            ["renames", 0, "ratings", "poor", "rank"],
            True,
            "renames[0].ratings.poor.rank: expected a whole number, not true or false",
            id="a flag for a rank",
        ),
    ],
)
def test_a_damaged_decision_is_refused_with_its_place(path, new, words):
    with pytest.raises(BrokenEntryError) as refusal:
        decision_of(decided(changed(path, new), contract="cedar"))

    assert str(refusal.value).startswith(f"entry 1 of the contract `cedar`, `decided`, cannot be read: {words}")


def test_a_damaged_entry_is_a_ledger_that_cannot_be_read():
    with pytest.raises(BrokenEntryError) as refusal:
        decision_of(decided([]))

    assert refusal.value.reason is Reason.LEDGER_UNAVAILABLE


@pytest.mark.parametrize("written", ["", "{", '{"provider":"P"', "[1,2", "nul", '{"a":1}{}'])
def test_what_is_no_json_is_refused(written):
    with pytest.raises(BrokenEntryError, match="`decided`, cannot be read: expected JSON: "):
        decision_of(entry(EntryKind.DECIDED, written))


@pytest.mark.parametrize("kind", EntryKind, ids=lambda kind: kind.value)
def test_a_later_version_of_a_kind_is_refused_saying_so(kind):
    later = entry(kind, "{}", version=12, kind_version=2)

    with pytest.raises(BrokenEntryError) as refusal:
        READERS[kind](later)

    words = "expected version 1 of its kind, not 2, which a later Plimsoll wrote"
    assert str(refusal.value) == f"entry 12 of the contract `c-1`, `{kind.value}`, cannot be read: {words}"


def test_what_is_drafted_is_of_the_version_that_is_read():
    assert Draft(EntryKind.DECIDED, "{}").kind_version == KIND_VERSION


@pytest.mark.parametrize("kind", EntryKind, ids=lambda kind: kind.value)
def test_an_entry_of_one_kind_is_not_read_as_another(kind):
    other = EntryKind.REGISTERED if kind is EntryKind.DECIDED else EntryKind.DECIDED

    with pytest.raises(BrokenEntryError, match="expected an entry of the kind"):
        READERS[kind](entry(other, "{}"))


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(list(places(BODY))),
    st.sampled_from([REMOVED, None, True, False, 0, -1, "", "x", "12.5", "2026-04-01", [], {}, [[]], {"a": "b"}]),
)
def test_any_damage_is_refused_or_still_a_decision(path, new):
    damaged = decided(changed(path, new))

    try:
        found = decision_of(damaged)
    except BrokenEntryError:
        return
    assert isinstance(found, Decision)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(canonical(BODY)) - 1))
def test_a_body_that_breaks_off_is_refused(length):
    with pytest.raises(BrokenEntryError):
        decision_of(entry(EntryKind.DECIDED, canonical(BODY)[:length]))
