"""`make bench`: what a decision costs beside other engines, in one run, interleaved, medians of repeats."""

from __future__ import annotations

import gc

from tests.bench import compiling, deciding, rows
from tests.bench.table import printed

if __name__ == "__main__":
    # As a server does once its rules are loaded: what was imported is not looked through again and again.
    gc.collect()
    gc.freeze()
    printed("One decision in process, ten KPIs with payment and a ladder", deciding.measured())
    printed("Compiling 1,000 copies of a rule set with 30 KPIs", compiling.measured())
    printed("Deciding 100,000 rows with `plimsoll evaluate`", rows.measured())
