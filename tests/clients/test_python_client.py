import inspect
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import plimsoll_client
import pytest
from google.protobuf.descriptor_pool import Default
from plimsoll_client import (
    Alternative,
    Client,
    Contract,
    Event,
    NonSubmission,
    Opening,
    StatedKpi,
    StatedPeriod,
    StatedRight,
    StatedRung,
    StatedSums,
    Submission,
    Waiver,
    day,
)
from plimsoll_client.happenings import What
from plimsoll_client.openings import opening_request
from plimsoll_client.v1.decision_service_pb2 import WatchDecisionsResponse

from tests.clients.running import CLIENTS
from tests.clients.scripted import Script, serving
from tests.clients.test_python_retries import SERVICES

SUBMISSION = Submission("cedar", "2026-04", {"visits": 3})
RUNNING = Opening(
    "cedar",
    date(2026, 4, 20),
    "A. Officer",
    "taken over",
    source="contract file 17",
    periods=[StatedPeriod("2026-03", {"missed_visits": StatedKpi("good")}, credits={"service_credits": 40})],
    ladders={"contract": StatedRung("routine")},
    rights={"contract": StatedRight(date(2026, 2, 28), source="letter of 2 March")},
    withheld={"retention": StatedSums({"withheld 2026-03-31": 40}, source="invoice 12")},
)
CONTRACT = Contract("cedar", "Cedar Support Services", "homecare-service-points", date(2026, 4, 1))
WAIVED = Event("cedar", Waiver("2026-04", "missed_visits"), date(2026, 5, 11), "A. Officer", "snow")

CALLS = {
    "BatchPreview": lambda client: list(client.preview_many([SUBMISSION])),
    "BatchSubmit": lambda client: list(client.submit_many([SUBMISSION])),
    "CheckRuleSet": lambda client: client.check_rules({"rules.yaml": b""}),
    "CompareProviders": lambda client: client.compare("framework-ranking", "2026-Q1"),
    "ExplainDecision": lambda client: client.explain("cedar#3"),
    "GetBenefits": lambda client: client.benefits("cedar"),
    "GetContract": lambda client: client.contract("cedar"),
    "GetDecision": lambda client: client.decision("cedar#3"),
    "GetRuleSet": lambda client: client.rule_set("homecare-service-points", on=date(2026, 4, 1)),
    "GetServerInfo": lambda client: client.server_info(),
    "GetStanding": lambda client: client.standing("cedar", periods=3),
    "ListContracts": lambda client: list(client.contracts(provider="Cedar")),
    "ListDecisions": lambda client: list(client.decisions(since=date(2026, 4, 1))),
    "ListPublishable": lambda client: list(client.publishable(since=date(2026, 4, 1))),
    "ListDue": lambda client: list(client.due(date(2026, 5, 31))),
    "ListRuleSets": lambda client: list(client.rule_sets()),
    "ListEvents": lambda client: list(client.list_events("cedar")),
    "PriceContract": lambda client: client.price("cedar", [Alternative(rule_set="outcome-tariff")]),
    "Preview": lambda client: client.preview(SUBMISSION),
    "RecordEvent": lambda client: client.record_event(WAIVED),
    "RecordNonSubmission": lambda client: client.record_non_submission(NonSubmission("cedar", "2026-04")),
    "RegisterContract": lambda client: client.register(CONTRACT),
    "SetContractParameters": lambda client: client.set_parameters("cedar", date(2026, 10, 1), {"exit_points": 40}),
    "StreamSubmit": lambda client: client.stream_submit(SUBMISSION),
    "StateOpening": lambda client: client.take_over(RUNNING),
    "Submit": lambda client: client.submit(SUBMISSION),
    "WatchDecisions": lambda client: list(client.watch(after=0, seconds=0.2)),
}


def test_every_method_of_the_wire_has_a_call():
    wire = {
        method.name for service in SERVICES for method in Default().FindServiceByName(f"plimsoll.v1.{service}").methods
    }

    assert wire == set(CALLS)


@pytest.mark.parametrize("method", CALLS)
def test_a_call_asks_its_method_once(method):
    script = Script()
    script.answer("WatchDecisions", [WatchDecisionsResponse(position=1)])

    with serving(script) as address, Client(address) as client:
        if not method.startswith("Batch"):
            CALLS[method](client)
        else:
            with pytest.raises(ValueError, match="zip"):  # the script answers with no result at all
                CALLS[method](client)

    assert len(script.asked(method)) == 1


# By the name of the call: the method that it asks, and what it is asked about.
OF_A_DAY = {
    "benefits": ("GetBenefits", ["cedar"]),
    "compare": ("CompareProviders", ["framework-ranking"]),
    "decisions": ("ListDecisions", []),
    "due": ("ListDue", [date(2026, 5, 31)]),
    "list_events": ("ListEvents", ["cedar"]),
    "obligations": ("ListDue", [date(2026, 5, 31)]),
    "price": ("PriceContract", ["cedar", []]),
    "publishable": ("ListPublishable", []),
    "standing": ("GetStanding", ["cedar"]),
}


def test_every_question_about_a_day_is_known():
    calls = [name for name in dir(Client) if not name.startswith("_")]

    assert {name for name in calls if "as_of" in inspect.signature(getattr(Client, name)).parameters} == set(OF_A_DAY)


@pytest.mark.parametrize("call", OF_A_DAY)
def test_a_question_goes_out_with_its_day_and_its_moment(call):
    (method, about), script = OF_A_DAY[call], Script()
    moment = datetime(2026, 7, 1, 9, tzinfo=UTC)

    with serving(script) as address, Client(address) as client:
        answer = getattr(client, call)(*about, as_of=date(2026, 3, 31), as_known_at=moment)
        assert list(answer if isinstance(answer, Iterator) else []) == []

    [asked] = script.asked(method)
    assert (day(asked.request.as_of), asked.request.as_known_at.ToDatetime(UTC)) == (date(2026, 3, 31), moment)


def test_a_version_is_asked_for_by_day_or_by_digest():
    with Client("127.0.0.1:1") as client, pytest.raises(ValueError, match="expected a day or a digest, not both"):
        client.rule_set("homecare-service-points", on=date(2026, 4, 1), digest="0" * 64)


def test_everything_public_is_named_and_says_what_it_is_for():
    assert sorted(plimsoll_client.__all__) == plimsoll_client.__all__
    for name in ("Client", "Event", "Submission", "amount", "day", "outcome", "value"):
        assert inspect.getdoc(getattr(plimsoll_client, name))


def test_what_is_stated_goes_out_with_its_papers():
    asked = opening_request(RUNNING)

    assert asked.rights["contract"].source == "letter of 2 March"
    assert (asked.withheld["retention"].source, dict(asked.withheld["retention"].sums)) == (
        "invoice 12",
        {"withheld 2026-03-31": "40"},
    )


def test_the_readme_names_every_call_and_every_kind_of_event():
    told = set(re.findall(r"\w+", (CLIENTS / "python" / "README.md").read_text(encoding="utf-8")))
    calls = {name for name in dir(Client) if not name.startswith("_")} - {"close"}  # a `with` closes it

    assert (calls | {one.__name__ for one in get_args(What)}) - told == set()


def test_the_package_says_that_it_is_typed():
    assert Path(plimsoll_client.__file__).with_name("py.typed").exists()
