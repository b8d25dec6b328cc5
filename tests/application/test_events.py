"""Reliefs, waivers and decisions on exit: recorded with who and why, and what they mean for what was decided."""

from datetime import date
from decimal import Decimal

import pytest

from engine.application.requests import EventRequest
from engine.errors import ConflictError, NotFoundError, StaleStandingError, SubmissionError
from engine.evaluation.explanation import explained
from engine.model.document import document
from engine.model.events import Effect, ExitChoice, ExitDecision, Lapse, Relief, Waiver, exit_decisions, right_waived
from engine.model.figures import Absence
from engine.model.ledger import EntryKind
from engine.model.outcome import NotRated
from engine.model.period import Period
from tests.application.builders import LADDER, Desk
from tests.evaluation.builders import kpi, rating, rule_file, rung

EXIT = """
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: routine},
   {rung: warned, decision: escalation, enter: failures() >= 1},
   {rung: exit, decision: exit_trigger, enter: points(last=3) >= 19, disregard: relieved}]}
"""
POINTED = kpi(points="{requires_improvement: 6, inadequate: 32}")
VISITS = kpi(value="100 * (visits - missed) / visits", precision="1 dp, half up")
MAY = Period.parse("2026-05")


@pytest.fixture
def desk():
    desk = Desk(rule_file(kpis=POINTED, escalation=LADDER))
    desk.registers()
    return desk


def happens(desk, what, *, on=date(2026, 5, 11), request_id=None, **stated):
    """Record *what* on a day at which nothing is amiss."""
    given = {"by": "A. Officer", "why": "snow closed the roads"} | stated
    return desk.application.events.record(desk.call(request_id), EventRequest("cedar", on, what=what, **given))


def stands(desk):
    """Return how the contract stands."""
    return desk.application.contracts.standing("cedar").standing


def test_semantics_17_relief_before_the_figures_come_makes_the_outcome_relieved(desk):
    desk.submits("2026-04", "75")
    happens(desk, Relief(MAY, "kpi"), clause="Schedule 4")

    may = desk.submits("2026-05", "75")

    (outcome,) = may.decision.outcomes
    assert isinstance(outcome, NotRated)
    assert outcome.absence is Absence.RELIEVED
    assert rung(may.decision) == "routine"
    assert [event.why for event in may.decision.excuses] == ["snow closed the roads"]
    assert document(may.decision, "other")["excuses"] == [
        {
            "event": 4,
            "kpi": "kpi",
            "on": "2026-05-11",
            "by": "A. Officer",
            "why": "snow closed the roads",
            "clause": "Schedule 4",
        }
    ]


def test_an_event_is_recorded_only_at_the_version_that_is_expected(desk):
    desk.submits("2026-04", "75")

    with pytest.raises(StaleStandingError, match="expected the contract at version 1, which is at 3"):
        happens(desk, Waiver(MAY, "kpi"), expected=1)
    recorded = happens(desk, Waiver(MAY, "kpi"), expected=3, request_id="once")
    again = happens(desk, Waiver(MAY, "kpi"), expected=3, request_id="once")

    assert (recorded.event.version, again.event.version, again.repeated) == (4, 4, True)
    with pytest.raises(ConflictError):
        happens(desk, Waiver(MAY, "kpi"), expected=4, request_id="once")


def test_relief_for_a_decided_period_decides_it_and_what_follows_again(desk):
    desk.submits_each(["75", "75", "95"])

    recorded = happens(desk, Relief(MAY, "kpi"))

    assert [str(name) for name in recorded.decided] == ["cedar#9", "cedar#10"]
    assert stands(desk).ladders["ladder"].rung == "routine"
    again = desk.application.decisions.one(recorded.decided[0]).decision
    assert again.supersedes == (5, "relief was agreed for `kpi`: snow closed the roads")


def test_relief_that_changes_nothing_supersedes_nothing(desk):
    desk.submits_each(["95", "75"])

    recorded = happens(desk, Relief(MAY, "kpi", Effect.NO_CONSEQUENCE, {"figure": Decimal(1)}))

    assert recorded.decided != ()
    assert happens(desk, Relief(Period.parse("2026-07"), "kpi")).decided == ()


@pytest.mark.parametrize(
    ("over", "earned"),
    [
        pytest.param("skips", [2, 0, 4], id="skipped: the failure before it is repeated"),
        pytest.param("breaks", [2, 0, 2], id="it breaks the run"),
    ],
)
@pytest.mark.parametrize("what", [Waiver(MAY, "kpi"), Relief(MAY, "kpi")], ids=["waived", "relieved"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_semantics_20_relieved_and_waived_failures_do_not_count_towards_repeats(over, earned, what, when):
    pointed = kpi(points="{requires_improvement: 2}", repeat="double")
    desk = Desk(rule_file(kpis=pointed, escalation=LADDER, over_not_rated=over))
    desk.registers()
    if when == "before":
        happens(desk, what)
    desk.submits_each(["75", "75", "75"])
    if when == "after":
        happens(desk, what)

    assert [one.points for one in stands(desk).records] == earned


def test_what_was_relieved_is_no_failure_that_the_next_repeats_semantics_20():
    desk = Desk(rule_file(kpis=kpi(points="{requires_improvement: 2}", repeat="double"), escalation=LADDER))
    desk.registers()
    happens(desk, Waiver(Period.parse("2026-04"), "kpi"))

    _, may = desk.submits_each(["75", "75"])

    (outcome,) = may.decision.outcomes
    assert (outcome.repeat, outcome.points) == (False, 2)


@pytest.mark.parametrize(
    ("effect", "kept"),
    [
        pytest.param(Effect.NO_CONSEQUENCE, (None, 0, [0, 0]), id="no consequence: relieved"),
        pytest.param(Effect.DISREGARDED_FOR_EXIT, ("inadequate", 32, [100, 0]), id="disregarded for exit: all stands"),
    ],
)
def test_semantics_17_relief_keeps_rating_points_and_credit_or_leaves_nothing_of_them(effect, kept):
    payment = "- {policy: service_credits, name: credits, per_failure: 100.00}"
    desk = Desk(rule_file(kpis=POINTED, escalation=LADDER, payment=payment))
    desk.registers()
    happens(desk, Relief(Period.parse("2026-04"), "kpi", effect), clause="Schedule 4")

    april, may = desk.submits_each(["60", "95"])

    (record, _) = stands(desk).records
    taken = [
        sum(line.applied for line in one.decision.payment.lines if line.entry == "credits") for one in (april, may)
    ]
    assert (rating(april.decision), record.points, taken) == kept
    assert record.kpis["kpi"].relieved is (effect is Effect.DISREGARDED_FOR_EXIT)
    assert [event.clause for event in april.decision.excuses] == ["Schedule 4"]


@pytest.mark.parametrize(
    "asked", ["failures()", "failures(kpi)", "points()", "points(kpi)", "consecutive_failures(kpi)"]
)
@pytest.mark.parametrize(("disregard", "entered"), [(", disregard: relieved", "routine"), ("", "exit")])
def test_semantics_17_a_rung_may_disregard_what_is_relieved(asked, disregard, entered):
    top = f"{{rung: exit, decision: exit_trigger, enter: '{asked} >= 1'{disregard}}}"
    exiting = f"- {{policy: ladder, name: ladder, climb: jump, rungs: [{{rung: routine}}, {top}]}}"
    desk = Desk(rule_file(kpis=POINTED, escalation=exiting))
    desk.registers()
    happens(desk, Relief(Period.parse("2026-04"), "kpi", Effect.DISREGARDED_FOR_EXIT))

    april, may = desk.submits_each(["60", Absence.SUPPRESSED])

    assert [rung(one.decision) for one in (april, may)] == [entered, entered]


def test_ac_29_points_under_relief_do_not_count_towards_exit_but_stand():
    desk = Desk(
        rule_file(kpis=kpi(points="{approaching_target: 12, requires_improvement: 6, inadequate: 32}"), escalation=EXIT)
    )
    desk.registers()
    happens(desk, Relief(Period.parse("2026-06"), "kpi", Effect.DISREGARDED_FOR_EXIT))

    *_, june = desk.submits_each(["85", "75", "60"])

    assert june.decision.outcomes[0].points == 32
    assert rung(june.decision) == "warned"
    (check,) = [one for one in june.decision.moves[0].checks if one.rung == "exit"]
    assert (check.verdict.examined[0].left, check.verdict.holds) == (18, False)


def test_without_the_relief_the_same_points_are_a_right_to_exit():
    desk = Desk(
        rule_file(kpis=kpi(points="{approaching_target: 12, requires_improvement: 6, inadequate: 32}"), escalation=EXIT)
    )
    desk.registers()

    *_, june = desk.submits_each(["85", "75", "60"])

    assert rung(june.decision) == "exit"


def test_relief_that_is_agreed_once_the_period_is_decided_does_not_count_towards_exit_from_then_on():
    desk = Desk(rule_file(kpis=kpi(points="{requires_improvement: 10}"), escalation=EXIT.replace("jump", "step")))
    desk.registers()
    desk.submits("2026-04", "75")

    happens(desk, Relief(Period.parse("2026-04"), "kpi", Effect.DISREGARDED_FOR_EXIT))

    assert rung(desk.submits("2026-05", "75").decision) == "warned"
    assert rung(desk.submits("2026-06", "75").decision) == "exit"


def test_excluded_counts_are_left_out_of_that_kpi_alone():
    more = VISITS + kpi("all_visits", value="100 * (visits - missed) / visits", precision="1 dp, half up")
    desk = Desk(rule_file(kpis=more))
    desk.registers()
    excluded = {"visits": Decimal(20), "missed": Decimal(20)}
    happens(desk, Relief(Period.parse("2026-04"), "kpi", excluded=excluded))

    april = desk.submits("2026-04", visits="100", missed="28")

    assert [str(one.value) for one in april.decision.outcomes] == ["90.0", "72.0"]


def test_excluding_more_than_there_is_asks_for_a_person():
    desk = Desk(rule_file(kpis=VISITS))
    desk.registers()
    happens(desk, Relief(Period.parse("2026-04"), "kpi", excluded={"missed": Decimal(29)}))

    april = desk.submits("2026-04", visits="100", missed="28")

    assert april.decision.undecided == ("kpi: the reliefs exclude more of `missed` than there is",)


def test_a_relief_that_lapses_has_no_effect_any_more_and_stays_on_record(desk):
    desk.submits_each(["75", "75"])
    relief = happens(desk, Relief(MAY, "kpi"))

    happens(desk, Lapse(relief.event.version), why="the provider withdrew it")

    assert stands(desk).ladders["ladder"].rung == "plan"
    assert [type(event.what) for event in desk.application.events.of("cedar")] == [Relief, Lapse]


def test_money_of_a_relieved_period_is_booked_in_the_next_decision():
    payment = "- {policy: service_credits, clause: s2, per_point: 1% of charges}"
    fee = "- {policy: fixed_fee, name: fee, clause: s1, amount: charges, short_periods: whole}\n"
    desk = Desk(rule_file(kpis=POINTED, payment=fee + payment))
    desk.registers()
    desk.submits("2026-04", "75")
    happens(desk, Relief(Period.parse("2026-04"), "kpi"))

    may = desk.submits("2026-05", "95")

    assert [(line.adjusts.label, line.applied) for line in may.decision.payment.lines if line.adjusts] == [
        ("2026-04", 60)
    ]


def test_an_exit_right_is_waived_by_a_person_and_the_contract_leaves_its_rung():
    desk = Desk(rule_file(kpis=POINTED, escalation=EXIT))
    desk.registers()
    april = desk.submits("2026-04", "60")
    assert rung(april.decision) == "exit"

    happens(desk, ExitDecision("ladder", ExitChoice.WAIVED), why="the new manager is trusted")
    may = desk.submits("2026-05", "95")

    (move,) = may.decision.moves
    assert (move.before, move.after) == ("warned", "warned")
    assert may.decision.rights == {}
    [rules] = desk.application.shelf.books["test"].versions
    said = [one.text for section in explained(may.decision, rules).sections for one in section.sentences]
    assert "Exit is not entered again: the right to exit by it was waived, and nothing has failed since" in said


def test_a_further_failure_after_a_waiver_is_a_new_right():
    desk = Desk(rule_file(kpis=POINTED, escalation=EXIT))
    desk.registers()
    desk.submits("2026-04", "60")
    happens(desk, ExitDecision("ladder", ExitChoice.WAIVED))

    may = desk.submits("2026-05", "60")

    assert may.decision.rights["ladder"].evidence == (date(2026, 5, 31),)


def test_a_right_that_arises_before_the_day_of_the_waiver_of_another_is_not_given_up():
    desk = Desk(rule_file(kpis=POINTED, escalation=EXIT))
    desk.registers()
    desk.submits("2026-04", "60")
    desk.clock.is_on(date(2026, 6, 3))
    happens(desk, ExitDecision("ladder", ExitChoice.WAIVED), on=date(2026, 6, 3))
    desk.submits("2026-05", "60")

    happens(desk, ExitDecision("ladder", ExitChoice.EXERCISED), on=date(2026, 6, 3))

    assert stands(desk).rights["ladder"].arisen == date(2026, 5, 31)


def test_a_right_that_was_waived_stays_so_when_figures_of_before_are_corrected():
    desk = Desk(rule_file(kpis=POINTED, escalation=EXIT))
    desk.registers()
    desk.submits_each(["60", "60"])
    happens(desk, ExitDecision("ladder", ExitChoice.WAIVED))

    desk.submits("2026-04", "61", reason="counted again")

    right = stands(desk).rights["ladder"]
    assert (right.arisen, right_waived(right, stands(desk).events)) == (date(2026, 4, 30), True)


def test_a_waiver_that_lapses_leaves_one_right_with_all_its_evidence():
    desk = Desk(rule_file(kpis=POINTED, escalation=EXIT))
    desk.registers()
    desk.submits("2026-04", "60")
    waiver = happens(desk, ExitDecision("ladder", ExitChoice.WAIVED))
    desk.submits("2026-05", "60")

    happens(desk, Lapse(waiver.event.version), why="the board had not agreed")

    right = stands(desk).rights["ladder"]
    assert (right.arisen, right.evidence) == (date(2026, 4, 30), (date(2026, 4, 30), date(2026, 5, 31)))


def test_what_was_decided_on_a_new_right_stays_of_it_when_figures_of_before_are_corrected():
    desk = Desk(rule_file(kpis=POINTED, escalation=EXIT))
    desk.registers()
    desk.submits("2026-04", "60")
    happens(desk, ExitDecision("ladder", ExitChoice.WAIVED))
    desk.submits("2026-05", "60")
    desk.clock.is_on(date(2026, 6, 10))
    deferred = happens(desk, ExitDecision("ladder", ExitChoice.DEFERRED, date(2026, 7, 1)), on=date(2026, 6, 10))

    desk.submits("2026-04", "61", reason="counted again")

    assert exit_decisions(stands(desk).events, stands(desk).rights["ladder"]) == (deferred.event,)


@pytest.mark.parametrize(
    ("what", "stated", "said"),
    [
        pytest.param(Relief(MAY, "kp"), {}, "unknown KPI `kp`; did you mean `kpi`", id="a KPI mistyped"),
        pytest.param(Relief(Period.parse("2026-Q2"), "kpi"), {}, "expected", id="a period of another kind"),
        pytest.param(
            Waiver(Period.parse("2019-12"), "kpi"),
            {},
            "period: expected a period of the contract, which runs from 2026-04-01, not `2019-12`",
            id="a period before the contract, and before there were rules",
        ),
        pytest.param(
            Relief(MAY, "kpi", excluded={"missed": Decimal(1)}), {}, "a measure that `kpi` reads", id="a measure"
        ),
        pytest.param(Relief(MAY, "kpi", excluded={"figure": Decimal(0)}), {}, "more than 0", id="nothing excluded"),
        pytest.param(
            Relief(MAY, "kpi", Effect.DISREGARDED_FOR_EXIT, {"figure": Decimal(1)}),
            {},
            "no other effect where counts are excluded",
            id="counts and an effect",
        ),
        pytest.param(Relief(MAY, "kpi"), {"why": ""}, "nothing is recorded without who and why", id="no reason"),
        pytest.param(Relief(MAY, "kpi"), {"on": date(2026, 5, 12)}, "no later than 2026-05-11", id="tomorrow"),
        pytest.param(
            ExitDecision("ladder", ExitChoice.EXERCISED), {}, "a right to exit stands, of none", id="no right"
        ),
        pytest.param(Lapse(7), {}, "expected an event that has effect, not entry 7", id="no such event"),
    ],
)
def test_an_event_that_does_not_fit_is_refused_and_not_recorded(desk, what, stated, said):
    with pytest.raises(SubmissionError) as caught:
        happens(desk, what, **stated)

    assert said in str(caught.value)
    assert desk.ledger.version("cedar") == 1


@pytest.mark.parametrize(
    ("excluded", "said"),
    [
        pytest.param({"visits": "0.5"}, "excluded.visits: expected a whole number, as of any count", id="half a visit"),
        pytest.param(
            {"breach": "1"}, "excluded.breach: expected a measure that holds a number, not a flag", id="a flag"
        ),
    ],
)
def test_only_what_can_be_counted_can_be_left_out(excluded, said):
    desk = Desk(
        rule_file(kpis=kpi(value="0 if breach else 100 * (visits - missed) / visits", precision="1 dp, half up"))
    )
    desk.registers()

    with pytest.raises(SubmissionError, match=said):
        happens(desk, Relief(MAY, "kpi", excluded={name: Decimal(text) for name, text in excluded.items()}))


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        pytest.param([(ExitChoice.DEFERRED, None)], "the day to which a right is deferred", id="deferred to no day"),
        pytest.param([(ExitChoice.WAIVED, date(2026, 6, 1))], "none for any other choice", id="waived until"),
        pytest.param([(ExitChoice.DEFERRED, date(2026, 5, 11))], "a day after 2026-05-11", id="deferred to today"),
        pytest.param([(ExitChoice.EXERCISED, None)] * 2, "not exercised yet", id="exercised twice"),
        pytest.param([(ExitChoice.WAIVED, None)] * 2, "a right to exit stands, of", id="waived twice"),
    ],
)
def test_an_exit_decision_that_does_not_fit_is_refused(choices, said):
    desk = Desk(rule_file(kpis=POINTED, escalation=EXIT))
    desk.registers()
    desk.submits("2026-04", "60")
    *fitting, (choice, until) = choices
    for earlier, day in fitting:
        happens(desk, ExitDecision("ladder", earlier, day))

    with pytest.raises(SubmissionError) as caught:
        happens(desk, ExitDecision("ladder", choice, until))

    assert said in str(caught.value)


def test_semantics_28_relief_by_the_name_that_a_kpi_had_is_relief_by_its_new_one():
    old = rule_file(kpis=POINTED)
    new = rule_file(
        in_force="2026-05-01", kpis=POINTED.replace("kpi:", "punctuality:"), was="{kpis: {kpi: punctuality}}"
    )
    desk = Desk(old)
    desk.registers()
    relief = happens(desk, Relief(MAY, "kpi")).event
    happens(desk, Relief(Period.parse("2026-06"), "kpi", Effect.DISREGARDED_FOR_EXIT))
    desk.texts = [(old, new)]
    desk.application.shelf.reload()
    _, may, _ = desk.submits_each(["75", "75", "75"])

    (outcome,) = may.decision.outcomes
    assert (outcome.kpi, outcome.absence) == ("punctuality", Absence.RELIEVED)
    assert [one.what.kpi for one in may.decision.excuses] == ["punctuality"]
    assert stands(desk).records[-1].kpis["punctuality"].relieved

    happens(desk, Relief(Period.parse("2026-04"), "kpi"))
    happens(desk, Lapse(relief.version))
    assert [record.failures for record in stands(desk).records] == [0, 1, 1]


def test_the_same_event_again_is_answered_as_before_and_other_content_is_refused(desk):
    first = happens(desk, Waiver(MAY, "kpi"), request_id="once")

    again = happens(desk, Waiver(MAY, "kpi"), request_id="once")

    assert (again.event, again.repeated) == (first.event, True)
    with pytest.raises(ConflictError):
        happens(desk, Waiver(MAY, "kpi"), why="another", request_id="once")


def test_an_event_of_an_unknown_contract_is_refused():
    with pytest.raises(NotFoundError):
        happens(Desk(), Waiver(MAY, "kpi"))


def test_a_later_server_knows_what_happened(desk):
    desk.submits_each(["75", "75"])
    happens(desk, Relief(MAY, "kpi"))

    later = Desk(rule_file(kpis=POINTED, escalation=LADDER), ledger=desk.ledger)

    assert stands(later) == stands(desk)
    assert [entry.kind for entry in desk.ledger.stream("cedar", 5)] == [EntryKind.EVENT_RECORDED, EntryKind.DECIDED]


def test_ratings_after_a_revision_keep_the_relief(desk):
    desk.submits_each(["75", "75"])
    happens(desk, Relief(MAY, "kpi"))

    revised = desk.submits("2026-04", "95", reason="misread")

    assert rating(revised.decision) == "good"
    may = desk.application.decisions.one(revised.later[0]).decision
    assert may.outcomes[0].absence is Absence.RELIEVED


MISSED = kpi(value="missed", better="lower", bands="{good: 2}")


@pytest.mark.parametrize(
    ("later", "figures"),
    [
        pytest.param(
            rule_file(kpis=kpi()).replace("missed: {type: count}", "lost: {type: count}"),
            {"figure": "95"},
            id="dropped by the rules",
        ),
        pytest.param(rule_file(kpis=kpi()), {"figure": "95", "missed": "3"}, id="read by the KPI no more"),
    ],
)
def test_counts_excluded_that_later_rules_do_not_read_wait_for_a_person(later, figures):
    desk = Desk(rule_file(kpis=MISSED))
    desk.registers()
    desk.submits("2026-04", missed="1")
    happens(desk, Relief(MAY, "kpi", excluded={"missed": Decimal(2)}))
    desk.texts = [(rule_file(kpis=MISSED), later.replace("2020-01-01", "2026-05-01"))]
    desk.application.shelf.reload()

    may = desk.submits("2026-05", **figures).decision

    assert may.undecided == ("kpi: a relief excludes `missed`, which the rules in force on 2026-05-31 do not read",)


def test_a_waiver_stands_whatever_later_rules_read():
    desk = Desk(rule_file(kpis=MISSED))
    desk.registers()
    for what in (
        Relief(Period.parse("2026-04"), "kpi", excluded={"missed": Decimal(2)}),
        Waiver(Period.parse("2026-04"), "kpi"),
    ):
        happens(desk, what)
    desk.texts = [(rule_file(kpis=MISSED), rule_file(kpis=kpi()).replace("2020-01-01", "2026-04-01"))]
    desk.application.shelf.reload()

    (outcome,) = desk.submits("2026-04", "75").decision.outcomes

    assert outcome.absence is Absence.RELIEVED
