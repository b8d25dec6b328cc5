import json

from tests.authoring.builders import RULES

UNUSED = "  unused: {type: count}\n\nkpis:"


def test_sound_rules_and_tests_have_no_errors(plimsoll, homecare):
    result = plimsoll("check")

    assert result.exit_code == 0
    assert result.output == "no errors, no warnings in 1 rule set\n"


def test_a_mistake_is_shown_with_its_line_and_a_caret(plimsoll, homecare):
    (homecare / "rules.yaml").write_text(RULES.replace("100 * visits_missed", "100 * visits_mised"))

    result = plimsoll("check", "rules")

    assert result.exit_code == 1
    assert result.output.splitlines()[:3] == [
        "rules/homecare/rules.yaml:23:18: unknown name `visits_mised`; did you mean `visits_missed`? [unknown-name]",
        "   |     value: 100 * visits_mised / visits_planned",
        "   |                  ^",
    ]
    assert "1 error" in result.output.splitlines()[-1]


def test_mistakes_in_rules_and_in_their_tests_are_shown_together(plimsoll, homecare):
    (homecare / "rules.yaml").write_text(RULES.replace("100 * visits_missed", "100 * visits_mised"))
    tests = homecare / "tests.yaml"
    tests.write_text(tests.read_text().replace("outcome:", "outcom:"))

    result = plimsoll("check")

    assert result.exit_code == 1
    assert "rules/homecare/tests.yaml:6:18: unknown key `outcom`" in result.output
    assert result.output.splitlines()[-1].startswith("2 errors")


def test_warnings_alone_are_no_findings_unless_strict(plimsoll, homecare):
    (homecare / "rules.yaml").write_text(RULES.replace("\nkpis:", UNUSED))

    lenient, strict = plimsoll("check"), plimsoll("check", "--strict")

    assert (lenient.exit_code, strict.exit_code) == (0, 1)
    assert lenient.output.splitlines()[-1] == "no errors, 1 warning in 1 rule set"
    assert "warning: " in lenient.output


def test_programs_get_every_diagnostic_as_an_object(plimsoll, homecare):
    (homecare / "rules.yaml").write_text(RULES.replace("100 * visits_missed", "100 * visits_mised"))

    result = plimsoll("check", "--format", "json")

    assert result.exit_code == 1
    assert json.loads(result.stdout)[0] == {
        "code": "unknown-name",
        "severity": "error",
        "file": "rules/homecare/rules.yaml",
        "line": 23,
        "column": 18,
        "message": "unknown name `visits_mised`; did you mean `visits_missed`?",
        "snippet": "    value: 100 * visits_mised / visits_planned",
        "also": [],
    }


def test_programs_get_an_empty_list_where_all_is_well(plimsoll, homecare):
    assert json.loads(plimsoll("check", "--format", "json").stdout) == []


def test_every_rule_set_below_is_checked_once(plimsoll, homecare):
    other = homecare.parent / "lot-2" / "reablement"
    other.mkdir(parents=True)
    (other / "rules.yaml").write_text(RULES)

    result = plimsoll("check", "rules", "rules/homecare", "rules/homecare/rules.yaml", "rules/homecare/tests.yaml")

    assert result.output == "no errors, no warnings in 2 rule sets\n"


def test_a_version_is_checked_beside_the_others_of_its_folder(plimsoll, homecare):
    (homecare / "rules-2026-04-01.yaml").write_text(RULES)

    result = plimsoll("check", "rules/homecare/rules.yaml")

    assert result.exit_code == 1
    assert "[version-overlap]" in result.output


def test_a_draft_of_another_name_is_checked_alone(plimsoll, homecare):
    (homecare / "draft.yaml").write_text(RULES.replace("in_force: 2026", "in_force: 2027"))

    assert plimsoll("check", "rules/homecare/draft.yaml").output == "no errors, no warnings in 1 rule set\n"


def test_text_that_is_no_rule_file_is_a_finding_and_no_crash(plimsoll, homecare):
    (homecare / "rules.yaml").write_bytes(b"\xff\xfe\x00")

    result = plimsoll("check")

    assert result.exit_code == 1
    assert "Traceback" not in result.output
