"""The contracts of a file, registered with a server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from engine.api.contract_pb2 import Contract
from engine.api.contract_service_pb2 import RegisterContractRequest
from engine.authoring.contracts import ContractShape
from engine.cli.remote.connection import RefusedError, Server
from engine.cli.remote.writing import dated_message, day_message, request_id


class Registered(NamedTuple):
    """What became of one contract: *before* where it was registered already, *refused* where it was not taken."""

    contract: str
    before: bool = False
    refused: RefusedError | None = None


def registered(server: Server, contracts: Mapping[str, ContractShape], rule_set: str) -> Iterator[Registered]:
    """Register *contracts* under *rule_set*, and yield what becomes of each; one refused does not stop the others."""
    for name, shape in contracts.items():
        asked = RegisterContractRequest(request_id=request_id(), contract=_message(name, shape, rule_set))
        try:
            answer = server.ask(server.contracts.RegisterContract, asked)
        except RefusedError as error:
            yield Registered(name, refused=error)
        else:
            yield Registered(name, answer.answered_before)


def _message(name: str, shape: ContractShape, rule_set: str) -> Contract:
    return Contract(
        id=name,
        provider=shape.provider or name,
        rule_set=rule_set,
        start=day_message(shape.start),
        end=day_message(shape.end),
        time_zone=shape.time_zone,
        parameters={parameter: dated_message(dated) for parameter, dated in shape.parameters.items()},
    )
