"""The head of a rule file: scale, failure, calendar, reporting, and how money is rounded."""

from __future__ import annotations

from itertools import pairwise

from engine.compiler.calendars import CALENDARS, working_days
from engine.compiler.findings import Findings
from engine.compiler.horizon import Horizon
from engine.compiler.quoting import quoted
from engine.compiler.shape.rule_set import ListedPeriod, ReportingShape, RuleSetShape, ScaleShape
from engine.diagnostics import closest, did_you_mean
from engine.model.days import YearKind
from engine.model.deadline import Unit
from engine.model.decimals import Precision
from engine.model.period import Period
from engine.model.reporting import Every, Late, Listed, Listing, Reporting
from engine.model.scale import PROCUREMENT_ACT_2023, Rating, Scale
from engine.model.working_days import WorkingDays

_MONTHS = {"month": 1, "quarter": 3, "half year": 6, "year": 12}
_STARTING = {
    None: YearKind.CALENDAR,
    "calendar": YearKind.CALENDAR,
    "contract": YearKind.CONTRACT,
    "financial year": YearKind.FINANCIAL,
}


def scale(shape: RuleSetShape, findings: Findings) -> Scale:
    """Return the scale that the file names or defines; one guessed from its bands where it does neither soundly."""
    given = shape.scale
    if findings.is_spoilt(("scale",)):
        return _guessed(shape)
    if isinstance(given, ScaleShape):
        return _own_scale(given, findings)
    if given == PROCUREMENT_ACT_2023.name:
        return PROCUREMENT_ACT_2023
    meant = closest(given, [PROCUREMENT_ACT_2023.name])
    own = f"expected `{PROCUREMENT_ACT_2023.name}`, or a scale of the file's own with `name`, `ratings` and `not_rated`"
    known = f"did you mean `{meant}`?" if meant else own
    message = f"unknown scale {quoted(given)}; {known}"
    findings.error(("scale",), "unknown-scale", message)
    return _guessed(shape)


def _own_scale(given: ScaleShape, findings: Findings) -> Scale:
    for place, name in enumerate(given.ratings):
        if name in given.ratings[:place]:
            message = f"expected each rating to have a name of its own: {quoted(name)} stands twice"
            findings.error(("scale", "ratings", place), "name-twice", message)
    if given.not_rated in given.ratings:
        message = f"expected a word of its own for what cannot be rated: {quoted(given.not_rated)} is a rating"
        findings.error(("scale", "not_rated"), "name-twice", message)
    return Scale.of(given.name, tuple(given.ratings), given.not_rated)


def _guessed(shape: RuleSetShape) -> Scale:
    """Return a scale on which the file's bands mean something, so that nothing is said of each of its ratings."""
    bands = sorted((tuple(kpi.bands or ()) for kpi in shape.kpis.values()), key=len, reverse=True)
    words = dict.fromkeys(name for names in bands for name in names)
    for kpi in shape.kpis.values():
        words |= dict.fromkeys((*(kpi.points or ()), *(name for case in kpi.ratings or () for name in case)))
    words |= {shape.failure: None}
    own = words.keys() - set(PROCUREMENT_ACT_2023.names) - {PROCUREMENT_ACT_2023.not_rated}
    return Scale.of("guessed", tuple(words), "") if own else PROCUREMENT_ACT_2023


def failure(shape: RuleSetShape, scale: Scale, findings: Findings) -> Rating:
    """Return the best rating that is a failure."""
    if findings.is_spoilt(("failure",)):
        return scale.ratings[0]
    rating = scale.named(shape.failure)
    if rating is None:
        message = f"unknown rating {quoted(shape.failure)}{did_you_mean(shape.failure, scale.names)}"
        findings.error(("failure",), "unknown-rating", message)
    return rating or scale.ratings[0]


def calendar(shape: RuleSetShape, findings: Findings) -> WorkingDays | None:
    """Return the calendar of working days that the file names, if it does."""
    if shape.calendar is None:
        return None
    found = working_days(shape.calendar)
    if found is None:
        message = f"unknown calendar {quoted(shape.calendar)}{did_you_mean(shape.calendar, CALENDARS)}"
        findings.error(("calendar",), "unknown-calendar", message)
        findings.spoilt.add(("calendar",))
    return found


def reporting(shape: RuleSetShape, findings: Findings) -> Reporting:
    """Return the rhythm of the reports."""
    given = shape.reporting
    late = Late(given.late or "accept")
    without = shape.calendar is None and not findings.is_spoilt(("calendar",))
    if given.due and given.due.unit is Unit.WORKING_DAY and without:
        message = f"expected a `calendar` for `{given.due}`, the time for reports"
        findings.error(("reporting", "due"), "calendar-missing", message)
    return Reporting(_every(given, findings), given.due, late)


def horizon(shape: RuleSetShape, reporting: Reporting) -> Horizon:
    """Return how far back windows may reach."""
    return Horizon(shape.term, reporting.every.months if isinstance(reporting.every, Every) else None)


def _every(given: ReportingShape, findings: Findings) -> Every | Listing:
    if not isinstance(given.every, list):
        return Every(_MONTHS[given.every], _STARTING[given.starting])
    if given.starting is not None:
        message = "expected `starting` beside a rhythm such as `every: month` only, not beside listed periods"
        findings.key_error(("reporting", "starting"), "key-alone", message)
    return _listing(given.every, findings)


def _listing(given: list[ListedPeriod], findings: Findings) -> Every | Listing:
    before = len(findings.found)
    for place, one in enumerate(given):
        _check_listed(("reporting", "every", place), one, findings)
    for place, (earlier, later) in enumerate(pairwise(given), start=1):
        if earlier.first <= earlier.last and later.first <= earlier.last:
            message = f"expected a period that starts after {earlier.last}, the last day of the one before"
            findings.error(("reporting", "every", place, "from"), "dates-order", f"{message}, not {later.first}")
    if len(findings.found) > before or not given:
        return Every(1)
    return Listing(tuple(Listed(Period.through(one.first, one.last), one.due) for one in given))


def _check_listed(path: tuple[str | int, ...], one: ListedPeriod, findings: Findings) -> None:
    if one.last < one.first:
        message = f"expected the period to end no earlier than {one.first}, its first day, not {one.last}"
        findings.error((*path, "to"), "dates-order", message)
    elif one.due and one.due <= one.last:
        message = f"expected figures to be due after {one.last}, the period's last day, not {one.due}"
        findings.error((*path, "due"), "dates-order", message)


def check_dates(shape: RuleSetShape, findings: Findings) -> None:
    """Report a version that ends before it begins."""
    if shape.until and shape.until < shape.in_force and not findings.is_spoilt(("in_force",)):
        message = f"expected the last day no earlier than `in_force`, {shape.in_force}, not {shape.until}"
        findings.error(("until",), "dates-order", message)


def money(shape: RuleSetShape, findings: Findings) -> Precision | None:
    """Return how sums are rounded; it must be said, with the currency, where there is payment (SEMANTICS 10)."""
    for key, example in (("money", "{precision: 2 dp, rounding: half up}"), ("currency", "GBP")):
        if shape.payment and getattr(shape, key) is None and not findings.is_spoilt((key,)):
            message = f"expected `{key}: {example}` or the like at the top of a file with payment"
            findings.key_error(("payment",), "money-missing", message)
    return Precision(shape.money.precision, shape.money.rounding) if shape.money else None
