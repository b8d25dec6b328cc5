"""Does what the README says under "Serve contracts", in its order, against a real server."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients.running import CHECKOUT, CLIENTS, PATIENCE

PACK = CHECKOUT / "rules" / "homecare-service-points"
STANDS_FOR = {
    "CONTRACTS.yaml": str(PACK / "evidence" / "contracts.yaml"),
    "FIGURES.csv": str(PACK / "evidence" / "2026-27.csv"),
    "NAME": PACK.name,
    "CONTRACT": "birch",
}


def section() -> str:
    text = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    return text.partition("## Serve contracts\n")[2].partition("\n## ")[0]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", section(), re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    text = "\n".join(blocks("console")).replace("\\\n", " ")
    return [re.sub(" +# .*", "", line) for line in re.split(r"^\$ ", text, flags=re.MULTILINE) if line]


def imports() -> str:
    page = (CLIENTS / "python" / "README.md").read_text(encoding="utf-8")
    return "\n".join(re.findall(r"^(?:from|import) .*$", page, re.MULTILINE))


@pytest.fixture
def told(running, site):
    """Runs a command, or with `code` a program, as the README has it; returns what it prints."""

    def run(command: str = "", *, code: str = "", ends: int = 0) -> str:
        for name, meant in STANDS_FOR.items():
            command = re.sub(rf"\b{re.escape(name)}\b", meant, command)
        environment = os.environ | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(site),
            "PLIMSOLL_ADDRESS": running.address,
            "PLIMSOLL_LEDGER": str(running.ledger),
        }
        text = (command or code).replace("127.0.0.1:7465", running.address).replace(".venv/bin/", "")
        arguments = [sys.executable, "-c", text] if code else ["bash", "-euo", "pipefail", "-c", text]
        ran = subprocess.run(
            arguments, cwd=CHECKOUT, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert ran.returncode == ends, ran.stderr
        return ran.stdout

    return run


def test_what_the_readme_says_about_serving_works(told, running):
    serve, install_and_run, curl, *of_contracts, listed, verified = commands()
    register, submit, due, record, standing, statement, events, review, benefits = of_contracts

    assert "plimsoll serve --rules rules" in serve  # which the fixture has done
    assert "exit right" in told(f"{install_and_run.partition('&& ')[2].strip()} {running.address}").replace("_", " ")
    printed = told(code=f"{imports()}\n{blocks('python')[0]}")
    assert printed.splitlines()[:2] == ["elm#3 no_action 115848.70", "Elm Homecare (contract elm), April 2026"]
    told(f"clients/shell/year.sh {running.address}")
    assert "DECISION_OUTCOME_" in told(curl)
    assert "birch: registered" in told(register)
    assert "birch" in told(submit, ends=1)  # one row is mistyped
    assert "report for" in told(due)
    told(record, ends=1)  # without the council's charges, nobody can say what is payable
    assert "2027-03" in told(standing)
    assert "birch,Birch" in told(statement)
    told(events)
    assert "review due by" in told(review, ends=1)  # none was held
    told(benefits)
    assert "birch#" in told(listed)
    assert "all as recorded" in told(verified)
