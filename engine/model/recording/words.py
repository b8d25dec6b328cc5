"""The words that stand in the record for closed lists; they are kept for good, whatever the code or a report says.

A word is never changed and never given to something else. What is no longer used stays, so that it can be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Generic, NamedTuple, TypeVar

from engine.model.escalation import DecisionOutcome, MoveKind
from engine.model.figures import Absence
from engine.model.outcome import Basis, Counts
from engine.model.payment import LineKind, LineState

E = TypeVar("E", bound=Enum)


class Words(NamedTuple, Generic[E]):
    """The word *of* each member, and the member that each word *means*."""

    of: Mapping[E, str]
    means: Mapping[str, E]


def _words(of: Mapping[E, str]) -> Words[E]:
    return Words(of, {word: one for one, word in of.items()})


ABSENCE = _words(
    {
        Absence.NOT_APPLICABLE: "not applicable",
        Absence.SUPPRESSED: "suppressed",
        Absence.MISSING: "missing",
        Absence.NO_ACTIVITY: "no activity",
        Absence.SAMPLE_TOO_SMALL: "sample too small",
        Absence.RELIEVED: "relieved",
        Absence.UNKNOWN: "unknown",
    }
)
COUNTS = _words({Counts.FAILURE: "failure", Counts.PASS: "pass", Counts.NEITHER: "neither"})
BASIS = _words({Basis.MEASURED: "measured", Basis.DEEMED: "deemed", Basis.CARRIED: "carried forward"})
OUTCOME = _words(
    {
        DecisionOutcome.NO_ACTION: "no_action",
        DecisionOutcome.REMEDIATION: "remediation",
        DecisionOutcome.ESCALATION: "escalation",
        DecisionOutcome.EXIT_TRIGGER: "exit_trigger",
        DecisionOutcome.UNDECIDED: "undecided",
    }
)
MOVE = _words({MoveKind.ENTERED: "entered", MoveKind.HELD: "held", MoveKind.LEFT: "left", MoveKind.NONE: "none"})
LINE_KIND = _words(
    {
        LineKind.FEE: "fee",
        LineKind.INCENTIVE: "incentive",
        LineKind.DEDUCTION: "deduction",
        LineKind.WITHHELD: "withheld",
        LineKind.RELEASED: "released",
        LineKind.RETAINED: "retained",
        LineKind.CLAWBACK: "clawback",
        LineKind.INTEREST: "interest",
        LineKind.ADJUSTMENT: "adjustment",
    }
)
LINE_STATE = _words(
    {
        LineState.DUE: "due",
        LineState.SUSPENDED: "suspended",
        LineState.APPLIED: "applied",
        LineState.WAIVED: "waived",
    }
)
