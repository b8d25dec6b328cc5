"""Reliefs and waivers: who agreed to which, when and why, and what each does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.evaluation.explanation import Code, explained, reasons
from engine.model.decision import Decision
from engine.model.events import ContractEvent, Effect, Relief, Waiver
from engine.model.period import Period
from engine.model.standing import Standing
from tests.evaluation.builders import Provider, kpi
from tests.evaluation.explanation.readers import read, rules, sentences

APRIL = Period.parse("2026-04")
ON = date(2026, 5, 11)


def happened(what, version=6, why="snow closed the roads", **stated) -> ContractEvent:
    return ContractEvent(version, ON, "A. Officer", why, what, **stated)


def decided(rule_set, *events: ContractEvent, **figures: object) -> Decision:
    """A decision on April that *events* excuse something of."""
    provider = Provider(rule_set)
    provider.standing = Standing(events=events)
    return provider.reports(**figures)


def test_relief_without_consequence_says_who_agreed_to_it_when_and_why():
    rule_set = rules()

    found = decided(rule_set, happened(Relief(APRIL, "kpi"), clause="Schedule 4"), figure=75)

    assert read(found, rule_set) == [
        "Kpi: not rated (other), as relief was agreed (from figure: 75).",
        "Relief c-1#6 was agreed by A. Officer on Monday 11 May 2026: what it came to has no consequence; "
        "the reason: snow closed the roads (Schedule 4).",
    ]


def test_relief_that_disregards_a_failure_for_exit_leaves_its_rating():
    rule_set = rules()

    found = decided(rule_set, happened(Relief(APRIL, "kpi", Effect.DISREGARDED_FOR_EXIT)), figure=75)

    assert "Rated requires improvement, a failure." in read(found, rule_set)
    assert read(found, rule_set, code=Code.RELIEF) == [
        "Relief c-1#6 was agreed by A. Officer on Monday 11 May 2026: rating, points and credit stand, and rungs that "
        "disregard what is relieved do not count them; the reason: snow closed the roads."
    ]


def test_counts_that_are_left_out_are_said_with_their_numbers():
    rule_set = rules(kpis=kpi(value="100 * (visits - missed) / visits", precision="'1 dp, half up'"))
    relief = Relief(APRIL, "kpi", excluded={"missed": Decimal(12), "visits": Decimal(20)})

    found = decided(rule_set, happened(relief), visits=100, missed=28)

    said = read(found, rule_set)
    assert said[0] == "Kpi: 80.0 (from visits: 80, missed: 16)."
    assert said[-1] == (
        "Relief c-1#6 was agreed by A. Officer on Monday 11 May 2026: left out of it are missed: 12, visits: 20; "
        "the reason: snow closed the roads."
    )


def test_a_waiver_says_who_made_it_and_is_no_relief():
    rule_set = rules()

    found = decided(rule_set, happened(Waiver(APRIL, "kpi"), why="a new manager"), figure=75)

    assert read(found, rule_set) == [
        "Kpi: not rated (other), as what it came to was waived (from figure: 75).",
        "Waiver c-1#6 was made by A. Officer on Monday 11 May 2026: what it came to has no consequence; "
        "the reason: a new manager.",
    ]
    assert read(found, rule_set, code=Code.WAIVER) != []


def test_every_excuse_of_a_kpi_is_said_in_the_order_of_recording():
    rule_set = rules()
    events = (happened(Waiver(APRIL, "kpi"), 7), happened(Relief(APRIL, "kpi"), 9))

    said = read(decided(rule_set, *events, figure=75), rule_set)

    assert [one.split()[1] for one in said[1:]] == ["c-1#7", "c-1#9"]
    assert said[0].startswith("Kpi: not rated (other), as relief was agreed")


def test_what_is_waived_is_not_said_to_be_relieved_where_a_relief_left_it_rated():
    rule_set = rules()
    events = (happened(Relief(APRIL, "kpi", Effect.DISREGARDED_FOR_EXIT), 7), happened(Waiver(APRIL, "kpi"), 9))

    said = read(decided(rule_set, *events, figure=75), rule_set)

    assert said[0] == "Kpi: not rated (other), as what it came to was waived (from figure: 75)."


def test_an_excuse_is_said_of_the_kpi_that_it_excuses_and_of_no_other():
    rule_set = rules(kpis=kpi() + kpi("third", value="kpi"))

    found = explained(decided(rule_set, happened(Relief(APRIL, "kpi")), figure=75), rule_set)

    assert len(sentences(found, "kpi", Code.RELIEF)) == 1
    assert sentences(found, "third") == ["Third: not rated (other), as kpi is not rated (relieved)."]


def test_what_is_notable_says_the_excuse_once():
    rule_set = rules()

    (reason,) = reasons(decided(rule_set, happened(Relief(APRIL, "kpi")), figure=75), rule_set)

    assert reason.count("Relief c-1#6") == 1


@pytest.mark.parametrize("why", ["a\x1b[31mb", "a\nb"])
def test_what_people_write_cannot_steer_a_terminal(why):
    rule_set = rules()

    said = read(decided(rule_set, happened(Waiver(APRIL, "kpi"), why=why), figure=75), rule_set)

    assert all(one.isprintable() for one in said)
