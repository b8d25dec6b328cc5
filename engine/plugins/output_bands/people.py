"""Rows about people: each reaches a milestone once, and none while withdrawn or deferred."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from engine.model.figures import Absence
from engine.model.payment import Factor, Memory, MemoryChange, Part
from engine.model.policy import AbsentFigureError, View
from engine.model.products import product
from engine.model.record_terms import FieldName
from engine.model.rows import Row
from engine.plugins.output_bands.parameters import (
    DEFERRED,
    RETURNED,
    TAKEN_WORDS,
    UPLIFT,
    WITHDRAWN,
    OutputBandsParameters,
    PeopleParameters,
)

_ZERO, _ONE = Decimal(0), Decimal(1)


class Report(NamedTuple):
    """What one row says: a person, the milestone or another word, and whether it is disproved."""

    person: str
    word: str
    disproved: bool
    row: Row


class Came(NamedTuple):
    """What a period's reports come to: outputs by milestone, who has the uplift, what is remembered, what is idle."""

    reached: dict[str, Decimal]
    disproved: dict[str, Decimal]
    uplifted: tuple[str, ...]
    not_uplifted: tuple[str, ...]
    facts: MemoryChange
    idle: tuple[Part, ...]


def came_of_people(people: PeopleParameters, parameters: OutputBandsParameters, view: View) -> Came:
    """Return what the period's rows come to; ValueError where they say two things of one person."""
    reports = tuple(_reports(people, parameters, view))
    back = frozenset(one.person for one in reports if one.word == RETURNED)
    judged = [(report, _why_idle(report, back, view)) for report in reports]
    paid = [report for report, why in judged if report.word in parameters.milestones and not why]
    return Came(
        {name: _count(paid, name, disproved=False) for name in parameters.milestones},
        {name: _count(paid, name, disproved=True) for name in parameters.milestones},
        tuple(_uplifted(parameters, paid, reports, view)),
        tuple(_not_uplifted(parameters, paid, reports, view)),
        _facts(paid, reports, view),
        tuple(_nothing(report, why) for report, why in judged if why),
    )


def people_forms(milestones: Iterable[str]) -> tuple[str, ...]:
    """Return the forms of the names under which it may be stated what people came to."""
    whats = [f"{name} {what}" for name in milestones for what in ("reached", "disproved")]
    return tuple(_named(what, "{text}") for what in (*whats, WITHDRAWN, DEFERRED, UPLIFT, f"{UPLIFT} disproved"))


def people_who_reached(milestone: str, memory: Memory) -> int:
    """Return of how many people it is remembered that they reached *milestone*, and that stands."""
    return sum(name.startswith(_named(f"{milestone} reached", "")) for name in memory)


def uplift_name(person: str) -> str:
    """Return the name under which it is remembered what the uplift of *person* came to."""
    return f"{UPLIFT}: {person}"


def uplifts_paid(memory: Memory) -> Iterator[Decimal]:
    """Yield the uplifts that stand."""
    yield from (amount for name, amount in memory.items() if name.startswith(uplift_name("")))


def no_uplift_name(person: str) -> str:
    """Return the name under which it is remembered that *person* has no uplift any more."""
    return f"{UPLIFT} disproved: {person}"


def _reports(people: PeopleParameters, parameters: OutputBandsParameters, view: View) -> Iterator[Report]:
    seen: set[tuple[str, str]] = set()
    for row in _rows(people, parameters, view):
        person, word = _text(row, people.person), _text(row, people.milestone)
        _check_word(word, people, parameters)
        about = "when they take part" if word in (WITHDRAWN, DEFERRED, RETURNED) else word
        if (person, about) in seen:
            raise ValueError(f"expected one row for each person and milestone: two are about `{person}`, {about}")
        seen.add((person, about))
        disproved = people.disproved is not None and _flag(row, people.disproved, otherwise=False)
        _check_disproved(word, disproved=disproved)
        yield Report(person, word, disproved, row)


def _rows(people: PeopleParameters, parameters: OutputBandsParameters, view: View) -> tuple[Row, ...]:
    try:
        return view.records(people.person.record)
    except AbsentFigureError as error:
        if parameters.missing == "pays_nothing" and error.absence is Absence.MISSING:
            return ()
        raise


def _check_word(word: str, people: PeopleParameters, parameters: OutputBandsParameters) -> None:
    known = [*parameters.milestones, *(one for one in TAKEN_WORDS if parameters.uplift or one != UPLIFT)]
    if word not in known:
        words = ", ".join(f"`{one}`" for one in known)
        raise ValueError(f"expected `{people.milestone}` to be one of {words}, not `{word}`")


def _check_disproved(word: str, *, disproved: bool) -> None:
    if disproved and word in (WITHDRAWN, DEFERRED, RETURNED):
        raise ValueError(f"expected a milestone to be disproved, not `{word}`: revise the report that was wrong")
    if word == UPLIFT and not disproved:
        raise ValueError("expected `uplift` to be disproved: it is paid with its milestone, to who meets a criterion")


def _why_idle(report: Report, back: frozenset[str], view: View) -> str:
    """Return why *report* changes nothing, where it does not; *back* are who returned in the period."""
    person, word, memory = report.person, report.word, view.memory
    match word:
        case "withdrawn" | "deferred":
            return ""
        case "returned" if _named(WITHDRAWN, person) in memory:
            return "as they had withdrawn before"
        case "returned":
            return "" if _named(DEFERRED, person) in memory else "as they were not deferred"
        case "uplift":
            return "" if uplift_name(person) in memory else "as it was not paid before"
    return _why_not_counted(report, view) or ("" if report.disproved else _why_away(person, back, view))


def _why_not_counted(report: Report, view: View) -> str:
    """Return why a milestone is not paid for once more, or not taken back."""
    if _named(f"{report.word} disproved", report.person) in view.memory:
        return "as it was disproved before"
    is_reached = _named(f"{report.word} reached", report.person) in view.memory
    if report.disproved:
        return "" if is_reached else "as it was not paid for before"
    return "as it was reached before" if is_reached else ""


def _why_away(person: str, back: frozenset[str], view: View) -> str:
    """Return why nothing that *person* reaches counts: they withdrew, or did not return, before the period."""
    if _named(WITHDRAWN, person) in view.memory:
        return "as they had withdrawn before"
    return "as they were deferred" if _named(DEFERRED, person) in view.memory and person not in back else ""


def _count(reports: list[Report], milestone: str, *, disproved: bool) -> Decimal:
    return Decimal(sum(one.word == milestone and one.disproved is disproved for one in reports))


def _facts(paid: list[Report], reports: tuple[Report, ...], view: View) -> MemoryChange:
    """Return what is remembered of the rows, but for the sums of uplifts."""
    facts: dict[str, Decimal | None] = {}
    for person, word, disproved, _ in paid:
        facts[_named(f"{word} reached", person)] = None if disproved else _ONE
        if disproved:
            facts[_named(f"{word} disproved", person)] = _ONE
    for person, word, *_ in reports:
        deferred = _named(DEFERRED, person)
        if word in (WITHDRAWN, RETURNED) and deferred in view.memory:
            facts[deferred] = None
        if word in (WITHDRAWN, DEFERRED) and _named(WITHDRAWN, person) not in view.memory:
            facts[_named(word, person)] = _ONE
    return facts


def _uplifted(
    parameters: OutputBandsParameters, paid: list[Report], reports: tuple[Report, ...], view: View
) -> Iterator[str]:
    """Yield who reached the milestone of the uplift, meets a criterion, and never had it."""
    uplift = parameters.uplift
    if uplift is None:
        return
    denied = {one.person for one in reports if one.word == UPLIFT}
    for person, word, disproved, row in paid:
        if word == uplift.milestone and not disproved and person not in denied:
            had = uplift_name(person) in view.memory or no_uplift_name(person) in view.memory
            met = [_flag(row, field) for field in uplift.criteria]
            if any(met) and not had:
                yield person


def _not_uplifted(
    parameters: OutputBandsParameters, paid: list[Report], reports: tuple[Report, ...], view: View
) -> Iterator[str]:
    """Yield whose uplift is taken back: it is disproved itself, or the milestone with which it was paid is."""
    uplift = parameters.uplift
    if uplift is not None:
        denied = [one.person for one in reports if one.word == UPLIFT]
        denied += [one.person for one in paid if one.word == uplift.milestone and one.disproved]
        yield from (person for person in dict.fromkeys(denied) if uplift_name(person) in view.memory)


def _nothing(report: Report, why: str) -> Part:
    said = "disproved" if report.disproved else "reported"
    return product(f"{report.person}, {report.word}, {said}, {why}", Factor(_ZERO, "sum"))


def _named(what: str, person: str) -> str:
    return f"{what}: {person}"


def _text(row: Row, field: FieldName) -> str:
    cell = row[field.field]
    if isinstance(cell, Absence):
        raise AbsentFigureError(str(field), cell)
    if not isinstance(cell, str):
        raise ValueError(f"expected words in `{field}`, not `{type(cell).__name__}`")
    return cell


def _flag(row: Row, field: FieldName, *, otherwise: bool | None = None) -> bool:
    """Return the flag in *field*; *otherwise*, or AbsentFigureError, where the row leaves it out."""
    cell = row[field.field]
    if isinstance(cell, Absence):
        if otherwise is None:
            raise AbsentFigureError(str(field), cell)
        return otherwise
    if not isinstance(cell, bool):
        raise ValueError(f"expected true or false in `{field}`, not `{type(cell).__name__}`")
    return cell
