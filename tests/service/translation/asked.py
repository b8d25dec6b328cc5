"""A sound request of every kind, as a client makes it, and what reads it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from google.protobuf.message import Message
from google.protobuf.text_format import Merge, Parse

from engine.api import contract_service_pb2 as contracts
from engine.api import decision_service_pb2 as decisions
from engine.api import event_service_pb2 as happened
from engine.api import rule_set_service_pb2 as rule_sets
from engine.errors import Reason, SubmissionError, Violation
from engine.service.translation import contract_requests, events, openings, queries, requests, rule_set_requests

Reader = Callable[[Message], object]

EVIDENCE = """
    contract: "cedar"
    period { label: "2026-04" }
    figures { key: "visits_missed" value { number: "97" } }
    figures { key: "regulator" value { text: "Good" } }
    figures { key: "reviewed" value { flag: true } }
    figures { key: "inspected_on" value { date { year: 2026 month: 4 day: 30 } } }
    figures { key: "complaints" value { absence: ABSENCE_SUPPRESSED } }
    expected_version: 3
"""
CONTRACT = """
    contract {
        id: "cedar" provider: "Cedar Support" rule_set: "homecare-north"
        start { year: 2026 month: 4 day: 1 }
        end { year: 2031 month: 3 day: 31 }
        time_zone: "Europe/Dublin"
        parameters { key: "exit_points" value { value { number: "50" } } }
        parameters {
            key: "rate"
            value {
                steps { contract_year: 1 value { number: "21.50" } }
                steps { contract_year: 2 value { number: "22" } }
            }
        }
        parameters {
            key: "lead"
            value { steps { since { year: 2026 month: 4 day: 1 } value { text: "North team" } } }
        }
    }
"""

EVENT = """
    event {
        on { year: 2026 month: 5 day: 11 } by: " A. Officer" why: "snow closed the roads" clause: "Schedule 4"
        evidence: "minutes of 11 May"
        relief {
            period { label: "2026-04" } kpi: "missed_visits" effect: RELIEF_EFFECT_NO_CONSEQUENCE
            excluded { key: "visits_missed" value: "12" }
            excluded { key: "visits_planned" value: "20.0" }
        }
    }
"""

SOUND: dict[type[Message], tuple[Reader, str]] = {
    decisions.SubmitRequest: (
        requests.submission,
        EVIDENCE + 'request_id: "r-1" received_on { year: 2026 month: 5 day: 8 }',
    ),
    decisions.PreviewRequest: (requests.preview, EVIDENCE),
    decisions.RecordNonSubmissionRequest: (
        requests.non_submission,
        EVIDENCE + 'request_id: "r-1" on { year: 2026 month: 5 day: 20 }',
    ),
    decisions.GetDecisionRequest: (requests.decision_name, 'id: "cedar#12"'),
    decisions.ExplainDecisionRequest: (requests.decision_name, 'id: "cedar#12"'),
    decisions.ListDecisionsRequest: (
        queries.listed_decisions,
        'contract: "cedar" outcome: DECISION_OUTCOME_ESCALATION since { year: 2026 month: 4 day: 1 } page_size: 20',
    ),
    decisions.ListPublishableRequest: (
        queries.listed_publishable,
        'provider: "Cedar Support" until { year: 2026 month: 6 day: 30 } page_size: 20',
    ),
    decisions.WatchDecisionsRequest: (queries.watched_decisions, 'after_position: 0 provider: "Cedar Support"'),
    contracts.RegisterContractRequest: (contract_requests.registration, CONTRACT + 'request_id: "r-1"'),
    contracts.SetContractParametersRequest: (
        contract_requests.parameter_change,
        """request_id: "r-1" contract: "cedar" since { year: 2026 month: 7 day: 1 }
           parameters { key: "exit_points" value { number: "40" } }""",
    ),
    contracts.StateOpeningRequest: (
        openings.opening,
        """request_id: "r-1" contract: "cedar" on { year: 2026 month: 5 day: 11 } by: "A. Officer" why: "taken over"
           source: "contract file 17" carried_forward: "150.00"
           periods { period { label: "2026-03" } source: "report of March"
                     kpis { key: "visits_missed" value { rating: "good" points: "0" value: "0.4" } }
                     credits { key: "service_credits" value: "40.00" } charges { key: "charges" value: "240000" } }
           ladders { key: "contract" value { rung: "plan" held: 2 source: "letter of 2 March" } }
           rights { key: "contract" value { arisen { year: 2026 month: 2 day: 28 } } }
           withheld { key: "retention" value { sums { key: "2026-03" value: "500.00" } } }""",
    ),
    contracts.GetContractRequest: (contract_requests.contract_id, 'id: "cedar"'),
    contracts.GetStandingRequest: (contract_requests.standing_of, 'contract: "cedar"'),
    contracts.ListContractsRequest: (queries.listed_contracts, 'rule_set: "homecare-north" page_token: "t"'),
    contracts.ListDueRequest: (queries.listed_due, 'by { year: 2026 month: 5 day: 20 } contract: "cedar"'),
    happened.RecordEventRequest: (events.event, EVENT + 'request_id: "r-1" contract: "cedar" expected_version: 3'),
    happened.ListEventsRequest: (events.listed_events, 'contract: "cedar" in_effect_only: true'),
    rule_sets.GetRuleSetRequest: (rule_set_requests.version_asked, 'name: "homecare-north"'),
    rule_sets.ListRuleSetsRequest: (queries.listed_rule_sets, ""),
    rule_sets.CheckRuleSetRequest: (
        rule_set_requests.rules_asked,
        'files { name: "rules.yaml" content: "rule_set: a" }',
    ),
}


def sound(kind: type[Message]) -> Message:
    """A request of *kind* in which everything fits."""
    return Parse(SOUND[kind][1], kind())


def read(message: Message) -> object:
    """What *message* asks of the application."""
    return SOUND[type(message)][0](message)


def refusal(message: Message) -> SubmissionError:
    with pytest.raises(SubmissionError) as refused:
        read(message)
    assert refused.value.reason is Reason.REQUEST_INVALID
    return refused.value


def the_violation(message: Message) -> Violation:
    (only,) = refusal(message).violations
    return only


def changed(kind: type[Message], text: str) -> Message:
    """A sound request of *kind* with what *text* says besides; single values replace those that were there."""
    return Merge(text, sound(kind))


def with_figure(text: str, name: str = "visits_missed") -> Message:
    message = sound(decisions.SubmitRequest)
    message.figures[name].Clear()
    Merge(text, message.figures[name])
    return message


def with_parameter(text: str) -> Message:
    message = sound(contracts.RegisterContractRequest)
    message.contract.parameters["rate"].Clear()
    Merge(text, message.contract.parameters["rate"])
    return message
