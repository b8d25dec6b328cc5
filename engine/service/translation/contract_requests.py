"""What is asked of contracts, read from the wire; SubmissionError carries everything that does not fit."""

from __future__ import annotations

from engine.api import contract_pb2
from engine.api import contract_service_pb2 as wire
from engine.application.requests import ParameterChange, Registration
from engine.service.translation.given import values
from engine.service.translation.reading import Reading, shown
from engine.service.translation.terms import terms

_TIME_ZONE = "Europe/London"
_LONGEST_TIME_ZONE = 64
_USUAL_PERIODS = 12
_MOST_PERIODS = 600


def registration(message: wire.RegisterContractRequest) -> Registration:
    """Return the contract that *message* registers; its request id is checked and stays with the call."""
    reading = Reading()
    reading.request_id(message.request_id)
    if not message.HasField("contract"):
        reading.note("contract", "expected a contract")
    registered = _registration(reading, message.contract)
    reading.check()
    return registered


def parameter_change(message: wire.SetContractParametersRequest) -> ParameterChange:
    """Return the parameters that *message* sets; its request id is checked and stays with the call."""
    reading = Reading()
    reading.request_id(message.request_id)
    change = ParameterChange(
        reading.contract("contract", message.contract),
        reading.day("since", message.since),
        values(reading, message.parameters),
    )
    reading.check()
    return change


def contract_id(message: wire.GetContractRequest) -> str:
    """Return the id of the contract that is asked for."""
    reading = Reading()
    name = reading.contract("id", message.id)
    reading.check()
    return name


def standing_of(message: wire.GetStandingRequest) -> tuple[str, int]:
    """Return the id of the contract that is asked about, and how many of its periods."""
    reading = Reading()
    name = reading.contract("contract", message.contract)
    periods = message.periods if message.HasField("periods") else _USUAL_PERIODS
    if not 0 <= periods <= _MOST_PERIODS:
        reading.note("periods", f"expected 0 to {_MOST_PERIODS} periods, not `{periods}`")
    reading.check()
    return name, periods


def _registration(reading: Reading, given: contract_pb2.Contract) -> Registration:
    return Registration(
        reading.contract("contract.id", given.id),
        reading.name("contract.provider", given.provider),
        reading.name("contract.rule_set", given.rule_set),
        reading.day("contract.start", given.start),
        reading.day("contract.end", given.end) if given.HasField("end") else None,
        reading.read("contract.time_zone", _time_zone, given.time_zone),
        terms(reading, "contract.parameters", given.parameters),
    )


def _time_zone(given: str) -> str:
    if len(given) > _LONGEST_TIME_ZONE or not given.isprintable():
        raise ValueError(f"expected a time zone such as `{_TIME_ZONE}`, not {shown(given)}")
    return given or _TIME_ZONE
