from decimal import Decimal
from textwrap import indent

import pytest

from engine.errors import RuleSetError
from engine.model.figures import Absence
from engine.model.outcome import Basis, Counts
from engine.model.payment import LineKind
from engine.plugins.service_credits import ServiceCredits
from engine.plugins.testing import GivenView, decided, not_rated, parameters_of, rated
from tests.plugins.products import product
from tests.plugins.rule_texts import figures, paying

CHARGES = {"charges": "240000"}


def credit(keys: str, *outcomes, figures=CHARGES) -> Decimal:
    """Return what service credits with *keys* come to, their arithmetic checked part by part."""
    view = GivenView(given=outcomes, figures=figures)
    drafts = ServiceCredits().drafts(parameters_of(ServiceCredits(), keys), view)
    for draft in drafts:
        assert draft.kind is LineKind.DEDUCTION
        assert [product(part) for part in draft.parts] == [part.amount for part in draft.parts]
    return sum((draft.amount for draft in drafts), Decimal(0))


@pytest.mark.parametrize(
    ("keys", "due"),
    [
        pytest.param("per_point: 0.5% of charges", 9600, id="AC-19: 8 points at half a percent of the charges"),
        pytest.param("per_point: 250", 2000, id="8 points at a sum"),
        pytest.param("per_point: {from 2026-01-01: 100, from 2026-05-01: 200}", 800, id="at a sum that was dated"),
        pytest.param("{per_point: 250, kpis: [calls]}", 500, id="of the KPIs that the contract names"),
        pytest.param("{per_point: 250, kpis: [calls, missed]}", 2000, id="of several"),
    ],
)
def test_points_are_priced(keys, due):
    outcomes = (rated("missed", "inadequate", "9", points="6"), rated("calls", "inadequate", "80", points="2"))

    assert credit(keys, *outcomes) == due


def test_without_points_nothing_is_due_and_no_charges_are_asked_for():
    assert credit("per_point: 0.5% of charges", rated("missed", "good", "0"), figures={}) == 0


def test_what_is_not_rated_costs_nothing():
    assert credit("per_point: 250", not_rated("missed", Absence.SUPPRESSED)) == 0


@pytest.mark.parametrize(
    ("rating", "due"),
    [
        pytest.param("good", "0", id="AC-25: a good month costs nothing"),
        pytest.param("approaching_target", "0.20", id="AC-25: the first tier costs 2% of 10"),
        pytest.param("requires_improvement", "0.30", id="AC-25: the second tier costs 3% of 10"),
        pytest.param("inadequate", "5", id="a tier may cost a sum"),
    ],
)
def test_ratings_are_priced(rating, due):
    keys = "by_rating: {approaching_target: 2% of charges, requires_improvement: 3% of charges, inadequate: 5}"

    assert credit(keys, rated("uptime", rating, "99"), figures={"charges": "10"}) == Decimal(due)


@pytest.mark.parametrize(
    ("gap", "figure", "due"),
    [
        pytest.param("required: 98", "75", "2300", id="AC-24: 98 required, 75 reached, 23% of 10,000"),
        pytest.param("required: 98", "98", "0", id="on the level nothing is due"),
        pytest.param("required: 98", "99", "0", id="above it neither"),
        pytest.param("required: {year 1: 98, year 2: 99}", "97.5", "50", id="the level may be dated"),
        pytest.param("allowed: 2", "3.2", "120", id="a figure that may not exceed 2 and is 3.2 costs 1.2%"),
        pytest.param("allowed: 2", "1", "0", id="below what is allowed nothing is due"),
    ],
)
def test_a_gap_is_priced_in_percent(gap, figure, due):
    keys = f"percentage_gap: {{kpi: uptime, {gap}, of: charges}}"

    outcome = rated("uptime", "requires_improvement", figure)

    assert credit(keys, outcome, figures={"charges": "10000"}) == Decimal(due)


def test_a_deemed_failure_is_priced_at_the_figure_that_the_contract_deems():
    deemed = rated("uptime", "inadequate")._replace(basis=Basis.DEEMED)

    keys = "percentage_gap: {kpi: uptime, required: 98, of: charges, deemed: 90}"

    assert credit(keys, deemed, figures={"charges": "10000"}) == 800


def test_a_deemed_failure_without_such_a_figure_waits_for_a_person():
    rules = paying("- {policy: service_credits, percentage_gap: {kpi: calls, required: 98, of: charges}}").replace(
        "value: answered", "value: answered\n    missing: {failure: inadequate}"
    )

    (decision,) = decided(rules, figures(answered=Absence.MISSING))

    assert decision.undecided == ("payment: `calls` is missing",)


POOLS = """
at_risk:
  amount: 10% of charges
  pools:
    quality: {share: 50%, kpis: {calls: 40%, missed: 60%}}
    reporting: {share: 50%, kpis: {reports: 100%}}
"""


@pytest.mark.parametrize(
    ("failing", "due"),
    [
        pytest.param(["calls"], 2000, id="AC-23: 100,000 x 10% x 50% x 40%"),
        pytest.param(["calls", "missed"], 5000, id="a pool can be lost whole"),
        pytest.param(["calls", "missed", "reports"], 10000, id="and so can all that is at risk, but no more"),
        pytest.param([], 0, id="nothing is lost while nothing fails"),
    ],
)
def test_semantics_25_pools_at_risk_are_lost_by_the_kpis_that_fail(failing, due):
    outcomes = [
        rated(kpi, "inadequate" if kpi in failing else "approaching_target", "50")
        for kpi in ("calls", "missed", "reports")
    ]

    assert credit(POOLS, *outcomes, figures={"charges": "100000"}) == due


def test_semantics_3_shares_at_risk_may_change_by_contract_year_or_from_a_date():
    pools = (
        "pools: {all: {share: {year 1: 50%, year 2: 60%}, kpis: {calls: {from 2026-01-01: 40%, from 2026-05-01: 1%}}}}"
    )

    due = credit(f"at_risk: {{amount: 10000, {pools}}}", rated("calls", "inadequate", "50"))

    assert due == 2000


@pytest.mark.parametrize(
    "keys",
    [
        "per_point: 0.5% of charges",
        "by_rating: {inadequate: 5% of charges}",
        "percentage_gap: {kpi: calls, required: 98, of: charges}",
        "at_risk: {amount: 10% of charges, pools: {all: {share: 100%, kpis: {calls: 100%}}}}",
    ],
    ids=["by points", "by rating", "by gap", "from a pool"],
)
def test_semantics_16_what_is_doubtful_or_in_grace_moves_no_money(keys):
    bad = rated("calls", "inadequate", "50")

    assert credit(keys, bad._replace(points=Decimal(5))) > 0
    assert credit(keys, bad._replace(counts=Counts.NEITHER, doubtful=True)) == 0
    assert credit(keys, bad._replace(counts=Counts.NEITHER, in_grace=True)) == 0
    assert credit(keys, bad._replace(counts=Counts.NEITHER, basis=Basis.CARRIED)) == 0


def test_charges_of_nothing_bring_a_credit_of_nothing():
    rules = paying("- {policy: service_credits, per_point: 0.5% of charges}")

    (decision,) = decided(rules, figures(missed=9, charges=0))

    assert decision.payment.lines == ()
    assert str(decision.payment.payable) == "0.00"


def test_absent_charges_with_points_wait_for_a_person_who_is_told_which_figure():
    rules = paying("- {policy: service_credits, per_point: 0.5% of charges}")

    (decision,) = decided(rules, figures(missed=9, charges=Absence.SUPPRESSED))

    assert decision.undecided == ("payment: `charges` is suppressed",)
    assert decision.payment is None
    assert decision.moves == ()


@pytest.mark.parametrize(
    ("keys", "complaint"),
    [
        pytest.param("kpis: [calls]", "expected one of `per_point`", id="no way of pricing"),
        pytest.param("per_point: 5\nby_rating: {good: 5}", "expected one of `per_point`", id="two ways"),
        pytest.param("per_point: 5\nkpis: [calls, calls]", "expected each KPI once", id="a KPI twice"),
        pytest.param("per_point: 5\nkpis: []", "expected at least 1", id="no KPI"),
        pytest.param("by_rating: {}", "expected at least 1", id="no rating"),
        pytest.param("per_point: -5", "expected a sum of 0 or more", id="a price below nothing"),
        pytest.param("per_point: 0.5 of charges", "expected a sum such as", id="a share without its sign"),
        pytest.param("per_point: 0.5% of chargs", "did you mean `charges`", id="a misspelt sum"),
        pytest.param("per_point: 5% of missed", "expected a sum of money", id="a share of what is no money"),
        pytest.param("per_point: 5\nkpis: [cals]", "did you mean `calls`", id="a misspelt KPI"),
        pytest.param("by_rating: {inadequat: 5}", "did you mean `inadequate`", id="a misspelt rating"),
        pytest.param("per_pont: 5", "did you mean `per_point`", id="a misspelt key"),
        pytest.param(
            "percentage_gap: {kpi: calls, of: charges}", "expected one of `required`", id="a gap without its level"
        ),
        pytest.param(
            "percentage_gap: {kpi: calls, required: 9, allowed: 8, of: charges}", "expected one of `required`", id="two"
        ),
        pytest.param(
            "percentage_gap: {kpi: calls, required: 98, of: charges}\nkpis: [calls]", "beside `per_point`", id="kpis"
        ),
        pytest.param(
            "at_risk: {amount: 5, pools: {a: {share: 60%, kpis: {calls: 100%}}, b: {share: 50%, kpis: {calls: 9%}}}}",
            "at most 100% of what is at risk",
            id="SEMANTICS 25: pools over 100%",
        ),
        pytest.param(
            "at_risk: {amount: 5, pools: {a: {share: 60%, kpis: {calls: 60%, missed_visits: 41%}}}}",
            "at most 100% of the pool",
            id="SEMANTICS 25: allocations over 100%",
        ),
        pytest.param(
            "at_risk: {amount: 5, pools: {a: {share: 60%, kpis: {calls: 160%, missed_visits: -61%}}}}",
            "expected an allocation of 0% or more",
            id="an allocation below nothing",
        ),
        pytest.param(
            "at_risk: {amount: 5, pools: {a: {share: 60%, kpis: {calls: {year 1: 10%, year 2: -1%}}}}}",
            "expected an allocation of 0% or more",
            id="an allocation below nothing in one year",
        ),
        pytest.param(
            "at_risk: {amount: 5, pools: {a: {share: 0%, kpis: {calls: 10%}}}}", "more than 0%", id="an empty pool"
        ),
        pytest.param(
            "at_risk: {amount: 5, pools: {a: {share: {year 1: 60%, year 2: 50%}, kpis: {calls: 9%}},"
            " b: {share: {year 1: 40%, year 2: 51%}, kpis: {calls: 9%}}}}",
            "at most 100% of what is at risk",
            id="SEMANTICS 25: pools over 100% in one year",
        ),
    ],
)
def test_what_prices_nothing_or_twice_is_refused(keys, complaint):
    entry = "- policy: service_credits\n" + indent(keys, "  ")

    with pytest.raises(RuleSetError) as refusal:
        decided(paying(entry))

    assert complaint in "\n".join(str(one) for one in refusal.value.diagnostics)


def test_each_part_of_a_credit_names_its_kpi_and_its_numbers():
    rules = paying("- {policy: service_credits, per_point: 0.5% of charges}")

    (decision,) = decided(rules, figures(missed=9, answered=85))

    (line,) = decision.payment.lines
    assert [(part.what, *((one.value, one.what) for one in part.factors)) for part in line.parts] == [
        ("missed_visits", (8, "points"), (Decimal("0.005"), "share"), (240000, "charges")),
        ("calls", (18, "points"), (Decimal("0.005"), "share"), (240000, "charges")),
    ]
