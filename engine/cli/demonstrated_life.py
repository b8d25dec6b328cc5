"""The life of one contract that `plimsoll demo` tells: what came and what happened, and how it then stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from google.protobuf.json_format import ParseDict, ParseError
from rich.text import Text

from engine.api.contract_pb2 import Contract
from engine.api.contract_service_pb2 import GetStandingRequest, GetStandingResponse, RegisterContractRequest
from engine.api.decision_pb2 import Decision
from engine.api.decision_service_pb2 import GetDecisionRequest, SubmitRequest
from engine.api.event_pb2 import ContractEvent
from engine.api.event_service_pb2 import RecordEventRequest
from engine.api.outcome_pb2 import COUNTS_FAILURE
from engine.api.period_pb2 import Period
from engine.api.standing_pb2 import Standing
from engine.cli import output
from engine.cli.remote.connection import Server
from engine.cli.remote.events import kind, said
from engine.cli.remote.reading import amount
from engine.cli.remote.vantages import NOW
from engine.cli.remote.writing import day_message, figures_message, request_id
from engine.cli.standing import print_standing
from engine.errors import NotFoundError

_FILE = "life.yaml"
_WHO_AND_WHY = ("by", "why", "clause")


class Step(NamedTuple):
    """What came *on* a day: an *event*, or the *figures* of the period that is named."""

    on: date
    period: str
    figures: Mapping[str, str]
    event: ContractEvent


class Life(NamedTuple):
    """One contract, and what came of it."""

    contract: Contract
    steps: tuple[Step, ...]


def life_in(evidence: Path, rule_set: str) -> Life | None:
    """Return the life that the folder *evidence* holds of a contract under *rule_set*, None where it holds none.

    NotFoundError where it is not written as one.
    """
    file = evidence / _FILE
    if not file.is_file():
        return None
    try:
        # Every figure stays the text that is written: no number is made of it here.
        written = yaml.load(file.read_bytes(), yaml.BaseLoader)  # noqa: S506  # which makes nothing but text
        return Life(_contract(written["contract"], rule_set), tuple(_steps(written)))
    except (yaml.YAMLError, ParseError, ValueError, KeyError, TypeError) as error:
        raise NotFoundError(f"expected the life of a contract in `{file}`: {error}") from None


def told(life: Life, server: Server, is_on: Callable[[date], None]) -> None:
    """Tell *life* to *server*, which is asked on the day of each step, and print what came of it."""
    registration = RegisterContractRequest(request_id=request_id(), contract=life.contract)
    server.ask(server.contracts.RegisterContract, registration)
    rows = output.table("day", f"what came of {life.contract.id}", "payable", "stands on")
    for step in life.steps:
        is_on(step.on)
        tell = _recorded if step.event.by else _submitted
        came = tell(server, life.contract.id, step)
        rows.add_row(*map(Text, (str(step.on), *came, _rungs(_standing(server, life.contract.id).standing))))
    output.console().print(rows)
    output.console().print()
    print_standing(server, _standing(server, life.contract.id), NOW)


def _contract(written: Mapping[str, str], rule_set: str) -> Contract:
    start, end = (day_message(date.fromisoformat(written[name])) for name in ("start", "end"))
    return Contract(id=written["id"], provider=written["provider"], rule_set=rule_set, start=start, end=end)


def _steps(written: Mapping[str, Any]) -> Iterator[Step]:
    for step in written["steps"]:
        on, event = date.fromisoformat(step["on"]), ContractEvent()
        if "event" in step:
            ParseDict(step["event"] | {name: step[name] for name in _WHO_AND_WHY if name in step}, event)
            event.on.MergeFrom(day_message(on))
        yield Step(on, step.get("period", ""), written["figures"] | step.get("figures", {}), event)


def _submitted(server: Server, contract: str, step: Step) -> tuple[str, str]:
    asked = SubmitRequest(
        request_id=request_id(),
        contract=contract,
        period=Period(label=step.period),
        figures=figures_message(step.figures),
    )
    made = server.ask(server.decisions.Submit, asked).decision
    return f"{made.id}: {step.period}, {_failed(made)}", _payable(made)


def _recorded(server: Server, contract: str, step: Step) -> tuple[str, str]:
    asked = RecordEventRequest(request_id=request_id(), contract=contract, event=step.event)
    answer = server.ask(server.events.RecordEvent, asked)
    made = [_decision(server, name).evidence.period.label for name in answer.decided]
    again = ", ".join(filter(None, made))  # an event has a decision of its own, too, which is of no period
    decides = f"; decides again {again}" if again else ""
    return f"{answer.event.id}: {kind(answer.event)}, {said(answer.event)}{decides}", ""


def _decision(server: Server, name: str) -> Decision:
    return server.ask(server.decisions.GetDecision, GetDecisionRequest(id=name)).decision


def _standing(server: Server, contract: str) -> GetStandingResponse:
    return server.ask(server.contracts.GetStanding, GetStandingRequest(contract=contract, periods=0))


def _failed(made: Decision) -> str:
    failed = [f"{one.kpi} {one.rating}" for one in made.kpis if one.counts == COUNTS_FAILURE]
    return ", ".join(failed) or "nothing failed"


def _payable(made: Decision) -> str:
    adjusted = [f"{amount(one.applied):+,f} of {one.adjusts.label}" for one in made.payment.lines if one.adjusts.label]
    return ", ".join([f"{amount(made.payment.payable):,f}", *adjusted])


def _rungs(found: Standing) -> str:
    return ", ".join(one.rung for one in found.ladders)
