"""Sums that are withheld, and released, retained or repaid with interest (SEMANTICS 25)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import RuleSetError
from engine.model.events import ContractEvent, Reported
from engine.model.figures import Absence
from engine.model.payment import LineKind
from engine.plugins.testing import decided
from tests.plugins.rule_texts import HEAD

KPIS = """
measures:
  value: {type: money}
  missed: {type: count, title: Milestones missed}
  cured: {type: flag}
  kept: {type: flag}
  unjustified: {type: flag}
kpis:
  milestones: {value: missed, better: lower, bands: {good: 0}, missing: not_rated}
payment:
"""
ENTRY = """\
  - policy: withholding
    clause: GC 9
    withheld: {amount: 2% of value, count: missed, when: missed > 0}
    released_when: cured
    retained_when: kept
    repaid_when: unjustified
    interest: 8%
    at_end: released
    cap: 10% of value
"""
RULES = HEAD + KPIS + ENTRY


def month(missed=0, *, value=100000, **said):
    """Return the figures of one month; nothing is said but what is named."""
    said = {"cured": False, "kept": False, "unjustified": False} | said
    words = {name: str(one).lower() if isinstance(one, bool) else one for name, one in said.items()}
    return {"missed": str(missed), "value": str(value)} | words


def lines(decision):
    """Return the lines by their kind."""
    return {line.kind.value: str(line.applied) for line in decision.payment.lines if line.entry == "withholding"}


def test_2_percent_is_withheld_for_each_milestone_missed_and_at_most_10():
    april, may, june = decided(RULES, month(1), month(7), month(0))

    assert lines(april) == {"withheld": "2000.00"}
    assert [(str(one.due), str(one.capped_off), str(one.applied)) for one in may.payment.lines[1:]] == [
        ("14000.00", "4000.00", "10000.00")
    ]
    assert lines(june) == {}
    assert april.payment.remembered == {"withholding": {"withheld 2026-04-30": 2000}}


@pytest.mark.parametrize(
    ("said", "came", "moved"),
    [
        pytest.param({"cured": True}, {"released": "4000.00"}, "4000.00", id="cured, it is released"),
        pytest.param({"kept": True}, {"retained": "4000.00"}, "0.00", id="retained, it stays withheld for good"),
        pytest.param(
            {"unjustified": True},
            {"released": "4000.00", "interest": "39.89"},
            "4039.89",
            id="unjustified, it is repaid with interest for 61 and 30 days",
        ),
        pytest.param({"cured": True, "kept": True}, {"released": "4000.00"}, "4000.00", id="released before retained"),
        pytest.param(
            {"cured": True, "unjustified": True},
            {"released": "4000.00", "interest": "39.89"},
            "4039.89",
            id="repaid before released",
        ),
    ],
)
def test_what_is_withheld_ends_once(said, came, moved):
    fee = "  - {policy: fixed_fee, name: fee, clause: s, amount: value, short_periods: whole}\n"
    decisions = decided(HEAD + KPIS + fee + ENTRY, month(1), month(1), month(0, **said), month(0, **said))

    june, july = decisions[2:]
    assert lines(june) == came
    assert june.payment.payable == 100000 + Decimal(moved)
    assert lines(july) == {}


def test_semantics_25_interest_is_simple_and_runs_from_the_day_withheld_to_the_day_before_repayment():
    *_, june = decided(RULES, month(1), month(0), month(0, unjustified=True))

    (interest,) = [line for line in june.payment.lines if line.kind is LineKind.INTEREST]
    (part,) = interest.parts
    assert part.what == "withheld on 2026-04-30"
    assert [(factor.value, factor.what, factor.of) for factor in part.factors] == [
        (2000, "sum", None),
        (8, "percent", 100),
        (61, "days", 365),
    ]
    # 2,000 x 8% x 61 / 365
    assert str(interest.applied) == "26.74"


def test_what_was_found_unjustified_is_repaid_with_interest_though_it_was_retained():
    found = [ContractEvent(1, date(2026, 6, 10), "A. Officer", "as found", Reported("found"))]
    rules = RULES.replace("repaid_when: unjustified", "unjustified: found").replace(
        "payment:\n", "events: {found: {}}\npayment:\n"
    )

    april, may, june, july = decided(rules, month(1), month(2, kept=True), month(0), month(0, kept=True), events=found)

    assert (lines(april), lines(may)) == ({"withheld": "2000.00"}, {"retained": "2000.00", "withheld": "4000.00"})
    # 2,000 x 8% x 61 / 365 and 4,000 x 8% x 30 / 365
    assert lines(june) == {"released": "6000.00", "interest": "53.04"}
    assert (lines(july), june.payment.remembered["withholding"]) == (
        {},
        {"retained 2026-04-30": None, "withheld 2026-05-31": None},
    )


def test_what_is_withheld_after_such_a_finding_is_not_reached_by_it():
    found = [ContractEvent(1, date(2026, 4, 29), "A. Officer", "as found", Reported("found"))]
    rules = RULES.replace("repaid_when: unjustified", "unjustified: found").replace(
        "payment:\n", "events: {found: {}}\npayment:\n"
    )

    april, may = decided(rules, month(1), month(0), events=found)

    assert (lines(april), lines(may)) == ({"withheld": "2000.00"}, {})


def test_a_leap_year_has_365_days_too():
    *_, march = decided(RULES.replace("2026-04-01", "2028-02-01"), month(1), month(0, unjustified=True))

    assert lines(march)["interest"] == "13.59"  # 31 days


def test_the_rate_of_the_day_of_repayment_may_be_a_parameter():
    rules = RULES.replace("8%", "rate").replace("\nmeasures", "\nparameters: {rate: {type: number}}\nmeasures")

    *_, june = decided(rules, month(1), month(0), month(0, unjustified=True), parameters={"rate": "4"})

    assert lines(june)["interest"] == "13.37"


def test_what_is_released_and_interest_meet_no_cap():
    decisions = decided(RULES, month(5), month(5), month(0, cured=True, value=1))

    assert lines(decisions[-1]) == {"released": "20000.00"}
    assert [line.caps for line in decisions[-1].payment.lines if line.entry == "withholding"] == [()]


def test_what_is_withheld_now_is_not_what_ends_now():
    _, may = decided(RULES, month(1), month(2, cured=True))

    assert lines(may) == {"released": "2000.00", "withheld": "4000.00"}
    assert may.payment.remembered == {"withholding": {"withheld 2026-04-30": None, "withheld 2026-05-31": 4000}}


def test_nothing_asks_how_it_ends_while_nothing_is_withheld():
    (april,) = decided(RULES, month(0, cured=Absence.MISSING))

    assert april.undecided == ()


def test_whether_it_ends_waits_for_a_person_where_that_is_unknown():
    _, may = decided(RULES, month(1), month(0, cured=Absence.MISSING))

    assert may.undecided == ("payment: `cured` is unknown",)


def test_a_count_below_nothing_waits_for_a_person():
    rules = RULES.replace("count: missed, when: missed > 0", "count: missed - 3, when: missed > 0")

    (april,) = decided(rules, month(1))

    assert "expected no fewer than 0 of `missed - 3`, not `-2`" in april.undecided[0]


MONTHS = st.lists(
    st.builds(
        month,
        st.integers(0, 7),
        value=st.integers(0, 99999),
        cured=st.booleans(),
        kept=st.booleans(),
        unjustified=st.booleans(),
    ),
    max_size=10,
)


@settings(max_examples=40, deadline=None)
@given(MONTHS)
def test_released_and_retained_are_never_more_than_withheld(months):
    sums = dict.fromkeys(LineKind, Decimal(0))
    held: dict[str, Decimal] = {}

    for decision in decided(RULES, *months):
        for line in decision.payment.lines:
            sums[line.kind] += line.applied if line.entry == "withholding" else 0
        held |= {
            name: amount or Decimal(0) for name, amount in decision.payment.remembered.get("withholding", {}).items()
        }
        ended = sums[LineKind.RELEASED] + sums[LineKind.RETAINED]
        assert ended <= sums[LineKind.WITHHELD]
        assert sum(held.values()) == sums[LineKind.WITHHELD] - ended


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        pytest.param(
            "    interest: 8%\n", "", "expected both of `repaid_when` (or `unjustified`) and `interest`", id="no rate"
        ),
        pytest.param("    repaid_when: unjustified\n", "", "expected both of `repaid_when`", id="a rate of nothing"),
        pytest.param(
            "    released_when: cured\n    retained_when: kept\n    repaid_when: unjustified\n    interest: 8%\n",
            "",
            "expected one at least of `released_when`",
            id="withheld for ever",
        ),
        pytest.param(", when: missed > 0", "", "expected the key `when`", id="withheld at no time"),
        pytest.param("cured\n", "cure\n", "did you mean `cured`", id="a misspelt name"),
        pytest.param("released_when: cured", "released_when: missed", "expected flag, not number", id="a number"),
        pytest.param("8%", "-8%", "expected a rate of 0% or more", id="interest below nothing"),
    ],
)
def test_wrong_keys_are_refused_with_words(old, new, complaint):
    with pytest.raises(RuleSetError) as refused:
        decided(RULES.replace(old, new))

    assert complaint in str(refused.value)


LADDER = """\
escalation:
  - policy: ladder
    climb: jump
    rungs:
      - {rung: routine}
      - {rung: exit, decision: exit_trigger, enter: credits(withholding) >= 1000}
"""


@pytest.mark.parametrize(
    ("said", "rungs"),
    [
        pytest.param({"cured": True}, ["routine"] * 3, id="what is released never was"),
        pytest.param({"unjustified": True}, ["routine"] * 3, id="nor what is repaid"),
        pytest.param({"kept": True}, ["routine", "exit", "exit"], id="what is retained is, from then on"),
    ],
)
def test_semantics_27_a_sum_withheld_is_a_credit_once_it_is_retained(said, rungs):
    decisions = decided(RULES + LADDER, month(1), month(0, **said), month(0))

    assert [one.moves[0].after for one in decisions] == rungs


def test_semantics_24_a_cap_over_the_contract_counts_what_was_withheld_though_it_was_released():
    rules = RULES.replace("cap: 10% of value", "cap: {limit: 3000, over: contract}")

    decisions = decided(rules, month(1), month(0, cured=True), month(1), month(1))

    assert [lines(one).get("withheld") for one in decisions] == ["2000.00", None, "1000.00", "0.00"]
