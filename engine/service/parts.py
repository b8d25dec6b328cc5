"""The parts of a server that its health is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from engine.application.application import Application
from engine.errors import UnavailableError
from engine.model.ledger import Ledger

LEDGER = "plimsoll.ledger"
RULES = "plimsoll.rules"
DECISION_LOG = "plimsoll.decision_log"


class Part(NamedTuple):
    """A part of the server that may be well or not; *problem* says in words what is wrong, empty where nothing is.

    While a *vital* part is not well, the server as a whole is not.
    """

    name: str
    problem: Callable[[], str]
    vital: bool = False


def own_parts(application: Application) -> tuple[Part, ...]:
    """Return what every server has: a ledger that must be writable, and rules, the last good of which stay in use."""
    shelf, ledger = application.shelf, application.ledger
    return Part(LEDGER, lambda: _unwritable(ledger), vital=True), Part(RULES, lambda: shelf.problem)


def _unwritable(ledger: Ledger) -> str:
    try:
        ledger.check_writable()
    except UnavailableError as error:
        return str(error)
    return ""
