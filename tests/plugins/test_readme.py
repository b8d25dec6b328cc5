"""Does what `engine/plugins/README.md` says, block by block, in an empty folder."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parents[2] / "engine" / "plugins" / "README.md"
FILE = re.compile(r"^`(?P<path>[\w./-]+)`\n\n```\w+\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FENCE = re.compile(r"^```\w+$", re.MULTILINE)


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """A folder with every file that the page shows."""
    folder = tmp_path_factory.mktemp("cancellations")
    for shown in FILE.finditer(README.read_text(encoding="utf-8")):
        path = folder / shown["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(shown["text"], encoding="utf-8")
    return folder


def environment(folder: Path) -> dict[str, str]:
    """Return the settings by which pip installs from this machine alone, into a folder on the path."""
    site = str(folder / "site")
    return os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": site,
        "PIP_TARGET": site,
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        # pip reads "no" options backwards: false is what turns isolation off.
        "PIP_NO_BUILD_ISOLATION": "false",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


def test_every_block_of_the_page_is_a_file_or_commands():
    page = README.read_text(encoding="utf-8")

    assert len(FENCE.findall(page)) == len(FILE.findall(page)) + len(COMMANDS.findall(page))


def test_the_page_leads_from_nothing_to_a_tested_policy(package):
    commands = [line for block in COMMANDS.findall(README.read_text(encoding="utf-8")) for line in block.splitlines()]

    for command in commands:
        run = subprocess.run(
            command.split(), cwd=package, env=environment(package), capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, f"{command}\n{run.stdout}{run.stderr}"

    assert commands == [
        "python -m pip install .",
        "python -m pytest tests",
        "plimsoll check rules",
        "plimsoll test rules",
    ]
