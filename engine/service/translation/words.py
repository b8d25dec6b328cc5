"""Closed lists of the engine as enums of the wire, looked up once; the wire's names are the engine's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, TypeVar

from engine.api import comparison_pb2 as comparison
from engine.api import condition_pb2 as condition
from engine.api import contract_service_pb2 as contract_service
from engine.api import diagnostic_pb2 as diagnostic
from engine.api import escalation_pb2 as escalation
from engine.api import event_pb2 as event
from engine.api import explanation_pb2 as explanation
from engine.api import figure_pb2 as figure
from engine.api import outcome_pb2 as outcome
from engine.api import payment_pb2 as payment
from engine.api import publishable_pb2 as publishable
from engine.api import rule_set_pb2 as rule_set
from engine.api import standing_pb2 as standing
from engine.diagnostics import Severity
from engine.evaluation.explanation import Code
from engine.evaluation.obligations import ObligationKind
from engine.evaluation.reviewing import Topic
from engine.model.comparison import ScoreBasis
from engine.model.escalation import DecisionOutcome, MoveKind
from engine.model.events import Effect, ExitChoice, Stage
from engine.model.figures import Absence
from engine.model.kpi import Better
from engine.model.measures import MeasureType
from engine.model.outcome import Basis, Counts
from engine.model.payment import LineKind, LineState
from engine.model.publishing import Flag
from engine.model.records import FieldType
from engine.model.reporting import Late
from engine.model.sources import Otherwise

V = TypeVar("V")
E = TypeVar("E", bound=Enum)


def numbered(words: type[Enum], value: Callable[[str], V], prefix: str) -> Mapping[str, V]:
    """Return what the wire calls each member of *words*, by the member's word; ValueError where it has no name for it.

    By the word and not by the member, whose hash Python 3.11 works out in Python code; what is looked up for every
    KPI and line takes the word from `_value_` and not from `value`, for the same reason.
    """
    return {one.value: value(f"{prefix}_{one.value.upper().replace(' ', '_')}") for one in words}


def member(words: type[E], numbers: Mapping[str, int], name: Callable[[Any], str], given: int) -> E:
    """Return the member of *words* whose number is *given*; ValueError, by the *name* of each, where none has it."""
    for one in words:
        if numbers[one.value] == given:
            return one
    raise ValueError(f"expected one of {', '.join(map(name, numbers.values()))}, not `{given}`")


ABSENCES = numbered(Absence, figure.Absence.Value, "ABSENCE")
COUNTS = numbered(Counts, outcome.Counts.Value, "COUNTS")
BASES = numbered(Basis, outcome.Basis.Value, "BASIS")
SCORE_BASES = numbered(ScoreBasis, comparison.ScoreBasis.Value, "SCORE_BASIS")
LINE_KINDS = numbered(LineKind, payment.LineKind.Value, "LINE_KIND")
LINE_STATES = numbered(LineState, payment.LineState.Value, "LINE_STATE")
OUTCOMES = numbered(DecisionOutcome, escalation.DecisionOutcome.Value, "DECISION_OUTCOME")
MOVES = numbered(MoveKind, escalation.MoveKind.Value, "MOVE_KIND")
EFFECTS = numbered(Effect, event.ReliefEffect.Value, "RELIEF_EFFECT")
EXIT_CHOICES = numbered(ExitChoice, event.ExitChoice.Value, "EXIT_CHOICE")
STAGES = numbered(Stage, event.Stage.Value, "STAGE")
OBLIGATION_KINDS = numbered(ObligationKind, contract_service.ObligationKind.Value, "OBLIGATION_KIND")
AGENDA_TOPICS = numbered(Topic, standing.AgendaTopic.Value, "AGENDA_TOPIC")
EXIT_RIGHT_STATES = numbered(ExitChoice, escalation.ExitRightState.Value, "EXIT_RIGHT_STATE")
MEASURE_TYPES = numbered(MeasureType, rule_set.MeasureType.Value, "MEASURE_TYPE")
FIELD_TYPES = numbered(FieldType, rule_set.FieldType.Value, "FIELD_TYPE")
BETTER = numbered(Better, rule_set.Better.Value, "BETTER")
UNSOURCED = numbered(Otherwise, rule_set.Unsourced.Value, "UNSOURCED")
LATE = numbered(Late, rule_set.Late.Value, "LATE")
SEVERITIES = numbered(Severity, diagnostic.Severity.Value, "SEVERITY")
PUBLISHABLE_FLAGS = numbered(Flag, publishable.PublishableFlag.Value, "PUBLISHABLE_FLAG")
SENTENCES = numbered(Code, explanation.SentenceCode.Value, "SENTENCE_CODE")

_HELD = {True: condition.VERDICT_HOLDS, False: condition.VERDICT_DOES_NOT_HOLD}


def verdict(held: bool | Absence) -> condition.Verdict.ValueType:  # noqa: FBT001  # what conditions answer
    """Return whether something held, or that it cannot be known."""
    return condition.VERDICT_UNKNOWN if isinstance(held, Absence) else _HELD[held]
