"""KPIs that were not measured: deemed, carried forward, not rated with a reason, or for a person to judge."""

from __future__ import annotations

from datetime import date

import pytest

from tests.evaluation.builders import MISSING, NOT_APPLICABLE, SUPPRESSED, Provider, kpi
from tests.evaluation.explanation.readers import read, rules

DEEMED = {"missing": "{failure: inadequate}", "clause": "'Schedule 2, paragraph 1'"}


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        pytest.param({"figure": MISSING}, "Kpi: not rated (other), as figure is missing.", id="missing"),
        pytest.param({"figure": SUPPRESSED}, "Kpi: not rated (other), as figure is suppressed.", id="suppressed"),
        pytest.param(
            {"figure": NOT_APPLICABLE}, "Kpi: not rated (other), as figure is not applicable.", id="not applicable"
        ),
        pytest.param(
            {"figure": 0, "second": 0},
            "Kpi: not rated (other), as there was nothing to measure (from figure: 0, second: 0).",
            id="no activity",
        ),
        pytest.param(
            {"figure": 1, "second": 29},
            "Kpi: not rated (other), as the sample is too small: second is less than 30 (from figure: 1, second: 29).",
            id="too small a sample",
        ),
        pytest.param(
            {"figure": MISSING, "second": MISSING},
            "Kpi: not rated (other), as figure and second are missing.",
            id="two figures missing",
        ),
    ],
)
def test_what_cannot_be_rated_says_why(figures, sentence):
    rule_set = rules(
        kpis=kpi(value="figure / second", precision="'1 dp, half up'", sample="{of: second, at_least: 30}")
    )

    assert read(Provider(rule_set).reports(**{"second": 40} | figures), rule_set) == [sentence]


def test_what_was_not_submitted_is_not_rated_by_that():
    rule_set = rules()

    assert read(Provider(rule_set).stays_silent(), rule_set) == ["Kpi: not rated (other), as nothing was submitted."]


def test_a_choice_that_the_contract_does_not_rate_says_so():
    rule_set = rules(
        kpis=kpi(value="regulator", better="", bands="{good: [Good], inadequate: [Fair], other: [Poor]}"),
    )

    assert read(Provider(rule_set).reports(regulator="Poor"), rule_set) == [
        "Kpi: not rated (other), as the contract gives it no rating (from regulator: Poor)."
    ]


def test_a_kpi_of_another_that_is_not_rated_names_it():
    rule_set = rules(kpis=kpi(title="Visits kept") + kpi("third", value="kpi"))

    assert read(Provider(rule_set).reports(figure=SUPPRESSED), rule_set, "third") == [
        "Third: not rated (other), as “Visits kept” is not rated (suppressed)."
    ]


@pytest.mark.parametrize(
    ("every", "sentence"),
    [
        pytest.param("6 months", "Kpi: not measured in this period, only every 6 months.", id="a rhythm"),
        pytest.param(
            "[2026-09-30]",
            "Kpi: not measured in this period, only on Wednesday 30 September 2026.",
            id="a named date",
        ),
    ],
)
def test_a_kpi_between_two_measurements_is_not_due(every, sentence):
    rule_set = rules(kpis=kpi(every=every))

    assert read(Provider(rule_set).reports(figure=50), rule_set) == [sentence]


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        pytest.param(
            lambda provider: provider.stays_silent(),
            "Kpi: nothing was submitted; the contract deems it inadequate, a failure (Schedule 2, paragraph 1).",
            id="nothing was submitted",
        ),
        pytest.param(
            lambda provider: provider.reports(figure=MISSING),
            "Kpi: figure is missing; the contract deems it inadequate, a failure (Schedule 2, paragraph 1).",
            id="a figure is missing",
        ),
        pytest.param(
            lambda provider: provider.reports(figure=95, received=date(2026, 6, 1)),
            "Kpi: the submission came on Monday 1 June 2026, due by Friday 15 May 2026; "
            "the contract deems it inadequate, a failure (Schedule 2, paragraph 1).",
            id="it came late",
        ),
    ],
)
def test_a_deemed_failure_says_what_was_missing(report, sentence):
    rule_set = rules(reporting="{every: month, due: 10 working days, late: failure}", kpis=kpi(**DEEMED))

    assert read(report(Provider(rule_set)), rule_set) == [sentence]


def test_what_came_late_counts_as_missing_only_where_the_contract_deems_something():
    rule_set = rules(reporting="{every: month, due: 10 working days, late: failure}", kpis=kpi(missing="not_rated"))

    found = read(Provider(rule_set).reports(figure=MISSING, received=date(2026, 6, 1)), rule_set)

    assert found == ["Kpi: not rated (other), as figure is missing."]


def test_a_deemed_failure_in_grace_is_no_failure():
    rule_set = rules(kpis=kpi(**DEEMED, grace="1 period"))

    assert read(Provider(rule_set).stays_silent(), rule_set) == [
        "Kpi: nothing was submitted; the contract deems it inadequate (Schedule 2, paragraph 1).",
        "In grace, as the first period: rated and shown, without failure, points or money.",
    ]


def test_an_outcome_carried_forward_says_which():
    rule_set = rules(kpis=kpi(missing="carry_forward"))

    assert read(Provider(rule_set).reports_each(85, None), rule_set) == [
        "Kpi: nothing was submitted; the last outcome, approaching target at 85, is carried forward, "
        "earns no points, and is neither failure nor pass."
    ]


def test_an_error_inside_a_rule_says_what_could_not_be_computed():
    rule_set = rules(kpis=kpi(value="figure / second", precision="'1 dp, half up'"))

    assert read(Provider(rule_set).reports(figure=1, second=0), rule_set) == [
        "Kpi: undecided (from figure: 1, second: 0), as a figure other than 0 is divided by 0 in `figure / second`."
    ]
