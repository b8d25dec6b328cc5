"""Figures that are doubtful until a person confirms them, and what follows once one does."""

from datetime import date
from decimal import Decimal

import pytest

from engine.errors import SubmissionError
from engine.evaluation.explanation import explained
from engine.model.events import Confirmation, Dispute, Lapse, Relief, Waiver
from engine.model.outcome import Counts, NotRated
from engine.model.period import Period
from engine.model.sources import Source
from tests.application.builders import LADDER, Desk
from tests.application.test_events import happens, stands
from tests.evaluation.builders import kpi, outcome, rule_file, rung

APRIL, MAY, JUNE = map(Period.parse, ("2026-04", "2026-05", "2026-06"))
PAYMENT = """
- {policy: fixed_fee, name: fee, clause: s1, amount: 1000, short_periods: whole}
- {policy: service_credits, name: credits, clause: s2, per_failure: 10% of fee, cap: yearly}
"""
CAPS = "yearly: {limit: 500, over: twelve months, clause: s5}"
DOUBTED = kpi(points="{requires_improvement: 6, inadequate: 32}", plausible="50 to 100")
MONITORED = "{figure: {type: number, source: call_monitoring, otherwise: doubtful}}"
ENTRIES = ("fee", "credits")


def desk_with(*figures, kpis=DOUBTED, **parts):
    desk = Desk(rule_file(kpis=kpis, escalation=LADDER, payment=PAYMENT, caps=CAPS, **parts))
    desk.registers()
    desk.submits_each(figures)
    return desk


def revises(desk, figure):
    return desk.submits("2026-04", figure, reason="the log was misread").decision


def decided_again(desk, recorded):
    return [desk.application.decisions.one(name).decision for name in recorded.decided]


def payable(decision):
    return str(sum(line.applied * line.kind.sign for line in decision.payment.lines if line.entry in ENTRIES))


def test_semantics_16_a_confirmed_figure_has_its_consequences():
    desk = desk_with("40")

    (april,) = decided_again(desk, happens(desk, Confirmation(APRIL, "kpi")))

    one = outcome(april)
    assert (one.doubtful, one.counts, one.points, one.value) == (False, Counts.FAILURE, Decimal(32), Decimal(40))
    assert april.supersedes.why == "the figure of `kpi` was confirmed: snow closed the roads"


def test_what_was_confirmed_takes_money_and_moves_the_ladder_with_what_follows():
    desk = desk_with("40", "75")
    assert rung(desk.submits("2026-06", "95").decision) == "routine"

    again = decided_again(desk, happens(desk, Confirmation(APRIL, "kpi"), on=date(2026, 5, 11)))

    assert [rung(one) for one in again] == ["routine", "plan", "routine"]
    assert [payable(one) for one in again] == ["900.00", "900.00", "1000.00"]


def test_a_figure_can_be_confirmed_before_the_others_of_its_period_come():
    desk = desk_with("95")
    happens(desk, Confirmation(MAY, "kpi", "40.0"))

    assert outcome(desk.submits("2026-05", "40").decision).counts is Counts.FAILURE
    assert outcome(desk.submits("2026-06", "40").decision).doubtful, "it is for one period"


def test_semantics_16_a_confirmation_is_of_the_figure_that_stood_when_it_was_made():
    desk = desk_with("40")

    recorded = happens(desk, Confirmation(APRIL, "kpi"))

    assert recorded.event.what == Confirmation(APRIL, "kpi", "40")


@pytest.mark.parametrize(
    ("figures", "doubtful"),
    [
        pytest.param(["40"], [False], id="the figure that was confirmed"),
        pytest.param(["45"], [True], id="another one, which nobody confirmed"),
        pytest.param(["45", "40.0"], [True, False], id="the same one again, whatever came between"),
        pytest.param(["95", "40"], [False, False], id="a likely one between"),
        pytest.param(["40.00000001"], [True], id="one that is hardly another"),
    ],
)
def test_semantics_16_a_figure_that_is_revised_to_another_is_doubtful_until_it_is_confirmed_too(figures, doubtful):
    desk = desk_with("40")
    happens(desk, Confirmation(APRIL, "kpi"))

    revised = [revises(desk, one) for one in figures]

    assert [outcome(one).doubtful for one in revised] == doubtful
    failed = [outcome(one).counts is Counts.FAILURE for one in revised]
    assert failed == [not one and figure != "95" for one, figure in zip(doubtful, figures, strict=True)]


def test_semantics_16_each_of_two_figures_may_be_confirmed():
    desk = desk_with("40")
    happens(desk, Confirmation(APRIL, "kpi"))
    revises(desk, "45")

    (april,) = decided_again(desk, happens(desk, Confirmation(APRIL, "kpi")))

    assert (outcome(april).doubtful, outcome(april).value) == (False, Decimal(45))
    assert not outcome(revises(desk, "40")).doubtful


@pytest.mark.parametrize("first", ["the confirmation", "the revision"])
def test_semantics_16_a_confirmation_of_a_figure_holds_whichever_comes_first(first):
    desk = desk_with("40")
    if first == "the confirmation":
        assert happens(desk, Confirmation(APRIL, "kpi", "45")).decided == ()
    revises(desk, "45")
    if first == "the revision":
        happens(desk, Confirmation(APRIL, "kpi", "45"))

    assert stands(desk).records[0].failures == 1


def test_semantics_16_counts_that_a_relief_excludes_make_another_figure():
    share = kpi(value="100 * (visits - missed) / visits", precision="1 dp, half up", plausible="50 to 100")
    desk = desk_with(kpis=share)
    desk.submits("2026-04", visits="100", missed="60")
    happens(desk, Confirmation(APRIL, "kpi"))

    excluded = Relief(APRIL, "kpi", excluded={"visits": Decimal(10), "missed": Decimal(10)})
    (april,) = decided_again(desk, happens(desk, excluded))

    assert (str(outcome(april).value), outcome(april).doubtful) == ("44.4", True)


def test_semantics_16_what_a_kpi_came_to_without_a_value_is_confirmed_too():
    measures = "{visits: {type: count, source: council, otherwise: doubtful}, figure: {type: number}}"
    share = kpi(value="100 / visits * visits", precision="1 dp, half up", sample="{of: visits, at_least: 30}")
    worst = kpi("worst", worst_of="[kpi, second]", not_rated="leave_out") + kpi("second")
    desk = desk_with(kpis=share + worst, measures=measures)
    april = desk.submits("2026-04", "40", visits="9", sources={"visits": Source("provider")}).decision
    assert (outcome(april, "worst").doubtful, outcome(april).absence.value) == (True, "sample too small")

    recorded = happens(desk, Confirmation(APRIL, "kpi"))

    assert recorded.event.what.figure == "sample too small"
    (again,) = decided_again(desk, recorded)
    assert outcome(again, "worst").counts is Counts.FAILURE


def test_what_is_said_of_a_confirmation_of_another_figure():
    desk = desk_with("40")
    happens(desk, Confirmation(APRIL, "kpi"))
    april = revises(desk, "45")

    said = explained(april, desk.load()["test"].on(date(2026, 4, 30)))
    texts = [one.text for section in said.sections for one in section.sentences]

    assert any(
        "was made by A. Officer on Monday 11 May 2026: it was of another figure, 40, and" in one for one in texts
    )
    assert any("doubtful" in one for one in texts)


@pytest.mark.parametrize("figures", [[], ["40"]], ids=["nothing has come", "what came is excused"])
def test_where_no_figure_is_to_be_seen_it_must_be_said_which_is_confirmed(figures):
    desk = desk_with(*figures)
    happens(desk, Waiver(APRIL, "kpi"))

    with pytest.raises(SubmissionError, match="figure: expected the figure that is confirmed: there is none to see"):
        happens(desk, Confirmation(APRIL, "kpi"))
    happens(desk, Confirmation(APRIL, "kpi", "40"))


def test_semantics_16_what_is_carried_forward_of_a_doubtful_figure_is_confirmed_where_it_is_carried_to_as_well():
    carried = kpi(plausible="50 to 100", missing="{carry_forward: 3 periods}")
    desk = desk_with("40", kpis=carried + kpi("twice", value="kpi * 2"))
    desk.clock.is_on(date(2026, 7, 10))
    for month in ("2026-05", "2026-06"):
        desk.hears_nothing(month)

    may, june = decided_again(desk, happens(desk, Confirmation(MAY, "kpi"), on=date(2026, 7, 10)))

    for one in (may, june):
        assert (outcome(one).doubtful, outcome(one).counts) == (False, Counts.NEITHER), "it earns nothing all the same"
        assert outcome(one, "twice").counts is Counts.PASS
    assert stands(desk).records[0].kpis["kpi"].doubtful, "nobody confirmed it of April"


def test_of_a_revision_that_waits_it_must_be_said_which_figure_is_confirmed():
    hangs = PAYMENT.replace("cap: yearly", 'cap: yearly, when: "kpi < 80"')
    desk = Desk(rule_file(kpis=DOUBTED, escalation=LADDER, payment=hangs, caps=CAPS))
    desk.registers()
    desk.submits("2026-04", "75")
    assert revises(desk, "40").undecided

    with pytest.raises(SubmissionError, match="none to see of `kpi` in 2026-04, which is not decided, waits"):
        happens(desk, Confirmation(APRIL, "kpi"))
    happens(desk, Confirmation(APRIL, "kpi", "40"))

    assert outcome(revises(desk, "40")).counts is Counts.FAILURE
    assert happens(desk, Confirmation(APRIL, "kpi")).event.what.figure == "40"


def test_a_good_figure_that_is_confirmed_is_a_pass():
    desk = desk_with("140")

    (april,) = decided_again(desk, happens(desk, Confirmation(APRIL, "kpi")))

    assert (outcome(april).counts, outcome(april).doubtful) == (Counts.PASS, False)


def test_a_confirmation_that_lapses_leaves_the_figure_doubtful_as_before():
    desk = desk_with("40")
    confirmed = happens(desk, Confirmation(APRIL, "kpi"))

    (april,) = decided_again(desk, happens(desk, Lapse(confirmed.event.version), why="the log was misread"))

    assert (outcome(april).doubtful, outcome(april).counts, april.excuses) == (True, Counts.NEITHER, ())
    assert stands(desk).records[0].failures == 0


@pytest.mark.parametrize("waived", [Waiver(APRIL, "kpi"), Relief(APRIL, "kpi")], ids=["a waiver", "relief"])
@pytest.mark.parametrize("first", ["the confirmation", "the excuse"])
def test_what_is_excused_stays_excused_though_it_is_confirmed(waived, first):
    desk = desk_with("40")
    both = [Confirmation(APRIL, "kpi", "40"), waived]
    for what in both if first == "the confirmation" else reversed(both):
        happens(desk, what)

    (april,) = stands(desk).records
    assert (april.kpis["kpi"].rating, april.failures, april.points) == (None, 0, 0)


def test_a_waiver_of_a_confirmed_failure_shows_what_it_gave_up():
    desk = desk_with("40")
    happens(desk, Confirmation(APRIL, "kpi"))

    (april,) = decided_again(desk, happens(desk, Waiver(APRIL, "kpi")))

    assert [(line.state.value, str(line.due)) for line in april.payment.lines if line.entry == "credits"] == [
        ("waived", "100.00")
    ]


def test_what_is_disputed_has_no_consequence_though_it_was_confirmed():
    desk = desk_with("40")
    happens(desk, Confirmation(APRIL, "kpi"))

    (april,) = decided_again(desk, happens(desk, Dispute(stands=False, period=APRIL, kpi="kpi")))

    assert isinstance(outcome(april), NotRated)


def test_who_confirmed_a_figure_and_why_stands_in_the_explanation():
    desk = desk_with("40")
    (april,) = decided_again(desk, happens(desk, Confirmation(APRIL, "kpi"), clause="Schedule 4"))

    said = explained(april, desk.load()["test"].on(date(2026, 4, 30)))
    texts = [one.text for section in said.sections for one in section.sentences]

    assert (
        "Confirmation cedar#4 was made by A. Officer on Monday 11 May 2026: the figure stands, with its consequences; "
        "the reason: snow closed the roads"
    ) in texts
    assert not any("doubtful" in text for text in texts)


def test_what_is_computed_from_a_confirmed_figure_is_no_longer_doubtful_either():
    made_of = "score:\n  worst_of: [kpi, second]\n  not_rated: leave_out\n"
    desk = desk_with(kpis=DOUBTED + kpi("second", value="extra") + made_of)
    before = desk.submits("2026-04", "40", extra="95").decision

    (after,) = decided_again(desk, happens(desk, Confirmation(APRIL, "kpi")))

    assert [one.doubtful for one in before.outcomes] == [True, False, True]
    assert [one.doubtful for one in after.outcomes] == [False, False, False]
    assert after.outcomes[-1].counts is Counts.FAILURE


@pytest.mark.parametrize(
    ("kpis", "measures"),
    [
        pytest.param(DOUBTED, "{figure: {type: number}, extra: {type: number}}", id="implausible"),
        pytest.param(
            kpi(), MONITORED.replace("{figure", "{extra: {type: number}, figure"), id="doubtful for where it came from"
        ),
    ],
)
@pytest.mark.parametrize("what", [Relief(APRIL, "kpi"), Waiver(APRIL, "kpi")], ids=["relieved", "waived"])
def test_semantics_17_what_is_relieved_is_left_out_with_its_doubt(kpis, measures, what):
    worst = kpi("worst", worst_of="[kpi, second]", not_rated="leave_out")
    desk = desk_with(kpis=kpis + kpi("second", value="extra") + worst, measures=measures)
    happens(desk, what)

    april = desk.submits("2026-04", "40", extra="0").decision

    assert (outcome(april, "worst").doubtful, outcome(april, "worst").counts) == (False, Counts.FAILURE)


def test_a_figure_that_is_doubted_for_its_source_is_confirmed_too():
    desk = desk_with(kpis=kpi(), measures=MONITORED)
    assert outcome(desk.submits("2026-04", "75", sources={"figure": Source("provider")}).decision).doubtful

    (april,) = decided_again(desk, happens(desk, Confirmation(APRIL, "kpi")))

    assert (outcome(april).doubtful, outcome(april).counts) == (False, Counts.FAILURE)
    assert payable(april) == "900.00"


@pytest.mark.parametrize(
    ("what", "said"),
    [
        pytest.param(Confirmation(APRIL, "kpis"), "kpi: unknown KPI `kpis`; did you mean `kpi`?", id="no KPI"),
        pytest.param(Confirmation(APRIL, "second"), "kpi: expected a KPI with `plausible`", id="none that is doubtful"),
        pytest.param(Confirmation(Period.parse("2026-Q2"), "kpi"), "period: ", id="no period of the contract"),
    ],
)
def test_what_cannot_be_confirmed_is_refused(what, said):
    desk = desk_with(kpis=DOUBTED + kpi("second", value="extra"))

    with pytest.raises(SubmissionError) as caught:
        happens(desk, what)

    assert said in str(caught.value)
    assert desk.ledger.version("cedar") == 1
