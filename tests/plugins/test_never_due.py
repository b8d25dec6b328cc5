"""A price for what can never happen is refused: it would silently cost nothing."""

import pytest

from engine.errors import RuleSetError
from engine.plugins.testing import decided
from tests.plugins.rule_texts import figures, paying

MEASURES = """
measures:
  charges: {type: money}
  missed: {type: percent}
  answered: {type: percent}
  regulator: {type: choice, of: [Good, Fair], default: Good}
kpis:
  counted: {value: missed}
"""
KPIS = f"""{MEASURES}
  never_bad: {{clause: p1, value: regulator, bands: {{good: Good, approaching_target: Fair}}}}
  deemed: {{value: missed, missing: {{failure: inadequate}}}}
  banded: {{clause: p2, value: missed, better: lower, bands: {{good: 1}}}}
  worst_never_bad: {{worst_of: [never_bad], not_rated: leave_out}}
  worst: {{worst_of: [never_bad, banded], not_rated: leave_out}}
"""


def complaints(entry, kpis=KPIS):
    """Return what is said about the payment *entry*."""
    try:
        decided(paying(f"- {{clause: s, {entry}}}", kpis=kpis), figures())
    except RuleSetError as refusal:
        return [(one.code, one.message) for one in refusal.diagnostics]
    return []


def never_due(words):
    """Return the one complaint."""
    return [("never-due", f"expected a KPI that {words}: nothing would ever be due")]


@pytest.mark.parametrize(
    "priced",
    [
        pytest.param("policy: service_credits, per_failure: 100, kpis: [{}]", id="by failures"),
        pytest.param(
            "policy: service_credits, at_risk: {{amount: charges, pools: {{one: {{share: 50%, kpis: {{{}: 10%}}}}}}}}",
            id="from pools",
        ),
        pytest.param(
            "policy: suspended_credits, not_rated: wait, at_end: avoided, per_point: 5, kpis: [{}]",
            id="suspended, by points",
        ),
        pytest.param(
            "policy: suspended_credits, not_rated: wait, at_end: avoided, "
            "percentage_gap: {{kpi: {}, allowed: 3, of: charges}}",
            id="suspended, by the gap",
        ),
        pytest.param(
            "policy: suspended_credits, not_rated: wait, at_end: avoided, "
            "per_excess: {{kpi: {}, beyond: 3, price: 25}}",
            id="suspended, by the excess",
        ),
        pytest.param(
            "policy: suspended_credits, not_rated: wait, at_end: avoided, "
            "per_step: {{kpi: {}, beyond: 3, step: 1, part_step: full, price: 25}}",
            id="suspended, by steps",
        ),
    ],
)
def test_what_hangs_on_a_failure_is_refused_for_a_kpi_that_cannot_fail(priced):
    for kpi in ("counted", "never_bad", "worst_never_bad"):
        assert complaints(priced.format(kpi)) == never_due(f"can fail, not `{kpi}`")
    for kpi in ("deemed", "banded", "worst"):
        assert complaints(priced.format(kpi)) == []


@pytest.mark.parametrize(
    "priced", ["policy: service_credits, per_point: 5", "policy: service_credits, by_rating: {approaching_target: 5}"]
)
def test_what_hangs_on_a_rating_is_refused_for_a_kpi_without_one(priced):
    assert complaints(f"{priced}, kpis: [never_bad, counted]") == never_due("is rated, not `counted`")
    assert complaints(f"{priced}, kpis: [never_bad]") == []


def test_where_no_kpi_is_named_one_of_the_rule_set_must_be_able_to_fail():
    priced = "policy: service_credits, per_failure: 100"

    assert complaints(priced) == []
    assert complaints(priced, MEASURES) == never_due("can fail in the rule set")


def test_a_kpi_with_a_mistake_of_its_own_is_not_said_to_be_unable_to_fail():
    broken = KPIS.replace("bands: {good: 1}", "bands: {goood: 1}")

    said = complaints("policy: service_credits, per_failure: 100, kpis: [banded, worst]", broken)

    assert "never-due" not in {code for code, _ in said}


def test_a_gap_prices_the_figure_of_a_kpi_without_bands():
    entry = "- {policy: service_credits, clause: s, percentage_gap: {kpi: counted, allowed: 3, of: charges}}"

    (decision,) = decided(paying(entry, kpis=MEASURES), figures(missed=5, charges=10000))

    assert [str(line.applied) for line in decision.payment.lines] == ["200.00"]
