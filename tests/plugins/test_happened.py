"""What happened between reports, as policies see it: strangers' too, and in a view that a test gives them."""

from datetime import date
from decimal import Decimal

import pytest

from engine.expression import Window
from engine.model.event_terms import EventName
from engine.model.events import ContractEvent, Dispute, Form, Lapse, Matter, Progress, Reported, Stage
from engine.model.matters import Occurrence, occurrences
from engine.model.payment import Draft, Factor, LineKind, Part
from engine.model.period import Period
from engine.model.policy import Parameters
from engine.model.windows import Over
from engine.plugins.testing import GivenView, decided
from tests.plugins.rule_texts import paying


class CallOutParameters(Parameters):
    """What is paid for, and over which time."""

    each: EventName
    over: Over | None = None


class CallOuts:
    """A stranger's policy: a sum for each time that something happened."""

    name = "call_outs"
    version = "1"
    parameters = CallOutParameters

    def drafts(self, parameters, view):
        count = Decimal(len(view.happened(parameters.each.name, over=parameters.over)))
        return (Draft(LineKind.FEE, (Part("call-outs", (Factor(count, "call-outs"),), count),)),)


ENTRY = "- {policy: call_outs, clause: s, each: called_outOVER}"
EVENTS = """
events:
  called_out: {}
  plan: {is: plan, within: 5 working days}
"""


def happened(*whats):
    """Return events, each the day of 2026 on which it happened and what."""
    return [
        ContractEvent(number, date.fromisoformat(f"2026-{on}"), "A. Officer", "as agreed", what)
        for number, (on, what) in enumerate(whats, 1)
    ]


CALLED_OUT = happened(*[(on, Reported("called_out")) for on in ("04-10", "04-20", "05-31", "06-01", "07-15")])


@pytest.mark.parametrize(
    ("over", "counted"),
    [
        pytest.param("", [2, 3, 4], id="since the start, up to the period's last day"),
        pytest.param(", over: 1 period", [2, 1, 1], id="in the period"),
        pytest.param(", over: 2 months", [2, 3, 2], id="in two months"),
        pytest.param(", over: contract year", [2, 3, 4], id="in the contract year"),
    ],
)
def test_a_strangers_policy_sees_what_happened(over, counted):
    rules = paying(ENTRY.replace("OVER", over), more=EVENTS)

    decisions = decided(rules, *[{"charges": "1"}] * 3, policies=[CallOuts()], events=CALLED_OUT)

    assert [int(one.payment.payable) for one in decisions] == counted


@pytest.mark.parametrize("over", [None, Window(periods=1), Window(months=2), Window(year="contract year")])
def test_a_given_view_answers_as_the_real_one_does(over):
    given = tuple(occurrences(CALLED_OUT, ("called_out",)))
    said = {None: "", Window(periods=1): ", over: 1 period", Window(months=2): ", over: 2 months"}
    text = ENTRY.replace("OVER", said.get(over, ", over: contract year"))

    decisions = decided(paying(text, more=EVENTS), *[{}] * 3, policies=[CallOuts()], events=CALLED_OUT)

    for month, decision in zip(("2026-04", "2026-05", "2026-06"), decisions, strict=True):
        seen = GivenView(happenings=given, period=Period.parse(month)).happened("called_out", over=over)
        assert len(seen) == int(decision.payment.payable)


def test_what_became_of_a_plan_names_the_plan_and_the_milestone():
    events = happened(
        ("05-01", Matter(Form.PLAN, "plan", due=date(2026, 5, 11))),
        ("05-12", Progress(1, Stage.SUBMITTED)),
        ("05-20", Progress(1, Stage.ACCEPTED, milestones={"recruited": date(2026, 6, 5)})),
        ("06-20", Progress(1, Stage.MILESTONE_MET, "recruited")),
    )
    names = ("plan", "plan_submitted", "plan_late", "plan_accepted", "plan_milestone_missed", "plan_milestone_met")

    assert sorted(occurrences(events, names)) == [
        Occurrence(date(2026, 5, 1), "plan", 1),
        Occurrence(date(2026, 5, 12), "plan_late", 1),
        Occurrence(date(2026, 5, 12), "plan_submitted", 1),
        Occurrence(date(2026, 5, 20), "plan_accepted", 1),
        Occurrence(date(2026, 6, 6), "plan_milestone_missed", 1, "recruited"),
        Occurrence(date(2026, 6, 20), "plan_milestone_met", 1, "recruited"),
    ]


def test_what_is_disputed_is_marked_and_what_has_lapsed_did_not_happen():
    events = happened(
        ("05-01", Reported("called_out")),
        ("05-02", Reported("called_out")),
        ("05-03", Dispute(stands=True, event=1)),
        ("05-04", Lapse(2)),
    )

    assert [(one.on.day, one.is_disputed) for one in occurrences(events, ("called_out",))] == [(1, True)]
