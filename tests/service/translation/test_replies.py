"""What the application answers arrives with everything that it says; each through the application itself."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from google.rpc.code_pb2 import INVALID_ARGUMENT, NOT_FOUND
from google.rpc.error_details_pb2 import BadRequest, RequestInfo

from engine.api import decision_service_pb2 as decisions
from engine.api.contract_service_pb2 import OBLIGATION_KIND_MILESTONE
from engine.api.diagnostic_pb2 import SEVERITY_ERROR
from engine.api.escalation_pb2 import DECISION_OUTCOME_REMEDIATION
from engine.api.explanation_pb2 import SENTENCE_CODE_DECIDED
from engine.api.rule_set_pb2 import BETTER_HIGHER, LATE_ACCEPT, MEASURE_TYPE_CHOICE, MEASURE_TYPE_COUNT
from engine.application.requests import DueQuery
from engine.application.results import Owed, Refused, RuleSetInUse
from engine.compiler.rule_books import bound
from engine.errors import NotFoundError, Reason, SubmissionError, Violation
from engine.evaluation.explanation import Code, as_text
from engine.evaluation.obligations import Obligation, ObligationKind
from engine.model.dated import Dated
from engine.model.ledger import ContractQuery
from engine.model.naming import DecisionName
from engine.service.translation import replies, requests
from engine.service.translation.server import Running, server_info
from tests.application.builders import Desk
from tests.evaluation.builders import POLICIES, rule_file
from tests.service.translation.reading_back import day

PARAMETERS = """
    exit_points: {type: number, title: Points that bring the right to exit, default: 50}
    rate: {type: money, unit: an hour, default: 20}
"""
ESCALATION = """
- policy: ladder
  name: ladder
  climb: jump
  rungs:
    - rung: routine
    - rung: plan
      decision: remediation
      clause: Schedule 4, paragraph 2
      enter: failures(last=2) >= 2
      leave: consecutive_passes() >= 1
      actions: [{do: Submit a plan, by: provider, within: 10 working days}]
"""
PAYMENT = """
- policy: service_credits
  name: credits
  per_point: 1% of charges
  clause: Schedule 5, paragraph 1
  cap: yearly
"""
CAPS = "yearly: {limit: 10% of charges, over: contract, binds: deductions}"
INDEXED = """
- policy: time_and_task
  clause: Schedule 5, paragraph 2
  minutes: made.minutes
  time: {rounded: exact}
  price: {per: hour, ordinary: 24.10}
  round: line
  index:
    by: {cpi: {share: 80%, base: 2025-01, of: January}}
    from: 2026-04-01
    every: financial year
    compared_with: base
"""
INDICES = "cpi: {title: 'CPI, all items', source: constructed, figures: {2025-01: 129.0}}"
ROWS = "made: {key: visit, fields: {visit: {type: text}, minutes: {type: count}}}"
KPIS = """
    kpi: {value: figure, better: higher, bands: {good: 90, approaching_target: 80, requires_improvement: 70},
          points: {inadequate: 2}, clause: "Schedule 2, paragraph 1", title: Visits kept}
    mean: {value: figure / 2, precision: "1 dp, half up"}
"""
RULES = rule_file(parameters=PARAMETERS, escalation=ESCALATION, payment=PAYMENT, caps=CAPS, kpis=KPIS)


@pytest.fixture
def desk():
    desk = Desk(RULES)
    desk.registers(end=date(2031, 3, 31), parameters={"rate": Dated.stepped({1: "21.50", 2: "22"})})
    return desk


def test_a_contract_arrives_with_its_terms(desk):
    contract = replies.contract_found(desk.application.contracts.one("cedar")).contract

    assert (contract.id, contract.provider, contract.rule_set) == ("cedar", "Cedar Support", "test")
    assert (day(contract.start), day(contract.end)) == ("2026-04-01", "2031-03-31")
    assert (contract.time_zone, contract.version) == ("Europe/London", 1)
    assert [(one.contract_year, one.value.number) for one in contract.parameters["rate"].steps] == [
        (1, "21.5"),
        (2, "22"),
    ]


def test_a_contract_that_ends_on_no_agreed_day_says_none(desk):
    desk.registers("dogwood")

    listed = replies.contracts_listed(desk.application.contracts.some(ContractQuery(), "", 10), "next")

    assert [(one.id, one.HasField("end")) for one in listed.contracts] == [("cedar", True), ("dogwood", False)]
    assert listed.next_page_token == "next"


def test_registering_again_is_said_to_have_been_answered_before(desk):
    first, again = desk.registers("dogwood", "r-7"), desk.registers("dogwood", "r-7")

    said = [replies.contract_registered("r-7", one) for one in (first, again)]
    assert [(one.request_id, one.contract.id, one.answered_before) for one in said] == [
        ("r-7", "dogwood", False),
        ("r-7", "dogwood", True),
    ]


def test_parameters_that_are_set_arrive_with_the_contract(desk):
    changed = desk.sets(date(2026, 7, 1), exit_points="40")
    reply = replies.parameters_set("r-8", changed._replace(decided=(DecisionName("cedar", 3),)))

    terms = reply.contract.parameters["exit_points"]
    assert [(day(one.since), one.value.number) for one in terms.steps] == [("2026-07-01", "40")]
    assert (reply.request_id, reply.contract.version, [*reply.decided]) == ("r-8", 2, ["cedar#3"])


def test_a_decision_is_found_with_its_figures(desk):
    desk.submits("2026-04", "95")

    found = replies.decision_found(desk.application.decisions.one(DecisionName("cedar", 3))).decision

    assert (found.id, found.position) == ("cedar#3", 3)
    assert [(one.name, one.number) for one in found.evidence.figures] == [("figure", "95")]
    assert found.parameters[1].number == "21.5"


def test_a_page_of_decisions_and_a_watched_one_have_their_figures(desk):
    recorded = desk.submits("2026-04", "95")

    listed = replies.decisions_listed([recorded], "more")
    seen, heartbeat = replies.decision_seen(3, recorded), replies.decision_seen(9)

    assert (listed.decisions[0].id, listed.next_page_token) == ("cedar#3", "more")
    assert seen.decision == listed.decisions[0]
    assert (seen.position, heartbeat.position, heartbeat.HasField("decision")) == (3, 9, False)


def test_a_preview_says_which_version_it_stands_on(desk):
    asked = desk.submits("2026-04", "95") and requests.preview(
        decisions.PreviewRequest(contract="cedar", period={"label": "2026-05"}, figures={"figure": {"number": "60"}})
    )

    reply = replies.previewed(desk.application.submissions.preview(asked))

    assert (reply.contract_version, reply.decision.id) == (3, "")
    assert reply.decision.kpis[0].rating == "inadequate"


def test_a_non_submission_is_answered_with_its_decision(desk):
    reply = replies.non_submission_recorded("r-9", desk.hears_nothing("2026-04", on=date(2026, 5, 1)))

    assert (reply.request_id, reply.decision.evidence.period.label) == ("r-9", "2026-04")
    assert not reply.decision.evidence.HasField("received_on")


def test_a_decision_is_explained_in_the_sentences_of_the_engine(desk):
    desk.submits("2026-04", "60")
    recorded, explanation = desk.application.decisions.explained(DecisionName("cedar", 3))

    reply = replies.decision_explained(recorded, explanation)

    written = [one for section in reply.explanation.sections for one in section.sentences]
    meant = [one for section in explanation.sections for one in section.sentences]
    assert (reply.id, reply.explanation.title, reply.explanation.text) == (
        "cedar#3",
        explanation.title,
        as_text(explanation),
    )
    assert [(one.about, one.clause) for one in written] == [(one.about, one.clause) for one in meant]
    assert written[0].code == SENTENCE_CODE_DECIDED
    assert meant[0].code is Code.DECIDED
    assert all(one.text.endswith(".") and one.text in reply.explanation.text for one in written)


def test_a_standing_says_what_the_next_decision_stands_on(desk):
    desk.submits_each(["60", "50", "95.5"])

    standing = replies.standing_found(desk.application.contracts.standing("cedar"), 2).standing

    assert (standing.contract, standing.version, standing.latest_decision) == ("cedar", 7, "cedar#7")
    assert (standing.latest_period.label, standing.open_period.label, standing.attempts) == ("2026-06", "2026-07", 0)
    assert (day(standing.rules_in_force), standing.carried_forward) == ("2020-01-01", "40")
    assert [(one.ladder, one.rung, one.periods) for one in standing.ladders] == [("ladder", "routine", 1)]
    assert [one.period.label for one in standing.periods] == ["2026-05", "2026-06"]


def test_a_periods_standing_has_its_kpis_and_credits(desk):
    desk.submits_each(["60"])

    (period,) = replies.standing_found(desk.application.contracts.standing("cedar"), 12).standing.periods

    rated, mean = period.kpis
    assert (rated.kpi, rated.rating, rated.points, rated.value.number) == ("kpi", "inadequate", "2", "60")
    assert (mean.kpi, mean.rating, mean.value.number) == ("mean", "", "30")
    assert (period.failures, period.points) == (1, "2")
    (entry,) = period.entries
    assert (entry.entry, entry.credits) == ("credits", "20")
    assert [(one.name, one.number) for one in entry.caps] == [("yearly", "20")]


@pytest.mark.parametrize(("periods", "told"), [(0, 0), (1, 1), (5, 2)])
def test_no_more_periods_are_told_than_were_asked_for(desk, periods, told):
    desk.submits_each(["95", "95"])

    standing = replies.standing_found(desk.application.contracts.standing("cedar"), periods).standing

    assert len(standing.periods) == told


def test_the_standing_of_a_new_contract_says_what_comes_first(desk):
    standing = replies.standing_found(desk.application.contracts.standing("cedar"), 12).standing

    assert (standing.open_period.label, standing.latest_decision) == ("2026-04", "")
    assert not standing.HasField("latest_period")
    assert not standing.HasField("rules_in_force")


def test_a_report_that_has_not_come_says_by_how_many_days(desk):
    by = date(2026, 6, 3)

    reply = replies.due_listed(desk.application.reports.due(DueQuery(by), None, 10), by, "")

    assert [(one.contract, one.provider, one.period.label, day(one.due_on)) for one in reply.reports] == [
        ("cedar", "Cedar Support", "2026-04", "2026-04-30"),
        ("cedar", "Cedar Support", "2026-05", "2026-05-31"),
    ]
    assert [one.days_overdue for one in reply.reports] == [34, 3]


def test_what_is_to_be_done_says_what_by_whom_and_where_it_follows_from():
    owed = Obligation(
        date(2026, 5, 26), ObligationKind.MILESTONE, "remedy", "meet the milestone: train", "provider", "cedar#6", "4.2"
    )

    reply = replies.due_listed([Owed("cedar", "Cedar Support", "test", owed)], date(2026, 6, 3), "")

    [found] = reply.obligations
    assert list(reply.reports) == []
    assert (found.contract, found.provider, found.rule_set) == ("cedar", "Cedar Support", "test")
    assert (found.kind, found.name, found.what) == (OBLIGATION_KIND_MILESTONE, "remedy", "meet the milestone: train")
    assert (found.owed_by, found.about, found.clause) == ("provider", "cedar#6", "4.2")
    assert (day(found.due_on), found.days_overdue) == ("2026-05-26", 8)


def test_a_rule_set_arrives_with_what_it_asks_for(desk):
    (used,) = desk.versions()
    rules = replies.rule_set_found(used).rule_set

    measures = {one.name: one for one in rules.measures}
    assert (measures["visits"].type, measures["regulator"].type) == (MEASURE_TYPE_COUNT, MEASURE_TYPE_CHOICE)
    assert list(measures["regulator"].choices) == ["Good", "Fair", "Poor"]
    assert measures["charges"].default_value.value.number == "1000"
    assert not measures["figure"].HasField("default_value")
    exit_points, rate = rules.parameters
    assert (exit_points.title, exit_points.default_value.value.number) == ("Points that bring the right to exit", "50")
    assert rate.unit == "an hour"


def test_a_rule_set_arrives_with_bounds_and_defaults_that_change():
    figure = "{type: number, at_least: {from 2026-04-01: 0, from 2027-04-01: 1}, default: {year 2: 5}}"
    parameters = "rate: {type: money, default: {year 2: 20}}"
    desk = Desk(rule_file(measures=f"figure: {figure}", parameters=parameters))

    (used,) = desk.versions()
    rules = replies.rule_set_found(used).rule_set

    (measure,), (rate,) = rules.measures, rules.parameters
    assert [(day(one.since), one.value.number) for one in measure.at_least.steps] == [
        ("2026-04-01", "0"),
        ("2027-04-01", "1"),
    ]
    assert [(one.contract_year, one.value.number) for one in measure.default_value.steps] == [(2, "5")]
    assert [(one.contract_year, one.value.number) for one in rate.default_value.steps] == [(2, "20")]
    assert not measure.HasField("at_most")


def test_a_rule_set_arrives_with_what_it_does(desk):
    (used,) = desk.versions()
    rules = replies.rule_set_found(used).rule_set

    rated, measured = rules.kpis
    assert (rated.title, rated.clause, rated.better) == ("Visits kept", "Schedule 2, paragraph 1", BETTER_HIGHER)
    assert (rated.rated, measured.rated, list(measured.reads)) == (True, False, ["figure"])
    (ladder,) = rules.ladders
    assert [(one.name, len(one.actions)) for one in ladder.rungs] == [("routine", 0), ("plan", 1)]
    assert (ladder.rungs[1].outcome, ladder.rungs[1].clause) == (
        DECISION_OUTCOME_REMEDIATION,
        "Schedule 4, paragraph 2",
    )
    assert ladder.rungs[1].actions[0].within == "10 working days"
    (entry,) = rules.payments
    assert (entry.name, entry.policy, entry.clause) == ("credits", "service_credits", "Schedule 5, paragraph 1")
    assert [(one.name, one.over, one.binds) for one in entry.caps] == [("yearly", "contract", "deductions")]
    assert (entry.round, list(entry.indices)) == ("", [])


def test_an_action_arrives_with_what_it_opens_and_the_time_of_that():
    opening = ESCALATION.replace("within: 10 working days", "opens: improvement_plan")
    rules = Desk(rule_file(escalation=opening, events="improvement_plan: {is: plan, within: 15 working days}"))
    (used,) = rules.versions()

    (action,) = replies.rule_set_found(used).rule_set.ladders[0].rungs[1].actions

    assert (action.opens, action.within) == ("improvement_plan", "15 working days")


def test_an_entry_arrives_with_what_is_rounded_and_the_indexes_that_its_prices_follow():
    rules = Desk(rule_file(payment=INDEXED, indices=INDICES, records=ROWS))
    (used,) = rules.versions()

    (entry,) = replies.rule_set_found(used).rule_set.payments
    (index,) = entry.indices
    assert entry.round == "line"
    assert (index.name, index.title, index.source) == ("cpi", "CPI, all items", "constructed")
    assert (index.share, index.base, index.of) == ("80%", "2025-01", "January")


def test_a_rule_set_arrives_with_its_terms_and_its_text(desk):
    (used,) = desk.versions()
    rules = replies.rule_set_found(used).rule_set

    assert (rules.name, rules.currency, rules.money) == ("test", "GBP", "2 dp, half up")
    assert (rules.reporting.months, rules.reporting.years, rules.reporting.late) == (1, "calendar year", LATE_ACCEPT)
    assert rules.calendar.startswith("england, ")
    assert list(rules.scale.ratings) == ["good", "approaching_target", "requires_improvement", "inadequate"]
    assert (rules.scale.not_rated, rules.failure) == ("other", "requires_improvement")
    assert (rules.canonical, rules.version.digest) == (used.rules.canonical, used.rules.digest)
    assert {one.name for one in rules.plugins} == {"ladder", "service_credits"}


def test_listed_periods_arrive_one_by_one():
    text = rule_file(reporting="{every: [{from: 2026-04-01, to: 2026-06-15}, {from: 2026-06-16, to: 2026-09-30}]}")
    book = bound({"rules.yaml": text.encode()}, POLICIES).book

    reporting = replies.rule_set_found(RuleSetInUse(book.latest, decided=False)).rule_set.reporting

    assert [day(one.last) for one in reporting.periods] == ["2026-06-15", "2026-09-30"]
    assert (reporting.months, reporting.years) == (0, "")


def test_rule_sets_are_listed_by_their_versions(desk):
    desk.submits("2026-04", "95")
    versions = desk.versions()

    (listed,) = replies.rule_sets_listed([versions], "").rule_sets

    assert listed.name == "test"
    assert [(day(one.in_force), one.decided, one.HasField("until")) for one in listed.versions] == [
        ("2020-01-01", True, False)
    ]


def test_a_diagnostic_arrives_with_its_line_and_a_caret():
    text = rule_file(kpis="kpi: {value: figur}").encode()

    reply = replies.rule_set_checked(bound({"rules.yaml": text}, POLICIES))

    (found,) = reply.diagnostics
    assert (found.code, found.severity, found.file) == ("unknown-name", SEVERITY_ERROR, "rules.yaml")
    line, caret = found.snippet.split("\n")
    assert line == text.decode().splitlines()[found.line - 1]
    assert line[len(caret) - 1 :].startswith("figur")
    assert found.column == len(caret)
    assert "did you mean `figure`" in found.message
    assert not reply.HasField("rule_set")


def test_rules_without_mistakes_say_what_they_make():
    reply = replies.rule_set_checked(bound({"rules.yaml": RULES.encode()}, POLICIES))

    assert reply.rule_set.name == "test"
    assert [(len(one.digest), one.decided) for one in reply.rule_set.versions] == [(64, False)]


def test_another_place_of_a_diagnostic_is_told():
    text = rule_file().replace("figure: {type: number}", "figure: {type: number}\n  figure: {type: count}")

    reply = replies.rule_set_checked(bound({"rules.yaml": text.encode()}, POLICIES))

    told = [note for one in reply.diagnostics for note in one.also]
    assert told
    assert all(note.file == "rules.yaml" and note.line and note.column and note.message for note in told)


def test_a_batch_answers_item_by_item(desk):
    items = [
        {
            "request_id": "b-1",
            "contract": "cedar",
            "period": {"label": "2026-04"},
            "figures": {"figure": {"number": "95"}},
        },
        {
            "request_id": "b-2",
            "contract": "cedar",
            "period": {"label": "2026-05"},
            "figures": {"figre": {"number": "9"}},
        },
        {"request_id": "b-3", "contract": "elder", "period": {"label": "2026-04"}},
        {"request_id": "b-4", "contract": "cedar", "period": {"label": "April"}},
    ]
    message = decisions.BatchSubmitRequest(requests=items)
    batch = requests.submissions(message)
    answers = desk.application.submissions.submit_each(desk.call(), batch.asked)

    decided, misnamed, unknown, unreadable = replies.batch_submitted(message, batch.answered(answers)).results

    assert (decided.response.request_id, decided.response.decision.id) == ("b-1", "cedar#3")
    assert (misnamed.error.code, field_of(misnamed.error)) == (INVALID_ARGUMENT, "figures[figre]")
    assert unknown.error.code == NOT_FOUND
    assert (unreadable.error.code, field_of(unreadable.error)) == (INVALID_ARGUMENT, "period.label")
    assert [detail(one.error, RequestInfo).request_id for one in (misnamed, unknown)] == ["b-2", "b-3"]


def test_a_batch_of_previews_answers_item_by_item(desk):
    message = decisions.BatchPreviewRequest(
        requests=[
            {"contract": "cedar", "period": {"label": "2026-04"}, "figures": {"figure": {"number": "95"}}},
            {"contract": "elder", "period": {"label": "2026-04"}},
        ]
    )
    batch = requests.previews(message)
    answers = desk.application.submissions.preview_each(desk.call(), batch.asked)

    decided, unknown = replies.batch_previewed(message, batch.answered(answers)).results

    assert (decided.response.contract_version, decided.response.decision.kpis[0].rating) == (1, "good")
    assert unknown.error.code == NOT_FOUND


def test_every_item_of_a_batch_needs_an_answer():
    message = decisions.BatchSubmitRequest(requests=[{}, {}])
    refused = Refused(NotFoundError("unknown contract `elder`", Reason.CONTRACT_UNKNOWN))

    with pytest.raises(ValueError, match="shorter"):
        replies.batch_submitted(message, [refused])


def test_a_refusal_of_several_things_names_them_all():
    violations = [Violation("figures.a", "expected a figure"), Violation("period", "expected one of the contract's")]
    message = decisions.BatchPreviewRequest(requests=[{"contract": "cedar"}])

    (result,) = replies.batch_previewed(message, [Refused(SubmissionError(*violations))]).results

    assert [one.field for one in detail(result.error, BadRequest).field_violations] == ["figures[a]", "period"]


def test_a_server_says_what_is_running(desk):
    at = datetime(2026, 5, 11, 9, 0, tzinfo=UTC)
    versions = [desk.versions()]
    running = Running("0.1.0", "3.11.7", [("plimsoll-ladders", "1.2")], versions, at, "no rules", 17, at)

    said = server_info(running)

    assert (said.version, said.python, list(said.api_versions)) == ("0.1.0", "3.11.7", ["plimsoll.v1"])
    assert [(one.name, one.version) for one in said.plugins] == [("plimsoll-ladders", "1.2")]
    assert [one.name for one in said.rule_sets] == ["test"]
    assert (said.rules_problem, said.ledger_position) == ("no rules", 17)
    assert said.started_at.ToJsonString() == said.rules_loaded_at.ToJsonString() == "2026-05-11T09:00:00Z"


def test_sums_of_a_line_arrive_to_the_penny(desk):
    payment = replies.submitted("r", desk.submits("2026-04", "60")).decision.payment

    (line,) = payment.lines
    assert Decimal(line.applied.units) + Decimal(line.applied.nanos).scaleb(-9) == Decimal("20.00")
    assert line.applied.currency_code == payment.currency == "GBP"


def detail(status, kind):
    found = kind()
    assert next(one for one in status.details if one.Is(kind.DESCRIPTOR)).Unpack(found)
    return found


def field_of(status):
    (only,) = detail(status, BadRequest).field_violations
    return only.field
