"""Providers are compared over the wire as they are in the application, with everything that a reader needs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from engine.api import comparison_pb2, period_pb2
from engine.api.comparison_service_pb2 import CompareProvidersRequest
from tests.evaluation.builders import rule_file
from tests.evaluation.ranking.builders import framework_parts
from tests.service.serving import PATIENCE, refusal, served

RULES = rule_file(
    **framework_parts(
        "quality: {kpi: quality, weight: 60%}",
        "price: {kpi: price, weight: 40%, full_at: lowest}",
        kpis="quality: {value: figure, title: Quality}\nprice: {value: extra}",
        missing="leave_out",
        title="Ranked list",
        clause="Schedule 2",
    )
)


@pytest.fixture
def framework():
    with served(RULES) as server:
        for name, figure in (("alder", "70"), ("birch", "80")):
            server.registers(name, provider=f"{name.title()} Care")
            server.submits("2026-04", figure, contract=name)
        yield server


def compared(server, **asked):
    request = CompareProvidersRequest(**{"framework": "test"} | asked)
    return server.comparisons.CompareProviders(request, timeout=PATIENCE).comparison


def test_contracts_come_in_the_order_of_their_places_with_scores_and_reasons(framework):
    found = compared(framework)

    assert [(one.contract, one.provider, one.place, one.score, one.offered) for one in found.contracts] == [
        ("birch", "Birch Care", 1, "80", 1),
        ("alder", "Alder Care", 2, "70", 2),
    ]
    assert (found.framework, found.period.label, found.title, found.clause) == (
        "test",
        "2026-04",
        "Ranked list",
        "Schedule 2",
    )
    assert found.contracts[0].reasons[0] == "place 1 of 2: 80.00 (Schedule 2)"
    assert len(found.digest) == 64


def test_each_criterion_says_what_it_scored_and_what_was_left_out(framework):
    quality, price = compared(framework).contracts[0].criteria

    assert (quality.title, quality.kpi, quality.weight, quality.share) == ("Quality", "quality", "0.6", "1")
    assert (quality.basis, quality.score, quality.low, quality.high) == (
        comparison_pb2.SCORE_BASIS_MEASURED,
        "80",
        "80",
        "80",
    )
    assert quality.value.number == "80"
    assert (price.basis, price.score, price.share) == (comparison_pb2.SCORE_BASIS_LEFT_OUT, "", "0")
    assert price.periods[0].why == "the figure is missing"


def test_a_contract_without_a_place_says_why(framework):
    framework.registers("cedar")

    cedar = compared(framework, period=period_pb2.Period(label="2026-04")).contracts[-1]

    assert (cedar.contract, cedar.place, list(cedar.not_ranked)) == ("cedar", 0, ["nothing is decided for 2026-04"])


@pytest.mark.parametrize(
    ("asked", "code", "path"),
    [
        pytest.param({"framework": ""}, grpc.StatusCode.INVALID_ARGUMENT, "framework", id="no framework"),
        pytest.param(
            {"period": period_pb2.Period(label="April")},
            grpc.StatusCode.INVALID_ARGUMENT,
            "period.label",
            id="no period",
        ),
        pytest.param({"framework": "other"}, grpc.StatusCode.NOT_FOUND, None, id="no such rule set"),
    ],
)
def test_what_does_not_fit_is_refused(framework, asked, code, path):
    found = refusal(lambda: compared(framework, **asked))

    assert found.code is code
    assert path is None or path in str(found.details)


def test_rules_that_rank_nobody_are_refused_at_the_framework():
    with served() as server:
        server.registers()
        server.submits("2026-04", "96")

        found = refusal(lambda: compared(server))

    assert (found.code, found.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_INVALID")
    assert "expected a rule set with a `ranking`" in found.message


def test_providers_are_compared_as_of_a_day_and_as_known_at_a_moment(framework):
    framework.desk.clock.time = datetime(2026, 7, 20, 9, tzinfo=UTC)
    moment = Timestamp()
    moment.FromDatetime(framework.desk.clock.time)
    framework.desk.clock.time += timedelta(hours=1)
    framework.submits("2026-04", "90", contract="alder", reason="misread")
    framework.submits("2026-05", "60", contract="alder")

    def first(**stated):
        request = CompareProvidersRequest(**{"framework": "test"} | stated)
        answer = framework.comparisons.CompareProviders(request, timeout=PATIENCE)
        return answer, answer.comparison.contracts[0].contract

    of_april, best = first(as_of={"year": 2026, "month": 4, "day": 30})
    then, best_then = first(as_known_at=moment)

    assert (best, of_april.comparison.period.label) == ("alder", "2026-04")
    assert (best_then, then.as_known_at) == ("birch", moment)
