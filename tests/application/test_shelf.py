"""Rules change all at once, and never against what they have decided or what contracts have agreed."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

import pytest

from engine.application.requests import SubmissionRequest
from engine.application.shelf import Loaded
from engine.errors import PreconditionError, Reason, RuleSetError
from engine.model.naming import DecisionName
from engine.model.period import Period
from tests.application.builders import Desk
from tests.evaluation.builders import kpi, rating, rule_file

T = TypeVar("T")
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
    later.application.shelf.loaded = Loaded({}, later.clock.now())
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
