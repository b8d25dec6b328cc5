from datetime import UTC, date, timedelta
from decimal import Decimal
from itertools import islice
from queue import Queue
from threading import Thread

import pytest
from plimsoll_client import (
    Absence,
    Alternative,
    Client,
    ConflictError,
    Contract,
    Effect,
    Event,
    InvalidError,
    Lapse,
    NonSubmission,
    NotFoundError,
    PreconditionError,
    Relief,
    Retries,
    Sourced,
    Submission,
    Waiver,
    amount,
    day,
    outcome,
    value,
)

from engine.model.ledger import EntryKind
from tests.clients.running import CHECKOUT, PATIENCE, Running

PACK = CHECKOUT / "rules" / "homecare-service-points"
RULES = "homecare-service-points"
START = date(2026, 4, 1)


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """A client of a server that all tests here share, each with contracts of its own."""
    with Running(tmp_path_factory.mktemp("shared")) as server:
        server.start()
        with Client(server.address, caller="tests", timeout=PATIENCE) as client:
            client.wait_until_serving()
            yield client


def registered(client, contract, **stated):
    client.register(Contract(contract, "Elm Homecare", RULES, START, **stated))
    return contract


def figures(missed=20, charges="100000.00"):
    """The figures of a good month, but for what is missed."""
    return {
        "visits_planned": 1000,
        "visits_missed": missed,
        "charges": Decimal(charges),
        "cqc_rating": "Good",
        "whole_service_enquiry": False,
        "safeguarding_enquiries": 0,
        "packages_offered": Absence.NOT_APPLICABLE,
    }


def received(period):
    """A day on which the report on *period*, a month of 2026, is in time."""
    return date(2026, int(period[-2:]) + 1, 5)


def month(contract, period, **stated):
    return Submission(contract, period, figures(**stated), received_on=received(period))


def test_a_submission_is_decided_and_answered_again(client):
    submission = month(registered(client, "again"), "2026-04")

    first, second = client.submit(submission), client.submit(submission)

    assert not first.answered_before
    assert second.answered_before
    assert first.decision.id == second.decision.id == "again#3"


def test_a_decision_has_its_money_and_its_values_as_exact_numbers(client):
    registered(client, "exact")
    made = client.submit(month("exact", "2026-04", missed=31, charges="0.07")).decision.id

    decision = client.decision(made)

    by_name = {one.name: value(one) for one in decision.evidence.figures}
    assert (by_name["charges"], by_name["visits_missed"], by_name["cqc_rating"]) == (Decimal("0.07"), 31, "Good")
    assert by_name["packages_offered"] is None
    assert amount(decision.payment.payable) == Decimal("0.07")
    assert {one.kpi: value(one) for one in decision.kpis}["missed_visits"] == Decimal("3.1")
    assert day(decision.evidence.received_on) == date(2026, 5, 5)
    assert outcome(decision.outcome) == "no_action"


def test_figures_say_where_they_came_from(client):
    registered(client, "sourced")
    figures_ = figures() | {"visits_missed": Sourced(20, "call_monitoring", verified=True)}
    made = client.submit(Submission("sourced", "2026-04", figures_, received_on=received("2026-04"))).decision

    told = {one.name: one.source for one in client.decision(made.id).evidence.figures if one.HasField("source")}

    assert {name: (one.name, one.verified) for name, one in told.items()} == {
        "visits_missed": ("call_monitoring", True)
    }


def test_questions_name_a_day_and_a_moment(client):
    registered(client, "seen")
    first = client.submit(month("seen", "2026-04", missed=60)).decision
    client.submit(month("seen", "2026-05"))
    known = first.recorded_at.ToDatetime(UTC)
    april = date(2026, 4, 30)

    assert [len(client.standing("seen", as_of=one).periods) for one in (april, None)] == [1, 2]
    assert len(client.standing("seen", as_known_at=known).periods) == 2  # one moment, by the server's clock
    assert [one.id for one in client.decisions(contract="seen", as_of=april, as_known_at=known)] == ["seen#3"]
    assert client.decision("seen#3", as_known_at=known).id == "seen#3"
    assert client.explain("seen#3", as_known_at=known).text
    assert client.contract("seen", as_known_at=known).version == 5
    assert "seen" in {one.id for one in client.contracts(as_known_at=known)}
    assert [*client.list_events("seen", as_of=april, as_known_at=known)] == []
    due = [one.period.label for one in client.due(date(2026, 6, 30), contract="seen", as_of=april)]
    assert due == ["2026-04", "2026-05"]
    with pytest.raises(NotFoundError):
        client.decision("seen#3", as_known_at=known - timedelta(microseconds=1))
    with pytest.raises(ValueError, match="expected an instant with a time zone"):
        client.standing("seen", as_known_at=known.replace(tzinfo=None))


def happened(contract, what, **stated):
    """What an officer records of *contract* on a day that has passed."""
    return Event(contract, what, date(2026, 5, 11), "A. Officer", **{"why": "snow closed the roads"} | stated)


def test_relief_is_recorded_once_and_what_it_excuses_is_decided_again(client):
    registered(client, "relieved")
    client.submit(month("relieved", "2026-04", missed=60))
    relief = happened(
        "relieved",
        Relief("2026-04", "missed_visits", excluded={"visits_planned": 50, "visits_missed": Decimal(50)}),
        clause="Schedule 4",
        evidence=["minutes"],
    )

    first, second = client.record_event(relief), client.record_event(relief)

    assert (first.event.id, [*first.decided]) == ("relieved#4", ["relieved#5"])
    assert second.answered_before
    again = client.decision("relieved#5")
    assert [(one.id, dict(one.relief.excluded)) for one in again.excuses] == [
        ("relieved#4", {"visits_planned": "50", "visits_missed": "50"})
    ]
    assert {one.kpi: value(one) for one in again.kpis}["missed_visits"] == Decimal("1.1")


def test_what_has_lapsed_is_listed_as_such(client):
    registered(client, "lapsed")
    relief = client.record_event(
        happened("lapsed", Relief("2026-04", "missed_visits", Effect.DISREGARDED_FOR_EXIT))
    ).event
    client.record_event(happened("lapsed", Waiver("2026-05", "missed_visits")))
    client.record_event(happened("lapsed", Lapse(relief.id), why="it was agreed in error"))

    everything = [(one.WhichOneof("what"), one.lapsed_by) for one in client.list_events("lapsed")]

    assert everything == [("relief", "lapsed#4"), ("waiver", ""), ("lapse", "")]
    assert [one.waiver.kpi for one in client.list_events("lapsed", in_effect_only=True)] == ["missed_visits"]


def test_a_count_that_is_not_exact_is_refused_before_it_is_sent(client):
    inexact = happened("nobody", Relief("2026-04", "missed_visits", excluded={"visits_missed": 1.5}))

    with pytest.raises(TypeError, match="not the float"):
        client.record_event(inexact)


def test_a_preview_records_nothing(client):
    submission = month(registered(client, "preview"), "2026-04")

    previewed = client.preview(submission)

    assert (previewed.decision.id, previewed.contract_version) == ("", 1)
    assert client.standing("preview").version == 1
    assert [one.decision.outcome for one in client.preview_many([submission])] == [previewed.decision.outcome]


def test_a_contract_that_moved_on_is_not_asked_again(client):
    registered(client, "stale")
    submission = Submission("stale", "2026-04", figures(), received_on=received("2026-04"), expected_version=7)

    with pytest.raises(ConflictError, match="expected the contract at version 7") as refused:
        client.submit(submission)

    assert refused.value.reason == "STANDING_STALE"
    assert refused.value.request_id == submission.request_id


def test_many_are_submitted_in_order_with_their_refusals(client):
    registered(client, "many")
    periods = ("2026-04", "2026-06", "2026-05", "2026-06")

    answers = list(client.submit_many([month("many", period) for period in periods], at_once=3))

    assert [getattr(one, "reason", "") for one in answers] == ["", "PERIOD_OPEN", "", ""]
    assert isinstance(answers[1], PreconditionError)
    assert answers[1].violations[0].field == "2026-05"  # which is open, and must be decided first
    assert [one.evidence.period.label for one in client.decisions(contract="many")] == ["2026-04", "2026-05", "2026-06"]


def test_lists_are_filtered(client):
    registered(client, "filtered")
    for period in ("2026-04", "2026-05", "2026-06"):
        client.submit(month("filtered", period, missed=31))

    def found(**asked):
        return [one.evidence.period.label for one in client.decisions(contract="filtered", **asked)]

    assert found(since=date(2026, 5, 31), until=date(2026, 5, 31)) == ["2026-05"]
    assert found(outcome="remediation") == ["2026-06"]
    assert found(outcome="exit_trigger") == []


def test_what_else_is_to_be_done_is_told_apart_from_reports(client):
    registered(client, "quiet")

    found = list(client.obligations(date(2026, 12, 31), contract="quiet"))

    assert [(one.what, one.owed_by, day(one.due_on)) for one in found] == [
        ("review the contract", "council", date(2026, 10, 1))
    ]
    assert list(client.obligations(date(2026, 9, 30), contract="quiet")) == []


def test_what_does_not_come_is_due_and_can_be_recorded(client):
    registered(client, "silent")
    due = [one for one in client.due(date(2026, 6, 20), rule_set=RULES) if one.contract == "silent"]

    nothing = NonSubmission(
        "silent", "2026-04", {"charges": Decimal("100000.00")}, on=day(due[0].due_on).replace(day=30)
    )
    answer = client.record_non_submission(nothing)

    assert [one.period.label for one in due] == ["2026-04", "2026-05"]
    assert answer.decision.evidence.kind == 2
    assert client.standing("silent").open_period.label == "2026-05"


def test_terms_of_a_contract_can_change_from_a_day(client):
    registered(client, "terms", parameters={"exit_points": {1: 50, 2: 40}, "first_year_credit_cap": Decimal("60000")})

    client.set_parameters("terms", date(2026, 10, 1), {"first_year_credit_cap": Decimal("50000.50")})

    parameters = client.contract("terms").parameters
    assert [value(step.value) for step in parameters["exit_points"].steps] == [50, 40]
    assert [value(step.value) for step in parameters["first_year_credit_cap"].steps] == [60000, Decimal("50000.50")]
    assert "terms" in [one.id for one in client.contracts(rule_set=RULES)]


def test_a_decision_is_explained_in_sentences(client):
    registered(client, "explained")
    made = client.submit(month("explained", "2026-04", missed=31)).decision.id

    explanation = client.explain(made)

    assert "Visits missed: 3.1%" in explanation.text
    assert explanation.title == "Elm Homecare (contract explained), April 2026"


def test_rules_are_listed_shown_and_checked(client):
    (summary,) = [one for one in client.rule_sets() if one.name == RULES]
    versions = [client.rule_set(RULES, digest=one.digest) for one in summary.versions]

    text = (PACK / "rules.yaml").read_bytes()
    checked = client.check_rules(
        {"rules.yaml": text.replace(b"value: 100 * visits_missed", b"value: 100 * visits_mised")}
    )

    assert [day(one.version.in_force) for one in versions] == [date(2026, 4, 1), date(2026, 10, 1)]
    assert client.rule_set(RULES, on=date(2026, 9, 30)) == versions[0]
    assert client.rule_set(RULES) == versions[1]
    assert "did you mean `visits_missed`?" in checked.diagnostics[0].message
    assert client.check_rules({"rules.yaml": text}).rule_set.name == RULES


LOT = f"""\
rule_set: lot
extends: {RULES}@2026-10-01
in_force: 2027-04-01
kpis: {{punctuality: {{bands: {{minor: 89}}}}}}
"""


def test_a_lot_is_checked_over_what_is_in_use(client):
    checked = client.check_rules({"lot.yaml": LOT.encode()})
    wrong = client.check_rules({"lot.yaml": LOT.replace("minor: 89", "target_met: 87").encode()}).diagnostics

    assert day(checked.rule_set.versions[0].in_force) == date(2027, 4, 1)
    assert [(one.file, one.also[0].file, one.also[0].message) for one in wrong] == [
        (f"{RULES}/rules.yaml", "lot.yaml", "taken over here")
    ]


def test_a_lot_is_checked_over_a_framework_to_be(client):
    framework = (PACK / "rules.yaml").read_bytes().replace(b"{target_met: 90,", b"{target_met: 95,")

    in_use = client.check_rules({"lot.yaml": LOT.encode()}).rule_set.versions[0]
    to_be = client.check_rules({"lot.yaml": LOT.encode()}, frameworks={"framework.yaml": framework}).rule_set.versions[
        0
    ]

    assert len({in_use.digest, to_be.digest}) == 2


def test_the_server_says_what_runs(client):
    registered(client, "running")

    running = client.server_info()

    assert running.api_versions == ["plimsoll.v1"]
    assert RULES in [one.name for one in running.rule_sets]
    assert running.ledger_position > 0


def test_errors_carry_what_the_server_says(client):
    registered(client, "errors")

    with pytest.raises(NotFoundError) as unknown:
        client.standing("nobody")
    with pytest.raises(PreconditionError) as early:
        client.submit(month("errors", "2026-05"))
    with pytest.raises(InvalidError) as unfit:
        client.submit(Submission("errors", "2026-04", {"visits_mised": 1, "visits_planned": Decimal("0.5")}))

    assert unknown.value.reason == "CONTRACT_UNKNOWN"
    assert early.value.reason == "PERIOD_OPEN"
    assert early.value.about["subject"] == "2026-04"
    assert len(unfit.value.violations) == 2
    assert "did you mean `visits_missed`?" in str(unfit.value)


def test_a_watch_goes_on_over_a_power_cut_and_over_a_restart(running):
    watched = Queue()
    with Client(running.address, timeout=PATIENCE, retries=Retries(tries=500, longest=0.2)) as client:
        registered(client, "watched")
        watch = client.watch(contract="watched", seconds=PATIENCE)
        Thread(target=lambda: [watched.put(one.evidence.period.label) for one in watch], daemon=True).start()
        client.submit(month("watched", "2026-04"))
        assert watched.get(timeout=PATIENCE) == "2026-04"

        running.kill()
        running.start()
        client.submit(month("watched", "2026-05"))
        assert watched.get(timeout=PATIENCE) == "2026-05"

        running.stop()
        running.start()
        client.submit(month("watched", "2026-06"))
        assert watched.get(timeout=PATIENCE) == "2026-06"
    assert watched.empty()


def test_a_submission_outlasts_a_server_that_is_away_and_is_recorded_once(running):
    answers = Queue()
    with Client(running.address, timeout=PATIENCE, retries=Retries(tries=500, longest=0.2)) as client:
        registered(client, "away")
        running.kill()
        submission = month("away", "2026-04")
        Thread(target=lambda: answers.put(client.submit(submission)), daemon=True).start()
        running.start()
        first = answers.get(timeout=PATIENCE)

        assert client.submit(submission).answered_before
        assert first.decision.id == "away#3"
    running.stop()
    assert [one.kind for one in running.recorded("away")] == [
        EntryKind.REGISTERED,
        EntryKind.SUBMITTED,
        EntryKind.DECIDED,
    ]


def test_a_client_waits_until_its_server_serves(running):
    running.kill()
    with Client(running.address) as client:
        waiting = Thread(target=client.wait_until_serving, args=(PATIENCE,), daemon=True)
        waiting.start()
        running.start()
        waiting.join(PATIENCE)

        assert not waiting.is_alive()
        assert list(islice(client.decisions(), 1)) == []


def test_the_providers_of_a_framework_are_ranked(client):
    quality = {"visits_time_critical": 2000, "visits_missed": 20, "visits_unpunctual": 180}
    council = {"hours": 10000, "cqc_rating": "Good", "assessment_rating": "Good"}
    for name, price in (("ranked-alder", "25.00"), ("ranked-birch", "20.00")):
        terms = {"price": Decimal(price)}
        client.register(Contract(name, name, "framework-ranking", date(2026, 1, 1), parameters=terms))
        client.submit(Submission(name, "2026-H1", quality | council, received_on=date(2026, 7, 6)))

    found = client.compare("framework-ranking", "2026-H1")
    latest = client.compare("framework-ranking")

    assert [(one.contract, one.place, one.score) for one in found.contracts] == [
        ("ranked-birch", 1, "92"),
        ("ranked-alder", 2, "82"),
    ]
    assert latest == found


def test_a_contract_is_priced_by_its_own_rules_and_by_others(client):
    contract = registered(client, "priced")
    decided = client.submit(month(contract, "2026-04")).decision
    own = (PACK / "rules-2026-04-01.yaml").read_bytes()
    written = own.replace(b"rule_set: homecare-service-points", b"rule_set: written")
    others = [Alternative(rule_set=RULES, name="the same"), Alternative(files={"rules.yaml": written})]

    [period] = client.price(contract, others, since=date(2026, 4, 1), until=date(2026, 4, 30)).periods

    assert [cost.rules for cost in period.costs] == [RULES, "the same", "written"]
    assert {amount(cost.sums.payable) for cost in period.costs} == {amount(decided.payment.payable)}
    assert client.price(contract, others, since=date(2026, 5, 1)).periods == []


def test_the_benefits_of_a_contract_are_those_that_its_rules_name(client):
    client.register(
        Contract(
            "bought", "Ash Support", "tapering-support", START, parameters={"base_budget": 2000000, "base_group": 100}
        )
    )
    figures = {
        "spending": 490000,
        "hours_agreed": 10,
        "hours_given": 10,
        "outcomes_due": 48,
        "outcomes_achieved": 36,
        "people": 100,
        "cqc_rating": "Good",
    }
    client.submit(Submission("bought", "2026-Q2", figures, received_on=date(2026, 7, 10)))

    saved, outcomes = client.benefits("bought")

    assert (outcomes.name, outcomes.years[0].planned, outcomes.years[0].so_far) == (
        "outcomes_achieved_in_plans",
        "75",
        "75",
    )
    assert saved.years[0].sentence.endswith("0% are planned.")
