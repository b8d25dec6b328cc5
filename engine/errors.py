"""The errors that a caller must act on; an author edits what a diagnostic says, a person judges what is undecided.

PlimsollError
├── RuleSetError            the rules are wrong; carries every diagnostic
├── SubmissionError         the evidence does not fit; carries every violation with its path
├── NotFoundError           no such rule set, contract or decision
├── ConflictError           contradicts what is recorded
│   └── StaleStandingError  another writer came first; retry
├── PluginError             an extension broke its contract at start-up
└── UnavailableError        the ledger cannot be reached or written
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from engine.diagnostics import Diagnostic


class PlimsollError(Exception):
    """Anything that Plimsoll raises on purpose."""


class RuleSetError(PlimsollError):
    """The rules are wrong; *diagnostics* holds every mistake, sorted by position."""

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
    """The evidence does not fit the rules or the contract; *violations* holds every reason."""

    def __init__(self, *violations: Violation) -> None:
        super().__init__("; ".join(map(str, violations)))
        self.violations = violations


class NotFoundError(PlimsollError):
    """No such rule set, contract, period or decision."""


class ConflictError(PlimsollError):
    """The request contradicts what is recorded."""


class StaleStandingError(ConflictError):
    """Another writer came first; read the standing again and retry."""


class PluginError(PlimsollError):
    """An extension broke its contract; at start-up Plimsoll refuses to run with it."""


class UnavailableError(PlimsollError):
    """The ledger cannot be reached or written."""
