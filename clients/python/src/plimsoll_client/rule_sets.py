"""The rules in use, and rules to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import grpc

from plimsoll_client.calls import Calls
from plimsoll_client.figures import date_of
from plimsoll_client.pages import SIZE, pages
from plimsoll_client.v1.rule_set_pb2 import RuleSet, RuleSetSummary
from plimsoll_client.v1.rule_set_service_pb2 import (
    CheckRuleSetRequest,
    CheckRuleSetResponse,
    GetRuleSetRequest,
    ListRuleSetsRequest,
    ListRuleSetsResponse,
    RuleFile,
)
from plimsoll_client.v1.rule_set_service_pb2_grpc import RuleSetServiceStub


class RuleSets:
    """Calls about rules. All raise PlimsollError where they are refused."""

    def __init__(self, channel: grpc.Channel, calls: Calls) -> None:
        self._calls = calls
        self._rule_sets = RuleSetServiceStub(channel)

    def rule_sets(self, *, timeout: float | None = None) -> Iterator[RuleSetSummary]:
        """Yield the rule sets in use in the order of their names; *timeout* is for a page."""
        asked = ListRuleSetsRequest(page_size=SIZE)

        def page(token: str) -> ListRuleSetsResponse:
            asked.page_token = token
            return self._calls(self._rule_sets.ListRuleSets, asked, timeout)

        return (rule_set for answer in pages(page) for rule_set in answer.rule_sets)

    def rule_set(self, name: str, *, on: date | None = None, digest: str = "", timeout: float | None = None) -> RuleSet:
        """Return a version of the rule set *name*: the one in force *on* a day, that of a *digest*, else the latest."""
        if on is not None and digest:
            raise ValueError("expected a day or a digest, not both")
        asked = GetRuleSetRequest(name=name, on=None if on is None else date_of(on))
        if digest:
            asked.digest = digest
        return self._calls(self._rule_sets.GetRuleSet, asked, timeout).rule_set

    def check_rules(
        self,
        files: Mapping[str, bytes],
        *,
        frameworks: Mapping[str, bytes] | None = None,
        timeout: float | None = None,
    ) -> CheckRuleSetResponse:
        """Return every mistake in the *files* of one rule set, by the names that diagnostics call them by.

        *frameworks* are files that they extend, where those are not in use on the server as they stand.
        """
        asked = CheckRuleSetRequest(files=rule_files(files), frameworks=rule_files(frameworks or {}))
        return self._calls(self._rule_sets.CheckRuleSet, asked, timeout)


def rule_files(files: Mapping[str, bytes]) -> list[RuleFile]:
    """Return *files*, by the names that diagnostics call them by, for the wire."""
    return [RuleFile(name=name, content=content) for name, content in files.items()]
