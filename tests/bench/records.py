"""What a submission with a hundred thousand rows of visits costs: by the command, and over gRPC in parts and whole."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter

from google.type.date_pb2 import Date

from engine.api.contract_service_pb2 import RegisterContractRequest
from engine.api.contract_service_pb2_grpc import ContractServiceStub
from engine.api.decision_service_pb2 import StreamSubmitEnd, StreamSubmitRequest, SubmitRequest, SubmitResponse
from engine.api.decision_service_pb2_grpc import DecisionServiceStub
from engine.api.records_pb2 import RecordRow, Records, RecordsPart
from tests.bench.serving import served
from tests.bench.table import Row

ROWS = 100_000
_IN_PART = 1000
_FIELDS = ("visit", "person", "planned_start", "actual_start", "minutes", "planned_minutes", "kind", "time_critical")
_RULES = """\
rule_set: visits
in_force: 2026-04-01
reporting: {every: month}
scale: procurement-act-2023
failure: requires_improvement
over_not_rated: skips
records:
  visits:
    key: visit
    fields:
      visit: {type: text}
      person: {type: person}
      planned_start: {type: instant}
      actual_start: {type: instant, optional: true}
      minutes: {type: count}
      planned_minutes: {type: count}
      kind: {type: choice, of: [care, sitting]}
      time_critical: {type: flag}
kpis:
  missed:
    value: >-
      count(visits, time_critical and (not known(actual_start)
      or (known(next(planned_start, by=person)) and actual_start >= next(planned_start, by=person))))
  late:
    precision: 2 dp, half up
    value: >-
      100 * count(visits, known(actual_start) and abs(minutes_between(planned_start, actual_start)) > 30)
      / count(visits)
  delivered: {value: "sum(visits, minutes, kind == 'care')"}
  people: {value: "distinct(visits, person)"}
"""
_SERVER = {"PLIMSOLL_REQUEST_BYTES": str(32 * 1024 * 1024), "PLIMSOLL_DEADLINE": "600"}


def measured() -> list[Row]:
    """Return seconds, rows a second and peak memory of each way; KPIs count, sum and look at neighbours."""
    return [*_by_command(), *_streamed(), *_whole()]


def _by_command() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "rules.yaml").write_text(_RULES)
        (folder / "figures.csv").write_text("contract,period\noak,2026-04\n")
        _write(folder / "visits.csv")
        command = [str(Path(sys.executable).with_name("plimsoll")), "evaluate", "rules.yaml"]
        files = ["--submissions", "figures.csv", "--records", "visits=visits.csv", "--format", "json"]
        outside = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        start = perf_counter()
        with (folder / "decisions.jsonl").open("wb") as out:
            process = subprocess.Popen([*command, *files], cwd=folder, env=outside, stdout=out)
            _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - start
        if os.waitstatus_to_exitcode(status) or f'"{ROWS}"' not in (folder / "decisions.jsonl").read_text():
            raise ValueError(f"expected a decision on {ROWS} rows")
    yield Row("`plimsoll evaluate`", f"{seconds:.1f} s", f"{ROWS / seconds:,.0f} rows a second")
    yield Row(
        "its peak memory", f"{usage.ru_maxrss / 1024:.0f} MiB", f"{usage.ru_maxrss * 1024 / ROWS:,.0f} bytes a row"
    )


def _whole() -> Iterator[Row]:
    rows = [RecordRow(cells=cells) for cells in _cells()]
    request = _asked(Records(fields=_FIELDS, rows=rows))
    size = f"{request.ByteSize() / 1024 / 1024:.1f} MiB in one message"
    yield from _over_grpc("Submit", size, lambda stub: stub.Submit(request, timeout=600))


def _streamed() -> Iterator[Row]:
    size = f"{-(-ROWS // _IN_PART)} parts of {_IN_PART:,} rows"
    yield from _over_grpc("StreamSubmit", size, lambda stub: stub.StreamSubmit(_parts(), timeout=600).response)


def _parts() -> Iterator[StreamSubmitRequest]:
    yield StreamSubmitRequest(submission=_asked(Records(fields=_FIELDS)))
    cells = _cells()
    while rows := [RecordRow(cells=one) for one in islice(cells, _IN_PART)]:
        yield StreamSubmitRequest(rows=RecordsPart(records="visits", rows=rows))
    yield StreamSubmitRequest(end=StreamSubmitEnd(rows=ROWS))


def _asked(visits: Records) -> SubmitRequest:
    request = SubmitRequest(request_id="visits", contract="oak", records={"visits": visits})
    request.period.label = "2026-04"
    return request


def _over_grpc(method: str, size: str, ask: Callable[[DecisionServiceStub], SubmitResponse]) -> Iterator[Row]:
    """Yield what *ask* costs a server of its own, so that its peak is of nothing else."""
    with served(_RULES, _SERVER) as server, server.channel() as channel:
        contract = {"id": "oak", "provider": "Oak", "rule_set": "visits", "start": Date(year=2026, month=4, day=1)}
        ContractServiceStub(channel).RegisterContract(RegisterContractRequest(request_id="r", contract=contract))
        before, _ = server.memory()
        start = perf_counter()
        answer = ask(DecisionServiceStub(channel))
        seconds = perf_counter() - start
        after, most = server.memory()
    if answer.decision.kpis[0].kpi != "missed" or not answer.decision.id:
        raise ValueError("expected a decision, recorded")
    yield Row(f"`{method}` over gRPC, recorded", f"{seconds:.1f} s", f"{ROWS / seconds:,.0f} rows a second, {size}")
    yield Row("the server's peak memory", f"{most:.0f} MiB", f"{before:.0f} MiB before, {after:.0f} MiB after")


def _write(path: Path) -> None:
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["contract", "period", *_FIELDS])
        rows.writerows(["oak", "2026-04", *cells] for cells in _cells())


def _cells() -> Iterator[tuple[str, ...]]:
    for number in range(ROWS):
        day, hour, late = number % 28 + 1, 7 + number % 13, number % 57
        planned = f"2026-04-{day:02d}T{hour:02d}:00"
        actual = "" if number % 97 == 0 else f"2026-04-{day:02d}T{hour:02d}:{late:02d}"
        kind, critical = ("care", "sitting")[number % 5 == 0], ("true", "false")[number % 3 == 0]
        yield f"v-{number}", f"P-{number % 1200:04d}", planned, actual, str(15 + number % 45), "30", kind, critical
