import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .rule_files import EXAMPLES, HEAD, compiling, headlines, on_disk, rules_of, said, with_kpi

EXAMPLE = pytest.mark.parametrize("text", [pytest.param(path.read_text(), id=path.stem) for path in EXAMPLES])
SPELLINGS = [
    ("exit_points: {type: number, default: 50}", "exit_points: {type: number, default: 50.0}", "a parameter's default"),
    ("good: 0.5,", "good: 0.50,", "a limit"),
    ("good: 0.5,", "good: at most 0.5,", "a limit in words"),
    ("good: 0.5,", "good: 0.5%,", "a limit with its unit"),
    ("year 2: 75,", "year 2: 75.0,", "a dated limit"),
    ("at_least: 30}", "at_least: 30.00}", "a sample"),
    ("inadequate: 4}", "inadequate: 4.0}", "points"),
    ("repeat: double", "repeat: 2", "a repeat"),
    ("cap: 10% of charges", "cap: 10.0% of charges", "a cap"),
    ("per_point: 0.5% of charges", "per_point: 0.50% of charges", "a price"),
    ("within: 10 working days", "within: 10 working day", "a time"),
    ("review: every 6 months", "review: 'every 6 months'", "quotes"),
    ("title: Visits missed", 'title: "Visits missed"', "double quotes"),
    (
        "    value: 100 * visits_missed / visits_planned",
        "    value: >\n      100 * visits_missed\n      / visits_planned",
        "a fold",
    ),
    ("\nmeasures:  ", "\n# Figures.\n\nmeasures:  # of the provider\n# and so on", "comments"),
    (
        "reporting: {every: month, due: 10 working days}",
        "reporting:\n  every: month\n  due: 10 working days",
        "block style",
    ),
]
MEANINGS = [
    ("good: 0.5,", "good: 0.51,", "a limit"),
    ("good: 0.5,", "good: less than 0.5,", "a strict limit"),
    ("default: 50}", "default: 51}", "a default"),
    ("at_least: 30}", "at_least: 31}", "a sample"),
    ("precision: 1 dp, half up\n    better: lower", "precision: 1 dp, half even\n    better: lower", "a rounding mode"),
    ("repeat: double", "repeat: triple", "a repeat"),
    ("repeat: double", "publishable: false\n    repeat: double", "whether it may be published"),
    ("missing: {failure: inadequate}", "missing: {failure: requires_improvement}", "what missing means"),
    ("per_point: 0.5% of charges", "per_point: 0.6% of charges", "a price"),
    ("cap: 10% of charges", "cap: 11% of charges", "a cap"),
    ("climb: jump", "climb: step", "how a ladder is climbed"),
    ("within: 20 working days", "within: 20 days", "a time"),
    ("over_not_rated: skips ", "over_not_rated: breaks ", "what not rated does to a run"),
    ("calendar: england", "calendar: scotland", "a calendar"),
    ("clause: Schedule 5, paragraph 1", "clause: Schedule 5, paragraph 2", "a clause"),
    ("in_force: 2026-04-01", "in_force: 2026-04-02", "a date"),
    (
        "good: [Outstanding, Good], requires_improvement: [",
        "good: [Outstanding], requires_improvement: [Good, ",
        "a choice",
    ),
]


def swapped(old, new):
    text = on_disk("homecare-north")
    assert text.count(old) >= 1, old
    return text.replace(old, new, 1)


def test_the_example_of_the_design_has_nothing_to_mend():
    assert headlines(on_disk("homecare-north")) == []


@EXAMPLE
def test_the_canonical_form_says_the_same_under_the_same_digest(text):
    rules = rules_of(text)

    again = rules_of(rules.canonical)

    assert again.canonical == rules.canonical
    assert said(again) == said(rules)


@EXAMPLE
def test_compiling_twice_says_the_same(text):
    assert said(rules_of(text)) == said(rules_of(text))
    assert compiling(text).diagnostics == compiling(text).diagnostics


@pytest.mark.parametrize(("old", "new"), [pytest.param(old, new, id=name) for old, new, name in SPELLINGS])
def test_the_digest_does_not_see_how_a_thing_is_written(old, new):
    assert rules_of(swapped(old, new)).digest == rules_of(on_disk("homecare-north")).digest


@pytest.mark.parametrize(("old", "new"), [pytest.param(old, new, id=name) for old, new, name in MEANINGS])
def test_the_digest_sees_every_change_of_meaning(old, new):
    assert rules_of(swapped(old, new)).digest != rules_of(on_disk("homecare-north")).digest


@given(st.decimals(0, 10**9, places=4), st.integers(0, 6))
def test_surplus_zeros_leave_no_trace(figure, zeros):
    def written(text):
        return with_kpi("better: higher", f"bands: {{good: {text}}}", f"points: {{good: {text}}}")

    point = "" if zeros == 0 else "0" * zeros
    assert rules_of(written(f"{figure:f}")).digest == rules_of(written(f"{figure:f}{point}")).digest


def test_accents_in_either_form_of_unicode_are_one_choice():
    composed, apart = "Caf\u00e9", "Cafe\u0301"
    text = with_kpi(
        f"bands: {{good: [{composed}], inadequate: [Bar]}}", measures=f"  figure: {{type: choice, of: [{apart}, Bar]}}"
    )

    rules = rules_of(text)

    assert json.loads(rules.canonical)["measures"]["figure"]["of"] == [composed, "Bar"]


@pytest.mark.parametrize(("written", "said"), [("true", True), ("false", False), (None, None)])
def test_what_may_be_published_is_said_or_it_is_not(written, said):
    keys = [f"publishable: {written}"] if written else []

    rules = rules_of(with_kpi("better: higher", "bands: {good: 1}", *keys))

    assert [one.publishable for one in rules.kpis.values()] == [said]


def test_what_may_be_published_is_true_or_false():
    [found] = compiling(with_kpi("better: higher", "bands: {good: 1}", "publishable: partly")).diagnostics

    assert "expected `true` or `false`, not `partly`" in found.message


def test_all_mistakes_are_reported_at_once_in_the_order_of_the_file():
    text = with_kpi(
        "value: figur", "better: higer", "bands: {good: 1}", "points: {inadequat: 1}", head=HEAD + "titel: x\n"
    )

    found = compiling(text).diagnostics

    assert [(one.place.line, one.code) for one in found] == [
        (7, "unknown-key"),
        (14, "unknown-name"),
        (15, "unexpected-value"),
        (17, "unknown-rating"),
    ]


def test_what_a_misspelt_key_holds_is_checked_at_its_own_place():
    assert headlines(with_kpi("better: higher", "bnds: {good: 1, goood: 2}")) == [
        "15:5: unknown key `bnds`; did you mean `bands`? [unknown-key]",
        "15:21: unknown rating `goood`; did you mean `good`? [unknown-rating]",
    ]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        pytest.param("{type: money}", "figure - own_term", id="a sum of money"),
        pytest.param("{type: percent}", "figure * own_term / 100", id="a percentage"),
        pytest.param("{type: choice, of: [low, high]}", "figure if own_term == 'low' else 0 * figure", id="a choice"),
        pytest.param("{type: flag}", "figure if own_term else 0 * figure", id="a flag"),
        pytest.param("{type: date}", "figure * days_between(own_term, date('2026-04-01'))", id="a date"),
    ],
)
def test_a_parameter_of_any_type_serves_in_an_expression(kind, value):
    text = with_kpi(
        f'value: "{value}"',
        "precision: 2 dp, half up",
        "better: higher",
        "bands: {good: 1}",
        head=f"{HEAD}parameters:\n  own_term: {kind}\n",
        measures="  figure: {type: money}",
    )

    assert headlines(text) == []
