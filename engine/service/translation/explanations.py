"""A decision in sentences, written to the wire."""

from __future__ import annotations

from engine.api import explanation_pb2 as wire
from engine.evaluation.explanation import Explanation, as_text
from engine.evaluation.explanation.sentence import said
from engine.service.translation.words import SENTENCES


def write_explanation(to: wire.Explanation, explanation: Explanation) -> None:
    """Write the sections with their sentences, and all of it as plain text."""
    to.title, to.text = explanation.title, as_text(explanation)
    for section in explanation.sections:
        written = to.sections.add(title=section.title)
        for one in section.sentences:
            sentence = written.sentences.add()
            sentence.about, sentence.clause, sentence.text = one.about, one.clause, said(one)
            sentence.code = SENTENCES[one.code.value]
