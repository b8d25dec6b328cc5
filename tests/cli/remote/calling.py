"""Who calls a server that is a process of its own, and what may happen to that process."""

from __future__ import annotations

import resource
import subprocess

import grpc
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub

from engine.api.contract_service_pb2 import RegisterContractRequest, RegisterContractResponse
from engine.api.contract_service_pb2_grpc import ContractServiceStub
from engine.api.decision_service_pb2 import SubmitRequest, SubmitResponse
from engine.api.decision_service_pb2_grpc import DecisionServiceStub
from tests.cli.remote.processes import PATIENCE
from tests.service.serving import day, request_id


class Caller:
    """Registers a contract `cedar` with a server, submits figures for it, and watches the server's health."""

    def __init__(self, channel: grpc.Channel) -> None:
        self._contracts, self._decisions = ContractServiceStub(channel), DecisionServiceStub(channel)
        self._health = HealthStub(channel)

    def registers(self) -> RegisterContractResponse:
        contract = {"id": "cedar", "provider": "Care", "rule_set": "homecare", "start": day(2026, 4, 1)}
        request = RegisterContractRequest(request_id=request_id(), contract=contract)
        return self._contracts.RegisterContract(request, timeout=PATIENCE, wait_for_ready=True)

    def submits(self, period: str) -> SubmitResponse:
        figures = {"visits_planned": {"number": "3000"}, "visits_missed": {"number": "97"}}
        given = {"contract": "cedar", "period": {"label": period}, "figures": figures}
        return self._decisions.Submit(SubmitRequest(request_id=request_id(), **given), timeout=PATIENCE)

    def sees(self, name: str, status: HealthCheckResponse.ServingStatus) -> None:
        """Wait until the health of *name* is *status*."""
        watching = self._health.Watch(HealthCheckRequest(service=name), timeout=PATIENCE)
        next(one for one in watching if one.status == status)
        watching.cancel()


class Disk:
    """The disk of a process, as far as that process can see: with room, or full."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._number, self._room = process.pid, resource.prlimit(process.pid, resource.RLIMIT_FSIZE)

    def is_full(self) -> None:
        resource.prlimit(self._number, resource.RLIMIT_FSIZE, (1, self._room[1]))

    def has_room(self) -> None:
        resource.prlimit(self._number, resource.RLIMIT_FSIZE, self._room)
