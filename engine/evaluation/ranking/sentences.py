"""Why a contract ranks where it does, in sentences that a commissioner reads out to a provider."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

from engine.model.comparison import Comparison, CriterionScore, Entry, PeriodFigure, Ranked, ScoreBasis, Unranked
from engine.model.decimals import plain
from engine.model.figures import Value
from engine.model.ranking import AgainstBest, AsItIs, Between, ByWord, Scoring
from engine.model.terms import percent_text

_SHARE_PLACES = Decimal("0.0001")


def place_words(entry: Entry) -> str:
    """Return the place of *entry* as a list shows it: `2`, `2=` where it is shared, `-` where there is none."""
    return "-" if isinstance(entry, Unranked) else f"{entry.place}{'=' * entry.shared}"


def entry_reasons(entry: Entry, comparison: Comparison) -> tuple[str, ...]:
    """Return why *entry* stands where it does: its place, each criterion, and what it means for new packages."""
    return tuple(_reasons(entry, comparison))


def _reasons(entry: Entry, comparison: Comparison) -> Iterator[str]:
    if isinstance(entry, Unranked):
        yield f"not ranked: {'; '.join(entry.why)}"
    else:
        yield _placed(entry, comparison)
    for score in entry.scores:
        yield _criterion(score)
    if isinstance(entry, Ranked) and entry.alike:
        level = comparison.ranking.confidence
        sure = f" at {percent_text(level.level)}" if level else ""
        yield f"cannot be told apart from {_and(entry.alike)}{sure}: what may be chance is as large as the difference"
    for ladder, rung in entry.suspended_on:
        words = rung.replace("_", " ")
        yield f"offered no new packages while `{ladder}` stands on `{words}`; existing packages continue"


def _placed(entry: Ranked, comparison: Comparison) -> str:
    sharing = [one.contract for one in comparison.ranked if one.place == entry.place and one is not entry]
    place = f"place {entry.place} of {len(comparison.ranked)}"
    shared = f", shared with {_and(sharing)}" if sharing else ""
    settled = f", settled by {_title(entry.settled_by, comparison)}" if entry.settled_by else ""
    clause = f" ({comparison.ranking.clause})" if comparison.ranking.clause else ""
    return f"{place}{shared}{settled}: {_score(entry.score, entry.span.low, entry.span.high)}{clause}"


def _title(criterion: str, comparison: Comparison) -> str:
    return next(one.title for one in comparison.ranking.criteria if one.name == criterion)


def _score(score: Decimal, low: Decimal, high: Decimal) -> str:
    return f"{score:f}" if low == high else f"{score:f}, between {low:f} and {high:f}"


def _criterion(one: CriterionScore) -> str:
    title = one.criterion.title
    if one.score is None or one.span is None:
        why = "; ".join(dict.fromkeys(_dated(each) for each in one.figures if each.why))
        return f"{title}: left out" + (f", for {why}" if why else "")
    weight = percent_text(one.share.quantize(_SHARE_PLACES))
    deemed = [_deemed(each) for each in one.figures if each.basis is not ScoreBasis.MEASURED or each.why]
    notes = "".join(f"; {note}" for note in deemed)
    score = _score(one.score, one.span.low, one.span.high)
    if one.basis is ScoreBasis.DEEMED:
        return f"{title}: deemed {score}, weighs {weight}{notes}"
    return f"{title}: {_measured(one)}scores {score}, {_how(one.criterion.scoring)}, weighs {weight}{notes}"


def _measured(one: CriterionScore) -> str:
    measured = [each for each in one.figures if each.basis is ScoreBasis.MEASURED]
    over = f" over {len(measured)} periods" if len(measured) > 1 else ""
    if one.value is None:
        return f"the mean{over} "
    return f"{_shown(one.value)}{_cases(one)}{over} "


def _cases(one: CriterionScore) -> str:
    """Return of what the figure is a rate: `% of 1,000 visits planned`."""
    rate = one.criterion.rate
    if rate is None or one.cases is None:
        return ""
    per = "" if rate.per == 1 else "%" if rate.per == 100 else f" in {_grouped(rate.per)}"
    return f"{per} of {_grouped(one.cases)} {_within(rate.title)}"


def _within(title: str) -> str:
    """Return *title* as it stands within a sentence; an abbreviation keeps its capitals."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _grouped(number: Decimal) -> str:
    whole, point, rest = plain(number).partition(".")
    return f"{int(whole):,}{point}{rest}"


def _shown(value: Value) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)


def _how(scoring: Scoring) -> str:
    match scoring:
        case AsItIs():
            return "the figure itself"
        case Between(none_at, full_at):
            return f"100 at {plain(full_at)} and 0 at {plain(none_at)}"
        case AgainstBest(best):
            return f"100 for the {best.value} of all"
        case ByWord():
            return "as the framework scores it"
    assert_never(scoring)


def _deemed(figure: PeriodFigure) -> str:
    if figure.basis is ScoreBasis.DEEMED and figure.score is not None:
        return f"{figure.period.label} is deemed {figure.score:f}: {figure.why}"
    left = "left out: " if figure.basis is ScoreBasis.LEFT_OUT else ""
    return f"{figure.period.label}: {left}{figure.why}"


def _dated(figure: PeriodFigure) -> str:
    return f"in {figure.period.label} {figure.why}"


def _and(names: tuple[str, ...] | list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
