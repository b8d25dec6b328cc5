# ruff: noqa: RUF001  # look-alikes are what is tested
import builtins

import pytest
from hypothesis import example, given, settings

from engine.expression import FUNCTIONS, Fault, Program, compiled
from tests.expression.builders import ANY, VOCABULARY, faults, program
from tests.expression.strategies import expressions, texts


@settings(max_examples=2000, deadline=None)
@given(texts)
@example("1 if 1else 1")
@example("f(" * 500)
@example("'\ud800")
@example("x" + "(" * 31)
@example("1 if late else " * 130 + "1")
@example("late and " * 200 + "late")
@example("Ｔｒｕｅ")
@example("µ > ª")
@example("round(1, ٢)")
@example("points(last=٢)")
def test_any_text_compiles_or_gives_faults_that_lie_inside_it(text):
    result = compiled(text, VOCABULARY, expected=ANY)

    if not isinstance(result, Program):
        assert result
        assert all(isinstance(fault, Fault) and 0 <= fault.offset < max(1, len(text)) for fault in result)
        assert list(result) == sorted(set(result))


@settings(max_examples=200, deadline=None)
@given(expressions())
def test_a_damaged_expression_gives_faults_that_lie_inside_it(text):
    for damaged in (text[:-1], text[1:], text[: len(text) // 2], text.replace("(", "[", 1), text.replace(" ", "", 1)):
        result = compiled(damaged, VOCABULARY, expected=ANY)
        assert isinstance(result, Program) or all(0 <= fault.offset < max(1, len(damaged)) for fault in result)


@pytest.mark.parametrize("name", sorted(set(dir(builtins)) - set(FUNCTIONS) - {"True", "False"}))
def test_nothing_reaches_a_builtin(name):
    assert faults(name)
    assert faults(f"{name}(missed)")


@pytest.mark.parametrize(
    "name", ["Absence", "Examined", "UNKNOWN", "explained", "names", "history", "v0", "c0", "record"]
)
def test_nothing_reaches_the_names_of_generated_code(name):
    assert faults(name) == [(0, "unknown-name")]
    assert faults(f"{name}(missed)") == [(0, "unknown-function")]


@pytest.mark.parametrize("text", ["missed > 1", "round(missed / planned, 1) > 1 and rating(complaints) == good"])
def test_generated_code_has_no_builtins(text):
    ready = program(text)

    assert ready.value.__globals__["__builtins__"] == {}
    assert ready.examined.__globals__["__builtins__"] == {}


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("größe > mised", 8),
        ("note == '漢字 😀' and mised > 1", 19),
        ("note == 'é' and (größe + late) > 1", 23),
        ("note == 'ß' and round(missed, 99) > 1", 30),
        ("größe > points(lst=3)", 15),
        ("'漢' == held", 4),
        ("note == '😀' %", 12),
        ("note == '😀' and late + not closed", 23),
    ],
)
def test_places_count_characters_whatever_stands_before(text, offset):
    assert [at for at, _ in faults(text)] == [offset]
