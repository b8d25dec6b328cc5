from itertools import islice
from threading import Thread

import grpc
import pytest
from plimsoll_client import Client, DeadlineError, InvalidError, Retries, UnavailableError
from plimsoll_client.calls import Calls
from plimsoll_client.decisions import Decisions
from plimsoll_client.v1.decision_pb2 import Decision
from plimsoll_client.v1.decision_service_pb2 import WatchDecisionsResponse
from plimsoll_client.v1.server_service_pb2 import GetServerInfoResponse

from tests.clients.scripted import Script, refusal, serving

STOPPING = refusal(grpc.StatusCode.UNAVAILABLE, "SERVER_STOPPING", retry=1.0)
INVALID = refusal(grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_INVALID")


def decided(position):
    return WatchDecisionsResponse(position=position, decision=Decision(position=position))


def heartbeat(position):
    return WatchDecisionsResponse(position=position)


@pytest.fixture
def script():
    return Script()


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def decisions(script, pauses):
    with serving(script) as address, grpc.insecure_channel(address) as channel:
        yield Decisions(channel, Calls("", 10.0, Retries(tries=3), sleep=pauses.append))


def first(watched, count):
    """Return the positions of the first *count* decisions of *watched*, and leave."""
    found = [decision.position for decision in islice(watched, count)]
    watched.close()
    return found


def asked(script):
    """Return the positions after which the streams began."""
    return [one.request.after_position for one in script.asked("WatchDecisions")]


def test_decisions_come_in_order_without_the_heartbeats(script, decisions):
    script.answer("WatchDecisions", [heartbeat(0), decided(2), heartbeat(5), decided(7)])

    assert first(decisions.watch(after=0), 2) == [2, 7]


def test_a_stream_that_breaks_is_resumed_after_the_last_position(script, decisions, pauses):
    script.answer("WatchDecisions", [decided(2), decided(4), STOPPING], [decided(6), heartbeat(9), STOPPING])
    script.answer("WatchDecisions", [decided(11)])

    assert first(decisions.watch(after=0), 4) == [2, 4, 6, 11]
    assert asked(script) == [0, 4, 9]
    assert all(pause >= 1.0 for pause in pauses)


def test_a_stream_that_ends_without_a_word_is_resumed(script, decisions):
    done = refusal(grpc.StatusCode.DEADLINE_EXCEEDED)
    script.answer("WatchDecisions", [decided(2), done], [decided(4)])

    assert first(decisions.watch(after=0), 2) == [2, 4]


def test_a_watch_that_was_well_is_resumed_as_long_as_it_takes(script, decisions):
    script.answer("WatchDecisions", [decided(2), STOPPING], *[[STOPPING]] * 20, [decided(4)])

    assert first(decisions.watch(after=0), 2) == [2, 4]


def test_a_watch_that_never_begins_gives_up(script, decisions):
    script.answer("WatchDecisions", *[[STOPPING]] * 9)

    with pytest.raises(UnavailableError, match="SERVER_STOPPING"):
        next(decisions.watch(after=0))

    assert len(asked(script)) == 3


def test_a_watch_that_another_try_does_not_mend_is_refused(script, decisions):
    script.answer("WatchDecisions", [decided(2), STOPPING], [INVALID])
    watched = decisions.watch(after=0)

    assert next(watched).position == 2
    with pytest.raises(InvalidError, match="REQUEST_INVALID"):
        next(watched)


def test_a_watch_from_now_on_begins_where_the_ledger_stands_when_it_is_asked_for(script, decisions):
    script.answer("GetServerInfo", GetServerInfoResponse(ledger_position=41))
    script.answer("WatchDecisions", [STOPPING], [decided(43)])

    watched = decisions.watch()

    assert script.asked("GetServerInfo")
    assert first(watched, 1) == [43]
    assert asked(script) == [41, 41]


def test_filters_travel_with_every_stream(script, decisions):
    script.answer("WatchDecisions", [decided(2), STOPPING], [decided(4)])

    first(decisions.watch(after=0, contract="cedar", outcome="exit_trigger"), 2)

    requests = [one.request for one in script.asked("WatchDecisions")]
    assert {(one.contract, one.outcome) for one in requests} == {("cedar", 4)}


def test_a_bounded_watch_ends_quietly(script, decisions):
    script.answer("WatchDecisions", [decided(2)])

    assert [one.position for one in decisions.watch(after=0, seconds=0.5)] == [2]


def test_a_bounded_watch_that_hears_nothing_at_all_does_not_say_that_nothing_was_decided(script, decisions):
    with pytest.raises(DeadlineError):
        list(decisions.watch(after=0, seconds=0.2))


def test_a_watch_that_is_left_lets_its_stream_go(script):
    script.answer("WatchDecisions", [decided(2)])

    with serving(script) as address, Client(address) as client:
        watched = client.watch(after=0)
        next(watched)
        watched.close()

        assert script.ended.get(timeout=10) == "WatchDecisions"


def test_a_watch_without_bound_has_no_deadline(script, decisions):
    script.answer("WatchDecisions", [decided(2)])

    first(decisions.watch(after=0), 1)

    assert script.asked("WatchDecisions")[0].seconds > 1e9


def test_closing_the_client_ends_its_watches(script):
    script.answer("WatchDecisions", [decided(2)])
    seen = []

    with serving(script) as address:
        client = Client(address)
        watched = client.watch(after=0)
        seen.append(next(watched).position)
        thread = Thread(target=lambda: seen.extend(watched))
        thread.start()
        client.close()
        thread.join(10)

    assert not thread.is_alive()
    assert seen == [2]
