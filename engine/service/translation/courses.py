"""Plans, notices, warnings and disputes, and how they went on: read from the wire, and written to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import TypeAlias, assert_never

from google.type.date_pb2 import Date

from engine.api import event_pb2 as wire
from engine.api import event_service_pb2 as service
from engine.model.events import Dispute, Form, Matter, Progress, Stage
from engine.model.naming import HappeningName
from engine.service.translation.days import write_day, write_period
from engine.service.translation.naming import event_number
from engine.service.translation.periods import period
from engine.service.translation.reading import Reading
from engine.service.translation.words import STAGES, member

_MOST = 100
Written: TypeAlias = wire.Plan | wire.Notice | wire.ProviderWarning


def write_course(to: wire.ContractEvent, contract: str, what: Matter | Dispute | Progress) -> None:
    """Write a matter or dispute of *contract*, or how one went on."""
    match what:
        case Matter():
            _write_matter(to, what)
        case Dispute():
            _write_dispute(to.dispute, contract, what)
        case Progress():
            _write_progress(to.progress, contract, what)
        case _:
            assert_never(what)


def plan(reading: Reading, request: service.RecordEventRequest) -> Matter:
    """Return the plan that *request* says is owed."""
    given = request.event.plan
    return Matter(Form.PLAN, reading.name("event.plan.kind", given.kind), _due(reading, "event.plan.due", given))


def notice(reading: Reading, request: service.RecordEventRequest) -> Matter:
    """Return the notice that *request* says was served."""
    given, path = request.event.notice, "event.notice"
    served = reading.day(f"{path}.deemed_served", given.deemed_served) if given.HasField("deemed_served") else None
    due = _due(reading, f"{path}.due", given)
    return Matter(Form.NOTICE, reading.name(f"{path}.kind", given.kind), due, deemed_served=served)


def warning(reading: Reading, request: service.RecordEventRequest) -> Matter:
    """Return the warning that *request* says was given."""
    given, path = request.event.warning, "event.warning"
    if not 0 < len(given.kpis) <= _MOST:
        reading.note(f"{path}.kpis", f"expected 1 to {_MOST} KPIs that cannot be achieved, not {len(given.kpis):,}")
    return Matter(
        Form.WARNING,
        reading.name(f"{path}.kind", given.kind),
        _due(reading, f"{path}.due", given),
        tuple(reading.name(f"{path}.kpis[{place}]", kpi) for place, kpi in enumerate(given.kpis[:_MOST])),
        reading.text(f"{path}.consequence", given.consequence),
        reading.text(f"{path}.workaround", given.workaround),
    )


def dispute(reading: Reading, request: service.RecordEventRequest) -> Dispute:
    """Return the objection that *request* says was raised."""
    given, path = request.event.dispute, "event.dispute"
    unfit = _not_one_thing(given)
    if unfit:
        reading.note(path + unfit[0], unfit[1])
        return Dispute(given.stands)  # never seen: what was noted is raised first
    if given.event:
        read = partial(event_number, request.contract)
        return Dispute(given.stands, event=reading.read(f"{path}.event", read, given.event))
    return Dispute(
        given.stands, period(reading, given.period, f"{path}.period"), reading.name(f"{path}.kpi", given.kpi)
    )


def _not_one_thing(given: wire.Dispute) -> tuple[str, str] | None:
    """Return where and why *given* is about nothing, or about more than one thing."""
    match bool(given.event), given.HasField("period"), bool(given.kpi):
        case False, False, False:
            thing = "`period` and `kpi`, what a KPI came to; or `event`, one that is recorded"
            return "", f"expected what is disputed: {thing}"
        case True, period, kpi if period or kpi:
            return "", "expected `period` and `kpi`, or `event`, not both: a dispute is about one"
        case False, False, _:
            return ".period", "expected the period of `kpi`"
        case False, _, False:
            return ".kpi", "expected the KPI that is disputed in `period`"
    return None


def progress(reading: Reading, request: service.RecordEventRequest) -> Progress:
    """Return how something went on, as *request* says."""
    given, path = request.event.progress, "event.progress"
    stage = partial(member, Stage, STAGES, wire.Stage.Name)
    return Progress(
        reading.read(f"{path}.event", partial(event_number, request.contract), given.event),
        reading.read(f"{path}.stage", stage, given.stage),
        reading.name(f"{path}.milestone", given.milestone) if given.milestone else "",
        _milestones(reading, f"{path}.milestones", given.milestones),
        _due(reading, f"{path}.due", given),
    )


def _due(reading: Reading, path: str, given: Written | wire.Progress) -> date | None:
    return reading.day(path, given.due) if given.HasField("due") else None


def _milestones(reading: Reading, path: str, given: Iterable[wire.Milestone]) -> Mapping[str, date]:
    found: dict[str, date] = {}
    for place, one in enumerate(given):
        name = reading.name(f"{path}[{place}].name", one.name)
        if place == _MOST:
            reading.note(path, f"expected at most {_MOST} milestones")
            break
        if name in found:
            reading.note(f"{path}[{place}].name", f"expected each milestone once: `{name}` stands twice")
        found[name] = reading.day(f"{path}[{place}].due", one.due)
    return found


def _write_matter(to: wire.ContractEvent, what: Matter) -> None:
    match what.form:
        case Form.PLAN:
            to.plan.kind = what.kind
            _write_due(to.plan.due, what.due)
        case Form.NOTICE:
            to.notice.kind = what.kind
            _write_due(to.notice.due, what.due)
            _write_due(to.notice.deemed_served, what.deemed_served)
        case Form.WARNING:
            to.warning.kind, to.warning.consequence, to.warning.workaround = (
                what.kind,
                what.consequence,
                what.workaround,
            )
            to.warning.kpis.extend(what.kpis)
            _write_due(to.warning.due, what.due)


def _write_dispute(to: wire.Dispute, contract: str, what: Dispute) -> None:
    to.stands, to.kpi = what.stands, what.kpi
    if what.period is None:
        to.event = str(HappeningName(contract, what.event))
    else:
        write_period(to.period, what.period)


def _write_progress(to: wire.Progress, contract: str, what: Progress) -> None:
    to.event = str(HappeningName(contract, what.version))
    to.stage, to.milestone = STAGES[what.stage.value], what.milestone
    for name, due in what.milestones.items():
        write_day(to.milestones.add(name=name).due, due)
    _write_due(to.due, what.due)


def _write_due(to: Date, due: date | None) -> None:
    if due is not None:
        write_day(to, due)
