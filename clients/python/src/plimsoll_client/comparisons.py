"""Providers under one framework, side by side."""

from __future__ import annotations

from datetime import date, datetime

import grpc

from plimsoll_client.calls import Calls
from plimsoll_client.figures import Period, day_of, known, period_of
from plimsoll_client.v1.comparison_pb2 import ProviderComparison
from plimsoll_client.v1.comparison_service_pb2 import CompareProvidersRequest
from plimsoll_client.v1.comparison_service_pb2_grpc import ComparisonServiceStub


class Comparisons:
    """Calls that compare providers. All raise PlimsollError where they are refused."""

    def __init__(self, channel: grpc.Channel, calls: Calls) -> None:
        self._calls = calls
        self._comparisons = ComparisonServiceStub(channel)

    def compare(
        self,
        framework: str,
        period: Period | None = None,
        *,
        as_of: date | None = None,
        as_known_at: datetime | None = None,
        timeout: float | None = None,
    ) -> ProviderComparison:
        """Return how the contracts under the rule set *framework* rank, for the latest *period* unless it is given.

        With *as_of* only what had happened by the end of that day counts, with *as_known_at* only what was recorded.
        """
        asked = CompareProvidersRequest(
            framework=framework,
            period=None if period is None else period_of(period),
            as_of=day_of(as_of),
            as_known_at=known(as_known_at),
        )
        return self._calls(self._comparisons.CompareProviders, asked, timeout).comparison
