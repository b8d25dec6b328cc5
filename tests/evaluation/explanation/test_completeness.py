"""Every variant of what a decision can hold has a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import get_args

import pytest

from engine.evaluation.explanation import reasons
from engine.evaluation.explanation.comparisons import _CODES
from engine.evaluation.explanation.head import outcome as outcome_in_words
from engine.evaluation.explanation.payment import _KINDS, _STATES
from engine.model.escalation import DecisionOutcome, MoveKind
from engine.model.evidence import Event, Evidence, NonSubmission, Submission
from engine.model.figures import Absence
from engine.model.outcome import Basis, Counts, Held, Measured, NotRated, Outcome, Rated, Undecided
from engine.model.payment import LineKind, LineState
from engine.model.period import Period
from engine.model.scale import Rating
from tests.evaluation.builders import Provider
from tests.evaluation.explanation.readers import read, rules

RULES = rules(
    payment="- {policy: fixed_fee, amount: 100, short_periods: whole}",
    escalation="""
        - policy: ladder
          climb: jump
          rungs: [{rung: routine}, {rung: plan, decision: remediation, enter: failures() >= 1}]
    """,
)
GOOD = Rating("good", 0)
OUTCOMES = {
    Rated: Rated("kpi", GOOD, Decimal(1), Decimal(1), (), Held(), Counts.PASS, Decimal(0)),
    Measured: Measured("kpi", Decimal(1), Decimal(1), ()),
    NotRated: NotRated("kpi", Absence.MISSING, (), ()),
    Undecided: Undecided("kpi", "nobody knows", ()),
}
APRIL = Period.parse("2026-04")
EVIDENCE = {
    Submission: Submission(APRIL, {}, date(2026, 5, 1), date(2026, 5, 1)),
    NonSubmission: NonSubmission(APRIL, date(2026, 5, 1), date(2026, 5, 1)),
    Event: Event("breach", date(2026, 4, 3), date(2026, 5, 1)),
}


def decision(**changed: object):
    """A plain decision with some of it *changed*."""
    return replace(Provider(RULES).reports(figure=95), **changed)


@pytest.mark.parametrize("variant", get_args(Outcome))
def test_every_kind_of_outcome_has_sentences(variant):
    found = decision(outcomes=(OUTCOMES[variant],))

    assert read(found, RULES)
    assert isinstance(reasons(found, RULES), tuple)


@pytest.mark.parametrize("variant", get_args(Evidence))
def test_every_kind_of_evidence_has_a_sentence(variant):
    assert len(read(decision(evidence=EVIDENCE[variant]), RULES, "")) >= 5


@pytest.mark.parametrize("absence", Absence)
@pytest.mark.parametrize("because", [(), ("figure",), ("figure", "second")], ids=["alone", "one", "two"])
def test_every_absence_has_a_reason(absence, because):
    read_figures = tuple((name, absence) for name in because)
    found = decision(outcomes=(NotRated("kpi", absence, because, read_figures),))

    assert read(found, RULES)[0].startswith("Kpi: not rated (other), as ")


@pytest.mark.parametrize("basis", Basis)
@pytest.mark.parametrize("counts", Counts)
def test_every_basis_of_a_rating_has_sentences(basis, counts):
    found = decision(outcomes=(OUTCOMES[Rated]._replace(basis=basis, counts=counts),))

    assert "good" in " ".join(read(found, RULES))


@pytest.mark.parametrize("kind", MoveKind)
@pytest.mark.parametrize("meaning", DecisionOutcome)
def test_every_move_has_a_sentence(kind, meaning):
    moved = decision()
    moved = replace(moved, moves=(moved.moves[0]._replace(kind=kind, decision=meaning),))

    assert read(moved, RULES, "ladder")[0].startswith("Ladder: ")


@pytest.mark.parametrize("outcome", DecisionOutcome)
def test_every_outcome_of_a_decision_is_said(outcome):
    assert outcome_in_words(outcome)


@pytest.mark.parametrize(
    ("words", "variants"),
    [
        pytest.param(_KINDS, LineKind, id="kinds of lines"),
        pytest.param(_STATES, LineState, id="states of lines"),
        pytest.param(_CODES, [True, False, *Absence], id="what a condition can come to"),
    ],
)
def test_every_variant_has_words(words, variants):
    assert set(words) == set(variants)
