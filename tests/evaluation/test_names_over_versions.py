"""SEMANTICS 28: a name that a version gives to another KPI takes nothing of the one that had it before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engine.compiler.rule_books import bound
from engine.evaluation.benefits import benefits
from engine.model import kpi_memory
from engine.model.events import ContractEvent, Dispute, ExitChoice, ExitDecision, Form, Matter, Relief, Waiver
from engine.model.evidence import Event
from engine.model.figures import Absence
from engine.model.outcome import NotRated
from engine.model.period import Period
from engine.model.renames import Renames, name_in_other_rules
from tests.evaluation.builders import POLICIES, Provider, kpi, rule_file, rung

SWAPPED = "{kpis: {a: b, b: a}}"
TAKEN = "{kpis: {a: dropped, b: a}}"
INVENTED = "{kpis: {a: dropped}}"
BOTH = kpi("a") + kpi("b", value="extra")
# What `figure` and `extra` are measured as by the later version.
SWAPPED_KPIS = kpi("b") + kpi("a", value="extra")
MAY = Period.parse("2026-05")
_BOOKS = {
    "swapped": (SWAPPED, SWAPPED_KPIS),
    "taken over": (TAKEN, kpi("a", value="extra")),
    "invented anew": (INVENTED, kpi("a", value="visits") + kpi("b", value="extra")),
}


def versions(*given):
    """The versions from 2020, from 1 May 2026 and from 1 July 2026, each with its own keys of a rule file."""
    days = ("2020-01-01", "2026-05-01", "2026-07-01")
    texts = [rule_file(**{"in_force": day, **one}) for day, one in zip(days, given, strict=False)]
    found = bound({f"{number}.yaml": text.encode() for number, text in enumerate(texts)}, POLICIES)
    assert found.book, "\n".join(one.headline() for one in found.diagnostics)
    return found.book.versions


def two(name, **parts):
    was, kpis = _BOOKS[name]
    return versions({"kpis": BOTH, **parts}, {"kpis": kpis, "was": was, **parts})


@pytest.mark.parametrize(
    ("name", "repeats"),
    [
        pytest.param("swapped", {"b"}, id="the KPI that failed is called otherwise"),
        pytest.param("taken over", set(), id="the KPI that failed is gone, and its name is another's"),
        pytest.param("invented anew", set(), id="the KPI that failed is gone, and a new one has its name"),
    ],
)
def test_a_failure_is_repeated_by_the_kpi_that_failed(name, repeats):
    old, new = two(name)
    provider = Provider(old)
    provider.reports(figure=0, extra=95)
    provider.rules = new

    may = provider.reports(figure=0, extra=0, visits=0)

    assert {one.kpi for one in may.outcomes if one.repeat} == repeats


CREDITS = "- {policy: suspended_credits, per_failure: 100, not_rated: wait, at_end: avoided}\n"


@pytest.mark.parametrize(
    ("name", "upheld"),
    [
        pytest.param("swapped", ["b, suspended in 2026-04"], id="swapped"),
        pytest.param("taken over", [], id="taken over"),
        pytest.param("invented anew", [], id="invented anew"),
    ],
)
def test_what_is_suspended_is_decided_by_the_kpi_that_failed(name, upheld):
    old, new = two(name, payment=CREDITS)
    provider = Provider(old)
    provider.reports(figure=0, extra=95)
    provider.rules = new

    may = provider.reports(figure=0, extra=0, visits=0)

    deducted = [line for line in may.payment.lines if line.state.value == "applied"]
    assert [part.what for line in deducted for part in line.parts] == upheld


def test_what_is_remembered_of_two_kpis_is_kept_when_they_take_each_others_names():
    memory = {"at risk KPI a": Decimal(1), "at risk KPI b": Decimal(2), "paid": Decimal(3)}

    assert kpi_memory.renamed(memory, renames({"a": "b", "b": "a"})) == {
        "at risk KPI b": Decimal(1),
        "at risk KPI a": Decimal(2),
        "paid": Decimal(3),
    }


def test_two_kpis_that_were_dropped_by_one_name_are_remembered_as_two():
    memory = {"at risk KPI a (dropped)": Decimal(1), "at risk KPI a": Decimal(2)}

    found = kpi_memory.renamed(memory, renames({"a": None}))

    assert found == {"at risk KPI a (dropped)": Decimal(1), "at risk KPI a (dropped) (dropped)": Decimal(2)}


def test_what_two_kpis_that_were_dropped_by_one_name_came_to_is_kept_of_both():
    first = versions(
        {"kpis": BOTH},
        {"kpis": kpi("a", value="extra"), "was": TAKEN},
        {"kpis": kpi("new"), "was": "{kpis: {a: dropped}}"},
    )
    provider = Provider(first[0])
    provider.reports(figure=0, extra=0)
    provider.rules = first[2]

    provider.reports(figure=95)

    assert len(provider.standing.records[0].kpis) == 2


def renames(kpis):
    return Renames(kpis, {}, {})


HISTORY = ((date(2026, 5, 1), renames({"a": "b", "b": "a"})), (date(2026, 7, 1), renames({"b": "c", "a": None})))


@pytest.mark.parametrize(
    ("name", "named", "then", "called"),
    [
        pytest.param("a", date(2026, 4, 30), date(2026, 5, 1), "b", id="over one version"),
        pytest.param("a", date(2026, 4, 30), date(2026, 7, 1), "c", id="over two"),
        pytest.param("b", date(2026, 4, 1), date(2026, 7, 1), "a (dropped)", id="to one that dropped it"),
        pytest.param("a", date(2026, 5, 1), date(2026, 6, 30), "a", id="within one"),
        pytest.param("c", date(2026, 7, 1), date(2026, 4, 1), "a", id="back over two"),
        pytest.param("a", date(2026, 7, 1), date(2026, 6, 30), "a (new)", id="back to before a new one came"),
        pytest.param("x", date(2026, 7, 1), date(2026, 4, 1), "x", id="what nobody renamed"),
    ],
)
def test_a_kpi_is_called_as_every_version_between_says(name, named, then, called):
    assert name_in_other_rules(HISTORY, name, named, then) == called


def told(rule_set, what, named=None, on=date(2026, 4, 10)):
    """A provider of whose contract one event is known."""
    provider = Provider(rule_set)
    provider.standing = replace(
        provider.standing, events=(ContractEvent(1, on, "A. Officer", "snow", what, named=named),)
    )
    return provider


EXCUSES = [
    pytest.param(lambda name: Relief(MAY, name), id="a relief"),
    pytest.param(lambda name: Waiver(MAY, name), id="a waiver"),
    pytest.param(lambda name: Dispute(stands=False, period=MAY, kpi=name), id="a dispute"),
]


@pytest.mark.parametrize("excuse", EXCUSES)
@pytest.mark.parametrize(
    ("name", "agreed", "excused"),
    [
        pytest.param("swapped", ("a", date(2020, 1, 1)), {"b"}, id="agreed before the names were swapped"),
        pytest.param("swapped", ("a", date(2026, 5, 1)), {"a"}, id="agreed after"),
        pytest.param("swapped", ("a", None), {"a"}, id="named as in the rules of its period, where nobody said"),
        pytest.param("taken over", ("a", date(2020, 1, 1)), set(), id="for a KPI whose name is another's"),
        pytest.param("taken over", ("b", date(2020, 1, 1)), {"a"}, id="for the one that has its name now"),
        pytest.param("invented anew", ("a", date(2020, 1, 1)), set(), id="for a KPI whose name is a new one's"),
    ],
)
def test_an_excuse_is_for_the_kpi_that_it_was_agreed_for(excuse, name, agreed, excused):
    old, new = two(name)
    called, named = agreed
    provider = told(old, excuse(called), named)
    provider.reports(figure=95, extra=95)
    provider.rules = new

    may = provider.reports(figure=0, extra=0, visits=0)

    assert {one.kpi for one in may.outcomes if isinstance(one, NotRated)} == excused
    assert all(one.absence is Absence.RELIEVED for one in may.outcomes if isinstance(one, NotRated))


EVENTS = "{warned: {is: warning, answer: 5 working days}}"


def warning(*kpis):
    return Matter(Form.WARNING, "warned", date(2026, 4, 17), kpis, "stays take a week longer")


@pytest.mark.parametrize(
    ("name", "flagged"),
    [
        pytest.param("swapped", [("b",)], id="swapped"),
        pytest.param("taken over", [], id="taken over"),
        pytest.param("invented anew", [], id="invented anew"),
    ],
)
def test_a_warning_flags_decisions_on_the_kpi_that_it_warned_of(name, flagged):
    old, new = two(name, events=EVENTS)
    provider = told(old, warning("a"))
    provider.reports(figure=95, extra=95)
    provider.rules = new

    may = provider.reports(figure=95, extra=95, visits=95)

    assert [one.what.kpis for one in may.unanswered] == flagged


@pytest.mark.parametrize(("warned", "flagged"), [("b", [("a",)]), ("new", [])])
def test_a_warning_by_a_later_name_flags_a_late_decision_on_an_earlier_period(warned, flagged):
    later = kpi("b") + kpi("a", value="extra") + kpi("new", value="visits")
    old, _ = versions({"kpis": BOTH, "events": EVENTS}, {"kpis": later, "was": SWAPPED, "events": EVENTS})
    provider = told(old, replace(warning(warned), due=date(2026, 5, 20)), on=date(2026, 5, 13))

    april = provider.reports(figure=95, extra=95, decided_on=date(2026, 6, 10))

    assert [one.what.kpis for one in april.unanswered] == flagged


GAIN = """
gain: {value: figure_kpi, over_the_year: added_up, better: higher, planned: {year 1: 50}}
"""


@pytest.mark.parametrize(
    ("was", "kpis", "actual"),
    [
        pytest.param("{kpis: {a: b, b: a}}", SWAPPED_KPIS, Decimal(40), id="swapped"),
        pytest.param(INVENTED, kpi("a", value="visits") + kpi("b", value="extra"), None, id="invented anew"),
    ],
)
def test_a_benefit_is_measured_by_the_kpi_that_it_names_under_every_version(was, kpis, actual):
    bought = {"reporting": "{every: half year}", "benefits": GAIN.replace("figure_kpi", "a")}
    old, new = versions({"kpis": BOTH, **bought}, {"kpis": kpis, "was": was, "in_force": "2026-10-01", **bought})
    provider = Provider(old)
    first = provider.reports(figure=90, extra=10)
    provider.rules = new
    second = provider.reports(figure=90, extra=30, visits=30)

    [found] = benefits(new, provider.contract, [first, second])

    assert found.years[0].actual == actual


def test_a_benefit_is_paid_for_by_the_entry_that_it_names_under_every_version():
    saved = GAIN.replace("figure_kpi", "fee").replace("higher", "lower")
    entry = "- {policy: fixed_fee, name: NAME, amount: 100.00, short_periods: whole}"
    reporting = {"reporting": "{every: half year}"}
    old, new = versions(
        {
            "payment": entry.replace("NAME", "charge"),
            "benefits": saved.replace("value: fee", "value: charge"),
            **reporting,
        },
        {
            "payment": entry.replace("NAME", "fee"),
            "benefits": saved,
            "was": "{payment: {charge: fee}}",
            "in_force": "2026-10-01",
            **reporting,
        },
    )
    provider = Provider(old)
    first = provider.reports(figure=90)
    provider.rules = new

    [found] = benefits(new, provider.contract, [first, provider.reports(figure=90)])

    assert found.years[0].actual == Decimal(200)


EXIT = """
- {policy: ladder, name: ladder, climb: jump, rungs: [{rung: routine},
   {rung: warned, decision: escalation, enter: failures() >= 1},
   {rung: LEAVE, decision: exit_trigger, enter: failures() >= 2}]}
"""


def test_a_right_that_arose_on_a_rung_is_one_on_what_the_rung_is_called_since():
    earlier = EXIT.replace("LEAVE", "exit").replace("failures() >= 2", "failures() >= 1")
    old, new = versions(
        {"escalation": earlier},
        {"escalation": EXIT.replace("LEAVE", "termination"), "was": "{rungs: {ladder: {exit: termination}}}"},
    )
    provider = Provider(old)
    assert rung(provider.reports(figure=0)) == "exit"
    waived = ContractEvent(9, date(2026, 5, 2), "A. Officer", "amended", ExitDecision("ladder", ExitChoice.WAIVED))
    provider.standing = replace(provider.standing, events=(waived,))
    provider.rules = new

    may = provider.reports(figure=95)

    assert (may.moves[0].before, rung(may)) == ("warned", "warned")


def test_an_event_under_a_later_scale_leaves_ratings_to_the_periods_that_come_first():
    merged = {
        "scale": "{name: own, ratings: [good, poor], not_rated: none_given}",
        "failure": "poor",
        "kpis": kpi(bands="{good: 80}"),
        "was": "{ratings: {approaching_target: good, requires_improvement: poor, inadequate: poor}}",
        "events": "{breach: {}}",
    }
    old, new = versions({"in_force": "2020-01-01"}, {"in_force": "2026-06-01", **merged})
    provider = Provider(old)
    provider.reports(figure=75)
    provider.rules = new
    provider.faces(Event("breach", date(2026, 6, 2), date(2026, 6, 2)))
    provider.rules = old
    provider.reports(figure=60)
    before = [record.kpis["kpi"].rating.name for record in provider.standing.records]
    provider.rules = new

    provider.reports(figure=85)

    assert before == ["requires_improvement", "inadequate"]
    assert [record.kpis["kpi"].rating.name for record in provider.standing.records] == ["poor", "poor", "good"]
