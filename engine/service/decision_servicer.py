"""Answers DecisionService: what comes in is decided, and what was decided is found, followed and explained."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from engine.api import decision_service_pb2 as wire
from engine.application.application import Application
from engine.application.requests import Call
from engine.application.results import Refused
from engine.errors import PlimsollError
from engine.service.pages import after, paged
from engine.service.translation import parted, queries, replies, requests
from engine.service.translation.parted import Bounds
from engine.service.translation.publishable import publishable_listed
from engine.service.translation.vantages import told, vantage
from engine.service.watching import Watching


class DecisionServicer:
    """Decides and finds decisions by *application*; *on_refused* hears of items of batches, by their places.

    *bounds* are those of a submission that comes in parts.
    """

    def __init__(
        self,
        application: Application,
        watching: Watching,
        on_refused: Callable[[int, PlimsollError], None],
        bounds: Bounds,
    ) -> None:
        self._submissions, self._at = application.submissions, application.at
        self._watching, self._on_refused, self._bounds = watching, on_refused, bounds

    def submit(self, request: wire.SubmitRequest, call: Call) -> wire.SubmitResponse:
        """Decide a provider's figures and record both."""
        return replies.submitted(request.request_id, self._submissions.submit(call, requests.submission(request)))

    def stream_submit(self, parts: Iterator[wire.StreamSubmitRequest], call: Call) -> wire.StreamSubmitResponse:
        """Decide a provider's figures and the rows that come after them, and record both."""
        asked = parted.submission(parts, self._bounds)
        return replies.stream_submitted(call.request_id, self._submissions.submit(call, asked))

    def preview(self, request: wire.PreviewRequest, _: Call) -> wire.PreviewResponse:
        """Decide a provider's figures and record nothing."""
        return replies.previewed(self._submissions.preview(requests.preview(request)))

    def batch_submit(self, request: wire.BatchSubmitRequest, call: Call) -> wire.BatchSubmitResponse:
        """Submit each item."""
        batch = requests.submissions(request)
        answers = batch.answered(self._submissions.submit_each(call, batch.asked))
        self._note_refused(answers)
        return replies.batch_submitted(request, answers)

    def batch_preview(self, request: wire.BatchPreviewRequest, call: Call) -> wire.BatchPreviewResponse:
        """Preview each item."""
        batch = requests.previews(request)
        answers = batch.answered(self._submissions.preview_each(call, batch.asked))
        self._note_refused(answers)
        return replies.batch_previewed(request, answers)

    def record_non_submission(
        self, request: wire.RecordNonSubmissionRequest, call: Call
    ) -> wire.RecordNonSubmissionResponse:
        """Record that nothing came, and decide what the rules say of that."""
        recorded = self._submissions.submit(call, requests.non_submission(request))
        return replies.non_submission_recorded(request.request_id, recorded)

    def get_decision(self, request: wire.GetDecisionRequest, _: Call) -> wire.GetDecisionResponse:
        """Answer one decision."""
        name, seen = requests.decision_name(request), vantage(request)
        return told(replies.decision_found(self._at(seen).decisions.one(name)), seen)

    def list_decisions(self, request: wire.ListDecisionsRequest, _: Call) -> wire.ListDecisionsResponse:
        """List decisions, page by page."""
        (query, page), seen = queries.listed_decisions(request), vantage(request)
        asked = query, seen
        found = self._at(seen).decisions.some(query, after(asked, page.token, int, 0), page.size + 1)
        return told(
            replies.decisions_listed(*paged(found, page.size, asked, lambda one: str(one.entry.position))), seen
        )

    def list_publishable(self, request: wire.ListPublishableRequest, _: Call) -> wire.ListPublishableResponse:
        """List what may be published, page by page."""
        (query, page), seen = queries.listed_publishable(request), vantage(request)
        asked = query, seen
        found = self._at(seen).decisions.publishable(query, after(asked, page.token, int, 0), page.size + 1)
        place = paged(found, page.size, asked, lambda one: str(one.recorded.entry.position))
        return told(publishable_listed(*place), seen)

    def watch_decisions(self, request: wire.WatchDecisionsRequest, call: Call) -> Iterator[wire.WatchDecisionsResponse]:
        """Stream decisions from a position on, while the caller is there."""
        query, position = queries.watched_decisions(request)
        for seen in self._watching.follow(query, position, call.wanted):
            yield replies.decision_seen(seen.position, seen.decision)

    def explain_decision(self, request: wire.ExplainDecisionRequest, _: Call) -> wire.ExplainDecisionResponse:
        """Say one decision in sentences."""
        name, seen = requests.decision_name(request), vantage(request)
        return told(replies.decision_explained(*self._at(seen).decisions.explained(name)), seen)

    def _note_refused(self, answers: Iterable[object]) -> None:
        for place, answer in enumerate(answers):
            if isinstance(answer, Refused):
                self._on_refused(place, answer.error)
