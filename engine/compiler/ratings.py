"""How a KPI's value becomes a rating where limits cannot say it: choices, first-match conditions, limiters."""

from __future__ import annotations

from collections.abc import Iterator

from engine.compiler.bands import BandPlace
from engine.compiler.nodes import Path
from engine.compiler.quoting import quoted
from engine.compiler.reading import Reading
from engine.compiler.shape.kpi import KpiShape
from engine.diagnostics import did_you_mean
from engine.expression import Kind, Program, Vocabulary
from engine.model.kpi import Choices, FirstMatch, Limiter
from engine.model.scale import Rating
from engine.model.terms import Condition

_FLAGS = ("true", "false")


def choices(place: BandPlace) -> Choices | None:
    """Return what each choice is rated; every one must be, or be named as not rated."""
    findings, not_rated = place.reading.findings, place.reading.scale.not_rated
    options = place.value.options if place.value.kind is Kind.TEXT else _FLAGS
    names = place.shape.bands or {}
    found = {name: None if name == not_rated else place.reading.rating_key((*place.at, name)) for name in names}
    sound = all(rating or name == not_rated for name, rating in found.items())
    ratings: dict[str, Rating | None] = {}
    for path, name, choice in _listed(place):
        if choice not in options:
            findings.error(path, "unknown-choice", f"unknown choice {quoted(choice)}{did_you_mean(choice, options)}")
            sound = False
        elif choice in ratings:
            message = f"expected each choice once: {quoted(choice)} has a rating already"
            findings.error(path, "choice-twice", message)
            sound = False
        ratings[choice] = found[name]
    missing = [quoted(option) for option in options if option not in ratings]
    if sound and missing:
        message = f"expected a rating, or `{not_rated}`, for {', '.join(missing)} too"
        findings.key_error(place.at, "choice-unrated", message)
    return Choices(ratings) if sound and not missing else None


def _listed(place: BandPlace) -> Iterator[tuple[Path, str, str]]:
    """Yield every choice with its path and the name that it stands under."""
    for name, given in (place.shape.bands or {}).items():
        path = (*place.at, name)
        if isinstance(given, list):
            yield from (((*path, number), name, choice) for number, choice in enumerate(given))
        elif isinstance(given, dict):
            message = "expected a choice or a list of choices, which cannot be dated"
            place.reading.findings.error(path, "band-type", message)
        else:
            yield path, name, given


def first_match(
    reading: Reading, path: Path, cases: list[dict[str, Condition]], vocabulary: Vocabulary
) -> FirstMatch | None:
    """Return ratings by the first condition that holds; the last case must be `otherwise`."""
    read = [_case(reading, (*path, number), case, vocabulary) for number, case in enumerate(cases)]
    sound = [(rating, program) for rating, program in (one for one in read if one) if program is not None]
    last = read[-1] if read else None
    if not cases or (last and last[1] is not None):
        message = "expected the last case to be `otherwise`, so that every figure has a rating"
        reading.findings.error((*path, len(cases) - 1), "rating-otherwise", message)
        return None
    early = [number for number, one in enumerate(read[:-1]) if one and one[1] is None]
    for number in early:
        message = "expected `otherwise` in the last case only: those below it would never be reached"
        reading.findings.error((*path, number), "rating-otherwise", message)
    if last is None or early or len(sound) < len(cases) - 1:
        return None
    return FirstMatch(tuple(sound), last[0])


def _case(
    reading: Reading, path: Path, case: dict[str, Condition], vocabulary: Vocabulary
) -> tuple[Rating, Program | None] | None:
    """Return a rating with its condition, None for `otherwise`; nothing where there are mistakes."""
    if len(case) != 1:
        message = "expected one rating and its condition in each case, such as `- good: response_days <= 5`"
        reading.findings.error(path, "rating-case", message)
        return None
    name, condition = next(iter(case.items()))
    rating = reading.rating_key((*path, name))
    if condition.text == "otherwise":
        return (rating, None) if rating else None
    program = reading.program((*path, name), condition.text, vocabulary, (Kind.FLAG,))
    return (rating, program) if rating and program else None


def limiters(reading: Reading, path: Path, kpi: KpiShape, vocabulary: Vocabulary) -> tuple[Limiter, ...] | None:
    """Return the limiters of *kpi*, which stands under *path*; None where there are mistakes, which are reported."""
    read = []
    for number, shape in enumerate(kpi.limiters or []):
        at = (*path, "limiters", number)
        rating = reading.rating((*at, "never_better_than"), shape.never_better_than)
        program = reading.program((*at, "when"), shape.when.text, vocabulary, (Kind.FLAG,))
        if rating and program:
            read.append(Limiter(rating, program, shape.clause or kpi.clause or ""))
    return tuple(read) if len(read) == len(kpi.limiters or []) else None
