"""What compiling costs: a thousand copies of a rule set with 30 KPIs, kept in memory."""

from __future__ import annotations

import tracemalloc
from time import perf_counter

from engine.bootstrap import policies
from engine.compiler.rule_sets import compiled
from tests.bench import ten_kpis
from tests.bench.table import Row

_COPIES = 1000
_WEIGHED = 50


def measured() -> list[Row]:
    """Return how long the copies take, and what one of them weighs."""
    text = ten_kpis.text(30)
    start = perf_counter()
    kept = [compiled("bench.yaml", text.replace("ten-kpis", f"copy-{n}").encode(), policies()) for n in range(_COPIES)]
    seconds = perf_counter() - start
    if any(one.rules is None for one in kept):
        raise ValueError("a copy did not compile")
    del kept
    tracemalloc.start()
    weighed = [
        compiled("bench.yaml", text.replace("ten-kpis", f"copy-{n}").encode(), policies()) for n in range(_WEIGHED)
    ]
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return [
        Row("time", f"{seconds:.1f} s", f"{seconds / _COPIES * 1e3:.1f} ms a copy"),
        Row(
            "memory kept",
            f"{size / len(weighed) * _COPIES / 2**20:.0f} MiB",
            f"{size / len(weighed) / 1024:.0f} KiB a copy",
        ),
    ]
