"""What contracts would have cost under other rules, and what they have brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import grpc

from plimsoll_client.calls import Calls
from plimsoll_client.figures import Dated, dated_of, day_of, known
from plimsoll_client.rule_sets import rule_files
from plimsoll_client.v1.benefit_pb2 import Benefit
from plimsoll_client.v1.pricing_service_pb2 import (
    AlternativeRules,
    GetBenefitsRequest,
    PriceContractRequest,
    PriceContractResponse,
)
from plimsoll_client.v1.pricing_service_pb2_grpc import PricingServiceStub


@dataclass(frozen=True, slots=True)
class Alternative:
    """Rules that a contract is priced by: a *rule_set* in use, or the *files* of one, which may extend *frameworks*.

    *parameters* are what these rules leave to the contract, where it has not set them already; *name* is what the
    answer calls them, the name of the rule set where it is left out.
    """

    rule_set: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    frameworks: Mapping[str, bytes] = field(default_factory=dict)
    parameters: Mapping[str, Dated] = field(default_factory=dict)
    name: str = ""


class Pricing:
    """Calls about what contracts cost and bring. All raise PlimsollError where they are refused."""

    def __init__(self, channel: grpc.Channel, calls: Calls) -> None:
        self._calls = calls
        self._pricing = PricingServiceStub(channel)

    def price(
        self,
        contract: str,
        alternatives: Sequence[Alternative],
        *,
        since: date | None = None,
        until: date | None = None,
        as_of: date | None = None,
        as_known_at: datetime | None = None,
        timeout: float | None = None,
    ) -> PriceContractResponse:
        """Return what the evidence for *contract* comes to by its own rules and by *alternatives*, side by side.

        Periods whose last day is from *since* to *until* are shown. With *as_of* only what had happened by the end of
        that day counts, with *as_known_at* only what was recorded.
        """
        asked = PriceContractRequest(
            contract=contract,
            alternatives=map(_message, alternatives),
            since=day_of(since),
            until=day_of(until),
            as_of=day_of(as_of),
            as_known_at=known(as_known_at),
        )
        return self._calls(self._pricing.PriceContract, asked, timeout)

    def benefits(
        self,
        contract: str,
        *,
        as_of: date | None = None,
        as_known_at: datetime | None = None,
        timeout: float | None = None,
    ) -> Sequence[Benefit]:
        """Return what the benefits of *contract* were to bring and have brought, by contract year.

        With *as_of* only what had happened by the end of that day counts, with *as_known_at* only what was recorded.
        """
        asked = GetBenefitsRequest(contract=contract, as_of=day_of(as_of), as_known_at=known(as_known_at))
        return self._calls(self._pricing.GetBenefits, asked, timeout).benefits


def _message(alternative: Alternative) -> AlternativeRules:
    return AlternativeRules(
        name=alternative.name,
        rule_set=alternative.rule_set,
        files=rule_files(alternative.files),
        frameworks=rule_files(alternative.frameworks),
        parameters=dated_of(alternative.parameters),
    )
