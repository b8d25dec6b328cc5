"""Where figures come from: what a rule set may ask of that, and what becomes of a figure from elsewhere."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.errors import SubmissionError
from engine.evaluation import admission
from engine.evaluation.decide import decide
from engine.model.decision import DecisionOutcome, folded
from engine.model.figures import Absence
from engine.model.outcome import Basis, Counts, NotRated
from engine.model.period import Period
from engine.model.rows import given_table
from engine.model.sources import Source
from tests.evaluation.builders import Provider, errors, kpi, ladder, outcome, rating, rules, rung

MONITORED, VERIFIED = Source("call_monitoring"), Source("call_monitoring", verified=True)
PROVIDER = Source("provider", verified=True)
LADDER = ladder("failures() >= 1")


def asking(otherwise: str, source: str = "call_monitoring", **keys: str):
    """Rules with one KPI on `figure`, which must come from call monitoring and be verified."""
    figure = f"{{type: number, source: {source}, verified: true, otherwise: {otherwise}}}"
    measures = f"{{figure: {figure}, extra: {{type: number}}, charges: {{type: money, default: 1000}}}}"
    return rules(**{"measures": measures, "escalation": LADDER} | keys)


def reports(provider: Provider, sources=None, **figures: object):
    """What is decided on *figures* for the next period, which came from *sources*."""
    period = (
        provider.rules.reporting.after(provider.contract.span, provider.standing.latest)
        if (provider.standing.latest)
        else provider.rules.reporting.first(provider.contract.span)
    )
    evidence = admission.submission(
        provider.rules, provider.contract, period, figures, decided_on=period.end, sources=sources or {}
    )
    decision = decide(provider.rules, provider.contract, provider.standing, evidence)
    provider.standing = folded(provider.standing, decision)
    return decision


UNMET = [
    pytest.param({}, id="a figure that does not say where it came from"),
    pytest.param({"figure": PROVIDER}, id="a figure from elsewhere"),
    pytest.param({"figure": MONITORED}, id="a figure that is not verified"),
]


@pytest.mark.parametrize("otherwise", ["refuse", "doubtful", "missing"])
def test_a_figure_from_where_the_rules_ask_counts_like_any_other(otherwise):
    decision = reports(Provider(asking(otherwise)), {"figure": VERIFIED}, figure="75")

    assert (rating(decision), outcome(decision).counts, rung(decision)) == ("requires_improvement", Counts.FAILURE, "r")
    assert decision.evidence.sources == {"figure": VERIFIED}


@pytest.mark.parametrize("sources", UNMET)
def test_refused_is_the_submission_whose_figure_comes_from_elsewhere(sources):
    with pytest.raises(SubmissionError, match="expected a figure from call monitoring, verified, not one"):
        reports(Provider(asking("refuse")), sources, figure="75")


@pytest.mark.parametrize("sources", UNMET)
def test_doubtful_is_rated_and_shown_without_consequence(sources):
    decision = reports(Provider(asking("doubtful")), sources, figure="75")

    one = outcome(decision)
    assert (one.rating.name, one.value, one.doubtful) == ("requires_improvement", Decimal(75), True)
    assert (one.counts, one.points, rung(decision)) == (Counts.NEITHER, 0, "routine")


@pytest.mark.parametrize("sources", UNMET)
def test_missing_is_what_a_figure_from_elsewhere_counts_as(sources):
    decision = reports(Provider(asking("missing", kpis=kpi(missing="{failure: inadequate}"))), sources, figure="95")

    assert (outcome(decision).basis, rating(decision)) == (Basis.DEEMED, "inadequate")
    assert decision.evidence.figures == {"figure": Decimal(95)}, "what came stays in the record"


def test_a_default_never_stands_in_for_a_figure_that_came_from_elsewhere():
    figure = "{type: number, default: 95, source: regulator, otherwise: missing}"
    provider = Provider(rules(measures=f"{{figure: {figure}}}"))

    assert outcome(reports(provider, figure="40")).absence is Absence.MISSING
    assert rating(reports(provider)) == "good", "left out, the default stands in"


def test_a_figure_that_counts_as_missing_is_refused_where_a_kpi_refuses_missing_ones():
    rule_set = asking("missing", kpis=kpi(missing="refuse"))

    with pytest.raises(SubmissionError, match="from call monitoring, verified, not one from provider, verified"):
        reports(Provider(rule_set), {"figure": PROVIDER}, figure="95")
    assert rating(reports(Provider(rule_set), {"figure": VERIFIED}, figure="95")) == "good"


@pytest.mark.parametrize("given", [Absence.SUPPRESSED, Absence.NOT_APPLICABLE, Absence.MISSING])
def test_nothing_is_asked_of_where_an_absence_comes_from(given):
    decision = reports(Provider(asking("refuse")), figure=given)

    assert isinstance(outcome(decision), NotRated)
    assert outcome(decision).absence is given


def test_any_of_several_sources_will_do():
    figure = "{type: number, source: [regulator, rota], otherwise: doubtful}"
    rule_set = rules(measures=f"{{figure: {figure}}}", sources="[rota]")

    doubts = [
        outcome(reports(Provider(rule_set), {"figure": Source(name)}, figure="95")).doubtful
        for name in ("regulator", "rota", "council")
    ]

    assert doubts == [False, False, True]


def test_what_must_only_be_verified_may_come_from_anywhere():
    rule_set = rules(measures="{figure: {type: number, verified: true, otherwise: doubtful}}")

    doubts = [
        outcome(reports(Provider(rule_set), {"figure": one}, figure="95")).doubtful for one in (PROVIDER, MONITORED)
    ]

    assert doubts == [False, True]


def test_doubt_goes_to_what_is_computed_from_the_figure_through_kpis_without_a_rating():
    kpis = kpi("raw", bands="") + kpi("half", value="raw / 2", precision="0 dp, half up", bands="") + kpi(value="half")
    kpis = kpis.replace("  better: higher\n", "", 2)
    rule_set = asking("doubtful", kpis=kpis + kpi("second", value="extra"))

    decision = reports(Provider(rule_set), figure="40", extra="40")

    assert (outcome(decision, "kpi").doubtful, outcome(decision, "second").doubtful) == (True, False)
    assert outcome(decision, "second").counts is Counts.FAILURE


def test_doubt_goes_to_a_composite_of_what_is_computed_from_the_figure():
    both = kpi("both", worst_of="[kpi, second]", not_rated="leave_out")
    decision = reports(
        Provider(asking("doubtful", kpis=kpi() + kpi("second", value="extra") + both)), figure="40", extra="95"
    )

    assert outcome(decision, "both").doubtful


def test_a_rung_that_would_be_entered_for_a_doubted_figure_is_not():
    rule_set = asking("doubtful", escalation=ladder("figure < 50"))

    assert rung(reports(Provider(rule_set), figure="40")) == "routine"
    assert rung(reports(Provider(rule_set), {"figure": VERIFIED}, figure="40")) == "r"


def test_a_payment_that_reads_a_doubted_figure_waits_for_a_person():
    charges = "charges: {type: money, source: council, otherwise: doubtful}"
    rule_set = rules(
        measures=f"{{figure: {{type: number}}, {charges}}}",
        payment="- {policy: fixed_fee, name: fee, clause: s1, amount: charges, short_periods: whole}",
    )

    waiting = reports(Provider(rule_set), {"charges": Source("provider")}, figure="95", charges="1000")
    paid = reports(Provider(rule_set), {"charges": Source("council")}, figure="95", charges="1000")

    assert (waiting.outcome, waiting.payment) == (DecisionOutcome.UNDECIDED, None)
    assert waiting.undecided == ("payment: `charges` is unknown",)
    assert paid.payment.payable == Decimal("1000.00")


def test_a_doubted_figure_neither_begins_nor_ends_a_run():
    provider = Provider(asking("doubtful", escalation=ladder("consecutive_failures(kpi) >= 2")))

    found = [reports(provider, {"figure": one}, figure="40") for one in (VERIFIED, PROVIDER, VERIFIED)]

    assert [rung(one) for one in found] == ["routine", "routine", "r"]


def test_doubt_goes_to_what_is_counted_over_rows_with_the_figure():
    rule_set = rules(
        measures="{limit: {type: count, source: council, otherwise: doubtful}}",
        records="{visits: {key: visit, fields: {visit: {type: text}, minutes: {type: count}}}}",
        kpis=kpi(value="count(visits, minutes > limit)"),
    )
    contract = Provider(rule_set).contract
    evidence = admission.submission(
        rule_set,
        contract,
        Period.parse("2026-04"),
        {"limit": "10"},
        decided_on=date(2026, 5, 1),
        records={"visits": given_table([{"visit": "a", "minutes": "30"}])},
    )

    assert outcome(decide(rule_set, contract, Provider(rule_set).standing, evidence)).doubtful


def test_the_councils_own_figures_say_where_they_came_from_too():
    figure = "{type: number, held_by: council, source: council, otherwise: missing}"
    rule_set = rules(measures=f"{{figure: {figure}}}", kpis=kpi(missing="{failure: inadequate}"))
    provider = Provider(rule_set)
    period = rule_set.reporting.first(provider.contract.span)

    found = [
        decide(
            rule_set,
            provider.contract,
            provider.standing,
            admission.non_submission(
                rule_set, provider.contract, period, {"figure": "95"}, decided_on=date(2026, 6, 1), sources=sources
            ),
        )
        for sources in ({"figure": Source("council")}, {})
    ]

    assert [rating(one) for one in found] == ["good", "inadequate"]


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        pytest.param(
            {"figure": Source("call_monitor")},
            "expected one of `provider`, `call_monitoring`, `regulator`, `council`, not `call_monitor`; did you mean",
            id="a source that the rule set does not know",
        ),
        pytest.param(
            {"figures": VERIFIED}, "and `figures` did not; did you mean `figure`", id="of a figure that is none"
        ),
        pytest.param({"extra": VERIFIED}, "of a figure that came, and `extra` did not", id="of a figure left out"),
    ],
)
def test_a_source_that_says_nothing_is_refused(sources, message):
    with pytest.raises(SubmissionError, match=message):
        reports(Provider(rules()), sources, figure="95")


@pytest.mark.parametrize(
    ("figure", "code"),
    [
        pytest.param("source: call_monitor, otherwise: refuse", "source-unknown", id="a source that is none"),
        pytest.param("source: [council, rota], otherwise: refuse", "source-unknown", id="one of several that is none"),
        pytest.param("source: council", "source-otherwise", id="a source without what happens otherwise"),
        pytest.param("verified: true", "source-otherwise", id="verified without what happens otherwise"),
        pytest.param("otherwise: refuse", "source-otherwise", id="what happens otherwise without a source"),
        pytest.param("verified: false, otherwise: refuse", "source-otherwise", id="nothing asked, and otherwise"),
    ],
)
def test_a_rule_file_says_what_is_asked_and_what_happens_otherwise(figure, code):
    assert errors(measures=f"{{figure: {{type: number, {figure}}}}}") == {code}


def test_a_rule_file_names_no_source_twice():
    assert errors(sources="[rota, rota]") == {"source-twice"}
    assert errors(sources="[council]") == {"source-twice"}


def test_rules_that_ask_for_no_source_have_the_canonical_form_that_they_had():
    assert "source" not in rules().canonical
    assert "verified" not in rules().canonical
