"""`make bench`: what a decision costs, in process and over gRPC, beside others; interleaved, medians of repeats.

`python -m tests.bench --memory 100000` weighs a server after so many submissions, and measures nothing else.
"""

from __future__ import annotations

import argparse
import gc

from tests.bench import compiling, deciding, folding, memory, records, rows, service
from tests.bench.table import printed

_SUBMISSIONS = 10_000


def _everything() -> None:
    # As a server does once its rules are loaded: what was imported is not looked through again and again.
    gc.collect()
    gc.freeze()
    printed("One decision in process, ten KPIs with payment and a ladder", deciding.measured())
    printed("Folding a contract of 180 periods", folding.measured())
    printed("Over gRPC, four callers, server and callers on a core each", service.measured())
    _memory(_SUBMISSIONS)
    printed("Compiling 1,000 copies of a rule set with 30 KPIs", compiling.measured())
    printed("Deciding 100,000 rows with `plimsoll evaluate`", rows.measured())
    printed(f"One submission with {records.ROWS:,} rows of visits", records.measured())


def _memory(submissions: int) -> None:
    printed(f"Memory of a server, {submissions:,} submissions on 1,000 contracts", memory.measured(submissions))


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    arguments.add_argument("--memory", type=int, metavar="SUBMISSIONS", help="weigh a server after so many, only that")
    chosen = arguments.parse_args()
    if chosen.memory is None:
        _everything()
    else:
        _memory(chosen.memory)
