"""Lists go on where the page before ended, each with its own tokens and no other's."""

from __future__ import annotations

from itertools import permutations

import pytest
from grpc import StatusCode

from engine.api.contract_service_pb2 import ListContractsRequest, ListDueRequest
from engine.api.decision_service_pb2 import ListDecisionsRequest
from engine.api.rule_set_service_pb2 import ListRuleSetsRequest
from engine.model.naming import LONGEST_CONTRACT
from tests.evaluation.builders import rule_file
from tests.service.serving import PATIENCE, day, refusal

LISTS = {
    "decisions": (lambda server: server.decisions.ListDecisions, ListDecisionsRequest),
    "contracts": (lambda server: server.contracts.ListContracts, ListContractsRequest),
    "reports due": (lambda server: server.contracts.ListDue, ListDueRequest),
    "rule sets": (lambda server: server.rule_sets.ListRuleSets, ListRuleSetsRequest),
}
OTHER_QUERIES = [
    pytest.param("decisions", {"contract": "cedar"}, id="decisions of one contract"),
    pytest.param("decisions", {"since": day(2026, 4, 1)}, id="decisions since a day"),
    pytest.param("contracts", {"provider": "Cedar Support"}, id="contracts of one provider"),
    pytest.param("contracts", {"rule_set": "test"}, id="contracts under one rule set"),
    pytest.param("reports due", {"by": day(2026, 7, 20)}, id="reports due by another day"),
    pytest.param("reports due", {"contract": "cedar"}, id="reports due of one contract"),
]


@pytest.fixture
def listed(durable):
    """A server with two of everything that is listed."""
    durable.desk.texts.append((rule_file().replace("rule_set: test", "rule_set: other"),))
    durable.desk.application.shelf.reload()
    durable.registers("oak")
    for month in ("2026-04", "2026-05"):
        durable.submits(month, "96")
    return durable


def asked(server, name: str, **stated: object):
    """The answer of the list *name*, a page of one unless it is *stated*."""
    method, request = LISTS[name]
    due = {"by": day(2026, 7, 21)} if name == "reports due" else {}
    return method(server)(request(**({"page_size": 1} | due | stated)), timeout=PATIENCE)


def token_of(server, name: str) -> str:
    token = asked(server, name).next_page_token
    assert token
    return token


@pytest.mark.parametrize("name", LISTS)
def test_a_token_goes_on_whatever_the_size_of_the_page(listed, name):
    whole, first = asked(listed, name, page_size=50), asked(listed, name)
    rest = asked(listed, name, page_size=50, page_token=first.next_page_token)

    first.MergeFrom(rest)
    first.ClearField("next_page_token")
    assert first == whole


@pytest.mark.parametrize(
    ("name", "other"), OTHER_QUERIES, ids=lambda one: one if isinstance(one, str) else next(iter(one))
)
def test_a_token_is_refused_by_another_query_of_its_list(listed, name, other):
    token = token_of(listed, name)

    refused = refusal(lambda: asked(listed, name, page_token=token, **other))

    assert (refused.code, refused.reason) == (StatusCode.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID")
    assert refused.fields == ["page_token"]


@pytest.mark.parametrize(("of", "name"), [*permutations(LISTS, 2)])
def test_a_token_is_refused_by_another_list(listed, of, name):
    token = token_of(listed, of)

    refused = refusal(lambda: asked(listed, name, page_token=token))

    assert (refused.code, refused.reason) == (StatusCode.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID")


@pytest.fixture
def reviewed(listed):
    """The same server, which has rules by which contracts are reviewed, too."""
    listed.desk.texts.append((rule_file(rule_set="reviewed", reporting="{every: year}", review="every 2 months"),))
    listed.desk.application.shelf.reload()
    return listed


def test_a_page_of_what_is_due_goes_on_after_what_is_no_report(reviewed):
    for name in ("ash", "elm"):
        reviewed.registers(name, rule_set="reviewed")
    found, token = [], ""

    for _ in range(4):
        page = asked(reviewed, "reports due", page_size=1, page_token=token, by=day(2026, 6, 1))
        found += [("report", one.contract, one.period.label) for one in page.reports]
        found += [("review", one.contract, one.days_overdue) for one in page.obligations]
        token = page.next_page_token

    assert token == ""
    assert found == [
        ("review", "ash", 0),
        ("review", "elm", 0),
        ("report", "oak", "2026-04"),
        ("report", "oak", "2026-05"),
    ]


def test_a_page_of_what_is_due_goes_on_after_the_longest_name_there_can_be(reviewed):
    first, second = (letter * LONGEST_CONTRACT for letter in "🌲🌳")
    for name in (first, second):
        reviewed.registers(name, rule_set="reviewed", provider="Ash Care")
    of_ash = {"by": day(2026, 6, 1), "provider": "Ash Care"}

    token = asked(reviewed, "reports due", **of_ash).next_page_token

    rest = asked(reviewed, "reports due", page_token=token, **of_ash)
    assert [one.contract for one in rest.obligations] == [second]
