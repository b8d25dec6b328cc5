import json


def spoil(homecare, before="inadequate", after="good"):
    tests = homecare / "tests.yaml"
    tests.write_text(tests.read_text().replace(before, after))


def test_a_line_for_each_rule_set_and_the_totals(plimsoll, homecare):
    result = plimsoll("test")

    assert result.exit_code == 0
    assert result.output == "rules/homecare: 2 passed\n2 passed, 0 failed\n"


def test_a_failure_shows_expected_beside_actual_and_where(plimsoll, homecare):
    spoil(homecare)

    result = plimsoll("test")

    lines = result.output.splitlines()
    assert result.exit_code == 1
    assert lines[0] == "rules/homecare: 1 passed, 1 failed"
    assert lines[1] == "  FAILED a bad month (rules/homecare/tests.yaml:7:5)"
    assert lines[2:5] == [
        "    rules/homecare/tests.yaml:12:36: 2026-04, ratings.missed_visits",
        "      expected  good",
        "      actual    inadequate",
    ]
    assert lines[-1] == "1 passed, 1 failed"


def test_programs_get_results_as_objects(plimsoll, homecare):
    spoil(homecare)

    result = plimsoll("test", "--format", "json")

    found = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (found["passed"], found["failed"], found["diagnostics"], found["untested"]) == (1, 1, [], [])
    assert found["tests"][1] == {
        "rules": "rules/homecare",
        "name": "a bad month",
        "file": "rules/homecare/tests.yaml",
        "line": 7,
        "column": 5,
        "passed": False,
        "differences": [
            {
                "file": "rules/homecare/tests.yaml",
                "line": 12,
                "column": 36,
                "period": "2026-04",
                "what": "ratings.missed_visits",
                "expected": "good",
                "actual": "inadequate",
            }
        ],
    }


def test_tests_are_chosen_by_a_part_of_their_name(plimsoll, homecare):
    spoil(homecare)

    result = plimsoll("test", "--filter", "good month")

    assert result.exit_code == 0
    assert result.output.splitlines()[-1] == "1 passed, 0 failed"


def test_a_filter_that_chooses_nothing_is_a_slip_of_its_author(plimsoll, homecare):
    result = plimsoll("test", "--filter", "gold month")

    assert result.exit_code == 2
    assert "no name holds `gold month`" in result.stderr


def test_rules_without_tests_are_named_and_no_finding(plimsoll, homecare):
    (homecare / "tests.yaml").unlink()

    result = plimsoll("test")

    assert result.exit_code == 0
    assert result.output == ("rules/homecare: warning: no tests.yaml stands beside these rules\n0 passed, 0 failed\n")


def test_tests_of_broken_rules_are_not_run(plimsoll, homecare):
    rules = homecare / "rules.yaml"
    rules.write_text(rules.read_text().replace("visits_missed / ", "visits_mised / "))

    result = plimsoll("test")

    assert result.exit_code == 1
    assert result.output.splitlines()[0] == "rules/homecare: 1 mistake, no test was run"
    assert "did you mean `visits_missed`?" in result.output
    assert result.output.splitlines()[-1] == "0 passed, 0 failed, 1 error in files"


def test_a_mistake_in_the_tests_is_a_finding(plimsoll, homecare):
    spoil(homecare, "rung:", "rnug:")

    result = plimsoll("test")

    assert result.exit_code == 1
    assert "unknown key `rnug`; did you mean `rung`?" in result.output
    assert result.output.splitlines()[-1] == "1 passed, 0 failed, 1 error in files"


def test_the_reference_evaluator_decides_the_same(plimsoll, homecare, monkeypatch):
    monkeypatch.setenv("PLIMSOLL_REFERENCE_EVALUATOR", "true")

    assert plimsoll("test").exit_code == 0
