"""Where figures came from, as people say it, and what the rules make of that."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from engine.evaluation.explanation.lexicon import Lexicon
from engine.evaluation.explanation.sentence import listed, opened, quoted, words
from engine.evaluation.sourcing import unmet
from engine.model.decision import Decision
from engine.model.evidence import Event
from engine.model.outcome import Read
from engine.model.sources import NO_SOURCES, Otherwise, Required, Source, Sources

_PEOPLE = ("provider", "regulator", "council")
_SO = {
    Otherwise.MISSING: "counts as missing",
    Otherwise.DOUBTFUL: "is doubtful, and has no consequence until a person confirms it",
}


def sources_of(decision: Decision) -> Sources:
    """Return where the figures came from that *decision* was made on, of those that said so."""
    return NO_SOURCES if isinstance(decision.evidence, Event) else decision.evidence.sources


def figures_said(read: Read, decision: Decision, lexicon: Lexicon) -> str:
    """Return `visits missed: 97, visits planned: 3,000`, with where each came from, or once where all came from it."""
    said = [lexicon.figure(name, figure) for name, figure in read]
    sources = sources_of(decision)
    if not sources:
        return lexicon.between.join(said)
    found = [sources.get(name) for name, _ in read]
    if len(found) > 1 and found[0] is not None and len(set(found)) == 1:
        every = "both" if len(found) == 2 else "all"
        return f"{lexicon.between.join(said)}; {every} {_from(found[0])}"
    each = (f"{one}, {_from(source)}" if source else one for one, source in zip(said, found, strict=True))
    return "; ".join(each)


def doubted(names: Collection[str], decision: Decision, lexicon: Lexicon) -> str:
    """Return which of the measures *names* are doubtful for where they came from, and why; nothing where none is."""
    found = _unmet(decision, lexicon, Otherwise.DOUBTFUL)
    return listed(_why(name, required, decision, lexicon) for name, required in found if name in names)


def missed(name: str, decision: Decision, lexicon: Lexicon) -> str:
    """Return why the measure *name*, which came, counts as missing; nothing where it did not come."""
    for one, required in _unmet(decision, lexicon, Otherwise.MISSING):
        if one == name:
            return f"{_why(name, required, decision, lexicon)}, and counts as missing"
    return ""


def all_unmet(decision: Decision, lexicon: Lexicon) -> Iterator[str]:
    """Yield of each figure that the rules ask for from elsewhere where it came from, and what becomes of it."""
    for name, required in _unmet(decision, lexicon, Otherwise.DOUBTFUL, Otherwise.MISSING):
        yield f"{opened(_why(name, required, decision, lexicon))}: it {_SO[required.otherwise]}"


def _unmet(decision: Decision, lexicon: Lexicon, *otherwise: Otherwise) -> Iterator[tuple[str, Required]]:
    evidence, rules = decision.evidence, lexicon.rules
    if rules.required and not isinstance(evidence, Event):
        found = unmet(rules, evidence.figures, evidence.sources)
        yield from ((name, required) for name, required in found if required.otherwise in otherwise)


def _why(name: str, required: Required, decision: Decision, lexicon: Lexicon) -> str:
    source = sources_of(decision).get(name)
    came = f"came {_from(source)}" if source else "came without a source"
    asked = [f"from {' or '.join(map(_called, required.of))}"] if required.of else []
    asked += ["verified"] if required.verified else []
    return f"{quoted(lexicon.title(name))} {came}, where the rules ask for it {', '.join(asked)}"


def _from(source: Source) -> str:
    return f"from {_called(source.name)}, {'verified' if source.verified else 'not verified'}"


def _called(name: str) -> str:
    return f"the {name}" if name in _PEOPLE else words(name)
