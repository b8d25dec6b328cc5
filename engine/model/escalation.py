"""Ladders: their rungs, the moves between them, and the actions that a move sets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from engine.expression.program import Examined
from engine.model.deadline import Deadline
from engine.model.figures import Absence


class DecisionOutcome(Enum):
    """What a decision comes to, from mild to grave; undecided outranks all (SEMANTICS 23)."""

    NO_ACTION = "no_action"
    REMEDIATION = "remediation"
    ESCALATION = "escalation"
    EXIT_TRIGGER = "exit_trigger"
    UNDECIDED = "undecided"

    def __init__(self, _word: str) -> None:
        # The place of this outcome; a higher one is graver.
        self.gravity = len(type(self).__members__)


class ActionTerm(NamedTuple):
    """Who must do what within which time once a rung is entered.

    It *opens* a plan or a notice that the rules name, if it names one. A policy may leave the time to that event; the
    compiler fills it in.
    """

    do: str
    by: str
    within: Deadline | None
    clause: str
    opens: str = ""

    @property
    def time(self) -> Deadline:
        """The time that there is; ValueError where none is declared."""
        if self.within is None:
            raise ValueError(f"expected a time in which to do `{self.do}`")
        return self.within


class Rung(NamedTuple):
    """One rung of a ladder, as an escalation policy declares it."""

    name: str
    decision: DecisionOutcome
    clause: str
    actions: tuple[ActionTerm, ...] = ()


class Action(NamedTuple):
    """Who must do what by the end of which day; it *opens* a plan or a notice, if it names one."""

    do: str
    by: str
    due: date
    clause: str
    opens: str = ""


class MoveKind(Enum):
    """What happened on a ladder: a rung above was entered, held, or left for one below; or nothing."""

    ENTERED = "entered"
    HELD = "held"
    LEFT = "left"
    NONE = "none"


class Verdict(NamedTuple):
    """Whether *condition*, as the rule file writes it, holds, with what was compared with what."""

    holds: bool | Absence
    examined: tuple[Examined, ...]
    condition: str = ""

    @staticmethod
    def at_least(what: str, figure: Decimal, limit: Decimal, *, said: str = "") -> Verdict:
        """Return whether *figure* reaches *limit*, for a policy that counts for itself *what* it compares.

        The limit is *said* as the rule file writes it, such as a parameter's name; else as the number that it is.
        """
        held = figure >= limit
        return Verdict(held, (Examined(f"{what} >= {said or limit}", figure, ">=", limit, held),))

    @staticmethod
    def below(what: str, figure: Decimal, limit: Decimal, *, said: str = "") -> Verdict:
        """Return whether *figure* is less than *limit*, as `at_least` does."""
        held = figure < limit
        return Verdict(held, (Examined(f"{what} < {said or limit}", figure, "<", limit, held),))

    @staticmethod
    def at_most(what: str, figure: Decimal, limit: Decimal, *, said: str = "") -> Verdict:
        """Return whether *figure* is no more than *limit*, as `at_least` does."""
        held = figure <= limit
        return Verdict(held, (Examined(f"{what} <= {said or limit}", figure, "<=", limit, held),))

    @staticmethod
    def run_out(what: str, last: date, day: date) -> Verdict:
        """Return whether a time whose *last* day is *what* is named has run out at the end of *day*, as `at_least`."""
        held = last < day
        return Verdict(held, (Examined(f"{what} < {day}", last, "<", day, held),))

    @staticmethod
    def any_of(verdicts: Sequence[Verdict]) -> Verdict:
        """Return whether any of *verdicts*, all of them known, holds, with everything that they compared."""
        return _joined(verdicts, " or ", held=any(one.holds is True for one in verdicts))

    @staticmethod
    def all_of(verdicts: Sequence[Verdict]) -> Verdict:
        """Return whether each of *verdicts*, all of them known, holds, with everything that they compared."""
        return _joined(verdicts, " and ", held=all(one.holds is True for one in verdicts))


def _joined(verdicts: Sequence[Verdict], word: str, *, held: bool) -> Verdict:
    examined = tuple(one for verdict in verdicts for one in verdict.examined)
    return Verdict(held, examined, word.join(one.text for one in examined))


# The way into a rung that is not taken, since the right to exit by it was given up.
WAIVED = "waived"


class Check(NamedTuple):
    """One way into or out of a rung that was looked at."""

    rung: str
    way: str
    verdict: Verdict


class Step(NamedTuple):
    """What an escalation policy answers: the rung to stand on, and everything that it looked at.

    What was *asked_for* before, by the names of plans and notices, no action of the rung opens again. What is *owed*,
    and not open, is opened by the action of the ladder that names it, though its rung is held, or left for it.
    """

    rung: str
    checks: tuple[Check, ...]
    asked_for: tuple[str, ...] = ()
    owed: tuple[str, ...] = ()


class Move(NamedTuple):
    """What one decision did on one ladder, and why."""

    ladder: str
    before: str
    after: str
    kind: MoveKind
    decision: DecisionOutcome
    clause: str
    checks: tuple[Check, ...]
    actions: tuple[Action, ...] = ()


class ExitRight(NamedTuple):
    """A right to exit that has arisen; further failures add evidence to it (SEMANTICS 23).

    Decisions up to the version *after* were on the rights before it.
    """

    ladder: str
    rung: str
    arisen: date
    evidence: tuple[date, ...]
    after: int = 0
