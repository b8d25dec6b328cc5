"""What a request says of itself whatever it asks: its own id, and the contract that it is about."""

from __future__ import annotations

from typing import Any

from google.protobuf.descriptor import Descriptor


class Particulars:
    """Where messages of one kind carry their request id and the id of their contract, if they do."""

    def __init__(self, kind: Descriptor) -> None:
        self._named = "request_id" in kind.fields_by_name
        contract = kind.fields_by_name.get("contract")
        self._about = contract is not None
        self._nested = contract is not None and contract.message_type is not None

    def of(self, message: Any) -> tuple[str, str]:  # noqa: ANN401  # of a kind that a descriptor says
        """Return the request id and the contract of *message*, each empty where it has none."""
        request_id: str = message.request_id if self._named else ""
        contract: str = "" if not self._about else message.contract.id if self._nested else message.contract
        return request_id, contract
