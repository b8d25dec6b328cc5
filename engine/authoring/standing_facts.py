"""How a contract stands once something came of it, in the words and under the keys that expectations have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from engine.application.results import Stood
from engine.authoring.event_names import called
from engine.authoring.facts import Facts
from engine.evaluation.reviewing import ReviewState
from engine.model.changes import Totals
from engine.model.decimals import exactly, plain
from engine.model.document import Json
from engine.model.events import Dispute, ExitDecision, disputes, exit_decisions, not_lapsed, right_waived
from engine.model.exits import transferred
from engine.model.matters import MatterState, matters
from engine.model.rule_set import RuleSet
from engine.model.standing import Standing


def stood(found: Stood, rules: RuleSet) -> Facts:
    """Return what can be expected of how a contract stands.

    A ladder that nothing was decided on yet is on the first of its rungs in *rules*.
    """
    standing = found.standing
    return {
        "rights": [name for name, right in standing.rights.items() if not right_waived(right, standing.events)],
        "exits": dict(_exits(found)),
        "rungs": {**{ladder.name: ladder.rungs[0].name for ladder in rules.ladders}, **_rungs(standing)},
        "open": [_open(found, state) for state in matters(standing.happened) if state.is_open],
        "disputes": list(_disputes(found)),
        "corrected_since": [_name(found, version) for version in found.corrected],
        "pending": _pending(found),
        "payable_to_date": plain(found.payable),
        "ends": _day(found.contract.end),
        "changes": _changes(found.changes) if found.changes else None,
        "review": _review(found, found.review) if found.review else None,
    }


def _rungs(standing: Standing) -> dict[str, str]:
    return {name: state.rung for name, state in standing.ladders.items()}


def _exits(found: Stood) -> Iterator[tuple[str, str]]:
    for name, right in found.standing.rights.items():
        latest = [one.what for one in exit_decisions(found.standing.events, right)][-1:]
        yield name, latest[0].choice.value if latest and isinstance(latest[0], ExitDecision) else "arisen"


def _open(found: Stood, state: MatterState) -> Json:
    gone = transferred(found.standing.events, state.event.version)
    return {
        "what": state.matter.kind,
        "stage": state.stage.value if state.stage else None,
        "due": _day(state.due),
        "owed_by": "provider" if state.owed_by_provider else "council",
        "milestones": {one.name: _day(one.due) for one in state.milestones if one.met is None and one.missed is None},
        "overdue": state.overdue(found.today),
        "transferred": gone.people,
        "transferred_unbroken": gone.unbroken,
    }


def _disputes(found: Stood) -> Iterator[str]:
    for event, settled in disputes(not_lapsed(found.standing.events)):
        if settled is None and isinstance(event.what, Dispute):
            yield event.what.kpi or _name(found, event.what.event)


def _name(found: Stood, version: int) -> str:
    return next((called(event.what) for event in found.standing.happened if event.version == version), "")


def _pending(found: Stood) -> Facts:
    with exactly():
        return {one.period.label: plain(one.should - one.booked) for one in found.standing.pending}


def _changes(totals: Totals) -> Facts:
    return {
        "value": plain(totals.value),
        "value_share": _share(totals.value_share),
        "days": str(totals.days),
        "days_share": _share(totals.days_share),
        "substantial": totals.substantial,
    }


def _share(percent: Decimal | None) -> str | None:
    return None if percent is None else plain(percent)


def _review(found: Stood, review: ReviewState) -> Facts:
    return {
        "due": _day(review.due),
        "overdue": review.overdue,
        "last": _day(review.last),
        "agenda": [
            {"topic": one.topic.value, "about": _about(found, one.about), "text": one.text} for one in review.agenda
        ],
    }


def _about(found: Stood, about: str) -> str:
    """Return what an item is about as a test calls it: an event by its name, and not by its place on record."""
    contract, _, version = about.rpartition("#")
    return _name(found, int(version)) if contract == found.contract.id else about


def _day(found: date | None) -> str | None:
    return found.isoformat() if found else None
