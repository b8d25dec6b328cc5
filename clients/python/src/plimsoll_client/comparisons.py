"""Providers under one framework, side by side."""

from __future__ import annotations

import grpc

from plimsoll_client.calls import Calls
from plimsoll_client.figures import Period, period_of
from plimsoll_client.v1.comparison_pb2 import ProviderComparison
from plimsoll_client.v1.comparison_service_pb2 import CompareProvidersRequest
from plimsoll_client.v1.comparison_service_pb2_grpc import ComparisonServiceStub


class Comparisons:
    """Calls that compare providers. All raise PlimsollError where they are refused."""

    def __init__(self, channel: grpc.Channel, calls: Calls) -> None:
        self._calls = calls
        self._comparisons = ComparisonServiceStub(channel)

    def compare(
        self, framework: str, period: Period | None = None, *, timeout: float | None = None
    ) -> ProviderComparison:
        """Return how the contracts under the rule set *framework* rank, for the latest *period* unless it is given."""
        asked = CompareProvidersRequest(framework=framework, period=None if period is None else period_of(period))
        return self._calls(self._comparisons.CompareProviders, asked, timeout).comparison
