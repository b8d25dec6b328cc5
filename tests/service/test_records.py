"""Rows about people over the wire: decided, recorded as they came, and never answered."""

from __future__ import annotations

import pytest
from grpc import StatusCode

from engine.api import decision_service_pb2 as wire
from engine.api.records_pb2 import RecordRow, Records
from engine.api.rule_set_pb2 import FieldType
from engine.api.rule_set_service_pb2 import GetRuleSetRequest
from engine.model.ledger import EntryKind
from engine.model.recording import evidence_of
from engine.service.options import Limits
from tests.evaluation.builders import kpi, rule_file
from tests.service.serving import PATIENCE, refusal, request_id, served

RULES = rule_file(
    measures="{figure: {type: number, default: 0}}",
    records="""
        people:
          key: person
          fields:
            person: {type: person}
            achieved: {type: flag}
            days_late: {type: count, optional: true}
            age: {type: count, personal: true}
    """,
    kpis=kpi(value="count(people, achieved and days_late <= 28)", bands="{good: 1, inadequate: otherwise}"),
)
FIELDS = ("person", "achieved", "days_late", "age")
ROWS = [("P-0173", "true", "28", "91"), ("P-0174", "true", "29", "83"), ("P-0175", "false", "", "77")]


@pytest.fixture
def server():
    with served(RULES) as one:
        one.registers()
        yield one


def asked(*rows, fields=FIELDS, **stated):
    given = {"request_id": request_id(), "contract": "cedar", "period": {"label": "2026-04"}} | stated
    people = Records(fields=fields, rows=[RecordRow(cells=row) for row in rows])
    return wire.SubmitRequest(**given, records={"people": people})


def submitted(server, *rows, **stated):
    return server.decisions.Submit(asked(*rows, **stated), timeout=PATIENCE)


def bodies(server):
    return {entry.kind: entry for entry in server.desk.ledger.stream("cedar")}


def test_rows_are_decided_and_the_answer_says_how_many_counted(server):
    decision = submitted(server, *ROWS).decision

    assert decision.kpis[0].number == "1"
    assert {one.name: one.number for one in decision.kpis[0].read} == {
        "count(people, achieved and days_late <= 28)": "1",
        "count(people)": "3",
    }


def test_rows_are_recorded_as_they_came_and_stand_in_no_answer_and_no_decision(server):
    answer = submitted(server, *ROWS)
    explained = server.decisions.ExplainDecision(wire.ExplainDecisionRequest(id=answer.decision.id), timeout=PATIENCE)
    found = server.decisions.GetDecision(wire.GetDecisionRequest(id=answer.decision.id), timeout=PATIENCE)

    came = evidence_of(bodies(server)[EntryKind.SUBMITTED])
    assert [(row["person"], row["achieved"], int(row["age"])) for row in came.records["people"]] == [
        ("P-0173", True, 91),
        ("P-0174", True, 83),
        ("P-0175", False, 77),
    ]
    for said in (answer, explained, found, bodies(server)[EntryKind.DECIDED].body):
        assert "P-017" not in str(said)


def test_the_same_rows_again_are_answered_as_they_were_and_others_refused(server):
    first = submitted(server, *ROWS, request_id="once")

    assert submitted(server, *ROWS, request_id="once").answered_before
    assert refusal(lambda: submitted(server, *ROWS[:2], request_id="once")).reason == "REQUEST_ID_REUSED"
    assert first.decision.id == "cedar#3"


def test_a_cell_that_does_not_fit_is_refused_at_the_path_of_its_row(server):
    refused = refusal(lambda: submitted(server, ROWS[0], ("P-0174", "perhaps", "29", "ninety")))

    assert refused.code is StatusCode.INVALID_ARGUMENT
    assert [(one.field, one.description) for one in refused.details["BadRequest"].field_violations] == [
        ("records[people].rows[1]", "achieved: expected `true` or `false`, not `perhaps`"),
        ("records[people].rows[1]", "age: expected a count"),
    ]


@pytest.mark.parametrize(
    ("late", "said"),
    [
        pytest.param("28.000000000", [], id="nine digits after the point are taken"),
        pytest.param(
            "28.0000000000",
            ["days_late: expected a number of at most 9 digits after its point, not `28.0000000000`"],
            id="ten are not",
        ),
        pytest.param(
            "1" * 19,
            [f"days_late: expected a number of at most 18 digits before its point, not `{'1' * 19}`"],
            id="nor 19 before it",
        ),
    ],
)
def test_semantics_8_a_number_in_a_row_has_no_more_digits_than_a_figure(server, late, said):
    row = ("P-0173", "true", late, "91")

    if not said:
        assert submitted(server, row).decision.kpis[0].number == "1"
        return
    refused = refusal(lambda: submitted(server, row))
    assert [one.description for one in refused.details["BadRequest"].field_violations] == said


def test_a_preview_counts_rows_and_records_nothing(server):
    request = asked(*ROWS)
    preview = wire.PreviewRequest(contract="cedar", period=request.period, records=request.records)

    answer = server.decisions.Preview(preview, timeout=PATIENCE)

    assert answer.decision.kpis[0].number == "1"
    assert EntryKind.SUBMITTED not in bodies(server)


def test_more_rows_than_a_server_takes_at_once_are_refused_by_their_size():
    rows = [(f"P-{number}", "true", "1", "80") for number in range(2_000)]

    with served(RULES, request_bytes=16 * 1024) as small:
        small.registers()
        assert refusal(lambda: submitted(small, *rows)).code is StatusCode.RESOURCE_EXHAUSTED
    with served(RULES, request_bytes=256 * 1024) as large:
        large.registers()
        assert submitted(large, *rows).decision.kpis[0].number == "2000"


def test_a_month_of_100_000_visits_fits_into_one_request():
    cells = ("V-2026-04-000001", "P-001234", "C-0123", "2026-04-01T08:00+01:00", "2026-04-01T08:04+01:00", "30", "31")

    month = asked(*[cells] * 100_000, fields=[f"field_{number}" for number in range(len(cells))])

    assert month.ByteSize() < Limits().request_bytes


def test_a_rule_set_says_which_records_it_asks_for(server):
    found = server.rule_sets.GetRuleSet(GetRuleSetRequest(name="test"), timeout=PATIENCE).rule_set

    (people,) = found.records
    assert (people.name, people.title, list(people.key)) == ("people", "people", ["person"])
    assert [
        (one.name, FieldType.Name(one.type), one.at_least, one.optional, one.personal) for one in people.fields
    ] == [
        ("person", "FIELD_TYPE_PERSON", "", False, False),
        ("achieved", "FIELD_TYPE_FLAG", "", False, False),
        ("days_late", "FIELD_TYPE_COUNT", "0", True, False),
        ("age", "FIELD_TYPE_COUNT", "0", False, True),
    ]
