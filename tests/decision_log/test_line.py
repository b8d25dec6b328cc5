"""What a line of the decision log says about a decision."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.decision_log import Masking
from engine.decision_log.fields import FIELDS
from engine.decision_log.line import line
from engine.errors import BrokenEntryError
from engine.ledger.memory import MemoryLedger
from engine.model.decision import Decision
from engine.model.ledger import Beside, EntryKind
from tests.decision_log.builders import BESIDE, everything, leaves, recorded
from tests.decision_log.reference import expected
from tests.evaluation.builders import Provider, kpi, ladder, outcome, rules
from tests.evaluation.explanation.strategies import decided, lives

OPEN = Masking(())


def line_of(decision: Decision, masking: Masking = OPEN, beside: Beside = BESIDE) -> dict:
    return line(recorded(MemoryLedger(), decision, beside), masking)


@pytest.fixture(scope="module")
def lines():
    return [line_of(decision) for decision in everything()]


def test_a_line_says_whose_decision_it_is_and_where_it_is_recorded():
    entry = recorded(MemoryLedger(), Provider(rules()).reports(figure=95))

    said = line(entry, OPEN)

    assert (said["schema"], said["kind"], said["position"]) == (1, "decision", 3)
    assert (said["decision"], said["contract"], said["version"]) == ("c-1#3", "c-1", 3)
    assert (said["recorded_at"], said["hash"]) == ("2026-05-11T12:00:00.000000Z", entry.hash.hex())
    assert (said["provider"], said["evidence"], said["revision"]) == ("Example Care", "submission", 1)
    assert (said["period"], said["first"], said["last"]) == ("2026-04", "2026-04-01", "2026-04-30")
    assert (said["received_on"], said["decided_on"]) == ("2026-05-01", "2026-05-01")


def test_a_line_says_who_asked_and_how_long_it_took():
    said = line_of(Provider(rules()).reports(figure=95))

    assert [said[name] for name in ("request_id", "caller", "trace_id", "duration_us")] == list(BESIDE)


def test_a_line_says_by_which_rules_and_policies_it_was_decided():
    decision = Provider(rules(escalation=ladder("failures() > 0"))).reports(figure=95)

    said = line_of(decision)

    assert (said["rule_set"], said["in_force"], said["digest"]) == ("test", "2020-01-01", decision.rules.digest)
    assert said["calendar"].startswith("england")
    assert [one["name"] for one in said["plugins"]] == ["ladder"]


@pytest.mark.parametrize(
    ("figure", "keys", "limits"),
    [
        pytest.param(
            "81.5",
            {"better": "higher", "bands": "{good: 90, approaching_target: more than 81.5}"},
            [("at least", "90", "-8.5"), ("more than", "81.5", "0")],
            id="a figure on a strict line misses it by nothing",
        ),
        pytest.param(
            "2.25",
            {"better": "lower", "bands": "{good: 2.3, approaching_target: less than 5}"},
            [("at most", "2.3", "0.05"), ("less than", "5", "2.75")],
            id="below an upper line there is room",
        ),
    ],
)
def test_each_limit_says_by_how_much_it_was_met_or_missed(figure, keys, limits):
    decision = Provider(rules(kpis=kpi(**keys))).reports(figure=figure)

    [said] = line_of(decision)["outcomes"]

    assert (said["value"], said["rating"]) == (figure, outcome(decision).rating.name)
    assert [(one["side"], one["limit"], one["margin"]) for one in said["limits"]] == limits


def test_a_kpi_that_is_not_rated_says_why():
    [said] = line_of(Provider(rules()).reports())["outcomes"]

    assert (said["kind"], said["rating"], said["value"]) == ("not_rated", None, None)
    assert (said["reason"], said["because"], said["due"]) == ("missing", ["figure"], True)


def test_an_undecided_decision_says_why_and_pays_nothing():
    dividing = rules(kpis=kpi(value="figure / extra", precision="'0 dp, half up'"))
    undecided = Provider(dividing).reports(figure=93, extra=0)

    said = line_of(undecided)

    assert (said["outcome"], said["payment"]) == ("undecided", None)
    assert said["undecided"] == ["kpi: a figure other than 0 is divided by 0 in `figure / extra`"]
    assert said["outcomes"][0]["why"] == "a figure other than 0 is divided by 0 in `figure / extra`"


def test_a_move_says_from_where_to_where_and_which_conditions_held():
    actions = "[{do: Submit a plan, by: provider, within: 10 working days, clause: Schedule 4}]"
    decision = Provider(rules(escalation=ladder("failures() >= 1", actions=actions))).reports(figure=10)

    said = line_of(decision)
    [move] = said["moves"]

    assert (said["outcome"], said["rung"], said["move"]) == ("remediation", "r", "entered")
    assert (move["before"], move["after"], move["move"]) == ("routine", "r", "entered")
    assert move["checks"][0]["conditions"] == [
        {"text": "failures() >= 1", "left": "1", "operator": ">=", "right": "1", "held": True}
    ]
    assert move["actions"] == [{"do": "Submit a plan", "by": "provider", "due": "2026-05-18", "clause": "Schedule 4"}]


def test_of_several_ladders_the_gravest_says_where_the_contract_stands():
    mild, grave = (
        ladder("failures() >= 1", name="mild"),
        ladder("failures() >= 1", rung="exit", decision="exit_trigger"),
    )

    said = line_of(Provider(rules(escalation=mild + grave)).reports(figure=10))

    assert [move["after"] for move in said["moves"]] == ["r", "exit"]
    assert (said["outcome"], said["rung"], said["move"]) == ("exit_trigger", "exit", "entered")


def test_payment_is_said_by_kind_and_by_line_with_its_pence():
    payment = "- {policy: service_credits, per_point: 1% of charges, cap: 5% of charges}"
    failing = rules(kpis=kpi(points="{inadequate: 8}"), payment=payment)

    said = line_of(Provider(failing).reports(figure=10))["payment"]

    assert said["totals"] == {"deduction": {"due": "80.00", "capped_off": "30.00", "applied": "50.00"}}
    [one] = said["lines"]
    assert (one["kind"], one["due"], one["capped_off"], one["applied"]) == ("deduction", "80.00", "30.00", "50.00")
    assert len(one["caps"]) == 1
    assert (said["currency"], said["payable"], said["carried_forward"]) == ("GBP", "0.00", "50.00")


def test_a_line_names_the_caps_that_bound_and_no_others():
    caps = "[{limit: 10% of charges, clause: Schedule 6}, {limit: 5% of charges, clause: Schedule 7}]"
    payment = f"- {{policy: service_credits, per_point: 1% of charges, cap: {caps}}}"
    decision = Provider(rules(kpis=kpi(points="{inadequate: 8}"), payment=payment)).reports(figure=10)
    [held] = decision.payment.lines

    [said] = line_of(decision)["payment"]["lines"]

    assert [use.clause for use in held.caps] == ["Schedule 6", "Schedule 7"]
    assert said["caps"] == [held.caps[1].cap]


def test_a_margin_keeps_all_digits_of_the_value():
    decision = Provider(rules(kpis=kpi(value="figure * extra"))).reports(
        figure="123456789012345678.123456789", extra="1.123456789"
    )

    [said] = line_of(decision)["outcomes"]

    assert said["value"] == "138698367764060356.902606309750190521"
    assert said["limits"][0]["margin"] == "138698367764060266.902606309750190521"


def test_the_documented_fields_are_those_of_real_lines(lines):
    found = {path for said in lines for path, _ in leaves(said)}

    assert sorted(found ^ set(FIELDS)) == ["masked.*"]


def test_no_number_passes_through_binary_floating_point(lines):
    values = [value for said in lines for _, value in leaves(said)]

    assert [value for value in values if isinstance(value, float)] == []


@settings(max_examples=100)
@given(lives())
def test_the_line_of_any_decision_says_what_the_decision_says(life):
    decision, _ = decided(life)
    entry = recorded(MemoryLedger(), decision)

    said = orjson.loads(orjson.dumps(line(entry, OPEN)))

    assert said == expected(entry, decision) | {"masked": []}
    assert {path for path, _ in leaves(said)} <= {*FIELDS}


@pytest.mark.parametrize("decision", everything(), ids=lambda one: f"{one.contract} {one.outcome.value}")
def test_the_line_of_every_kind_of_decision_says_what_the_decision_says(decision):
    entry = recorded(MemoryLedger(), decision)

    assert line(entry, OPEN) == expected(entry, decision) | {"masked": []}


def test_the_same_entry_always_makes_the_same_line():
    entry = recorded(MemoryLedger(), everything()[0])

    assert line(entry, Masking()) == line(entry, Masking())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"kind_version": 9}, "expected version 1 of its kind, not 9", id="of a later Plimsoll"),
        pytest.param({"kind": EntryKind.SUBMITTED}, "expected an entry of the kind `decided`", id="no decision"),
        pytest.param({"body": "{}"}, "expected the field `provider`", id="without its fields"),
        pytest.param({"body": "{"}, "entry 3 of the contract `c-1` cannot be read", id="no JSON"),
        pytest.param({"body": "[]"}, "expected fields, not `list`", id="no fields"),
    ],
)
def test_an_entry_that_cannot_be_read_has_no_line(change, message):
    entry = recorded(MemoryLedger(), everything()[0])

    with pytest.raises(BrokenEntryError, match=message):
        line(entry._replace(**change), OPEN)


BODY = orjson.loads(recorded(MemoryLedger(), everything()[0]).body)
_damage = st.sampled_from([None, True, 7, "x", "", [], {}, [7], ["x"], {"x": 7}, [[]]])


@settings(max_examples=400)
@given(st.data(), _damage)
def test_damage_to_a_body_is_an_entry_that_cannot_be_read_or_is_shown_as_it_is(draw, damage):
    body = orjson.loads(orjson.dumps(BODY))
    holder, key = draw.draw(st.sampled_from(list(places_in(body))))
    holder[key] = damage
    entry = recorded(MemoryLedger(), everything()[0])._replace(body=orjson.dumps(body).decode())

    for masking in (OPEN, Masking(), Masking(("figures.*", "outcomes.*.value"))):
        try:
            line(entry, masking)
        except BrokenEntryError as error:
            assert "entry 3 of the contract `c-1` cannot be read" in str(error)  # noqa: PT017  # or none is raised


def places_in(body: object) -> Iterator[tuple[dict | list, str | int]]:
    """Every place in *body*: in which object or list, and under which key."""
    for key, below in body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ():
        yield body, key
        yield from places_in(below)
