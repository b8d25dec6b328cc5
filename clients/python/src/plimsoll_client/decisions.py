"""What is submitted and decided."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

import grpc

from plimsoll_client.answers import outcome_called
from plimsoll_client.batches import batches
from plimsoll_client.calls import Calls
from plimsoll_client.errors import PlimsollError, error_of_status
from plimsoll_client.figures import day_of, known
from plimsoll_client.pages import SIZE, pages
from plimsoll_client.requests import (
    NonSubmission,
    Submission,
    non_submission_request,
    preview_request,
    submit_request,
)
from plimsoll_client.streams import Fields, Streaming
from plimsoll_client.v1 import server_service_pb2
from plimsoll_client.v1.decision_pb2 import Decision
from plimsoll_client.v1.decision_service_pb2 import (
    BatchPreviewRequest,
    BatchSubmitRequest,
    ExplainDecisionRequest,
    GetDecisionRequest,
    ListDecisionsRequest,
    ListDecisionsResponse,
    ListPublishableRequest,
    ListPublishableResponse,
    PreviewResponse,
    RecordNonSubmissionResponse,
    SubmitResponse,
    WatchDecisionsRequest,
)
from plimsoll_client.v1.decision_service_pb2_grpc import DecisionServiceStub
from plimsoll_client.v1.explanation_pb2 import Explanation
from plimsoll_client.v1.publishable_pb2 import PublishablePeriod
from plimsoll_client.v1.server_service_pb2 import GetServerInfoResponse
from plimsoll_client.v1.server_service_pb2_grpc import ServerServiceStub
from plimsoll_client.watching import Watch


class Decisions:
    """Calls that decide, and that find decisions again. All raise PlimsollError where they are refused."""

    def __init__(self, channel: grpc.Channel, calls: Calls) -> None:
        self._calls = calls
        self._decisions, self._server = DecisionServiceStub(channel), ServerServiceStub(channel)

    def submit(self, submission: Submission, *, timeout: float | None = None) -> SubmitResponse:
        """Record *submission*, and return what is decided; sent again it is answered as before."""
        return self._calls(self._decisions.Submit, submit_request(submission), timeout)

    def stream_submit(
        self, submission: Submission, *, fields: Fields | None = None, timeout: float | None = None
    ) -> SubmitResponse:
        """Record *submission* as `submit` does, its rows sent in parts while they are iterated; no message holds all.

        The rows of its records may be any iterables; what can be iterated only once is tried only once. *fields* names
        the fields of records whose first row has not all of them. Give *timeout* for as long as many rows take.
        """
        return self._calls.streamed(self._decisions.StreamSubmit, Streaming(submission, fields or {}), timeout).response

    def preview(self, submission: Submission, *, timeout: float | None = None) -> PreviewResponse:
        """Return what would be decided about *submission* now; nothing is recorded."""
        return self._calls(self._decisions.Preview, preview_request(submission), timeout)

    def record_non_submission(
        self, nothing: NonSubmission, *, timeout: float | None = None
    ) -> RecordNonSubmissionResponse:
        """Record that nothing came for a period whose report is overdue, and return what is decided."""
        return self._calls(self._decisions.RecordNonSubmission, non_submission_request(nothing), timeout)

    def submit_many(
        self, submissions: Iterable[Submission], *, at_once: int = 100, timeout: float | None = None
    ) -> Iterator[SubmitResponse | PlimsollError]:
        """Yield what became of each of *submissions*, in order; one that is refused does not stop the others.

        They are submitted while this is iterated, *at_once* of them (1 to 500) in each call; *timeout* is for a call.
        An error of a call as a whole is raised: whatever it was asked may be asked again.
        """
        for batch in batches(map(submit_request, submissions), at_once):
            answer = self._calls(self._decisions.BatchSubmit, BatchSubmitRequest(requests=batch), timeout)
            for asked, result in zip(batch, answer.results, strict=True):
                refused = result.HasField("error")
                yield error_of_status(result.error, asked.request_id) if refused else result.response

    def preview_many(
        self, submissions: Iterable[Submission], *, at_once: int = 100, timeout: float | None = None
    ) -> Iterator[PreviewResponse | PlimsollError]:
        """Yield what would be decided about each of *submissions* by itself, in order; nothing is recorded."""
        for batch in batches(map(preview_request, submissions), at_once):
            answer = self._calls(self._decisions.BatchPreview, BatchPreviewRequest(requests=batch), timeout)
            for _, result in zip(batch, answer.results, strict=True):
                yield error_of_status(result.error) if result.HasField("error") else result.response

    def decision(
        self,
        id: str,  # noqa: A002  # as the wire calls it
        *,
        as_known_at: datetime.datetime | None = None,
        timeout: float | None = None,
    ) -> Decision:
        """Return the decision called *id*, such as `cedar#12`, if it was known."""
        asked = GetDecisionRequest(id=id, as_known_at=known(as_known_at))
        return self._calls(self._decisions.GetDecision, asked, timeout).decision

    def explain(
        self,
        id: str,  # noqa: A002  # as the wire calls it
        *,
        as_known_at: datetime.datetime | None = None,
        timeout: float | None = None,
    ) -> Explanation:
        """Return the decision called *id* in sentences, if it was known."""
        asked = ExplainDecisionRequest(id=id, as_known_at=known(as_known_at))
        return self._calls(self._decisions.ExplainDecision, asked, timeout).explanation

    def decisions(  # noqa: PLR0913  # one for each thing that is asked for
        self,
        *,
        contract: str = "",
        provider: str = "",
        rule_set: str = "",
        outcome: str = "",
        since: datetime.date | None = None,
        until: datetime.date | None = None,
        as_of: datetime.date | None = None,
        as_known_at: datetime.datetime | None = None,
        timeout: float | None = None,
    ) -> Iterator[Decision]:
        """Yield recorded decisions in the order of recording; *since* and *until* are last days of periods.

        With *as_of* those on what had happened by that day, with *as_known_at* those that were recorded by then.

        *outcome* is a word such as `exit_trigger`. *timeout* is for a page, which is asked for when it is needed.
        """
        asked = ListDecisionsRequest(
            contract=contract,
            provider=provider,
            rule_set=rule_set,
            outcome=outcome_called(outcome),
            since=day_of(since),
            until=day_of(until),
            as_of=day_of(as_of),
            as_known_at=known(as_known_at),
            page_size=SIZE,
        )

        def page(token: str) -> ListDecisionsResponse:
            asked.page_token = token
            return self._calls(self._decisions.ListDecisions, asked, timeout)

        return (decision for answer in pages(page) for decision in answer.decisions)

    def publishable(
        self,
        *,
        contract: str = "",
        provider: str = "",
        rule_set: str = "",
        since: datetime.date | None = None,
        until: datetime.date | None = None,
        as_of: datetime.date | None = None,
        as_known_at: datetime.datetime | None = None,
        timeout: float | None = None,
    ) -> Iterator[PublishablePeriod]:
        """Yield by period what the rules let be published, by the decisions that stand, and nothing beside it.

        *since* and *until* are last days of periods. With *as_of* what had happened by that day counts, with
        *as_known_at* what was recorded by then. *timeout* is for a page, which is asked for when it is needed.
        """
        asked = ListPublishableRequest(
            contract=contract,
            provider=provider,
            rule_set=rule_set,
            since=day_of(since),
            until=day_of(until),
            as_of=day_of(as_of),
            as_known_at=known(as_known_at),
            page_size=SIZE,
        )

        def page(token: str) -> ListPublishableResponse:
            asked.page_token = token
            return self._calls(self._decisions.ListPublishable, asked, timeout)

        return (period for answer in pages(page) for period in answer.periods)

    def watch(
        self,
        *,
        after: int | None = None,
        contract: str = "",
        provider: str = "",
        rule_set: str = "",
        outcome: str = "",
        seconds: float | None = None,
    ) -> Iterator[Decision]:
        """Yield decisions as they are recorded, from the position *after* on: each once, in order, none left out.

        0 begins with the first ever recorded, None with the next after this call. The stream is resumed, after the
        last position, when the server stops or the connection breaks. With *seconds* it ends after so many, else when
        the client is closed. PlimsollError where no server is heard at all.
        """
        if after is None:
            # Known before the first stream begins, so that one that breaks at once is resumed without a gap.
            after = self.server_info().ledger_position
        asked = WatchDecisionsRequest(
            after_position=after,
            contract=contract,
            provider=provider,
            rule_set=rule_set,
            outcome=outcome_called(outcome),
        )
        return Watch(self._calls, self._decisions.WatchDecisions, asked, seconds).decisions()

    def server_info(self, *, timeout: float | None = None) -> GetServerInfoResponse:
        """Return what is running: versions, plugins, rule sets, and how far the ledger has come."""
        return self._calls(self._server.GetServerInfo, server_service_pb2.GetServerInfoRequest(), timeout)
