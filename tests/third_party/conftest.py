"""Installs the stranger's package once, without network, into a folder that is put on the path of other processes."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent / "plimsoll-example-policies"
PLIMSOLL = Path(sys.executable).with_name("plimsoll")

Command = Callable[..., subprocess.CompletedProcess[str]]


def install(package: Path, folder: Path) -> None:
    """Install *package* into *folder*, from nothing but what stands on this machine."""
    how = ["--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", "--quiet"]
    subprocess.run([sys.executable, "-m", "pip", "install", *how, "--target", folder, package], check=True)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the stranger's package is installed in."""
    folder = tmp_path_factory.mktemp("site")
    install(PACKAGE, folder)
    return folder


@pytest.fixture(scope="session")
def plimsoll(site: Path) -> Command:
    """Runs the real command in a folder, in an installation that has the stranger's package."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("PLIMSOLL_")}
    environment = settings | {"PYTHONPATH": str(site), "COLUMNS": "300", "NO_COLOR": "1"}

    def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
        command = [PLIMSOLL, *arguments]
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)

    return run
