"""What may be published, as a council asks for it through the wire."""

from __future__ import annotations

import pytest

from engine.api import decision_service_pb2 as wire
from engine.api.contract_service_pb2 import GetStandingRequest
from engine.api.publishable_pb2 import PUBLISHABLE_FLAG_RELIEVED
from engine.api.rule_set_service_pb2 import GetRuleSetRequest
from tests.evaluation.builders import kpi, rule_file
from tests.service.serving import PATIENCE, day, served

RULES = rule_file(
    kpis=kpi("stays", publishable="true", title="Stays in time", clause="Schedule 2", unit="percent")
    + kpi("turnover", publishable="false", value="figure + 1")
    + kpi("silent", value="figure + 2")
    + kpi("overall", worst_of="[stays, turnover]", not_rated="not_rated", publishable="true")
)


@pytest.fixture(scope="module")
def server():
    with served(RULES) as server:
        server.registers()
        server.submits("2026-04", "96.5")
        server.submits("2026-05", "75.25")
        relief = {"period": {"label": "2026-05"}, "kpi": "stays", "effect": "RELIEF_EFFECT_DISREGARDED_FOR_EXIT"}
        server.happens(on=day(2026, 5, 11), by="A. Officer", why="snow closed the roads", relief=relief)
        yield server


def listed(server, **asked):
    return server.decisions.ListPublishable(wire.ListPublishableRequest(**asked), timeout=PATIENCE)


def test_a_period_is_told_with_the_ratings_that_may_be_published(server):
    april, may = listed(server).periods

    assert (april.contract, april.provider, april.rule_set) == ("cedar", "Cedar Support", "test")
    assert (april.period.label, april.decision, april.in_force.year) == ("2026-04", "cedar#3", 2020)
    [stays, overall] = april.kpis
    assert (stays.kpi, stays.title, stays.clause, stays.unit) == ("stays", "Stays in time", "Schedule 2", "percent")
    assert (stays.rating, stays.number, [*stays.flags]) == ("good", "96.5", [])
    assert (overall.kpi, overall.rating) == ("overall", "good")
    assert may.decision == "cedar#7"
    assert [*may.kpis[0].flags] == [PUBLISHABLE_FLAG_RELIEVED]


@pytest.mark.parametrize(
    "kept", ["turnover", "silent", "snow", "Officer", "97.5", "76.25", "98.5", "77.25", "no_action"]
)
def test_of_what_may_not_be_published_nothing_is_left(server, kept):
    assert kept not in str(listed(server))


def test_periods_are_found_by_what_is_asked(server):
    assert [one.decision for one in listed(server, since=day(2026, 5, 1)).periods] == ["cedar#7"]
    assert [one.decision for one in listed(server, until=day(2026, 4, 30)).periods] == ["cedar#3"]
    assert [one.decision for one in listed(server, provider="Oak").periods] == []
    assert [one.decision for one in listed(server, as_of=day(2026, 5, 10)).periods] == ["cedar#3"]


def test_pages_follow_one_another(server):
    first = listed(server, page_size=1)
    second = listed(server, page_size=1, page_token=first.next_page_token)

    assert [one.decision for one in (*first.periods, *second.periods)] == ["cedar#3", "cedar#7"]
    assert (bool(first.next_page_token), second.next_page_token) == (True, "")


def said(kpis, name="kpi"):
    return {getattr(one, name): one.publishable if one.HasField("publishable") else None for one in kpis}


def test_rules_decisions_and_standings_say_what_the_rules_say_and_nothing_where_they_do_not(server):
    expected = {"stays": True, "turnover": False, "silent": None, "overall": True}

    decision = server.decisions.GetDecision(wire.GetDecisionRequest(id="cedar#3"), timeout=PATIENCE).decision
    rules = server.rule_sets.GetRuleSet(GetRuleSetRequest(name="test"), timeout=PATIENCE).rule_set
    stood = server.contracts.GetStanding(GetStandingRequest(contract="cedar"), timeout=PATIENCE)
    standing = stood.standing

    assert said(decision.kpis) == said(rules.kpis, "name") == said(standing.periods[-1].kpis) == expected


def test_an_explanation_says_of_a_kpi_whether_it_may_be_published(server):
    request = wire.ExplainDecisionRequest(id="cedar#3")
    text = server.decisions.ExplainDecision(request, timeout=PATIENCE).explanation.text

    assert text.count("What it comes to may be published") == 2
    assert text.count("What it comes to is not published") == 1
