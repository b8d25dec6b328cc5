"""What is running, written to the wire."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from engine.api import server_service_pb2 as wire
from engine.application.results import RuleSetInUse
from engine.service.translation.days import write_instant
from engine.service.translation.decisions import write_plugins
from engine.service.translation.rule_sets import write_versions

API_VERSIONS = ("plimsoll.v1",)


class Running(NamedTuple):
    """A server at one moment: versions of itself and its plugins, and how far its ledger has come.

    *rule_sets* are the versions of each, in the order of their names; *problem* is why newer ones were refused.
    """

    version: str
    python: str
    plugins: Iterable[tuple[str, str]]
    rule_sets: Iterable[Sequence[RuleSetInUse]]
    loaded_at: datetime
    problem: str
    position: int
    started_at: datetime


def server_info(running: Running) -> wire.GetServerInfoResponse:
    """Return what is running."""
    to = wire.GetServerInfoResponse(version=running.version, python=running.python, api_versions=API_VERSIONS)
    to.rules_problem, to.ledger_position = running.problem, running.position
    write_instant(to.rules_loaded_at, running.loaded_at)
    write_instant(to.started_at, running.started_at)
    write_plugins(to.plugins.add, running.plugins)
    for versions in running.rule_sets:
        write_versions(to.rule_sets.add(), versions)
    return to
