from datetime import date
from decimal import Decimal
from textwrap import indent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import RuleSetError
from engine.model.figures import Absence
from engine.model.period import Period
from engine.model.policy import AbsentFigureError
from engine.plugins.gain_share import GainShare
from engine.plugins.testing import GivenView, decided, parameters_of
from tests.plugins.products import product
from tests.plugins.rule_texts import HEAD

HALF = "{bands: [{share: 50%}]}"
BANDS = "bands: [{up_to: 2%, share: 0%}, {up_to: 10%, share: 50%}, {share: 25%}]"
SUMS = "bands: [{up_to: 100000, share: 20%}, {up_to: 250000, share: 60%}, {share: 10%}]"
GATE = "rating(satisfaction) == good"
KEYS = {"expected": "expected", "actual": "actual", "settled": "each_period", "savings": HALF, "over_spend": HALF}


def keys(**changed: str) -> str:
    """Return the keys of an entry, one a line."""
    return "\n".join(f"{key}: {value}" for key, value in {**KEYS, **changed}.items() if value)


def drafts(actual: str, *, holds: bool | Absence = True, more: dict[str, str] | None = None, **changed: str):
    """Return the drafts of a period that was expected to cost 5,000,000, the arithmetic of each part checked."""
    figures = {"expected": "5000000", "actual": actual, **(more or {})}
    view = GivenView(figures=figures, holds={GATE: holds})
    found = GainShare().drafts(parameters_of(GainShare(), keys(**changed)), view)
    for draft in found:
        assert [product(part) for part in draft.parts] == [part.amount for part in draft.parts]
    return found


def shared(actual: str, **changed) -> tuple[str, Decimal] | None:
    """Return the kind and amount of the one line, None where there is none."""
    found = drafts(actual, **changed)
    return (found[0].kind.value, found[0].amount) if found else None


def rules(**changed: str) -> str:
    """Return a rule file that shares gains by the quarter, or as *changed*."""
    return f"""{HEAD.replace("every: month", "every: quarter")}
measures:
  expected: {{type: money}}
  actual: {{type: money}}
  satisfied: {{type: percent}}
  council_spend: {{type: money}}
  health_spend: {{type: money}}
kpis:
  satisfaction:
    clause: s2
    value: satisfied
    better: higher
    bands: {{good: 80, approaching_target: 75, requires_improvement: 70}}
payment:
  - policy: gain_share
    clause: s1
{indent(keys(**changed), "    ")}
"""


def quarter(actual: object, *, expected=1000, satisfied: object = 85, council=600, health=400) -> dict[str, object]:
    """Return the figures of a period."""
    given = {
        "expected": expected,
        "actual": actual,
        "satisfied": satisfied,
        "council_spend": council,
        "health_spend": health,
    }
    return {name: one if isinstance(one, Absence) else str(one) for name, one in given.items()}


def applied(decision) -> list[tuple[str, str]]:
    """Return the kind and amount of each line of gain share."""
    return [(line.kind.value, str(line.applied)) for line in decision.payment.lines if line.entry == "gain_share"]


@pytest.mark.parametrize(
    ("actual", "changed", "line"),
    [
        pytest.param("4819000", {}, ("incentive", 90500), id="half of 181,000 saved, as in the published example"),
        pytest.param("5181000", {}, ("deduction", 90500), id="and half of 181,000 overspent"),
        pytest.param("5000000", {}, None, id="as expected"),
        pytest.param("4900000", {"savings": f"{{{BANDS}}}"}, None, id="the first band shares nothing"),
        pytest.param("4899999", {"savings": f"{{{BANDS}}}"}, ("incentive", Decimal("0.5")), id="a pound beyond it"),
        pytest.param("4700000", {"savings": f"{{{BANDS}}}"}, ("incentive", 100000), id="within the second band"),
        pytest.param("4500000", {"savings": f"{{{BANDS}}}"}, ("incentive", 200000), id="to the end of the second"),
        pytest.param("4400000", {"savings": f"{{{BANDS}}}"}, ("incentive", 225000), id="and beyond it"),
        pytest.param("5300000", {"over_spend": f"{{{BANDS}}}"}, ("deduction", 100000), id="over-spend by bands"),
        pytest.param("4700000", {"savings": f"{{{SUMS}}}"}, ("incentive", 115000), id="bands in sums of money"),
        pytest.param("4000000", {"savings": "{bands: [{share: 50%}], cap: 400000}"}, ("incentive", 400000), id="a cap"),
        pytest.param("4200000", {"savings": "{bands: [{share: 50%}], cap: 8%}"}, ("incentive", 400000), id="upon it"),
        pytest.param(
            "4000000", {"savings": "{bands: [{share: 50%}], cap: 8%}"}, ("incentive", 400000), id="in percent"
        ),
        pytest.param("4000000", {"savings": "{bands: [{share: 50%}], cap: 0}"}, None, id="a cap of nothing"),
        pytest.param(
            "6000000", {"over_spend": "{bands: [{share: 50%}], collar: 5%}"}, ("deduction", 250000), id="a collar"
        ),
        pytest.param("4000000", {"savings": ""}, None, id="savings that are the commissioners' alone"),
        pytest.param("6000000", {"over_spend": ""}, None, id="over-spend that is theirs alone"),
    ],
)
def test_savings_and_over_spend_are_shared(actual, changed, line):
    assert shared(actual, **changed) == line


CAPITATION = {"borne_by": "provider"}


@pytest.mark.parametrize(
    ("actual", "changed", "line"),
    [
        pytest.param("4819000", {}, ("deduction", 90500), id="half of 181,000 saved comes back"),
        pytest.param("5181000", {}, ("fee", 90500), id="and half of 181,000 overspent is paid for"),
        pytest.param("5000000", {}, None, id="as expected"),
        pytest.param("4700000", {"savings": f"{{{BANDS}}}"}, ("deduction", 200000), id="the first band all comes back"),
        pytest.param(
            "4400000", {"savings": f"{{{BANDS}}}"}, ("deduction", 375000), id="and three quarters of the last"
        ),
        pytest.param("5600000", {"over_spend": f"{{{BANDS}}}"}, ("fee", 375000), id="over-spend by bands"),
        pytest.param("4000000", {"savings": "{bands: [{share: 100%}]}"}, None, id="savings that are all kept"),
        pytest.param("6000000", {"over_spend": "{bands: [{share: 100%}]}"}, None, id="over-spend that is all borne"),
        pytest.param(
            "4000000", {"savings": "{bands: [{share: 50%}], cap: 8%}"}, ("deduction", 600000), id="all beyond the cap"
        ),
        pytest.param(
            "6000000", {"over_spend": "{bands: [{share: 50%}], collar: 5%}"}, ("fee", 750000), id="and the collar"
        ),
        pytest.param(
            "4000000", {"savings": ""}, ("deduction", 1000000), id="savings that are the commissioners' alone"
        ),
        pytest.param("6000000", {"over_spend": ""}, ("fee", 1000000), id="over-spend that is theirs alone"),
    ],
)
def test_who_bears_the_cost_shares_it_with_the_commissioners(actual, changed, line):
    assert shared(actual, **CAPITATION, **changed) == line


@pytest.mark.parametrize(
    ("actual", "line"),
    [
        pytest.param("4000000", ("deduction", 1000000), id="no savings are kept"),
        pytest.param("6000000", ("fee", 500000), id="and over-spend is shared all the same"),
    ],
)
def test_without_quality_nothing_of_the_savings_is_kept(actual, line):
    assert shared(actual, holds=False, gate=GATE, **CAPITATION) == line


def test_what_comes_back_shows_both_costs_what_was_kept_and_who_has_it():
    (draft,) = drafts("4000000", **CAPITATION, split="{fixed: {council: 60%, health: 40%}}")

    assert [(part.what, part.amount) for part in draft.parts] == [
        ("expected cost", 5000000),
        ("actual cost", -4000000),
        ("the provider's: savings, expected cost", -2500000),
        ("the provider's: savings, actual cost", 2000000),
        ("split among the commissioners", -500000),
        ("council", 300000),
        ("health", 200000),
    ]


@pytest.mark.parametrize(("short_periods", "line"), [("pro_rata", ("deduction", 2300)), ("whole", ("deduction", 4550))])
def test_what_was_expected_of_a_short_period_goes_by_its_days_or_is_whole(short_periods, line):
    short, whole = Period(date(2026, 5, 16), date(2026, 7, 1)), Period(date(2026, 4, 1), date(2026, 7, 1))
    view = GivenView(period=short, whole=whole, figures={"expected": "9100", "actual": "0"})

    (draft,) = GainShare().drafts(parameters_of(GainShare(), keys(short_periods=short_periods, **CAPITATION)), view)

    assert (draft.kind.value, draft.amount) == line


@pytest.mark.parametrize(
    ("actual", "holds", "line"),
    [
        pytest.param("4000000", True, ("incentive", 500000), id="a gain with quality"),
        pytest.param("4000000", False, ("incentive", 0), id="no gain without it, and a line that says so"),
        pytest.param("6000000", False, ("deduction", 500000), id="a loss without quality"),
        pytest.param("6000000", Absence.UNKNOWN, ("deduction", 500000), id="a loss that nobody asks quality for"),
        pytest.param("5000000", Absence.UNKNOWN, None, id="nothing to gain, and nothing to ask"),
    ],
)
def test_gains_are_gated_by_quality_and_losses_are_not(actual, holds, line):
    assert shared(actual, holds=holds, gate=GATE) == line


def test_savings_of_which_the_provider_has_no_share_ask_for_no_quality():
    assert shared("4900000", holds=Absence.UNKNOWN, savings=f"{{{BANDS}}}", gate=GATE) is None


def test_a_gain_whose_gate_is_unknown_waits_for_a_person():
    with pytest.raises(AbsentFigureError, match="is unknown"):
        drafts("4000000", holds=Absence.UNKNOWN, gate=GATE)


@pytest.mark.parametrize(
    ("split", "council", "health"),
    [
        pytest.param("{fixed: {council: 60%, health: 40%}}", 300000, 200000, id="by fixed shares"),
        pytest.param("{fixed: {council: 50%, health: 50%}}", 250000, 250000, id="in equal parts"),
        pytest.param("{by_spend: {council: x, health: y}}", 375000, 125000, id="by spend"),
        pytest.param("{by_performance: {council: x, health: y}}", 375000, 125000, id="by performance"),
    ],
)
@pytest.mark.parametrize("actual", ["4000000", "6000000"], ids=["gain", "loss"])
def test_commissioners_of_a_pooled_fund_have_their_parts(actual, split, council, health):
    (draft,) = drafts(actual, more={"x": "90", "y": "30"}, split=split)

    assert draft.amount == 500000
    assert [(part.what, part.amount) for part in draft.parts[-2:]] == [("council", council), ("health", health)]


def test_commissioners_may_have_their_parts_by_what_their_people_need():
    split = "{by_spend: {council: 2 * council_spend, health: 3 * health_spend}}"

    (quarter_of_need,) = decided(rules(split=split), quarter(0, council=300, health=300))

    (line,) = quarter_of_need.payment.lines
    assert [(part.what, part.amount) for part in line.parts[-2:]] == [("council", 200), ("health", 300)]


def test_a_fund_in_which_nobody_spent_waits_for_a_person():
    with pytest.raises(AbsentFigureError, match="`spend of the commissioners` is no activity"):
        drafts("4000000", more={"x": "0", "y": "0"}, split="{by_spend: {council: x, health: y}}")


def test_a_commissioner_that_scores_below_nothing_waits_for_a_person():
    with pytest.raises(ValueError, match="expected commissioners to have spent or scored 0 or more"):
        drafts("4000000", more={"x": "9", "y": "-1"}, split="{by_performance: {council: x, health: y}}")


def test_an_expected_cost_below_nothing_waits_for_a_person():
    figures = {"expected": "-1", "actual": "-2"}

    with pytest.raises(ValueError, match="expected an expected cost of 0 or more"):
        GainShare().drafts(parameters_of(GainShare(), keys()), GivenView(figures=figures))


def test_a_year_is_settled_at_its_end_so_that_quarters_even_out():
    text = rules(settled="contract_year", split="{by_spend: {council: council_spend, health: health_spend}}")

    decisions = decided(
        text, quarter(900), quarter(1100), quarter(700, council=0), quarter(1000), quarter(1500), quarter(1000)
    )

    assert [applied(one) for one in decisions] == [[], [], [], [("incentive", "150.00")], [], []]
    council, health = decisions[3].payment.lines[0].parts[-2:]
    # The council spent 1,800 of 3,400 in the year.
    assert (council.factors[-1].value, council.factors[-1].of, health.factors[-1].value) == (1800, 3400, 1600)


def test_a_gate_may_look_at_the_whole_year():
    text = rules(settled="contract_year", gate='failures(satisfaction, within="contract year") == 0')

    *_, good = decided(text, *[quarter(900)] * 4)
    *_, bad = decided(text, quarter(900, satisfied=60), *[quarter(900)] * 3)

    assert (applied(good), applied(bad)) == ([("incentive", "200.00")], [("incentive", "0.00")])


@pytest.mark.parametrize("missing", ["actual", "satisfied"])
def test_figures_that_are_missing_wait_for_a_person(missing):
    figures = quarter(900) | {missing: Absence.MISSING}

    (decision,) = decided(rules(gate=GATE), figures)

    assert decision.payment is None
    assert "payment: " in decision.undecided[0]


def test_a_missing_cost_is_found_in_its_own_quarter_of_the_year():
    (decision,) = decided(rules(settled="contract_year"), quarter(Absence.MISSING))

    assert decision.undecided == ("payment: `actual` is missing",)


COSTS = st.decimals(0, 10**7, places=2)


@settings(max_examples=200, deadline=None)
@given(expected=COSTS, actual=COSTS, first=st.integers(0, 100), then=st.integers(0, 100), part=st.integers(0, 100))
def test_a_gain_or_loss_is_bounded_and_its_parts_add_up(*, expected, actual, first, then, part):
    side = f"bands: [{{up_to: 10%, share: {first}%}}, {{share: {then}%}}]"
    text = keys(
        savings=f"{{{side}, cap: 5%}}",
        over_spend=f"{{{side}, collar: 3%}}",
        split=f"{{fixed: {{council: {part}%, health: {100 - part}%}}}}",
    )
    figures = {"expected": str(expected), "actual": str(actual)}

    found = GainShare().drafts(parameters_of(GainShare(), text), GivenView(figures=figures))

    difference, edge = abs(expected - actual), expected / 10
    due = min(difference, edge) * first / 100 + max(difference - edge, Decimal(0)) * then / 100
    due = min(due, expected * (5 if actual < expected else 3) / 100)
    assert sum(draft.amount for draft in found) == due
    for draft in found:
        council, health = draft.parts[-2:]
        assert council.amount + health.amount == due
        assert draft.amount >= 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"savings": "", "over_spend": ""}, "expected at least one of `savings` and", id="nothing shared"),
        pytest.param({"savings": "", "gate": GATE}, "expected no `gate` without `savings`", id="a gate to nothing"),
        pytest.param({"savings": "{bands: []}"}, "1", id="no bands"),
        pytest.param(
            {"savings": "{bands: [{up_to: 5%, share: 50%}]}"}, "expected no `up_to` on the last band", id="a last end"
        ),
        pytest.param(
            {"savings": "{bands: [{share: 50%}, {share: 40%}]}"}, "expected an `up_to` on every band", id="no end"
        ),
        pytest.param(
            {"savings": "{bands: [{up_to: 5%, share: 50%}, {up_to: 5%, share: 40%}, {share: 0%}]}"},
            "expected bands that rise, all in sums or all in percent: beyond `5%`, not `5%`",
            id="bands that do not rise",
        ),
        pytest.param(
            {"savings": "{bands: [{up_to: 5%, share: 50%}, {up_to: 900, share: 40%}, {share: 0%}]}"},
            "beyond `5%`, not `900`",
            id="sums among percentages",
        ),
        pytest.param({"savings": "{bands: [{share: 101%}]}"}, "expected a percentage from 0% to 100%", id="101%"),
        pytest.param({"savings": "{bands: [{share: 5%}], cap: much}"}, "expected a sum such as `250000`", id="a word"),
        pytest.param({"savings": "{bands: [{share: 5%}], cap: -5%}"}, "expected 0 or more", id="less than nothing"),
        pytest.param({"split": "{fixed: {a: 60%, b: 30%}}"}, "expected shares that total 100%, not `90%`", id="90%"),
        pytest.param({"split": "{fixed: {a: 100%}}"}, "2", id="one commissioner"),
        pytest.param(
            {"split": "{fixed: {a: 60%, b: 40%}, by_spend: {a: council_spend, b: health_spend}}"},
            "expected one of `fixed`, `by_spend`, `by_performance`, got 2",
            id="two ways of splitting",
        ),
        pytest.param({"split": "{by_spend: {a: council, b: health_spend}}"}, "unknown name `council`", id="a name"),
    ],
)
def test_keys_that_make_no_sense_are_refused_with_words(changed, said):
    with pytest.raises(RuleSetError) as refused:
        decided(rules(**changed))

    assert said in str(refused.value)
