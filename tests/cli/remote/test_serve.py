"""`plimsoll serve` as people run it: a process that is told by signals."""

import json
import signal
import socket
import sqlite3
from contextlib import ExitStack, closing, contextmanager

import grpc
import pytest
from grpc_health.v1.health_pb2 import HealthCheckResponse

from engine.decision_log import verified
from engine.ledger.sqlite.reading import SqliteEntries
from engine.ledger.sqlite.verification import Verified, verify
from tests.cli.remote.calling import Caller, Disk
from tests.cli.remote.conftest import CONTRACTS, HEADER, RULES
from tests.cli.remote.processes import PATIENCE, serving
from tests.service.serving import refusal, soon


@pytest.fixture
def folder(tmp_path):
    rules = tmp_path / "rules" / "homecare"
    rules.mkdir(parents=True)
    (rules / "rules.yaml").write_text(RULES)
    (tmp_path / "contracts.yaml").write_text(CONTRACTS)
    return tmp_path


def _registers(plimsoll, folder, address: str):
    file = str(folder / "contracts.yaml")
    return plimsoll("contracts", "register", file, "--rule-set", "homecare", "--server", address)


def test_a_server_that_is_told_to_stop_ends_well_and_keeps_what_it_answered(plimsoll, folder):
    with serving(folder) as server:
        assert _registers(plimsoll, folder, server.address).exit_code == 0
        assert server.ends() == 0

    assert [line["event"] for line in server.lines][-2:] == ["stopping", "stopped"]
    with serving(folder) as server:
        assert _registers(plimsoll, folder, server.address).stdout.startswith("cedar: registered already")
        assert server.ends(signal.SIGINT) == 0


def test_what_is_decided_is_logged_a_line_each(plimsoll, folder):
    (folder / "f.csv").write_text(f"{HEADER}cedar,2026-04,,3000,97,\n")
    with serving(folder) as server:
        _registers(plimsoll, folder, server.address)
        plimsoll("submit", str(folder / "f.csv"), "--rule-set", "homecare", "--server", server.address)
        server.ends()

    [line] = map(json.loads, (folder / "decisions.jsonl").read_text().splitlines())
    assert line["decision"] == "cedar#2" or line["decision"] == "cedar#3"


def test_decisions_can_be_logged_on_standard_output(plimsoll, folder):
    (folder / "f.csv").write_text(f"{HEADER}cedar,2026-04,,3000,97,\n")
    with serving(folder, "--decision-log", "-") as server:
        _registers(plimsoll, folder, server.address)
        plimsoll("submit", str(folder / "f.csv"), "--rule-set", "homecare", "--server", server.address)
        assert server.ends() == 0
        printed = server.process.stdout.read()

    assert [json.loads(line)["contract"] for line in printed.splitlines()] == ["cedar"]


def test_rules_are_read_again_when_told(plimsoll, folder):
    file = folder / "rules" / "homecare" / "rules.yaml"
    with serving(folder) as server:
        assert server.address
        file.write_text(RULES.replace("good: 0.5", "good: 0.6"))
        server.process.send_signal(signal.SIGHUP)
        assert server.wait_for("rules loaded")["rule_sets"] == ["homecare"]


def test_rules_with_mistakes_are_refused_and_the_others_serve_on(plimsoll, folder):
    file = folder / "rules" / "homecare" / "rules.yaml"
    with serving(folder) as server:
        assert server.address
        file.write_text("rule_set: [")
        server.process.send_signal(signal.SIGHUP)
        assert "rules.yaml:1:" in server.wait_for("rules refused")["problem"]
        assert _registers(plimsoll, folder, server.address).exit_code == 0


@contextmanager
def _opening(folder):
    """A server that is held while it opens its ledger; yields it, and what lets it go on."""
    with ExitStack() as held, closing(sqlite3.connect(folder / "plimsoll.ledger")) as other:
        other.execute("BEGIN EXCLUSIVE")
        server = held.enter_context(serving(folder))
        lock = folder / "plimsoll.ledger.lock"
        assert soon(lambda: lock.is_file() and lock.read_text() == str(server.process.pid))
        yield server, other.rollback


def test_rules_are_read_again_when_that_was_told_before_the_server_serves(folder):
    with _opening(folder) as (server, goes_on):
        server.process.send_signal(signal.SIGHUP)
        goes_on()

        assert server.wait_for("rules loaded")["rule_sets"] == ["homecare"]
        assert server.ends() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda one: one.name)
def test_a_server_that_is_told_to_stop_before_it_serves_ends_well(folder, number):
    with _opening(folder) as (server, goes_on):
        server.process.send_signal(number)
        goes_on()

        assert server.wait_for("stopped")["finished"]
        assert server.process.wait(PATIENCE) == 0


def test_one_ledger_has_one_server(plimsoll, folder):
    with serving(folder) as server:
        assert server.address
        second = plimsoll("serve", "--address", "127.0.0.1:0")

    assert second.exit_code == 2
    assert "plimsoll.ledger" in second.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(("--address", "0.0.0.0:0"), "expected an address of this machine alone", id="open to the world"),
        pytest.param(("--address", "nonsense"), "expected HOST:PORT, such as `127.0.0.1:7465`", id="no address"),
        pytest.param(("--address", "127.0.0.1:99999"), "with a port up to 65535, or", id="no such port"),
        pytest.param(("--rules", "absent"), "expected a rule file, or a folder", id="no rules"),
        pytest.param(("--ledger", "rules/homecare/rules.yaml/ledger"), "rules/homecare/rules.yaml", id="no folder"),
        pytest.param(("--decision-log", "contracts.yaml"), "contracts.yaml", id="a log that is none"),
        pytest.param(("--decision-log", "lgos/log"), "`lgos/log`: no such file or directory", id="no folder of it"),
    ],
)
def test_what_cannot_be_served_is_said_in_one_line(plimsoll, folder, options, said):
    result = plimsoll("serve", "--address", "127.0.0.1:0", *options)

    assert result.exit_code == 2, result.output
    [line] = result.stderr.splitlines()
    assert line.startswith("plimsoll: ")
    assert said in line


def test_rules_with_mistakes_are_shown_with_their_place(plimsoll, folder):
    (folder / "rules" / "homecare" / "rules.yaml").write_text(RULES.replace("visits_missed /", "visits_mised /"))

    result = plimsoll("serve", "--address", "127.0.0.1:0")

    assert result.exit_code == 1
    assert "did you mean `visits_missed`?" in result.stderr


def test_a_port_that_is_taken_is_said_so(plimsoll, folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = plimsoll("serve", "--address", f"127.0.0.1:{taken.getsockname()[1]}")

    assert result.exit_code == 2
    assert "it is taken" in result.stderr


def test_settings_come_from_the_environment(folder):
    with serving(folder, PLIMSOLL_LEDGER="kept.ledger") as server:
        assert server.address
        server.ends()

    assert (folder / "kept.ledger").is_file()


@pytest.mark.parametrize("is_file", [pytest.param(False, id="log read"), pytest.param(True, id="log on that disk too")])
def test_a_full_disk_is_unavailable_and_what_follows_is_recorded(folder, is_file):
    log = folder / "server.log" if is_file else None
    address = f"unix:{folder / 'socket'}"
    with serving(folder, "--address", address, log=log) as server, grpc.insecure_channel(address) as channel:
        caller, disk = Caller(channel), Disk(server.process)
        caller.registers()

        disk.is_full()
        refused = refusal(lambda: caller.submits("2026-04"))
        caller.sees("", HealthCheckResponse.NOT_SERVING)
        caller.sees("plimsoll.ledger", HealthCheckResponse.NOT_SERVING)
        disk.has_room()
        caller.sees("", HealthCheckResponse.SERVING)
        decided = [caller.submits(month).decision.id for month in ("2026-04", "2026-05")]
        caller.sees("plimsoll.decision_log", HealthCheckResponse.SERVING)
        assert server.ends() == 0

    assert (refused.code, refused.reason) == (grpc.StatusCode.UNAVAILABLE, "LEDGER_UNAVAILABLE")
    assert f"expected to write the ledger `{folder / 'plimsoll.ledger'}`: " in refused.message
    logged = [json.loads(line)["decision"] for line in (folder / "decisions.jsonl").read_text().splitlines()]
    assert logged == decided


def test_a_full_disk_is_said_in_the_log(folder):
    with serving(folder) as server, grpc.insecure_channel(server.address) as channel:
        Disk(server.process).is_full()
        refusal(lambda: Caller(channel).registers())
        said = server.wait_for("health")

    assert (said["part"], said["status"]) == ("plimsoll.ledger", "NOT_SERVING")
    assert "plimsoll.ledger" in said["problem"]


def test_a_folder_that_is_moved_away_is_unavailable_and_what_follows_its_return_is_recorded(folder):
    kept, away = folder / "kept", folder / "away"
    kept.mkdir()
    with serving(folder, "--ledger", "kept/ledger") as server, grpc.insecure_channel(server.address) as channel:
        caller = Caller(channel)
        caller.registers()
        first = caller.submits("2026-04").decision

        kept.rename(away)
        refused = refusal(lambda: caller.submits("2026-05"))
        said = server.wait_for("health")
        caller.sees("", HealthCheckResponse.NOT_SERVING)
        away.rename(kept)
        second = caller.submits("2026-05").decision
        caller.sees("", HealthCheckResponse.SERVING)
        assert server.ends() == 0

    assert (refused.code, refused.reason) == (grpc.StatusCode.UNAVAILABLE, "LEDGER_UNAVAILABLE")
    assert f"the ledger `{kept / 'ledger'}`: no such file or directory; see that its folder is there" in refused.message
    assert (said["part"], said["status"]) == ("plimsoll.ledger", "NOT_SERVING")
    assert [first.id, second.id] == ["cedar#3", "cedar#5"]
    found = verify(kept / "ledger")
    assert isinstance(found, Verified)
    assert found.decisions == 2
    with SqliteEntries(kept / "ledger") as entries:
        assert verified([folder / "decisions.jsonl"], entries).mistake is None
