"""The few sentences of a decision that somebody has to read, the gravest first; asked for by the hundred thousand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.evaluation.explanation.caps import cap
from engine.evaluation.explanation.checks import check_sentences
from engine.evaluation.explanation.ladders import decided, headline, right
from engine.evaluation.explanation.lexicon import Lexicon
from engine.evaluation.explanation.outcomes import in_short
from engine.evaluation.explanation.payment import carried_forward
from engine.evaluation.explanation.payment import headline as line_headline
from engine.evaluation.explanation.payment import in_short as arithmetic
from engine.evaluation.explanation.sentence import Sentence, paragraph
from engine.evaluation.explanation.topic import topic
from engine.evaluation.explanation.undecided import failed_stages
from engine.model.decision import Decision
from engine.model.escalation import Check, Move, MoveKind
from engine.model.figures import Absence
from engine.model.outcome import Basis, Counts, NotRated, Outcome, Rated, Undecided
from engine.model.payment import Line

_UNDECIDED, _FAILED, _UNSURE, _UNRATED = range(4)


def notable(decision: Decision, lexicon: Lexicon) -> Iterator[str]:
    """Yield what is undecided, rights to exit, moves, failures, doubts, what is not rated, and money taken."""
    found = _by_gravity(decision.outcomes)
    yield from _kpis(decision, lexicon, found[_UNDECIDED])
    yield from map(paragraph, ([one] for one in failed_stages(decision)) if decision.undecided else ())
    yield from (paragraph([right(one, decision)]) for one in decision.rights.values())
    for move in decision.moves:
        yield from _move(move, lexicon)
    for gravity in (_FAILED, _UNSURE, _UNRATED):
        yield from _kpis(decision, lexicon, found[gravity])
    yield from _money(decision, lexicon)


def _by_gravity(outcomes: Iterable[Outcome]) -> tuple[list[Outcome], ...]:
    found: tuple[list[Outcome], ...] = ([], [], [], [])
    for outcome in outcomes:
        gravity = _gravity(outcome)
        if gravity is not None:
            found[gravity].append(outcome)
    return found


def _gravity(outcome: Outcome) -> int | None:
    """Return the place of *outcome* among the notable; None for what is as it should be."""
    if isinstance(outcome, Rated):
        if outcome.counts is Counts.PASS and outcome.basis is Basis.MEASURED:
            return None
        return _FAILED if outcome.counts is Counts.FAILURE else _UNSURE
    if isinstance(outcome, NotRated):
        return _UNRATED if outcome.due else None
    return _UNDECIDED if isinstance(outcome, Undecided) else None


def _kpis(decision: Decision, lexicon: Lexicon, outcomes: Iterable[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        yield paragraph(in_short(topic(decision, lexicon, outcome.kpi), outcome))


def _move(move: Move, lexicon: Lexicon) -> Iterator[str]:
    """Yield a move or a rung held with what decided it, and why the next was not entered; else what is unknown."""
    told = [check for check in move.checks if _is_told(move, check)]
    if told or move.kind is not MoveKind.NONE:
        told.sort(key=lambda check: not decided(move, check))
        checks = [sentence for check in told for sentence in check_sentences(move, check, lexicon)]
        yield paragraph([headline(move), *checks])


def _is_told(move: Move, check: Check) -> bool:
    if isinstance(check.verdict.holds, Absence) or decided(move, check):
        return True
    return move.kind is not MoveKind.NONE and (check.way != "enter" or check is _next_rung(move))


def _next_rung(move: Move) -> Check | None:
    """Return the check of the rung above the one stood on; ladders look from the gravest down."""
    above: Check | None = None
    for check in move.checks:
        if check.rung in {move.before, move.after}:
            break
        above = check
    return above


def _money(decision: Decision, lexicon: Lexicon) -> Iterator[str]:
    payment = decision.payment
    if payment is None:
        return
    for line in payment.lines:
        if line.capped_off or line.applied * line.kind.sign < 0:
            yield paragraph(_taken(line, decision, lexicon))
    if payment.owed:
        yield paragraph(carried_forward(payment, lexicon))


def _taken(line: Line, decision: Decision, lexicon: Lexicon) -> list[Sentence]:
    caps = [cap(line, use, lexicon, decision) for use in line.caps if use.bound]
    return [line_headline(line, lexicon), *arithmetic(line, lexicon), *caps]
