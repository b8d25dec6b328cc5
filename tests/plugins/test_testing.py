"""The test double answers as the real view does."""

from datetime import date
from decimal import Decimal
from textwrap import indent

import pytest
from pydantic import Field

from engine.errors import PluginError, RuleSetError, SubmissionError
from engine.model.dated_terms import DatedAmount, DatedPercentage, DatedQuantity
from engine.model.escalation import DecisionOutcome
from engine.model.figures import Absence
from engine.model.period import Period
from engine.model.policy import AbsentFigureError, Parameters
from engine.model.terms import Condition, Formula, Percentage, Whole
from engine.model.windows import Over
from engine.plugins.ladder import Ladder
from engine.plugins.testing import GivenView, decided, not_rated, parameters_of, policies_with, rated
from tests.plugins.rule_texts import figures, paying
from tests.plugins.strangers import Tip


class ProbeParameters(Parameters):
    """One of each term."""

    amount: DatedAmount
    quantity: DatedQuantity
    share: DatedPercentage
    formula: Formula
    condition: Condition
    over: Over


KEYS = """
amount: {year 1: 0.5% of charges, year 2: 7}
quantity: {from 2026-04-01: 12, from 2026-05-01: exit_points}
share: {from 2026-05-01: 12.5%}
formula: charges / 4
condition: missed > 3
over: 2 periods
"""


def seen(parameters, view):
    """Return all that *view* says."""
    return {
        "period": (view.period, view.whole_period, view.contract_year),
        "money": view.money(parameters.amount),
        "number": view.number(parameters.quantity),
        "share": view.in_force(parameters.share),
        "value": view.value(parameters.formula),
        "holds": view.verdict(parameters.condition).holds,
        "points": (view.points(), view.points("calls"), view.points(over=parameters.over)),
        "failures": (view.failures(), view.failures("calls"), view.failures("calls", over=parameters.over)),
        "ratings": {name: one.rating.name for name, one in view.outcomes.items()},
    }


def test_the_double_says_what_the_real_view_says():
    said = []
    probe = Tip(lambda parameters, view: said.append(seen(parameters, view)) or (), parameters=ProbeParameters)
    from_the_start = KEYS.replace("from 2026-05-01: 12.5%", "from 2026-04-01: 12.5%")
    rules = paying(
        "- policy: tip" + indent(from_the_start, "  "), more="parameters: {exit_points: {type: number, default: 50}}\n"
    )

    decided(rules, figures(), figures(missed=9, answered=85), figures(missed=3, answered=92), policies=[probe])

    months = (
        (rated("missed_visits", "good", "0"), rated("calls", "good", "100")),
        (rated("missed_visits", "inadequate", "9", points="8"), rated("calls", "inadequate", "85", points="18")),
        (
            rated("missed_visits", "requires_improvement", "3", points="2"),
            rated("calls", "requires_improvement", "92", points="3"),
        ),
    )
    double = GivenView(
        given=months[2],
        earlier=months[:2],
        figures={"charges": "240000", "exit_points": "50", "charges / 4": "60000"},
        holds={"missed > 3": False},
        period=Period.parse("2026-06"),
    )
    assert seen(parameters_of(probe, KEYS), double) == said[2]


@pytest.mark.parametrize(
    ("over", "failures"),
    [
        pytest.param("1 period", 1, id="this period"),
        pytest.param("2 periods", 2, id="this one and the one before"),
        pytest.param("12 months", 3, id="as many as there are"),
        pytest.param("contract", 3, id="the whole contract"),
    ],
)
def test_the_double_remembers_the_months_before(over, failures):
    failed = (rated("calls", "inadequate", "50"),)
    view = GivenView(given=failed, earlier=(failed, (not_rated("missed"), *failed)))
    keys = parameters_of(Tip(parameters=ProbeParameters), KEYS.replace("2 periods", over))

    assert view.failures("calls", over=keys.over) == failures


def test_a_window_longer_than_the_term_is_reported_at_its_place():
    entry = "- policy: tip" + indent(KEYS.replace("2 periods", "7 months"), "  ")

    with pytest.raises(RuleSetError) as refusal:
        decided(paying(entry, more="term: 6 months\n"), policies=[Tip(parameters=ProbeParameters)])

    (report,) = [one for one in refusal.value.diagnostics if one.code == "window-too-long"]
    assert report.line.strip() == "over: 7 months"


class Bounded(Parameters):
    """Numbers with bounds."""

    days: Whole = Field(7, ge=1, le=31)
    share: Percentage = Field(gt=0, lt=1)


@pytest.mark.parametrize(
    ("keys", "complaint"),
    [
        pytest.param("{days: 0, share: 5%}", "expected at least 1, not `0`", id="too few"),
        pytest.param("{days: 32, share: 5%}", "expected at most 31, not `32`", id="too many"),
        pytest.param("{share: 0%}", "expected more than 0, not `0.00`", id="on a bound that is out"),
        pytest.param("{share: 100%}", "expected less than 1, not `1.00`", id="on the other"),
    ],
)
def test_bounds_of_a_strangers_numbers_hold(keys, complaint):
    with pytest.raises(RuleSetError) as refusal:
        parameters_of(Tip(parameters=Bounded), keys)

    assert complaint in refusal.value.diagnostics[0].message


def test_a_figure_that_the_double_was_not_given_is_missing():
    with pytest.raises(AbsentFigureError, match="`charges / 4` is missing"):
        GivenView().value(Formula("charges / 4"))


def test_a_condition_that_the_double_was_not_given_is_unknown():
    assert GivenView().verdict(Condition("missed > 3")).holds is Absence.UNKNOWN


def test_a_dated_value_that_is_not_in_force_yet_is_missing_in_the_double_too():
    keys = parameters_of(Tip(parameters=ProbeParameters), KEYS)

    with pytest.raises(AbsentFigureError):
        GivenView(period=Period.parse("2026-04")).in_force(keys.share)


def test_mistakes_in_keys_are_shown_with_their_line():
    with pytest.raises(RuleSetError) as refusal:
        parameters_of(Ladder(), "climb: jum\nrungs: []")

    assert [one.place.line for one in refusal.value.diagnostics] == [1, 2]


def test_mistakes_in_rules_are_shown_with_their_line():
    with pytest.raises(RuleSetError, match="unknown policy `tipp`; did you mean `tip`"):
        decided(paying("- policy: tipp"), policies=[Tip()])


def test_mistakes_in_figures_are_shown():
    with pytest.raises(SubmissionError, match="did you mean `missed`"):
        decided(paying("- policy: tip"), {"mised": "3"}, policies=[Tip()])


def test_mistakes_in_the_parameters_of_the_contract_are_shown():
    with pytest.raises(SubmissionError, match="unknown parameter `exit_point`"):
        decided(paying("- policy: tip"), figures(), policies=[Tip()], parameters={"exit_point": "3"})


def test_policies_of_a_test_come_through_the_door_of_every_plugin():
    with pytest.raises(PluginError, match=r"`engine\.plugins\.fixed_fee` and `this test`"):
        policies_with(Tip(name="fixed_fee"))


def test_a_contract_may_start_within_a_period_and_fill_in_parameters():
    rules = paying(
        "- {policy: fixed_fee, amount: fee, short_periods: pro_rata}",
        more="parameters:\n  fee: {type: money}\n",
    )

    (decision,) = decided(rules, figures(), start=date(2026, 4, 16), parameters={"fee": "200"})

    assert decision.outcome is DecisionOutcome.NO_ACTION
    assert decision.payment.payable == Decimal(100)
