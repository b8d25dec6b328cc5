"""Sums that are withheld while plans are breached or not agreed: 2% for each milestone missed, 10% at most a plan."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.compiler.rule_sets import compiled
from engine.errors import RuleSetError
from engine.evaluation.explanation import explained
from engine.model.events import ContractEvent, Form, Matter, Progress, Reported, Stage
from engine.model.payment import LineKind
from engine.plugins.testing import GivenView, decided, parameters_of, policies_with
from engine.plugins.withholding import Withholding
from tests.plugins.rule_texts import HEAD

KPIS = """
events:
  plan: {is: plan, within: 5 working days}
  report: {}
  unjustified: {}
  notice: {is: notice}
measures:
  value: {type: money}
  missed: {type: count, default: 0}
kpis:
  milestones: {value: missed, better: lower, bands: {good: 0}, missing: not_rated}
payment:
"""
ENTRY = """\
  - policy: withholding
    clause: GC 9
    withheld: {amount: 2% of value, per_milestone: plan, reported: report}
    paid_back_within: 10 working days
    retained_after: 20 working days
    repaid_when: events(unjustified, last=1) >= 1
    interest: 8%
    at_end: released
    cap: {limit: 10% of value, over: event}
"""
RULES = HEAD + KPIS + ENTRY
# An event by which sums are found to be withheld without reason, for the plan that it is about or for all.
FOUND = RULES.replace("repaid_when: events(unjustified, last=1) >= 1", "unjustified: unjustified")
NOT_AGREED = (
    RULES.replace("per_milestone: plan, reported: report", "per_plan_not_agreed: plan, agreed_within: 15 working days")
    .replace("    retained_after: 20 working days\n", "")
    .replace("    cap: {limit: 10% of value, over: event}\n", "")
)


def day(text):
    return date.fromisoformat(f"2026-{text}")


class Course:
    """What people record of a contract's plans, in order."""

    def __init__(self):
        self.events = []

    def happens(self, on, what):
        self.events.append(ContractEvent(len(self.events) + 1, day(on), "A. Officer", "as agreed", what))
        return len(self.events)

    def plan(self, begun="04-07", accepted="04-10", **milestones):
        """A plan with *milestones* that are due on their days."""
        version = self.happens(begun, Matter(Form.PLAN, "plan"))
        if accepted:
            self.happens(accepted, Progress(version, Stage.SUBMITTED))
            due = {name: day(on) for name, on in milestones.items()}
            self.happens(accepted, Progress(version, Stage.ACCEPTED, milestones=due))
        return version

    def meets(self, plan, milestone, on):
        return self.happens(on, Progress(plan, Stage.MILESTONE_MET, milestone))

    def closes(self, plan, on):
        return self.happens(on, Progress(plan, Stage.CLOSED))

    def reports(self, on, what="report", about=0):
        return self.happens(on, Reported(what, about))

    def decided(self, months, rules=RULES, value=100000, **given):
        return decided(rules, *[{"value": str(value)}] * months, events=self.events, **given)


def lines(decision):
    """Return the lines by kind, those of one kind joined."""
    found = {}
    for line in decision.payment.lines:
        if line.entry == "withholding":
            found.setdefault(line.kind.value, []).append(str(line.applied))
    return {kind: " + ".join(amounts) for kind, amounts in found.items()}


def after(course, months, **given):
    return [lines(one) for one in course.decided(months, **given)]


def test_2_percent_is_withheld_each_month_for_each_milestone_that_is_missed_from_the_report_on():
    course = Course()
    plan = course.plan(a="05-08", b="05-15", c="06-05")
    course.reports("06-02")

    assert after(course, 3) == [{}, {}, {"withheld": "6000.00"}]
    (line,) = course.decided(3)[2].payment.lines
    assert [part.what for part in line.parts] == ["plan of 2026-04-07 (missed and not met: a, b, c)"]
    assert [(str(one.value), one.what) for one in line.parts[0].factors] == [
        ("3", "milestones"),
        ("0.02", "share"),
        ("100000", "value"),
    ]
    course.meets(plan, "b", "06-20")
    assert after(course, 3)[2] == {"withheld": "4000.00"}


def test_a_line_says_of_its_plan_what_is_missed():
    course = Course()
    course.plan(a="05-08", b="05-15")
    course.reports("05-20")
    rules = compiled("rules.yaml", RULES.encode(), policies_with()).rules

    (_, may) = course.decided(2)
    told = [one.text for section in explained(may, rules).sections for one in section.sentences]

    assert "Plan of 2026-04-07 (missed and not met: a, b): 2 milestones x 2% x £100,000.00 value = £4,000.00" in told


def test_no_more_than_10_percent_is_withheld_for_a_plan_and_for_each_plan_by_itself():
    course = Course()
    course.plan(**{f"m{number}": "05-08" for number in range(7)})
    course.plan(a="05-08")
    course.reports("05-20")

    (april, may) = course.decided(2)

    assert april.payment.lines == ()
    assert [(str(one.due), str(one.capped_off), str(one.applied)) for one in may.payment.lines] == [
        ("14000.00", "4000.00", "10000.00"),
        ("2000.00", "0.00", "2000.00"),
    ]
    assert may.payment.remembered == {
        "withholding": {"withheld 2026-05-31 plan 1": 10000, "withheld 2026-05-31 plan 4": 2000}
    }


def test_a_breach_that_is_not_reported_costs_nothing_unless_the_contract_says_so():
    course = Course()
    course.plan(a="05-08")

    assert after(course, 2) == [{}, {}]
    assert after(course, 2, rules=RULES.replace(", reported: report", "")) == [{}, {"withheld": "2000.00"}]


def test_each_breach_wants_a_report_of_its_own():
    course = Course()
    plan = course.plan(a="05-08", b="06-12")
    course.reports("05-20")
    course.meets(plan, "a", "06-05")

    assert after(course, 3) == [{}, {"withheld": "2000.00"}, {"released": "2000.00"}]


def test_what_is_cured_is_released_with_the_day_by_which_it_is_paid_back():
    course = Course()
    plan = course.plan(a="05-08")
    course.reports("05-20")
    course.meets(plan, "a", "06-05")

    (*_, june, july) = course.decided(4)

    assert [lines(june), lines(july)] == [{"released": "2000.00"}, {}]
    ((part,),) = [line.parts for line in june.payment.lines if line.entry == "withholding"]
    assert part.what == "withheld on 2026-05-31, cured on 2026-06-05, to be paid back by 2026-06-19"
    assert june.payment.remembered == {"withholding": {"withheld 2026-05-31 plan 1": None}}


@pytest.mark.parametrize(
    ("cured", "june", "july"),
    [
        pytest.param("06-18", {"released": "2000.00"}, {}, id="cured on the twentieth working day"),
        pytest.param("06-19", {"retained": "2000.00"}, {}, id="a day too late"),
        pytest.param(
            None,
            {"retained": "2000.00", "withheld": "2000.00"},
            {"retained": "2000.00", "withheld": "2000.00"},
            id="never",
        ),
        pytest.param(
            "07-02",
            {"retained": "2000.00", "withheld": "2000.00"},
            {"retained": "2000.00"},
            id="what is withheld after that time is retained too",
        ),
    ],
)
def test_a_breach_that_lasts_20_working_days_after_its_report_costs_what_is_withheld_for_good(cured, june, july):
    course = Course()
    plan = course.plan(a="05-08")
    course.reports("05-20")  # 25 May is a bank holiday
    if cured:
        course.meets(plan, "a", cured)

    assert after(course, 4)[1:] == [{"withheld": "2000.00"}, june, july]


@pytest.mark.parametrize(
    ("retained_after", "later"),
    [
        pytest.param("20 working days", [{"retained": "2000.00"}, {}], id="kept once its time has run out"),
        pytest.param("60 working days", [{}, {}], id="held until then"),
    ],
)
def test_closing_a_plan_with_a_milestone_unmet_stops_the_withholding_and_gives_nothing_back(retained_after, later):
    course = Course()
    plan = course.plan(a="05-08")
    course.reports("05-20")
    course.closes(plan, "06-05")
    rules = RULES.replace("20 working days", retained_after)

    assert after(course, 4, rules=rules)[1:] == [{"withheld": "2000.00"}, *later]


def test_closing_a_plan_of_which_all_was_met_leaves_it_cured():
    course = Course()
    plan = course.plan(a="05-08")
    course.reports("05-20")
    course.meets(plan, "a", "06-05")
    course.closes(plan, "06-05")

    assert after(course, 3)[1:] == [{"withheld": "2000.00"}, {"released": "2000.00"}]


def test_closing_a_plan_that_was_never_agreed_gives_nothing_back():
    course = Course()
    plan = course.plan("04-07", "")
    course.closes(plan, "05-20")

    assert after(course, 3, rules=NOT_AGREED) == [{"withheld": "2000.00"}, {}, {}]


def test_one_plan_is_cured_while_another_is_not():
    course = Course()
    first, _ = course.plan(a="05-08"), course.plan(a="05-15")
    course.reports("05-20")
    course.meets(first, "a", "06-05")

    assert after(course, 3)[1:] == [
        {"withheld": "2000.00 + 2000.00"},
        {"released": "2000.00", "retained": "2000.00", "withheld": "2000.00"},
    ]


def test_what_was_withheld_without_reason_is_repaid_with_interest():
    course = Course()
    course.plan(a="05-08")
    course.reports("05-20")
    course.reports("06-10", "unjustified")

    # 2,000 x 8% x 30 / 365; the breach lasts, and June withholds again.
    assert after(course, 3)[2] == {"released": "2000.00", "interest": "13.15", "withheld": "2000.00"}


def test_a_report_on_one_plan_costs_nothing_for_another():
    course = Course()
    _, second = course.plan(a="05-08"), course.plan(a="05-15", b="05-15")
    course.reports("05-20", about=second)

    _, may = course.decided(2)

    assert lines(may) == {"withheld": "4000.00"}
    assert may.payment.remembered["withholding"] == {f"withheld 2026-05-31 plan {second}": 4000}


def test_what_was_found_unjustified_of_one_plan_is_repaid_and_the_others_go_on():
    course = Course()
    first, _ = course.plan(a="05-08"), course.plan(a="05-15")
    course.reports("05-20")
    course.reports("06-10", "unjustified", about=first)

    assert after(course, 4, rules=FOUND)[1:] == [
        {"withheld": "2000.00 + 2000.00"},
        # 2,000 x 8% x 30 / 365; of the other plan twenty working days are over on 18 June.
        {"released": "2000.00", "interest": "13.15", "retained": "2000.00", "withheld": "2000.00"},
        {"retained": "2000.00", "withheld": "2000.00"},
    ]


def test_what_was_retained_and_found_unjustified_is_repaid_with_interest_from_the_day_it_was_withheld():
    course = Course()
    course.plan(a="05-08")
    course.reports("05-20")
    course.reports("08-10", "unjustified")

    *_, june, july, august, september = after(course, 6, rules=FOUND)

    assert june == july == {"retained": "2000.00", "withheld": "2000.00"}
    # 2,000 x 8% / 365 for 92, 62 and 31 days; and nothing more is withheld on the report that was without reason.
    assert (august, september) == ({"released": "6000.00", "interest": "81.10"}, {})


def test_a_report_after_the_finding_withholds_again_and_its_time_runs_anew():
    course = Course()
    course.plan(a="05-08")
    course.reports("05-20")
    course.reports("06-10", "unjustified")
    course.reports("06-24")

    # Twenty working days from 24 June end on 22 July.
    assert after(course, 4, rules=FOUND)[2:] == [
        {"released": "2000.00", "interest": "13.15", "withheld": "2000.00"},
        {"retained": "2000.00", "withheld": "2000.00"},
    ]


# Each milestone missed is withheld for by itself: no report on the breach as a whole is asked for.
UNREPORTED = FOUND.replace(", reported: report", "")


@pytest.mark.parametrize(
    ("met", "july", "august"),
    [
        pytest.param("07-10", {"released": "2000.00"}, {}, id="met in time it is released"),
        # Missed on 20 June, a Saturday: the twentieth working day is 17 July.
        pytest.param("07-17", {"released": "2000.00"}, {}, id="met on the twentieth working day"),
        pytest.param("07-20", {"retained": "2000.00"}, {}, id="met a working day later"),
        pytest.param("", *[{"retained": "2000.00", "withheld": "2000.00"}] * 2, id="never met"),
    ],
)
def test_a_milestone_missed_after_the_finding_costs_what_it_costs_and_those_before_nothing(met, july, august):
    course = Course()
    plan = course.plan(a="05-08", b="06-19")
    course.reports("06-10", "unjustified")
    if met:
        course.meets(plan, "b", met)

    # What a cost in May is repaid, 2,000 x 8% x 30 / 365, and a is never met; b is missed from 20 June on.
    assert after(course, 5, rules=UNREPORTED)[1:] == [
        {"withheld": "2000.00"},
        {"released": "2000.00", "interest": "13.15", "withheld": "2000.00"},
        july,
        august,
    ]


def test_a_milestone_missed_by_the_day_of_the_finding_costs_nothing_more():
    course = Course()
    course.plan(a="05-08", b="06-09")
    course.reports("06-10", "unjustified")

    assert after(course, 4, rules=UNREPORTED)[2:] == [{"released": "2000.00", "interest": "13.15"}, {}]


def test_a_second_finding_repays_what_the_milestones_between_cost():
    course = Course()
    course.plan(a="05-08", b="06-19", c="07-17")
    course.reports("06-10", "unjustified")
    course.reports("07-10", "unjustified")

    assert after(course, 4, rules=UNREPORTED)[2:] == [
        {"released": "2000.00", "interest": "13.15", "withheld": "2000.00"},
        # 2,000 x 8% x 31 / 365; c is missed from 18 July on.
        {"released": "2000.00", "interest": "13.59", "withheld": "2000.00"},
    ]


def test_where_reports_are_asked_for_a_milestone_missed_after_the_finding_waits_for_one():
    course = Course()
    course.plan(a="05-08", b="06-19")
    course.reports("05-20")
    course.reports("06-10", "unjustified")

    assert after(course, 4, rules=FOUND)[2:] == [{"released": "2000.00", "interest": "13.15"}, {}]


def test_a_finding_about_a_plan_that_was_not_agreed_ends_what_that_costs():
    course = Course()
    plan = course.plan("04-07", "")
    course.reports("06-10", "unjustified", about=plan)
    rules = NOT_AGREED.replace("repaid_when: events(unjustified, last=1) >= 1", "unjustified: unjustified")

    # Withheld in April and May: 61 and 30 days.
    assert after(course, 4, rules=rules) == [
        {"withheld": "2000.00"},
        {"withheld": "2000.00"},
        {"released": "4000.00", "interest": "39.89"},
        {},
    ]


def test_what_was_withheld_for_a_plan_that_has_lapsed_since_is_released():
    view = GivenView(memory={"withheld 2026-05-31 plan 1": Decimal(2000)}, figures={"value": "100000"}, calendar=None)
    keys = "withheld: {amount: 2% of value, per_milestone: plan}\nat_end: released\nretained_after: 20 days"

    (draft,) = Withholding().drafts(parameters_of(Withholding(), keys), view)

    assert (draft.kind, draft.amount) == (LineKind.RELEASED, 2000)
    assert draft.parts[0].what == "withheld on 2026-05-31, which was no breach"


@pytest.mark.parametrize(
    ("at_end", "came"),
    [
        pytest.param("released", {"released": "2000.00"}, id="released"),
        pytest.param("retained", {"retained": "2000.00", "deduction": "2000.00"}, id="kept, with the last month's"),
    ],
)
def test_a_contract_that_ends_in_a_breach_settles_what_is_withheld(at_end, came):
    course = Course()
    course.plan(a="05-08")
    course.reports("05-28")

    decisions = after(course, 3, rules=RULES.replace("at_end: released", f"at_end: {at_end}"), end=day("06-15"))

    assert decisions[1:] == [{"withheld": "2000.00"}, came]


@pytest.mark.parametrize(
    ("accepted", "sums"),
    [
        pytest.param("04-28", [{}, {}, {}], id="agreed in time"),
        pytest.param("05-08", [{"withheld": "2000.00"}, {"released": "2000.00"}, {}], id="agreed late"),
        pytest.param("", [{"withheld": "2000.00"}] * 3, id="never agreed: each further month"),
    ],
)
def test_a_plan_that_is_not_agreed_costs_2_percent_a_month_until_it_is(accepted, sums):
    course = Course()
    course.plan("04-07", accepted)

    assert after(course, 3, rules=NOT_AGREED) == sums


LADDER = """\
escalation:
  - policy: ladder
    name: contract
    climb: jump
    rungs:
      - {rung: routine}
      - {rung: reported, decision: escalation, enter: events(report) >= 1}
"""


def test_the_rung_held_may_say_when_sums_are_withheld():
    when = "per_milestone: plan, when: \"rung(contract) == 'reported'\""
    rules = RULES.replace("per_milestone: plan, reported: report", when).replace("payment:\n", f"{LADDER}payment:\n")
    course = Course()
    course.plan(a="05-08")
    course.reports("05-20")

    (_, may, june) = course.decided(3, rules=rules)

    # Payment sees the rung held when the period began (SEMANTICS 21).
    assert (lines(may), may.moves[0].after) == ({}, "reported")
    assert lines(june) == {"withheld": "2000.00"}


@st.composite
def courses(draw):
    course = Course()
    for _ in range(draw(st.integers(1, 3))):
        names = draw(st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=7))
        plan = course.plan(**{name: draw(st.sampled_from(["05-08", "06-12", "07-10"])) for name in names})
        for name in names:
            met = draw(st.sampled_from(["", "05-20", "06-20", "07-20", "08-20"]))
            if met:
                course.meets(plan, name, met)
    for on in draw(st.lists(st.sampled_from(["05-10", "05-29", "06-15", "07-31"]), unique=True)):
        course.reports(on)
    return course


@settings(max_examples=40, deadline=None)
@given(courses(), st.integers(0, 99999))
def test_what_ends_is_never_more_than_what_was_withheld_and_no_plan_costs_more_than_its_cap(course, value):
    sums = dict.fromkeys(LineKind, Decimal(0))
    held: dict[str, Decimal] = {}

    for decision in course.decided(6, value=value):
        for line in decision.payment.lines:
            sums[line.kind] += line.applied if line.entry == "withholding" else 0
            assert line.kind is not LineKind.WITHHELD or line.applied <= (Decimal(value) / 10).quantize(Decimal("0.01"))
        held |= decision.payment.remembered.get("withholding", {})
        ended = sums[LineKind.RELEASED] + sums[LineKind.RETAINED]
        assert ended <= sums[LineKind.WITHHELD]
        assert sum(amount or 0 for amount in held.values()) == sums[LineKind.WITHHELD] - ended


@settings(max_examples=40, deadline=None)
@given(
    courses(),
    st.lists(st.sampled_from(["05-10", "06-10", "07-10", "08-10"]), unique=True),
    st.integers(0, 3),
    st.sampled_from([FOUND, UNREPORTED]),
)
def test_nothing_is_repaid_twice_whatever_is_found_when(course, days, about, rules):
    plans = [0, *(one.version for one in course.events if isinstance(one.what, Matter))]
    for on in days:
        course.reports(on, "unjustified", about=plans[min(about, len(plans) - 1)])
    sums = dict.fromkeys(LineKind, Decimal(0))

    for decision in course.decided(6, rules=rules):
        for line in decision.payment.lines:
            sums[line.kind] += line.applied if line.entry == "withholding" else 0
        assert max(sums[LineKind.RELEASED], sums[LineKind.RETAINED]) <= sums[LineKind.WITHHELD]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        pytest.param("per_milestone: plan,", "per_milestone: report,", "an event that is a plan", id="no plan"),
        pytest.param(
            "per_milestone: plan, ", "when: missed > 0, ", "expected `per_milestone` beside", id="no plan reported"
        ),
        pytest.param("per_milestone: plan,", "per_milestone: plan, count: missed,", "one of `count`", id="two ways"),
        pytest.param("per_milestone: plan,", "per_plan_not_agreed: plan,", "expected", id="a plan and no time for it"),
        pytest.param(
            "per_milestone: plan, reported: report", "count: missed", "expected the key `when`", id="at no time"
        ),
        pytest.param(
            "per_milestone: plan, reported: report",
            "when: missed > 0",
            "in `withheld` beside it",
            id="no breach to last",
        ),
    ],
)
def test_wrong_keys_are_refused_with_words(old, new, complaint):
    with pytest.raises(RuleSetError) as refused:
        decided(RULES.replace(old, new))

    assert complaint in str(refused.value)
