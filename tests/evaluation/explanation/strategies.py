"""Providers who report anything at all, under rules that use every feature."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st

from engine.evaluation.admission import non_submission, submission
from engine.model.decision import Decision
from engine.model.evidence import Event
from engine.model.figures import STATED
from engine.model.period import Period
from engine.model.rule_set import RuleSet
from tests.evaluation.builders import Provider, kpi
from tests.evaluation.explanation.readers import rules

_KPIS = (
    kpi(
        "missed_visits",
        title="Visits missed",
        clause="'Schedule 2, paragraph 3.1'",
        value="100 * missed / visits",
        unit="percent",
        precision="'1 dp, half up'",
        better="lower",
        bands="{good: less than 0.5, approaching_target: {year 1: 1, year 2: 0.8}, requires_improvement: 2}",
        sample="{of: visits, at_least: 30}",
        missing="{failure: inadequate}",
        plausible="0 to 90",
        points="{requires_improvement: 2, inadequate: {year 1: 4, year 2: 5}}",
        repeat="double",
    )
    + kpi(
        "kept",
        value="figure",
        grace="1 period",
        missing="carry_forward",
        limiters="[{never_better_than: inadequate, when: breach}]",
    )
    + kpi(
        "ranged",
        value="second",
        precision="'0 dp, half up'",
        bands="{good: 95 or more, approaching_target: 90 to 94, inadequate: less than 90}",
    )
    + kpi(
        "regulation", value="regulator", better="", bands="{good: [Good], requires_improvement: [Fair], other: [Poor]}"
    )
    + kpi("surveyed", every="quarter", value="second / missed", precision="'2 dp, half even'", plausible="1 to 100")
    + kpi(
        "matched",
        ratings="[{good: breach == false and matched > 50}, {inadequate: previous(kept) == inadequate}, "
        "{requires_improvement: otherwise}]",
    )
    + kpi("paid", value="charges", bands="", better="")
    + kpi(
        "score",
        weighted_score="{missed_visits: 60%, regulation: 40%}",
        scores="{regulation: {Good: 100, Fair: 50, Poor: 0}}",
        precision="'2 dp, half up'",
        unit="percent",
        better="higher",
        bands="{good: 50}",
        not_rated="leave_out",
    )
    + kpi("worst", worst_of="[kept, regulation]", not_rated="leave_out")
    + kpi(
        "failing",
        how_many="[kept, ranged, regulation]",
        rated="[requires_improvement, inadequate]",
        not_rated="not_rated",
        better="lower",
        bands="{good: 0}",
    )
)
_LADDER = """
    - policy: ladder
      name: contract
      climb: jump
      rungs:
        - rung: routine
        - rung: plan
          decision: remediation
          clause: Schedule 4
          enter: failures(missed_visits, last=3) >= 2 or points(last=3) > most
          leave: consecutive_passes() >= 2
          actions: [{do: Submit a plan, by: provider, within: 10 working days}]
        - rung: exit
          decision: exit_trigger
          enter: cap_reached(service_credits) or is_worse_than(rating(kept), good) and credits(last="6 months") > 99
    - policy: ladder
      name: regulation
      climb: step
      rungs:
        - rung: quiet
        - {rung: alert, decision: escalation, enter: "0 < round(second / visits, 2) <= 5", leave: not breach}
"""
_PAYMENT = """
    - {policy: fixed_fee, amount: charges, short_periods: pro_rata, cap: 5000}
    - policy: service_credits
      per_point: 0.333% of charges
      clause: Schedule 5
      cap: [10% of charges, {limit: 15% of charges, basis: twelve months, clause: Schedule 6}]
    - {policy: service_credits, name: gap, percentage_gap: {kpi: kept, required: 98, of: fixed_fee}, when: not breach}
    - policy: service_credits
      name: pool
      at_risk: {amount: 10% of charges, pools: {quality: {share: 50%, kpis: {kept: 30%}}}}
"""
FULL = rules(
    title="Everything at once",
    reporting="{every: month, due: 10 working days, late: failure}",
    parameters="most: {type: number, default: 12}",
    kpis="".join(_KPIS),
    escalation=_LADDER,
    payment=_PAYMENT,
)
BARE = rules()
FOREIGN = rules(
    currency="EUR",
    money="{precision: 0 dp, rounding: down}",
    reporting="{every: quarter}",
    kpis=kpi(points="{inadequate: 1}"),
    payment="- {policy: service_credits, per_point: 33.33}",
)

RULES = {"full": FULL, "bare": BARE, "foreign": FOREIGN}

_ABSENT = st.sampled_from(STATED)
_NUMBERS = st.decimals(-200, 200, places=2) | st.integers(0, 100).map(Decimal)
_FIGURES = {
    "figure": _NUMBERS | _ABSENT,
    "second": _NUMBERS | _ABSENT,
    "visits": st.integers(0, 60).map(str) | _ABSENT,
    "missed": st.integers(0, 60).map(str) | _ABSENT,
    "charges": st.decimals(0, 9000, places=2) | _ABSENT,
    "breach": st.booleans() | _ABSENT,
    "regulator": st.sampled_from(["Good", "Fair", "Poor"]) | _ABSENT,
}
_REPORTS = st.fixed_dictionaries({}, optional=_FIGURES)


def lives() -> st.SearchStrategy[tuple[str, list[tuple[object, bool]]]]:
    """The name of rules with what came of a provider's first months: figures, nothing, an event; in time or late."""
    names = st.sampled_from(["full", "full", "full", "bare", "foreign"])
    came = st.tuples(_REPORTS | st.none() | st.just("event"), st.booleans())
    return st.tuples(names, st.lists(came, min_size=1, max_size=5))


def decided(life: tuple[str, list[tuple[object, bool]]]) -> tuple[Decision, RuleSet]:
    """The last decision of *life*, with the rules that made it."""
    name, came = life
    provider = Provider(RULES[name])
    return [_faced(provider, report, late=late) for report, late in came][-1], provider.rules


def _faced(provider: Provider, report: object, *, late: bool) -> Decision:
    period = _next(provider)
    decided_on = period.end + timedelta(days=40 if late else 1)
    if report is None:
        return provider.faces(non_submission(provider.rules, provider.contract, period, {}, decided_on=decided_on))
    if report == "event":
        return provider.faces(Event("breach_of_regulation", period.start, decided_on))
    return provider.faces(submission(provider.rules, provider.contract, period, report, decided_on=decided_on))


def _next(provider: Provider) -> Period:
    reporting, span, latest = provider.rules.reporting, provider.contract.span, provider.standing.latest
    period = reporting.after(span, latest) if latest else reporting.first(span)
    assert period
    return period
