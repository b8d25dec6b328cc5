"""What many submissions leave in the server's memory."""

from __future__ import annotations

from itertools import islice
from time import perf_counter

from tests.bench import asking
from tests.bench.asking import METHODS
from tests.bench.calling import callers
from tests.bench.serving import served
from tests.bench.table import Row

CONTRACTS = 1000
_BATCH = 100


def measured(submissions: int) -> list[Row]:
    """Return what *submissions*, in batches, on a thousand contracts add to the memory of the server."""
    names = [f"kept-{n}" for n in range(CONTRACTS)]
    with served() as server, callers(server, 1) as one:
        asking.begin(one, names, 0)
        before, _ = server.memory()
        start = perf_counter()
        batches = asking.submitted(asking.submissions(names), _BATCH)
        for batch in islice(batches, submissions // _BATCH):
            asking.check_submitted(one.called(f"{METHODS}BatchSubmit", [batch]))
        seconds = perf_counter() - start
        after, most = server.memory()
    return [
        Row("before them", f"{before:.0f} MiB", f"{CONTRACTS:,} contracts registered"),
        Row("after them", f"{after:.0f} MiB", f"{(after - before) * 1024 / CONTRACTS:.1f} KiB more a contract"),
        Row("at most", f"{most:.0f} MiB", ""),
        Row("time", f"{seconds:.0f} s", f"{submissions / seconds:,.0f} submissions a second, one caller"),
    ]
