"""Answers PricingService: what contracts would have cost under other rules, and what they have brought."""

from __future__ import annotations

from engine.api import pricing_service_pb2 as wire
from engine.application.application import Application
from engine.application.requests import Call
from engine.service.translation import benefits, pricing
from engine.service.translation.vantages import told, vantage


class PricingServicer:
    """Compares and measures by *application*."""

    def __init__(self, application: Application) -> None:
        self._at = application.at

    def price_contract(self, request: wire.PriceContractRequest, _: Call) -> wire.PriceContractResponse:
        """Say what a contract's evidence comes to under several rule sets."""
        asked, seen = pricing.pricing(request), vantage(request)
        return told(pricing.contract_priced(asked.contract, self._at(seen).pricing.compared(asked)), seen)

    def get_benefits(self, request: wire.GetBenefitsRequest, _: Call) -> wire.GetBenefitsResponse:
        """Say what a contract's benefits were to bring, and have brought."""
        contract, seen = benefits.contract_of(request), vantage(request)
        return told(benefits.benefits_found(self._at(seen).benefits.of(contract)), seen)
