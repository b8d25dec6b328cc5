"""The page on the decision log is true of the lines of real decisions, in both directions."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from engine.cli.main import app
from engine.decision_log import PERSONAL, Masking
from engine.decision_log.fields import FIELDS
from engine.decision_log.line import line
from engine.ledger.memory import MemoryLedger
from engine.ledger.sqlite.ledger import SqliteLedger
from tests.application.builders import Desk
from tests.decision_log.builders import PERSONAL_MEASURES, everything, leaves, recorded, whole
from tests.evaluation.builders import Provider, kpi, ladder, rules

PAGE = Path(__file__).parents[2] / "docs" / "decision-log.md"
TEXT = PAGE.read_text(encoding="utf-8")


class Row(NamedTuple):
    """A row of the table of fields."""

    path: str
    type: str
    meaning: str
    masked: str


ROWS = [
    Row(path.strip("`"), *further)
    for path, *further in re.findall(r"^\| (`[^`|]+`) \| ([^|]+) \| (.+?) \| ([a-z ]*?) ?\|$", TEXT, re.MULTILINE)
]

NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d*[1-9])?")
MONEY = re.compile(r"-?\d+(\.\d+)?")


def is_text(value: object) -> bool:
    return isinstance(value, str)


def is_number(value: object) -> bool:
    return isinstance(value, str) and bool(NUMBER.fullmatch(value))


def is_day(value: object) -> bool:
    return isinstance(value, str) and date.fromisoformat(value).isoformat() == value


TYPES = {
    "text": is_text,
    "number": is_number,
    "money": lambda value: isinstance(value, str) and bool(MONEY.fullmatch(value)),
    "whole number": lambda value: type(value) is int,
    "flag": lambda value: isinstance(value, bool),
    "day": is_day,
    "instant": lambda value: value.endswith("Z") and datetime.fromisoformat(value),
    "figure": lambda value: isinstance(value, bool | dict) or is_number(value),
    "null": lambda value: value is None,
}


def values(masking: Masking) -> dict[str, list]:
    """Every value in the lines of decisions of every kind, by path."""
    ledger = MemoryLedger()
    measured = kpi("judged", ratings="[{good: note == 'x' or regulator == 'Good'}, {inadequate: otherwise}]")
    written = rules(
        measures=PERSONAL_MEASURES,
        kpis=measured + kpi("chosen", value="regulator", better="", bands="{good: [Good, Fair, Poor]}"),
        escalation=ladder("note == 'urgent'"),
    )
    personal = Provider(written, id="c-9").reports(figure=1, note="Mrs Example", regulator="Fair")
    plain = Provider(rules(calendar=""), id="c-7").reports(figure=1)
    by_nothing = rules(measures=PERSONAL_MEASURES, kpis=kpi(value="figure / age", precision="'0 dp, half up'"))
    undecided = Provider(by_nothing, id="c-8").reports(note="`figure / age`", figure=1, age=0)
    found: dict[str, list] = {}
    for decision in (*everything(), personal, plain, undecided):
        for path, value in leaves(line(recorded(ledger, decision), masking)):
            found.setdefault(path, []).append(value)
    return found


def test_the_table_has_every_field_once_and_in_the_order_of_a_line():
    assert tuple(row.path for row in ROWS) == FIELDS


def test_every_field_of_the_table_is_in_a_line_and_every_field_of_a_line_in_the_table():
    assert set(values(Masking(PERSONAL))) == {row.path for row in ROWS}


def test_every_value_is_of_the_type_that_the_table_says():
    found = values(Masking(()))

    wrong = {
        (row.path, row.type, str(value))
        for row in ROWS
        for value in found.get(row.path, ())
        if not any(TYPES[one](value) for one in row.type.split(" or "))
    }
    assert wrong == set()


def test_null_is_where_the_table_says_that_it_may_be():
    found = values(Masking(()))

    assert {path for path, some in found.items() if None in some} == {row.path for row in ROWS if "null" in row.type}


def test_what_is_masked_unless_said_is_what_the_table_says():
    masked = {path for path, some in values(Masking()).items() if "[masked]" in some}

    assert masked == {row.path for row in ROWS if row.masked}
    assert {row.path for row in ROWS if row.masked == "yes"} == {"caller"}
    assert f"`{', '.join(PERSONAL)}`" in TEXT


@pytest.mark.skipif(not shutil.which("jq"), reason="jq is not installed")
@pytest.mark.parametrize("command", re.findall(r"^\$ (jq .*)$", TEXT, re.MULTILINE))
def test_the_commands_that_the_page_shows_find_something(command, tmp_path):
    ledger = MemoryLedger()
    for decision in everything():
        recorded(ledger, decision)
    (tmp_path / "decisions.jsonl").write_bytes(whole(ledger))

    run = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert run.stderr == ""
    assert run.stdout.strip()


def test_the_command_of_the_page_verifies_a_log(tmp_path, monkeypatch):
    [shown] = re.findall(r"^\$ plimsoll (ledger verify .*?) +#", TEXT, re.MULTILINE)
    ledger = SqliteLedger(tmp_path / "plimsoll.ledger")
    desk = Desk(ledger=ledger)
    desk.registers()
    desk.submits_each(["75", "95", "60"])
    first, second, _ = whole(ledger).splitlines(keepends=True)
    (tmp_path / "decisions.jsonl.1").write_bytes(first)
    (tmp_path / "decisions.jsonl").write_bytes(second)
    monkeypatch.chdir(tmp_path)

    said = CliRunner().invoke(app, shlex.split(shown))
    ledger.close()

    expected = "decision log: 2 decisions as the ledger has them, 1 to be written"
    assert said.exit_code == 0, said.output
    assert said.stdout.splitlines()[-1] == expected
