"""Of every adapter: what may be recorded, after what, and as what."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from engine.errors import (
    ConflictError,
    DeadlineError,
    PreconditionError,
    Reason,
    StaleStandingError,
)
from engine.ledger.chain import START, linked
from engine.model.ledger import Beside, Draft, EntryKind, FiledContract, Request
from tests.ledger.builders import NOON, change, decision, recorded, registration, request, rules


def test_a_decision_is_recorded_with_its_evidence_in_one_append(ledger):
    ledger.append(registration())

    appended = ledger.append(decision())

    assert not appended.repeated
    assert [(one.kind, one.version) for one in appended.entries] == [
        (EntryKind.SUBMITTED, 2),
        (EntryKind.DECIDED, 3),
    ]
    assert tuple(ledger.stream("cedar", 1)) == appended.entries


def test_positions_count_over_all_contracts_and_versions_within_each(ledger):
    recorded(ledger, registration("cedar"), registration("oak"), decision("cedar"), decision("oak"))

    assert [(one.position, one.contract, one.version) for one in ledger.entries(0, 10)] == [
        (1, "cedar", 1),
        (2, "oak", 1),
        (3, "cedar", 2),
        (4, "cedar", 3),
        (5, "oak", 2),
        (6, "oak", 3),
    ]


def test_each_contract_has_a_chain_of_its_own(ledger):
    recorded(ledger, registration("cedar"), registration("oak"), decision("cedar"), decision("oak"))

    for contract in ("cedar", "oak"):
        stream = ledger.stream(contract)
        assert [one.previous for one in stream] == [START, *(one.hash for one in stream[:-1])]
        assert [one.hash for one in stream] == [linked(one) for one in stream]


def test_everything_that_was_recorded_is_read_again(ledger):
    ledger.append(registration())
    wanted = decision(
        request=request(), beside=Beside("call-7", "council", "4bf92f3577b34da6", 1250), recorded_at=NOON, rules=rules()
    )

    [came, decided] = ledger.append(wanted).entries

    assert (came.body, decided.body) == tuple(draft.body for draft in wanted.drafts)
    assert came.beside == decided.beside == wanted.beside
    assert came.recorded_at == decided.recorded_at == NOON
    assert (came.kind_version, decided.kind_version) == (1, 1)
    assert ledger.entry("cedar", 2) == came


@pytest.mark.parametrize("after", [0, 2, 7])
def test_an_append_after_another_version_than_the_last_is_stale(ledger, after):
    ledger.append(registration())
    wanted = registration() if after == 0 else decision(after=after)

    with pytest.raises(StaleStandingError, match=rf"expected the contract `cedar` at version {after}, found it at 1"):
        ledger.append(wanted)

    assert ledger.head() == 1


def test_what_nobody_wants_any_more_is_not_recorded(ledger):
    ledger.append(registration())

    with pytest.raises(DeadlineError, match="nothing was recorded on the contract `cedar`"):
        ledger.append(decision(wanted=lambda: False, request=request(), rules=rules()))

    assert ledger.head() == 1
    assert ledger.answered(request()) is None
    assert not ledger.rules_used()


def test_whether_it_is_still_wanted_is_asked_last(ledger):
    asked = []
    ledger.append(registration(request=request("first")))

    for refused in (decision(after=5), decision(request=request("first", "other content"))):
        with pytest.raises(ConflictError):
            ledger.append(refused._replace(wanted=lambda: asked.append("still wanted") or True))
    ledger.append(registration(request=request("first"), wanted=lambda: asked.append("still wanted") or True))

    assert not asked


def test_a_caller_who_fails_when_asked_fails_alone(ledger):
    def broken():
        raise ZeroDivisionError("a caller's mistake")

    ledger.append(registration())

    with pytest.raises(ZeroDivisionError, match="a caller's mistake"):
        ledger.append(decision(wanted=broken))
    ledger.append(decision())

    assert ledger.head() == 3


def test_no_entry_is_stamped_earlier_than_the_one_before_it(ledger):
    recorded(
        ledger,
        registration("cedar", recorded_at=NOON),
        registration("oak", recorded_at=NOON - timedelta(days=3)),
        decision("oak", recorded_at=NOON + timedelta(microseconds=1)),
    )

    assert [one.recorded_at for one in ledger.entries(0, 10)] == [NOON, NOON, *2 * [NOON + timedelta(microseconds=1)]]


def test_instants_are_recorded_in_utc(ledger):
    summer = timezone(timedelta(hours=1))
    [entry] = ledger.append(registration(recorded_at=NOON.astimezone(summer))).entries

    assert entry.recorded_at == NOON
    assert entry.recorded_at.tzinfo is UTC
    assert ledger.entry("cedar", 1).recorded_at.tzinfo is UTC


def test_the_same_request_again_gives_what_it_made(ledger):
    ledger.append(registration())
    first = ledger.append(decision(request=request()))
    ledger.append(decision(after=3, request=request("may")))

    again = ledger.append(decision(request=request(), recorded_at=NOON + timedelta(hours=1)))

    assert again.repeated
    assert again.entries == first.entries
    assert ledger.head() == 5


def test_a_request_is_known_by_its_id_and_not_by_its_contract(ledger):
    recorded(ledger, registration("cedar", request=request()), registration("oak"))

    assert ledger.append(decision("oak", request=request())).entries[0].contract == "cedar"


def test_a_request_id_is_refused_for_other_content(ledger):
    recorded(ledger, registration(), decision(request=request()))
    other = request(content="79 visits missed")

    with pytest.raises(ConflictError, match="`april` was used for other content, on the contract `cedar`") as caught:
        ledger.append(decision(after=3, request=other))
    with pytest.raises(ConflictError, match="`april`"):
        ledger.answered(other)

    assert caught.value.reason is Reason.REQUEST_ID_REUSED
    assert ledger.head() == 3


def test_a_request_that_was_refused_may_come_again(ledger):
    ledger.append(registration())
    with pytest.raises(StaleStandingError):
        ledger.append(decision(after=9, request=request()))

    assert ledger.answered(request()) is None
    assert not ledger.append(decision(request=request())).repeated


def test_rules_are_kept_from_the_first_decision_by_them(ledger):
    older, newer = rules(), rules('{"rule_set":"homecare","title":"Homecare"}', date(2026, 5, 1))
    recorded(
        ledger,
        registration(),
        decision(rules=older),
        decision(after=3, rules=newer),
        decision(after=5, rules=older),
    )

    assert ledger.rules(older.digest) == older
    assert ledger.rules(newer.digest) == newer
    assert ledger.rules("0" * 64) is None
    assert list(ledger.rules_used()) == [older._replace(canonical=""), newer._replace(canonical="")]


def test_rules_by_which_nothing_was_decided_may_be_mended_and_are_kept_all_the_same(ledger):
    broken = rules('{"rule_set":"homecare","title":"Broken"}')._replace(settled=False)
    recorded(
        ledger,
        registration(),
        decision(outcome="undecided", rules=broken),
        decision(after=3, outcome="undecided", rules=broken),
        decision(after=5, rules=rules()),
    )

    assert ledger.rules(broken.digest) == broken
    assert list(ledger.rules_used()) == [broken._replace(canonical=""), rules()._replace(canonical="")]
    with pytest.raises(PreconditionError, match="as they decided before"):
        ledger.append(decision(after=7, outcome="undecided", rules=broken))


def test_rules_are_settled_by_the_first_period_that_they_decide(ledger):
    unsettled = rules()._replace(settled=False)
    mended = rules('{"rule_set":"homecare","title":"Mended"}')
    recorded(
        ledger,
        registration(),
        decision(outcome="undecided", rules=unsettled),
        decision(after=3, rules=rules()),
        decision(after=5, outcome="undecided", rules=unsettled),
    )

    assert ledger.rules(rules().digest) == rules()
    assert list(ledger.rules_used()) == [rules()._replace(canonical="")]
    with pytest.raises(PreconditionError, match="as they decided before"):
        ledger.append(decision(after=7, rules=mended))


def test_rules_that_decided_do_not_decide_in_other_words(ledger):
    changed = rules('{"rule_set":"homecare","title":"Changed"}')
    recorded(ledger, registration(), decision(rules=rules()))

    with pytest.raises(PreconditionError, match="expected the rules `homecare@2026-04-01` as they decided") as caught:
        ledger.append(decision(after=3, rules=changed))

    assert caught.value.reason is Reason.RULES_IN_USE
    assert ledger.head() == 3


FILED = FiledContract("Cedar Homes", "homecare")
REFUSED = [
    pytest.param(decision(drafts=()), "expected something to record", id="nothing at all"),
    pytest.param(decision(recorded_at=datetime(2026, 5, 14)), "with a time zone", id="an instant that may be any"),  # noqa: DTZ001
    pytest.param(decision(request=Request("april", b"97")), "expected a SHA-256", id="a digest that is none"),
    pytest.param(decision(rules=rules()._replace(digest="00")), "digest of the rules", id="rules of another digest"),
    pytest.param(
        decision(drafts=(Draft(EntryKind.DECIDED, "{}"),)), "filed as its kind", id="a decision that nobody would find"
    ),
    pytest.param(
        decision(drafts=(Draft(EntryKind.SUBMITTED, "{}", filed=FILED),)),
        "filed as its kind",
        id="evidence as a contract",
    ),
    pytest.param(
        decision(drafts=(Draft(EntryKind.REGISTERED, "{}", filed=FILED),)), "as the first entry", id="registered again"
    ),
    pytest.param(decision("oak", after=0), "as the first entry", id="a decision on nothing registered"),
    pytest.param(
        decision(drafts=(Draft(EntryKind.SUBMITTED, "{}", 0),)),
        "version of the kind",
        id="a kind before its first version",
    ),
    pytest.param(decision(beside=Beside(duration_us=-1)), "expected a duration", id="a duration below nothing"),
    pytest.param(decision(beside=Beside(caller="\ud800")), "surrogates not allowed", id="text that has no UTF-8"),
    pytest.param(decision("\ud800"), "surrogates not allowed", id="a contract whose name has no UTF-8"),
]


@pytest.mark.parametrize(("wanted", "message"), REFUSED)
def test_what_cannot_be_recorded_is_a_mistake_of_the_program(ledger, wanted, message):
    ledger.append(registration())

    with pytest.raises(ValueError, match=message):
        ledger.append(wanted)

    assert ledger.head() == 1
    assert not ledger.append(change()).repeated
