import csv
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from engine.model.ledger import EntryKind
from tests.clients.running import CHECKOUT, CLIENTS, PATIENCE, Running, told
from tests.service.serving import served
from tests.service.test_records import RULES

YEAR = CHECKOUT / "rules" / "homecare-service-points" / "evidence" / "2026-27.csv"
NODE = CLIENTS / "node"
BUF = Path(sys.executable).with_name("buf")


def run(*command, **environment):
    return subprocess.run(
        command,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def node_runs(program, *arguments):
    """Run *program* as if it stood beside the Node client."""
    command = ["node", "--input-type=module", "--eval", program, *arguments]
    return subprocess.run(command, cwd=NODE, capture_output=True, text=True, timeout=PATIENCE, check=False)


def modules():
    """Install what the Node client needs, unless this very lock file has been followed; skip where that cannot be."""
    if shutil.which("npm") is None:
        pytest.skip(
            "the Node client is not tested, for `npm` is missing: `apt-get install nodejs npm`, Node 20 or newer"
        )
    wanted = sha256((NODE / "package-lock.json").read_bytes()).hexdigest()
    stamp = NODE / "node_modules" / ".installed-by-tests"
    if (stamp.exists() and stamp.read_text(encoding="utf-8") == wanted) or are_installed():
        return
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    made = subprocess.run(command, cwd=NODE, capture_output=True, text=True, timeout=300, check=False)
    if made.returncode and re.search(r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH", made.stderr):
        pytest.skip(
            "the Node client is not tested: its packages are missing, and no registry of Node packages can be reached; "
            "`cd clients/node && npm ci` where one can, then run the tests again"
        )
    assert made.returncode == 0, made.stderr
    stamp.write_text(wanted, encoding="utf-8")


def are_installed():
    """Whether somebody has followed the lock file by hand, which `npm ci` would undo where no registry answers."""
    command = ["npm", "ls", "--all", "--offline"]
    listed = subprocess.run(command, cwd=NODE, capture_output=True, text=True, timeout=PATIENCE, check=False)
    return (NODE / "node_modules").is_dir() and listed.returncode == 0


@pytest.fixture
def python(site):
    """Runs the Python client's example, with the client installed."""
    return lambda address: run(sys.executable, CLIENTS / "python" / "example.py", address, PYTHONPATH=str(site))


@pytest.fixture
def node():
    """Runs the Node client's example."""
    modules()
    return lambda address: run("node", NODE / "example.mjs", address)


@pytest.fixture
def shell():
    """Runs the shell client."""
    if not BUF.exists():
        pytest.skip(
            f"the shell client is not tested, for `{BUF}` is missing: `{sys.executable} -m pip install buf-bin`"
        )
    return lambda address: run(CLIENTS / "shell" / "year.sh", address, BUF=str(BUF))


CLIENT = {
    "python": ("cedar", "example.py", "Cedar Support Services (contract cedar), August 2026"),
    "node": ("birch", "example.mjs", "Birch Care Partners (contract birch), August 2026"),
    "shell": ("alder", "year.sh", "Alder Homecare (contract alder), March 2027"),
}


@pytest.mark.parametrize("client", CLIENT)
def test_a_client_registers_a_contract_submits_a_year_watches_and_explains(client, request, running):
    contract, caller, title = CLIENT[client]
    example = request.getfixturevalue(client)

    first = example(running.address)
    again = example(running.address)
    running.stop()

    assert (first.returncode, first.stderr) == (0, "")
    entries, decided = running.recorded(contract), running.decided(contract)
    assert [one.kind for one in entries] == [
        EntryKind.REGISTERED,
        *[EntryKind.SUBMITTED, EntryKind.DECIDED] * 12,
    ]
    assert {one.beside.caller for one in entries} == {caller}
    watched, _, explained = first.stdout.partition("\n\n")
    assert [re.sub(r"(?<=\d),(?=\d)| +(?= )", "", line) for line in watched.splitlines()] == told(decided)
    assert explained.splitlines()[0] == title
    assert "Rated target met (Schedule 2, KPI 1)." in explained or "a failure (Schedule 2, KPI 1)." in explained
    assert again.stdout == first.stdout


@pytest.mark.parametrize("client", CLIENT)
def test_a_client_tells_of_a_year_what_has_come(client, request, tmp_path):
    example = request.getfixturevalue(client)
    with Running(tmp_path) as running:
        running.today = date(2026, 9, 20)
        running.start()

        ran = example(running.address)
        running.stop()

    decided = running.decided(CLIENT[client][0])
    assert (ran.returncode, ran.stderr) == (0, "")
    assert [one.evidence.period.label for one in decided] == ["2026-04", "2026-05", "2026-06", "2026-07", "2026-08"]
    assert [line.split()[0] for line in ran.stdout.partition("\n\n")[0].splitlines()] == [
        one.evidence.period.label for one in decided
    ]


@pytest.mark.parametrize("client", CLIENT)
def test_a_client_says_when_there_is_no_server(client, request):
    ran = request.getfixturevalue(client)("127.0.0.1:1")

    assert ran.returncode != 0
    assert ran.stdout == ""
    assert ran.stderr
    assert "Traceback" not in ran.stderr
    assert "node:internal" not in ran.stderr


def test_the_shell_says_when_buf_is_missing(tmp_path):
    (tmp_path / "dirname").symlink_to(shutil.which("dirname"))

    ran = run(shutil.which("bash"), CLIENTS / "shell" / "year.sh", PATH=str(tmp_path), BUF="")

    assert ran.returncode == 2
    assert "install it with `pip install buf-bin`" in ran.stderr


def test_the_shells_year_is_the_evidence_of_the_rule_pack():
    with YEAR.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["contract"] == "alder"]
    requests = [json.loads(line) for line in (CLIENTS / "shell" / "year.jsonl").read_text().splitlines()]

    for row, request in zip(rows, requests, strict=True):
        figures = {name: str(next(iter(one.values()))) for name, one in request["figures"].items()}
        assert request["period"] == {"label": row.pop("period")}
        assert "-".join(f"{request['receivedOn'][part]:02}" for part in ("year", "month", "day")) == row.pop("received")
        assert request["contract"] == row.pop("contract")
        assert {name: cell.lower() for name, cell in figures.items()} == {
            name: cell.lower() for name, cell in row.items() if cell
        }


def shown(client, language, address):
    """The block in *language* of a client's README, for a server at *address*."""
    text = (CLIENTS / client / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return blocks[-1].replace("127.0.0.1:7465", address)


def test_what_the_python_readme_shows_works(site, running):
    endless = "watch(after=decision.position)"
    program = shown("python", "python", running.address)
    assert endless in program

    ran = run(
        sys.executable,
        "-c",
        program.replace(endless, "watch(after=decision.position, seconds=1)"),
        PYTHONPATH=str(site),
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[:2] == [
        "elm#3 no_action 115848.70",
        "Elm Homecare (contract elm), April 2026",
    ]


def test_what_the_node_readme_shows_works(running):
    modules()

    ran = node_runs(shown("node", "js", running.address))

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == "oak#3 DECISION_OUTCOME_NO_ACTION 87977.05\n"


def test_what_the_shell_readme_shows_works(shell, running):
    shell(running.address)
    commands = shown("shell", "console", running.address).replace("$ buf", "buf")

    ran = run("bash", "-euo", "pipefail", "-c", commands, PATH=f"{BUF.parent}:{os.environ['PATH']}")

    assert (ran.returncode, ran.stderr) == (0, "")
    assert '"outcome": "DECISION_OUTCOME_' in re.sub(" +", " ", ran.stdout)
    assert "plimsoll.v1.DecisionService/WatchDecisions" in ran.stdout


FACTS = """
import assert from "node:assert/strict";
import { amount, connect, figure, number, PlimsollError, source } from "./plimsoll.mjs";

assert.deepEqual(figure(97), { number: "97" });
assert.deepEqual(figure(true), { flag: true });
assert.deepEqual(number("240000.00"), { number: "240000.00" });
assert.throws(() => figure(0.5), /expected a whole number, true, false or text, not `0.5`; write number\\("0.5"\\)/);
assert.throws(() => number("1e3"), /expected plain digits/);
assert.deepEqual(source("council", { verified: true }), { name: "council", verified: true });
assert.equal(amount({ units: "104263", nanos: 830000000 }), "104263.83");
assert.equal(amount({ units: "0", nanos: -50000000 }), "-0.05");
assert.equal(amount({ units: "-3", nanos: 0 }), "-3.00");
assert.equal(amount({ units: "1", nanos: 1 }), "1.000000001");

const plimsoll = connect(process.argv[1]);
const sources = { visits: source("") };
const asked = { contract: "cedar", figures: { visits: {} }, sources };
const refused = await plimsoll.submit(asked).catch((error) => error);
assert(refused instanceof PlimsollError);
assert.equal(refused.status, "INVALID_ARGUMENT");
assert.equal(refused.reason, "REQUEST_INVALID");
assert(refused.violations.some(({ field }) => field === "figures[visits]"));
assert(refused.violations.some(({ field }) => field === "sources[visits].name"));
assert(refused.requestId);
const late = await plimsoll.getServerInfo({}, { timeout: -1 }).catch((error) => error);
assert.equal(late.status, "DEADLINE_EXCEEDED");
plimsoll.close();
"""


def test_the_node_client_keeps_numbers_exact_and_says_why_something_is_refused(running):
    modules()

    ran = node_runs(FACTS, running.address)

    assert (ran.returncode, ran.stderr) == (0, "")


STREAMED = """
import assert from "node:assert/strict";
import { connect, PlimsollError } from "./plimsoll.mjs";
const plimsoll = connect(process.argv[1]);
const fields = ["person", "achieved", "days_late", "age"];
async function* people(count, age = "80") {
  for (let at = 0; at < count; at++) yield { cells: [`P-${at}`, "true", "3", at === 1700 ? age : "80"] };
}
const asked = { request_id: "r", contract: "cedar", period: { label: "2026-04" } };
const first = await plimsoll.streamSubmit({ ...asked, records: { people: { fields, rows: people(2500) } } });
assert.equal(first.decision.kpis[0].number, "2500");
const whole = [];
for await (const row of people(2500)) whole.push(row);
const again = await plimsoll.submit({ ...asked, records: { people: { fields, rows: whole } } });
assert.deepEqual([first.answered_before, again.answered_before], [false, true]);
const may = { contract: "cedar", period: { label: "2026-05" } };
const wrong = { fields, rows: people(2500, "old") };
const bad = await plimsoll.streamSubmit({ ...may, records: { people: wrong } }).catch((error) => error);
assert(bad instanceof PlimsollError, String(bad));
assert.equal(bad.violations[0].field, "records[people].rows[1700]");
const endless = { fields, rows: people(Infinity, "x".repeat(1001)) };
const long = await plimsoll.streamSubmit({ ...may, records: { people: endless } }).catch((error) => error);
assert(long instanceof PlimsollError, String(long));
assert.equal(long.reason, "REQUEST_INVALID");
async function* broken() {
  yield { cells: ["P-1", "true", "3", "80"] };
  throw new Error("the file ended early");
}
const half = { ...may, records: { people: { fields, rows: broken() } } };
await assert.rejects(plimsoll.streamSubmit(half), /the file ended early/);
const some = { ...may, records: { people: { fields, rows: people(3) } } };
const late = await plimsoll.streamSubmit(some, { timeout: -1 }).catch((error) => error);
assert.equal(late.status, "DEADLINE_EXCEEDED");
plimsoll.close();
"""


def test_the_node_client_sends_rows_in_parts_as_they_are_iterated():
    modules()

    with served(RULES) as server:
        server.registers()
        ran = node_runs(STREAMED, f"127.0.0.1:{server.server.port}")

        assert (ran.returncode, ran.stderr) == (0, "")
        kinds = [entry.kind for entry in server.desk.ledger.stream("cedar")]
        assert kinds == [EntryKind.REGISTERED, EntryKind.SUBMITTED, EntryKind.DECIDED]


def test_the_lock_file_names_no_registry():
    lock = json.loads((NODE / "package-lock.json").read_text(encoding="utf-8"))

    assert [name for name, one in lock["packages"].items() if "resolved" in one] == []
    assert all("integrity" in one for name, one in lock["packages"].items() if name)
