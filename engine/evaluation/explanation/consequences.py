"""What follows from a rating: failure or not, points and repeats, doubt and grace."""

from __future__ import annotations

from decimal import Decimal

from engine.evaluation.explanation.figures import NUMBER, Form, count, day
from engine.evaluation.explanation.in_force import in_force, number
from engine.evaluation.explanation.sentence import Code, Sentence, words
from engine.evaluation.explanation.sources import doubted
from engine.evaluation.explanation.topic import Topic
from engine.model.kpi import Grace, Span
from engine.model.outcome import Basis, Counts, Measured, Rated


def consequences(topic: Topic, outcome: Rated) -> list[Sentence]:
    """Return the rating with its clause, and what it brings."""
    sentences = [] if outcome.basis is Basis.DEEMED else [_rating(topic, outcome)]
    if outcome.repeat or outcome.points:
        sentences.append(_points(topic, outcome))
    sentences += doubts(topic, outcome)
    if outcome.in_grace:
        sentences.append(grace(topic))
    return sentences


def _rating(topic: Topic, outcome: Rated) -> Sentence:
    return topic.says(Code.RATED, f"Rated {words(outcome.rating.name)}{failure(outcome)}", topic.kpi.clause)


def failure(outcome: Rated) -> str:
    """Return that *outcome* counts as a failure, or nothing."""
    return ", a failure" if outcome.counts is Counts.FAILURE else ""


def _points(topic: Topic, outcome: Rated) -> Sentence:
    before = number(topic.kpi.points.get(outcome.rating.name), topic.decision)
    source = before.source if before else ""
    if not outcome.repeat:
        return topic.says(Code.POINTS, f"{count(outcome.points, 'point')}{source}")
    text = "A repeat, as it failed at its previous measurement too"
    if outcome.points and before and before.number != outcome.points:
        become = "becomes" if before.number == 1 else "become"
        text = f"{text}: {count(before.number, 'point')}{source} {become} {NUMBER.number(outcome.points)}"
    elif outcome.points:
        text = f"{text}: {count(outcome.points, 'point')}{source}"
    return topic.says(Code.REPEAT, text)


def doubts(topic: Topic, outcome: Rated | Measured) -> list[Sentence]:
    """Return why the figure is doubtful: implausible, for where it came from, or computed from one that is."""
    return [_doubtful(topic, outcome)] if outcome.doubtful else []


def _doubtful(topic: Topic, outcome: Rated | Measured) -> Sentence:
    text = (
        f"The figure is doubtful, {_why_doubtful(topic, outcome)}: "
        "it counts as no failure, earns no points and moves no money until a person confirms it"
    )
    return topic.says(Code.DOUBTFUL, text)


def _why_doubtful(topic: Topic, outcome: Rated | Measured) -> str:
    if isinstance(outcome, Rated) and outcome.basis is Basis.CARRIED:
        return "as it was when it came"
    plausible = in_force(topic.kpi.plausible, topic.decision) if topic.kpi.plausible else None
    if plausible is not None and isinstance(outcome.value, Decimal) and not plausible.holds(outcome.value):
        return f"being outside the plausible range, {_span(topic.form, plausible)}"
    came = doubted({name for name, _ in outcome.read}, topic.decision, topic.lexicon)
    return f"as {came}" if came else "being computed from one that is"


def _span(form: Form, span: Span) -> str:
    low = "" if span.low is None else f"{'more than ' if span.low_strict else ''}{form.number(span.low)}"
    high = "" if span.high is None else f"{'less than ' if span.high_strict else ''}{form.number(span.high)}"
    return f"{low} to {high}" if low and high else f"from {low}" if low else f"up to {high}"


def grace(topic: Topic) -> Sentence:
    """Return that the rating is shown without consequence (SEMANTICS 16)."""
    time = _time(topic.kpi.grace) if topic.kpi.grace else ""
    return topic.says(Code.GRACE, f"In grace{time}: rated and shown, without failure, points or money")


def _time(grace: Grace) -> str:
    if grace.until:
        return f" until {day(grace.until)}"
    if grace.periods == 1:
        return ", as the first period"
    return f", as one of the first {grace.periods} periods" if grace.periods else ""
