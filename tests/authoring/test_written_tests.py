from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.authoring import expectation_shape as words
from engine.authoring.written_tests import written_tests
from engine.evaluation.reviewing import Topic
from engine.model.escalation import DecisionOutcome, MoveKind
from engine.model.events import ExitChoice, Stage
from engine.model.figures import Absence
from engine.model.outcome import Basis
from engine.model.payment import LineKind, LineState

from .builders import BAD, RULES, one_period, ran, written

MISTAKES = [
    ("an unknown key", "{outcom: no_action}", "unknown-key", "unknown key `outcom`; did you mean `outcome`?"),
    ("an unknown KPI", "{ratings: {mised: good}}", "unknown-name", "unknown KPI `mised`"),
    ("an unknown KPI beside a value", "{values: {mised: 1}}", "unknown-name", "unknown KPI `mised`"),
    ("an unknown rating", "{ratings: {regulator: god}}", "unknown-name", "unknown rating `god`; did you mean `good`?"),
    ("an unknown reason", "{reasons: {regulator: measurd}}", "unexpected-value", "did you mean `measured`?"),
    ("an unknown rung", "{rung: exti}", "unknown-name", "unknown rung `exti`; did you mean `exit`?"),
    ("an unknown ladder", "{rungs: {contrct: exit}}", "unknown-name", "unknown ladder `contrct`"),
    ("a rung of another ladder", "{rungs: {contract: exti}}", "unknown-name", "unknown rung of `contract` `exti`"),
    ("an unknown ladder of a move", "{moves: {contrct: held}}", "unknown-name", "unknown ladder `contrct`"),
    ("an unknown move", "{move: enterd}", "unexpected-value", "did you mean `entered`?"),
    ("an unknown outcome", "{outcome: exit}", "unexpected-value", "expected `no_action`"),
    ("an unknown kind", "{due: {deducton: 1}}", "unexpected-value", "did you mean `deduction`?"),
    ("an unknown payment", "{lines: [{entry: credits}]}", "unknown-name", "unknown payment entry `credits`"),
    ("an unknown cap", "{lines: [{caps: [credits]}]}", "unknown-name", "unknown cap `credits`"),
    ("an unknown right", "{rights: [contrct]}", "unknown-name", "unknown ladder `contrct`"),
    ("no number", "{payable: lots}", "unexpected-value", "expected a number"),
    ("an action without a day", "{actions: [{do: plan, by: council}]}", "missing-key", "expected the key `due`"),
]


@pytest.mark.parametrize(("expect", "code", "message"), [pytest.param(*one[1:], id=one[0]) for one in MISTAKES])
def test_a_mistake_in_an_expectation_is_reported_where_it_stands(expect, code, message):
    results, (found,) = ran(one_period(expect))

    assert results == ()
    assert found.code == code
    assert message in found.message
    assert found.place.line == 1
    assert found.place.column > one_period(expect).index(expect)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        pytest.param(
            "tests:\n  - name: one\n    periods:\n      - {period: 2026-04}\n", "no-expectation", 2, 5, id="none at all"
        ),
        pytest.param(
            "tests:\n  - name: one\n    periods:\n      - {period: 2026-04, expect: {}}\n",
            "no-expectation",
            2,
            5,
            id="an empty one",
        ),
    ],
)
def test_a_test_without_any_expectation_is_a_mistake(text, code, line, column):
    _, (found,) = ran(text)

    assert (found.code, found.place.line, found.place.column) == (code, line, column)


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        pytest.param("", "yaml-empty", "found nothing", id="an empty file"),
        pytest.param("- name: one\n", "not-a-test-file", "starts with `tests:`", id="a list"),
        pytest.param("tests: []\n", "too-few", "got 0", id="no test"),
        pytest.param("test: []\n", "unknown-key", "did you mean `tests`?", id="a misspelt key"),
        pytest.param("tests: [{name: one, periods: []}]\n", "too-few", "got 0", id="no period"),
        pytest.param(
            one_period("{move: none}").replace("2026-04", "April"), "unexpected-value", "`2026-Q1`", id="when"
        ),
        pytest.param(
            one_period("{move: none}").replace("2026-04", "2025-04"),
            "no-rules-in-force",
            "in force, from 2026-04-01, not `2025-04`",
            id="a period before the first version",
        ),
        pytest.param(
            one_period("{move: none}", "{charges: {absent: lost}}"), "unexpected-value", "`suppressed`", id="an absence"
        ),
        pytest.param(
            one_period("{move: none}", more=", decided_on: 2026-05-02, received: 2026-05-03"),
            "decided-before",
            "no earlier than 2026-05-03",
            id="decided before it came",
        ),
        pytest.param(
            one_period("{move: none}", "{}", ", not_submitted: true, received: 2026-05-03"),
            "received",
            "where nothing was submitted",
            id="nothing came on a day",
        ),
        pytest.param(
            one_period("{move: none}").replace("name: one", "name: one, contract: {parameters: {exit_pionts: 5}}"),
            "unknown-name",
            "unknown parameter `exit_pionts`",
            id="an unknown parameter",
        ),
        pytest.param(
            one_period("{move: none}").replace("name: one", "name: one, contract: {end: 2026-01-01}"),
            "contract",
            "no earlier than its start",
            id="a contract that ends before it starts",
        ),
    ],
)
def test_a_mistake_in_a_file_of_tests_is_reported(text, code, message):
    results, diagnostics = ran(text)

    assert results == ()
    assert code in {one.code for one in diagnostics}
    assert message in " ".join(one.message for one in diagnostics)


def named(name: str, expect: str = "{move: none}") -> str:
    return f"  - name: {name}\n    periods: [{{period: 2026-04, figures: {BAD}, expect: {expect}}}]\n"


def test_semantics_28_a_version_decides_nothing_after_its_last_day():
    rules = RULES.replace("in_force: 2026-04-01", "in_force: 2026-04-01\nuntil: 2026-06-30")

    assert ran(one_period("{move: none}"), rules).diagnostics == ()
    (found,) = ran(one_period("{move: none}").replace("2026-04", "2026-07"), rules).diagnostics
    assert found.message.endswith("in force, from 2026-04-01 until 2026-06-30, not `2026-07`")


def test_each_test_has_a_name_of_its_own():
    _, diagnostics = ran(f"tests:\n{named('one')}{named('one')}")

    assert [(one.code, one.place.line, one.also[0][0].line) for one in diagnostics] == [("name-twice", 4, 2)]


def test_a_mistake_in_one_test_keeps_no_other_from_being_run():
    results, diagnostics = ran(f"tests:\n{named('one')}{named('two', '{mvoe: none}')}")

    assert [one.name for one in results] == ["one"]
    assert [one.code for one in diagnostics] == ["unknown-key"]


def test_every_mistake_is_reported_at_once():
    text = f"tests:\n{named('one', '{rung: exti, ratings: {mised: good}}')}{named('two', '{mvoe: none}')}"

    assert len(ran(text).diagnostics) == 3


def test_without_rules_the_shape_is_checked_all_the_same():
    text = written(one_period("{outcom: no_action, rung: nowhere}"))

    tests, diagnostics = written_tests("tests.yaml", text.encode(), None)

    assert tests == ()
    assert [one.code for one in diagnostics] == ["unknown-key"]


def test_a_contract_must_fill_in_what_has_no_default():
    rules = RULES.replace("{type: number, default: 50}", "{type: number}")

    _, (found,) = ran(one_period("{move: none}"), rules)

    assert found.code == "parameter-missing"


@pytest.mark.parametrize(
    ("literal", "members"),
    [
        pytest.param(words.OutcomeWord, {one.value for one in DecisionOutcome} | {"refused"}, id="outcomes"),
        pytest.param(words.MoveWord, {one.value for one in MoveKind}, id="moves"),
        pytest.param(words.LineKindWord, {one.value for one in LineKind}, id="kinds of lines"),
        pytest.param(words.LineStateWord, {one.value for one in LineState}, id="states of lines"),
        pytest.param(words.StageWord, {one.value for one in Stage}, id="what became of a plan"),
        pytest.param(words.RightWord, {one.value for one in ExitChoice} | {"arisen"}, id="rights to exit"),
        pytest.param(words.TopicWord, {one.value for one in Topic}, id="topics of a review"),
        pytest.param(
            words.ReasonWord,
            {one.value for one in (*Basis, *Absence)} - {"unknown"} | {"undecided", "no bands"},
            id="reasons",
        ),
    ],
)
def test_tests_speak_the_words_of_decisions(literal, members):
    assert set(get_args(literal)) == members


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("tes:name[]{},- \n'\"period2026-04expct&*!|>"), max_size=200))
def test_no_text_stops_the_reader(text):
    tests, diagnostics = written_tests("tests.yaml", text.encode(), None)

    assert tests == ()
    assert diagnostics
