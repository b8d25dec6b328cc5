"""Providers are ranked by what the ledger holds: over lots, with what was corrected, and as their rungs stand."""

from datetime import date

import pytest

from engine.application.comparisons import ComparisonQuery
from engine.application.requests import EventRequest, OpeningRequest, StatedKpi, StatedPeriod
from engine.compiler.bases import Bases
from engine.compiler.rule_books import bound
from engine.errors import NotFoundError, PreconditionError, SubmissionError
from engine.model.escalation import DecisionOutcome
from engine.model.events import Relief, Reported
from engine.model.period import Period
from tests.application.builders import Desk
from tests.evaluation.builders import POLICIES, rule_file
from tests.evaluation.ranking.builders import framework_parts

LADDER = """
- policy: ladder
  name: offers
  climb: jump
  rungs:
    - rung: offered
    - {rung: suspended, decision: escalation, enter: "rated(inadequate, quality, last=2) >= 2"}
"""
KPIS = """
quality:
  value: figure
  better: higher
  bands: {good: 90, approaching_target: 50, requires_improvement: 1}
  missing: {failure: inadequate}
"""
RULES = rule_file(
    **framework_parts(
        "quality: {kpi: quality, weight: 100%}", kpis=KPIS, escalation=LADDER, suspended="{offers: [suspended]}"
    )
)


@pytest.fixture
def desk():
    found = Desk(RULES)
    for name in ("alder", "birch"):
        found.registers(name, provider=f"{name.title()} Care")
    found.clock.is_on(date(2026, 12, 1))
    return found


def compared(desk, period=None, framework="test"):
    asked = ComparisonQuery(framework, period and Period.parse(period))
    return desk.application.comparisons.compared(asked)


def placed(comparison):
    return [(one.contract, one.place, str(one.score)) for one in comparison.ranked]


def test_the_contracts_of_a_rule_set_are_ranked_for_the_latest_period(desk):
    desk.submits("2026-04", "70", contract="alder")
    desk.submits("2026-04", "80", contract="birch")

    found = compared(desk)

    assert (found.period.label, found.framework) == ("2026-04", "test")
    assert placed(found) == [("birch", 1, "80.00"), ("alder", 2, "70.00")]


def test_who_has_not_returned_yet_is_not_ranked_and_who_was_recorded_so_scores_what_is_declared(desk):
    desk.submits("2026-04", "70", contract="alder")

    before = compared(desk)
    desk.hears_nothing("2026-04", contract="birch")
    after = compared(desk)

    assert [(one.contract, one.why) for one in before.unranked] == [("birch", ("nothing is decided for 2026-04",))]
    assert placed(after) == [("alder", 1, "70.00"), ("birch", 2, "0.00")]
    assert after.ranked[1].scores[0].figures[0].why == "nothing was returned"


def test_two_reviews_that_were_not_returned_suspend_new_packages(desk):
    for period in ("2026-04", "2026-05"):
        desk.submits(period, "70", contract="alder")
        desk.hears_nothing(period, contract="birch")

    april, may = compared(desk, "2026-04"), compared(desk)

    assert [(one.contract, one.offered) for one in april.ranked] == [("alder", 1), ("birch", 2)]
    assert [(one.contract, one.offered) for one in may.ranked] == [("alder", 1), ("birch", None)]
    assert may.ranked[1].suspended_on == (("offers", "suspended"),)


def test_a_correction_changes_the_places_and_nothing_superseded_counts(desk):
    desk.submits("2026-04", "70", contract="alder")
    desk.submits("2026-04", "80", contract="birch")
    desk.submits("2026-04", "60", contract="birch", reason="counted twice")

    assert placed(compared(desk)) == [("alder", 1, "70.00"), ("birch", 2, "60.00")]


LOT = "rule_set: lot\nextends: test@2020-01-01\nin_force: 2026-05-01\nranking: {title: The lot}\n"


class Lots(Desk):
    """A desk with a framework and a lot that extends it."""

    def load(self):
        bases = Bases.of({"rules.yaml": RULES.encode()})
        books = [bound({"rules.yaml": text.encode()}, POLICIES, bases=bases).book for text in (RULES, LOT)]
        return {book.name: book for book in books}


def test_lots_that_extend_a_framework_are_ranked_together_or_each_by_itself():
    desk = Lots()
    desk.registers("alder")
    desk.registers("birch", rule_set="lot", start=date(2026, 5, 1))
    desk.clock.is_on(date(2026, 12, 1))
    for period in ("2026-04", "2026-05"):
        desk.submits(period, "70", contract="alder")
    desk.submits("2026-05", "90", contract="birch")

    assert placed(compared(desk)) == [("birch", 1, "90.00"), ("alder", 2, "70.00")]
    assert placed(compared(desk, "2026-04")) == [("alder", 1, "70.00")]
    assert compared(desk, "2026-04").unranked == ()
    assert placed(compared(desk, framework="lot")) == [("birch", 1, "90.00")]
    assert compared(desk, framework="lot").ranking.title == "The lot"


def test_a_contract_that_has_ended_is_ranked_no_more(desk):
    desk.registers("cedar", end=date(2026, 4, 30))
    for name in ("alder", "birch", "cedar"):
        desk.submits("2026-04", "70", contract=name)
    desk.submits("2026-05", "70", contract="alder")

    assert len(compared(desk, "2026-04").ranked) == 3
    assert [one.contract for one in compared(desk).unranked] == ["birch"]


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        pytest.param(
            ("tests", None), NotFoundError, "unknown rule set `tests`; did you mean `test`?", id="no such rules"
        ),
        pytest.param(("test", None), PreconditionError, "expected a contract under `test`", id="nothing decided"),
        pytest.param(
            ("test", "2019-12"), NotFoundError, "no version of `test` is in force on 2019-12-31", id="too early"
        ),
    ],
)
def test_what_cannot_be_compared_says_why(desk, asked, error, said):
    with pytest.raises(error, match=said.replace("?", r"\?")):
        compared(desk, asked[1], asked[0])


def test_rules_that_rank_nobody_say_so():
    desk = Desk(rule_file())
    desk.registers()
    desk.submits("2026-04", "96")

    with pytest.raises(SubmissionError, match="framework: expected a rule set with a `ranking`"):
        compared(desk)


def happens(desk, contract, what):
    asked = EventRequest(contract, date(2026, 6, 1), by="A. Officer", why="snow closed the roads", what=what)
    return desk.application.events.record(desk.call(), asked)


def test_what_people_have_relieved_costs_no_place_whatever_is_declared_of_other_figures():
    desk = Desk(RULES.replace("not_rated: leave_out", "not_rated: not_ranked"))
    desk.registers("alder")
    desk.clock.is_on(date(2026, 12, 1))
    desk.submits("2026-04", "10", contract="alder")
    desk.submits("2026-05", "70", contract="alder")
    happens(desk, "alder", Relief(Period.parse("2026-04"), "quality"))

    found = compared(desk, "2026-04")

    assert found.unranked[0].why == ("no figure of it has a score",)
    assert found.unranked[0].scores[0].figures[0].why == "it is relieved"


def test_a_correction_that_nobody_could_decide_leaves_the_place_as_it_was():
    kpis = "quality: {value: 100 * figure / extra, unit: percent, precision: '1 dp, half up'}"
    desk = Desk(rule_file(**framework_parts("quality: {kpi: quality, weight: 100%}", kpis=kpis)))
    desk.registers("alder")
    desk.clock.is_on(date(2026, 12, 1))
    desk.submits("2026-04", "70", contract="alder", extra="100")

    revised = desk.submits("2026-04", "70", contract="alder", extra="0", reason="counted again")

    assert revised.decision.outcome is DecisionOutcome.UNDECIDED
    assert placed(compared(desk)) == [("alder", 1, "70.00")]


def test_who_waits_for_a_person_is_not_ranked_and_says_so():
    kpis = "quality: {value: 100 * figure / extra, unit: percent, precision: '1 dp, half up'}"
    desk = Desk(rule_file(**framework_parts("quality: {kpi: quality, weight: 100%}", kpis=kpis)))
    desk.registers("alder")
    desk.submits("2026-04", "70", contract="alder", extra="0")

    (found,) = compared(desk, "2026-04").unranked

    assert found.why == ("nothing is decided for 2026-04, and what was submitted last is undecided",)


def test_what_was_stated_of_the_time_before_ranks_nobody(desk):
    march = StatedPeriod(Period.parse("2026-03"), {"quality": StatedKpi("good", "0")}, {}, {})
    desk.registers("cedar", start=date(2024, 4, 1))
    opening = OpeningRequest(
        "cedar", date(2026, 5, 11), by="A. Officer", why="taken over", source="file 17", periods=(march,)
    )
    desk.application.contracts.open(desk.call(), opening)

    with pytest.raises(PreconditionError, match="a period that is decided, and there is none"):
        compared(desk)
    assert [one.why for one in compared(desk, "2026-03").unranked] == [("nothing is decided for 2026-03",)]


def test_a_period_that_none_of_the_contracts_reports_by_is_refused_with_the_nearest(desk):
    desk.submits("2026-04", "95", contract="alder")

    with pytest.raises(SubmissionError, match="expected a period of the contract, the nearest being `2026-05`"):
        compared(desk, "2026-Q2")


def test_a_rung_that_an_event_under_later_rules_moved_to_suspends_by_its_name_in_those_of_the_period():
    breached = RULES.replace("last=2) >= 2", "last=2) >= 2 or events(breach) >= 1") + "events: {breach: {}}\n"
    later = breached.replace("in_force: 2020-01-01", "in_force: 2026-06-01").replace("rung: suspended", "rung: barred")
    later = later.replace("[suspended]", "[barred]") + "was: {rungs: {offers: {suspended: barred}}}\n"
    desk = Desk(breached, later)
    desk.clock.is_on(date(2026, 6, 10))
    desk.registers("alder")
    desk.submits("2026-04", "95", contract="alder")
    event = EventRequest("alder", date(2026, 6, 2), "A. Officer", "care was refused", Reported("breach"))
    desk.application.events.record(desk.call(), event)

    assert compared(desk).ranked[0].suspended_on == (("offers", "suspended"),)
