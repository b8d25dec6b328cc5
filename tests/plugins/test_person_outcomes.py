import re
from collections import Counter
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.compiler.rule_sets import compiled
from engine.errors import RuleSetError
from engine.evaluation.admission import submission
from engine.evaluation.decide import decide
from engine.model.contract import Contract
from engine.model.decision import folded
from engine.model.escalation import DecisionOutcome
from engine.model.payment import LineKind, LineState
from engine.model.rows import given_table
from engine.model.standing import Standing
from engine.plugins.person_outcomes.policy import PersonOutcomes
from engine.plugins.testing import decided, policies_with
from tests.plugins.memories import memories
from tests.plugins.products import product
from tests.plugins.rule_texts import HEAD

PLAN = "person: plans.person, outcome: plans.outcome, state: plans.state, up_front: 20%"
BY_VALUE = f"{PLAN}, value: plans.value"
KEYS = f"{BY_VALUE}, taken_back: balance"
TIMED = (
    f"{BY_VALUE}, taken_back: balance, timing: {{due: plans.due, confirmed: plans.confirmed, "
    "bands: [{up_to: 28, share: 80%}, {up_to: 56, share: 50%}, {share: 0%}], early: {days: 14, bonus: 5%}}"
)
DUE, CONFIRMED = date(2026, 4, 30), date(2026, 4, 15)
RULES = f"""{HEAD}
records:
  plans:
    key: row
    fields:
      row: {{type: text}}
      person: {{type: person}}
      outcome: {{type: text}}
      state: {{type: text}}
      value: {{type: money, optional: true}}
      due: {{type: date, optional: true}}
      confirmed: {{type: date, optional: true}}
      started: {{type: date, optional: true}}
      by: {{type: text, optional: true}}
      note: {{type: text, personal: true, optional: true}}
measures:
  cqc: {{type: choice, of: [Good, Inadequate], default: Good}}
  price: {{type: money, default: 1500}}
kpis:
  plans_reported: {{value: count(plans)}}
payment:
"""


def entry(keys, *, cap="", by="row"):
    """Return rules that pay by *keys*."""
    return f"{RULES}  - {{policy: person_outcomes, clause: s1{cap}, round: {by}, {keys}}}\n"


def plan(state, person="P-1", outcome="at home", **cells):
    """Return one row."""
    row = {"row": f"{person} {outcome} {state}", "person": person, "outcome": outcome, "state": state}
    return row | ({"value": "1500.00"} if state != "disproved" else {}) | cells


def months(rules, *rows, figures=None):
    """Return the decisions of months in which *rows* came."""
    given = figures or [{}] * len(rows)
    return decided(rules, *given, records=[{"plans": list(one)} for one in rows])


def lines(decision):
    """Return each line's kind and what it comes to, the arithmetic of each part checked."""
    assert decision.undecided == ()
    for line in decision.payment.lines:
        assert [product(part) for part in line.parts] == [part.amount for part in line.parts]
    return [(line.kind.value, str(line.applied)) for line in decision.payment.lines]


def test_ac_52_a_plan_of_1500_pays_300_up_front_and_1200_when_the_person_confirms():
    april, may = months(entry(KEYS), [plan("agreed")], [plan("confirmed")])

    assert lines(april) == [("fee", "300.00")]
    assert lines(may) == [("fee", "1200.00")]


def test_ac_52_a_plan_that_is_not_confirmed_pays_300_in_all():
    decisions = months(entry(KEYS), [plan("agreed")], [], [plan("not achieved")], [])

    assert [one.payment.payable for one in decisions] == [300, 0, 0, 0]


def test_what_is_agreed_and_confirmed_in_one_month_pays_both():
    (april,) = months(entry(KEYS), [plan("confirmed")])

    assert lines(april) == [("fee", "1500.00")]
    assert [part.amount for part in april.payment.lines[0].parts] == [300, 1200]


HEARD = f"{KEYS}, confirmed_by: {{who: plans.by, counts: [the person, an advocate]}}"


@pytest.mark.parametrize(
    ("who", "paid"),
    [
        pytest.param("the person", ["300.00", "1200.00"], id="the person's word counts"),
        pytest.param("an advocate", ["300.00", "1200.00"], id="so does an advocate's"),
        pytest.param("the provider", ["300.00", "0.00"], id="the provider's does not"),
    ],
)
def test_an_outcome_is_confirmed_by_those_whose_word_counts(who, paid):
    decisions = months(entry(HEARD), [plan("agreed")], [plan("confirmed", by=who)])

    assert [amount for one in decisions for _, amount in lines(one)] == paid


def test_what_somebody_else_confirmed_stays_open_for_the_persons_word():
    april, may = months(entry(HEARD), [plan("confirmed", by="the provider")], [plan("confirmed", by="the person")])

    assert [lines(one) for one in (april, may)] == [[("fee", "300.00")], [("fee", "1200.00")]]
    assert april.payment.lines[0].parts[-1].what == "P-1, at home, confirmed by the provider, whose word does not count"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["agreed", "confirmed"]), st.sampled_from(["the person", "the provider"])),
        min_size=1,
        max_size=5,
    )
)
def test_the_balance_is_paid_once_and_only_where_the_person_confirmed(course):
    decisions = months(entry(HEARD), *([plan(state, by=who)] for state, who in course))

    balance = 1200 if ("confirmed", "the person") in course else 0
    assert sum(one.payment.payable for one in decisions) == 300 + balance


def test_where_nobody_says_who_confirmed_a_person_judges():
    (april,) = months(entry(HEARD), [plan("confirmed")])

    assert "plans.by" in april.undecided[0]


def test_only_a_confirmation_asks_whose_word_it_is():
    decisions = months(entry(f"{HEARD}, penalty: 5%"), [plan("agreed")], [plan("not achieved")])

    assert [lines(one) for one in decisions] == [[("fee", "300.00")], [("deduction", "75.00")]]


@pytest.mark.parametrize(
    ("first", "again"),
    [
        pytest.param("agreed", "agreed", id="agreed twice"),
        pytest.param("confirmed", "confirmed", id="confirmed twice"),
        pytest.param("confirmed", "agreed", id="agreed anew once confirmed"),
        pytest.param("not achieved", "confirmed", id="confirmed once it was not achieved"),
        pytest.param("not achieved", "disproved", id="disproved once it was not achieved"),
        pytest.param("disproved", "confirmed", id="confirmed once it was disproved"),
        pytest.param("disproved", "disproved", id="disproved twice"),
    ],
)
def test_an_outcome_of_a_person_is_paid_for_once_and_the_second_time_shown_at_nothing(first, again):
    _, may = months(entry(KEYS), [plan(first)], [plan(again)])

    (line,) = may.payment.lines
    assert (line.applied, len(line.parts)) == (0, 1)
    assert f"{again}, as it was {first} before" in line.parts[0].what


def test_another_outcome_and_another_person_are_paid_for_too():
    (april,) = months(
        entry(KEYS), [plan("agreed"), plan("agreed", outcome="washes alone"), plan("agreed", person="P-2")]
    )

    assert lines(april) == [("fee", "900.00")]


@pytest.mark.parametrize(
    ("late", "due"),
    [
        pytest.param(-20, {"fee": "1500.00", "incentive": "75.00"}, id="twenty days early brings the bonus"),
        pytest.param(-14, {"fee": "1500.00", "incentive": "75.00"}, id="fourteen days are enough"),
        pytest.param(-13, {"fee": "1500.00"}, id="thirteen are not"),
        pytest.param(0, {"fee": "1500.00"}, id="on the day"),
        pytest.param(1, {"fee": "1260.00"}, id="a day late, 80% of the balance"),
        pytest.param(28, {"fee": "1260.00"}, id="the last day of the first band"),
        pytest.param(29, {"fee": "900.00"}, id="a day later, half"),
        pytest.param(57, {"fee": "300.00"}, id="beyond all bands, the share up front"),
    ],
)
def test_the_balance_is_paid_by_how_late_it_is_confirmed(late, due):
    row = plan("confirmed", due=str(CONFIRMED - timedelta(days=late)), confirmed=str(CONFIRMED))

    (april,) = months(entry(TIMED), [row])

    assert dict(lines(april)) == due


def test_without_the_day_on_which_it_was_confirmed_a_person_judges():
    (april,) = months(entry(TIMED), [plan("confirmed", due=str(DUE))])

    assert april.undecided == ("payment: `plans.confirmed` is missing",)


@pytest.mark.parametrize(
    ("confirmed", "said"),
    [
        pytest.param("2026-04-20", None, id="on the day on which work on it began"),
        pytest.param("2026-04-30", None, id="on the last day of the month"),
        pytest.param(
            "2026-05-01",
            "no later than 2026-04-30, the last of the period, in `plans.confirmed`, not 2026-05-01",
            id="after the month that it is reported for",
        ),
        pytest.param(
            "2026-04-19",
            "no earlier than `plans.started`, 2026-04-20, in `plans.confirmed`, not 2026-04-19",
            id="before work on it began",
        ),
        pytest.param(
            "2016-04-20",
            "no earlier than 2026-04-01, on which the contract started, in `plans.confirmed`, not 2016-04-20",
            id="before the contract",
        ),
    ],
)
def test_a_day_on_which_nobody_can_have_confirmed_an_outcome_waits_for_a_person(confirmed, said):
    keys = TIMED.replace("timing: {", "timing: {started: plans.started, ")

    (april,) = months(entry(keys), [plan("confirmed", due=str(DUE), started="2026-04-20", confirmed=confirmed)])

    assert [one.partition("expected a day ")[2] for one in april.undecided] == ([said] if said else [])


def test_the_day_on_which_work_began_is_of_the_same_records():
    with pytest.raises(RuleSetError, match=r"expected a field of `plans`, as `person` is, not `visits\.started`"):
        months(entry(TIMED.replace("timing: {", "timing: {started: visits.started, ")), [])


def test_an_outcome_that_is_not_achieved_costs_the_penalty():
    keys = f"{KEYS}, penalty: 5%"

    april, may = months(entry(keys), [plan("agreed")], [plan("not achieved"), plan("confirmed", person="P-2")])

    assert lines(april) == [("fee", "300.00")]
    assert lines(may) == [("fee", "1500.00"), ("deduction", "75.00")]


@pytest.mark.parametrize(
    ("taken_back", "due"),
    [
        pytest.param("balance", "1335.00", id="the balance and the bonus"),
        pytest.param("all", "1635.00", id="the share up front too"),
    ],
)
def test_what_was_paid_is_taken_back_when_a_confirmation_is_disproved(taken_back, due):
    keys = TIMED.replace("taken_back: balance", f"taken_back: {taken_back}").replace("bonus: 5%", "bonus: 9%")
    confirmed = plan("confirmed", due=str(DUE), confirmed="2026-04-02")

    april, may = months(entry(keys), [confirmed], [plan("disproved"), plan("confirmed", person="P-2", **EARLY)])

    assert dict(lines(april)) == {"fee": "1500.00", "incentive": "135.00"}
    assert dict(lines(may)) == {"fee": "1500.00", "incentive": "135.00", "clawback": due}


EARLY = {"due": "2026-05-31", "confirmed": "2026-05-01"}
PRICED = f"{PLAN}, taken_back: all, prices: {{at home: {{from 2026-04-01: 1000, from 2026-06-01: 2000}}}}"


def test_the_price_at_which_it_was_agreed_is_paid_and_taken_back_whatever_it_is_later():
    rules = entry(PRICED)

    paid = months(rules, [plan("agreed")], [], [plan("confirmed")], [plan("disproved")])
    newer = months(rules, [], [], [plan("confirmed")])

    assert [lines(one) for one in paid] == [
        [("fee", "200.00")],
        [],
        [("fee", "800.00")],
        [("clawback", "1000.00")],
    ]
    assert lines(newer[-1]) == [("fee", "2000.00")]


def test_the_share_up_front_that_was_paid_is_what_the_balance_leaves_out():
    keys = KEYS.replace("up_front: 20%", "up_front: {from 2026-04-01: 20%, from 2026-05-01: 50%}")

    april, may = months(entry(keys), [plan("agreed")], [plan("confirmed"), plan("agreed", person="P-2")])

    assert lines(april) == [("fee", "300.00")]
    assert [part.amount for part in may.payment.lines[0].parts] == [1200, 750]


GATED = f"{KEYS}, penalty: 5%, gate: {{safe: cqc != 'Inadequate', otherwise: waits, at_end: lost}}"
GOOD, INADEQUATE = {"cqc": "Good"}, {"cqc": "Inadequate"}


def test_while_the_regulator_finds_the_provider_inadequate_what_is_earned_waits():
    rows = ([plan("agreed")], [plan("confirmed")], [], [])

    decisions = months(entry(GATED), *rows, figures=[GOOD, INADEQUATE, INADEQUATE, GOOD])

    (waiting,) = decisions[1].payment.lines
    assert (waiting.state, waiting.due) == (LineState.SUSPENDED, 1200)
    assert [one.payment.payable for one in decisions] == [300, 0, 0, 1200]
    assert "which waited" in decisions[3].payment.lines[0].parts[0].what


def test_what_is_earned_while_it_is_unsafe_may_be_lost_for_good():
    rows = ([plan("agreed")], [plan("confirmed")], [plan("disproved")], [])

    decisions = months(
        entry(GATED.replace("waits, at_end: lost", "lost")), *rows, figures=[GOOD, INADEQUATE, GOOD, GOOD]
    )

    assert decisions[1].payment.lines[0].state is LineState.WAIVED
    assert [one.payment.payable for one in decisions] == [300, 0, 0, 0]
    assert lines(decisions[2]) == [("clawback", "0.00")]


def test_what_waits_and_is_disproved_is_neither_paid_nor_taken_back():
    rows = ([plan("confirmed")], [plan("disproved")], [])

    decisions = months(entry(GATED), *rows, figures=[INADEQUATE, GOOD, GOOD])

    # The share up front is the provider's, and waited as well.
    assert [lines(one) for one in decisions[1:]] == [[("fee", "300.00"), ("clawback", "0.00")], []]


def test_penalties_and_what_is_taken_back_wait_for_no_safety():
    rows = ([plan("confirmed"), plan("agreed", person="P-2")], [plan("disproved"), plan("not achieved", person="P-2")])

    _, may = months(entry(GATED), *rows, figures=[GOOD, INADEQUATE])

    assert lines(may) == [("deduction", "75.00"), ("clawback", "1200.00")]


def test_without_the_regulators_rating_a_person_judges():
    (april,) = months(entry(GATED).replace(", default: Good", ""), [plan("agreed")])

    assert april.outcome is DecisionOutcome.UNDECIDED


def test_a_month_without_records_waits_for_a_person_or_pays_nothing_as_the_contract_says():
    (waits,) = decided(entry(KEYS), {})
    (pays,) = decided(entry(f"{KEYS}, missing: pays_nothing"), {})

    assert waits.undecided == ("payment: `plans` is missing",)
    assert lines(pays) == []


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param(
            [plan("agreed"), plan("confirmed")],
            "expected one row for each person and outcome: two are about `P-1, at home`",
            id="two rows about one",
        ),
        pytest.param([plan("done")], "not `done`", id="a state that is none"),
        pytest.param([plan("agreed", value="-1")], "expected a sum of 0 or more in `plans.value`", id="less than 0"),
    ],
)
def test_rows_that_say_two_things_or_none_wait_for_a_person(rows, said):
    (april,) = months(entry(KEYS).replace("value: {type: money", "value: {type: number"), rows)

    assert said in april.undecided[0]


def test_a_value_other_than_the_one_agreed_waits_for_a_person():
    _, may = months(entry(KEYS), [plan("agreed")], [plan("confirmed", value="1600")])

    assert "expected the value agreed for `P-1, at home`, `1500" in may.undecided[0]


def test_an_outcome_without_a_price_waits_for_a_person():
    (april,) = months(entry(PRICED), [plan("agreed", outcome="flies")])

    assert "expected an outcome that has a price, `at home`, not `flies`" in april.undecided[0]


def test_every_sum_is_rounded_for_its_person_so_that_the_same_is_taken_back():
    rows = [plan("confirmed", person=f"P-{number}", value="0.025") for number in range(3)]

    april, may = months(entry(KEYS.replace("balance", "all")), rows, [plan("disproved", person="P-1")])

    # 0.005 up front and a balance of 0.02, for each.
    assert lines(april) == [("fee", "0.09")]
    assert lines(may) == [("clawback", "0.03")]


def test_a_cap_takes_its_part_of_each_and_no_more_is_taken_back_than_it_left():
    rows = [plan("confirmed", person=f"P-{number}") for number in range(3)]
    back = [plan("disproved", person=f"P-{number}") for number in range(3)]
    rules = entry(KEYS.replace("balance", "all"), cap=", cap: {limit: 1000, over: contract}")

    april, may = months(rules, rows, back)

    # Of 300 and 1,200 for each, 66.66 and 266.66 were paid, and of four of them a penny more.
    assert lines(april) == [("fee", "1000.00")]
    assert lines(may) == [("clawback", "1000.00")]


@pytest.mark.parametrize(
    ("caps", "paid", "back"),
    [
        pytest.param("{limit: 500, over: event}", "1300.00", ["320.00", "500.00"], id="by event, what it left of each"),
        pytest.param(
            "[{limit: 500, over: event}, 650]",
            "650.00",
            ["160.00", "250.00"],
            id="and half of that, where half was paid",
        ),
        pytest.param(
            "[{limit: 5000, over: event}, 1200]", "1200.00", ["160.00", "800.00"], id="its part of what others left"
        ),
    ],
)
def test_no_more_is_taken_back_of_anyone_than_a_cap_by_event_left_of_it(caps, paid, back):
    rows = [plan("confirmed", "P-1", value="400.00"), plan("confirmed", "P-2", value="2000.00")]

    april, may, june = months(
        entry(KEYS, cap=f", cap: {caps}"), rows, [plan("disproved", "P-1")], [plan("disproved", "P-2")]
    )

    assert lines(april) == [("fee", paid)]
    assert [lines(one)[-1] for one in (may, june)] == [("clawback", one) for one in back]


A_MONTH = st.lists(
    st.tuples(
        st.sampled_from(["P-1", "P-2", "P-3"]),
        st.sampled_from(["at home", "washes alone"]),
        st.sampled_from(["agreed", "confirmed", "not achieved", "disproved"]),
        st.integers(-30, 90),
    ),
    max_size=4,
    unique_by=lambda row: row[:2],
)
EVERYTHING = TIMED.replace("taken_back: balance", "taken_back: all, penalty: 10%").replace(
    "timing:", "gate: {safe: cqc != 'Inadequate', otherwise: waits, at_end: lost}, timing:"
)


@cache
def everything(cap, keys=EVERYTHING, by="row"):
    """Return rules with every key, read once for all examples."""
    return compiled("rules.yaml", entry(keys, cap=cap, by=by).encode(), policies_with()).rules


def course_of(rules, months_of_rows, figures):
    """Return the decisions of months in which these rows and figures came."""
    standing, found = Standing(), []
    contract = Contract(id="test", provider="test", rule_set="test", start=rules.in_force)
    for period, rows, one in zip(rules.reporting.periods(contract.span), months_of_rows, figures, strict=False):
        tables = {"plans": given_table(rows)}
        evidence = submission(rules, contract, period, one, decided_on=period.last_day, records=tables)
        found.append(decide(rules, contract, standing, evidence))
        standing = folded(standing, found[-1])
    return found


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(A_MONTH, st.booleans()), min_size=1, max_size=7),
    st.sampled_from(["0.01", "33.35", "1500.00"]),
    st.sampled_from(
        [
            "",
            ", cap: 500",
            ", cap: {limit: 2000, over: contract}",
            ", cap: {limit: 200, over: event}",
            ", cap: [{limit: 700, over: event}, {limit: 900, over: twelve months}, {limit: 2000, over: contract}]",
        ]
    ),
)
def test_whatever_comes_nobody_is_paid_twice_and_no_more_is_taken_back_than_was_paid(course, value, cap):
    rows = [
        [
            plan(state, person, outcome, value=value, due=str(CONFIRMED - timedelta(late)), confirmed=str(CONFIRMED))
            for person, outcome, state, late in month
        ]
        for month, _ in course
    ]
    figures = [GOOD if safe else INADEQUATE for _, safe in course]

    decisions = course_of(everything(cap), rows, figures)

    assert all(one.undecided == () for one in decisions)
    for memory in memories(decisions, "person_outcomes"):
        PersonOutcomes().check_stated(None, memory)
    times, kept = Counter(), Counter()
    came = Decimal(0)
    for line in moved(decisions):
        assert line.applied >= 0
        way = {LineKind.FEE: 1, LineKind.INCENTIVE: 1, LineKind.CLAWBACK: -1}.get(line.kind, 0)
        came += way * line.applied
        for part, left in zip(line.parts, left_of(line), strict=True):
            person, outcome, what, *_ = part.what.split(", ")
            paid = person, outcome, "bonus" if "early" in what else what
            kept[paid] += way * left
            if way == 1 and part.amount:
                times[paid] += 1
        assert came >= 0
        assert all(amount >= 0 for amount in kept.values())
    assert set(times.values()) <= {1}


def left_of(line):
    """Return what a cap by event left of each part, rounded, at most; all of it where there is none."""
    by_event = [use.left for use in line.caps][: len(line.parts)] if len(line.caps) >= len(line.parts) else []
    return by_event or [part.amount.quantize(Decimal("0.01"), ROUND_HALF_UP) for part in line.parts]


CAPS = ("500", "{limit: 500, over: event}", "[{limit: 500, over: event}, 700]", "[{limit: 9, over: event}, 2000]")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["0.05", "33.35", "400.00", "1500.00", "2000.01"]), min_size=1, max_size=4),
    st.sampled_from(CAPS),
    st.sampled_from(["balance", "all"]),
)
def test_of_nobody_more_is_taken_back_than_the_caps_left_of_what_was_earned(values, cap, taken_back):
    people = [f"P-{number}" for number, _ in enumerate(values)]
    earned = [plan("confirmed", one, value=value) for one, value in zip(people, values, strict=True)]
    rules = everything(f", cap: {cap}", KEYS.replace("balance", taken_back))

    april, may = course_of(rules, [earned, [plan("disproved", one) for one in people]], [GOOD, GOOD])

    (fee,), (back,) = april.payment.lines, moved([may])
    left = dict(zip([part.what for part in fee.parts], left_of(fee), strict=True))
    assert back.applied <= fee.applied
    assert all(part.amount <= left[part.what.removesuffix(", disproved")] for part in back.parts)


SUMS = st.sampled_from(["0.00", "0.01", "0.05", "33.35", "400.00", "1500.00", "2000.01"])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(SUMS, st.integers(0, 2)), min_size=1, max_size=5),
    st.sampled_from(["", *(f", cap: {cap}" for cap in CAPS)]),
    st.sampled_from(["row", "line"]),
)
def test_all_that_was_paid_can_come_back_and_at_no_time_more(people, cap, by):
    rules = everything(cap, KEYS.replace("balance", "all"), by)
    named = [(f"P-{number}", *one) for number, one in enumerate(people)]
    earned = [plan("confirmed", person, value=value) for person, value, _ in named]
    back = [[plan("disproved", person) for person, _, when in named if when == month] for month in range(3)]

    april, *later = course_of(rules, [earned, *back], [GOOD] * 4)

    paid = sum(line.applied for line in moved([april]))
    taken = [sum(line.applied for line in moved([one])) for one in later]
    assert all(sum(taken[: month + 1]) <= paid for month in range(3))
    assert sum(taken) == paid


def moved(decisions):
    """Return the policy's lines that move money."""
    lines = [line for one in decisions for line in one.payment.lines if line.entry == "person_outcomes"]
    return [line for line in lines if line.state is LineState.APPLIED]


@settings(max_examples=6, deadline=None)
@given(st.permutations([plan("confirmed", "P-1"), plan("not achieved", "P-2"), plan("agreed", "P-3")]))
def test_the_order_of_rows_means_nothing(rows):
    keys = f"{KEYS}, penalty: 5%"

    (april,) = months(entry(keys), rows)

    assert lines(april) == [("fee", "2100.00"), ("deduction", "75.00")]


TIMING = "timing: {due: plans.due, confirmed: plans.confirmed"


@pytest.mark.parametrize(
    ("keys", "complaint"),
    [
        pytest.param(f"{PLAN}, taken_back: all", "expected one of `value`, a field, and `prices`", id="no worth"),
        pytest.param(f"{BY_VALUE}, prices: {{x: 5}}, taken_back: all", "expected one of `value`", id="two worths"),
        pytest.param(BY_VALUE, "expected the key `taken_back`", id="not said what is taken back"),
        pytest.param(f"{BY_VALUE}, taken_back: none", "`none`", id="an unknown word"),
        pytest.param(f"{KEYS}, confirmed_by: {{who: plans.by, counts: []}}", "at least 1", id="nobody's word counts"),
        pytest.param(
            f"{KEYS}, confirmed_by: {{who: visits.by, counts: [her]}}", "as `person` is", id="a word in another table"
        ),
        pytest.param(
            f"{BY_VALUE}, taken_back: all, penalty: 120%", "expected a percentage from 0% to 100%", id="a huge penalty"
        ),
        pytest.param(
            f"{BY_VALUE.replace('20%', '-1%')}, taken_back: all", "expected a percentage from 0%", id="less than 0"
        ),
        pytest.param(f"{BY_VALUE.replace('plans.value', 'plans.worth')}, taken_back: all", "`worth`", id="no field"),
        pytest.param(f"{BY_VALUE.replace('plans.value', 'plans.note')}, taken_back: all", "is personal", id="personal"),
        pytest.param(
            f"{BY_VALUE.replace('plans.state', 'visits.state')}, taken_back: all",
            "expected a field of `plans`, as `person` is, not `visits.state`",
            id="another table",
        ),
        pytest.param(
            f"{BY_VALUE}, taken_back: all, {TIMING.replace('plans.due', 'visits.due')}, bands: [{{share: 1%}}]}}",
            "expected a field of `plans`, as `person` is, not `visits.due`",
            id="a day in another table",
        ),
        pytest.param(f"{BY_VALUE}, taken_back: all, {TIMING}}}", "at least one of `bands` and `early`", id="no change"),
        pytest.param(
            f"{BY_VALUE}, taken_back: all, {TIMING}, bands: [{{up_to: 7, share: 50%}}]}}",
            "expected no `up_to` on the last band",
            id="bands that end",
        ),
        pytest.param(
            f"{BY_VALUE}, taken_back: all, {TIMING}, bands: [{{share: 50%}}, {{share: 5%}}]}}",
            "expected an `up_to` on every band but the last",
            id="a band without an end",
        ),
        pytest.param(
            f"{BY_VALUE}, taken_back: all, {TIMING}, "
            "bands: [{up_to: 7, share: 50%}, {up_to: 7, share: 40%}, {share: 5%}]}",
            "expected bands that rise: beyond 7, not 7",
            id="bands that do not rise",
        ),
        pytest.param(f"{BY_VALUE}, taken_back: all, gate: {{safe: 'true'}}", "`otherwise`", id="a gate of half a word"),
    ],
)
def test_keys_that_pay_twice_or_say_too_little_are_refused(keys, complaint):
    with pytest.raises(RuleSetError) as refusal:
        decided(f"{RULES}  - {{policy: person_outcomes, clause: s1, {keys}}}\n")

    assert complaint in "\n".join(str(one) for one in refusal.value.diagnostics)


@pytest.mark.parametrize(
    ("by", "paid", "taken_back"),
    [
        pytest.param("row", "0.12", ["0.04"] * 3, id="4/5 of 0.045 for each of three, rounded for each"),
        pytest.param("line", "0.11", ["0.04", "0.04", "0.03"], id="or together, of which each has whole pennies"),
    ],
)
def test_the_contract_says_whether_each_persons_sum_is_rounded_and_never_is_more_taken_back(by, paid, taken_back):
    people = ("P-1", "P-2", "P-3")
    agreed = [plan("agreed", person=one, value="0.045") for one in people]
    confirmed = [plan("confirmed", person=one, value="0.045") for one in people]
    disproved = [[plan("disproved", person=one)] for one in people]

    _, may, *later = months(entry(KEYS, by=by), agreed, confirmed, *disproved)

    assert lines(may) == [("fee", paid)]
    assert [lines(one)[-1] for one in later] == [("clawback", one) for one in taken_back]


@pytest.mark.parametrize(
    ("memory", "said"),
    [
        pytest.param({"value: P-1, work": 500}, "together of what is agreed: `P-1, work`", id="agreed without a share"),
        pytest.param({"share up front: P-1, work": 1}, "`value` and `share up front` together", id="without a value"),
        pytest.param(
            {"value: P-1, work": 500, "share up front: P-1, work": 1, "confirmed: P-1, work": 1},
            "or `confirmed`, not both: `P-1, work`",
            id="agreed and confirmed",
        ),
        pytest.param(
            {"value: P-1, work": 500, "share up front: P-1, work": 40}, "a `share up front` of at most 1", id="percent"
        ),
        pytest.param(
            {"confirmed: P-1, work": 1, "disproved: P-1, work": 1},
            "expected `confirmed` or `disproved`, not both: `P-1, work`",
            id="confirmed and disproved",
        ),
        pytest.param(
            {"paid up front: P-1, work": 100},
            "besides `paid up front` what is agreed, or what became of it: `P-1, work`",
            id="paid up front, which would be paid again when it is agreed",
        ),
        pytest.param(
            {"value: P-1, work": 500, "share up front: P-1, work": 0, "paid balance: P-1, work": 500},
            "expected `paid balance` of what is `confirmed`: `P-1, work`",
            id="its balance, which would be paid again when it is confirmed",
        ),
        pytest.param(
            {"value: P-1, work": 500, "share up front: P-1, work": 0, "waits early bonus: P-1, work": 25},
            "expected `waits early bonus` of what is `confirmed`: `P-1, work`",
            id="a bonus that waits for nothing",
        ),
    ],
)
def test_what_is_stated_of_an_outcome_goes_together(memory, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        PersonOutcomes().check_stated(None, {name: Decimal(number) for name, number in memory.items()})
