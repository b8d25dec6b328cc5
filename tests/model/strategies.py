"""Values drawn at random: days, the spans of contracts, and every way to report."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import strategies as st

from engine.model.days import YearKind
from engine.model.deadline import Deadline, Unit
from engine.model.period import Period
from engine.model.reporting import Every, Listed, Listing, Reporting

days = st.dates(date(1996, 1, 1), date(2052, 12, 31))
contract_starts = st.dates(date(2020, 1, 1), date(2029, 12, 31)) | st.sampled_from(
    [date(2024, 2, 29), date(2025, 1, 31), date(2026, 4, 1), date(2026, 4, 30)]
)
periods = st.builds(lambda start, length: Period(start, start + timedelta(days=length)), days, st.integers(1, 800))
labelled_periods = st.builds(
    lambda year, part: Period.parse(f"{year}{part}"),
    st.integers(1000, 9998),
    st.sampled_from(["", "-Q1", "-Q2", "-Q3", "-Q4", "-H1", "-H2", *(f"-{month:02}" for month in range(1, 13))]),
)
spans = st.builds(
    lambda start, length: Period(start, start + timedelta(days=length)), contract_starts, st.integers(1, 1500)
)
every = st.builds(Every, st.sampled_from([1, 3, 6, 12]), st.sampled_from(YearKind))
listings = st.lists(contract_starts, min_size=2, max_size=12, unique=True).map(
    lambda found: Listing(tuple(Listed(Period(start, end)) for start, end in pairwise(sorted(found))))
)
reporting = st.builds(Reporting, every)
listed_reporting = st.builds(Reporting, listings)
deadlines = st.builds(Deadline, st.integers(1, 400), st.sampled_from(Unit), st.booleans())
