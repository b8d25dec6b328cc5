"""The command `plimsoll` on a day that is named before it: `python -m tests.clients.on_a_day 2027-05-03 serve`."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, time

from engine.bootstrap import serving
from engine.cli.main import run


class OnADay:
    """A clock that stands still in the morning of *day*."""

    def __init__(self, day: date) -> None:
        self._now = datetime.combine(day, time(9), UTC)

    def now(self) -> datetime:
        return self._now


if __name__ == "__main__":
    today = date.fromisoformat(sys.argv.pop(1))
    serving.SystemClock = lambda: OnADay(today)
    run()
