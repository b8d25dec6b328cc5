"""What a server answers, as texts for tables and as JSON values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from google.type.date_pb2 import Date
from google.type.money_pb2 import Money

from engine.api import escalation_pb2, figure_pb2, outcome_pb2, payment_pb2
from engine.api.decision_pb2 import Decision
from engine.api.outcome_pb2 import KpiOutcome
from engine.api.payment_pb2 import Payment
from engine.api.period_pb2 import Period as PeriodMessage
from engine.cli.decision_rows import (
    DOUBTFUL,
    FAILED,
    MARKS,
    NOTHING,
    UNDECIDED,
    UNRATED,
    DecisionRow,
    Shown,
    rated,
    short_label,
)
from engine.model.decimals import plain
from engine.model.document import Json
from engine.model.outcome import Basis
from engine.model.payment import LineKind
from engine.model.period import Period
from engine.model.rule_book import RuleBook
from engine.model.scale import Rating

_NANO = Decimal("1e-9")
_MARKS = {
    outcome_pb2.BASIS_DEEMED: MARKS[Basis.DEEMED],
    outcome_pb2.BASIS_CARRIED_FORWARD: MARKS[Basis.CARRIED],
}
_TAKES = {payment_pb2.LineKind.Value(f"LINE_KIND_{kind.name}"): kind.sign < 0 for kind in LineKind}
_PENCE = Decimal("0.01")


def json_of(message: Message) -> Json:
    """Return *message* as JSON values under the names of its fields."""
    found: Json = MessageToDict(message, preserving_proto_field_name=True)
    return found


def day(message: Date) -> date:
    """Return the day that *message* is."""
    return date(message.year, message.month, message.day)


def period(message: PeriodMessage) -> Period:
    """Return the period that *message* is."""
    return Period.through(day(message.first), day(message.last))


def amount(message: Money) -> Decimal:
    """Return the sum of money that *message* is, with no fewer than two decimal places."""
    return pence(Decimal(message.units) + message.nanos * _NANO)


def pence(exact: Decimal) -> Decimal:
    """Return *exact* with no fewer than two decimal places."""
    return exact.quantize(_PENCE) if exact == exact.quantize(_PENCE) else exact.normalize()


def grouped(text: str) -> str:
    """Return the sum of money *text* with its thousands apart, and no fewer than two decimal places."""
    return f"{pence(Decimal(text)):,f}"


def outcome(message: Decision) -> str:
    """Return what the decision comes to, in the words of rule files."""
    return escalation_pb2.DecisionOutcome.Name(message.outcome).removeprefix("DECISION_OUTCOME_").lower()


def rung(message: Decision) -> tuple[str, str]:
    """Return the gravest rung stood on and how it came to be so; both empty without a ladder."""
    for move in message.moves:
        if move.ladder == message.gravest_ladder:
            return move.after, escalation_pb2.MoveKind.Name(move.kind).removeprefix("MOVE_KIND_").lower()
    return "", ""


def deducted(payment: Payment) -> Decimal:
    """Return what was taken from the provider."""
    return sum((amount(one.applied) for one in payment.totals if _TAKES[one.kind]), Decimal(0))


def decision_row(message: Decision, kpis: Iterable[str] = (), book: RuleBook | None = None) -> DecisionRow:
    """Return what a table shows of a decision, with a place for each of *kpis*, which the rules in *book* rate."""
    after, move = rung(message)
    paid = message.payment if message.HasField("payment") else None
    return DecisionRow(
        contract=message.contract,
        period=short_label(period(message.evidence.period)) if message.evidence.HasField("period") else "",
        kpis=_all_shown(message, kpis, book) if book else (),
        points=_points(message.kpis),
        outcome=outcome(message),
        rung=after,
        move=move,
        deducted=_sum(deducted(paid)) if paid else "",
        payable=f"{amount(paid.payable):,f}" if paid else "",
    )


def _all_shown(message: Decision, kpis: Iterable[str], book: RuleBook) -> tuple[Shown, ...]:
    rules = book.on(day(message.rules.on)) or book.latest
    found = {one.kpi: one for one in message.kpis}
    scale = {one.name: one for one in rules.scale.ratings}
    return tuple(_shown(found.get(name), scale, rules.failure) for name in kpis)


def _shown(message: KpiOutcome | None, scale: dict[str, Rating], failure: Rating) -> Shown:
    if message is None:
        return NOTHING
    match message.kind:
        case outcome_pb2.OUTCOME_KIND_RATED:
            mark = _MARKS.get(message.basis, "") + DOUBTFUL * message.doubtful
            return rated(scale[message.rating], mark, message.number, failure)
        case outcome_pb2.OUTCOME_KIND_NOT_RATED:
            return Shown("", word(figure_pb2.Absence.Name(message.absence)), "", "", UNRATED)
        case outcome_pb2.OUTCOME_KIND_UNDECIDED:
            return Shown("", UNDECIDED, "", "", FAILED)
    return NOTHING


def _points(kpis: Iterable[KpiOutcome]) -> str:
    return plain(sum((Decimal(one.points) for one in kpis if one.points), Decimal(0)))


def _sum(money: Decimal) -> str:
    return f"{money:,f}" if money else "0"


def word(name: str, enum: str = "ABSENCE") -> str:
    """Return the *name* of a value of *enum* without that before it: `no activity`."""
    return name.removeprefix(f"{enum}_").lower().replace("_", " ")
