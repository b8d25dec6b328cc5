"""A vocabulary to speak in, a history that answers from a table, and short ways to compile and run."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from engine.expression import Kind, Program, Typed, Vocabulary, Window, compiled
from engine.model.decimals import exactly
from engine.model.figures import Absence, Figure
from engine.model.scale import PROCUREMENT_ACT_2023, Rating

SCALE = PROCUREMENT_ACT_2023
GOOD, APPROACHING, IMPROVE, INADEQUATE = SCALE.ratings
ANY = tuple(Kind)
CHOICES = ("Outstanding", "Good", "Inadequate")

VOCABULARY = Vocabulary(
    names={
        "planned": Typed(Kind.NUMBER),
        "missed": Typed(Kind.NUMBER),
        "share": Typed(Kind.NUMBER, "percent"),
        "stay": Typed(Kind.NUMBER, "days"),
        "charges": Typed(Kind.MONEY),
        "fee": Typed(Kind.MONEY),
        "late": Typed(Kind.FLAG),
        "closed": Typed(Kind.FLAG),
        "started": Typed(Kind.DATE),
        "ended": Typed(Kind.DATE),
        "cqc_rating": Typed(Kind.TEXT, None, CHOICES),
        "note": Typed(Kind.TEXT),
        "held": Typed(Kind.RATING),
        "größe": Typed(Kind.NUMBER),
    },
    kpis=("missed_visits", "complaints"),
    scale=SCALE,
    payments=("service_credits", "incentives"),
    events=("exception_report", "plan_closed"),
    caps={"service_credits": ("monthly", "yearly"), "incentives": ("yearly",)},
    ladders={"contract": ("routine", "exit"), "lot": ("steady", "watched")},
    ladder="contract",
    history=True,
)
KPI_VALUE = replace(VOCABULARY, history=False, ladder=None, quotients_rounded=False)

VALUES: Mapping[str, Figure] = MappingProxyType(
    {
        "planned": Decimal(3000),
        "missed": Decimal(97),
        "share": Decimal("3.2"),
        "stay": Decimal(12),
        "charges": Decimal("1000.50"),
        "fee": Decimal(80),
        "late": True,
        "closed": False,
        "started": date(2026, 4, 1),
        "ended": date(2026, 5, 1),
        "cqc_rating": "Good",
        "note": "as agreed",
        "held": IMPROVE,
        "größe": Decimal(2),
    }
)


@dataclass(frozen=True)
class TableHistory:
    """Answers every question about counts from one table, and notes what it was asked."""

    counts: Mapping[str, Decimal] = field(default_factory=dict)
    ratings: Mapping[str, Rating | Absence] = field(default_factory=dict)
    rungs: Mapping[str, str] = field(default_factory=lambda: {"contract": "exit", "lot": "steady"})
    capped: bool | Absence = False
    since: bool = False
    asked: list[tuple[object, ...]] = field(default_factory=list)

    def _count(self, *question: object) -> Decimal:
        self.asked.append(question)
        return self.counts.get(str(question[0]), Decimal(0))

    def failures(self, kpis: tuple[str, ...], window: Window) -> Decimal:
        return self._count("failures", kpis, window)

    def consecutive_failures(self, kpis: tuple[str, ...], window: Window) -> Decimal:
        return self._count("consecutive_failures", kpis, window)

    def consecutive_passes(self, kpis: tuple[str, ...], window: Window) -> Decimal:
        return self._count("consecutive_passes", kpis, window)

    def points(self, kpis: tuple[str, ...], window: Window) -> Decimal:
        return self._count("points", kpis, window)

    def rated(self, rating: Rating, kpis: tuple[str, ...], window: Window) -> Decimal:
        return self._count("rated", rating, kpis, window)

    def rating(self, kpi: str) -> Rating | Absence:
        return self.ratings.get(kpi, Absence.MISSING)

    def previous(self, kpi: str, otherwise: Rating | None = None) -> Rating | Absence:
        rating = self.ratings.get(f"previous {kpi}", Absence.NOT_APPLICABLE)
        return otherwise if isinstance(rating, Absence) and otherwise is not None else rating

    def on_rung(self, ladder: str) -> Decimal:
        return self._count("on_rung", ladder)

    def rung(self, ladder: str) -> str:
        return self.rungs[ladder]

    def credits(self, payments: tuple[str, ...], window: Window) -> Decimal:
        return self._count("credits", payments, window)

    def events(self, kinds: tuple[str, ...], window: Window) -> Decimal:
        return self._count("events", kinds, window)

    def happened_since(self, kinds: tuple[str, str]) -> bool:
        self.asked.append(("happened_since", kinds))
        return self.since

    def cap_reached(self, payments: tuple[str, ...], *caps: tuple[str, ...]) -> bool | Absence:
        self.asked.append(("cap_reached", payments, *caps))
        return self.capped


def program(text: str, vocabulary: Vocabulary = VOCABULARY, *, reference: bool = False) -> Program:
    """Return *text* compiled, which must have no fault."""
    result = compiled(text, vocabulary, expected=ANY, reference=reference)
    assert isinstance(result, Program), (text, result)
    return result


def faults(text: str, vocabulary: Vocabulary = VOCABULARY, expected: tuple[Kind, ...] = ANY) -> list[tuple[int, str]]:
    """Return offset and code of each fault in *text*."""
    result = compiled(text, vocabulary, expected=expected)
    return [] if isinstance(result, Program) else [(fault.offset, fault.code) for fault in result]


def message(text: str, vocabulary: Vocabulary = VOCABULARY, expected: tuple[Kind, ...] = ANY) -> str:
    """Return the words of the first fault in *text*."""
    result = compiled(text, vocabulary, expected=expected)
    assert not isinstance(result, Program), text
    return result[0].message


def both(
    text: str, history: TableHistory | None = None, *, vocabulary: Vocabulary = VOCABULARY, **names: Figure
) -> Figure:
    """Return the value of *text*, the same from both evaluators, with *names* in place of the usual values."""
    values, past = {**VALUES, **names}, history or TableHistory()
    with exactly():
        found, meant = (
            program(text, vocabulary, reference=reference).value(values, past) for reference in (False, True)
        )
    assert (type(found), found) == (type(meant), meant), text
    return found
