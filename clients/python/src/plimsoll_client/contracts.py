"""Contracts, how they stand, and what is due of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

import grpc

from plimsoll_client import requests
from plimsoll_client.calls import Calls
from plimsoll_client.figures import Term, date_of, day_of, figures_of, known
from plimsoll_client.openings import Opening, opening_request
from plimsoll_client.pages import SIZE, pages
from plimsoll_client.v1.contract_pb2 import Contract
from plimsoll_client.v1.contract_service_pb2 import (
    DueObligation,
    DueReport,
    GetContractRequest,
    GetStandingRequest,
    ListContractsRequest,
    ListContractsResponse,
    ListDueRequest,
    ListDueResponse,
    RegisterContractResponse,
    SetContractParametersRequest,
    SetContractParametersResponse,
    StateOpeningResponse,
)
from plimsoll_client.v1.contract_service_pb2_grpc import ContractServiceStub
from plimsoll_client.v1.standing_pb2 import Standing


class Contracts:
    """Calls about contracts. All raise PlimsollError where they are refused."""

    def __init__(self, channel: grpc.Channel, calls: Calls) -> None:
        self._calls = calls
        self._contracts = ContractServiceStub(channel)

    def register(self, contract: requests.Contract, *, timeout: float | None = None) -> RegisterContractResponse:
        """Register *contract*; what is registered already, word for word, is answered as it is."""
        return self._calls(self._contracts.RegisterContract, requests.register_request(contract), timeout)

    def set_parameters(
        self,
        contract: str,
        since: date,
        values: Mapping[str, Term],
        *,
        request_id: str | None = None,
        timeout: float | None = None,
    ) -> SetContractParametersResponse:
        """Set parameters of *contract* from the day *since* on, which no decided period has reached."""
        asked = SetContractParametersRequest(
            request_id=request_id or requests.new_request_id(),
            contract=contract,
            since=date_of(since),
            parameters=figures_of(values),
        )
        return self._calls(self._contracts.SetContractParameters, asked, timeout)

    def take_over(self, opening: Opening, *, timeout: float | None = None) -> StateOpeningResponse:
        """State how a contract stood that was running before, once and before anything is decided about it."""
        return self._calls(self._contracts.StateOpening, opening_request(opening), timeout)

    def contract(
        self,
        id: str,  # noqa: A002  # as the wire calls it
        *,
        as_known_at: datetime | None = None,
        timeout: float | None = None,
    ) -> Contract:
        """Return the contract called *id* as it stands, or as it was known."""
        asked = GetContractRequest(id=id, as_known_at=known(as_known_at))
        return self._calls(self._contracts.GetContract, asked, timeout).contract

    def contracts(
        self,
        *,
        provider: str = "",
        rule_set: str = "",
        as_known_at: datetime | None = None,
        timeout: float | None = None,
    ) -> Iterator[Contract]:
        """Yield the contracts in the order of their ids, those that were known; *timeout* is for a page."""
        asked = ListContractsRequest(
            provider=provider, rule_set=rule_set, page_size=SIZE, as_known_at=known(as_known_at)
        )

        def page(token: str) -> ListContractsResponse:
            asked.page_token = token
            return self._calls(self._contracts.ListContracts, asked, timeout)

        return (contract for answer in pages(page) for contract in answer.contracts)

    def standing(
        self,
        contract: str,
        *,
        periods: int | None = None,
        as_of: date | None = None,
        as_known_at: datetime | None = None,
        timeout: float | None = None,
    ) -> Standing:
        """Return what the decisions of *contract* left behind, with the latest *periods* of them, 12 unless given.

        With *as_of* only what had happened by the end of that day counts, with *as_known_at* only what was recorded.
        """
        asked = GetStandingRequest(
            contract=contract, periods=periods, as_of=day_of(as_of), as_known_at=known(as_known_at)
        )
        return self._calls(self._contracts.GetStanding, asked, timeout).standing

    def due(
        self,
        by: date,
        *,
        contract: str = "",
        provider: str = "",
        rule_set: str = "",
        as_of: date | None = None,
        as_known_at: datetime | None = None,
        timeout: float | None = None,
    ) -> Iterator[DueReport]:
        """Yield the reports that have not come, with a last day in time of *by* or earlier; *timeout* is for a page.

        With *as_of* those count that had not come by that day, with *as_known_at* what was recorded by then.
        """
        asked = _due_by(by, contract, provider, rule_set)
        asked.MergeFrom(ListDueRequest(as_of=day_of(as_of), as_known_at=known(as_known_at)))
        return (report for answer in self._due(asked, timeout) for report in answer.reports)

    def obligations(
        self,
        by: date,
        *,
        contract: str = "",
        provider: str = "",
        rule_set: str = "",
        as_of: date | None = None,
        as_known_at: datetime | None = None,
        timeout: float | None = None,
    ) -> Iterator[DueObligation]:
        """Yield what else is to be done by the day *by*: of plans, answers, actions, reviews; *timeout* is for a page.

        With *as_of* it goes by how the contract stood on that day, with *as_known_at* by what was recorded by then.
        """
        asked = _due_by(by, contract, provider, rule_set)
        asked.MergeFrom(ListDueRequest(as_of=day_of(as_of), as_known_at=known(as_known_at)))
        return (one for answer in self._due(asked, timeout) for one in answer.obligations)

    def _due(self, asked: ListDueRequest, timeout: float | None) -> Iterator[ListDueResponse]:
        def page(token: str) -> ListDueResponse:
            asked.page_token = token
            return self._calls(self._contracts.ListDue, asked, timeout)

        return pages(page)


def _due_by(by: date, contract: str, provider: str, rule_set: str) -> ListDueRequest:
    return ListDueRequest(by=date_of(by), contract=contract, provider=provider, rule_set=rule_set, page_size=SIZE)
