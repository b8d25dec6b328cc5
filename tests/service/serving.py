"""A real server on a free port over a council's desk, its stubs, what it logs, and ledgers that misbehave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from threading import Condition
from time import monotonic
from typing import NamedTuple

import grpc
import structlog
from google.protobuf.message import Message
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, PreconditionFailure, RequestInfo, RetryInfo
from google.rpc.status_pb2 import Status
from google.type.date_pb2 import Date
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub
from grpc_status.rpc_status import from_call

from engine.api import contract_service_pb2 as contracts
from engine.api import decision_service_pb2 as decisions
from engine.api import event_service_pb2 as events
from engine.api.comparison_service_pb2_grpc import ComparisonServiceStub
from engine.api.contract_service_pb2_grpc import ContractServiceStub
from engine.api.decision_service_pb2_grpc import DecisionServiceStub
from engine.api.event_service_pb2_grpc import EventServiceStub
from engine.api.pricing_service_pb2_grpc import PricingServiceStub
from engine.api.rule_set_service_pb2_grpc import RuleSetServiceStub
from engine.api.server_service_pb2_grpc import ServerServiceStub
from engine.errors import UnavailableError
from engine.model.ledger import Append, Appended, KeptRules, Ledger
from engine.service.options import Limits, Options
from engine.service.server import Server
from tests.application.builders import Desk

# No test waits this long unless it fails, in seconds.
PATIENCE = 20.0

# What would come by the clock alone comes after every test has failed.
NEVER = 20 * PATIENCE

_REQUESTS = count(1)


class LogLines:
    """The lines of an application log, which can be waited for."""

    def __init__(self) -> None:
        self.lines: list[dict] = []
        self._arrived = Condition()
        self.logger = structlog.wrap_logger(
            None,
            processors=[structlog.contextvars.merge_contextvars, structlog.processors.add_log_level, self._take],
            wrapper_class=structlog.make_filtering_bound_logger("debug"),
        )

    def of(self, event: str, **said: object) -> list[dict]:
        return [
            line
            for line in tuple(self.lines)
            if line["event"] == event and all(line.get(key) == value for key, value in said.items())
        ]

    def wait_for(self, event: str, **said: object) -> dict:
        """The first line of that event that says so, waited for."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: self.of(event, **said), PATIENCE), self.lines
        return self.of(event, **said)[0]

    def _take(self, _logger: object, _name: str, event: dict) -> str:
        with self._arrived:
            self.lines.append(dict(event))
            self._arrived.notify_all()
        raise structlog.DropEvent


class Served:
    """A server and everything that a caller has of it."""

    def __init__(self, desk: Desk, server: Server, log: LogLines, channel: grpc.Channel) -> None:
        self.desk, self.server, self.log, self.channel = desk, server, log, channel
        self.decisions, self.contracts = DecisionServiceStub(channel), ContractServiceStub(channel)
        self.rule_sets, self.about = RuleSetServiceStub(channel), ServerServiceStub(channel)
        self.events, self.comparisons = EventServiceStub(channel), ComparisonServiceStub(channel)
        self.pricing = PricingServiceStub(channel)
        self.health = HealthStub(channel)

    def registers(self, contract: str = "cedar", **stated: object) -> contracts.RegisterContractResponse:
        given = {"id": contract, "provider": "Cedar Support", "rule_set": "test", "start": day(2026, 4, 1)} | stated
        request = contracts.RegisterContractRequest(request_id=request_id(), contract=given)
        return self.contracts.RegisterContract(request, timeout=PATIENCE)

    def submits(self, period: str, figure: str, contract: str = "cedar", **stated: object) -> decisions.SubmitResponse:
        return self.decisions.Submit(submission(period, figure, contract, **stated), timeout=PATIENCE)

    def happens(self, contract: str = "cedar", **event: object) -> events.RecordEventResponse:
        return self.events.RecordEvent(happening(contract, **event), timeout=PATIENCE)

    def events_of(self, contract: str = "cedar", **asked: object) -> events.ListEventsResponse:
        return self.events.ListEvents(events.ListEventsRequest(contract=contract, **asked), timeout=PATIENCE)

    def watches(self, **asked: object) -> Iterator[decisions.WatchDecisionsResponse]:
        return self.decisions.WatchDecisions(decisions.WatchDecisionsRequest(**asked), timeout=PATIENCE)

    def is_well(self, name: str = "") -> bool:
        answer = self.health.Check(HealthCheckRequest(service=name), timeout=PATIENCE)
        return answer.status == HealthCheckResponse.SERVING

    def becomes(self, name: str, status: HealthCheckResponse.ServingStatus) -> None:
        """Wait until the health of *name* is *status*, as those do who watch it."""
        watching = self.health.Watch(HealthCheckRequest(service=name), timeout=PATIENCE)
        next(one for one in watching if one.status == status)
        watching.cancel()


@contextmanager
def served(*texts: str, ledger: Ledger | None = None, **stated: object) -> Iterator[Served]:
    """A server over the rule files *texts*, with options as *stated*, which is drained at the end."""
    desk, log = Desk(*texts, ledger=ledger), LogLines()
    server = Server(desk.application, options(**stated), log.logger)
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{server.port}", options=[("grpc.max_send_message_length", -1)]) as channel:
        try:
            yield Served(desk, server, log, channel)
        finally:
            server.drain()


def options(**stated: object) -> Options:
    limits = {name: stated.pop(name) for name in Limits.__dataclass_fields__ if name in stated}
    given = {"address": "127.0.0.1:0", "heartbeat": NEVER, "health": NEVER, "grace": PATIENCE} | stated
    return Options(limits=Limits(**limits), **given)


def request_id() -> str:
    return f"request-{next(_REQUESTS)}"


def day(year: int, month: int, number: int) -> Date:
    return Date(year=year, month=month, day=number)


def submission(period: str, figure: str, contract: str = "cedar", **stated: object) -> decisions.SubmitRequest:
    given = {"request_id": request_id(), "contract": contract, "period": {"label": period}} | stated
    return decisions.SubmitRequest(figures={"figure": {"number": figure}}, **given)


def happening(contract: str = "cedar", **event: object) -> events.RecordEventRequest:
    given = {"on": day(2026, 5, 11), "by": "A. Officer", "why": "snow closed the roads"} | event
    return events.RecordEventRequest(request_id=request_id(), contract=contract, event=given)


def preview(period: str, figure: str, contract: str = "cedar") -> decisions.PreviewRequest:
    return decisions.PreviewRequest(contract=contract, period={"label": period}, figures={"figure": {"number": figure}})


class Refusal(NamedTuple):
    """An error as a caller sees it."""

    code: grpc.StatusCode
    message: str
    details: dict[str, Message]

    @property
    def reason(self) -> str:
        return self.details["ErrorInfo"].reason

    @property
    def fields(self) -> list[str]:
        return [one.field for one in self.details["BadRequest"].field_violations]


def refusal(call: Callable[[], object]) -> Refusal:
    """The error that *call* ends with."""
    try:
        answer = call()
    except grpc.RpcError as error:
        return Refusal(error.code(), error.details(), unpacked(from_call(error)))
    raise AssertionError(f"expected an error, not {answer}")


def unpacked(status: Status | None) -> dict[str, Message]:
    """The details of *status* by the names of their kinds."""
    found: dict[str, Message] = {}
    for packed in status.details if status is not None else ():
        for kind in (ErrorInfo, BadRequest, PreconditionFailure, RetryInfo, RequestInfo):
            if packed.Is(kind.DESCRIPTOR):
                found[kind.__name__] = kind.FromString(packed.value)
    return found


class HeldLedger:
    """A ledger in which appends wait until they are let go."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._changed = Condition()
        self._held, self.waiting = False, 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._ledger, name)

    def append(self, wanted: Append) -> Appended:
        with self._changed:
            self.waiting += 1
            self._changed.notify_all()
            assert self._changed.wait_for(lambda: not self._held, PATIENCE)
            self.waiting -= 1
        return self._ledger.append(wanted)

    def hold(self) -> None:
        self._held = True

    def let_go(self) -> None:
        with self._changed:
            self._held = False
            self._changed.notify_all()

    def wait_until_held(self, appends: int = 1) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.waiting >= appends, PATIENCE)


class IllLedger:
    """A ledger whose disk can be filled or taken away, and which can be broken in a way that nobody foresaw."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.full, self.gone, self.broken = False, False, False

    def __getattr__(self, name: str) -> object:
        return getattr(self._ledger, name)

    def rules_used(self) -> Sequence[KeptRules]:
        if self.gone:
            raise UnavailableError("the ledger cannot be read: disk I/O error")
        return self._ledger.rules_used()

    def append(self, wanted: Append) -> Appended:
        self.check_writable()
        return self._ledger.append(wanted)

    def check_writable(self) -> None:
        if self.full:
            raise UnavailableError("the ledger cannot be written: the disk is full")
        if self.broken:
            raise KeyError("secret")


def soon(happens: Callable[[], bool]) -> bool:
    """Whether what cannot be waited for in another way happens before patience ends."""
    ends = monotonic() + PATIENCE
    while monotonic() < ends:
        if happens():
            return True
    return False
