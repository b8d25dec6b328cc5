"""The chain of hashes that shows any change: one per contract, over everything that its entries record."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256

from engine.model.ledger import Entry

# What stands before the first entry of every contract.
START = bytes(sha256().digest_size)


def linked(entry: Entry) -> bytes:
    """Return the hash of *entry*, whatever its own says: SHA-256 of the hash before it and its canonical JSON.

    The JSON holds the body as it is, the contract, kind, version of the kind, instant and version, keys sorted.
    """
    contract = json.dumps(entry.contract, ensure_ascii=False)
    recorded = (
        f'{{"body":{entry.body},"contract":{contract},"kind":"{entry.kind.value}","kind_version":{entry.kind_version},'
        f'"recorded_at":"{stamp(entry.recorded_at)}","version":{entry.version}}}'
    )
    return sha256(entry.previous + recorded.encode()).digest()


def stamp(instant: datetime) -> str:
    """Return *instant* as it is kept and hashed: UTC to the microsecond, such as `2026-05-14T09:30:00.000000Z`."""
    return f"{instant.astimezone(UTC).isoformat(timespec='microseconds')[:-6]}Z"
