"""Puts the Python client's sources on the path, and starts real servers over the shipped rules."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# One process may hold both kinds of stubs; the classes are of the kind that comes first, and other tests expect ours.
from engine.api import (  # noqa: F401
    comparison_service_pb2,
    contract_service_pb2,
    decision_service_pb2,
    event_service_pb2,
    pricing_service_pb2,
    rule_set_service_pb2,
    server_service_pb2,
)
from tests.clients.running import CLIENTS, Running

sys.path.insert(0, str(CLIENTS / "python" / "src"))


@pytest.fixture
def running(tmp_path) -> Iterator[Running]:
    """A server of its own process, over an empty ledger."""
    with Running(tmp_path) as server:
        server.start()
        yield server


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the Python client is installed in, from nothing but what stands on this machine."""
    folder = tmp_path_factory.mktemp("site")
    how = ["--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", "--quiet"]
    command = [sys.executable, "-m", "pip", "install", *how, "--target", folder, CLIENTS / "python"]
    subprocess.run(command, check=True, env={name: one for name, one in os.environ.items() if name != "PIP_FIND_LINKS"})
    return folder
