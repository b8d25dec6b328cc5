import pytest

from engine.diagnostics import Severity

from .rule_files import BROKEN, compiling


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in BROKEN])
def test_a_broken_file_is_answered_with_exactly_these_diagnostics(path, request):
    expected = path.with_suffix(".txt")

    found = compiling(path.read_bytes(), path.name)

    text = "".join(f"{one}\n" for one in found.diagnostics)
    if request.config.getoption("--update-golden"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")
    assert found.diagnostics


def test_there_are_enough_broken_files_and_none_without_its_diagnostics():
    written = {path.stem for path in BROKEN[0].parent.glob("*.txt")}

    assert len(BROKEN) >= 50
    assert written == {path.stem for path in BROKEN}


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in BROKEN])
def test_one_mistake_is_said_once_and_only_an_error_refuses_the_file(path):
    found = compiling(path.read_bytes(), path.name)

    assert len(found.diagnostics) == 1 or path.stem == "several-mistakes-at-once"
    assert (found.rules is None) is any(one.severity is Severity.ERROR for one in found.diagnostics)
