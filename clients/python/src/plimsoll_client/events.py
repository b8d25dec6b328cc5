"""What happens to contracts apart from reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import grpc

from plimsoll_client.calls import Calls
from plimsoll_client.figures import day_of, known
from plimsoll_client.happenings import Event, record_event_request
from plimsoll_client.pages import SIZE, pages
from plimsoll_client.v1.event_pb2 import ContractEvent
from plimsoll_client.v1.event_service_pb2 import ListEventsRequest, ListEventsResponse, RecordEventResponse
from plimsoll_client.v1.event_service_pb2_grpc import EventServiceStub


class Events:
    """Calls about what happens to contracts. All raise PlimsollError where they are refused."""

    def __init__(self, channel: grpc.Channel, calls: Calls) -> None:
        self._calls = calls
        self._events = EventServiceStub(channel)

    def record_event(self, event: Event, *, timeout: float | None = None) -> RecordEventResponse:
        """Record *event*, and return it with what was decided again; sent again it is answered as before."""
        return self._calls(self._events.RecordEvent, record_event_request(event), timeout)

    def list_events(
        self,
        contract: str,
        *,
        in_effect_only: bool = False,
        as_of: date | None = None,
        as_known_at: datetime | None = None,
        timeout: float | None = None,
    ) -> Iterator[ContractEvent]:
        """Yield what has happened to *contract*, in the order of recording; *timeout* is for a page.

        With *as_of* events of later days are left out, with *as_known_at* those that were recorded later.
        """
        asked = ListEventsRequest(
            contract=contract,
            in_effect_only=in_effect_only,
            page_size=SIZE,
            as_of=day_of(as_of),
            as_known_at=known(as_known_at),
        )

        def page(token: str) -> ListEventsResponse:
            asked.page_token = token
            return self._calls(self._events.ListEvents, asked, timeout)

        return (event for answer in pages(page) for event in answer.events)
