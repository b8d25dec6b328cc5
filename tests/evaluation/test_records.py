from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from engine.errors import SubmissionError
from engine.evaluation import admission
from engine.evaluation.decide import decide
from engine.evaluation.explanation import as_text, explained
from engine.evaluation.record_admission import MOST_TOLD
from engine.model.figures import Absence
from engine.model.outcome import Undecided
from engine.model.period import Period
from engine.model.rows import GivenTable
from engine.model.standing import Standing
from tests.evaluation.builders import contract, errors, kpi, ladder, outcome, rating, rules, rung

VISITS = """
    visits:
      title: Visits in the month
      key: visit
      fields:
        visit: {type: text}
        person: {type: person}
        planned_start: {type: instant}
        minutes: {type: count, at_most: 1440}
        kind: {type: choice, of: [care, sitting]}
        note: {type: text, optional: true, personal: true}
        age: {type: count, personal: true, optional: true}
        agreed_time: {type: "time of day", optional: true}
        on_time: {type: flag, optional: true}
"""
MEASURES = "{figure: {type: number}, missed: {type: count}}"
FIELDS = ("visit", "person", "planned_start", "minutes", "kind")
ROW = ("v-1", "P-0173", "2026-04-01T08:00", "30", "care")


def rule_set(value="count(visits, kind == 'care')", **keys):
    return rules(measures=MEASURES, records=VISITS, kpis=kpi(value=value, **keys))


def submitted(rule_set, fields=FIELDS, rows=(ROW,), **given):
    tables = given.pop("records", {"visits": GivenTable(fields, rows)})
    return admission.submission(
        rule_set, contract(**given), Period.parse("2026-04"), {}, decided_on=date(2026, 5, 1), records=tables
    )


def decided(rule_set, *rows, fields=FIELDS, **given):
    evidence = submitted(rule_set, fields, rows, **given)
    return decide(rule_set, contract(), Standing(), evidence)


def violations(*rows, fields=FIELDS, **given):
    with pytest.raises(SubmissionError) as refused:
        submitted(rule_set(), fields, rows or (ROW,), **given)
    return [str(one) for one in refused.value.violations]


def changed(**cells):
    return tuple(cells.get(name, cell) for name, cell in zip(FIELDS, ROW, strict=True))


def test_rows_are_admitted_as_exact_values_in_the_order_in_which_they_came():
    fields = (*FIELDS, "agreed_time", "on_time")
    first, second = submitted(rule_set(), fields, [(*ROW, "08:00", "true"), ("v-0", *ROW[1:], None, "")]).records[
        "visits"
    ]

    assert dict(first) == {
        "visit": "v-1",
        "person": "P-0173",
        "planned_start": datetime(2026, 4, 1, 7, 0, tzinfo=UTC),
        "minutes": Decimal(30),
        "kind": "care",
        "note": Absence.MISSING,
        "age": Absence.MISSING,
        "agreed_time": time(8, 0),
        "on_time": True,
    }
    assert (second["visit"], second["agreed_time"], second["on_time"]) == ("v-0", Absence.MISSING, Absence.MISSING)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        pytest.param(
            {"minutes": "a few"},
            "records.visits[1].minutes: expected a number such as `12` or `0.5`, not `a few`",
            id="no number",
        ),
        pytest.param(
            {"minutes": "1441"}, "records.visits[1].minutes: expected 1440 or less, not `1441`", id="beyond a bound"
        ),
        pytest.param(
            {"kind": "cares"},
            "records.visits[1].kind: expected one of the choices, not `cares`; did you mean `care`?",
            id="no choice",
        ),
        pytest.param(
            {"visit": ""},
            "records.visits[1].visit: expected a value, which every row must have",
            id="an empty cell that must be filled",
        ),
        pytest.param(
            {"planned_start": "01/04/2026 08:00"},
            "records.visits[1].planned_start: expected an instant such as `2026-04-01T08:30` or `2026-04-01T07:30Z`, "
            "not `01/04/2026 08:00`",
            id="an instant written another way",
        ),
        pytest.param(
            {"planned_start": "2026-03-29T01:30"},
            "records.visits[1].planned_start: expected a time that the clocks of Europe/London show: "
            "they are put forward past `2026-03-29T01:30`",
            id="a time that clocks leave out",
        ),
        pytest.param(
            {"planned_start": "2026-10-25T01:30"},
            "records.visits[1].planned_start: expected an offset such as `2026-10-25T01:30+01:00`: "
            "the clocks of Europe/London show that time twice",
            id="a time that clocks show twice",
        ),
    ],
)
def test_a_cell_that_does_not_fit_is_told_with_its_row_and_field(cells, told):
    assert violations(changed(**cells)) == [told]


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(" v-1\u00e9 7", id="a blank before it"),
        pytest.param("v-1\u00e9 7\t", id="a tab behind it"),
        pytest.param("v-1\u00e9  7", id="two blanks within"),
        pytest.param("v-1\u00e9\u00a07", id="a blank that no line breaks at"),
        pytest.param("v-1e\u0301 7", id="its accent apart"),
    ],
)
def test_a_visit_comes_once_however_its_name_is_typed(again):
    assert violations(changed(visit="v-1\u00e9 7"), changed(visit=again)) == [
        "records.visits[2]: expected each visit once: row 1 has the same"
    ]


@pytest.mark.parametrize("unseen", ["\u200b", "\u00ad", "\x07"])
def test_text_that_holds_what_nobody_sees_is_refused(unseen):
    assert violations(changed(visit=f"v{unseen}-1")) == ["records.visits[1].visit: expected printable characters only"]


@pytest.mark.parametrize("name", ["Joan Smith", "943 476 5919", "9434765919", "943-476-5919", "QQ123456C", "a@b.org"])
def test_people_are_pseudonyms_only_and_what_came_instead_is_not_repeated(name):
    (told,) = violations(changed(person=name))

    assert told.startswith("records.visits[1].person: expected a pseudonym")
    assert name not in told


def test_what_came_in_a_personal_field_is_not_repeated():
    assert violations((*ROW, "eighty"), fields=(*FIELDS, "age")) == ["records.visits[1].age: expected a count"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        pytest.param(
            (*FIELDS[:3], "minuets", "kind"),
            ["unknown field `minuets`; did you mean `minutes`?", "expected the field `minutes`"],
            id="a field misspelt",
        ),
        pytest.param((*FIELDS, "kind"), ["expected each field once, found `kind` again"], id="a field twice"),
    ],
)
def test_fields_are_held_against_those_declared(fields, told):
    found = violations((*ROW, "care")[: len(fields)], fields=fields)

    assert len(found) == len(told)
    assert all(one in text for one, text in zip(told, found, strict=True))


def test_equal_cells_of_many_rows_are_one_and_read_by_the_field_that_they_stand_in():
    fields = (*FIELDS, "age")
    written = [
        ("30", "P-1", "2026-04-01T08:00", "30", "care", "30"),
        ("31", "P-1", "2026-04-01T08:00", "30", "care", Decimal(31)),
    ]

    first, second = submitted(rule_set(), fields, written).records["visits"]

    assert first["minutes"] is second["minutes"]
    assert first["planned_start"] is second["planned_start"]
    assert (first["visit"], first["minutes"], first["age"]) == ("30", Decimal(30), Decimal(30))
    assert second["age"] == Decimal(31)


def test_a_cell_that_does_not_fit_is_told_of_each_row_that_has_it():
    wrong = [("v-1", "P-1", "2026-04-01T08:00", "soon", "care"), ("v-2", "P-1", "2026-04-01T08:00", "soon", "care")]

    assert [told.partition(":")[0] for told in violations(*wrong)] == [
        "records.visits[1].minutes",
        "records.visits[2].minutes",
    ]


def test_a_row_that_came_twice_is_not_counted_twice():
    assert violations(ROW, changed(visit="v-2"), ROW) == [
        "records.visits[3]: expected each visit once: row 1 has the same"
    ]


def test_a_row_with_a_cell_too_few_is_told():
    assert violations(ROW[:4]) == ["records.visits[1]: expected a cell for each of 5 fields, not 4"]


def test_records_that_nobody_declared_are_refused():
    assert violations(records={"visit": GivenTable(FIELDS, [ROW])}) == [
        "records.visit: unknown records `visit`; did you mean `visits`?"
    ]


def test_of_many_wrong_cells_the_first_are_told_and_the_others_counted():
    found = violations(*[changed(visit=f"v-{number}", minutes="many") for number in range(1, 101)])

    assert len(found) == MOST_TOLD + 1
    assert found[-1] == f"records.visits: expected cells that fit, and {100 - MOST_TOLD} more do not"


def test_more_rows_than_a_submission_may_have_are_refused(monkeypatch):
    monkeypatch.setattr("engine.evaluation.record_admission.MOST_ROWS", 2)

    assert violations(*[changed(visit=f"v-{number}") for number in range(3)]) == [
        "records.visits: expected at most 2 rows in a submission"
    ]


def test_an_outcome_says_how_many_rows_counted_and_how_many_there_were():
    decision = decided(rule_set(), ROW, changed(visit="v-2", kind="sitting"))

    assert outcome(decision).value == 1
    assert outcome(decision).read == (("count(visits, kind == 'care')", Decimal(1)), ("count(visits)", Decimal(2)))


def test_records_left_out_are_missing_and_an_empty_table_is_a_count_of_nothing():
    deemed = rule_set(missing="{failure: inadequate}")

    assert rating(decide(deemed, contract(), Standing(), submitted(deemed, records={}))) == "inadequate"
    assert outcome(decided(deemed)).value == 0


def test_a_kpi_that_refuses_gaps_refuses_a_submission_without_its_records():
    with pytest.raises(SubmissionError, match="expected rows, were there none"):
        submitted(rule_set(missing="refuse"), records={})


def test_a_row_that_lacks_what_is_asked_leaves_the_kpi_unrated_unless_the_rules_ask_whether_it_is_known():
    plain, careful = rule_set("count(visits, on_time)"), rule_set("count(visits, known(on_time) and on_time)")

    assert outcome(decided(plain, ROW)).absence is Absence.MISSING
    assert outcome(decided(careful, ROW)).value == 0


def test_an_error_in_one_row_leaves_the_decision_to_a_person():
    decision = decided(rule_set("count(visits, round(minutes / (minutes - 30), 1) > 1)"), ROW)

    assert isinstance(outcome(decision), Undecided)
    assert decision.undecided == (
        "kpi: a figure other than 0 is divided by 0 in `count(visits, round(minutes / (minutes - 30), 1) > 1)`",
    )


def test_ladders_count_rows_too_and_nothing_is_counted_where_nothing_came():
    counting = rules(measures=MEASURES, records=VISITS, escalation=ladder("count(visits, minutes < 20) >= 2"))

    decision = decided(counting, changed(minutes="10"), changed(visit="v-2", minutes="19"))
    silent = decide(
        counting,
        contract(),
        Standing(),
        admission.non_submission(counting, contract(), Period.parse("2026-04"), {}, decided_on=date(2026, 6, 1)),
    )

    assert (rung(decision), rung(silent)) == ("r", "routine")


def test_a_decision_keeps_no_rows():
    assert decided(rule_set(), ROW).evidence.records == {}


@pytest.mark.parametrize(
    ("records", "code"),
    [
        pytest.param(
            "{visits: {key: visits, fields: {visit: {type: text}}}}", "record-key", id="a key that is no field"
        ),
        pytest.param(
            "{visits: {key: visit, fields: {visit: {type: text, optional: true}}}}", "record-key", id="an optional key"
        ),
        pytest.param("{visits: {key: visit, fields: {visit: {type: choice}}}}", "choice-of", id="a choice of nothing"),
        pytest.param(
            "{visits: {key: visit, fields: {visit: {type: text, at_most: 3}}}}", "bounds-type", id="bounds on text"
        ),
        pytest.param(
            "{visits: {key: visit, fields: {visit: {type: text}, missed: {type: count}}}}",
            "name-twice",
            id="a field called like a measure",
        ),
        pytest.param(
            "{missed: {key: visit, fields: {visit: {type: text}}}}", "name-twice", id="records called like a measure"
        ),
        pytest.param(
            "{visits: {key: count, fields: {count: {type: text}}}}",
            "name-reserved",
            id="a field called like a function",
        ),
    ],
)
def test_records_that_cannot_be_meant_are_diagnosed(records, code):
    assert code in errors(measures=MEASURES, records=records)


def test_an_explanation_says_how_many_rows_counted_and_of_which():
    counting = rules(
        measures=MEASURES,
        records=VISITS,
        kpis=kpi(value="100 * count(visits, minutes >= 20) / count(visits)", precision="1 dp, half up", unit="percent"),
        escalation=ladder("sum(visits, minutes, kind == 'care') >= 20"),
    )

    said = as_text(explained(decided(counting, ROW, changed(visit="v-2", minutes="10")), counting))

    assert "50.0% (from Visits in the month where `minutes >= 20`: 1, Visits in the month: 2)" in said
    assert "The sum of minutes over Visits in the month where `kind == 'care'` is 40, at least 20" in said
