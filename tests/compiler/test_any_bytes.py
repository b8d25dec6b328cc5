import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.bootstrap import policies
from engine.compiler.rule_books import bound
from engine.diagnostics import Severity

from .damage import TEXTS, damaged
from .rule_files import compiling, rules_of, said
from .yaml_strategies import damaged_rules, soups

SLOWLY = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
anything = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")),
    soups,
    damaged_rules(),
)


def check_places(content, diagnostics):
    """Every diagnostic stands inside the file that it names; the last place is the one behind its end."""
    lines = (
        content.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    )
    for one in diagnostics:
        for place in (one.place, *(place for place, _ in one.also)):
            assert place.file == "rules.yaml"
            assert 1 <= place.line <= len(lines)
            assert 1 <= place.column <= len(lines[place.line - 1]) + 1
        assert one.message
        assert "\n" not in one.message


@SLOWLY
@given(anything)
def test_any_bytes_give_diagnostics_inside_the_file(content):
    found = compiling(content)

    assert found.diagnostics
    check_places(content, found.diagnostics)


@SLOWLY
@given(damaged())
def test_a_damaged_rule_file_either_compiles_or_says_why_not(content):
    found = compiling(content)

    refused = any(one.severity is Severity.ERROR for one in found.diagnostics)
    assert (found.rules is None) is refused
    check_places(content, found.diagnostics)
    assert found.diagnostics == compiling(content).diagnostics


@SLOWLY
@given(damaged())
def test_what_still_compiles_says_the_same_in_its_canonical_form(content):
    rules = compiling(content).rules
    if rules is None:
        return

    again = rules_of(rules.canonical)

    assert said(again) == said(rules)


@SLOWLY
@given(st.sampled_from(TEXTS), damaged())
def test_two_files_of_one_digest_say_the_same(text, content):
    rules, other = rules_of(text), compiling(content).rules
    if other is None:
        return

    same = said(other) == said(rules)
    assert same if other.digest == rules.digest else not same or other.canonical != rules.canonical


@SLOWLY
@given(st.lists(st.one_of(damaged(), st.sampled_from(TEXTS).map(str.encode), st.binary(max_size=50)), max_size=3))
def test_any_files_make_a_book_or_say_why_not(contents):
    files = {f"rules-{number}.yaml": content for number, content in enumerate(contents)}

    found = bound(files, policies())

    refused = any(one.severity is Severity.ERROR for one in found.diagnostics)
    assert (found.book is None) is (refused or not files)
    assert list(found.diagnostics) == sorted(found.diagnostics, key=lambda one: one.place)
    assert found == bound(files, policies()) or found.book is not None


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"kpis: " * 10_000, id="one key after another"),
        pytest.param(b"[" * 100_000, id="brackets"),
        pytest.param(b"a: " + b"x" * 900_000, id="one long value"),
        pytest.param(b"value: " + b"(" * 100_000, id="parentheses"),
        pytest.param(
            b"kpis:\n" + b"".join(b" k%d: {value: k%d}\n" % (n, n + 1) for n in range(3000)), id="a long chain"
        ),
        pytest.param(
            b"kpis:\n" + b"".join(b" k%d: {value: k%d}\n" % (n, (n + 1) % 900) for n in range(900)), id="a circle"
        ),
    ],
)
def test_large_and_deep_files_are_answered(content):
    check_places(content, compiling(content).diagnostics)
