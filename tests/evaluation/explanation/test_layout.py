"""An explanation as text, Markdown and JSON."""

from __future__ import annotations

from engine.evaluation.explanation import Code, Explanation, Section, Sentence, as_document, as_markdown, as_text

EXPLANATION = Explanation(
    "Example Care, April 2026",
    (
        Section("Decision", (Sentence("", Code.DECIDED, "No action"), Sentence("", Code.DIGEST, "Digest 12"))),
        Section(
            "What was measured",
            (
                Sentence("visits", Code.VALUE, "Visits: 3%"),
                Sentence("visits", Code.RATED, "Rated good", "Schedule 2"),
                Sentence("survey", Code.VALUE, "Survey: *bold* <b>"),
            ),
        ),
    ),
)


def test_text_indents_what_is_said_of_one_thing():
    assert as_text(EXPLANATION) == (
        "Example Care, April 2026\n"
        "\n"
        "Decision\n"
        "  No action.\n"
        "  Digest 12.\n"
        "\n"
        "What was measured\n"
        "  Visits: 3%.\n"
        "    Rated good (Schedule 2).\n"
        "  Survey: *bold* <b>.\n"
    )


def test_markdown_has_an_item_for_each_thing_and_no_markup_from_outside():
    assert as_markdown(EXPLANATION) == (
        "# Example Care, April 2026\n"
        "\n"
        "## Decision\n"
        "\n"
        "- No action.\n"
        "- Digest 12.\n"
        "\n"
        "## What was measured\n"
        "\n"
        "- Visits: 3%. Rated good (Schedule 2).\n"
        "- Survey: \\*bold\\* \\<b\\>.\n"
    )


def test_json_keeps_code_clause_and_what_each_sentence_is_about():
    measured = as_document(EXPLANATION)["sections"][1]

    assert measured["sentences"][1] == {
        "about": "visits",
        "code": "rated",
        "clause": "Schedule 2",
        "text": "Rated good (Schedule 2).",
    }
