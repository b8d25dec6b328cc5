"""Answers EventService: what happens to contracts is recorded and listed."""

from __future__ import annotations

from engine.api import event_service_pb2 as wire
from engine.application.application import Application
from engine.application.requests import Call
from engine.service.pages import after, paged
from engine.service.translation import events
from engine.service.translation.vantages import told, vantage


class EventServicer:
    """Records events by *application*."""

    def __init__(self, application: Application) -> None:
        self._events, self._at = application.events, application.at

    def record_event(self, request: wire.RecordEventRequest, call: Call) -> wire.RecordEventResponse:
        """Record an event, and decide again what it reaches back to."""
        asked = events.event(request)
        with events.placed_by_kind(request):
            return events.event_recorded(request.request_id, self._events.record(call, asked))

    def list_events(self, request: wire.ListEventsRequest, _: Call) -> wire.ListEventsResponse:
        """List what has happened to a contract, page by page."""
        (query, page), seen = events.listed_events(request), vantage(request)
        asked = query, seen
        found = self._at(seen).events.some(query, after(asked, page.token, int, 0), page.size + 1)
        return told(events.events_listed(*paged(found, page.size, asked, lambda one: str(one.event.version))), seen)
