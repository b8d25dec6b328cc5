import json

import pytest

pytest.importorskip("engine.compiler.schema", reason="the schema of rule files is not there yet")


def test_the_schema_is_printed_for_editors(plimsoll):
    result = plimsoll("schema")

    assert result.exit_code == 0
    assert {"rule_set", "kpis", "payment"} <= set(json.loads(result.stdout)["properties"])


def test_the_schema_is_written_to_a_file(plimsoll, tmp_path):
    result = plimsoll("schema", "--output", "rule-set.schema.json")

    assert (result.exit_code, result.output) == (0, "")
    assert json.loads((tmp_path / "rule-set.schema.json").read_text()) == json.loads(plimsoll("schema").stdout)


def test_a_file_that_cannot_be_written_is_one_clear_line(plimsoll):
    result = plimsoll("schema", "--output", "nowhere/rule-set.schema.json")

    assert result.exit_code == 2
    assert result.output == "plimsoll: cannot use `nowhere/rule-set.schema.json`: no such file or directory\n"


def test_the_keys_of_a_rule_file_are_a_table_for_people(plimsoll):
    lines = plimsoll("schema", "--format", "table").output.splitlines()

    assert lines[1].split()[:2] == ["rule_set", "yes"]
