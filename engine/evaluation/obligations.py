"""What people are to do by which day, apart from reports: plans, answers, milestones, actions, exits, reviews."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from typing import NamedTuple

from engine.evaluation.explanation.sentence import words
from engine.evaluation.reviewing import next_review
from engine.model.contract import Contract
from engine.model.escalation import Action, ExitRight
from engine.model.events import ContractEvent, ExitChoice, ExitDecision, Form, Stage, exit_decisions
from engine.model.matters import MatterState, matters
from engine.model.naming import DecisionName, HappeningName
from engine.model.rule_book import RuleBook
from engine.model.standing import Standing

_PROVIDER, _COUNCIL = "provider", "council"
_DOES = {Stage.SUBMITTED: "submit", Stage.ACCEPTED: "accept or reject", Stage.ANSWERED: "answer"}


class ObligationKind(Enum):
    """What somebody is to do; in this order where several things are due on one day."""

    PLAN = "plan"
    NOTICE = "notice"
    WARNING = "warning"
    MILESTONE = "milestone"
    ACTION = "action"
    EXIT_RIGHT = "exit_right"
    EXIT_OBLIGATION = "exit_obligation"
    REVIEW = "review"


PLACES = {kind: place for place, kind in enumerate(ObligationKind)}
_OF_FORM = {Form.PLAN: ObligationKind.PLAN, Form.NOTICE: ObligationKind.NOTICE, Form.WARNING: ObligationKind.WARNING}


class Obligation(NamedTuple):
    """*what* is to be done *by* whom until the end of the day *due*.

    *name* is that of the matter or ladder in the rules, *about* the event or decision that it follows from; both are
    empty of a review. *by* is empty where the rules do not say it any more.
    """

    due: date
    kind: ObligationKind
    name: str
    what: str
    by: str
    about: str
    clause: str


class Entered(NamedTuple):
    """The *decision* that brought a ladder where it stands, and what is to be done since."""

    decision: DecisionName
    actions: tuple[Action, ...]


def obligations(
    book: RuleBook, contract: Contract, standing: Standing, entered: Mapping[str, Entered], *, on: date
) -> frozenset[Obligation]:
    """Return what is to be done under *contract* as it stands *on* a day; *entered* is how each ladder came there."""
    return frozenset(
        {
            *(
                one
                for state in matters(standing.happened)
                if state.is_open
                for one in _of_matter(book, contract, state)
            ),
            *(one for ladder, each in entered.items() for one in _of_rung(ladder, each)),
            *(one for right in standing.rights.values() for one in _of_right(contract, right, standing.events)),
            *_of_review(book, contract, standing.events, on),
        }
    )


def _of_matter(book: RuleBook, contract: Contract, state: MatterState) -> Iterator[Obligation]:
    """Yield what comes next of a matter that is open, and the milestones that are neither met nor missed."""
    matter, about = state.matter, str(HappeningName(contract.id, state.event.version))
    by, clause = _PROVIDER if state.owed_by_provider else _COUNCIL, _clause(book, state)
    if state.due is not None:
        what = f"{_DOES.get(state.next[0], 'close')} the {words(matter.kind)}"
        yield Obligation(state.due, _OF_FORM[matter.form], matter.kind, what, by, about, clause)
    pending = [one for one in state.milestones if one.met is None and one.missed is None]
    if isinstance(state.event.what, ExitDecision):
        owed = _owed_at_exit(book, state.event)
        kind, ladder = ObligationKind.EXIT_OBLIGATION, state.event.what.ladder
        for one in pending:
            yield Obligation(one.due, kind, ladder, one.name, owed.get(one.name, ""), about, clause)
    else:
        for one in pending:
            what = f"meet the milestone: {one.name}"
            yield Obligation(one.due, ObligationKind.MILESTONE, matter.kind, what, by, about, clause)


def _clause(book: RuleBook, state: MatterState) -> str:
    """Return where the contract provides for a matter: as was said of it, or as the rules of its day have it."""
    rules = book.on(state.event.on)
    kind = rules.events.get(state.matter.kind) if rules else None
    of_exit = rules.exit.clause if rules and rules.exit and state.matter.form is Form.EXIT else ""
    return state.event.clause or of_exit or (kind.clause if kind else "")


def _owed_at_exit(book: RuleBook, event: ContractEvent) -> dict[str, str]:
    """Return by whom each obligation of an exit is to be met, as the rules of its day have it."""
    rules = book.on(event.on)
    return {one.do: one.by for one in rules.exit.obligations} if rules and rules.exit else {}


def _of_rung(ladder: str, entered: Entered) -> Iterator[Obligation]:
    about = str(entered.decision)
    # What an action opens is due by itself, until it has come.
    for one in (action for action in entered.actions if not action.opens):
        yield Obligation(one.due, ObligationKind.ACTION, ladder, one.do, one.by, about, one.clause)


def _of_right(contract: Contract, right: ExitRight, events: Iterable[ContractEvent]) -> Iterator[Obligation]:
    """Yield the day to which the decision on a right to exit was deferred, where it was."""
    for event in exit_decisions(events, right)[-1:]:
        if isinstance(event.what, ExitDecision) and event.what.choice is ExitChoice.DEFERRED and event.what.until:
            about = str(DecisionName(contract.id, event.version))
            what = f"decide on the right to exit of {words(right.rung)}, deferred until then"
            kind, until = ObligationKind.EXIT_RIGHT, event.what.until
            yield Obligation(until, kind, right.ladder, what, _COUNCIL, about, event.clause)


def _of_review(book: RuleBook, contract: Contract, events: tuple[ContractEvent, ...], on: date) -> Iterator[Obligation]:
    rules = book.on(on)
    following = next_review(rules, contract, events, on) if rules else None
    if following is not None:
        kind, what = ObligationKind.REVIEW, "review the contract"
        yield Obligation(following.due, kind, "", what, _COUNCIL, "", "")
