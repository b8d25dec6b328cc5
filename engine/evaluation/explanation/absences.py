"""KPIs without a figure of their own: deemed, carried forward, or not rated, each with its reason."""

from __future__ import annotations

from typing import assert_never

from engine.evaluation.dependence import lost_by_lateness
from engine.evaluation.explanation import excuses
from engine.evaluation.explanation.consequences import failure
from engine.evaluation.explanation.figures import count, weekday
from engine.evaluation.explanation.in_force import number
from engine.evaluation.explanation.sentence import Code, Sentence, listed, quoted, words
from engine.evaluation.explanation.sources import missed
from engine.evaluation.explanation.topic import Topic
from engine.model.evidence import NonSubmission, Submission
from engine.model.figures import Absence
from engine.model.kpi import Choices
from engine.model.outcome import NotRated, Rated, Read
from engine.model.reporting import Every, Late


def deemed(topic: Topic, outcome: Rated) -> Sentence:
    """Return what was missing, and what the contract takes it for (SEMANTICS 12)."""
    rating = f"{words(outcome.rating.name)}{failure(outcome)}"
    text = f"{topic.title}: {_missing(topic, outcome.read)}; the contract deems it {rating}"
    return topic.says(Code.DEEMED, text, topic.kpi.clause)


def carried(topic: Topic, outcome: Rated) -> Sentence:
    """Return which outcome stands in for what is missing (SEMANTICS 12)."""
    last = words(outcome.rating.name)
    if outcome.value is not None:
        last = f"{last} at {topic.form.figure(outcome.value)}"
    text = (
        f"{topic.title}: {_missing(topic, outcome.read)}; the last outcome, {last}, is carried forward, "
        "earns no points, and is neither failure nor pass"
    )
    return topic.says(Code.CARRIED, text, topic.kpi.clause)


def _missing(topic: Topic, read: Read) -> str:
    """Return why there is no figure: nothing came, it came late, or part of it is missing."""
    evidence, rules = topic.decision.evidence, topic.lexicon.rules
    if isinstance(evidence, NonSubmission):
        return "nothing was submitted"
    lost = lost_by_lateness(rules, topic.kpi)
    if isinstance(evidence, Submission) and rules.reporting.late is Late.FAILURE and lost:
        due = rules.reporting.due_day(evidence.period, rules.calendar)
        if due and evidence.received_on > due:
            return f"the submission came on {weekday(evidence.received_on)}, due by {weekday(due)}"
    missing = tuple(name for name, figure in read if figure is Absence.MISSING)
    unmet = {name: missed(name, topic.decision, topic.lexicon) for name in missing}
    lacking = tuple(name for name in missing if not unmet[name])
    said = [why for why in unmet.values() if why]
    return listed([*said, *([_absent(topic, lacking, Absence.MISSING)] if lacking or not said else [])])


def not_rated(topic: Topic, outcome: NotRated) -> list[Sentence]:
    """Return why this KPI has no rating (SEMANTICS 11)."""
    if not outcome.due:
        return [
            topic.says(Code.NOT_DUE, f"{topic.title}: not measured in this period{_rhythm(topic)}", topic.kpi.clause)
        ]
    word = words(topic.lexicon.rules.scale.not_rated)
    said = "not rated" if word == "not rated" else f"not rated ({word})"
    text = f"{topic.title}: {said}, as {_reason(topic, outcome)}"
    return [topic.says(Code.NOT_RATED, text, topic.kpi.clause)]


def _rhythm(topic: Topic) -> str:
    every = topic.kpi.every
    if every is None:
        return ""
    if isinstance(every.on, Every):
        return f", only every {count(every.on.months, 'month').removeprefix('1 ')}"
    return f", only on {listed(map(weekday, every.on))}"


def _reason(topic: Topic, outcome: NotRated) -> str:
    absence = outcome.absence
    match absence:
        case Absence.MISSING | Absence.SUPPRESSED | Absence.UNKNOWN:
            return _missing_or(topic, outcome)
        case _ if outcome.because:
            return _absent(topic, outcome.because, absence)
        case Absence.NOT_APPLICABLE:
            return _unrated(topic, outcome)
        case Absence.NO_ACTIVITY:
            return f"there was nothing to measure{topic.made_of(outcome.read)}"
        case Absence.SAMPLE_TOO_SMALL:
            return _sample(topic, outcome)
        case Absence.RELIEVED:
            return f"{excuses.in_words(topic)}{topic.made_of(outcome.read)}"
    assert_never(absence)


def _missing_or(topic: Topic, outcome: NotRated) -> str:
    if outcome.absence is Absence.MISSING:
        return _missing(topic, outcome.read)
    return _absent(topic, outcome.because, outcome.absence)


def _absent(topic: Topic, names: tuple[str, ...], absence: Absence) -> str:
    """Return `visits missed and visits planned are suppressed`."""
    word = _WORDS[absence]
    if not names:
        return f"a figure that it needs is {word}"
    titles = listed(quoted(topic.lexicon.title(name)) for name in names)
    if any(name in topic.lexicon.rules.kpis for name in names):
        word = f"not rated ({absence.value})"
    return f"{titles} {'is' if len(names) == 1 else 'are'} {word}"


_WORDS = {absence: absence.value for absence in Absence} | {
    Absence.NO_ACTIVITY: "without activity",
    Absence.SAMPLE_TOO_SMALL: "of too small a sample",
    Absence.UNKNOWN: "not known",
}


def _unrated(topic: Topic, outcome: NotRated) -> str:
    """Return that the contract gives what came no rating."""
    if isinstance(topic.kpi.bands, Choices):
        return f"the contract gives it no rating{topic.made_of(outcome.read)}"
    return "it does not apply"


def _sample(topic: Topic, outcome: NotRated) -> str:
    sample = topic.kpi.sample
    if sample is None:
        return f"the sample is too small{topic.made_of(outcome.read)}"
    of = topic.lexicon.phrasing.phrase(sample.of.text)
    least = number(sample.at_least, topic.decision)
    needed = f" is less than {of.form.number(least.number)}{least.source}" if least else ""
    return f"the sample is too small: {of.text}{needed}{topic.made_of(outcome.read)}"
