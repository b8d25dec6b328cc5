"""A server that is killed in the middle of its work has everything that it acknowledged, and nothing else."""

import json
import random
import signal
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import count
from threading import Event

import grpc
import pytest
from google.type.date_pb2 import Date

from engine.api.contract_pb2 import Contract
from engine.api.contract_service_pb2 import RegisterContractRequest
from engine.api.contract_service_pb2_grpc import ContractServiceStub
from engine.api.decision_service_pb2 import SubmitRequest, SubmitResponse
from engine.api.decision_service_pb2_grpc import DecisionServiceStub
from engine.decision_log import verified
from engine.ledger.sqlite.ledger import SqliteLedger
from engine.ledger.sqlite.reading import SqliteEntries
from engine.ledger.sqlite.verification import Verified, verify
from engine.model.ledger import EntryKind, all_entries
from tests.application.builders import months_from
from tests.cli.remote.conftest import RULES
from tests.cli.remote.processes import PATIENCE, serving

KILLS, CLIENTS = 20, 4
LONGEST = 0.15  # seconds that a server works before it is killed


class Client:
    """Submits one contract month by month, and knows what was acknowledged; what was not, it asks again."""

    def __init__(self, number: int) -> None:
        self.contract = f"contract-{number}"
        self.acknowledged: list[tuple[SubmitRequest, SubmitResponse]] = []
        self._months = months_from("2026-04")
        self._asked: SubmitRequest | None = None
        self._requests = count(1)

    def works(self, channel: grpc.Channel, registered: Event) -> None:
        """Submit month after month until the server is gone."""
        decisions = DecisionServiceStub(channel)
        try:
            self._register(channel)
            registered.set()
            while True:
                self._asked = self._asked or self._next()
                answer = decisions.Submit(self._asked, timeout=PATIENCE)
                self.acknowledged.append((self._asked, answer))
                self._asked = None
        except grpc.RpcError:
            return

    def asks_again(self, channel: grpc.Channel) -> None:
        """Send every request again that was ever acknowledged, and hold the answers against those before."""
        decisions = DecisionServiceStub(channel)
        for asked, before in self.acknowledged:
            again = decisions.Submit(asked, timeout=PATIENCE)
            assert again.decision == before.decision
            assert again.answered_before

    def _register(self, channel: grpc.Channel) -> None:
        contract = Contract(id=self.contract, provider="p", rule_set="homecare", start=Date(year=2026, month=4, day=1))
        request = RegisterContractRequest(request_id=f"{self.contract}-0", contract=contract)
        ContractServiceStub(channel).RegisterContract(request, timeout=PATIENCE)

    def _next(self) -> SubmitRequest:
        return SubmitRequest(
            request_id=f"{self.contract}-{next(self._requests)}",
            contract=self.contract,
            period={"label": next(self._months)},
            figures={"visits_planned": {"number": "3000"}, "visits_missed": {"number": "97"}},
        )


@pytest.fixture
def folder(tmp_path):
    rules = tmp_path / "rules" / "homecare"
    rules.mkdir(parents=True)
    (rules / "rules.yaml").write_text(RULES)
    return tmp_path


def test_what_was_acknowledged_survives_twenty_kills(folder):
    moments = random.Random(20)
    clients = [Client(number) for number in range(CLIENTS)]

    for _ in range(KILLS):
        _works_until_killed(folder, clients, moments.uniform(0, LONGEST))
        found = verify(folder / "plimsoll.ledger")
        assert isinstance(found, Verified), found

    with serving(folder) as server, grpc.insecure_channel(server.address) as channel:
        for client in clients:
            client.asks_again(channel)
        assert server.ends() == 0
    recorded = _recorded(folder)
    for client in clients:
        assert client.acknowledged
        for _, answer in client.acknowledged:
            assert recorded[answer.decision.id] == answer.decision.position
    log = folder / "decisions.jsonl"
    logged = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(line["decision"], line["position"]) for line in logged] == list(recorded.items())
    with SqliteEntries(folder / "plimsoll.ledger") as entries:
        held = verified([log], entries)
    assert (held.mistake, held.lines, held.waiting) == (None, len(recorded), 0)


def _works_until_killed(folder, clients: list[Client], seconds: float) -> None:
    registered = Event()
    with serving(folder) as server, grpc.insecure_channel(server.address) as channel:
        with ThreadPoolExecutor(CLIENTS) as pool:
            working = [pool.submit(client.works, channel, registered) for client in clients]
            assert registered.wait(PATIENCE)
            wait(working, timeout=seconds)
            server.ends(signal.SIGKILL)
        for one in working:
            one.result()


def _recorded(folder) -> dict[str, int]:
    """The names of all decisions in the ledger, in order, with their positions."""
    ledger = SqliteLedger(folder / "plimsoll.ledger")
    try:
        entries = all_entries(ledger, kind=EntryKind.DECIDED)
        return {f"{one.contract}#{one.version}": one.position for one in entries}
    finally:
        ledger.close()
