"""Lays an explanation out as plain text, Markdown or JSON values; every word is in the sentences already."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from engine.evaluation.explanation.sentence import Explanation, Section, Sentence, paragraph, printable, said
from engine.model.document import Json

# What Markdown would take for markup; figures and providers' names come from outside.
_MARKUP = re.compile(r"([\\`*_<>\[\]|#~])")


def as_text(explanation: Explanation) -> str:
    """Return *explanation* as lines of text: what is said about one thing starts at the margin, the rest below it."""
    return "\n".join([printable(explanation.title), *_text_lines(explanation)]) + "\n"


def _text_lines(explanation: Explanation) -> Iterator[str]:
    for section in explanation.sections:
        yield ""
        yield printable(section.title)
        for group in _things(section):
            first, *others = map(said, group)
            yield f"  {first}"
            yield from (f"    {other}" for other in others)


def as_markdown(explanation: Explanation) -> str:
    """Return *explanation* as Markdown: a heading for each section, an item for each thing that it is about."""
    lines = [f"# {_escaped(printable(explanation.title))}"]
    for section in explanation.sections:
        items = [f"- {_escaped(paragraph(group))}" for group in _things(section)]
        lines += ["", f"## {_escaped(printable(section.title))}", "", *items]
    return "\n".join(lines) + "\n"


def as_document(explanation: Explanation) -> dict[str, Json]:
    """Return *explanation* as JSON values, each sentence with its code, clause and what it is about."""
    return {"title": explanation.title, "sections": [_section(section) for section in explanation.sections]}


def _section(section: Section) -> Json:
    return {"title": section.title, "sentences": [_sentence(one) for one in section.sentences]}


def _sentence(sentence: Sentence) -> Json:
    return {
        "about": sentence.about or None,
        "code": sentence.code.value,
        "clause": sentence.clause or None,
        "text": said(sentence),
    }


def _things(section: Section) -> Iterator[list[Sentence]]:
    """Yield the sentences about one thing together; those about the whole stand alone."""
    for about, sentences in groupby(section.sentences, attrgetter("about")):
        if about:
            yield [*sentences]
        else:
            yield from ([sentence] for sentence in sentences)


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)
