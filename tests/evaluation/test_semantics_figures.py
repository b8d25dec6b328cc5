"""SEMANTICS 8 to 10, clause by clause: arithmetic, limits, money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, DecimalException, InvalidOperation, Overflow

import pytest

from engine.compiler.rule_sets import compiled
from engine.model.decimals import Precision, Rounding, exactly
from engine.model.decision import DecisionOutcome
from engine.model.payment import Draft, Factor, LineKind, Part
from engine.model.policy import Parameters
from engine.plugins.testing import policies_with
from tests.evaluation.builders import POLICIES, Provider, errors, kpi, ladder, lines, outcome, rating, rule_file, rules

FEE = "{policy: fixed_fee, amount: 1000.00, short_periods: whole%s}"


def found(**parts):
    """The diagnostics of `rule_file(**parts)` about limits: their severity, code and message."""
    diagnostics = compiled("rules.yaml", rule_file(**parts).encode(), POLICIES).diagnostics
    return [(one.severity.value, one.code, one.message) for one in diagnostics if one.code.startswith("bands")]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param("1." + 48 * "0" + "05", "1." + 48 * "0" + "0", id="a half goes to the even digit, down"),
        pytest.param("1." + 48 * "0" + "15", "1." + 48 * "0" + "2", id="a half goes to the even digit, up"),
    ],
)
def test_semantics_8_the_fiftieth_digit_is_rounded_half_even(written, kept):
    with exactly():
        assert str(+Decimal(written)) == kept


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        pytest.param("5E-21", 0, id="a half of the twentieth place goes to nothing, which is even"),
        pytest.param("15E-21", 1, id="one and a half to two, which is something"),
        pytest.param("4E-21", 0, id="less than a half goes"),
    ],
)
def test_semantics_8_dust_goes_half_even_before_the_declared_rounding_looks(value, rounded):
    assert Precision(0, Rounding.UP).rounded(Decimal(value)) == rounded
    assert Precision(0, Rounding.UP).rounder()(Decimal(value)) == rounded


@pytest.mark.parametrize(
    ("work", "trap"),
    [
        pytest.param(lambda: Decimal("9e999999") * 10, Overflow, id="overflow"),
        pytest.param(lambda: Decimal("Infinity") - Decimal("Infinity"), InvalidOperation, id="what is no number"),
        pytest.param(lambda: Decimal(0) / Decimal(0), DecimalException, id="nothing over nothing"),
    ],
)
def test_semantics_8_the_context_traps(work, trap):
    with exactly(), pytest.raises(trap):
        work()


def test_semantics_8_a_figure_that_outgrows_the_digits_waits_for_a_person_and_pays_nothing():
    value = "figure * figure * figure * figure"
    rule_set = rules(kpis=kpi(value=value, precision="9 dp, half up"), payment=f"- {FEE % ''}")

    decision = Provider(rule_set).reports(figure=10**17)

    assert (decision.outcome, decision.payment) == (DecisionOutcome.UNDECIDED, None)
    assert decision.undecided == ("kpi: a figure becomes too large to be rounded exactly",)


@pytest.mark.parametrize(
    ("work", "comes_to"),
    [
        pytest.param({"value": "figure / visits * visits", "precision": "0 dp, down"}, "1", id="a KPI's value"),
        pytest.param(
            {"value": "round(figure / visits * 1.5, 0)", "precision": "0 dp, down"}, "1", id="what `round` is given"
        ),
    ],
)
def test_semantics_8_a_third_times_three_is_one_in(work, comes_to):
    decision = Provider(rules(kpis=kpi(**work))).reports(figure=1, visits=3)

    assert outcome(decision).value == Decimal(comes_to)


def test_semantics_8_a_third_times_three_is_one_in_a_weighted_score():
    parts = kpi("a", bands="{good: 1}") + kpi("b", bands="{good: 1}") + kpi("c", value="extra", bands="{good: 1}")
    thirds = "{a: 30%, b: 60%, c: 10%}"
    score = kpi(
        "score",
        weighted_score=thirds,
        not_rated="leave_out",
        precision="0 dp, down",
        better="higher",
        bands="{good: 1}",
    )

    decision = Provider(rules(kpis=parts + score)).reports(figure=1)

    # 0.3 and 0.6 of 0.9 are a third and two thirds.
    assert outcome(decision, "score").value == 1


def test_semantics_8_a_third_times_three_is_one_in_a_sum_of_money():
    policy = _Pays(lambda: [(LineKind.FEE, (Decimal(10) / 3 * 3 - Decimal("0.005"),))])

    (line,) = _paid(policy, "{precision: 2 dp, rounding: half up}").lines

    assert line.due == 10  # 9.995, and not a hair less


QUOTIENT = "missed / visits > 0.5"
WHERE = [
    pytest.param({"escalation": ladder("%s")}, id="what enters a rung"),
    pytest.param({"escalation": ladder("failures() >= 1", leave="%s")}, id="what leaves one"),
    pytest.param({"kpis": kpi(ratings="[{good: '%s'}, {inadequate: otherwise}]")}, id="a rating"),
    pytest.param({"kpis": kpi(limiters="[{when: '%s', never_better_than: inadequate}]")}, id="a limiter"),
    pytest.param({"payment": "- " + FEE % ", when: '%s'"}, id="when something is paid"),
]


@pytest.mark.parametrize("parts", WHERE)
@pytest.mark.parametrize(
    ("condition", "refused"),
    [
        pytest.param(QUOTIENT, True, id="as it stands"),
        pytest.param("0.1 < max(missed / visits, 0) < 1", True, id="inside another function"),
        pytest.param("round(missed / visits, 1) / 2 > 0.5", True, id="divided again"),
        pytest.param("round(missed / visits, 2) > 0.5", False, id="rounded"),
    ],
)
def test_semantics_8_a_quotient_is_rounded_before_it_is_compared_in(parts, condition, refused):
    written = {key: text.replace("%s", condition) for key, text in parts.items()}

    assert errors(**written) == ({"unrounded-quotient"} if refused else set())


def test_semantics_8_within_a_kpis_value_its_precision_does_the_rounding():
    whether = f"1 if {QUOTIENT} else 0"

    assert errors(kpis=kpi(value=whether, precision="0 dp, half up")) == set()
    assert errors(kpis=kpi(value=whether)) == {"precision-missing"}


COMPOSITE = kpi("a") + kpi("b")
WEIGHTED = {"not_rated": "leave_out", "precision": "0 dp, up", "better": "", "bands": ""}
POOL = "{amount: 1000, pools: {p: {share: 100%, kpis: {kpi: %s}}}}"
SHARES = [
    pytest.param({"payment": f"- {FEE % ', cap: %s of charges'}"}, id="a cap"),
    pytest.param({"payment": "- {policy: service_credits, per_point: %s of charges}"}, id="the price of a point"),
    pytest.param({"payment": "- {policy: service_credits, by_rating: {inadequate: %s of charges}}"}, id="a deduction"),
    pytest.param({"payment": f"- {{policy: service_credits, at_risk: {POOL}}}"}, id="a share at risk"),
    pytest.param(
        {"kpis": COMPOSITE + kpi("c", weighted_score="{a: %s, b: 90%}", **WEIGHTED)},
        id="a weight",
    ),
    pytest.param(
        {"changes": "{value_at_award: award, value_limit: %s}", "parameters": "award: {type: money}"},
        id="a limit of changes",
    ),
]


@pytest.mark.parametrize("parts", SHARES)
def test_semantics_8_a_percentage_is_written_with_its_sign_in(parts):
    signed, bare = (errors(**{key: text.replace("%s", one) for key, text in parts.items()}) for one in ("10%", "0.1"))

    assert (signed, "unexpected-value" in bare) == (set(), True)


@pytest.mark.parametrize(
    ("better", "limit", "figure", "expected"),
    [
        pytest.param("higher", "line", "94.95", "good", id="the value is rounded"),
        pytest.param("higher", "line", "95.04", "inadequate", id="a parameter finer than the precision is not"),
        pytest.param("higher", "more than line", "95.05", "good", id="a strict limit may name one"),
        pytest.param("lower", "less than line", "95.04", "good", id="lower being better too"),
    ],
)
def test_semantics_9_a_limit_that_a_parameter_sets_is_not_rounded(better, limit, figure, expected):
    line = Decimal(95) if expected == "good" and limit == "line" else Decimal("95.04")
    shape = kpi(better=better, precision="1 dp, half up", bands=f"{{good: {limit}}}")
    provider = Provider(rules(parameters="line: {type: number}", kpis=shape), parameters={"line": line})

    assert rating(provider.reports(figure=figure)) == expected


LIMITED = [
    pytest.param("higher", "90", "90", "good", id="on the limit is the better rating"),
    pytest.param("higher", "90", "89.94", "inadequate", id="below it is not"),
    pytest.param("higher", "90", "89.95", "good", id="the value is rounded before"),
    pytest.param("higher", "90.04", "90.04", "inadequate", id="and the limit is not"),
    pytest.param("higher", "more than 90", "90.04", "inadequate", id="more than 90 leaves 90 out"),
    pytest.param("lower", "5", "5", "good", id="on the limit is the better rating, lower being better"),
    pytest.param("lower", "5", "5.05", "inadequate", id="above it is not"),
    pytest.param("lower", "less than 5", "5", "inadequate", id="less than 5 leaves 5 out"),
]


@pytest.mark.parametrize("way", ["plain", "measured seldom", "limited", "dated", "decided late"])
@pytest.mark.parametrize(("better", "limit", "figure", "expected"), LIMITED)
def test_semantics_9_a_figure_is_held_against_its_limit_alike(*, better, limit, figure, expected, way):
    more = {
        "measured seldom": {"every": "month"},
        "limited": {"limiters": "[{when: breach, never_better_than: inadequate}]"},
        "decided late": {"missing": "not_rated"},
    }.get(way, {})
    written = f"{{year 1: {limit}}}" if way == "dated" else limit
    shape = kpi(better=better, precision="1 dp, half up", bands=f"{{good: {written}}}", **more)
    late = {"reporting": "{every: month, due: 1 day, late: failure}"} if way == "decided late" else {}

    decision = Provider(rules(kpis=shape, **late)).reports(figure=figure, received=date(2026, 6, 1))

    assert rating(decision) == expected


def test_semantics_9_a_gap_is_an_error_with_a_figure_that_falls_in():
    printed = "{good: 96 or more, approaching_target: 90 to 95, inadequate: less than 90}"

    assert found(kpis=kpi(bands=printed, precision="1 dp, half up")) == [
        (
            "error",
            "bands-gap",
            "expected no gap between `good` and `approaching_target` at 1 dp, half up: 95.5 falls into no band",
        )
    ]


@pytest.mark.parametrize(
    ("overlap", "severity", "end"),
    [
        pytest.param("", "error", "say `overlap: best_band` or `overlap: worst_band`", id="an error"),
        pytest.param("best_band", "warning", "`overlap: best_band` settles it", id="a warning where the best wins"),
        pytest.param("worst_band", "warning", "`overlap: worst_band` settles it", id="and where the worst does"),
    ],
)
def test_semantics_9_an_overlap_is_shown_with_a_figure_as(overlap, severity, end):
    printed = "{good: 90 or more, approaching_target: 75 to 90, inadequate: less than 75}"

    (one,) = found(kpis=kpi(bands=printed, precision="0 dp, half up", overlap=overlap))

    said = "`good` and `approaching_target` overlap at 0 dp, half up: 90 falls into both"
    assert one == (severity, "bands-overlap", f"{said}; {end}")


class _PaysParameters(Parameters):
    pass


class _Pays:
    """Pays what a test says: for each line its kind and its parts."""

    name, version, parameters = "pays", "1", _PaysParameters

    def __init__(self, said):
        self._said = said

    def drafts(self, _parameters, _view):
        return tuple(
            Draft(kind, tuple(Part("sum", (Factor(one, "sum"),), one) for one in amounts))
            for kind, amounts in self._said()
        )


def _paid(policy, money="{precision: 2 dp, rounding: half up}"):
    decision = _decision(policy, money)
    assert decision.payment, decision.undecided
    return decision.payment


def _decision(policy, money="{precision: 2 dp, rounding: half up}"):
    parts = {"money": money, "kpis": kpi(), "payment": "- {policy: pays, clause: 1}"}
    text = rule_file(**parts)
    policies = policies_with(policy)
    rule_set = compiled("rules.yaml", text.encode(), policies).rules
    return Provider(rule_set).reports(figure=95)


@pytest.mark.parametrize(
    ("kind", "payable"),
    [
        (LineKind.FEE, 1010),
        (LineKind.INCENTIVE, 1010),
        (LineKind.DEDUCTION, 990),
        (LineKind.WITHHELD, 990),
        (LineKind.RELEASED, 1010),
        (LineKind.RETAINED, 1000),
        (LineKind.CLAWBACK, 990),
        (LineKind.INTEREST, 1010),
    ],
    ids=lambda one: one.value if isinstance(one, LineKind) else "",
)
def test_semantics_10_the_kind_of_a_line_gives_its_direction(kind, payable):
    payment = _paid(_Pays(lambda: [(LineKind.FEE, (Decimal(1000),)), (kind, (Decimal(10),))]))

    assert payment.payable == payable
    assert all(line.applied >= 0 for line in payment.lines)


@pytest.mark.parametrize("kind", [one for one in LineKind if one is not LineKind.ADJUSTMENT], ids=lambda one: one.value)
def test_semantics_10_no_line_is_negative(kind):
    decision = _decision(_Pays(lambda: [(kind, (Decimal("-0.01"),))]))

    assert (decision.outcome, decision.payment) == (DecisionOutcome.UNDECIDED, None)
    assert f"expected a {kind.value} of 0 or more, not `-0.01`" in decision.undecided[0]


def test_semantics_10_but_an_adjustment_may_be():
    payment = _paid(_Pays(lambda: [(LineKind.FEE, (Decimal(10),)), (LineKind.ADJUSTMENT, (Decimal("-0.01"),))]))

    assert payment.payable == Decimal("9.99")


def test_semantics_10_what_is_not_paid_per_row_is_rounded_once_whatever_its_parts():
    payment = _paid(_Pays(lambda: [(LineKind.FEE, (Decimal("0.004"), Decimal("0.004"), Decimal("0.004")))]))

    (line,) = payment.lines
    assert (line.unrounded, line.due) == (Decimal("0.012"), Decimal("0.01"))
    assert [part.amount for part in line.parts] == [Decimal("0.004")] * 3


def test_semantics_10_several_kpis_make_one_line_of_one_policy():
    three = kpi("late") + kpi("short") + kpi("missed_ones")
    provider = Provider(rules(kpis=three, payment="- {policy: service_credits, by_rating: {inadequate: 0.004}}"))

    assert [line.due for line in lines(provider.reports(figure=0))] == [Decimal("0.01")]
