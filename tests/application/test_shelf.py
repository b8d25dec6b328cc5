"""Rules change all at once, and never against what they have decided or what contracts have agreed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event, Thread
from typing import TypeVar

import pytest

from engine.application.requests import SubmissionRequest
from engine.application.shelf import Loaded
from engine.errors import PreconditionError, Reason, RuleSetError, StaleStandingError
from engine.ledger.memory import MemoryLedger
from engine.model.escalation import DecisionOutcome
from engine.model.ledger import Append, Appended, KeptRules
from engine.model.naming import DecisionName
from engine.model.period import Period
from engine.model.policy import Policies
from engine.plugins.catalogue import catalogue
from tests.application.builders import Desk, months_from
from tests.evaluation.builders import kpi, rating, rule_file
from tests.plugins.strangers import Plugin, Tip
from tests.service.serving import PATIENCE, soon

T = TypeVar("T")
FLOOR = rule_file(parameters="{floor: {type: number, default: 1}}")
STRICTER = kpi(bands="{good: 95, approaching_target: 80, requires_improvement: 70}")


@pytest.fixture
def desk():
    desk = Desk(rule_file())
    desk.registers()
    return desk


def _reload(desk: Desk, *texts: tuple[str, ...]) -> None:
    desk.texts = list(texts)
    desk.application.shelf.reload()


def test_a_version_that_has_decided_nothing_may_change(desk):
    _reload(desk, (rule_file(kpis=STRICTER),))

    assert rating(desk.submits("2026-04", "92").decision) == "approaching_target"


def test_a_version_that_has_decided_cannot_change_its_text_semantics_28(desk):
    desk.submits("2026-04", "92")

    with pytest.raises(PreconditionError, match="`test` in force from 2020-01-01 as it was when it decided") as caught:
        _reload(desk, (rule_file(kpis=STRICTER),))

    assert caught.value.reason is Reason.RULES_IN_USE
    assert "as it was when it decided" in desk.application.shelf.problem
    assert rating(desk.submits("2026-05", "92").decision) == "good"


def test_a_comment_or_another_order_of_keys_is_no_change_of_text(desk):
    desk.submits("2026-04", "92")

    _reload(desk, ("# reviewed in May\n" + rule_file(),))

    assert desk.application.shelf.problem == ""


def test_a_new_version_beside_one_that_has_decided_is_welcome(desk):
    desk.submits("2026-04", "92")

    _reload(desk, (rule_file(), rule_file(in_force="2026-05-01", kpis=STRICTER)))

    assert rating(desk.submits("2026-05", "92").decision) == "approaching_target"


def test_a_version_that_has_decided_cannot_be_dropped(desk):
    desk.submits("2026-04", "92")

    with pytest.raises(PreconditionError, match="expected `test` in force from 2020-01-01, which has decided"):
        _reload(desk, (rule_file(in_force="2021-01-01"),))


def test_a_rule_set_that_a_contract_is_under_cannot_be_dropped(desk):
    with pytest.raises(PreconditionError, match="which the contract `cedar` is under"):
        _reload(desk, (rule_file(rule_set="another"),))


def test_a_parameter_that_a_contract_has_not_cannot_be_added(desk):
    with pytest.raises(PreconditionError, match=r"does not fit the contract `cedar`: parameters\.floor"):
        _reload(desk, (rule_file(parameters="{floor: {type: number}}"),))


def test_a_parameter_with_a_default_can_be_added(desk):
    _reload(desk, (rule_file(parameters="{floor: {type: number, default: 5}}"),))

    assert desk.application.shelf.problem == ""


def test_rules_with_mistakes_leave_the_last_good_ones_in_use():
    desk = Desk()
    desk.registers()

    def broken() -> dict:
        raise RuleSetError(())

    desk.application.shelf._load = broken
    with pytest.raises(RuleSetError):
        desk.application.shelf.reload()

    assert rating(desk.submits("2026-04", "92").decision) == "good"


def test_a_server_does_not_start_with_rules_that_contradict_its_ledger(desk):
    desk.submits("2026-04", "92")

    with pytest.raises(PreconditionError, match="as it was when it decided"):
        Desk(rule_file(kpis=STRICTER), ledger=desk.ledger)


def test_decisions_are_explained_by_the_rules_that_made_them_semantics_29(desk):
    """Even when these are on no shelf any more: the ledger keeps their text."""
    made = desk.submits("2026-04", "75")
    before = desk.application.decisions.explained(made.name)

    later = Desk(rule_file(), ledger=desk.ledger)
    later.application.shelf.lent.lent = Loaded({}, later.clock.now())
    after = later.application.decisions.explained(DecisionName("cedar", 3))

    assert after == before


def test_which_versions_have_decided_is_known(desk):
    _reload(desk, (rule_file(), rule_file(in_force="2026-05-01", kpis=STRICTER)))
    desk.submits("2026-04", "92")

    assert [one.decided for one in desk.versions()] == [True, False]


def _reloading_between(desk: Desk, items: Iterable[T]) -> Iterator[T]:
    """*items*, with a stricter version of the rules put beside the first one after the first of them."""
    first, *others = items
    yield first
    _reload(desk, (rule_file(), rule_file(in_force="2026-04-15", kpis=STRICTER)))
    yield from others


def _april(contract: str) -> SubmissionRequest:
    return SubmissionRequest(contract, Period.parse("2026-04"), {"figure": "92"})


def test_one_batch_is_decided_by_the_rules_that_it_found_when_it_came(desk):
    desk.registers("oak")
    asked = _reloading_between(desk, [("r-1", _april("cedar")), ("r-2", _april("oak"))])

    made = desk.application.submissions.submit_each(desk.call(), asked)

    assert [rating(one.decision) for one in made] == ["good", "good"]
    assert len(desk.versions()) == 2


def test_one_batch_is_looked_at_by_the_rules_that_it_found_when_it_came(desk):
    asked = _reloading_between(desk, [_april("cedar")] * 2)

    made = desk.application.submissions.preview_each(desk.call(), asked)

    assert [rating(one.decision) for one in made] == ["good", "good"]
    assert rating(desk.application.submissions.preview(_april("cedar")).decision) == "approaching_target"


class WrittenMeanwhile:
    """A ledger in which something is recorded while it is asked which rules have decided."""

    def __init__(self) -> None:
        self._ledger = MemoryLedger()
        self.write: Callable[[], object] | None = None

    def __getattr__(self, name: str) -> object:
        return getattr(self._ledger, name)

    def rules_used(self) -> Sequence[KeptRules]:
        found, write, self.write = self._ledger.rules_used(), self.write, None
        if write:
            write()
        return found


@pytest.fixture
def written():
    desk = Desk(ledger=WrittenMeanwhile())
    desk.registers()
    return desk


def test_what_is_decided_while_new_rules_are_checked_counts_against_them(written):
    written.ledger.write = lambda: written.submits("2026-04", "92")

    with pytest.raises(PreconditionError, match="as it was when it decided"):
        _reload(written, (rule_file(kpis=STRICTER),))

    assert rating(written.submits("2026-05", "92").decision) == "good"
    Desk(ledger=written.ledger)  # starts


def test_a_contract_that_is_registered_while_new_rules_are_checked_counts_against_them():
    desk = Desk(FLOOR, ledger=WrittenMeanwhile())
    desk.registers(parameters={"floor": "5"})
    desk.ledger.write = lambda: desk.registers("oak")

    with pytest.raises(PreconditionError, match=r"does not fit the contract `oak`: parameters\.floor") as caught:
        _reload(desk, (rule_file(parameters="{floor: {type: number}}"),))

    assert "cedar" not in str(caught.value)


def test_terms_that_are_set_while_new_rules_are_checked_count_against_them():
    """Also those of a contract that was registered long before."""
    desk = Desk(FLOOR, ledger=WrittenMeanwhile())
    desk.registers()
    desk.ledger.write = lambda: desk.sets(date(2026, 4, 1), floor="5")

    with pytest.raises(PreconditionError, match=r"does not fit the contract `cedar`: parameters\.floor"):
        _reload(desk, (rule_file(parameters="{floor: {type: choice, of: [low, high], default: low}}"),))


class ReloadedWhileAppending:
    """A ledger that is written while rules are read again: once these wait, or have come into use."""

    def __init__(self) -> None:
        self._ledger = MemoryLedger()
        self.reload: Callable[[], None] | None = None
        self.waits: Callable[[], bool] = lambda: False
        self.raised: list[Exception] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._ledger, name)

    def append(self, wanted: Append) -> Appended:
        if self.reload:
            self._reloading = Thread(target=self._reloads, daemon=True)
            self._reloading.start()
            assert soon(lambda: self.waits() or not self._reloading.is_alive())
        return self._ledger.append(wanted)

    def ends(self) -> None:
        self._reloading.join(PATIENCE)

    def _reloads(self) -> None:
        reload, self.reload = self.reload, None
        try:
            reload()
        except PreconditionError as error:
            self.raised.append(error)


def test_rules_wait_for_what_is_being_decided_by_those_before_and_are_held_against_it():
    ledger = ReloadedWhileAppending()
    desk = Desk(rule_file(), ledger=ledger)
    desk.registers()
    lent = desk.application.shelf.lent
    ledger.waits = lambda: lent._recalled
    ledger.reload = lambda: _reload(desk, (rule_file(kpis=STRICTER),))

    made = desk.submits("2026-04", "92")
    ledger.ends()

    assert rating(made.decision) == "good"
    assert [error.reason for error in ledger.raised] == [Reason.RULES_IN_USE]
    Desk(rule_file(), ledger=ledger)  # starts


def test_an_item_of_a_batch_whose_rules_were_replaced_meanwhile_is_to_be_sent_again(desk):
    other = rule_file(rule_set="another")
    _reload(desk, (rule_file(),), (other,))
    desk.registers("oak", rule_set="another")

    def items() -> Iterator[tuple[str, SubmissionRequest]]:
        yield "r-1", _april("cedar")
        _reload(desk, (rule_file(),), (other.replace("good: 90", "good: 95"),))
        yield "r-2", _april("oak")

    first, second = desk.application.submissions.submit_each(desk.call(), items())
    again = desk.submits("2026-04", "92", contract="oak", request_id="r-2")

    assert rating(first.decision) == "good"
    assert isinstance(second.error, StaleStandingError)
    assert "expected `another` in force from 2020-01-01 still to be in use" in str(second.error)
    assert rating(again.decision) == "approaching_target"


def test_rules_are_read_again_however_much_is_being_submitted(desk):
    ends = Event()

    def submits(contract: str) -> None:
        months = months_from("2026-04")
        while not ends.is_set():
            desk.submits(next(months), "92", contract=contract)

    for contract in ("ash", "elm", "oak"):
        desk.registers(contract)
    with ThreadPoolExecutor(3) as pool:
        working = [pool.submit(submits, contract) for contract in ("ash", "elm", "oak")]
        for month in range(1, 6):
            _reload(desk, (rule_file(), rule_file(in_force=f"2099-0{month}-01")))
        ends.set()

    assert [one.result() for one in working] == [None] * 3
    assert [one.rules.in_force for one in desk.versions()] == [date(2020, 1, 1), date(2099, 5, 1)]


BROKEN, MENDED = (
    rule_file(kpis=kpi(value=value, precision="1 dp, half up")) for value in ("figure / visits", "figure")
)


def test_a_period_that_was_undecided_is_decided_once_its_rules_are_mended_semantics_6():
    desk = Desk(BROKEN)
    desk.registers()
    undecided = desk.submits("2026-04", "95", visits="0")
    before = desk.application.decisions.explained(undecided.name)
    assert [one.decided for one in desk.versions()] == [False]

    _reload(desk, (MENDED,))
    decided = desk.submits("2026-04", "95", visits="0")

    assert (undecided.decision.outcome, rating(decided.decision)) == (DecisionOutcome.UNDECIDED, "good")
    assert decided.decision.evidence.revision == 2
    assert [one.decided for one in desk.versions()] == [True]
    assert desk.application.decisions.explained(undecided.name) == before
    Desk(MENDED, ledger=desk.ledger)  # starts
    with pytest.raises(PreconditionError, match="as it was when it decided"):
        _reload(desk, (BROKEN,))


def test_what_a_period_was_decided_by_is_settled_also_where_it_was_undecided_before():
    desk = Desk(BROKEN)
    desk.registers()
    desk.submits("2026-04", "95", visits="0")
    desk.submits("2026-04", "95", visits="1")

    with pytest.raises(PreconditionError, match="as it was when it decided"):
        _reload(desk, (MENDED,))


def _policies(tip: Tip) -> Policies:
    return catalogue([Plugin(tip)], discover=False)


def test_a_period_that_was_undecided_is_decided_once_its_plugin_is_mended_semantics_6():
    rules = rule_file(payment="[{policy: tip, name: tip}]")
    desk = Desk(rules, policies=_policies(Tip(lambda *_: 1 / 0)))
    desk.registers()
    undecided = desk.submits("2026-04", "95")

    later = Desk(rules, ledger=desk.ledger, policies=_policies(Tip(version="1.3")))
    decided = later.submits("2026-04", "95")

    assert [one.decision.outcome for one in (undecided, decided)] == [
        DecisionOutcome.UNDECIDED,
        DecisionOutcome.NO_ACTION,
    ]
    assert [one.decided for one in later.versions()] == [True]
    _, explanation = later.application.decisions.explained(undecided.name)
    assert "ZeroDivisionError" in str(explanation)
