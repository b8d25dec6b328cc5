import json

import pytest

from engine import settings


def test_every_setting_is_shown_with_its_origin_and_meaning(plimsoll, monkeypatch):
    monkeypatch.setenv("PLIMSOLL_RULES", "contracts")

    result = plimsoll("settings", "--format", "json")

    found = {one["setting"]: one for one in json.loads(result.stdout)}
    assert list(found) == list(settings.Settings.model_fields)
    assert found["rules"] == {
        "setting": "rules",
        "value": "contracts",
        "from": "environment",
        "variable": "PLIMSOLL_RULES",
        "meaning": "the folder of rule sets that commands look into",
    }
    assert (found["plugins"]["value"], found["plugins"]["from"]) == ("true", "default")
    assert all(one["meaning"] for one in found.values())


def test_settings_are_a_table_for_people(plimsoll):
    lines = plimsoll("settings").output.splitlines()

    assert lines[0].split() == ["setting", "value", "from", "variable", "meaning"]
    assert lines[2].split()[:4] == ["reference_evaluator", "false", "default", "PLIMSOLL_REFERENCE_EVALUATOR"]


@pytest.mark.parametrize("command", ["settings", "check", "test", "schema"])
def test_a_bad_value_is_one_clear_line(plimsoll, monkeypatch, command):
    monkeypatch.setenv("PLIMSOLL_PLUGINS", "perhaps")

    result = plimsoll(command)

    assert result.exit_code == 2
    assert result.output == "plimsoll: PLIMSOLL_PLUGINS: expected `true` or `false`, not `perhaps`\n"


@pytest.mark.parametrize(
    ("assignment", "expected"),
    [
        pytest.param("PLIMSOLL_WORKERS=many", "a whole number", id="no number"),
        pytest.param("PLIMSOLL_WORKERS=0", "1 or more", id="too few"),
        pytest.param("PLIMSOLL_DEADLINE=0", "more than 0", id="no time at all"),
        pytest.param("PLIMSOLL_AT_ONCE=1000000", "100000 or less", id="too many"),
    ],
)
def test_a_number_out_of_range_is_one_clear_line(plimsoll, monkeypatch, assignment, expected):
    variable, text = assignment.split("=")
    monkeypatch.setenv(variable, text)

    result = plimsoll("settings")

    assert (result.exit_code, result.output) == (2, f"plimsoll: {variable}: expected {expected}, not `{text}`\n")


def test_an_empty_variable_is_one_that_is_not_set(plimsoll, monkeypatch):
    monkeypatch.setenv("PLIMSOLL_PLUGINS", "")

    assert json.loads(plimsoll("settings", "--format", "json").stdout)[2]["from"] == "default"


def test_a_misspelt_variable_is_pointed_out(plimsoll, monkeypatch):
    monkeypatch.setenv("PLIMSOLL_RULE", "contracts")

    result = plimsoll("settings")

    assert result.exit_code == 0
    assert "`PLIMSOLL_RULE` is not a setting; did you mean `PLIMSOLL_RULES`?" in result.stderr


def test_settings_never_change():
    with pytest.raises(ValueError, match="frozen"):
        settings.Settings().plugins = False


def test_the_folder_of_the_settings_is_where_commands_look(plimsoll, homecare, monkeypatch):
    monkeypatch.setenv("PLIMSOLL_RULES", str(homecare))

    assert plimsoll("test").output.splitlines()[-1] == "2 passed, 0 failed"
