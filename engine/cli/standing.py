"""`plimsoll standing`: how a contract stands, on one screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from engine.cli import output
from engine.cli.output import Format, FormatOption
from engine.cli.remote.options import AsKnownAtOption, AsOfOption, ServerOption
from engine.cli.review import in_words
from engine.cli.taken_over import stated_lines

if TYPE_CHECKING:
    from engine.api.contract_pb2 import Contract
    from engine.api.contract_service_pb2 import GetStandingResponse
    from engine.api.escalation_pb2 import Action, ExitRight
    from engine.api.event_pb2 import ContractEvent
    from engine.api.standing_pb2 import ChangeTotals, LadderStanding, OpenMatter, PeriodStanding, Standing
    from engine.cli.remote.connection import Server
    from engine.cli.remote.vantages import Vantage


def standing(
    contract: Annotated[str, typer.Argument(metavar="CONTRACT", help="The name of the contract.")],
    *,
    periods: Annotated[int, typer.Option(min=0, max=600, help="How many of the latest periods to show.")] = 12,
    as_of: AsOfOption = None,
    as_known_at: AsKnownAtOption = None,
    server: ServerOption = None,
    format: FormatOption = Format.TABLE,  # noqa: A002  # the option's name
) -> None:
    """Show how a contract stands: its rungs, what is open, its latest periods, and what is carried forward."""
    from engine.api.contract_service_pb2 import GetStandingRequest
    from engine.cli.remote.connection import connected
    from engine.cli.remote.reading import json_of
    from engine.cli.remote.vantages import vantage

    of, known = seen = vantage(as_of, as_known_at)
    request = GetStandingRequest(contract=contract, periods=periods, as_of=of, as_known_at=known)
    with connected(server) as asked:
        answer = asked.ask(asked.contracts.GetStanding, request)
        if format is Format.JSON:
            output.print_json(json_of(answer.standing))
        else:
            print_standing(asked, answer, seen)


def print_standing(server: Server, answer: GetStandingResponse, seen: Vantage) -> None:
    """Print the *answer* that *server* gave as it was *seen* from somewhere in time, with what else it knows of it."""
    from engine.api.contract_service_pb2 import GetContractRequest
    from engine.cli.remote.events import events_of
    from engine.cli.remote.vantages import print_vantage

    print_vantage(answer)
    found = answer.standing
    excuses = _excuses([*events_of(server, found.contract, in_effect_only=True, seen=seen)], found)
    asked = GetContractRequest(id=found.contract, as_known_at=seen[1])
    held = server.ask(server.contracts.GetContract, asked).contract
    _print(found, held, _latest(server, found), excuses)


def _print(found: Standing, contract: Contract, latest: str, excuses: Iterable[tuple[ContractEvent, str]]) -> None:
    from engine.cli.remote.events import asks, kind, said
    from engine.cli.remote.reading import day, grouped

    facts = output.table("", "")
    facts.show_header = False
    for name, text in (
        ("contract", contract.id),
        ("provider", contract.provider),
        ("rule set", contract.rule_set),
        ("from", f"{day(found.start)}" + (f" to {day(found.end)}" if found.HasField("end") else "")),
        ("version", str(found.version)),
        ("last decided", found.latest_period.label or "nothing yet"),
        ("latest decision", latest),
        ("open", _open(found)),
        ("payable to date", grouped(found.payable_to_date)),
        ("carried forward" if found.HasField("open_period") else "debt at the end", grouped(found.carried_forward)),
    ):
        facts.add_row(Text(name, style="bold"), Text(text))
    for one in found.ladders:
        facts.add_row(Text(f"ladder {one.ladder}", style="bold"), Text(_ladder(one)))
    for pending in found.pending:
        does = (
            "which the next decision books" if found.HasField("open_period") else "to be settled: no decision follows"
        )
        text = f"{pending.should} instead of {pending.booked}, {does}"
        facts.add_row(Text(f"{pending.period.label}, decided again", style="bold"), Text(text))
    for right in found.rights:
        facts.add_row(Text("right to exit", style="bold"), Text(_right(right)))
    for name, text in (*stated_lines(found), *_life(found), *_publishable(found)):
        facts.add_row(Text(name, style="bold"), Text(text))
    for matter in found.matters:
        facts.add_row(Text(f"{kind(matter.event)} {matter.event.id}", style="bold"), Text(_matter(matter)))
    for dispute in found.disputes:
        facts.add_row(Text(f"dispute {dispute.id}", style="bold"), Text(f"{said(dispute)}; {_who(dispute)}"))
    for excuse, settled in excuses:
        text = f"{said(excuse)}; {_who(excuse)}{settled}{asks(excuse)}"
        facts.add_row(Text(f"{kind(excuse)} {excuse.id}", style="bold"), Text(text))
    output.console().print(facts)
    _print_periods([*found.periods])


def _ladder(one: LadderStanding) -> str:
    """Return the rung, since when and why it is stood on, and what must be done by when."""
    from engine.cli.remote.reading import day

    since = f"{one.rung}, entered {output.count(one.periods, 'period')} ago"
    why = f" by {one.decision}. {one.why}" if one.decision else ""
    return since + why + "".join(f" {one.by}, by {day(one.due)}: {one.do}{_opens(one)}." for one in one.actions)


def _opens(action: Action) -> str:
    """Return by which id people say how goes on what *action* opens, if it opens anything."""
    return f" ({action.opens} {action.event})" if action.event else ""


def _right(right: ExitRight) -> str:
    """Return since when a right to exit stands, and what people have decided on it."""
    from engine.cli.remote.events import asks, said
    from engine.cli.remote.reading import day

    since = f"arisen on {day(right.arisen)}, in evidence {output.count(len(right.evidence), 'day')} on which it held"
    decided = f"; {said(right.decision)}, {_who(right.decision)}" if right.HasField("decision") else ""
    return f"{right.rung}: {since}{decided}{asks(right.decision)}"


def _life(found: Standing) -> Iterator[tuple[str, str]]:
    """Yield what the changes of the contract come to, and how its reviews stand."""
    if found.HasField("changes"):
        yield "changes", _changes(found.changes)
    if found.HasField("review"):
        yield "review", in_words(found.review)


def _publishable(found: Standing) -> Iterator[tuple[str, str]]:
    """Yield which KPIs of the latest period may be published, and which may not, where the rules say."""
    said = [one for one in found.periods[-1].kpis if one.HasField("publishable")] if found.periods else []
    if said:
        lets = ", ".join(one.kpi for one in said if one.publishable) or "nothing"
        others = ", ".join(one.kpi for one in said if not one.publishable)
        yield "publishable", f"{lets}{f'; not {others}' if others else ''}"


def _changes(totals: ChangeTotals) -> str:
    value = f"{totals.value}" + (f" ({totals.value_share}% of the award)" if totals.value_share else "")
    days = f", {totals.days} days" + (f" ({totals.days_share}% of the term)" if totals.days_share else "")
    return value + (days if totals.days else "") + ("; SUBSTANTIAL" if totals.substantial else "")


def _matter(matter: OpenMatter) -> str:
    """Return what is open of a plan, a notice or a warning: what came last, whose turn it is, and by when."""
    from engine.api.event_pb2 import Stage
    from engine.cli.remote.events import asks, said, word_of
    from engine.cli.remote.reading import day

    turn = "the provider" if matter.owed_by_provider else "the council"
    due = f" by {day(matter.due)}" if matter.HasField("due") else ""
    waits = [f"waits for {turn}{due}"] if due or not matter.milestones else []
    waits += [f"{one.name} due {day(one.due)}" for one in matter.milestones]
    late = "; OVERDUE" if matter.overdue else ""
    came = f", {word_of(Stage.DESCRIPTOR, matter.stage)}" if matter.stage else ""
    waits += [f"{matter.transferred} went over, {matter.transferred_unbroken} unbroken"] if matter.transferred else []
    return f"{said(matter.event)}{came}: {', '.join(waits)}{late}; {_who(matter.event)}{asks(matter.event)}"


def _who(event: ContractEvent) -> str:
    from engine.cli.remote.reading import day

    return f"by {event.by} on {day(event.on)}: {event.why}"


def _excuses(events: Sequence[ContractEvent], found: Standing) -> Iterator[tuple[ContractEvent, str]]:
    """Yield what excuses a KPI among *events* in the periods that *found* shows, and in later ones.

    A dispute that is open stands among those of *found* already; of another it is said beside it how it was settled.
    """
    from engine.cli.remote.events import excused
    from engine.cli.remote.reading import day

    open_now = {one.id for one in found.disputes}
    settled = {one.progress.event: _settled(one) for one in events if one.HasField("progress")}
    for event in events:
        period = None if event.id in open_now else excused(event)
        if period and not (found.periods and day(period.first) < day(found.periods[0].period.first)):
            yield event, settled.get(event.id, "")


def _settled(event: ContractEvent) -> str:
    """Return how the dispute was settled that *event* settles."""
    from engine.api.event_pb2 import Stage
    from engine.cli.remote.events import word_of
    from engine.cli.remote.reading import day

    return f"; {word_of(Stage.DESCRIPTOR, event.progress.stage)} on {day(event.on)} by {event.id}"


def _latest(server: Server, found: Standing) -> str:
    """Return what the latest decision is about, which need not be the last period: it may be one decided again."""
    from engine.api.decision_service_pb2 import GetDecisionRequest
    from engine.cli.remote.reading import day

    if not found.latest_decision:
        return "none yet"
    made = server.ask(server.decisions.GetDecision, GetDecisionRequest(id=found.latest_decision)).decision
    about, place = made.evidence, made.supersedes.decision
    what = about.period.label if about.HasField("period") else f"{about.event} on {day(about.happened_on)}"
    instead = f", in place of {place}" if place else ""
    undecided = f", undecided, for a person to judge: {'; '.join(made.undecided)}" if made.undecided else ""
    return f"{made.id}: {what}{instead}{undecided}"


def _open(found: Standing) -> str:
    if not found.HasField("open_period"):
        return "nothing: the contract has no further period"
    times = output.count(found.attempts, "submission")
    undecided = f", undecided after {times}" if found.attempts else ""
    return found.open_period.label + undecided


def _print_periods(periods: list[PeriodStanding]) -> None:
    if not periods:
        return
    rows = output.table("period", "failures", "points", "ratings")
    for one in periods:
        ratings = ", ".join(f"{kpi.kpi} {kpi.rating or '-'}" for kpi in one.kpis)
        label = f"{one.period.label} (stated)" if one.stated else one.period.label
        rows.add_row(*map(Text, (label, str(one.failures), one.points, ratings)))
    output.console().print()
    output.console().print(rows)
