from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from engine.cli.decision_rows import decision_row, rated_kpis
from engine.cli.decision_table import print_decisions
from engine.cli.short_names import heading, initials
from engine.model.figures import Absence
from engine.model.rule_book import RuleBook
from tests.authoring import builders
from tests.batch.builders import columns, results

NAMES = (
    *("missed_visits", "late_visits", "short_visits", "continuity", "call_monitoring"),
    *("acceptance_time", "hand_backs", "medication_errors", "complaints_response", "satisfaction"),
)
KPI = "{{value: m{n}, better: lower, bands: {{good: 5, approaching_target: 10, requires_improvement: 20}}{more}}}"
MORE = ", missing: {failure: inadequate}, points: {inadequate: 4}"


def book() -> RuleBook:
    """Ten KPIs, points, credits and a ladder."""
    head, _, tail = builders.RULES.partition("measures:\n  charges: {type: money}\n")
    rest = tail[tail.index("escalation:") :]
    measures = "".join(f"  m{n}: {{type: count}}\n" for n in range(len(NAMES)))
    kpis = "".join(f"  {name}: {KPI.format(n=n, more=MORE)}\n" for n, name in enumerate(NAMES))
    return builders.book(f"{head}measures:\n  charges: {{type: money}}\n{measures}kpis:\n{kpis}{rest}")


def printed(width: int, rows: str = "3,30,,[c],3,3,3,3,3,7") -> list[str]:
    """The lines of a table of two months of one provider, without blanks at their ends."""
    rules = book()
    heads = ",".join(["contract", "period", "charges", *(f"m{n}" for n in range(len(NAMES)))])
    text = f"{heads}\n" + "".join(f"Example Homecare,2026-{month},1000,{rows}\n" for month in ("04", "05"))
    found = results(text, rules, columns=columns(rules), markers={"[c]": Absence.SUPPRESSED})
    kpis = tuple(rated_kpis(rules))
    screen = Console(file=StringIO(), width=width)
    print_decisions(screen, [decision_row(one, kpis) for one in found], kpis, rules)
    return [line.rstrip() for line in screen.file.getvalue().splitlines()]


def test_on_160_columns_ten_kpis_stand_in_columns_of_their_own_with_the_rung_in_words():
    first, second, april, _, *key = printed(160)

    assert first.split()[:3] == ["missed", "late", "short"]
    assert second.split()[:5] == ["contract", "period", "visits", "visits", "visits"]
    assert " ".join(april.split()) == (
        "Example Homecare 2026-04 G I I* s G G G G G AT 8 no action routine none 30.00 0.00"
    )
    assert key[0].startswith("KPIs in order: missed_visits, late_visits, short_visits")
    assert key[-1] == "G good, AT approaching target, RI requires improvement, I inadequate, s suppressed, * deemed"


def test_on_100_columns_rungs_stand_in_codes_with_a_sign_for_the_move():
    lines = printed(100)

    assert all(len(line) <= 100 for line in lines)
    assert " ".join(lines[2].split()).startswith("Example Hom… 2026-04 G I I* s G G G G G AT 8 no action R ")
    assert lines[-1] == "R routine, IP improvement plan, E exit; ▲ entered, = held, ▼ left"


def test_where_no_column_for_each_fits_the_kpis_that_are_not_good_are_named():
    lines = printed(80)

    assert all(len(line) <= 80 for line in lines)
    assert lines[0].split()[:3] == ["contract", "period", "ratings"]
    assert "late_visits" in " ".join(lines)
    assert "payable" in lines[0]


@pytest.mark.parametrize("width", [30, 45, 60, 80])
def test_what_is_payable_is_never_cut_however_narrow_the_terminal_is(width):
    heading, first, *_ = printed(width)

    assert heading.endswith("payable")
    assert first.endswith(" 0.00")


def test_a_short_first_month_takes_little_room():
    rules = book()
    text = "contract,period,charges\nOak,2026-05-18 to 2026-05-31,1000\n"

    [decided] = results(text, rules, columns=columns(rules))

    assert decision_row(decided, ()).period == "2026-05-18..31"


def test_where_there_is_room_ratings_stand_in_words_with_their_values():
    april = printed(400)[2]

    assert "inadequate 30" in april
    assert "suppressed" in april


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        pytest.param(["good", "requires_improvement"], ["G", "RI"], id="initials"),
        pytest.param(["good", "great"], ["G", "Gr"], id="two with one initial"),
        pytest.param(["red", "amber", "green"], ["R", "A", "G"], id="colours"),
        pytest.param(["a", "a_"], ["A", "a_"], id="nothing shorter is left"),
    ],
)
def test_each_name_has_a_code_of_its_own(names, codes):
    assert list(initials(names).values()) == codes


def test_a_heading_is_cut_to_its_width_a_word_a_line():
    assert heading("safeguarding_concerns", 6) == "safegu\nconcer"
