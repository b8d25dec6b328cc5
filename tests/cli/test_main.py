import os
import subprocess
import sys
from importlib.metadata import EntryPoint, version
from pathlib import Path

import pytest

from engine import bootstrap
from engine.cli.main import app

SCRIPT = Path(sys.executable).with_name("plimsoll")
# One runs until it is stopped, the other shows a year: neither has one answer.
LOGGING = {"serve", "demo"}
COMMANDS = [str(one.callback.__name__) for one in app.registered_commands if one.callback]


def run(*arguments, cwd, **environment):
    surroundings = {key: value for key, value in os.environ.items() if not key.startswith("PLIMSOLL_")}
    return subprocess.run(
        [str(SCRIPT), *arguments], cwd=cwd, env=surroundings | environment, capture_output=True, text=True, check=False
    )


def test_the_version_is_that_of_the_distribution(plimsoll):
    assert plimsoll("--version").output == f"plimsoll {version('plimsoll-engine')}\n"


def test_help_names_every_command_and_the_exit_codes(plimsoll):
    result = plimsoll("--help")

    assert result.exit_code == 0
    assert all(f"\n  {command} " in result.output for command in COMMANDS)
    assert "Exit codes: 0 all is fine, 1 there is something to look at, 2" in result.output


@pytest.mark.parametrize("command", [one for one in COMMANDS if one not in LOGGING])
def test_every_command_prints_for_people_and_for_programs(plimsoll, command):
    assert "--format <table|json" in plimsoll(command, "--help").output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["chek"], "Did you mean 'check'", id="an unknown command"),
        pytest.param(["check", "--strickt"], "--strict", id="an unknown option"),
        pytest.param(["check", "--format", "xml"], "'--format': 'xml' is not one of", id="an unknown format"),
        pytest.param(["explain", "x", "--format", "xml"], "'--format': 'xml' is not one of", id="an unknown layout"),
        pytest.param(["check", "nowhere"], "with `rules.yaml` in it or below, not `nowhere`", id="no such path"),
        pytest.param(["test", "nowhere"], "not `nowhere`", id="no such path of tests"),
        pytest.param(["check"], "not `rules`", id="no rules where they are looked for"),
    ],
)
def test_what_cannot_be_done_as_asked_ends_with_2(plimsoll, arguments, words):
    result = plimsoll(*arguments)

    assert result.exit_code == 2
    assert words in result.output
    assert "Traceback" not in result.output


def test_a_folder_without_rules_is_no_success(plimsoll, tmp_path):
    (tmp_path / "rules").mkdir()

    assert plimsoll("check").exit_code == 2


def test_a_file_that_cannot_be_read_is_one_clear_line(plimsoll, homecare, tmp_path):
    (tmp_path / "rules" / "loop").symlink_to("loop")

    result = plimsoll("check", "rules/loop")

    assert result.exit_code == 2
    assert result.output.count("\n") == 1


@pytest.fixture
def broken_plugin(tmp_path):
    """A folder with an installed plugin whose module is not there."""
    installed = tmp_path / "site" / "broken-1.0.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (installed / "entry_points.txt").write_text("[plimsoll]\nbroken = no_such_module\n")
    return installed.parent


def test_a_plugin_that_cannot_load_is_one_clear_line(homecare, tmp_path, broken_plugin):
    done = run("check", cwd=tmp_path, PYTHONPATH=str(broken_plugin))

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("plimsoll: ")
    assert "no_such_module" in done.stderr
    assert done.stderr.count("\n") == 1


def test_installed_plugins_can_be_left_out(homecare, tmp_path, broken_plugin):
    assert run("check", cwd=tmp_path, PYTHONPATH=str(broken_plugin), PLIMSOLL_PLUGINS="false").returncode == 0


def test_ctrl_c_ends_quietly(plimsoll, homecare, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "rules_at", interrupted)

    result = plimsoll("check")

    assert (result.exit_code, result.output) == (130, "")


@pytest.mark.parametrize(
    "heavy", ["engine.model.rule_set", "engine.compiler.rule_sets", "engine.bootstrap", "holidays"]
)
def test_help_is_quick_since_it_loads_nothing_that_decides(heavy):
    ask = f"import sys, engine.cli.main; sys.exit({heavy!r} in sys.modules)"

    assert subprocess.run([sys.executable, "-c", ask], check=False).returncode == 0


def test_the_console_script_is_this_command_line():
    entry = EntryPoint("plimsoll", "engine.cli.main:run", "console_scripts").load()

    assert callable(entry)


def test_the_installed_command_checks_and_tests(homecare, tmp_path):
    checked, tested = run("check", cwd=tmp_path), run("test", cwd=tmp_path)

    assert (checked.returncode, checked.stdout) == (0, "no errors, no warnings in 1 rule set\n")
    assert (tested.returncode, tested.stdout) == (0, "rules/homecare: 2 passed\n2 passed, 0 failed\n")
    assert checked.stderr == tested.stderr == ""


def test_a_reader_that_leaves_early_is_no_error(homecare, tmp_path):
    tests = homecare / "tests.yaml"
    tests.write_text("tests:\n" + "  - {nam: x}\n" * 3000)
    read, write = os.pipe()
    os.close(read)

    done = subprocess.run(
        [str(SCRIPT), "check"], cwd=tmp_path, stdout=write, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(write)

    assert done.stderr == ""


def test_output_is_plain_where_no_terminal_reads_it(homecare, tmp_path):
    (homecare / "rules.yaml").write_text("rule_set: [\n")

    done = run("check", cwd=tmp_path)

    assert done.returncode == 1
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(("environment", "coloured"), [({"NO_COLOR": "1"}, False), ({"FORCE_COLOR": "1"}, True)])
def test_colour_is_a_matter_of_the_environment(homecare, tmp_path, environment, coloured):
    (homecare / "rules.yaml").write_text("rule_set: [\n")

    assert ("\x1b[" in run("check", cwd=tmp_path, **environment).stdout) is coloured


def test_places_stay_whole_however_long_they_are(tmp_path):
    folder = tmp_path / "rules" / ("a-very-long-name-" * 10)
    folder.mkdir(parents=True)
    (folder / "rules.yaml").write_text("rule_set: [\n")

    assert f"{folder.relative_to(tmp_path)}/rules.yaml:2:1: expected a value" in run("check", cwd=tmp_path).stdout
