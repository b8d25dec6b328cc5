"""Explains a decision with the rules that made it; nothing here decides."""

from __future__ import annotations

from engine.evaluation.explanation.head import head_section, title
from engine.evaluation.explanation.ladders import brought, ladder_sections
from engine.evaluation.explanation.lexicon import Lexicon, lexicon
from engine.evaluation.explanation.outcomes import figures_section
from engine.evaluation.explanation.payment import payment_section
from engine.evaluation.explanation.reasons import notable
from engine.evaluation.explanation.sentence import Explanation, said
from engine.evaluation.explanation.undecided import undecided_section
from engine.model.decision import Decision
from engine.model.rule_set import RuleSet


def explained(decision: Decision, rules: RuleSet) -> Explanation:
    """Return *decision* in sentences; ValueError where *rules* are not those that decided."""
    words = _lexicon(decision, rules)
    sections = (
        head_section(decision, words),
        undecided_section(decision, words),
        figures_section(decision, words),
        payment_section(decision, words),
        *ladder_sections(decision, words),
    )
    return Explanation(title(decision), tuple(section for section in sections if section.sentences))


def moved(decision: Decision, rules: RuleSet, ladder: str) -> str:
    """Return why *decision* moved *ladder*; nothing where it did not. ValueError where *rules* did not decide."""
    words = _lexicon(decision, rules)
    sentences = [one for move in decision.moves if move.ladder == ladder for one in brought(move, words)]
    return " ".join(map(said, sentences))


def reasons(decision: Decision, rules: RuleSet) -> tuple[str, ...]:
    """Return what is notable in *decision*, the gravest first; ValueError where *rules* are not those that decided."""
    return tuple(notable(decision, _lexicon(decision, rules)))


def _lexicon(decision: Decision, rules: RuleSet) -> Lexicon:
    if decision.rules.digest != rules.digest:
        raise ValueError(f"expected the rules with the digest `{decision.rules.digest}`, not `{rules.digest}`")
    return lexicon(rules)
