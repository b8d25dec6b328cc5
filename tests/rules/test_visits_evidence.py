"""The months of visits beside the pack for time and task: each is paid as its rows say."""

import csv
from collections import Counter
from datetime import datetime
from fractions import Fraction
from math import ceil

import pytest

from .evidence import RULES, decided

EVIDENCE = RULES / "homecare-time-and-task" / "evidence"


@pytest.fixture(scope="module")
def months():
    """What `plimsoll evaluate` makes of the visits, by month."""
    found = decided("homecare-time-and-task", visits="visits.csv", night_visits="night-visits.csv")
    return {one["period"]: one for decisions in found.values() for one in decisions}


def paid(month, entry):
    return next(line["applied"] for line in month["payment"]["lines"] if line["entry"] == entry)


def minutes(row):
    """Return what the pack pays a visit for, reckoned apart from the engine."""
    planned = int(row["planned_minutes"])
    if not row["actual_end"]:
        return 0
    took = (datetime.fromisoformat(row["actual_end"]) - datetime.fromisoformat(row["actual_start"])).seconds // 60
    if abs(took - planned) <= 5:
        return planned
    return max(15, min(planned, ceil(took / 5) * 5))


def share(day):
    """Return the price of *day* in percent of the ordinary one."""
    if (day.month, day.day) in {(12, 25), (12, 26)}:
        return 200
    if (day.month, day.day) == (12, 28):
        return 150
    return 110 if day.weekday() >= 5 else 100


def test_each_visit_by_day_is_paid_as_its_row_says(months):
    pence = Counter()
    with (EVIDENCE / "visits.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            day = datetime.fromisoformat(row["planned_start"])
            exact = Fraction(2410 * minutes(row) * share(day), 6000)
            pence[row["period"]] += int(exact + Fraction(1, 2))

    assert {period: f"{total / 100:.2f}" for period, total in pence.items()} == {
        period: paid(month, "care_by_day") for period, month in months.items()
    }


def test_nights_are_paid_by_bands(months):
    nights = {period: paid(month, "care_at_night") for period, month in months.items()}

    # 16 + 22 + 20, also when clocks are put back; 16 + 26; 16 + 2 + 16.
    assert nights == {"2026-10": "58.00", "2026-11": "42.00", "2026-12": "34.00"}


def test_a_month_of_late_visits_alone_is_not_discussed(months):
    assert {month["ladders"]["contract"]["after"] for month in months.values()} == {"routine"}
