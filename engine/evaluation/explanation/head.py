"""Who was decided on what, and by which rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from engine.evaluation.explanation.figures import count, day, period_in_words, weekday
from engine.evaluation.explanation.in_force import since, year
from engine.evaluation.explanation.lexicon import Lexicon
from engine.evaluation.explanation.sentence import Code, Section, Sentence, listed, opened, words
from engine.evaluation.explanation.sources import all_unmet
from engine.model.decision import Decision, RulesUsed
from engine.model.escalation import DecisionOutcome
from engine.model.evidence import Event, NonSubmission, Submission
from engine.model.figures import Absence
from engine.model.naming import DecisionName

_SHORT = 12


def title(decision: Decision) -> str:
    """Return `Example Care (contract c-1), April 2026`."""
    contract = f" (contract {decision.contract})" if decision.contract != decision.provider else ""
    when = period_in_words(decision.period) if decision.period else day(decision.rules.on)
    return f"{decision.provider}{contract}, {when}"


def head_section(decision: Decision, lexicon: Lexicon) -> Section:
    """Return the outcome, the evidence, and the rules that decided."""
    rules = decision.rules
    policies = listed(f"{words(name)} (version {version})" for name, version in rules.plugins)
    sentences = [
        Sentence("", Code.DECIDED, f"{title(decision)}: {outcome(decision.outcome)}"),
        Sentence("", Code.EVIDENCE, _evidence(decision, lexicon)),
        *_defaults(decision, lexicon),
        *(Sentence("", Code.EVIDENCE, text) for text in all_unmet(decision, lexicon)),
        *_superseded(decision),
        Sentence("", Code.CONTRACT, _contract(decision, lexicon)),
        Sentence("", Code.VERSION, _version(rules, lexicon, period=decision.period is not None)),
        Sentence("", Code.DIGEST, f"The digest of these rules begins {rules.digest[:_SHORT]}"),
    ]
    if rules.calendar:
        sentences.append(Sentence("", Code.CALENDAR, f"Working days are counted by the calendar {rules.calendar}"))
    if policies:
        sentences.append(Sentence("", Code.PLUGINS, f"Policies: {policies}"))
    return Section("Decision", tuple(sentences))


def outcome(outcome: DecisionOutcome) -> str:
    """Return what a decision comes to, in words."""
    match outcome:
        case DecisionOutcome.NO_ACTION | DecisionOutcome.REMEDIATION | DecisionOutcome.ESCALATION:
            return words(outcome.value)
        case DecisionOutcome.EXIT_TRIGGER:
            return "a right to exit"
        case DecisionOutcome.UNDECIDED:
            return "undecided, for a person to judge"
    assert_never(outcome)


def _evidence(decision: Decision, lexicon: Lexicon) -> str:
    evidence = decision.evidence
    decided = f"decided on {weekday(evidence.decided_on)}"
    match evidence:
        case Submission():
            revision = f" (revision {evidence.revision})" if evidence.revision > 1 else ""
            received = f"received on {weekday(evidence.received_on)}{_due(evidence, lexicon)}"
            stands = "; it had been recorded that none came, and the failures deemed then stand"
            after = stands if evidence.after_non_submission else ""
            return f"The provider's figures{revision} were {received} and {decided}{after}"
        case NonSubmission():
            held = f"; the council itself holds {count(len(evidence.figures), 'figure')}" if evidence.figures else ""
            by = "" if evidence.on == evidence.decided_on else f" by {weekday(evidence.on)}"
            return f"The provider submitted nothing{by}{held}; {decided}"
        case Event():
            name, lost = opened(words(evidence.kind)), "; it has no effect any more" if evidence.without_effect else ""
            return f"{name}, an event of {weekday(evidence.on)}, {decided}{lost}; an event rates no KPI"
    assert_never(evidence)


def _superseded(decision: Decision) -> Iterator[Sentence]:
    """Yield whose place the decision takes, and what becomes of the money (SEMANTICS 30)."""
    if decision.supersedes is None:
        return
    name, why = DecisionName(decision.contract, decision.supersedes.version), decision.supersedes.why
    yield Sentence("", Code.SUPERSEDES, f"It takes the place of the decision {name}: {why}")
    if decision.payment is not None:
        text = "It pays nothing by itself: the next decision, if one follows, adjusts what differs from what was booked"
        yield Sentence("", Code.SUPERSEDES, text)


def _due(submission: Submission, lexicon: Lexicon) -> str:
    """Return by when the figures were due, where they came later."""
    due = lexicon.rules.reporting.due_day(submission.period, lexicon.rules.calendar)
    return f", later than they were due on {weekday(due)}," if due and submission.received_on > due else ""


def _defaults(decision: Decision, lexicon: Lexicon) -> Iterator[Sentence]:
    """Yield what the submission left out, with the defaults that stand in (SEMANTICS 11)."""
    evidence = decision.evidence
    if not isinstance(evidence, Submission):
        return
    stand_ins = []
    for name, measure in lexicon.rules.measures.items():
        value = measure.stand_in(decision.contract_start, decision.rules.on)
        if name not in evidence.figures and measure.default and value is not None:
            stand_ins.append(f"{lexicon.figure(name, value)}{since(measure.default, decision)}")
    if stand_ins:
        yield Sentence("", Code.DEFAULT, f"Left out, so that defaults stand in: {lexicon.between.join(stand_ins)}")


def _contract(decision: Decision, lexicon: Lexicon) -> str:
    """Return since when the contract runs, and what it fills in."""
    started = f"The contract started on {day(decision.contract_start)}, and this is its contract year {year(decision)}"
    given = [
        f"{words(name)} {lexicon.form(name).figure(value)}" if not isinstance(value, Absence) else f"no {words(name)}"
        for name, value in decision.parameters.items()
    ]
    return f"{started}; its parameters are {listed(given)}" if given else started


def _version(rules: RulesUsed, lexicon: Lexicon, *, period: bool) -> str:
    why = f"in force on {weekday(rules.on)}, {'the last day of the period' if period else 'the day of the event'}"
    return f"Decided by {lexicon.rules.title}, in the version of {day(rules.in_force)}, because that was {why}"
