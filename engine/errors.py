"""The errors that a caller must act on; an author edits what a diagnostic says, a person judges what is undecided.

PlimsollError
├── RuleSetError            the rules are wrong; carries every diagnostic
├── SubmissionError         the request does not fit; carries every violation with its path
├── NotFoundError           no such rule set, contract or decision
├── PreconditionError       what is recorded must change first, such as an earlier period that is open
├── ConflictError           contradicts what is recorded
│   └── StaleStandingError  another writer came first; retry
├── PluginError             an extension broke its contract at start-up
├── DeadlineError           the caller waits no longer; nothing was written
├── OverloadError           more is asked at once than is answered at once; retry later
└── UnavailableError        the ledger cannot be reached or written, or the server stops
    └── BrokenEntryError    an entry of the ledger was damaged, or written by a later Plimsoll
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, ClassVar, NamedTuple

if TYPE_CHECKING:
    from engine.diagnostics import Diagnostic


class Reason(Enum):
    """Why something was refused, in words that programs may rely on."""

    REQUEST_INVALID = "a field of the request is missing or is not what it can be"
    SUBMISSION_INVALID = "the evidence does not fit the rules or the contract"
    PARAMETERS_INVALID = "the contract's parameters are not those that its rules leave to it"
    PAGE_TOKEN_INVALID = "the page token belongs to another query, or is none"  # noqa: S105  # no password
    CONTRACT_UNKNOWN = "no contract of that name is registered"
    DECISION_UNKNOWN = "no decision of that name is recorded"
    RULE_SET_UNKNOWN = "no rule set of that name, version or digest is known"
    RULES_INVALID = "the rules have mistakes"
    RULES_NOT_IN_FORCE = "no version of the rule set is in force on the period's last day"
    RULES_IN_USE = "the rules contradict what was decided by them"
    PERIOD_OPEN = "an earlier period is neither decided nor recorded as not submitted"
    PERIOD_DECIDED = "the period is decided already"
    PERIOD_NOT_DUE = "the report on the period is not due yet"
    REQUEST_ID_REUSED = "the request id was used for other content"
    CONTRACT_EXISTS = "a contract of that name is registered with other content"
    STANDING_STALE = "another writer came first"
    PLUGIN_BROKEN = "an extension broke its contract"
    DEADLINE_PASSED = "the deadline passed before anything was written"
    OVERLOADED = "more requests at once than the server answers at once"
    LEDGER_UNAVAILABLE = "the ledger cannot be read or written"
    SERVER_STOPPING = "the server is stopping"
    METHOD_UNKNOWN = "the server has no such method"
    INTERNAL = "a mistake of ours; the log has it under the request's id"


class PlimsollError(Exception):
    """Anything that Plimsoll raises on purpose; *reason* says it to programs, the message to people."""

    reason: Reason
    usual: ClassVar[Reason] = Reason.INTERNAL

    def __init__(self, message: str, reason: Reason | None = None) -> None:
        super().__init__(message)
        self.reason = reason or self.usual


class RuleSetError(PlimsollError):
    """The rules are wrong; *diagnostics* holds every mistake, sorted by position."""

    usual = Reason.RULES_INVALID

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("\n".join(diagnostic.headline() for diagnostic in diagnostics))
        self.diagnostics = diagnostics


class Violation(NamedTuple):
    """One thing in the evidence that does not fit: where it stands and what was expected."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class SubmissionError(PlimsollError):
    """What was handed in does not fit the rules or the contract; *violations* holds every reason."""

    usual = Reason.SUBMISSION_INVALID

    def __init__(self, *violations: Violation, reason: Reason | None = None) -> None:
        super().__init__("; ".join(map(str, violations)), reason)
        self.violations = violations


class NotFoundError(PlimsollError):
    """No such rule set, contract, period or decision."""

    usual = Reason.DECISION_UNKNOWN


class PreconditionError(PlimsollError):
    """What is recorded must change first: *subject* names it, such as the period that is open."""

    usual = Reason.PERIOD_OPEN

    def __init__(self, message: str, reason: Reason, subject: str) -> None:
        super().__init__(message, reason)
        self.subject = subject


class ConflictError(PlimsollError):
    """The request contradicts what is recorded."""

    usual = Reason.REQUEST_ID_REUSED


class StaleStandingError(ConflictError):
    """Another writer came first; read the standing again and retry."""

    usual = Reason.STANDING_STALE


class PluginError(PlimsollError):
    """An extension broke its contract; at start-up Plimsoll refuses to run with it."""

    usual = Reason.PLUGIN_BROKEN


class DeadlineError(PlimsollError):
    """The caller waits no longer, and nothing was written."""

    usual = Reason.DEADLINE_PASSED


class OverloadError(PlimsollError):
    """More is asked at once than is answered at once."""

    usual = Reason.OVERLOADED


class UnavailableError(PlimsollError):
    """The ledger cannot be reached or written, or the server stops."""

    usual = Reason.LEDGER_UNAVAILABLE


class BrokenEntryError(UnavailableError):
    """An entry of the ledger cannot be read: it was damaged, or written by a later Plimsoll."""
