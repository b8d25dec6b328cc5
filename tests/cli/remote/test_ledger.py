"""`plimsoll ledger`: verified and copied while a server uses it."""

import json
import sqlite3

import pytest

from tests.service.serving import soon


@pytest.fixture
def decided(office):
    office.registers()
    office.submits_months(97, 97)
    return office


def test_a_whole_ledger_is_said_to_be_so(decided):
    result = decided.plimsoll("ledger", "verify", str(decided.settings.ledger))

    assert result.exit_code == 0
    assert "6 entries on 2 contracts, 2 decisions, all as recorded" in result.stdout
    assert "seal: 6:" in result.stdout


def test_a_backup_is_a_ledger_of_its_own(decided):
    copy = decided.folder / "copy"

    made = decided.plimsoll("ledger", "backup", str(copy), "--ledger", str(decided.settings.ledger))

    assert made.exit_code == 0
    assert decided.plimsoll("ledger", "verify", str(copy)).exit_code == 0


def test_a_backup_takes_no_files_place_unless_told(decided):
    copy = decided.folder / "copy"
    copy.write_text("precious")

    refused = decided.plimsoll("ledger", "backup", str(copy), "--ledger", str(decided.settings.ledger))

    assert (refused.exit_code, copy.read_text()) == (2, "precious")
    assert "expected a new file for the backup" in refused.stderr


def test_a_changed_entry_is_named(decided):
    copy = decided.folder / "copy"
    decided.plimsoll("ledger", "backup", str(copy), "--ledger", str(decided.settings.ledger))
    connection = sqlite3.connect(copy)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("UPDATE entries SET body = replace(body, '97', '17') WHERE position = 3")
    for _, text in triggers:
        connection.execute(text)
    connection.commit()
    connection.close()

    result = decided.plimsoll("ledger", "verify", str(copy))
    document = decided.plimsoll("ledger", "verify", str(copy), "--format", "json")

    assert result.exit_code == 1, result.stderr
    assert "position 3: contract `cedar`: version 2: " in result.stderr
    assert json.loads(document.stdout)["position"] == 3


def test_a_ledger_that_was_cut_does_not_hold_the_seal_that_was_noted(decided):
    seal = decided.plimsoll("ledger", "verify", str(decided.settings.ledger)).stdout.split("seal: ")[1].strip()
    copy = decided.folder / "copy"
    decided.plimsoll("ledger", "backup", str(copy), "--ledger", str(decided.settings.ledger))
    decided.submits_months(15, first="2026-06")

    assert decided.plimsoll("ledger", "verify", str(decided.settings.ledger), "--seal", seal).exit_code == 0
    later = decided.plimsoll("ledger", "verify", str(decided.settings.ledger)).stdout.split("seal: ")[1].strip()
    assert decided.plimsoll("ledger", "verify", str(copy), "--seal", later).exit_code == 1


def test_a_decision_log_is_held_against_the_ledger(decided):
    log = decided.folder / "decisions.jsonl"
    assert soon(lambda: log.is_file() and len(log.read_bytes().splitlines()) == 2)
    asked = ("ledger", "verify", str(decided.settings.ledger), "--log", str(log))

    whole = decided.plimsoll(*asked)
    first, second = log.read_text().splitlines(keepends=True)
    copy = decided.folder / "copy.jsonl"
    copy.write_text(first + second.replace("235200.00", "240000.00"))
    changed = decided.plimsoll(*asked[:-1], str(copy))

    assert whole.stdout.splitlines()[-1] == "decision log: 2 decisions as the ledger has them"
    assert changed.exit_code == 1
    assert "copy.jsonl:2: " in changed.stderr


def test_what_is_no_seal_is_refused(decided):
    result = decided.plimsoll("ledger", "verify", str(decided.settings.ledger), "--seal", "yesterday")

    assert result.exit_code == 2
    assert "yesterday" in result.stderr


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("absent", "expected the file of a ledger, and `absent` is none", id="no file"),
        pytest.param("folder", "expected the file of a ledger, and `folder` is a folder", id="a folder"),
        pytest.param("empty", "expected a ledger of Plimsoll, and `empty` is empty", id="an empty file"),
        pytest.param("notes", "`notes`: file is not a database; name the file of a ledger", id="another file"),
    ],
)
def test_what_is_no_ledger_is_said_so(plimsoll, tmp_path, name, said):
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty").touch()
    (tmp_path / "notes").write_text("nothing")

    result = plimsoll("ledger", "verify", name)

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "ledger verify" not in result.stderr
