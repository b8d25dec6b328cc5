import os
import subprocess
import sys
import tomllib
from textwrap import dedent

import pytest

from tests.api.protos import generator
from tests.clients.running import CHECKOUT, CLIENTS

STUBS = CLIENTS / "python" / "src" / "plimsoll_client" / "v1"


def run(program, *paths):
    """Run *program* in a process of its own, with *paths* before the installed packages."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, paths))}
    command = [sys.executable, "-c", dedent(program)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def requirements(file):
    """The floors of what *file* requires, by name."""
    project = tomllib.loads(file.read_text(encoding="utf-8"))["project"]
    return dict(one.split(">=") for one in project["dependencies"])


def test_committed_stubs_are_what_the_protos_make(tmp_path):
    generator()["api"](tmp_path, "plimsoll_client.v1")

    made = {file.name: file.read_text(encoding="utf-8") for file in tmp_path.iterdir()}
    committed = {file.name: file.read_text(encoding="utf-8") for file in STUBS.iterdir() if file.is_file()}
    assert made.keys() == committed.keys()
    assert [name for name in made if made[name] != committed[name]] == [], "run `python proto/generate.py client`"


def test_client_and_server_require_the_same_wire():
    ours, engines = (requirements(one / "pyproject.toml") for one in (CLIENTS / "python", CHECKOUT))

    assert ours.items() <= engines.items()


def test_the_installed_client_needs_nothing_of_the_engine(site):
    ran = run(
        """
        import sys
        from plimsoll_client import Client, Submission
        from plimsoll_client.requests import submit_request

        Client("127.0.0.1:1").close()
        submit_request(Submission("cedar", "2026-04", {"visits": 3}))
        print(sorted(name for name in sys.modules if name.partition(".")[0] == "engine"))
        print(sys.modules["plimsoll_client"].__file__)
        """,
        site,
    )

    assert ran.stderr == ""
    imported, place = ran.stdout.splitlines()
    assert imported == "[]"
    assert place.startswith(str(site))


@pytest.mark.parametrize("first", ["engine.api", "plimsoll_client.v1"])
def test_the_installed_client_works_in_one_process_with_the_server(site, first):
    ran = run(
        f"""
        import {first}.decision_service_pb2
        from decimal import Decimal
        from plimsoll_client import Client, Submission
        from tests.service.serving import served

        with served() as server, Client(f"127.0.0.1:{{server.server.port}}") as client:
            server.registers()
            answer = client.submit(Submission("cedar", "2026-04", {{"figure": Decimal("96")}}))
            print(client.decision(answer.decision.id).id, server.submits("2026-05", "96").decision.id)
        """,
        site,
        CHECKOUT,
    )

    assert ran.stderr == ""
    assert ran.stdout.split() == ["cedar#3", "cedar#5"]
