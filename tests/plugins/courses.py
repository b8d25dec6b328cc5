"""What became of notices, plans and reports, as a view shows it to policies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from engine.model.matters import Occurrence


def day(text: str) -> date:
    """Return a day of 2026 that is written as month-day, or any in full."""
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")


def reported(name: str, *days: str, about: int = 0, disputed: bool = False) -> list[Occurrence]:
    """Something that was reported on some days, *about* one matter or none."""
    return [Occurrence(day(one), name, about, is_disputed=disputed) for one in days]


def notice(begun: str, closed: str = "", *, matter: int = 1) -> list[Occurrence]:
    """A notice, and the day on which it was closed, if it was."""
    ends = [Occurrence(day(closed), "notice_closed", matter)] if closed else []
    return [Occurrence(day(begun), "notice", matter), *ends]


def plan(
    begun: str,
    accepted: str = "",
    closed: str = "",
    *,
    missed: Mapping[str, tuple[str, ...]] | None = None,
    matter: int = 2,
    name: str = "plan",
) -> list[Occurrence]:
    """A plan; of each milestone *missed* the first late day, and the day on which it was met, if it was."""
    stages = [(f"{name}_{stage}", on) for stage, on in (("accepted", accepted), ("closed", closed)) if on]
    course = [Occurrence(day(on), called, matter) for called, on in [(name, begun), *stages]]
    return course + [
        Occurrence(day(on), f"{name}_milestone_{what}", matter, milestone)
        for milestone, days in (missed or {}).items()
        for what, on in zip(("missed", "met"), days, strict=False)
    ]
