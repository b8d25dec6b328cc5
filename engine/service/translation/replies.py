"""What the application answers, as the responses of the services."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from google.rpc.status_pb2 import Status

from engine.api import contract_service_pb2 as contracts
from engine.api import decision_service_pb2 as decisions
from engine.api import rule_set_service_pb2 as rule_sets
from engine.application.results import Due, Owed, Previewed, Recorded, Refused, Registered, RuleSetInUse, Stood
from engine.compiler.rule_books import Bound
from engine.errors import PlimsollError, SubmissionError
from engine.evaluation.explanation import Explanation
from engine.service.status import status_of
from engine.service.translation.contracts import write_contract, write_due
from engine.service.translation.decisions import write_decision, write_recalled, write_recorded
from engine.service.translation.diagnostics import write_diagnostics
from engine.service.translation.explanations import write_explanation
from engine.service.translation.paths import placed
from engine.service.translation.rule_sets import write_rule_set, write_versions
from engine.service.translation.standings import write_standing


def submitted(request_id: str, recorded: Recorded) -> decisions.SubmitResponse:
    """Return what was decided about a submission."""
    to = decisions.SubmitResponse()
    _write_submitted(to, request_id, recorded)
    return to


def stream_submitted(request_id: str, recorded: Recorded) -> decisions.StreamSubmitResponse:
    """Return what was decided about a submission that came in parts."""
    to = decisions.StreamSubmitResponse()
    _write_submitted(to.response, request_id, recorded)
    return to


def non_submission_recorded(request_id: str, recorded: Recorded) -> decisions.RecordNonSubmissionResponse:
    """Return what was decided about a non-submission."""
    to = decisions.RecordNonSubmissionResponse(request_id=request_id, answered_before=recorded.repeated)
    to.also_decided.extend(map(str, recorded.later))
    write_recorded(to.decision, recorded)
    return to


def previewed(would_be: Previewed) -> decisions.PreviewResponse:
    """Return what would be decided."""
    to = decisions.PreviewResponse(contract_version=would_be.after)
    write_decision(to.decision, would_be.decision)
    return to


def batch_submitted(
    asked: decisions.BatchSubmitRequest, answers: Iterable[Recorded | Refused]
) -> decisions.BatchSubmitResponse:
    """Return an answer for each item of *asked*, in order."""
    to = decisions.BatchSubmitResponse()
    for item, answer in zip(asked.requests, answers, strict=True):
        result = to.results.add()
        if isinstance(answer, Refused):
            _write_refusal(result.error, answer.error, item)
        else:
            _write_submitted(result.response, item.request_id, answer)
    return to


def batch_previewed(
    asked: decisions.BatchPreviewRequest, answers: Iterable[Previewed | Refused]
) -> decisions.BatchPreviewResponse:
    """Return an answer for each item of *asked*, in order."""
    to = decisions.BatchPreviewResponse()
    for item, answer in zip(asked.requests, answers, strict=True):
        result = to.results.add()
        if isinstance(answer, Refused):
            _write_refusal(result.error, answer.error, item)
        else:
            result.response.contract_version = answer.after
            write_decision(result.response.decision, answer.decision)
    return to


def decision_found(recorded: Recorded) -> decisions.GetDecisionResponse:
    """Return one recorded decision."""
    to = decisions.GetDecisionResponse()
    write_recalled(to.decision, recorded)
    return to


def decisions_listed(found: Iterable[Recorded], next_page_token: str) -> decisions.ListDecisionsResponse:
    """Return a page of recorded decisions."""
    to = decisions.ListDecisionsResponse(next_page_token=next_page_token)
    for recorded in found:
        write_recalled(to.decisions.add(), recorded)
    return to


def decision_seen(position: int, recorded: Recorded | None = None) -> decisions.WatchDecisionsResponse:
    """Return the position that a stream has reached, with a decision, or as a heartbeat without one."""
    to = decisions.WatchDecisionsResponse(position=position)
    if recorded is not None:
        write_recalled(to.decision, recorded)
    return to


def decision_explained(recorded: Recorded, explanation: Explanation) -> decisions.ExplainDecisionResponse:
    """Return one recorded decision in sentences."""
    to = decisions.ExplainDecisionResponse(id=str(recorded.name))
    write_explanation(to.explanation, explanation)
    return to


def contract_registered(request_id: str, registered: Registered) -> contracts.RegisterContractResponse:
    """Return a contract that is registered."""
    to = contracts.RegisterContractResponse(request_id=request_id, answered_before=registered.repeated)
    write_contract(to.contract, registered)
    return to


def parameters_set(request_id: str, registered: Registered) -> contracts.SetContractParametersResponse:
    """Return a contract whose parameters are set."""
    to = contracts.SetContractParametersResponse(request_id=request_id, answered_before=registered.repeated)
    to.decided.extend(map(str, registered.decided))
    write_contract(to.contract, registered)
    return to


def opening_stated(request_id: str, registered: Registered) -> contracts.StateOpeningResponse:
    """Return a contract that was taken over."""
    to = contracts.StateOpeningResponse(request_id=request_id, answered_before=registered.repeated)
    write_contract(to.contract, registered)
    return to


def contract_found(registered: Registered) -> contracts.GetContractResponse:
    """Return one contract."""
    to = contracts.GetContractResponse()
    write_contract(to.contract, registered)
    return to


def contracts_listed(found: Iterable[Registered], next_page_token: str) -> contracts.ListContractsResponse:
    """Return a page of contracts."""
    to = contracts.ListContractsResponse(next_page_token=next_page_token)
    for registered in found:
        write_contract(to.contracts.add(), registered)
    return to


def standing_found(stood: Stood, periods: int) -> contracts.GetStandingResponse:
    """Return how a contract stands, with the latest so many *periods* of it."""
    to = contracts.GetStandingResponse()
    write_standing(to.standing, stood, periods)
    return to


def due_listed(found: Iterable[Due | Owed], by: date, next_page_token: str) -> contracts.ListDueResponse:
    """Return a page of what is due by the day *by*."""
    to = contracts.ListDueResponse(next_page_token=next_page_token)
    write_due(to, found, by)
    return to


def rule_sets_listed(found: Iterable[Sequence[RuleSetInUse]], next_page_token: str) -> rule_sets.ListRuleSetsResponse:
    """Return a page of rule sets, each by its versions, the earliest first."""
    to = rule_sets.ListRuleSetsResponse(next_page_token=next_page_token)
    for versions in found:
        write_versions(to.rule_sets.add(), versions)
    return to


def rule_set_found(used: RuleSetInUse) -> rule_sets.GetRuleSetResponse:
    """Return one version of a rule set."""
    to = rule_sets.GetRuleSetResponse()
    write_rule_set(to.rule_set, used)
    return to


def rule_set_checked(made: Bound) -> rule_sets.CheckRuleSetResponse:
    """Return what there is to say about rule files, and the rule set that they make."""
    to = rule_sets.CheckRuleSetResponse()
    write_diagnostics(to.diagnostics.add, made.diagnostics)
    if made.book is not None:
        write_versions(to.rule_set, [RuleSetInUse(rules, decided=False) for rules in made.book.versions])
    return to


def _write_submitted(to: decisions.SubmitResponse, request_id: str, recorded: Recorded) -> None:
    to.request_id, to.answered_before = request_id, recorded.repeated
    to.also_decided.extend(map(str, recorded.later))
    write_recorded(to.decision, recorded)


def _write_refusal(to: Status, error: PlimsollError, item: decisions.SubmitRequest | decisions.PreviewRequest) -> None:
    if isinstance(error, SubmissionError):
        error = placed(error, item.DESCRIPTOR)
    request_id = item.request_id if isinstance(item, decisions.SubmitRequest) else ""
    to.CopyFrom(status_of(error, request_id, item.contract))
