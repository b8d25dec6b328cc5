"""Contracts drawn at random with all that came of them, compiled and admitted."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from hypothesis import reject
from hypothesis import strategies as st

from engine.compiler.rule_sets import compiled
from engine.errors import SubmissionError
from engine.evaluation.admission import non_submission, submission
from engine.model.contract import Contract
from engine.model.dated import Dated
from engine.model.dated_terms import moment
from engine.model.evidence import Event, Evidence
from engine.model.figures import Absence
from engine.model.measures import Parameter, fitting
from engine.model.period import Period
from engine.model.rule_set import RuleSet
from tests.evaluation.builders import POLICIES
from tests.naive.case import Evidence as Came
from tests.naive.figures import Absent
from tests.naive.lives import Life, lives

# What a thread may have done to its decimals before it calls us.
contexts = st.fixed_dictionaries(
    {
        "prec": st.integers(1, 60),
        "rounding": st.sampled_from(["ROUND_UP", "ROUND_DOWN", "ROUND_CEILING", "ROUND_HALF_UP"]),
        "traps": st.just([]),
    }
)

_HUGE = ("999999999999999999.999999999", "-999999999999999999.999999999", "999999999999999999", "0.000000001")
_FIGURES = ("0", "-1", "1", "33.333", *_HUGE)
extreme_figures = st.fixed_dictionaries(
    {
        "figure": st.sampled_from(_FIGURES),
        "extra": st.sampled_from(_FIGURES),
        "visits": st.sampled_from(["0", "1", "30", "999999999999999999"]),
        "missed": st.sampled_from(["0", "1", "999999999999999999"]),
        "charges": st.sampled_from(["0", "999999999999999999.99"]),
        "breach": st.sampled_from(["true", "false"]) | st.sampled_from(list(Absence)[:3]),
    }
)


class Course(NamedTuple):
    """A contract under its rules, and the evidence that was admitted, in order."""

    rules: RuleSet
    contract: Contract
    evidence: tuple[Evidence, ...]


def courses(most: int = 8) -> st.SearchStrategy[Course]:
    """A contract and up to *most* periods, some with an event between them."""
    return st.builds(_course, lives(most), st.none() | st.dates(date(2026, 5, 1), date(2026, 9, 1)))


def _course(life: Life, event: date | None) -> Course:
    rules = rules_of(life)
    contract = contract_of(rules, life)
    admitted: list[Evidence] = [Event("regulator", event, event)] * bool(event)
    for came in life.evidence:
        try:
            admitted.append(evidence_of(rules, contract, came))
        except SubmissionError:
            continue
    return Course(rules, contract, tuple(admitted))


def rules_of(life: Life, *, reference: bool = False) -> RuleSet:
    """The rules of a drawn contract, which have no errors; run by the reference evaluator where it is asked for."""
    found = compiled("rules.yaml", life.text.encode(), POLICIES, reference=reference)
    # Bands drawn at random need not hold a failure; what would hang on it is refused.
    if {one.code for one in found.diagnostics if one.severity.value == "error"} == {"never-due"}:
        reject()
    assert found.rules, "\n".join(one.headline() for one in found.diagnostics if one.severity.value == "error")
    return found.rules


def contract_of(rules: RuleSet, life: Life) -> Contract:
    """The contract with the terms that were drawn."""
    parameters = {name: _dated(rules.parameters[name], value) for name, value in life.terms.items()}
    return Contract(
        id="c", provider="Example Care", rule_set=rules.name, start=life.start, end=life.end, parameters=parameters
    )


def evidence_of(rules: RuleSet, contract: Contract, came: Came) -> Evidence:
    """What came for one period, admitted; SubmissionError where it is refused."""
    period = Period.through(came.span.first, came.span.last)
    figures = {name: Absence(one.reason) if isinstance(one, Absent) else one for name, one in came.figures.items()}
    if not came.submitted:
        return non_submission(rules, contract, period, figures, decided_on=came.decided_on)
    return submission(rules, contract, period, figures, decided_on=came.decided_on, received_on=came.received_on)


def _dated(parameter: Parameter, value: Any) -> Dated[Any]:
    if isinstance(value, str):
        return Dated.always(fitting(parameter.type, value, parameter.of))
    return Dated.stepped({moment(key): fitting(parameter.type, one, parameter.of) for key, one in value.items()})
