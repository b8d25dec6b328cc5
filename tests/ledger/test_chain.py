from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from engine.ledger.chain import START, linked, stamp
from engine.model.ledger import Beside, Entry, EntryKind
from engine.model.recording import canonical, parsed

FIRST = Entry(
    position=41,
    contract="cedar",
    version=1,
    kind=EntryKind.REGISTERED,
    kind_version=1,
    recorded_at=datetime(2026, 5, 14, 9, 30, tzinfo=UTC),
    body='{"provider":"Cedar Homes"}',
    previous=START,
    hash=b"",
    beside=Beside("request", "council", "trace", 12),
)
RECORDED = (
    '{"body":{"provider":"Cedar Homes"},"contract":"cedar","kind":"registered","kind_version":1,'
    '"recorded_at":"2026-05-14T09:30:00.000000Z","version":1}'
)


def test_a_hash_covers_the_hash_before_it_and_what_is_recorded():
    assert linked(FIRST) == sha256(bytes(32) + RECORDED.encode()).digest()
    assert linked(FIRST).hex() == "181edd41f862415d2b299e779b4d1009f46d69cb9f1bb6c5deb9cbcd431add3f"


def test_a_hash_covers_neither_the_position_nor_what_stands_beside():
    assert linked(FIRST._replace(position=1, beside=Beside(), hash=b"other")) == linked(FIRST)


def test_a_hash_covers_everything_else():
    others = (
        FIRST._replace(contract="oak"),
        FIRST._replace(version=2),
        FIRST._replace(kind=EntryKind.DECIDED),
        FIRST._replace(kind_version=2),
        FIRST._replace(recorded_at=FIRST.recorded_at + timedelta(microseconds=1)),
        FIRST._replace(body='{"provider":"Cedar Homes "}'),
        FIRST._replace(previous=sha256(b"").digest()),
    )

    assert len({linked(one) for one in (FIRST, *others)}) == 8


def test_an_instant_is_stamped_in_utc_to_the_microsecond():
    summer = timezone(timedelta(hours=1))

    assert stamp(datetime(2026, 5, 14, 0, 30, tzinfo=summer)) == "2026-05-13T23:30:00.000000Z"
    assert stamp(datetime(1, 1, 1, 0, 0, 0, 7, tzinfo=UTC)) == "0001-01-01T00:00:00.000007Z"


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(lambda text: parsed(canonical(text)))
entries = st.builds(
    FIRST._replace,
    contract=names,
    version=st.integers(1, 10**9),
    recorded_at=st.datetimes(timezones=st.just(UTC)),
    body=st.dictionaries(names, names | st.integers(0, 9) | st.lists(names)).map(canonical),
    previous=st.binary(min_size=32, max_size=32),
)


@given(entries)
def test_what_is_hashed_is_canonical_json(entry):
    whole = {
        "body": parsed(entry.body),
        "contract": entry.contract,
        "kind": "registered",
        "kind_version": 1,
        "recorded_at": stamp(entry.recorded_at),
        "version": entry.version,
    }

    assert linked(entry) == sha256(entry.previous + canonical(whole).encode()).digest()
