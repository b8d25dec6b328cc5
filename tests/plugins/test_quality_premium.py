from decimal import Decimal
from textwrap import indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import RuleSetError
from engine.model.figures import Absence
from engine.model.outcome import Basis, Counts, Measured, Undecided
from engine.model.policy import AbsentFigureError
from engine.plugins.quality_premium import QualityPremium
from engine.plugins.testing import GivenView, decided, not_rated, parameters_of, rated
from tests.plugins.products import product
from tests.plugins.rule_texts import HEAD

FEES = {"fees": "10000", "standard": "40", "complex": "10", "price_standard": "310", "price_complex": "520"}
PACKAGES = "{standard: {number: standard, price: price_standard}, complex: {number: complex, price: price_complex}}"
RATINGS = "{good: 3%, approaching_target: 1%}"
SCORES = "[{at_least: 80, share: 2%}, {at_least: 90, share: {year 1: 4%, year 2: 5%}}]"
KEYS = {"of": "fees", "quality": "quality", "by_rating": RATINGS, "not_rated": "no_premium"}
BY_SCORE = {"by_rating": "", "by_score": SCORES}


def keys(**changed: str) -> str:
    """Return the keys of an entry, one a line."""
    return "\n".join(f"{key}: {value}" for key, value in {**KEYS, **changed}.items() if value)


def drafts(outcome, *, holds: bool | Absence = False, memory=None, figures=None, **changed: str):
    """Return what each kind comes to in one period, the arithmetic of each part checked."""
    view = GivenView(given=(outcome,), figures=FEES | (figures or {}), holds={"breach": holds}, memory=memory or {})
    found = QualityPremium().drafts(parameters_of(QualityPremium(), keys(**changed)), view)
    for draft in found:
        assert [product(part) for part in draft.parts] == [part.amount for part in draft.parts]
    return {draft.kind.value: draft.amount for draft in found}


def measured(score: str) -> Measured:
    """Return a composite without bands."""
    return Measured("quality", Decimal(score), Decimal(score), ())


def rules(**changed: str) -> str:
    """Return a rule file with AC-14's scores and a premium on an hourly price."""
    return f"""{HEAD}
parameters: {{price: {{type: money}}}}
measures:
  hours: {{type: number}}
  fees: {{type: money}}
  cqc: {{type: number}}
  pamms: {{type: number}}
  visits: {{type: number}}
  lowest_price: {{type: money}}
  survey: {{type: percent}}
  breach: {{type: flag}}
kpis:
  regulator: {{value: cqc}}
  assessment: {{value: pamms}}
  visits_score: {{value: visits}}
  quality:
    weighted_score: {{regulator: 20%, assessment: 20%, visits_score: 60%}}
    not_rated: leave_out
    precision: 2 dp, half up
  price_score:
    value: 100 * lowest_price / price
    precision: 2 dp, half up
  ranking:
    weighted_score: {{quality: 50%, price_score: 50%}}
    not_rated: not_rated
    precision: 2 dp, half up
  satisfaction:
    clause: s2
    every: half year
    value: survey
    better: higher
    bands: {{good: 80, approaching_target: 75, requires_improvement: 70}}
payment:
  - policy: quality_premium
    name: premium
    clause: s1
{indent(keys(**changed), "    ")}
"""


def month(**changed: object) -> dict[str, object]:
    """Return the figures of a period, those of AC-14 unless changed."""
    given = {"hours": 100, "fees": 1000, "cqc": 75, "pamms": 75, "visits": 90, "lowest_price": 20}
    given |= {"survey": 85, "breach": "false"} | changed
    return {name: one if isinstance(one, Absence) else str(one) for name, one in given.items()}


def applied(decision) -> dict[str, str]:
    """Return what each kind of line comes to."""
    return {line.kind.value: str(line.applied) for line in decision.payment.lines}


@pytest.mark.parametrize(
    ("rating", "premium"),
    [
        pytest.param("good", {"incentive": 300}, id="good"),
        pytest.param("approaching_target", {"incentive": 100}, id="approaching target"),
        pytest.param("requires_improvement", {}, id="a rating that earns none"),
    ],
)
def test_a_rating_earns_a_premium(rating, premium):
    assert drafts(rated("quality", rating, "85")) == premium


@pytest.mark.parametrize(
    ("score", "premium"),
    [
        pytest.param("79.99", {}, id="below the first line"),
        pytest.param("80", {"incentive": 200}, id="on it"),
        pytest.param("84", {"incentive": 200}, id="AC-14: quality 84.00"),
        pytest.param("90", {"incentive": 400}, id="on the second"),
        pytest.param("100", {"incentive": 400}, id="above it"),
    ],
)
def test_a_score_earns_a_premium(score, premium):
    assert drafts(measured(score), **BY_SCORE) == premium


def test_packages_are_paid_at_the_providers_prices_and_the_premium_on_top():
    assert drafts(rated("quality", "good"), of="", packages=PACKAGES) == {"fee": 17600, "incentive": 528}


def test_without_quality_packages_are_paid_all_the_same():
    assert drafts(rated("quality", "inadequate"), of="", packages=PACKAGES) == {"fee": 17600}


@pytest.mark.parametrize(
    ("price", "fee"),
    [
        pytest.param("299", 11960, id="below what the council pays at most"),
        pytest.param("300", 12000, id="upon it"),
        pytest.param("310", 12000, id="above it"),
    ],
)
def test_a_price_is_paid_up_to_what_the_council_pays_at_most(price, fee):
    packages = "{standard: {number: standard, price: price_standard, at_most: 300}}"

    found = drafts(rated("quality", "inadequate"), figures={"price_standard": price}, of="", packages=packages)

    assert found == {"fee": fee}


@pytest.mark.parametrize(
    ("holds", "premium"),
    [pytest.param(True, {}, id="suspended"), pytest.param(False, {"incentive": 300}, id="not suspended")],
)
def test_a_premium_may_be_suspended(holds, premium):
    assert drafts(rated("quality", "good"), holds=holds, suspended="breach") == premium


def test_a_suspension_that_is_unknown_waits_for_a_person():
    with pytest.raises(AbsentFigureError, match="`breach` is unknown"):
        drafts(rated("quality", "good"), holds=Absence.UNKNOWN, suspended="breach")


GOOD = rated("quality", "good", "85")


@pytest.mark.parametrize(
    "outcome",
    [
        pytest.param(GOOD._replace(doubtful=True), id="doubtful"),
        pytest.param(GOOD._replace(in_grace=True), id="in grace"),
    ],
)
def test_semantics_16_a_doubtful_rating_and_one_in_grace_move_no_money(outcome):
    assert drafts(outcome, not_rated="as_before", memory={"premium earned last": Decimal("0.03")}) == {}


@pytest.mark.parametrize(
    "outcome",
    [not_rated("quality", Absence.SAMPLE_TOO_SMALL), GOOD._replace(basis=Basis.CARRIED)],
    ids=["not rated", "carried forward"],
)
@pytest.mark.parametrize(
    ("means", "premium"),
    [
        pytest.param("no_premium", {}, id="no premium"),
        pytest.param("as_before", {"incentive": 100}, id="the one earned last"),
    ],
)
def test_what_no_rating_means_is_declared(outcome, means, premium):
    assert drafts(outcome, not_rated=means, memory={"premium earned last": Decimal("0.01")}) == premium


def test_no_rating_may_wait_for_a_person():
    with pytest.raises(AbsentFigureError, match="`quality` is sample too small"):
        drafts(not_rated("quality", Absence.SAMPLE_TOO_SMALL), not_rated="wait")


def test_a_quality_that_is_undecided_always_waits_for_a_person():
    with pytest.raises(AbsentFigureError, match="`quality` is unknown"):
        drafts(Undecided("quality", "an error", ()))


def test_a_deemed_failure_has_no_score_and_earns_nothing():
    assert drafts(rated("quality", "inadequate")._replace(basis=Basis.DEEMED), **BY_SCORE) == {}


def test_ratings_are_asked_of_a_kpi_that_has_them():
    with pytest.raises(ValueError, match="expected a KPI with ratings for `by_rating`, and `quality` has no bands"):
        drafts(measured("84"))


def test_scores_are_asked_of_a_kpi_that_is_a_number():
    with pytest.raises(ValueError, match="expected a number for `by_score`, and `quality` is `Good`"):
        drafts(rated("quality", "good")._replace(value="Good"), **BY_SCORE)


def test_a_premium_that_is_earned_goes_on_until_the_next_rating():
    decisions = decided(
        rules(quality="satisfaction", not_rated="as_before"),
        *[month(survey=survey) for survey in (70, 70, 85, *[70] * 5, 70, 70)],
        parameters={"price": "25"},
    )

    # Measured in June and December: in April and May nothing was earned yet.
    assert [applied(one) for one in decisions] == [{}, {}, *[{"incentive": "30.00"}] * 6, {}, {}]


def test_quality_and_price_rank_and_quality_is_paid():
    (decision,) = decided(
        rules(**BY_SCORE, of="", packages="{hours: {number: hours, price: price}}"), month(), parameters={"price": "25"}
    )

    values = {one.kpi: str(one.value) for one in decision.outcomes if isinstance(one, Measured)}
    assert {name: values[name] for name in ("quality", "price_score", "ranking")} == {
        "quality": "84.00",
        "price_score": "80.00",
        "ranking": "82.00",
    }
    assert applied(decision) == {"fee": "2500.00", "incentive": "50.00"}


NUMBERS = st.decimals(0, 10**6, places=2)


@given(NUMBERS, NUMBERS, st.integers(0, 100))
def test_a_premium_is_its_share_of_what_is_paid(number, price, share):
    found = drafts(
        rated("quality", "good"),
        figures={"standard": str(number), "price_standard": str(price)},
        of="",
        packages="{standard: {number: standard, price: price_standard}}",
        by_rating=f"{{good: {share}%}}",
    )

    assert found["fee"] == number * price
    assert found.get("incentive", 0) == number * price * share / 100


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"of": ""}, "expected one of `packages` and `of`", id="a share of nothing"),
        pytest.param({"packages": "{h: {number: hours, price: price}}"}, "expected one of `packages`", id="of two"),
        pytest.param({"by_score": SCORES}, "expected one of `by_rating` and `by_score`", id="two ways of earning"),
        pytest.param({"by_rating": "{godo: 3%}"}, "unknown rating `godo`", id="a rating of no scale"),
        pytest.param({"by_rating": "{good: 300%}"}, "expected a percentage from 0% to 100%", id="three times the fee"),
        pytest.param({"quality": "qualty"}, "unknown KPI `qualty`", id="a KPI that is none"),
        pytest.param({"not_rated": ""}, "expected the key `not_rated`", id="nothing said of no rating"),
        pytest.param(
            {"by_rating": "", "by_score": "[{at_least: 80, share: 2%}, {at_least: 80, share: 3%}]"},
            "expected scores that rise: more than 80, not 80",
            id="scores that do not rise",
        ),
    ],
)
def test_keys_that_make_no_sense_are_refused_with_words(changed, said):
    with pytest.raises(RuleSetError) as refused:
        decided(rules(**changed), parameters={"price": "25"})

    assert said in str(refused.value)


def test_semantics_16_a_doubtful_rating_does_not_undo_the_premium_earned_before():
    keys_ = {**KEYS, "not_rated": "as_before"}
    policy = QualityPremium()
    read = parameters_of(policy, "{" + ", ".join(f"{key}: {text}" for key, text in keys_.items()) + "}")
    doubtful = rated("quality", "inadequate", "10")._replace(doubtful=True, counts=Counts.NEITHER)

    assert policy.remembers(read, GivenView(given=(doubtful,), figures=FEES), ()) == {}
