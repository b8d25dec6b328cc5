"""What lists and streams are asked for, read from the wire; SubmissionError carries everything that does not fit."""

from __future__ import annotations

from typing import NamedTuple

from engine.api import contract_service_pb2 as contracts
from engine.api import decision_service_pb2 as decisions
from engine.api import escalation_pb2 as escalation
from engine.api import event_service_pb2 as events
from engine.api import rule_set_service_pb2 as rule_sets
from engine.application.requests import DueQuery
from engine.model.ledger import ContractQuery, DecisionQuery
from engine.service.translation.reading import Reading
from engine.service.translation.words import OUTCOMES

MOST_ON_PAGE = 500
_USUAL_ON_PAGE = 50
_LONGEST_TOKEN = 2000

_WORDS = {number: word for word, number in OUTCOMES.items()}


class Page(NamedTuple):
    """How many to answer at most, and the token of the answer before; empty for the first page."""

    size: int
    token: str


def listed_decisions(message: decisions.ListDecisionsRequest) -> tuple[DecisionQuery, Page]:
    """Return which decisions are asked for, and which page of them."""
    reading = Reading()
    query = _decisions(reading, message)
    query = query._replace(since=reading.day_in(message, "since"), until=reading.day_in(message, "until"))
    page = page_of(reading, message)
    reading.check()
    return query, page


def listed_publishable(message: decisions.ListPublishableRequest) -> tuple[DecisionQuery, Page]:
    """Return of which decisions what may be published is asked for, and which page of it."""
    reading = Reading()
    query = DecisionQuery(
        reading.contract("contract", message.contract) if message.contract else None,
        _name(reading, "provider", message.provider),
        _name(reading, "rule_set", message.rule_set),
        since=reading.day_in(message, "since"),
        until=reading.day_in(message, "until"),
    )
    page = page_of(reading, message)
    reading.check()
    return query, page


def watched_decisions(message: decisions.WatchDecisionsRequest) -> tuple[DecisionQuery, int | None]:
    """Return which decisions are asked for, and after which position; None after all that are recorded now."""
    reading = Reading()
    query = _decisions(reading, message)
    after = message.after_position if message.HasField("after_position") else None
    if after is not None and after < 0:
        reading.note("after_position", f"expected a position of 0 or more, not `{after}`")
    reading.check()
    return query, after


def listed_contracts(message: contracts.ListContractsRequest) -> tuple[ContractQuery, Page]:
    """Return which contracts are asked for, and which page of them."""
    reading = Reading()
    query, page = _contracts(reading, message), page_of(reading, message)
    reading.check()
    return query, page


def listed_due(message: contracts.ListDueRequest) -> tuple[DueQuery, Page]:
    """Return what is asked for that is due, and which page of it."""
    reading = Reading()
    query = DueQuery(
        reading.day("by", message.by),
        reading.contract("contract", message.contract) if message.contract else None,
        _name(reading, "provider", message.provider),
        _name(reading, "rule_set", message.rule_set),
    )
    page = page_of(reading, message)
    reading.check()
    return query, page


def listed_rule_sets(message: rule_sets.ListRuleSetsRequest) -> Page:
    """Return which page of the rule sets is asked for."""
    reading = Reading()
    page = page_of(reading, message)
    reading.check()
    return page


def _decisions(
    reading: Reading, message: decisions.ListDecisionsRequest | decisions.WatchDecisionsRequest
) -> DecisionQuery:
    return DecisionQuery(
        reading.contract("contract", message.contract) if message.contract else None,
        _name(reading, "provider", message.provider),
        _name(reading, "rule_set", message.rule_set),
        _outcome(reading, message.outcome),
    )


def _contracts(reading: Reading, message: contracts.ListContractsRequest) -> ContractQuery:
    return ContractQuery(_name(reading, "provider", message.provider), _name(reading, "rule_set", message.rule_set))


def _name(reading: Reading, path: str, given: str) -> str | None:
    return reading.name(path, given) if given else None


def _outcome(reading: Reading, given: escalation.DecisionOutcome.ValueType) -> str | None:
    if given and given not in _WORDS:
        known = ", ".join(map(escalation.DecisionOutcome.Name, _WORDS))
        reading.note("outcome", f"expected one of {known}, not `{given}`")
    return _WORDS.get(given)


def page_of(
    reading: Reading,
    message: decisions.ListDecisionsRequest
    | decisions.ListPublishableRequest
    | contracts.ListContractsRequest
    | contracts.ListDueRequest
    | events.ListEventsRequest
    | rule_sets.ListRuleSetsRequest,
) -> Page:
    """Return which page *message* asks for."""
    if message.page_size < 0:
        reading.note("page_size", f"expected a page size of 0 or more, not `{message.page_size}`")
    if len(message.page_token) > _LONGEST_TOKEN:
        reading.note("page_token", "expected the token of the answer before")
    return Page(min(message.page_size or _USUAL_ON_PAGE, MOST_ON_PAGE), message.page_token)
