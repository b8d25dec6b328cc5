"""The rules of a server, as this installation reads them."""

from __future__ import annotations

from engine.api.rule_set_service_pb2 import GetRuleSetRequest, ListRuleSetsRequest
from engine.cli.remote.connection import Server
from engine.cli.remote.pages import pages
from engine.compiler.rule_books import bound
from engine.diagnostics import did_you_mean
from engine.errors import NotFoundError, Reason, RuleSetError
from engine.model.policy import Policies
from engine.model.rule_book import RuleBook


def book_of(server: Server, name: str, policies: Policies) -> RuleBook:
    """Return the rule set called *name* with all its versions, as *server* has it.

    NotFoundError where it has none of that name, RuleSetError where a policy that it uses is not installed here.
    """
    listed = [
        one for page in pages(server, server.rule_sets.ListRuleSets, ListRuleSetsRequest()) for one in page.rule_sets
    ]
    found = next((one for one in listed if one.name == name), None)
    if found is None:
        hint = did_you_mean(name, [one.name for one in listed])
        raise NotFoundError(f"expected a rule set of the server, not `{name}`{hint}", Reason.RULE_SET_UNKNOWN)
    files = {f"{name}@{number}": _text(server, name, one.digest) for number, one in enumerate(found.versions)}
    book, diagnostics = bound(files, policies)
    if book is None:
        raise RuleSetError(diagnostics)
    return book


def _text(server: Server, name: str, digest: str) -> bytes:
    asked = GetRuleSetRequest(name=name, digest=digest)
    return server.ask(server.rule_sets.GetRuleSet, asked).rule_set.canonical.encode()
