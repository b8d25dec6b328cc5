"""Says a decision in sentences, with the rules that decided it and nothing else."""

from engine.evaluation.explanation.explaining import explained, moved, reasons
from engine.evaluation.explanation.layout import as_document, as_markdown, as_text
from engine.evaluation.explanation.sentence import Code, Explanation, Section, Sentence

__all__ = [
    "Code",
    "Explanation",
    "Section",
    "Sentence",
    "as_document",
    "as_markdown",
    "as_text",
    "explained",
    "moved",
    "reasons",
]
