"""Answers ContractService: contracts are registered and found, and so is what is due of them."""

from __future__ import annotations

import json

from engine.api import contract_service_pb2 as wire
from engine.application.application import Application
from engine.application.due import Place, place_of
from engine.application.requests import Call
from engine.application.results import Due, Owed
from engine.service.pages import after, paged
from engine.service.translation import contract_requests as requests
from engine.service.translation import openings, queries, replies
from engine.service.translation.opening_paths import placed_in
from engine.service.translation.vantages import told, vantage


class ContractServicer:
    """Keeps contracts by *application*."""

    def __init__(self, application: Application) -> None:
        self._contracts, self._at = application.contracts, application.at

    def register_contract(self, request: wire.RegisterContractRequest, call: Call) -> wire.RegisterContractResponse:
        """Register a contract."""
        registered = self._contracts.register(call, requests.registration(request))
        return replies.contract_registered(request.request_id, registered)

    def get_contract(self, request: wire.GetContractRequest, _: Call) -> wire.GetContractResponse:
        """Answer one contract."""
        asked, seen = requests.contract_id(request), vantage(request)
        return told(replies.contract_found(self._at(seen).contracts.one(asked)), seen)

    def list_contracts(self, request: wire.ListContractsRequest, _: Call) -> wire.ListContractsResponse:
        """List contracts, page by page."""
        (query, page), seen = queries.listed_contracts(request), vantage(request)
        asked = query, seen
        found = self._at(seen).contracts.some(query, after(asked, page.token, str, ""), page.size + 1)
        return told(replies.contracts_listed(*paged(found, page.size, asked, lambda one: one.contract.id)), seen)

    def set_contract_parameters(
        self, request: wire.SetContractParametersRequest, call: Call
    ) -> wire.SetContractParametersResponse:
        """Set parameters from a day on."""
        registered = self._contracts.set_parameters(call, requests.parameter_change(request))
        return replies.parameters_set(request.request_id, registered)

    def state_opening(self, request: wire.StateOpeningRequest, call: Call) -> wire.StateOpeningResponse:
        """State how a contract stood when it was taken over."""
        asked = openings.opening(request)
        with placed_in(request, asked):
            return replies.opening_stated(request.request_id, self._contracts.open(call, asked))

    def get_standing(self, request: wire.GetStandingRequest, _: Call) -> wire.GetStandingResponse:
        """Say how a contract stands."""
        (contract, periods), seen = requests.standing_of(request), vantage(request)
        return told(replies.standing_found(self._at(seen).contracts.standing(contract), periods), seen)

    def list_due(self, request: wire.ListDueRequest, _: Call) -> wire.ListDueResponse:
        """List what is due, page by page."""
        (query, page), seen = queries.listed_due(request), vantage(request)
        asked = query, seen
        found = self._at(seen).reports.due(query, after(asked, page.token, _place, None), page.size + 1)
        shown, token = paged(found, page.size, asked, _placed)
        return told(replies.due_listed(shown, query.by, token), seen)


def _placed(found: Due | Owed) -> str:
    # Escapes would make a token of it that is longer than one may be.
    return json.dumps(place_of(found), ensure_ascii=False)


def _place(text: str) -> Place | None:
    contract, key = json.loads(text)
    return Place(contract, tuple(key))
