"""Questions as of a day, and as known at a moment, through the wire: each says from where it was answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from engine.api import comparison_service_pb2 as comparisons
from engine.api import contract_service_pb2 as contracts
from engine.api import decision_service_pb2 as decisions
from engine.api import event_service_pb2 as events
from engine.api import pricing_service_pb2 as pricing
from tests.evaluation.builders import kpi, rule_file
from tests.service.serving import PATIENCE, day, refusal, served

DUE = rule_file(kpis=kpi(publishable="true"), reporting="{every: month, due: 10 days}")
DAY, MOMENT = day(2026, 4, 30), datetime(2026, 7, 20, 9, 0, 0, 250_000, tzinfo=UTC)


def instant(moment):
    found = Timestamp()
    found.FromDatetime(moment)
    return found


@pytest.fixture
def server():
    """A contract with April and May, a waiver of May, and then a correction of April, an hour later each."""
    with served(DUE) as server:
        server.desk.clock.time = MOMENT
        server.registers()
        server.submits("2026-04", "75")
        server.submits("2026-05", "75")
        waiver = {"period": {"label": "2026-05"}, "kpi": "kpi"}
        server.happens(on=day(2026, 6, 3), by="A. Officer", why="snow", waiver=waiver)
        server.desk.clock.time += timedelta(hours=1)
        server.submits("2026-04", "95", reason="misread")
        server.registers("oak")
        yield server


QUESTIONS = {
    "GetStanding": (
        lambda server: server.contracts.GetStanding,
        contracts.GetStandingRequest(contract="cedar"),
        lambda answer: [one.period.label for one in answer.standing.periods],
    ),
    "ListDecisions": (
        lambda server: server.decisions.ListDecisions,
        decisions.ListDecisionsRequest(contract="cedar"),
        lambda answer: [one.id for one in answer.decisions],
    ),
    "ListPublishable": (
        lambda server: server.decisions.ListPublishable,
        decisions.ListPublishableRequest(contract="cedar"),
        lambda answer: [one.decision for one in answer.periods],
    ),
    "ListEvents": (
        lambda server: server.events.ListEvents,
        events.ListEventsRequest(contract="cedar"),
        lambda answer: [one.id for one in answer.events],
    ),
    "ListDue": (
        lambda server: server.contracts.ListDue,
        contracts.ListDueRequest(contract="cedar", by=day(2026, 7, 10)),
        lambda answer: [one.period.label for one in answer.reports],
    ),
    "GetContract": (
        lambda server: server.contracts.GetContract,
        contracts.GetContractRequest(id="cedar"),
        lambda answer: answer.contract.version,
    ),
    "ListContracts": (
        lambda server: server.contracts.ListContracts,
        contracts.ListContractsRequest(),
        lambda answer: [one.id for one in answer.contracts],
    ),
    "GetDecision": (
        lambda server: server.decisions.GetDecision,
        decisions.GetDecisionRequest(id="cedar#3"),
        lambda answer: answer.decision.id,
    ),
    "ExplainDecision": (
        lambda server: server.decisions.ExplainDecision,
        decisions.ExplainDecisionRequest(id="cedar#3"),
        lambda answer: answer.id,
    ),
}


def asked(server, name, as_of=None, as_known_at=None):
    """The answer to a question, and what it is about."""
    method, request, about = QUESTIONS[name]
    request = type(request)(**{"as_of": as_of} if as_of else {}, as_known_at=as_known_at and instant(as_known_at))
    request.MergeFrom(QUESTIONS[name][1])
    answer = method(server)(request, timeout=PATIENCE)
    return answer, about(answer)


def test_every_question_about_what_was_decided_may_name_a_day_but_those_about_one_entry_or_its_terms():
    fields = {name: request.DESCRIPTOR.fields_by_name for name, (_, request, _) in QUESTIONS.items()}

    without = {name for name, known in fields.items() if "as_of" not in known}
    assert without == {"GetContract", "ListContracts", "GetDecision", "ExplainDecision"}


@pytest.mark.parametrize(
    ("name", "now", "then"),
    [
        pytest.param("ListDecisions", ["cedar#3", "cedar#5", "cedar#7", "cedar#9", "cedar#10"], None, id="decisions"),
        pytest.param("ListPublishable", ["cedar#9", "cedar#10"], ["cedar#3", "cedar#7"], id="what may be published"),
        pytest.param("GetContract", 10, 7, id="a contract"),
        pytest.param("ListContracts", ["cedar", "oak"], ["cedar"], id="contracts"),
        pytest.param("GetDecision", "cedar#3", "cedar#3", id="a decision"),
        pytest.param("ExplainDecision", "cedar#3", "cedar#3", id="a decision in sentences"),
        pytest.param("GetStanding", ["2026-04", "2026-05"], ["2026-04", "2026-05"], id="a standing"),
        pytest.param("ListEvents", ["cedar#6"], ["cedar#6"], id="events"),
        pytest.param("ListDue", ["2026-06"], ["2026-06"], id="reports due"),
    ],
)
def test_a_question_may_name_the_moment_whose_knowledge_it_asks_with(server, name, now, then):
    then = ["cedar#3", "cedar#5", "cedar#7"] if then is None else then

    answer, found = asked(server, name, as_known_at=MOMENT)
    plain, today = asked(server, name)

    assert (found, today) == (then, now)
    assert answer.as_known_at == instant(MOMENT)
    assert not plain.HasField("as_known_at")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        pytest.param("GetStanding", ["2026-04"], id="a standing"),
        pytest.param("ListDecisions", ["cedar#3", "cedar#9"], id="decisions"),
        pytest.param("ListPublishable", ["cedar#9"], id="what may be published"),
        pytest.param("ListEvents", [], id="events"),
        pytest.param("ListDue", ["2026-04", "2026-05", "2026-06"], id="reports due, as none had come by then"),
    ],
)
def test_a_question_may_name_the_day_that_it_is_about(server, name, found):
    answer, about = asked(server, name, as_of=DAY)
    plain, _ = asked(server, name)

    assert about == found
    assert answer.as_of == DAY
    assert not plain.HasField("as_of")


def test_both_may_be_named_together(server):
    later, _ = asked(server, "GetStanding", as_of=DAY)
    before, _ = asked(server, "GetStanding", as_of=DAY, as_known_at=MOMENT)

    ratings = [one.standing.periods[0].kpis[0].rating for one in (later, before)]
    assert ratings == ["good", "requires_improvement"]
    assert (before.as_of, before.as_known_at) == (DAY, instant(MOMENT))


def test_a_page_goes_on_from_the_same_vantage_and_from_no_other(server):
    request = decisions.ListDecisionsRequest(contract="cedar", page_size=1, as_of=DAY)
    first = server.decisions.ListDecisions(request, timeout=PATIENCE)
    request.page_token = first.next_page_token
    second = server.decisions.ListDecisions(request, timeout=PATIENCE)
    request.as_of.CopyFrom(day(2026, 5, 31))

    refused = refusal(lambda: server.decisions.ListDecisions(request, timeout=PATIENCE))

    assert ([one.id for one in second.decisions], second.next_page_token) == (["cedar#9"], "")
    assert refused.reason == "PAGE_TOKEN_INVALID"


def test_the_future_is_not_asked_about(server):
    refused = refusal(lambda: asked(server, "GetStanding", day(2026, 7, 22), MOMENT + timedelta(days=1)))

    assert [one.field for one in refused.details["BadRequest"].field_violations] == ["as_known_at", "as_of"]


@pytest.mark.parametrize("seconds", [10**18, -(10**18)])
def test_an_instant_that_no_calendar_has_is_refused(server, seconds):
    request = contracts.GetStandingRequest(contract="cedar", as_known_at=Timestamp(seconds=seconds))

    refused = refusal(lambda: server.contracts.GetStanding(request, timeout=PATIENCE))

    assert [one.field for one in refused.details["BadRequest"].field_violations] == ["as_known_at"]


# What these answer from elsewhere in time, the tests of their services say.
ELSEWHERE = ("CompareProviders", "PriceContract", "GetBenefits")


def test_every_question_about_what_is_recorded_may_name_a_moment():
    """Those that record ask about now, rules are not recorded by moments, and a watch follows what comes."""
    asking = {
        method.input_type.name: "as_known_at" in method.input_type.fields_by_name
        for file in (contracts, decisions, events, comparisons, pricing)
        for service in file.DESCRIPTOR.services_by_name.values()
        for method in service.methods
    }

    assert {name for name, may in asking.items() if may} == {f"{name}Request" for name in (*QUESTIONS, *ELSEWHERE)}
    assert {name for name, may in asking.items() if not may and name.startswith(("Get", "List"))} == set()
