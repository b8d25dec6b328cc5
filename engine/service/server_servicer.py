"""Answers ServerService: what is running."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.metadata import version

from engine.api import server_service_pb2 as wire
from engine.application.application import Application
from engine.application.requests import Call
from engine.service.translation.server import Running, server_info

_DISTRIBUTION = "plimsoll-engine"


class ServerServicer:
    """Says what *application* is running with."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def get_server_info(self, _: wire.GetServerInfoRequest, __: Call) -> wire.GetServerInfoResponse:
        """Answer versions, policies and rule sets, and how far the ledger has come."""
        return server_info(_running(self._application))


def _running(application: Application) -> Running:
    shelf = application.shelf
    books, loaded_at = shelf.loaded
    return Running(
        version=version(_DISTRIBUTION),
        python=platform.python_version(),
        plugins=_policies(application),
        rule_sets=shelf.versions(books[name] for name in sorted(books)),
        loaded_at=loaded_at,
        problem=shelf.problem,
        position=application.decisions.head(),
        started_at=application.started_at,
    )


def _policies(application: Application) -> Iterator[tuple[str, str]]:
    policies = application.policies
    yield from ((name, policy.version) for name, policy in policies.payment.items())
    yield from ((name, policy.version) for name, policy in policies.escalation.items())
