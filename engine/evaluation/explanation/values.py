"""A KPI's value: what it is, what it was made from, and what it was before rounding, where that mattered."""

from __future__ import annotations

from decimal import Decimal

from engine.evaluation.explanation.sentence import Code, Sentence
from engine.evaluation.explanation.topic import Topic
from engine.expression.program import Program
from engine.model.figures import Value
from engine.model.kpi import Kpi
from engine.model.outcome import Measured, Rated, Read


def value(topic: Topic, outcome: Rated | Measured) -> Sentence:
    """Return the value with its unit, the figures that it was made from, and its unrounded form."""
    made_of = topic.made_of(_read(topic.kpi, outcome.read), _before_rounding(topic, outcome))
    return topic.says(Code.VALUE, f"{topic.title}: {_said(topic, outcome.value)}{made_of}")


def _said(topic: Topic, figure: Value | None) -> str:
    return "no value" if figure is None else topic.form.figure(figure)


def _read(kpi: Kpi, read: Read) -> Read:
    """Return the figures worth naming: not the value itself again, and not a composite's parts, which come after."""
    if not isinstance(kpi.computation, Program):
        return ()
    itself = kpi.computation.text.strip()
    return tuple([one for one in read if one[0] != itself])


def _before_rounding(topic: Topic, outcome: Rated | Measured) -> str:
    unrounded = outcome.unrounded
    precision = topic.lexicon.precisions.get(topic.kpi.name)
    if precision is None or not isinstance(unrounded, Decimal) or unrounded == outcome.value:
        return ""
    return f"{topic.form.number(unrounded)} before rounding to {precision}"
