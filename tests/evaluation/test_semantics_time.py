"""SEMANTICS 1 to 7, clause by clause: evidence, days, years, periods."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.errors import SubmissionError
from engine.model.dated import Dated
from engine.model.escalation import MoveKind
from engine.model.evidence import Event, NonSubmission, Submission
from engine.model.figures import Absence
from tests.evaluation.builders import Provider, kpi, ladder, lines, outcome, rating, rules, rung

# Three periods of which the middle one begins in one year and ends in the next, for years from January and from April.
OVER_NEW_YEAR = ("2025-11-16 to 2025-12-15", "2025-12-16 to 2026-01-15", "2026-01-16 to 2026-02-15")
OVER_APRIL = ("2026-02-16 to 2026-03-15", "2026-03-16 to 2026-04-15", "2026-04-16 to 2026-05-15")
ENTERED_ON_FAILURE = ladder(
    "failures(last=1) >= 1",
    leave="failures(last=1) < 1",
    actions="[{do: Submit a plan, by: provider, within: 5 working days}]",
)
STEPS = """
    - policy: ladder
      climb: jump
      rungs:
        - rung: routine
        - rung: plan
          decision: remediation
          enter: failures() >= 1
          actions: [{do: Submit a plan, by: provider, within: 5 working days}]
        - {rung: notice, decision: escalation, enter: consecutive_failures(kpi) >= 2, leave: rating(kpi) == good}
"""


def listed(spans):
    """The `reporting` of a rule file that lists *spans*."""
    dated = [f"{{from: {first}, to: {last}}}" for first, last in (one.split(" to ") for one in spans)]
    return f"{{every: [{', '.join(dated)}]}}"


def changing(before, after, on):
    """A value that is *before* and, from the day *on*, *after*."""
    return f"{{from 2020-01-01: {before}, from {on}: {after}}}"


def test_semantics_1_evidence_is_a_submission_a_non_submission_or_a_dated_event():
    provider = Provider(rules())

    came, silent = provider.reports(figure=95), provider.stays_silent()
    happened = provider.faces(Event("regulator", on=date(2026, 6, 12), decided_on=date(2026, 6, 13)))

    assert [type(one.evidence) for one in (came, silent, happened)] == [Submission, NonSubmission, Event]
    assert [record.period.label for record in provider.standing.records] == ["2026-04", "2026-05"]


@pytest.mark.parametrize(
    "enter",
    [
        pytest.param("failures() >= 2", id="failures"),
        pytest.param("points() >= 3", id="points"),
        pytest.param("rated(inadequate) >= 2", id="ratings"),
        pytest.param("consecutive_failures(kpi) >= 2", id="runs"),
        pytest.param("failures(last=1) == 0", id="periods"),
    ],
)
def test_semantics_1_an_event_adds_nothing_to_what_is_counted(enter):
    provider = Provider(rules(kpis=kpi(points="{inadequate: 2}"), escalation=ladder(enter)))
    provider.reports(figure=0)

    decision = provider.faces(Event("regulator", on=date(2026, 5, 12), decided_on=date(2026, 5, 13)))

    assert rung(decision) == "routine"
    assert (decision.outcomes, decision.payment, decision.undecided) == ((), None, ())


@pytest.mark.parametrize("enter", ["kpi < 1", "is_worse_than(rating(kpi), good)"], ids=["value", "rating"])
def test_semantics_1_an_event_gives_no_kpi_a(enter):
    provider = Provider(rules(escalation=ladder(enter)))
    provider.reports(figure=95)

    decision = provider.faces(Event("regulator", on=date(2026, 5, 12), decided_on=date(2026, 5, 13)))

    (check,) = decision.moves[0].checks
    assert (rung(decision), check.verdict.holds, decision.undecided) == ("routine", Absence.UNKNOWN, ())


def test_semantics_2_of_an_event_working_days_count_from_the_day_on_which_it_is_decided():
    provider = Provider(rules(escalation=ladder("failures() >= 0", actions="[{do: A, by: b, within: 5 working days}]")))

    decision = provider.faces(Event("regulator", on=date(2026, 5, 11), decided_on=date(2026, 5, 18)))

    # The 25th is a bank holiday.
    assert [action.due for action in decision.moves[0].actions] == [date(2026, 5, 26)]


def test_semantics_2_actions_are_set_each_time_that_a_rung_is_entered_and_not_when_it_is_left():
    provider = Provider(rules(escalation=ENTERED_ON_FAILURE))

    moves = [provider.reports(figure=figure).moves[0] for figure in (0, 0, 95, 0)]

    assert [(one.kind, len(one.actions)) for one in moves] == [
        (MoveKind.ENTERED, 1),
        (MoveKind.HELD, 0),
        (MoveKind.LEFT, 0),
        (MoveKind.ENTERED, 1),
    ]


def test_semantics_2_a_rung_that_is_come_down_to_sets_its_actions_no_more():
    provider = Provider(rules(escalation=STEPS))

    moves = [provider.reports(figure=figure).moves[0] for figure in (0, 0, 95)]

    assert [(one.kind, one.after, len(one.actions)) for one in moves] == [
        (MoveKind.ENTERED, "plan", 1),
        (MoveKind.ENTERED, "notice", 0),
        (MoveKind.LEFT, "plan", 0),
    ]


def _rated(decision):
    return rating(decision)


def _points(decision):
    return outcome(decision).points


def _paid(decision):
    return lines(decision)[0].applied


def _doubtful(decision):
    return outcome(decision).doubtful


DATED = [
    pytest.param({"kpis": "bands: {good: %s}"}, (80, 90), _rated, ("good", "inadequate"), id="a line"),
    pytest.param(
        {
            "kpis": "precision: 0 dp, half up\noverlap: best_band\n"
            "bands: {good: %s, approaching_target: 70 to 95, inadequate: less than 70}"
        },
        ("80 or more", "90 or more"),
        _rated,
        ("good", "approaching_target"),
        id="a printed range",
    ),
    pytest.param({"kpis": "points: {approaching_target: %s}"}, (1, 2), _points, (1, 2), id="points"),
    pytest.param(
        {"kpis": "sample: {of: visits, at_least: %s}"}, (30, 31), _rated, ("approaching_target", None), id="a sample"
    ),
    pytest.param(
        {"kpis": "plausible: %s"}, ("80 to 100", "90 to 100"), _doubtful, (False, True), id="a plausible range"
    ),
    pytest.param(
        {"parameters": "line: {type: number, default: %s}", "kpis": "bands: {good: line}"},
        (80, 90),
        _rated,
        ("good", "inadequate"),
        id="the default of a parameter",
    ),
    pytest.param(
        {
            "measures": "{figure: {type: number}, visits: {type: count}, held: {type: number, default: %s}}",
            "kpis": "value: held\nbands: {good: 90}",
        },
        (80, 90),
        _rated,
        ("inadequate", "good"),
        id="the default of a measure",
    ),
    pytest.param(
        {"payment": "- {policy: fixed_fee, amount: %s, short_periods: whole}"}, (10, 20), _paid, (10, 20), id="a sum"
    ),
    pytest.param(
        {"payment": "- {policy: fixed_fee, amount: 100, short_periods: whole, cap: %s}"},
        ("10%% of charges", "5%% of charges"),
        _paid,
        (100, 50),
        id="a cap",
    ),
    pytest.param(
        {
            "kpis": "points: {approaching_target: 2}",
            "payment": "- {policy: service_credits, per_point: %s}",
        },
        ("1%% of charges", "2%% of charges"),
        _paid,
        (20, 40),
        id="the price of a point",
    ),
]


@pytest.mark.parametrize(("on", "later"), [("2026-06-30", 1), ("2026-07-01", 0)], ids=["from it", "from the day after"])
@pytest.mark.parametrize(("parts", "values", "found", "expected"), DATED)
def test_semantics_3_each_dated_value_is_that_of_the_periods_last_day(*, parts, values, found, expected, on, later):
    dated = changing(*(str(one).replace("%%", "%") for one in values), on)
    stated = {key: text.replace("%s", dated) for key, text in parts.items()}
    shape = stated.pop("kpis", "")
    keys = dict(line.strip().split(": ", 1) for line in shape.split("\n") if line)
    provider = Provider(rules(reporting="{every: quarter}", kpis=kpi(**keys), **stated))

    assert found(provider.reports(figure=85, visits=30)) == expected[later]


@pytest.mark.parametrize(("on", "later"), [("2026-06-30", 1), ("2026-07-01", 0)], ids=["from it", "from the day after"])
@pytest.mark.parametrize(
    ("keys", "values", "came"),
    [
        pytest.param({"points": "{inadequate: 1}", "repeat": "%s"}, ("double", "triple"), (2, 3), id="a multiple"),
        pytest.param({"points": "{inadequate: line}"}, (4, 5), (4, 5), id="a parameter of the contract"),
    ],
)
def test_semantics_3_so_are_a_multiple_of_points_and_a_parameter(*, keys, values, came, on, later):
    stated = {key: text.replace("%s", changing(*values, on)) for key, text in keys.items()}
    dated = Dated.stepped({date(2026, 1, 1): Decimal(4), date.fromisoformat(on): Decimal(5)})
    rule_set = rules(
        reporting="{every: quarter}", parameters="line: {type: number}", kpis=kpi(**stated), payment="", money=""
    )
    provider = Provider(rule_set, start=date(2026, 1, 1), parameters={"line": dated})
    provider.reports(figure=0)

    assert _points(provider.reports(figure=0)) == came[later]


@pytest.mark.parametrize(("on", "later"), [("2026-06-30", 1), ("2026-07-01", 0)], ids=["from it", "from the day after"])
def test_semantics_3_so_are_weights_and_scores(on, later):
    kpis = kpi("a") + kpi("b", value="extra")
    shape = {"not_rated": "leave_out", "precision": "0 dp, half up", "better": "higher", "bands": "{good: 1}"}
    weights = f"{{a: {changing('100%', '25%', on)}, b: {changing('0%', '75%', on)}}}"
    scores = f"{{good: {changing(10, 20, on)}, approaching_target: 2, requires_improvement: 1, inadequate: 0}}"
    weighted = kpi("weighted", weighted_score=weights, **shape)
    scored = kpi("scored", weighted_score="{a: 100%}", scores=f"{{a: {scores}}}", **shape)

    decision = Provider(rules(reporting="{every: quarter}", kpis=kpis + weighted + scored)).reports(figure=92, extra=96)

    found = tuple(outcome(decision, name).value for name in ("weighted", "scored"))
    assert found == [(92, 10), (95, 20)][later]


@pytest.mark.parametrize("report", ["reports", "stays_silent"])
@pytest.mark.parametrize(("on", "taken"), [("2026-06-30", True), ("2026-07-01", False)])
def test_semantics_3_so_are_the_bounds_of_a_figure(report, on, taken):
    bound = changing(90, 100, on)
    measures = f"{{figure: {{type: number, at_most: {bound}, held_by: council}}}}"
    says = getattr(Provider(rules(reporting="{every: quarter}", measures=measures)), report)

    if taken:
        assert rating(says(figure="95")) == "good"
        return
    with pytest.raises(SubmissionError, match="expected 90 or less, not `95`"):
        says(figure="95")


@pytest.mark.parametrize(
    ("year", "start", "spans"),
    [
        pytest.param("calendar", date(2025, 11, 16), OVER_NEW_YEAR, id="a calendar year starts on 1 January"),
        pytest.param("financial", date(2026, 2, 16), OVER_APRIL, id="a financial year starts on 1 April"),
        pytest.param("contract", date(2025, 4, 1), OVER_APRIL, id="a contract year on the anniversary"),
    ],
)
def test_semantics_3_a_period_belongs_to_the_year_of_its_last_day(year, start, spans):
    rule_set = rules(reporting=listed(spans), escalation=ladder(f"failures(within='{year} year') >= 2"))
    provider = Provider(rule_set, start=start)

    assert [rung(provider.reports(figure=0)) for _ in spans] == ["routine", "routine", "r"]


@pytest.mark.parametrize(
    ("year", "spans"),
    [
        pytest.param("financial", ("2026-03-01 to 2026-03-31", "2026-04-01 to 2026-04-30"), id="31 March is the last"),
        pytest.param("calendar", ("2025-12-01 to 2025-12-31", "2026-01-01 to 2026-01-31"), id="31 December is"),
        pytest.param("contract", ("2026-02-01 to 2026-02-27", "2026-02-28 to 2026-03-27"), id="the 28th is the first"),
    ],
)
def test_semantics_3_a_year_holds_nothing_of_the_day_before_it(year, spans):
    rule_set = rules(reporting=listed(spans), escalation=ladder(f"failures(within='{year} year') >= 2"))
    provider = Provider(rule_set, start=date(2024, 2, 29))

    assert [rung(provider.reports(figure=0)) for _ in spans] == ["routine", "routine"]


def test_semantics_3_a_last_period_may_be_short_too():
    pays = "- {policy: fixed_fee, amount: 3000.00, short_periods: pro_rata}"
    provider = Provider(rules(payment=pays), start=date(2026, 4, 1), end=date(2026, 5, 10))

    whole, short = provider.reports(figure=95), provider.reports(figure=95)

    assert (whole.payment.payable, short.period.label) == (3000, "2026-05-01 to 2026-05-10")
    assert short.payment.payable == Decimal("967.74")  # 10 days of 31


@pytest.mark.parametrize("over", ["breaks", "skips"])
@pytest.mark.parametrize(
    ("enter", "figure"),
    [
        pytest.param("failures(kpi, last=2) >= 2", 0, id="failures"),
        pytest.param("points(kpi, last=2) >= 4", 0, id="points"),
        pytest.param("rated(inadequate, kpi, last=2) >= 2", 0, id="ratings"),
        pytest.param("consecutive_failures(kpi) >= 2", 0, id="runs of failures"),
        pytest.param("consecutive_passes(kpi) >= 2", 95, id="runs of passes"),
        pytest.param("previous(kpi) == good and rating(kpi) == good", 95, id="the rating before"),
    ],
)
def test_semantics_4_windows_skip_the_periods_between_measurements(enter, figure, over):
    measured = kpi(every="quarter", points="{inadequate: 2}", over_not_rated=over)
    provider = Provider(rules(kpis=measured, escalation=ladder(enter)), start=date(2026, 1, 1))

    assert [rung(provider.reports(figure=figure)) for _ in range(6)] == ["routine"] * 5 + ["r"]


@pytest.mark.parametrize(
    ("every", "measured"),
    [
        pytest.param("6 months", ["2026-07"], id="months from the contract's start"),
        pytest.param("[2026-05-31, 2026-08-01]", ["2026-05", "2026-08"], id="named dates"),
    ],
)
def test_semantics_4_a_kpi_is_measured_in_the_periods_that_hold_its_days(every, measured):
    provider = Provider(rules(kpis=kpi(every=every)), start=date(2026, 2, 1))

    decisions = [provider.reports(figure=95) for _ in range(8)]

    assert [one.period.label for one in decisions if rating(one)] == measured


@pytest.mark.parametrize(
    ("due", "last"),
    [
        pytest.param("10 working days", date(2026, 5, 15), id="working days"),  # 4 May 2026 is a bank holiday
        pytest.param("14 days", date(2026, 5, 14), id="days"),
        pytest.param("1 month", date(2026, 5, 30), id="months"),
    ],
)
def test_semantics_5_what_is_received_on_the_due_day_is_in_time_whenever_it_is_decided(due, last):
    reporting = f"{{every: month, due: {due}, late: failure}}"
    rule_set = rules(reporting=reporting, kpis=kpi(missing="{failure: inadequate}"))

    came = [
        rating(Provider(rule_set).reports(figure=95, received=day, decided_on=date(2026, 7, 1)))
        for day in (last, date.fromordinal(last.toordinal() + 1))
    ]

    assert came == ["good", "inadequate"]
