"""Service credits for each one past a threshold, and for each step of several."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import RuleSetError
from engine.model.decimals import settled
from engine.model.figures import Absence
from engine.model.outcome import Basis, Counts, Measured
from engine.plugins.service_credits import ServiceCredits
from engine.plugins.testing import GivenView, decided, not_rated, parameters_of, rated
from tests.plugins.products import product
from tests.plugins.rule_texts import figures, paying

MISSED = "per_excess: {kpi: missed, beyond: 10, price: 25}"
LATE = "per_step: {kpi: late, beyond: 0, step: 2, price: 10.5% of goods, part_step: pro_rata}"


def credit(keys, outcome, **sums):
    """Return what *keys* make of *outcome*, the arithmetic of its part checked."""
    view = GivenView(given=(outcome,), figures=sums or {"goods": "200"})
    found = ServiceCredits().drafts(parameters_of(ServiceCredits(), keys), view)
    for draft in found:
        (part,) = draft.parts
        # A third has a last digit of its own.
        assert settled(product(part)) == settled(part.amount)
    return sum((draft.amount for draft in found), Decimal(0))


@pytest.mark.parametrize(
    ("figure", "due"),
    [
        pytest.param("10", "0", id="on the threshold nothing is due"),
        pytest.param("11", "25", id="each missed visit beyond 10 costs 25"),
        pytest.param("97", "2175", id="87 of them"),
        pytest.param("3", "0", id="fewer than the threshold earn nothing back"),
        pytest.param("10.5", "12.5", id="half of one is half the price"),
    ],
)
def test_what_is_beyond_a_threshold_is_priced_by_its_number(figure, due):
    assert credit(MISSED, rated("missed", "inadequate", figure)) == Decimal(due)


@pytest.mark.parametrize(
    ("figure", "part_step", "due"),
    [
        pytest.param("5", "pro_rata", "52.50", id="AC-27: 5 days late at 10.5% per 2 days of 200"),
        pytest.param("5", "ignored", "42", id="two whole steps"),
        pytest.param("5", "full", "63", id="three steps begun"),
        pytest.param("345", "pro_rata", "3622.50", id="AC-27: 345 days late, before the cap"),
        pytest.param("4", "full", "42", id="what is whole is not begun again"),
        pytest.param("1", "ignored", "0", id="less than a step is ignored"),
        pytest.param("0", "full", "0", id="in time nothing is due"),
    ],
)
def test_semantics_25_a_step_that_is_not_whole_counts_as_declared(figure, part_step, due):
    keys = LATE.replace("pro_rata", part_step)

    assert credit(keys, rated("late", "inadequate", figure)) == Decimal(due)


def test_thirds_of_a_step_make_a_whole_one():
    keys = "per_step: {kpi: late, beyond: 0, step: 3, price: 0.30, part_step: pro_rata}"

    assert credit(keys, rated("late", "inadequate", "5")) == Decimal("0.50")


def test_where_less_is_worse_what_is_below_the_threshold_is_priced():
    keys = "per_step: {kpi: calls, below: 95, step: 0.5, price: 40, part_step: ignored}"

    assert credit(keys, rated("calls", "inadequate", "93.9")) == 80
    assert credit(keys, rated("calls", "good", "96")) == 0


def test_a_figure_without_bands_is_priced_too():
    assert credit(MISSED, Measured("missed", Decimal(12), Decimal(12), ())) == 50


def test_what_is_not_rated_costs_nothing():
    assert credit(MISSED, not_rated("missed", Absence.SUPPRESSED)) == 0


def test_semantics_16_what_is_doubtful_or_in_grace_moves_no_money():
    bad = rated("missed", "inadequate", "50")

    assert credit(MISSED, bad._replace(counts=Counts.NEITHER, doubtful=True)) == 0
    assert credit(MISSED, bad._replace(counts=Counts.NEITHER, in_grace=True)) == 0


def test_a_deemed_failure_is_priced_at_the_figure_that_the_contract_deems():
    deemed = rated("missed", "inadequate")._replace(basis=Basis.DEEMED)

    assert credit(MISSED.replace("price", "deemed: 14, price"), deemed) == 100


def test_a_deemed_failure_without_such_a_figure_waits_for_a_person():
    rules = paying("- {policy: service_credits, per_excess: {kpi: calls, below: 98, price: 1}}").replace(
        "value: answered", "value: answered\n    missing: {failure: inadequate}"
    )

    (decision,) = decided(rules, figures(answered=Absence.MISSING))

    assert decision.undecided == ("payment: `calls` is missing",)


def test_in_time_no_price_is_asked_for():
    assert credit(LATE, rated("late", "good", "0"), nothing="1") == 0


def test_a_step_that_a_contract_sets_to_nothing_waits_for_a_person():
    entry = "- {policy: service_credits, per_step: {kpi: missed_visits, beyond: 0, step: s, price: 1, part_step: full}}"
    rules = paying(entry, more="parameters: {s: {type: number}}")

    (decision,) = decided(rules, figures(missed=9), parameters={"s": "0"})

    assert "expected a step of more than 0, not `0`" in decision.undecided[0]


FIGURES = st.decimals(0, 1000, places=3)
STEPS = st.decimals("0.001", 50, places=3)


@given(FIGURES, FIGURES, STEPS)
def test_part_steps_cost_nothing_their_part_or_all(figure, threshold, step):
    keys = f"per_step: {{kpi: late, beyond: {threshold}, step: {step}, price: 7, part_step: WAY}}"
    outcome = rated("late", "inadequate", str(figure))

    ignored, pro_rata, full = (credit(keys.replace("WAY", way), outcome) for way in ("ignored", "pro_rata", "full"))

    past = max(figure - threshold, Decimal(0))
    assert ignored <= pro_rata <= full <= ignored + 7
    assert ignored == past // step * 7
    assert full == -(-past // step) * 7 or full == ignored + 7
    assert (full == ignored) is (past % step == 0)


@pytest.mark.parametrize(
    ("keys", "complaint"),
    [
        pytest.param("per_excess: {kpi: calls, price: 5}", "expected one of `beyond`", id="no threshold"),
        pytest.param("per_excess: {kpi: calls, beyond: 1, below: 1, price: 5}", "expected one of `beyond`", id="two"),
        pytest.param("per_excess: {kpi: cals, beyond: 1, price: 5}", "did you mean `calls`", id="a misspelt KPI"),
        pytest.param(
            "per_excess: {kpi: calls, beyond: 1, price: -5}", "expected a sum of 0 or more", id="a price below 0"
        ),
        pytest.param(
            "per_excess: {kpi: calls, beyond: 1, price: 5, step: 2}", "unknown key `step`", id="a step of an excess"
        ),
        pytest.param(
            "per_step: {kpi: calls, beyond: 1, price: 5, step: 2}",
            "expected the key `part_step`",
            id="no word on parts",
        ),
        pytest.param(
            "per_step: {kpi: calls, beyond: 1, price: 5, step: 2, part_step: half}", "`pro_rata`", id="another word"
        ),
        pytest.param(
            "per_step: {kpi: calls, beyond: 1, price: 5, step: {year 1: 2, year 2: 0}, part_step: full}",
            "expected a step of more than 0",
            id="a step of nothing in one year",
        ),
        pytest.param("per_failure: 5\nper_point: 5", "expected one of `per_point`", id="two ways"),
        pytest.param(
            f"{MISSED.replace('missed', 'calls')}\nkpis: [calls]", "expected `kpis` beside", id="kpis beside it"
        ),
    ],
)
def test_wrong_keys_are_refused_with_words(keys, complaint):
    entry = "- policy: service_credits\n" + "".join(f"  {line}\n" for line in keys.splitlines())

    with pytest.raises(RuleSetError) as refused:
        decided(paying(entry))

    assert complaint in str(refused.value)
