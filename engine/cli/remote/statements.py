"""What a contract's decisions come to in money, line by line, for a finance system."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from engine.api import payment_pb2 as wire
from engine.api.decision_pb2 import Decision
from engine.api.standing_pb2 import Standing
from engine.cli.remote.reading import amount, pence
from engine.model.document import Json
from engine.model.payment import LineKind

_SIGNS = {wire.LineKind.Value(f"LINE_KIND_{kind.name}"): kind.sign for kind in LineKind}


class StatementLine(NamedTuple):
    """One payment line, and what it adds to what is payable: with its sign, and nothing unless it is applied."""

    period: str
    decision: str
    entry: str
    kind: str
    state: str
    adjusts: str
    due: Decimal
    capped_off: Decimal
    applied: Decimal
    adds: Decimal
    clause: str


class Booked(NamedTuple):
    """What one decision booked: its lines, what is payable for its period, and what the next one takes or none does."""

    period: str
    decision: str
    lines: tuple[StatementLine, ...]
    payable: Decimal
    carried_forward: Decimal
    debt: Decimal


class Statement(NamedTuple):
    """What a contract's decisions booked, in order, and what is still to be adjusted.

    Where the contract *ends* no decision follows that could adjust it: it is to be settled.
    """

    contract: str
    provider: str
    currency: str
    booked: tuple[Booked, ...]
    pending: tuple[tuple[str, Decimal], ...]
    ends: bool = False

    @property
    def open(self) -> str:
        """What is to be done about what is *pending*."""
        return "to_be_settled" if self.ends else "to_be_adjusted"

    @property
    def payable(self) -> Decimal:
        """The sum of what was payable."""
        return sum((one.payable for one in self.booked), Decimal("0.00"))

    @property
    def carried_forward(self) -> Decimal:
        """What the next decision takes."""
        return self.booked[-1].carried_forward if self.booked else Decimal("0.00")

    @property
    def debt(self) -> Decimal:
        """What deductions exceeded when the contract ended."""
        return self.booked[-1].debt if self.booked else Decimal("0.00")


def statement(decisions: Iterable[Decision], standing: Standing) -> Statement:
    """Return what *decisions* booked of the contract of *standing*.

    One that supersedes another books nothing, nor does one that is undecided.
    """
    booked = [one for one in decisions if one.HasField("payment") and not one.HasField("supersedes")]
    last = booked[-1] if booked else Decision()
    ends = not standing.HasField("open_period")
    of_each = [_booked(one) for one in booked]
    if ends and of_each and of_each[-1].period == standing.latest_period.label:
        of_each[-1] = _with_debt(of_each[-1])
    return Statement(
        standing.contract,
        last.provider,
        last.payment.currency,
        tuple(of_each),
        tuple((one.period.label, pence(Decimal(one.should) - Decimal(one.booked))) for one in standing.pending),
        ends,
    )


def rows(made: Statement) -> Iterator[dict[str, str]]:
    """Yield *made* as rows of one table: lines, and after those of each decision what is payable and carried.

    `adds` of all lines of a decision, plus what it carries forward or leaves as a debt, is what is payable.
    """
    for booked in made.booked:
        for line in booked.lines:
            yield {"row": "line", **_texts(made, line)}
        common = {"contract": made.contract, "provider": made.provider, "currency": made.currency}
        about = {"period": booked.period, "decision": booked.decision}
        yield {"row": "carried_forward", **common, **about, "adds": f"{booked.carried_forward:f}"}
        if booked.debt:
            yield {"row": "debt", **common, **about, "adds": f"{booked.debt:f}"}
        yield {"row": "payable", **common, **about, "adds": f"{booked.payable:f}"}
    for period, difference in made.pending:
        common = {"contract": made.contract, "provider": made.provider, "currency": made.currency}
        yield {"row": made.open, **common, "period": period, "adds": f"{difference:f}"}


COLUMNS = ("row", "contract", "provider", "currency", *StatementLine._fields)


def document(made: Statement) -> Json:
    """Return *made* as JSON values, money as text."""
    pending: Json = [{"period": period, "difference": f"{sum_:f}"} for period, sum_ in made.pending]
    return {
        "contract": made.contract,
        "provider": made.provider,
        "currency": made.currency,
        "decisions": [_document(one) for one in made.booked],
        "payable": f"{made.payable:f}",
        "carried_forward": f"{made.carried_forward:f}",
        "debt": f"{made.debt:f}",
        **{name: pending if name == made.open else [] for name in ("to_be_adjusted", "to_be_settled")},
    }


def _document(booked: Booked) -> Json:
    lines: Json = [{name: str(value) for name, value in line._asdict().items()} for line in booked.lines]
    return {
        "period": booked.period,
        "decision": booked.decision,
        "lines": lines,
        "payable": f"{booked.payable:f}",
        "carried_forward": f"{booked.carried_forward:f}",
        "debt": f"{booked.debt:f}",
    }


def _texts(made: Statement, line: StatementLine) -> dict[str, str]:
    texts = {name: f"{value:f}" if isinstance(value, Decimal) else value for name, value in line._asdict().items()}
    return {"contract": made.contract, "provider": made.provider, "currency": made.currency, **texts}


def _booked(decision: Decision) -> Booked:
    payment, period = decision.payment, decision.evidence.period.label
    lines = tuple(_line(decision.id, period, one) for one in payment.lines)
    sums = (amount(one) for one in (payment.payable, payment.carried_forward, payment.debt))
    return Booked(period, decision.id, lines, *sums)


def _with_debt(last: Booked) -> Booked:
    """Return what the *last* decision booked with what it carried as a debt: the contract has come to end with it."""
    return last._replace(carried_forward=Decimal("0.00"), debt=last.debt + last.carried_forward)


def _line(decision: str, period: str, line: wire.Line) -> StatementLine:
    applied = amount(line.applied)
    counts = line.state == wire.LINE_STATE_APPLIED
    return StatementLine(
        period=period,
        decision=decision,
        entry=line.entry,
        kind=wire.LineKind.Name(line.kind).removeprefix("LINE_KIND_").lower(),
        state=wire.LineState.Name(line.state).removeprefix("LINE_STATE_").lower(),
        adjusts=line.adjusts.label,
        due=amount(line.due),
        capped_off=amount(line.capped_off),
        applied=applied,
        adds=_SIGNS[line.kind] * applied if counts else Decimal("0.00"),
        clause=line.clause,
    )
