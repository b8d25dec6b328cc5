"""Whether one version of a rule set may follow another (SEMANTICS 28)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import NamedTuple

from engine.compiler.dating import values_of
from engine.compiler.findings import Findings
from engine.compiler.nodes import Path
from engine.compiler.quoting import quoted
from engine.diagnostics import did_you_mean
from engine.model.payment import BasisTime, Cap, Window
from engine.model.renames import Renames
from engine.model.rule_set import RuleSet

_ONE_DAY = timedelta(days=1)
_NONE = Renames(kpis={}, ratings={}, rungs={})
_OF_ONE_PERIOD = (Window.EVENT, Window.PERIOD)


class Version(NamedTuple):
    """A file with its rules, and where to report what is wrong with it."""

    file: str
    rules: RuleSet
    findings: Findings


def check_versions(before: Version, after: Version) -> None:
    """Report what keeps *after* from following *before*, at the places of *after*."""
    if before.rules.name != after.rules.name:
        message = f"expected `{before.rules.name}` as in `{before.file}`, not `{after.rules.name}`"
        after.findings.error(("rule_set",), "version-name", message)
        return
    _check_dates(before, after)
    for path, message in (
        *_lost(before, after),
        *_lost_of_payment(before, after),
        *_merged(before, after),
        *_invented(before, after),
    ):
        after.findings.key_error(path, "version-lost", message)
    for path, message in (*_given_up(before, after), *_not_before(before, after)):
        after.findings.warning(path, "version-lost", message)


def _check_dates(before: Version, after: Version) -> None:
    old, new = before.rules, after.rules
    also = ((before.findings.place(("until" if old.until else "in_force",)), "the version before"),)
    if old.in_force == new.in_force:
        message = f"expected another date than {new.in_force}: `{before.file}` is in force from it too"
    elif old.until and old.until >= new.in_force:
        message = f"expected a date after {old.until}, until which `{before.file}` is in force, not {new.in_force}"
    elif old.until and old.until + _ONE_DAY < new.in_force:
        message = (
            f"expected rules for every day: from {old.until + _ONE_DAY} to {new.in_force - _ONE_DAY} "
            f"no version is in force"
        )
        after.findings.error(("in_force",), "version-gap", message, also=also)
        return
    else:
        return
    after.findings.error(("in_force",), "version-overlap", message, also=also)


def _renames(version: Version) -> Renames:
    return version.rules.renames[-1][1] if version.rules.renames else _NONE


def _lost(before: Version, after: Version) -> Iterator[tuple[Path, str]]:
    """Yield what earlier periods are remembered by that *after* neither has nor accounts for."""
    old, new, renames = before.rules, after.rules, _renames(after)
    advice = f"of `{before.file}`, or under `was:` what became of it"
    for name in old.kpis:
        if name not in new.kpis and name not in renames.kpis:
            yield ("kpis",), f"expected the KPI `{name}` {advice}"
    for rating in old.scale.ratings:
        if rating not in new.scale.ratings and rating.name not in renames.ratings:
            yield ("scale",), f"expected the rating `{rating}` {advice}"
    ladders = {ladder.name: ladder for ladder in new.ladders}
    for ladder in old.ladders:
        if ladder.name not in ladders:
            by_name = f"of `{before.file}` by its name, by which contracts stand on it"
            yield ("escalation",), f"expected the ladder `{ladder.name}` {by_name}"
            continue
        for rung in ladder.rungs:
            renamed = renames.rungs.get((ladder.name, rung.name), rung.name)
            if ladders[ladder.name].rung(renamed) is None:
                yield ("escalation",), f"expected the rung `{rung.name}` of the ladder `{ladder.name}` {advice}"


def _lost_of_payment(before: Version, after: Version) -> Iterator[tuple[Path, str]]:
    """Yield which sums *after* would forget: what entries remember, and what is used of caps over several periods."""
    renames, advice = _renames(after), f"of `{before.file}`, or under `was:` what became of it"
    entries = {entry.name: entry for entry in after.rules.payments}
    for entry in before.rules.payments:
        became = renames.payments.get(entry.name, entry.name)
        if became is None or not hasattr(entry.policy, "remembers"):
            continue
        now = entries.get(became)
        if now is None:
            yield ("payment",), f"expected the payment entry `{entry.name}`, which remembers sums, {advice}"
        elif now.policy.name != entry.policy.name:
            message = (
                f"expected `{became}` to have the policy `{entry.policy.name}`, which remembers sums as `{entry.name}`"
            )
            yield ("payment",), f"{message} {advice}"
    caps = {cap.name for entry in after.rules.payments for cap in entry.caps}
    for name in {cap.name: cap for cap in _caps(before.rules) if cap.over not in _OF_ONE_PERIOD}:
        became = renames.new_cap(name)
        if became is not None and became not in caps:
            yield ("payment",), f"expected the cap `{name}`, of which earlier periods have used, {advice}"


def _given_up(before: Version, after: Version) -> Iterator[tuple[Path, str]]:
    """Yield which entries *after* drops though they remember sums: nothing settles these any more."""
    dropped = {name for name, new in _renames(after).payments.items() if new is None}
    for entry in before.rules.payments:
        if entry.name in dropped and hasattr(entry.policy, "remembers"):
            message = f"what `{entry.name}` still holds then, such as sums withheld or suspended, is settled by nobody"
            yield ("was", "payment", entry.name), message


def _not_before(before: Version, after: Version) -> Iterator[tuple[Path, str]]:
    """Yield of which sums caps of *after* take a share over several periods, that the version before does not have."""
    renames = _renames(after)
    known = {renames.payment(name) for name in before.rules.charges}
    for entry in after.rules.payments:
        for cap in entry.caps:
            named = {amount.of for amount in values_of(cap.limit) if amount.of and cap.basis is not BasisTime.PERIOD}
            for name in sorted(named - known):
                message = f"the cap `{cap.name}` counts nothing of periods under `{before.file}`, which has no `{name}`"
                yield ("payment",), message


def _caps(rules: RuleSet) -> Iterator[Cap]:
    return (cap for entry in rules.payments for cap in entry.caps)


def _merged(before: Version, after: Version) -> Iterator[tuple[Path, str]]:
    """Yield what *after* makes one of: nobody could tell any more what either of them came to."""
    renames, old = _renames(after), before.rules
    entries, caps = [entry.name for entry in old.payments], [cap.name for cap in _caps(old)]
    for key, what, became, names in (
        ("kpis", "KPI", renames.kpis, [*old.kpis]),
        ("payment", "payment entry", renames.payments, entries),
        ("caps", "cap", renames.caps, caps),
    ):
        came = [(became.get(name, name), name) for name in names]
        for name, new in became.items():
            other = next((one for now, one in came if now == new and one != name), None)
            if new is not None and other is not None and name in names:
                advice = f"as `{other}` of `{before.file}` is `{new}` too: say what became of that, or `dropped`"
                yield ("was", key, name), f"expected another {what} than `{new}`, {advice}"


def _invented(before: Version, after: Version) -> Iterator[tuple[Path, str]]:
    """Yield what `was:` speaks of that the version before never had."""
    old, renames = before.rules, _renames(after)
    yield from _unknown(("was", "kpis"), "KPI", renames.kpis, old.kpis)
    yield from _unknown(("was", "ratings"), "rating", renames.ratings, old.scale.names)
    yield from _unknown(("was", "payment"), "payment entry", renames.payments, [one.name for one in old.payments])
    yield from _unknown(("was", "caps"), "cap", renames.caps, [cap.name for cap in _caps(old)])
    ladders = {ladder.name: [rung.name for rung in ladder.rungs] for ladder in old.ladders}
    yield from _unknown(("was", "rungs"), "ladder", dict.fromkeys(owner for owner, _ in renames.rungs), ladders)
    for ladder, rungs in ladders.items():
        named = [rung for owner, rung in renames.rungs if owner == ladder]
        yield from _unknown(("was", "rungs", ladder), "rung", named, rungs)


def _unknown(path: Path, what: str, given: Collection[str], known: Collection[str]) -> Iterator[tuple[Path, str]]:
    for name in given:
        if name not in known:
            meant = did_you_mean(name, known)
            yield (*path, name), f"expected a {what} of the version before, not {quoted(name)}{meant}"
