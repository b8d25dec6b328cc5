from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import structlog

from engine.bootstrap.serving import serving
from engine.settings import Settings
from tests.application.builders import HandSetClock, months_from
from tests.cli.conftest import Command

PACK = Path(__file__).parents[3] / "rules" / "homecare-service-points"
RULES = """\
rule_set: homecare
in_force: 2026-01-01
reporting: {every: month, due: 10 working days}
calendar: england
currency: GBP
money: {precision: 2 dp, rounding: half up}
scale: procurement-act-2023
failure: requires_improvement
over_not_rated: skips
parameters:
  exit_points: {type: number, default: 50}
measures:
  visits_planned: {type: count}
  visits_missed: {type: count}
kpis:
  missed_visits:
    clause: Schedule 2
    value: 100 * visits_missed / visits_planned
    unit: percent
    precision: 1 dp, half up
    better: lower
    bands: {good: 0.5, approaching_target: 1.0, requires_improvement: 2.0}
    missing: {failure: inadequate}
    points: {requires_improvement: 2, inadequate: 4}
    publishable: true
escalation:
  - policy: ladder
    name: contract
    climb: jump
    rungs:
      - rung: routine
      - rung: plan
        decision: remediation
        clause: Schedule 4
        enter: failures(last=2) >= 2
        leave: consecutive_passes() >= 1
payment:
  - {policy: fixed_fee, name: fee, amount: 240000.00, short_periods: whole, clause: Schedule 5}
  - {policy: service_credits, per_point: 1200.00, clause: Schedule 5, cap: 24000.00}
"""
CONTRACTS = """\
contracts:
  cedar: {provider: Cedar Support, start: 2026-04-01}
  oak: {provider: Oak Homecare, start: 2026-04-01, parameters: {exit_points: {year 1: 40, year 2: 30}}}
"""
HEADER = "contract,period,received,visits_planned,visits_missed,not_submitted\n"


class Office(NamedTuple):
    """A folder with rules, contracts and figures, a server over it, and the command line that asks the server."""

    folder: Path
    address: str
    clock: HandSetClock
    settings: Settings
    plimsoll: Command

    def asks(self, *arguments: str):
        return self.plimsoll(*arguments, "--server", self.address)

    def registers(self, text: str = CONTRACTS):
        file = self.folder / "contracts.yaml"
        file.write_text(text)
        return self.asks("contracts", "register", str(file), "--rule-set", "homecare")

    def submits(self, *rows: str, more: tuple[str, ...] = ()):
        file = self.folder / "figures.csv"
        file.write_text(HEADER + "".join(f"{row}\n" for row in rows))
        return self.asks("submit", str(file), "--rule-set", "homecare", *more)

    def submits_months(self, *missed: int, contract: str = "cedar", first: str = "2026-04"):
        months = months_from(first)
        return self.submits(*(f"{contract},{next(months)},,3000,{one}," for one in missed))


CHARGES = RULES.replace("kpis:", "  charges: {type: money, held_by: council}\nkpis:").replace("240000.00", "charges")


@pytest.fixture
def rules() -> str:
    """The rules of the office; a test may have its own."""
    return RULES


@pytest.fixture
def office(plimsoll: Command, tmp_path: Path, rules: str) -> Iterator[Office]:
    folder = tmp_path / "rules" / "homecare"
    folder.mkdir(parents=True)
    (folder / "rules.yaml").write_text(rules)
    chosen = Settings(
        address="127.0.0.1:0",
        rules=tmp_path / "rules",
        ledger=tmp_path / "ledger",
        decision_log=str(tmp_path / "decisions.jsonl"),
    )
    clock = HandSetClock()
    with serving(chosen, structlog.wrap_logger(None, processors=[_dropped]), clock) as (server, _):
        server.start()
        try:
            yield Office(tmp_path, f"127.0.0.1:{server.port}", clock, chosen, plimsoll)
        finally:
            server.drain()


def _dropped(_logger: object, _name: str, _event: dict) -> str:
    raise structlog.DropEvent
