"""Figures that say where they came from, through the wire."""

from __future__ import annotations

import pytest

from engine.api import decision_service_pb2 as wire
from engine.api import rule_set_pb2, rule_set_service_pb2
from engine.api.figure_pb2 import FigureSource
from tests.evaluation.builders import rule_file
from tests.service.serving import PATIENCE, preview, refusal, served

FIGURE = (
    "{figure: {type: number, held_by: council, source: [call_monitoring, rota], verified: true, otherwise: doubtful}}"
)
VERIFIED = {"figure": FigureSource(name="rota", verified=True)}


@pytest.fixture
def server():
    with served(rule_file(measures=FIGURE, sources="[rota]", reporting="{every: month, due: 1 days}")) as server:
        server.registers()
        yield server


def test_a_source_that_is_said_is_told_with_the_figures_and_with_what_read_them(server):
    answer = server.submits("2026-04", "75", sources=VERIFIED)

    found = server.decisions.GetDecision(wire.GetDecisionRequest(id=answer.decision.id), timeout=PATIENCE).decision
    assert [one.doubtful for one in answer.decision.kpis] == [False]
    assert [one.source for one in answer.decision.kpis[0].read] == [VERIFIED["figure"]]
    assert [one.source for one in found.evidence.figures] == [VERIFIED["figure"]]


def test_a_figure_without_a_source_has_none_in_the_answer(server):
    answer = server.submits("2026-04", "75")

    assert answer.decision.kpis[0].doubtful
    assert not answer.decision.kpis[0].read[0].HasField("source")


def test_a_preview_takes_sources_too(server):
    asked = preview("2026-04", "75")
    asked.sources["figure"].CopyFrom(VERIFIED["figure"])

    answer = server.decisions.Preview(asked, timeout=PATIENCE)

    assert not answer.decision.kpis[0].doubtful


def test_the_record_that_nothing_came_says_where_the_councils_figures_came_from(server):
    asked = wire.RecordNonSubmissionRequest(
        request_id="none", contract="cedar", period={"label": "2026-04"}, figures={"figure": {"number": "95"}}
    )
    asked.sources["figure"].CopyFrom(VERIFIED["figure"])

    answer = server.decisions.RecordNonSubmission(asked, timeout=PATIENCE)

    assert answer.decision.kpis[0].read[0].source == VERIFIED["figure"]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        pytest.param("", "sources[figure].name", id="a source without a name"),
        pytest.param("rotas", "sources[figure]", id="a source that the rule set does not have"),
    ],
)
def test_a_source_that_cannot_be_is_named_by_its_path(server, name, path):
    refused = refusal(lambda: server.submits("2026-04", "75", sources={"figure": FigureSource(name=name)}))

    assert [one.field for one in refused.details["BadRequest"].field_violations] == [path]


def test_rules_say_which_sources_there_are_and_what_is_asked(server):
    found = server.rule_sets.GetRuleSet(rule_set_service_pb2.GetRuleSetRequest(name="test"), timeout=PATIENCE).rule_set

    assert list(found.sources) == ["provider", "call_monitoring", "regulator", "council", "rota"]
    assert found.measures[0].required_source == rule_set_pb2.RequiredSource(
        sources=["call_monitoring", "rota"], verified=True, otherwise=rule_set_pb2.UNSOURCED_DOUBTFUL
    )
