"""What a council's case-management system does through the wire, over each kind of ledger."""

from __future__ import annotations

from datetime import date

from grpc import StatusCode

from engine.api import decision_service_pb2 as wire
from engine.api import escalation_pb2 as escalation
from tests.service.serving import PATIENCE, day, preview, refusal, submission, unpacked


def test_a_submission_is_decided_and_recorded(durable):
    answer = durable.submits("2026-04", "96")

    found = durable.decisions.GetDecision(wire.GetDecisionRequest(id="cedar#3"), timeout=PATIENCE).decision
    assert answer.decision.id == found.id == "cedar#3"
    assert answer.decision.outcome == escalation.DECISION_OUTCOME_NO_ACTION
    assert [one.rating for one in found.kpis] == ["good"]
    assert not answer.answered_before


def test_the_same_request_again_is_answered_as_it_was(durable):
    request = submission("2026-04", "96")
    first = durable.decisions.Submit(request, timeout=PATIENCE)

    again = durable.decisions.Submit(request, timeout=PATIENCE)

    assert again.answered_before
    assert again.decision == first.decision
    assert durable.desk.ledger.head() == 3


def test_a_request_id_is_good_for_one_content(durable):
    durable.submits("2026-04", "96", request_id="once")

    refused = refusal(lambda: durable.submits("2026-04", "20", request_id="once"))

    assert (refused.code, refused.reason) == (StatusCode.ALREADY_EXISTS, "REQUEST_ID_REUSED")


def test_a_preview_decides_and_records_nothing(durable):
    answer = durable.decisions.Preview(preview("2026-04", "20"), timeout=PATIENCE)

    assert [one.rating for one in answer.decision.kpis] == ["inadequate"]
    assert answer.contract_version == 1
    assert durable.desk.ledger.head() == 1


def test_a_period_out_of_order_names_the_one_that_is_open(durable):
    refused = refusal(lambda: durable.submits("2026-06", "96"))

    assert (refused.code, refused.reason) == (StatusCode.FAILED_PRECONDITION, "PERIOD_OPEN")
    assert "2026-04" in refused.message
    violation = refused.details["PreconditionFailure"].violations[0]
    assert (violation.type, violation.subject) == ("PERIOD_OPEN", "2026-04")


def test_a_submission_for_a_version_that_has_passed_is_aborted(durable):
    durable.submits("2026-04", "96")

    refused = refusal(lambda: durable.submits("2026-05", "96", expected_version=1))

    assert (refused.code, refused.reason) == (StatusCode.ABORTED, "STANDING_STALE")
    assert "RetryInfo" in refused.details


def test_figures_that_do_not_fit_are_named_by_their_paths(durable):
    refused = refusal(lambda: durable.submits("2026-04", "lots"))

    assert (refused.code, refused.reason) == (StatusCode.INVALID_ARGUMENT, "REQUEST_INVALID")
    assert refused.fields == ["figures[figure].number"]


def test_figures_that_the_rules_do_not_know_are_named_by_their_paths(durable):
    request = submission("2026-04", "96")
    request.figures["figur"].number = "1"

    refused = refusal(lambda: durable.decisions.Submit(request, timeout=PATIENCE))

    assert (refused.code, refused.reason) == (StatusCode.INVALID_ARGUMENT, "SUBMISSION_INVALID")
    assert refused.fields == ["figures[figur]"]


def test_one_bad_item_of_a_batch_does_not_fail_its_neighbours(durable):
    items = [submission("2026-04", "96"), submission("2026-05", "1e400"), submission("2026-05", "96")]

    answer = durable.decisions.BatchSubmit(wire.BatchSubmitRequest(requests=items), timeout=PATIENCE)

    assert [one.WhichOneof("result") for one in answer.results] == ["response", "error", "response"]
    assert [one.response.request_id for one in answer.results] == [items[0].request_id, "", items[2].request_id]
    assert unpacked(answer.results[1].error)["RequestInfo"].request_id == items[1].request_id
    assert unpacked(answer.results[1].error)["BadRequest"].field_violations[0].field == "figures[figure].number"


def test_a_batch_of_previews_answers_each_by_itself(durable):
    items = [preview("2026-04", "96"), preview("2026-04", "20"), preview("2026-04", "96", contract="oak")]

    answer = durable.decisions.BatchPreview(wire.BatchPreviewRequest(requests=items), timeout=PATIENCE)

    assert [one.response.decision.kpis[0].rating for one in answer.results[:2]] == ["good", "inadequate"]
    assert unpacked(answer.results[2].error)["ErrorInfo"].reason == "CONTRACT_UNKNOWN"


def test_a_batch_has_at_most_500_items(durable):
    items = [preview("2026-04", "96")] * 501

    refused = refusal(lambda: durable.decisions.BatchPreview(wire.BatchPreviewRequest(requests=items)))

    assert (refused.code, refused.reason) == (StatusCode.INVALID_ARGUMENT, "REQUEST_INVALID")


def test_a_period_for_which_nothing_came_is_recorded_once_it_is_overdue(durable):
    request = wire.RecordNonSubmissionRequest(request_id="none", contract="cedar", period={"label": "2026-05"})
    durable.submits("2026-04", "96")
    early = refusal(lambda: durable.decisions.RecordNonSubmission(request, timeout=PATIENCE))
    later = wire.RecordNonSubmissionRequest(
        request_id="later", contract="cedar", period={"label": "2026-06"}, on=day(2027, 6, 30)
    )
    durable.desk.clock.is_on(date(2026, 7, 2))
    request.on.CopyFrom(day(2026, 7, 1))

    answer = durable.decisions.RecordNonSubmission(request, timeout=PATIENCE)

    to_come = refusal(lambda: durable.decisions.RecordNonSubmission(later, timeout=PATIENCE))

    assert (early.code, early.reason) == (StatusCode.FAILED_PRECONDITION, "PERIOD_NOT_DUE")
    assert (to_come.code, to_come.fields) == (StatusCode.INVALID_ARGUMENT, ["on"])
    assert answer.decision.id == "cedar#5"


def test_decisions_are_listed_page_by_page(durable):
    for month in ("2026-04", "2026-05", "2026-06"):
        durable.submits(month, "96")
    request = wire.ListDecisionsRequest(contract="cedar", page_size=2)

    first = durable.decisions.ListDecisions(request, timeout=PATIENCE)
    request.page_token = first.next_page_token
    second = durable.decisions.ListDecisions(request, timeout=PATIENCE)

    assert [one.id for one in first.decisions] == ["cedar#3", "cedar#5"]
    assert [one.id for one in second.decisions] == ["cedar#7"]
    assert second.next_page_token == ""


def test_a_decision_is_explained_in_sentences(durable):
    durable.submits("2026-04", "20")

    answer = durable.decisions.ExplainDecision(wire.ExplainDecisionRequest(id="cedar#3"), timeout=PATIENCE)

    assert answer.id == "cedar#3"
    assert "20" in answer.explanation.text


def test_a_decision_that_was_never_made_is_not_found(durable):
    refused = refusal(lambda: durable.decisions.GetDecision(wire.GetDecisionRequest(id="cedar#1"), timeout=PATIENCE))

    assert (refused.code, refused.reason) == (StatusCode.NOT_FOUND, "DECISION_UNKNOWN")


def test_a_contract_that_is_not_registered_is_not_found(durable):
    refused = refusal(lambda: durable.submits("2026-04", "96", contract="oak"))

    assert (refused.code, refused.reason) == (StatusCode.NOT_FOUND, "CONTRACT_UNKNOWN")
    assert refused.details["ErrorInfo"].metadata["contract"] == "oak"


def test_figures_revised_with_a_reason_supersede_what_was_decided(durable):
    durable.submits("2026-04", "20")
    durable.submits("2026-05", "96")

    revised = durable.submits("2026-04", "96", reason="the call monitoring was misread")

    supersedes = revised.decision.supersedes
    assert (supersedes.decision, revised.decision.evidence.revision) == ("cedar#3", 2)
    assert supersedes.why == "the figures of 2026-04 were revised: the call monitoring was misread"
    assert [*revised.also_decided] == ["cedar#8"]
    found = durable.decisions.GetDecision(wire.GetDecisionRequest(id="cedar#8"), timeout=PATIENCE).decision
    assert found.supersedes.decision == "cedar#5"


def test_a_revision_is_answered_again_as_it_was(durable):
    durable.submits("2026-04", "20")
    durable.submits("2026-05", "96")
    request = submission("2026-04", "96", reason="misread")
    first = durable.decisions.Submit(request, timeout=PATIENCE)

    again = durable.decisions.Submit(request, timeout=PATIENCE)

    assert (again.decision, [*again.also_decided]) == (first.decision, [*first.also_decided])
    assert again.answered_before


def test_figures_for_a_decided_period_without_a_reason_are_refused(durable):
    durable.submits("2026-04", "20")

    refused = refusal(lambda: durable.submits("2026-04", "96", reason="  "))

    assert (refused.code, refused.reason) == (StatusCode.FAILED_PRECONDITION, "PERIOD_DECIDED")
    assert "with a reason" in refused.message


def test_a_reason_has_an_end(durable):
    refused = refusal(lambda: durable.submits("2026-04", "96", reason="x" * 1001))

    assert refused.code is StatusCode.INVALID_ARGUMENT
    assert "expected at most 1,000 characters, not 1,001" in refused.message
