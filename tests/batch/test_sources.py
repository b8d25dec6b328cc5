"""Files of figures that say where these came from, each in its own way."""

from __future__ import annotations

import pytest

from engine.batch.choices import Gaps
from engine.batch.evaluation import evaluated
from engine.batch.json_lines import read_json_lines
from engine.batch.results import Decided
from engine.batch.yaml_file import read_yaml
from engine.model.figures import Absence
from engine.model.sources import Source
from tests.batch.builders import RULES, book, columns, placement, request, results, shown

MONITORED = {"missed": Source("call_monitoring", verified=True)}
HELD = RULES.replace("missed: {type: count}", "missed: {type: count, held_by: council}")


@pytest.mark.parametrize(
    ("text", "reader"),
    [
        pytest.param(
            "contract,period,missed,missed.source,missed.verified\nOak,2026-04,3,call_monitoring,TRUE\n",
            None,
            id="columns of CSV",
        ),
        pytest.param(
            '{"contract": "Oak", "period": "2026-04", "figures": {"missed": {"value": 3, '
            '"source": "call_monitoring", "verified": true}}}',
            read_json_lines,
            id="a figure of JSON lines",
        ),
        pytest.param(
            '{"contract": "Oak", "period": "2026-04", "missed": {"value": 3, "source": "call_monitoring", '
            '"verified": true}}',
            read_json_lines,
            id="a figure of JSON lines beside the contract",
        ),
        pytest.param(
            '{"contract": "Oak", "period": "2026-04", "missed": 3, "missed.source": "call_monitoring", '
            '"missed.verified": true}',
            read_json_lines,
            id="keys of JSON lines",
        ),
        pytest.param(
            "- contract: Oak\n  period: 2026-04\n  figures:\n"
            "    missed: {value: 3, source: call_monitoring, verified: true}\n",
            read_yaml,
            id="a figure of YAML",
        ),
    ],
)
def test_a_figure_says_where_it_came_from(text, reader):
    [decided] = results(text, **({"reader": reader} if reader else {}))

    assert isinstance(decided, Decided), shown(decided)
    assert decided.decision.evidence.sources == MONITORED
    assert shown(decided) == "Oak 2026-04: good"


def test_a_column_is_found_under_the_heading_that_its_measure_is_mapped_to():
    text = "contract,period,Visits missed,Visits missed.source\nOak,2026-04,3,provider\n"

    rules = book()
    asked = request(columns=columns(rules, measures={"missed": "Visits missed"}))
    [decided] = evaluated(rules, placement(text, asked), asked, None)

    assert decided.decision.evidence.sources == {"missed": Source("provider")}


def test_empty_cells_say_no_source():
    text = "contract,period,missed,missed.source,missed.verified\nOak,2026-04,3,,\nOak,2026-05,3,,false\n"

    assert [one.decision.evidence.sources for one in results(text)] == [{}, {}]


def test_an_absence_may_say_where_it_came_from():
    text = '{"contract": "Oak", "period": "2026-04", "missed": {"absent": "suppressed", "source": "provider"}}'

    [decided] = results(text, reader=read_json_lines)

    assert decided.decision.evidence.figures["missed"] is Absence.SUPPRESSED
    assert decided.decision.evidence.sources == {"missed": Source("provider")}


def test_the_councils_figures_of_a_period_that_nothing_came_for_say_where_they_came_from():
    text = "contract,period,not_submitted,missed,missed.source\nOak,2026-04,true,3,council\nOak,2026-05,true,,council\n"

    found = results(text, book(HELD), gaps=Gaps.REFUSE)

    assert [one.decision.evidence.sources for one in found] == [{"missed": Source("council")}, {}]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        pytest.param("3,call_monitor,true", "sources.missed: expected one of `provider`", id="a source that is none"),
        pytest.param("3,provider,maybe", "missed.verified: expected `true` or `false`", id="verified is no flag"),
        pytest.param("3,,true", "missed.source: expected a source beside what is verified", id="verified by nobody"),
    ],
)
def test_a_row_is_refused_whose_source_cannot_be_read(cells, message):
    [refused] = results(f"contract,period,missed,missed.source,missed.verified\nOak,2026-04,{cells}\n")

    assert message in shown(refused)


def test_columns_of_sources_are_not_left_aside():
    asked = request()
    found = placement("contract,period,missed,missed.source,missed.verified,other.source\nOak,2026-04,3,,,\n", asked)

    assert found.ignored == ("other.source",)
