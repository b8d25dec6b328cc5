"""What expressions may ask about earlier periods, and the windows that they ask it for."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple, NoReturn, Protocol

from engine.model.figures import Absence
from engine.model.scale import Rating


class Window(NamedTuple):
    """How far back a question reaches, the period being decided included (SEMANTICS 18); all None: since the start."""

    periods: int | None = None
    months: int | None = None
    year: str | None = None

    def __str__(self) -> str:
        if self.periods is not None:
            return _last(self.periods, "period")
        if self.months is not None:
            return _last(self.months, "month")
        return f"in the {self.year}" if self.year is not None else "since the start"


def _last(count: int, unit: str) -> str:
    return f"in the last {unit}" if count == 1 else f"in the last {count} {unit}s"


YEARS = ("calendar year", "contract year", "financial year")


class History(Protocol):
    """Answers about earlier periods and this one; an empty tuple of KPIs or payments means any of them."""

    def failures(self, kpis: tuple[str, ...], window: Window) -> Decimal:
        """Return how many failures of *kpis* there were."""

    def consecutive_failures(self, kpis: tuple[str, ...], window: Window) -> Decimal:
        """Return the longest latest run of failures of any one of *kpis*."""

    def consecutive_passes(self, kpis: tuple[str, ...], window: Window) -> Decimal:
        """Return in how many of the latest periods none of *kpis* failed and one was rated."""

    def points(self, kpis: tuple[str, ...], window: Window) -> Decimal:
        """Return the points earned by *kpis*, after doubling."""

    def rated(self, rating: Rating, kpis: tuple[str, ...], window: Window) -> Decimal:
        """Return how many outcomes of *kpis* had *rating*."""

    def rating(self, kpi: str) -> Rating | Absence:
        """Return the rating of *kpi* in the period being decided."""

    def previous(self, kpi: str, otherwise: Rating | None = None) -> Rating | Absence:
        """Return the rating of *kpi* one measurement earlier; *otherwise*, if given, where it had none."""

    def on_rung(self, ladder: str) -> Decimal:
        """Return for how many periods the present rung of *ladder* has been held; 0 in the period of entry."""

    def rung(self, ladder: str) -> str:
        """Return the name of the rung of *ladder* that is held."""

    def credits(self, payments: tuple[str, ...], window: Window) -> Decimal:
        """Return the money that *payments* took."""

    def cap_reached(self, payments: tuple[str, ...], caps: tuple[str, ...] = ()) -> bool | Absence:
        """Return whether the amount due under one of *payments* meets or exceeds a cap: one of *caps*, if given.

        It is unknown where nothing is due yet, as no period is decided.
        """

    def events(self, kinds: tuple[str, ...], window: Window, disputed: bool | None = None) -> Decimal:  # noqa: FBT001  # as expressions hand it in
        """Return how often something of *kinds* happened; only what is *disputed*, or is not, where that is said."""

    def happened_since(self, kinds: tuple[str, str]) -> bool:
        """Return whether the first of *kinds* happened since the latest of the second, or ever, if there was none."""


def _refused(*_asked: object) -> NoReturn:
    message = "this expression has no history to ask"
    raise RuntimeError(message)


class NoHistory:
    """The history of expressions that may not ask for any; being asked is a mistake of the caller."""

    failures = staticmethod(_refused)
    consecutive_failures = staticmethod(_refused)
    consecutive_passes = staticmethod(_refused)
    points = staticmethod(_refused)
    rated = staticmethod(_refused)
    rating = staticmethod(_refused)
    previous = staticmethod(_refused)
    on_rung = staticmethod(_refused)
    rung = staticmethod(_refused)
    credits = staticmethod(_refused)
    cap_reached = staticmethod(_refused)
    events = staticmethod(_refused)
    happened_since = staticmethod(_refused)
