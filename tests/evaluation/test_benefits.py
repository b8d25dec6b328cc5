"""What a contract was bought for, by year: what it has brought, and what nobody can say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation.benefits import benefits, sentence
from engine.model.decision import Superseded
from tests.evaluation.builders import MISSING, NOT_APPLICABLE, SUPPRESSED, Provider, errors, kpi, rules

FEE = "- {policy: fixed_fee, name: fee, amount: 900.00, short_periods: whole, clause: Schedule 5}\n"
CREDITS = "- {policy: service_credits, name: lost, per_failure: 100.00, clause: Schedule 5}\n"
MEASURES = """
figure: {type: number}
helped: {type: count}
asked: {type: count}
costs: {type: money}
spare: {type: count, default: 2}
grade: {type: choice, of: [Good, Poor], default: Good}
"""


def benefit(value, over="added_up", better="higher", planned="{year 1: 100, year 2: 120}", **keys):
    stated = {"value": value, "over_the_year": over, "better": better, "planned": planned} | keys
    return "gain:\n" + "".join(f"  {key}: {text}\n" for key, text in stated.items())


def bought(text, **parts):
    """A provider under quarterly rules that were bought for the benefit in *text*."""
    given = {"reporting": "{every: quarter}", "measures": MEASURES, "payment": FEE + CREDITS} | parts
    return Provider(rules(benefits=text, **given))


def reported(provider, *quarters):
    """The years of the only benefit, after each quarter's figures; a number stands for `helped`."""
    decisions = [
        provider.reports(figure="95", **({"helped": one} if isinstance(one, int | str) else one)) for one in quarters
    ]
    [found] = benefits(provider.rules, provider.contract, decisions)
    return found


def test_outcomes_add_up_over_the_year_and_are_held_against_the_plan():
    found = reported(bought(benefit("helped", unit="people")), 30, 20, 25, 37)

    first, second = found.years
    assert (first.planned, first.actual, first.difference, first.reached) == (100, 112, 12, True)
    assert (second.planned, second.actual, len(second.open)) == (120, None, 4)
    assert sentence(found, first) == (
        "Year 1 (2026-04-01 to 2027-03-31): 112 people, 12 more than the 100 planned, and the plan is reached."
    )
    assert sentence(found, second) == (
        "Year 2 (2027-04-01 to 2028-03-31): nothing is decided yet; 120 people are planned."
    )


def test_a_year_that_is_not_over_says_how_far_it_has_come_and_no_more():
    found = reported(bought(benefit("helped")), 70, 50)

    year = found.years[0]
    assert (year.actual, year.so_far, year.difference, year.reached) == (None, 120, None, None)
    assert [period.label for period in year.open] == ["2026-Q4", "2027-Q1"]
    assert sentence(found, year).endswith("2 of 4 periods come to 120; 100 are planned.")


def test_one_suppressed_figure_leaves_the_year_unknown_and_names_the_period():
    found = reported(bought(benefit("helped")), 30, {"helped": SUPPRESSED}, 25, 37)

    year = found.years[0]
    assert (year.actual, year.so_far, year.difference) == (None, 92, None)
    assert [(one.period.label, one.why) for one in year.unknown] == [("2026-Q3", "`helped` is suppressed")]
    assert sentence(found, year) == (
        "Year 1 (2026-04-01 to 2027-03-31): not known, since in 2026-Q3 `helped` is suppressed; "
        "3 of 4 periods come to 92; 100 are planned."
    )


def test_a_missing_figure_is_unknown_and_never_nothing():
    found = reported(bought(benefit("helped")), 30, {"helped": MISSING}, 25, 60)

    assert found.years[0].actual is None


def test_what_is_not_applicable_brings_nothing_and_is_no_gap():
    found = reported(bought(benefit("helped")), 30, {"helped": NOT_APPLICABLE}, 25, 60)

    assert (found.years[0].actual, found.years[0].unknown) == (115, ())


def test_a_year_in_which_nothing_was_to_be_measured_is_not_known():
    found = reported(bought(benefit("helped")), *[{"helped": NOT_APPLICABLE}] * 4)

    [unknown] = found.years[0].unknown
    assert unknown.why == "there was nothing to measure in the whole year"


def test_a_default_stands_in_as_it_does_when_rules_decide():
    assert reported(bought(benefit("helped + spare")), 10, 10, 10, 10).years[0].actual == 48


def test_a_share_of_a_year_is_that_of_its_totals():
    share = benefit("100 * helped / asked", over="from_totals", planned="75", unit="percent", precision="1 dp, half up")
    quarters = [
        {"helped": 1, "asked": 1},
        {"helped": 60, "asked": 80},
        {"helped": 0, "asked": 0},
        {"helped": 9, "asked": 12},
    ]

    found = reported(bought(share), *quarters)

    assert found.years[0].actual == Decimal("75.3")
    assert "0.3 percentage points more than the 75% planned" in sentence(found, found.years[0])


def test_an_average_is_that_of_the_periods_in_which_there_was_something_to_measure():
    mean = benefit("100 * helped / asked", over="average", planned="75", precision="1 dp, half up")
    quarters = [
        {"helped": 1, "asked": 2},
        {"helped": 3, "asked": 4},
        {"helped": 0, "asked": 0},
        {"helped": 4, "asked": 4},
    ]

    assert reported(bought(mean), *quarters).years[0].actual == 75


def test_the_latest_figure_does_not_hang_on_those_before_it():
    found = reported(bought(benefit("helped", over="latest")), 30, {"helped": SUPPRESSED}, 25, 110)

    assert (found.years[0].actual, found.years[0].unknown) == (110, ())


def test_the_latest_figure_is_unknown_where_the_last_period_is():
    found = reported(bought(benefit("helped", over="latest")), 30, 20, 25, {"helped": SUPPRESSED})

    assert (found.years[0].actual, found.years[0].so_far) == (None, 25)


def test_savings_are_what_was_planned_to_be_spent_less_what_was_paid():
    provider = bought(
        benefit("expected - payable", planned="{year 1: 250.00}"),
        parameters="expected: {type: money, default: 1000.00}",
    )

    found = reported(provider, 1, 1, 1, 1)

    assert (found.years[0].actual, found.currency) == (Decimal("400.00"), "GBP")
    assert sentence(found, found.years[0]).endswith(
        "400.00 GBP, 150.00 more than the 250.00 planned, and the plan is reached."
    )


def test_what_an_entry_took_is_told_apart_from_what_is_payable():
    provider = bought(benefit("0 - lost", better="lower", planned="100.00"))
    decisions = [provider.reports(figure=figure) for figure in (60, 95, 60, 95)]

    [found] = benefits(provider.rules, provider.contract, decisions)

    year = found.years[0]
    assert (year.actual, year.reached) == (200, False)
    assert sentence(found, year).endswith(
        "200.00 GBP, 100.00 more than the 100.00 planned, and the plan is missed, as less is better."
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({"missing": "{failure: inadequate}"}, "`kpi` is missing", id="a deemed failure has no value"),
        pytest.param({"plausible": "0 to 50"}, "`kpi` is unknown", id="a doubtful figure proves nothing"),
    ],
)
def test_a_rating_without_a_figure_that_proves_anything_brings_nothing(changes, why):
    provider = bought(benefit("kpi", over="latest"), kpis=kpi(**changes))
    figures = {} if "missing" in changes else {"figure": "95"}

    [found] = benefits(provider.rules, provider.contract, [provider.reports(**figures)])

    assert [one.why for one in found.years[0].unknown] == [why]


def test_a_kpi_measured_once_a_year_is_the_years_figure():
    provider = bought(benefit("kpi", over="latest", planned="90"), kpis=kpi(every="12 months"))
    decisions = [provider.reports(figure=figure) for figure in (10, 20, 30, 93)]

    [found] = benefits(provider.rules, provider.contract, decisions)

    assert (found.years[0].actual, found.years[0].reached) == (93, True)


def test_what_supersedes_a_decision_takes_its_place():
    provider = bought(benefit("helped"))
    decisions = [provider.reports(figure="95", helped=one) for one in (30, 20, 25, 37)]
    again = bought(benefit("helped")).reports(figure="95", helped=40)
    superseding = type(again)(
        **{
            **{name: getattr(again, name) for name in again.__dataclass_fields__},
            "supersedes": Superseded(1, "recounted"),
        }
    )

    [found] = benefits(provider.rules, provider.contract, [*decisions, superseding])

    assert found.years[0].actual == 122


def test_a_period_that_waits_for_a_person_is_unknown():
    provider = bought(benefit("helped"), kpis=kpi(value="100 / figure", precision="1 dp, half up"))

    [found] = benefits(provider.rules, provider.contract, [provider.reports(figure=0, helped=3)])

    assert [one.why for one in found.years[0].unknown] == ["it is undecided, and waits for a person"]


def test_what_could_not_be_decided_again_leaves_the_decision_that_stands():
    provider = bought(benefit("helped"), kpis=kpi(value="100 / figure", precision="1 dp, half up"))
    decisions = [provider.reports(figure="95", helped=one) for one in (30, 20, 25, 37)]
    undecided = Provider(provider.rules).reports(figure=0, helped=99)

    [found] = benefits(provider.rules, provider.contract, [*decisions, undecided])

    assert found.years[0].actual == 112


def test_a_contract_may_set_its_own_plan():
    provider = bought(
        benefit("helped", planned="people_planned"),
        parameters="people_planned: {type: number, default: {year 1: 80, year 2: 90}}",
    )

    found = reported(provider, 20, 20, 20, 20)

    assert (found.years[0].planned, found.years[0].difference) == (80, 0)
    assert sentence(found, found.years[0]).endswith("80, which is the 80 planned.")


def test_years_go_as_far_as_the_plan_and_no_further_than_the_contract():
    text = benefit("helped", planned="{year 1: 1, year 2: 2, year 3: 3}")
    whole = bought(text)
    short = Provider(whole.rules, end=date(2027, 12, 31))

    assert [year.year for year in benefits(whole.rules, whole.contract, [])[0].years] == [1, 2, 3]
    [found] = benefits(short.rules, short.contract, [])
    assert [year.year for year in found.years] == [1, 2]
    assert found.years[1].span.last_day == date(2027, 12, 31)


def test_a_year_that_was_decided_in_another_rhythm_of_reports_is_known():
    text = benefit("helped")
    monthly, quarterly = bought(text, reporting="{every: month}"), bought(text)
    decisions = [monthly.reports(figure="95", helped=one) for one in range(1, 13)]

    [found] = benefits(quarterly.rules, quarterly.contract, decisions)

    first, second = found.years
    assert (first.actual, first.unknown, first.open) == (78, (), ())
    assert [period.label for period in second.open] == ["2027-Q2", "2027-Q3", "2027-Q4", "2028-Q1"]


@pytest.mark.parametrize(
    ("lacking", "unknown", "open_"),
    [
        pytest.param({"2026-05"}, ["2026-05"], [], id="a month within that nobody decided is not known"),
        pytest.param({"2027-03"}, [], ["2027-03"], id="a month that is left of the last quarter is open"),
    ],
)
def test_a_year_is_not_known_by_some_months_of_its_quarters(lacking, unknown, open_):
    text = benefit("helped")
    monthly, quarterly = bought(text, reporting="{every: month}"), bought(text)
    decisions = [monthly.reports(figure="95", helped=1) for _ in range(12)]
    kept = [one for one in decisions if str(one.period) not in lacking]

    [found] = benefits(quarterly.rules, quarterly.contract, kept)

    year = found.years[0]
    assert (year.actual, year.so_far) == (None, 11)
    assert [one.period.label for one in year.unknown] == unknown
    assert [period.label for period in year.open] == open_


def test_rules_without_benefits_have_none():
    provider = Provider(rules())

    assert benefits(provider.rules, provider.contract, [provider.reports(figure=95)]) == ()


@given(st.lists(st.one_of(st.none(), st.integers(0, 999)), min_size=4, max_size=4))
def test_a_year_is_known_exactly_where_every_period_of_it_is(quarters):
    given = [{"helped": SUPPRESSED} if one is None else one for one in quarters]

    year = reported(ONCE, *given).years[0]
    ONCE.__init__(ONCE.rules)

    known = [one for one in quarters if one is not None]
    assert (year.actual is None) is (None in quarters)
    assert year.so_far == (sum(known) if known else None)
    assert len(year.unknown) == quarters.count(None)


ONCE = bought(benefit("helped"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(benefit("helpd"), "unknown-name", id="a name that there is not"),
        pytest.param(benefit("grade"), "wrong-type", id="a choice"),
        pytest.param(
            benefit("helped / asked", over="from_totals"), "precision-missing", id="a share without a precision"
        ),
        pytest.param(benefit("helped", over="average"), "precision-missing", id="an average without a precision"),
        pytest.param(benefit("kpi", over="from_totals"), "total-of-kpi", id="the total of a rating's figure"),
        pytest.param(
            benefit("helped if grade == 'Good' else 0", over="from_totals"), "total-type", id="the total of a choice"
        ),
        pytest.param(benefit("failures(last=3)"), "history", id="a question about earlier periods"),
        pytest.param(benefit("count(visits)"), "benefit-counts", id="a count over rows"),
        pytest.param(benefit("helped", planned="costs"), "unknown-name", id="a plan that is no parameter"),
        pytest.param(benefit("helped", planned="{year 2: 5}"), "dated-start", id="a plan without a first year"),
    ],
)
def test_a_benefit_that_cannot_be_measured_is_refused(text, code):
    records = "visits: {key: visit, fields: {visit: {type: text}}}"

    assert code in errors(measures=MEASURES, records=records, payment=FEE, benefits=text)


def test_no_measure_is_called_as_a_payment_is_where_there_are_benefits():
    measures = MEASURES + "payable: {type: money}\n"

    assert "name-taken" in errors(measures=measures, payment=FEE, benefits=benefit("helped"))
    assert errors(measures=measures, payment=FEE) == set()
