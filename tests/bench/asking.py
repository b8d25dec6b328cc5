"""What the server is asked: figures that never repeat, of many contracts, each period in its turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import count, islice

from google.protobuf.message import Message
from google.type.date_pb2 import Date

from engine.api import contract_service_pb2 as contracts
from engine.api import decision_service_pb2 as decisions
from engine.api.figure_pb2 import Figure
from tests.bench.calling import Callers

METHODS = "/plimsoll.v1.DecisionService/"
REGISTER = "/plimsoll.v1.ContractService/RegisterContract"

_FRESH = count(1)


def registrations(names: list[str]) -> Iterator[contracts.RegisterContractRequest]:
    """Yield the registration of each contract."""
    start = Date(year=2026, month=4, day=1)
    for name in names:
        contract = {"id": name, "provider": f"Provider of {name}", "rule_set": "ten-kpis", "start": start}
        yield contracts.RegisterContractRequest(request_id=f"register-{name}", contract=contract)


def submissions(names: list[str]) -> Iterator[decisions.SubmitRequest]:
    """Yield the submissions of all contracts for the first period, then those for the next, without end."""
    for month in count():
        for name in names:
            yield decisions.SubmitRequest(request_id=f"submit-{next(_FRESH)}", **_asked(name, month))


def previews(names: list[str], month: int) -> Iterator[decisions.PreviewRequest]:
    """Yield previews of the contracts' period *month*, counted from 0, over and over with other figures."""
    while True:
        for name in names:
            yield decisions.PreviewRequest(**_asked(name, month))


def begin(callers: Callers, names: list[str], months: int) -> None:
    """Register contracts, and have their first *months* decided."""
    callers.called(REGISTER, list(raw(registrations(names))))
    for batch in islice(submitted(submissions(names), len(names)), months):
        check_submitted(callers.called(f"{METHODS}BatchSubmit", [batch]))


def submitted(requests: Iterator[decisions.SubmitRequest], items: int) -> Iterator[bytes]:
    """Yield batches of so many *items*."""
    while True:
        yield decisions.BatchSubmitRequest(requests=islice(requests, items)).SerializeToString()


def previewed(requests: Iterator[decisions.PreviewRequest], items: int) -> Iterator[bytes]:
    """Yield batches of so many *items*."""
    while True:
        yield decisions.BatchPreviewRequest(requests=islice(requests, items)).SerializeToString()


def check_submitted(answers: Iterable[bytes]) -> None:
    """Raise ValueError unless every item of these batches was decided: what is refused costs less."""
    _check(item for answer in answers for item in decisions.BatchSubmitResponse.FromString(answer).results)


def check_previewed(answers: Iterable[bytes]) -> None:
    """Raise ValueError unless every item of these batches was decided."""
    _check(item for answer in answers for item in decisions.BatchPreviewResponse.FromString(answer).results)


def _check(results: Iterable[decisions.BatchSubmitResult | decisions.BatchPreviewResult]) -> None:
    for result in results:
        if result.HasField("error"):
            raise ValueError(result.error.message)


def raw(messages: Iterable[Message]) -> Iterator[bytes]:
    """Yield messages as they travel."""
    return (message.SerializeToString() for message in messages)


def _asked(contract: str, month: int) -> dict[str, object]:
    fresh = next(_FRESH)
    figures = {"charges": Figure(number=f"{200_000 + fresh * 37 % 90_000}.{fresh % 100:02}")}
    for n in range(10):
        figures[f"a{n}"] = Figure(number=str((n * 11 + fresh * 7) % 70))
        figures[f"b{n}"] = Figure(number=str(3000 + (n * 131 + fresh * 17) % 1000))
    period = f"{date(2026 + (month + 3) // 12, (month + 3) % 12 + 1, 1):%Y-%m}"
    return {"contract": contract, "period": {"label": period}, "figures": figures}
