"""What a council records to have happened to a contract, through the wire, over each kind of ledger."""

from __future__ import annotations

from datetime import date

import pytest
from google.api.field_behavior_pb2 import REQUIRED, field_behavior
from grpc import StatusCode

from engine.api import contract_service_pb2 as contracts
from engine.api import decision_service_pb2 as decisions
from engine.api import escalation_pb2 as escalation
from engine.api import event_pb2 as wire
from engine.api import figure_pb2 as figures
from engine.service.translation.happenings import KINDS
from tests.application.test_events import EXIT, POINTED
from tests.application.test_matters import EVENTS
from tests.evaluation.builders import kpi, rule_file
from tests.service.serving import PATIENCE, day, happening, refusal, served

MAY = {"label": "2026-05"}
RELIEF = {"period": MAY, "kpi": "kpi"}
WAIVED = {"ladder": "ladder", "choice": "EXIT_CHOICE_WAIVED"}
WHOLE = {
    "relief": RELIEF,
    "waiver": RELIEF,
    "confirmation": RELIEF,
    "exit_decision": WAIVED,
    "lapse": {"event": "cedar#2"},
    "reported": {"kind": "exception_report"},
    "plan": {"kind": "rectification_plan"},
    "notice": {"kind": "performance_notice"},
    "warning": {"kind": "duty_to_warn", "kpis": ["kpi"], "consequence": "stays take longer"},
    "progress": {"event": "cedar#2", "stage": "STAGE_ANSWERED"},
    "change": {"old": "weekly", "new": "daily"},
    "transfer": {"event": "cedar#3", "people": 1},
}
REQUIRED_FIELDS = [
    pytest.param(kind, field.name, id=f"{kind}.{field.name}" if kind else field.name)
    for kind in ("", *KINDS)
    for field in (
        wire.ContractEvent.DESCRIPTOR.fields_by_name[kind].message_type if kind else wire.ContractEvent.DESCRIPTOR
    ).fields
    if REQUIRED in field.GetOptions().Extensions[field_behavior]
]


def decision(server, name):
    """The decision called *name*."""
    return server.decisions.GetDecision(decisions.GetDecisionRequest(id=name), timeout=PATIENCE).decision


def rights(server):
    """The rights to exit of the contract as they stand."""
    request = contracts.GetStandingRequest(contract="cedar")
    return server.contracts.GetStanding(request, timeout=PATIENCE).standing.rights


@pytest.fixture
def with_a_right():
    """A server over a contract whose provider has brought a right to exit upon itself."""
    with served(rule_file(kpis=POINTED, escalation=EXIT, events=EVENTS)) as server:
        server.registers()
        server.submits("2026-04", "60")
        yield server


def test_relief_is_recorded_and_what_it_reaches_back_to_is_decided_again(durable):
    durable.submits("2026-04", "75")
    durable.submits("2026-05", "75")

    recorded = durable.happens(relief=RELIEF, clause="Schedule 4", evidence=["minutes"])

    assert (recorded.event.id, recorded.event.version, recorded.answered_before) == ("cedar#6", 6, False)
    assert [*recorded.decided] == ["cedar#7"]
    again = decision(durable, "cedar#7")
    assert again.supersedes.decision == "cedar#5"
    assert [(one.id, one.by, one.why, one.clause, [*one.evidence]) for one in again.excuses] == [
        ("cedar#6", "A. Officer", "snow closed the roads", "Schedule 4", ["minutes"])
    ]
    assert again.kpis[0].absence == figures.ABSENCE_RELIEVED


def test_the_same_event_again_is_answered_as_it_was(durable):
    request = happening(waiver=RELIEF)
    first = durable.events.RecordEvent(request, timeout=PATIENCE)

    again = durable.events.RecordEvent(request, timeout=PATIENCE)

    assert (first.answered_before, again.answered_before) == (False, True)
    assert again.event == first.event
    assert durable.desk.ledger.head() == 2


def test_a_request_id_is_good_for_one_event(server):
    request = happening(waiver=RELIEF)
    server.events.RecordEvent(request, timeout=PATIENCE)
    request.event.why = "another"

    refused = refusal(lambda: server.events.RecordEvent(request, timeout=PATIENCE))

    assert (refused.code, refused.reason) == (StatusCode.ALREADY_EXISTS, "REQUEST_ID_REUSED")


def test_an_event_can_be_meant_for_one_version_of_the_contract_only(server):
    request = happening(waiver=RELIEF)
    request.expected_version = 7

    refused = refusal(lambda: server.events.RecordEvent(request, timeout=PATIENCE))

    assert (refused.code, refused.reason) == (StatusCode.ABORTED, "STANDING_STALE")


def test_events_are_listed_page_by_page_in_the_order_of_recording(durable):
    for why in ("a", "b", "c"):
        durable.happens(waiver=RELIEF, why=why)

    first = durable.events_of(page_size=2)
    rest = durable.events_of(page_size=2, page_token=first.next_page_token)

    assert [one.why for one in (*first.events, *rest.events)] == ["a", "b", "c"]
    assert all(one.HasField("recorded_at") for one in first.events)
    assert rest.next_page_token == ""


def test_what_has_lapsed_is_visible_as_such_and_not_among_what_has_effect(durable):
    relief = durable.happens(relief=RELIEF).event
    durable.happens(waiver=RELIEF)
    durable.happens(lapse={"event": relief.id}, why="the provider withdrew it")

    everything, in_effect = durable.events_of(), durable.events_of(in_effect_only=True)

    assert [(one.WhichOneof("what"), one.lapsed_by) for one in everything.events] == [
        ("relief", "cedar#4"),
        ("waiver", ""),
        ("lapse", ""),
    ]
    assert [one.id for one in in_effect.events] == ["cedar#3"]


def test_a_page_token_is_good_for_the_list_that_it_was_given_for(server):
    for why in ("a", "b"):
        server.happens(waiver=RELIEF, why=why)
    token = server.events_of(page_size=1).next_page_token

    refused = refusal(lambda: server.events_of(page_token=token, in_effect_only=True))

    assert (refused.reason, refused.fields) == ("PAGE_TOKEN_INVALID", ["page_token"])


@pytest.mark.parametrize("asked", ["happens", "events_of"])
def test_a_contract_that_nobody_registered_is_unknown(server, asked):
    what = {"waiver": RELIEF} if asked == "happens" else {}

    refused = refusal(lambda: getattr(server, asked)("oak", **what))

    assert (refused.code, refused.reason) == (StatusCode.NOT_FOUND, "CONTRACT_UNKNOWN")


def test_a_right_to_exit_says_what_people_have_decided_on_it(with_a_right):
    states = [rights(with_a_right)[0]]
    for choice, until in (("DEFERRED", day(2026, 6, 30)), ("EXERCISED", None)):
        with_a_right.happens(
            exit_decision={"ladder": "ladder", "choice": f"EXIT_CHOICE_{choice}", "until": until}, why=choice
        )
        states += rights(with_a_right)

    assert [one.state for one in states] == [
        escalation.EXIT_RIGHT_STATE_ARISEN,
        escalation.EXIT_RIGHT_STATE_DEFERRED,
        escalation.EXIT_RIGHT_STATE_EXERCISED,
    ]
    assert [one.decision.why for one in states] == ["", "DEFERRED", "EXERCISED"]
    assert not states[0].HasField("decision")
    assert states[1].decision.exit_decision.until == day(2026, 6, 30)


def test_a_waived_right_to_exit_is_shown_as_such_and_a_lapsed_waiver_as_arisen(with_a_right):
    waived = with_a_right.happens(exit_decision=WAIVED).event
    (after_waiver,) = rights(with_a_right)
    with_a_right.happens(lapse={"event": waived.id})

    (after_lapse,) = rights(with_a_right)

    assert after_waiver.state == escalation.EXIT_RIGHT_STATE_WAIVED
    assert after_waiver.decision.id == waived.id
    assert (after_lapse.state, after_lapse.HasField("decision")) == (escalation.EXIT_RIGHT_STATE_ARISEN, False)


def test_a_decision_does_not_say_what_becomes_of_a_right(with_a_right):
    (right,) = decision(with_a_right, "cedar#3").rights

    assert right.state == escalation.EXIT_RIGHT_STATE_UNSPECIFIED


@pytest.mark.parametrize(("kind", "field"), REQUIRED_FIELDS)
def test_a_required_field_of_an_event_that_is_left_out_is_named(with_a_right, kind, field):
    what = kind or "waiver"
    request = happening(**{what: WHOLE[what]})
    (getattr(request.event, kind) if kind else request.event).ClearField(field)

    refused = refusal(lambda: with_a_right.events.RecordEvent(request, timeout=PATIENCE))

    assert refused.code is StatusCode.INVALID_ARGUMENT
    (path,) = refused.fields
    assert path.startswith(f"event.{kind}.{field}" if kind else f"event.{field}")


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        pytest.param({}, ["event"], id="nothing that happened"),
        pytest.param({"relief": RELIEF | {"kpi": "kp"}}, ["event.relief.kpi"], id="an unknown KPI"),
        pytest.param(
            {"waiver": RELIEF | {"period": {"label": "2026-Q2"}}}, ["event.waiver.period"], id="a period of no report"
        ),
        pytest.param(
            {"relief": RELIEF | {"excluded": {"visits": "1"}}},
            ["event.relief.excluded[visits]"],
            id="a count that the KPI does not read",
        ),
        pytest.param(
            {"relief": RELIEF | {"excluded": {"figure": "-1"}}},
            ["event.relief.excluded[figure]"],
            id="less than nothing left out",
        ),
        pytest.param(
            {"relief": RELIEF | {"excluded": {"figure": "1e3"}}},
            ["event.relief.excluded[figure]"],
            id="a count that is no plain number",
        ),
        pytest.param(
            {"relief": RELIEF | {"excluded": {f"m{number}": "1" for number in range(101)}}},
            ["event.relief.excluded"],
            id="too many counts",
        ),
        pytest.param({"confirmation": RELIEF}, ["event.confirmation.kpi"], id="a figure that is never doubtful"),
        pytest.param({"relief": RELIEF | {"effect": 9}}, ["event.relief.effect"], id="an effect that is none"),
        pytest.param(
            {"exit_decision": WAIVED | {"ladder": "stairs"}},
            ["event.exit_decision.ladder"],
            id="a ladder without a right",
        ),
        pytest.param(
            {"exit_decision": WAIVED | {"until": day(2026, 6, 1)}},
            ["event.exit_decision.until"],
            id="a waiver until a day",
        ),
        pytest.param({"lapse": {"event": "cedar#3"}}, ["event.lapse.event"], id="the lapse of no event"),
        pytest.param({"lapse": {"event": "cedar#" + "9" * 40}}, ["event.lapse.event"], id="a version beyond all"),
        pytest.param({"waiver": RELIEF, "on": day(2026, 5, 12)}, ["event.on"], id="tomorrow"),
        pytest.param({"waiver": RELIEF, "by": " \n"}, ["event.by"], id="nobody"),
        pytest.param({"waiver": RELIEF, "why": "x" * 1001}, ["event.why"], id="a long reason"),
        pytest.param({"waiver": RELIEF, "clause": "x" * 1001}, ["event.clause"], id="a long clause"),
        pytest.param({"waiver": RELIEF, "evidence": ["x"] * 21}, ["event.evidence"], id="too many papers"),
        pytest.param({"waiver": RELIEF, "evidence": ["x", "y" * 201]}, ["event.evidence[1]"], id="a paper's long name"),
    ],
)
def test_an_event_that_does_not_fit_is_refused_with_the_field_that_does_not(with_a_right, event, fields):
    refused = refusal(lambda: with_a_right.happens(**event))

    assert refused.code is StatusCode.INVALID_ARGUMENT
    assert refused.fields == fields
    assert with_a_right.desk.ledger.version("cedar") == 3


def test_an_event_lapses_in_its_own_contract_only(server):
    server.registers("oak")
    server.happens("oak", waiver=RELIEF)
    server.happens("cedar", waiver=RELIEF)

    refused = refusal(lambda: server.happens("cedar", lapse={"event": "oak#2"}))

    assert (refused.reason, refused.fields) == ("REQUEST_INVALID", ["event.lapse.event"])
    assert len(server.events_of("cedar", in_effect_only=True).events) == 1


def test_every_kind_of_event_is_read():
    (union,) = wire.ContractEvent.DESCRIPTOR.oneofs

    assert list(KINDS) == [field.name for field in union.fields]


OPENING = """
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: routine},
   {rung: plan, decision: remediation, enter: "failures(last=1) >= 1", leave: "consecutive_passes() >= 1",
    actions: [{do: Submit a plan, by: provider, opens: rectification_plan}]}]}
"""


@pytest.fixture
def with_a_plan():
    """A server over a contract whose provider has failed, which opened a plan."""
    with served(rule_file(escalation=OPENING, events=EVENTS, calendar="england")) as server:
        server.registers()
        server.submits("2026-04", "75")
        yield server


def standing(server):
    return server.contracts.GetStanding(contracts.GetStandingRequest(contract="cedar"), timeout=PATIENCE).standing


def test_a_plan_that_a_decision_opened_is_named_by_its_action_and_shown_as_open(with_a_plan):
    [action] = decision(with_a_plan, "cedar#3").moves[0].actions
    assert (action.opens, action.event) == ("rectification_plan", "cedar#3.1")

    found = standing(with_a_plan)
    [matter] = found.matters
    assert (matter.event.id, matter.event.version, matter.event.by) == ("cedar#3.1", 3, "the rules")
    assert (matter.event.plan.kind, matter.due) == ("rectification_plan", action.due)
    assert matter.owed_by_provider
    assert [one.event for one in found.ladders[0].actions] == ["cedar#3.1"]


def test_a_plan_that_a_decision_opened_goes_on_by_its_id_and_stands_when_figures_are_corrected(with_a_plan):
    said = {"event": "cedar#3.1", "stage": "STAGE_SUBMITTED"}
    recorded = with_a_plan.happens(progress=said)
    assert recorded.event.progress.event == "cedar#3.1"

    again = with_a_plan.submits("2026-04", "95", reason="counted again").decision

    [matter] = standing(with_a_plan).matters
    assert (matter.event.id, matter.event.corrected_by) == ("cedar#3.1", again.id)
    with_a_plan.happens(lapse={"event": "cedar#3.1"})
    assert not standing(with_a_plan).matters


def test_an_action_names_no_plan_that_a_person_let_lapse(with_a_plan):
    with_a_plan.happens(lapse={"event": "cedar#3.1"})

    assert [(one.opens, one.event) for one in standing(with_a_plan).ladders[0].actions] == [("rectification_plan", "")]


REPORTED = """
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: routine},
   {rung: plan, decision: remediation, enter: "failures(last=1) >= 1 or events(exception_report) >= 1"}]}
"""


def test_that_nothing_came_names_what_it_decides_again_of_a_later_day():
    with served(
        rule_file(kpis=kpi(missing="{failure: inadequate}"), escalation=REPORTED, events=EVENTS, calendar="england")
    ) as server:
        server.registers()
        entered = server.happens(on=day(2026, 5, 4), reported={"kind": "exception_report"}).decided
        server.desk.clock.is_on(date(2026, 6, 1))
        nothing = decisions.RecordNonSubmissionRequest(
            request_id="nothing", contract="cedar", period={"label": "2026-04"}
        )

        answer = server.decisions.RecordNonSubmission(nothing, timeout=PATIENCE)

        [again] = answer.also_decided
        assert [decision(server, again).supersedes.decision] == [*entered]
        assert [one.moves[0].kind for one in (answer.decision, decision(server, again))] == [
            escalation.MOVE_KIND_ENTERED,
            escalation.MOVE_KIND_HELD,
        ]
        assert server.decisions.RecordNonSubmission(nothing, timeout=PATIENCE).also_decided == answer.also_decided
