"""Of every adapter: however appends come, it holds what a plain list would."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from engine.errors import ConflictError, DeadlineError, PreconditionError, StaleStandingError
from engine.model.ledger import ContractQuery, DecisionQuery, EntryKind
from tests.ledger.builders import NOON, change, decision, registration, request, rules
from tests.ledger.conftest import ADAPTERS

contracts = st.sampled_from(["cedar", "oak", "Éden"])
providers = st.sampled_from(["Cedar Homes", "Oak House"])
requests = st.none() | st.builds(request, st.sampled_from("abc"), st.sampled_from(["97", "79"]))
texts = st.builds(
    rules,
    st.sampled_from(["{}", '{"title":"Homecare"}']),
    st.sampled_from([date(2026, 4, 1), date(2026, 5, 1)]),
)
kept = st.none() | texts
lateness = st.integers(-3, 3).map(lambda hours: NOON + timedelta(hours=hours))


class AgainstAList(RuleBasedStateMachine):
    """Appends to a ledger and to a list, and asks both."""

    def __init__(self, adapter: str) -> None:
        super().__init__()
        self.folder = Path(mkdtemp())
        self.ledger = ADAPTERS[adapter](self.folder)
        self.wanted = []
        self.entries = []
        self.made = {}
        self.kept, self.settled = {}, {}

    def teardown(self) -> None:
        self.check_entries()
        self.check_streams()
        self.check_lists()
        self.check_rules()
        self.ledger.close()
        shutil.rmtree(self.folder)

    def version(self, contract):
        return sum(one.contract == contract for one in self.entries)

    def expected(self, wanted):
        """What refuses *wanted*, or None where it is new."""
        if wanted.request and wanted.request.id in self.made:
            digest, entries = self.made[wanted.request.id]
            return entries if digest == wanted.request.digest else ConflictError
        if wanted.after != self.version(wanted.contract):
            return StaleStandingError
        if wanted.rules and self.settled.get(wanted.rules[:2], wanted.rules.digest) != wanted.rules.digest:
            return PreconditionError
        return None if wanted.wanted() else DeadlineError

    def append(self, wanted) -> None:
        expected = self.expected(wanted)
        if isinstance(expected, type):
            with pytest.raises(expected) as caught:
                self.ledger.append(wanted)
            assert caught.type is expected
            return
        appended = self.ledger.append(wanted)
        assert appended.repeated == (expected is not None)
        if expected is None:
            self.take(wanted, appended.entries)
        else:
            assert appended.entries == expected

    def take(self, wanted, entries) -> None:
        latest = max([wanted.recorded_at, *(one.recorded_at for one in self.entries[-1:])])
        assert [(one.kind, one.body, one.recorded_at) for one in entries] == [
            (draft.kind, draft.body, latest) for draft in wanted.drafts
        ]
        self.wanted += [(wanted, draft) for draft in wanted.drafts]
        self.entries += entries
        if wanted.request:
            self.made[wanted.request.id] = (wanted.request.digest, entries)
        if wanted.rules:
            text = wanted.rules[:3]
            self.kept[text] = self.kept.get(text, False) or wanted.rules.settled
            if wanted.rules.settled:
                self.settled[wanted.rules[:2]] = wanted.rules.digest

    @rule(contract=contracts, provider=providers, asked=requests)
    def register(self, contract, provider, asked):
        self.append(registration(contract, provider=provider, request=asked))

    @precondition(lambda self: self.entries)
    @rule(contract=contracts, at=lateness, asked=requests, by=kept)
    def decide(self, contract, at, asked, by):
        after = max(1, self.version(contract))
        outcome = "remediation" if at < NOON else "no_action"
        self.append(decision(contract, after, outcome=outcome, recorded_at=at, request=asked, rules=by))

    @precondition(lambda self: self.entries)
    @rule(contract=contracts, asked=requests, by=texts)
    def leave_undecided(self, contract, asked, by):
        after = max(1, self.version(contract))
        by = by._replace(settled=False)
        self.append(decision(contract, after, outcome="undecided", request=asked, rules=by))

    @precondition(lambda self: self.entries)
    @rule(contract=contracts, ahead=st.sampled_from([-1, 0, 0, 1]), wanted=st.booleans(), asked=requests)
    def set_parameters(self, contract, ahead, wanted, asked):
        self.append(change(contract, max(1, self.version(contract) + ahead), wanted=lambda: wanted, request=asked))

    def check_entries(self):
        assert list(self.ledger.entries(0, 10_000)) == self.entries
        assert self.ledger.head() == len(self.entries)
        for kind in EntryKind:
            assert list(self.ledger.entries(1, 3, kind)) == [one for one in self.entries[1:] if one.kind is kind][:3]

    def check_streams(self):
        for contract in ("cedar", "oak", "Éden"):
            stream = [one for one in self.entries if one.contract == contract]
            assert self.ledger.version(contract) == len(stream)
            assert list(self.ledger.stream(contract)) == stream
            assert list(self.ledger.stream(contract, 2)) == stream[2:]

    def check_lists(self):
        filed = [(entry, draft.filed) for entry, (_, draft) in zip(self.entries, self.wanted, strict=True)]
        decided = [entry for entry, one in filed if entry.kind is EntryKind.DECIDED and one.outcome == "remediation"]
        named = [entry.contract for entry, one in filed if entry.version == 1 and one.provider == "Oak House"]
        assert list(self.ledger.decisions(DecisionQuery(outcome="remediation"), 0, 100)) == decided
        assert list(self.ledger.contracts(ContractQuery(provider="Oak House"), "", 100)) == sorted(named)

    def check_rules(self):
        assert [(one[:3], one.settled) for one in self.ledger.rules_used()] == list(self.kept.items())
        assert all(
            sha256(self.ledger.rules(digest).canonical.encode()).hexdigest() == digest for *_, digest in self.kept
        )


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_a_ledger_holds_what_a_plain_list_would(adapter):
    run_state_machine_as_test(lambda: AgainstAList(adapter), settings=settings(max_examples=25, stateful_step_count=30))
