"""What a hundred thousand rows cost through the command, as its users run it."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter

from tests.bench import ten_kpis
from tests.bench.table import Row

_CONTRACTS, _MONTHS = 1000, 100


def measured() -> list[Row]:
    """Return the seconds and the peak memory of `plimsoll evaluate --format json`."""
    with tempfile.TemporaryDirectory() as folder:
        rules, figures = Path(folder, "rules.yaml"), Path(folder, "figures.csv")
        rules.write_text(ten_kpis.text())
        _write(figures)
        plimsoll = str(Path(sys.executable).with_name("plimsoll"))
        command = [plimsoll, "evaluate", str(rules), "--submissions", str(figures)]
        start = perf_counter()
        with Path(folder, "decisions.jsonl").open("wb") as out:
            process = subprocess.Popen([*command, "--format", "json"], stdout=out)
            _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - start
        decided = Path(folder, "decisions.jsonl").read_bytes().count(b"\n")
    if os.waitstatus_to_exitcode(status) or decided != _CONTRACTS * _MONTHS:
        raise ValueError(f"expected {_CONTRACTS * _MONTHS} decisions and status 0, got {decided} and {status}")
    return [
        Row("time", f"{seconds:.1f} s", f"{decided / seconds:,.0f} rows a second"),
        Row("peak memory", f"{usage.ru_maxrss / 1024:.0f} MiB", f"{usage.ru_maxrss * 1024 / decided:,.0f} bytes a row"),
    ]


def _write(path: Path) -> None:
    names = [f"{letter}{n}" for n in range(10) for letter in "ab"]
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["contract", "period", "charges", *names])
        for month in range(_MONTHS):
            period = f"{date(2026 + (month + 3) // 12, (month + 3) % 12 + 1, 1):%Y-%m}"
            for contract in range(_CONTRACTS):
                figures = [
                    (n * 11 + contract + month) % 70 if letter == "a" else 3000 for n in range(10) for letter in "ab"
                ]
                rows.writerow([f"c{contract}", period, "240000.00", *figures])
