from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.compiler.coverage import FlawKind, flaws
from engine.compiler.limits import limit, limit_text
from engine.model.kpi import Choices, Lines, Ranges, Span
from engine.model.scale import Rating

from .rule_files import HEAD, headlines, rules_of, with_kpi

DFE = (
    "bands: {good: 96 or more, approaching_target: 90 to 95, requires_improvement: 75 to 89, inadequate: less than 75}"
)
RAG = HEAD.replace("procurement-act-2023", "{name: rag, ratings: [green, amber, red], not_rated: grey}").replace(
    "requires_improvement", "red"
)
NORTH_LINCOLNSHIRE = "bands: {green: 100 to 90, amber: 90 to 75, red: 75 or less}"
ANY = Span(low=None, low_strict=False, high=None, high_strict=False)


def bands_of(text):
    return rules_of(text).kpis["kpi"].bands


def test_printed_bands_have_no_gap_at_whole_percents():
    """AC-02."""
    bands = bands_of(with_kpi("unit: percent", "precision: 0 dp, half up", DFE))

    assert isinstance(bands, Ranges)


def test_a_gap_at_one_decimal_place_is_shown_with_a_figure_that_falls_in():
    """AC-02."""
    found = headlines(with_kpi("unit: percent", "precision: 1 dp, half up", DFE))

    assert found == [
        "16:51: expected no gap between `good` and `approaching_target` at 1 dp, half up: 95.5 falls into no band "
        "[bands-gap]",
        "16:83: expected no gap between `approaching_target` and `requires_improvement` at 1 dp, half up: "
        "89.5 falls into no band [bands-gap]",
    ]


def test_printed_bands_without_a_precision_are_refused():
    """AC-02."""
    assert headlines(with_kpi("unit: percent", DFE)) == [
        "15:5: expected a `precision` beside printed ranges: only at one can it be said what falls between them "
        "[precision-missing]"
    ]


def test_overlaps_are_refused_where_nothing_settles_them():
    """AC-03."""
    assert headlines(with_kpi("unit: percent", "precision: 0 dp, half up", NORTH_LINCOLNSHIRE, head=RAG)) == [
        "16:38: `green` and `amber` overlap at 0 dp, half up: 90 falls into both; "
        "say `overlap: best_band` or `overlap: worst_band` [bands-overlap]",
        "16:53: `amber` and `red` overlap at 0 dp, half up: 75 falls into both; "
        "say `overlap: best_band` or `overlap: worst_band` [bands-overlap]",
    ]


@pytest.mark.parametrize("overlap", ["best_band", "worst_band"])
def test_overlaps_that_are_settled_are_warnings(overlap):
    """AC-03."""
    text = with_kpi("unit: percent", "precision: 0 dp, half up", f"overlap: {overlap}", NORTH_LINCOLNSHIRE, head=RAG)

    assert headlines(text) == [
        f"17:38: warning: `green` and `amber` overlap at 0 dp, half up: 90 falls into both; `overlap: {overlap}` "
        "settles it [bands-overlap]",
        f"17:53: warning: `amber` and `red` overlap at 0 dp, half up: 75 falls into both; `overlap: {overlap}` "
        "settles it [bands-overlap]",
    ]
    first, _ = bands_of(text).ranges[0]
    assert first.name == {"best_band": "green", "worst_band": "red"}[overlap]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("96+", "at least 96", id="96+"),
        pytest.param("96 +", "at least 96", id="96 +"),
        pytest.param("96% or more", "at least 96", id="96% or more"),
        pytest.param(">= 96", "at least 96", id=">= 96"),
        pytest.param("less than 75", "less than 75", id="less than 75"),
        pytest.param("under 75%", "less than 75", id="under 75%"),
        pytest.param("<75", "less than 75", id="<75"),
        pytest.param("75 or less", "at most 75", id="75 or less"),
        pytest.param("up to 75.0", "at most 75", id="up to 75.0"),
        pytest.param("over 95", "more than 95", id="over 95"),
        pytest.param("75 to 90", "75 to 90", id="75 to 90"),
        pytest.param("75% to 90%", "75 to 90", id="75% to 90%"),
        pytest.param("100 to 90", "90 to 100", id="from the top down"),
        pytest.param("more than 75 to 90", "more than 75 to 90", id="strict below"),
        pytest.param("75 to less than 90", "75 to less than 90", id="strict above"),
        pytest.param("95", "95", id="a figure alone"),
        pytest.param("otherwise", "otherwise", id="otherwise"),
    ],
)
def test_limits_are_read_in_the_words_of_contracts(written, meant):
    assert limit_text(limit(written), sided=True) == meant
    assert limit(limit_text(limit(written), sided=True)) == limit(written)


@pytest.mark.parametrize(
    ("lines", "measure"),
    [
        pytest.param(
            ["bands: {good: {year 1: 95, year 2: more than 96}, inadequate: otherwise}"], "number", id="lines"
        ),
        pytest.param(["bands: {good: {from 2026-04-01: 95, from 2027-04-01: 96}}"], "number", id="lines from dates"),
        pytest.param(
            [
                "precision: 0 dp, half up",
                "bands: {good: {year 1: 90+, year 2: 91+}, inadequate: {year 1: 0 to 89, year 2: 0 to 90}}",
                "unit: percent",
            ],
            "percent",
            id="printed ranges",
        ),
        pytest.param(["bands: {good: 95}", "points: {inadequate: {year 1: 1, year 2: 2}}"], "number", id="points"),
        pytest.param(["bands: {good: 95}", "repeat: {year 1: double, year 2: triple}"], "number", id="repeat"),
        pytest.param(
            ["bands: {good: 95}", "sample: {of: figure, at_least: {from 2026-04-01: 5, from 2027-04-01: 6}}"],
            "number",
            id="sample",
        ),
    ],
)
def test_any_number_may_be_dated(lines, measure):
    text = with_kpi("better: higher", *lines, measures=f"  figure: {{type: {measure}}}")

    assert headlines(text) == []


def test_a_parameter_may_be_a_limit_and_dated_too():
    head = HEAD + "parameters:\n  level: {type: percent, default: 90}\n"

    bands = bands_of(
        with_kpi(
            "unit: percent",
            "better: higher",
            "bands: {good: {year 1: 95, year 2: level}, inadequate: otherwise}",
            head=head,
        )
    )

    assert isinstance(bands, Lines)
    assert bands.fixed is None


def test_a_choice_may_be_no_rating_at_all():
    text = with_kpi(
        "bands: {good: [Good], inadequate: Poor, other: [Not inspected]}",
        measures="  figure: {type: choice, of: [Good, Poor, Not inspected]}",
    )

    bands = bands_of(text)

    assert isinstance(bands, Choices)
    assert bands.ratings["Not inspected"] is None


def test_a_flag_is_rated_by_true_and_false():
    text = with_kpi("bands: {good: false, inadequate: true}", measures="  figure: {type: flag}")

    assert {word: rating.name for word, rating in bands_of(text).ratings.items()} == {
        "false": "good",
        "true": "inadequate",
    }


figures = st.decimals(-20, 20, places=1)
spans = st.tuples(figures, figures, st.booleans(), st.booleans()).map(
    lambda ends: Span(low=min(ends[:2]), low_strict=ends[2], high=max(ends[:2]), high_strict=ends[3])
)
printed = st.lists(
    st.one_of(spans, spans.map(lambda span: span._replace(low=None)), spans.map(lambda span: span._replace(high=None))),
    min_size=1,
    max_size=4,
)


@given(printed)
def test_a_figure_that_is_shown_falls_where_it_is_said_to(many):
    step = Decimal("0.1")
    named = tuple((Rating(f"r{rank}", rank), span) for rank, span in enumerate(many))

    found = flaws(named, step, ANY)

    grid = [Decimal(number) / 10 for number in range(-230, 231)]
    holders = [sum(span.holds(figure) for span in many) for figure in grid]
    for flaw in found:
        held = sum(span.holds(flaw.witness) for span in many)
        assert held == 0 if flaw.kind is FlawKind.GAP else held >= 2
    if any(holders):
        assert any(flaw.kind is FlawKind.GAP for flaw in found) is (0 in holders)
        assert any(flaw.kind is FlawKind.OVERLAP for flaw in found) is any(count > 1 for count in holders)
