"""Answers RuleSetService: the rules in use are shown, and rules to be are checked."""

from __future__ import annotations

from engine.api import rule_set_service_pb2 as wire
from engine.application.application import Application
from engine.application.requests import Call
from engine.application.versions import version
from engine.service.pages import after, paged
from engine.service.translation import queries, replies
from engine.service.translation import rule_set_requests as requests

_ALL = "rule sets"  # the one query that there is


class RuleSetServicer:
    """Shows and checks rules by *application*."""

    def __init__(self, application: Application) -> None:
        self._shelf, self._checked = application.shelf, application.checked

    def list_rule_sets(self, request: wire.ListRuleSetsRequest, _: Call) -> wire.ListRuleSetsResponse:
        """List the rule sets in use, page by page."""
        page = queries.listed_rule_sets(request)
        start = after(_ALL, page.token, str, "")
        books = self._shelf.books
        names, token = paged(sorted(one for one in books if one > start), page.size, _ALL, str)
        return replies.rule_sets_listed(self._shelf.versions(books[name] for name in names), token)

    def get_rule_set(self, request: wire.GetRuleSetRequest, _: Call) -> wire.GetRuleSetResponse:
        """Answer one version of a rule set."""
        return replies.rule_set_found(version(self._shelf, *requests.version_asked(request)))

    def check_rule_set(self, request: wire.CheckRuleSetRequest, _: Call) -> wire.CheckRuleSetResponse:
        """Say every mistake in rule files."""
        return replies.rule_set_checked(self._checked(*requests.rules_asked(request)))
