"""The decisions of the acceptance cases, of the shipped packs and of the bench, each with the rules that made it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from engine.application.results import Recorded
from engine.authoring import rule_tests
from engine.authoring.folders import bound_at
from engine.authoring.rule_tests import Decided
from engine.evaluation.decide import decide
from engine.model.decision import Decision
from engine.model.ledger import Beside, Entry, EntryKind
from tests.bench import ten_kpis
from tests.evaluation.builders import POLICIES

CHECKOUT = Path(__file__).parents[3]
FOLDERS = sorted(file.parent for file in CHECKOUT.glob("tests/cases/ac-*/rules.yaml")) + sorted(
    file.parent for file in CHECKOUT.glob("rules/*/rules.yaml")
)
NO_HASH = bytes(32)


@cache
def decisions_of(folder: Path) -> tuple[Decided, ...]:
    """The decisions that the tests beside the rules in *folder* come to."""
    file = folder / "tests.yaml"
    found = rule_tests.tested(str(file), file.read_bytes(), bound_at(folder, POLICIES).book)
    return tuple(one for result in found.results for one in result.decisions)


def grave() -> Decided:
    """A decision with a bit of everything: repeats, a deduction, a line carried forward, a right to exit."""
    rules = ten_kpis.rules()
    made = decide(rules, ten_kpis.contract(), ten_kpis.standing(rules, range(4, 10)), ten_kpis.evidence(rules, 10))
    return Decided(made, rules)


def recorded(decision: Decision, *, version: int = 12, repeated: bool = False) -> Recorded:
    """*decision* as the ledger has it at *version*."""
    at = datetime(2026, 5, 4, 9, 30, 15, 250_001, tzinfo=UTC)
    entry = Entry(471, decision.contract, version, EntryKind.DECIDED, 1, at, "{}", NO_HASH, NO_HASH, Beside())
    return Recorded(entry, decision, repeated)
