from __future__ import annotations

import re

import pytest

from engine.batch.json_lines import read_json_lines
from engine.batch.rows import MismatchError
from engine.model.period import Period
from tests.batch.builders import book, columns, placement, request

TABLE = """
    Name,When,Missed visits,Area
    Oak,2026-05,1,North
    Ash,2026-04,2,South
    Oak,2026-04,3,North
    """
RULES = book()
MAPPED = columns(RULES, measures={"missed": "Missed visits"}, contract="Name", period="When")


def test_rows_of_a_contract_come_in_any_order_and_are_sorted_by_their_periods():
    found = placement(TABLE, request(columns=MAPPED))

    assert [(name, [one.period.label for one in rows]) for name, rows in found.contracts.items()] == [
        ("Oak", ["2026-04", "2026-05"]),
        ("Ash", ["2026-04"]),
    ]


def test_columns_that_are_no_measure_are_left_aside_by_name():
    assert placement(TABLE, request(columns=MAPPED)).ignored == ("Area",)


def test_one_period_may_stand_for_all_rows():
    asked = request(columns=columns(RULES, contract="Name", period=None), period=Period.parse("2024-25"))

    found = placement("Name,missed\nOak,1\nAsh,2\n", asked)

    assert {one.period.label for rows in found.contracts.values() for one in rows} == {"2024-25"}


def test_rows_whose_whole_cell_does_not_match_are_left_out_and_counted():
    chosen = columns(RULES, measures={"missed": "Missed visits"}, contract="Name", period="When", filters=("Area",))

    found = placement(TABLE, request(columns=chosen, only=(re.compile("Nor|South"),)))

    assert found.left_out == 2
    assert list(found.contracts) == ["Ash"]
    assert found.ignored == ()


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        pytest.param({"contract": "Nam"}, "expected a column `Nam`, .* did you mean `Name`", id="of the contract"),
        pytest.param({"period": "Wen"}, "did you mean `When`.*give `--period`", id="of the period"),
        pytest.param({"received": "Came"}, "expected a column `Came`", id="of the day of receipt"),
        pytest.param({"measures": {"missed": "Missed visit"}}, "did you mean `Missed visits`", id="of a measure"),
        pytest.param({"filters": ("Arae",)}, "did you mean `Area`", id="that rows are chosen by"),
    ],
)
def test_a_column_that_is_asked_for_must_be_there(stated, expected):
    asked = request(columns=columns(RULES, **{"contract": "Name", "period": "When"} | stated), only=(re.compile(""),))

    with pytest.raises(MismatchError, match=expected):
        placement(TABLE, asked)


def test_a_key_that_no_line_has_is_asked_for_in_vain_too():
    with pytest.raises(MismatchError, match=r"column `contract`.*did you mean `contracts`"):
        placement('{"contracts": "Oak", "period": "2026-04"}', request(), read_json_lines)


def test_a_column_that_is_read_stands_once():
    with pytest.raises(MismatchError, match="expected each column once, found `missed` twice"):
        placement("contract,period,missed,missed\n", request())


def test_columns_that_nobody_reads_may_share_a_name():
    assert placement("contract,period,missed,x,x\nOak,2026-04,1,2,3\n", request()).expected == 1


@pytest.mark.parametrize(
    ("row", "path", "expected"),
    [
        pytest.param(",2026-04,1", "contract", "expected something in `contract`, found nothing", id="no contract"),
        pytest.param("Oak,,1", "period", "expected something in `period`, found nothing", id="no period"),
        pytest.param("Oak,April,1", "period", "expected a period such as `2026-04`", id="no period that is one"),
    ],
)
def test_a_row_that_belongs_nowhere_is_refused_with_its_line(row, path, expected):
    [refused] = placement(f"contract,period,missed\nOak,2026-04,1\n{row}\n", request()).refused

    assert refused.line == 3
    assert refused.violations[0].path == path
    assert expected in refused.message


def test_a_measure_called_like_a_column_with_a_meaning_is_a_measure():
    rules = book(RULES_WITH_RECEIVED)

    [row] = placement("contract,period,received\nOak,2026-04,7\n", request(rules)).contracts["Oak"]

    assert row.layout.received is None
    assert dict(row.layout.figures) == {"received": 2}


RULES_WITH_RECEIVED = """\
rule_set: referrals
in_force: 2026-01-01
reporting: {every: month}
scale: procurement-act-2023
failure: requires_improvement
over_not_rated: skips
measures:
  received: {type: count}
kpis:
  referrals: {value: received}
"""


def test_a_figure_beside_figures_and_under_it_is_refused_since_nobody_knows_which_is_meant():
    row = '{"contract": "Oak", "period": "2026-04", "missed": 4, "figures": {"missed": 5}}'

    [refused] = placement(row, request(), read_json_lines).refused

    assert (refused.line, refused.violations[0].path) == (1, "figures.missed")
    assert refused.message.endswith("expected each figure once, found `missed` both beside `figures` and under it")
