"""Answers ComparisonService: providers under one framework, side by side."""

from __future__ import annotations

from engine.api import comparison_service_pb2 as wire
from engine.application.application import Application
from engine.application.requests import Call
from engine.service.translation.comparisons import compared, comparison_query
from engine.service.translation.vantages import told, vantage


class ComparisonServicer:
    """Compares providers by *application*."""

    def __init__(self, application: Application) -> None:
        self._at = application.at

    def compare_providers(self, request: wire.CompareProvidersRequest, _: Call) -> wire.CompareProvidersResponse:
        """Rank the contracts under a framework."""
        asked, seen = comparison_query(request), vantage(request)
        return told(compared(self._at(seen).comparisons.compared(asked)), seen)
