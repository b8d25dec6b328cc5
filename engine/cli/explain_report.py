"""Prints one explanation: wrapped on a terminal, whole lines elsewhere."""

from __future__ import annotations

from typing import assert_never

import typer

from engine.cli import output
from engine.cli.explain_options import Layout
from engine.cli.explain_source import Chosen
from engine.cli.wrapping import print_wrapped
from engine.evaluation.explanation import Explanation, as_document, as_markdown, as_text, explained, reasons


def print_explanation(chosen: Chosen, layout: Layout) -> None:
    """Print why the decision came out as it did."""
    explanation = explained(chosen.decision, chosen.rules)
    match layout:
        case Layout.TABLE:
            print_wrapped(as_text(explanation))
        case Layout.MARKDOWN:
            typer.echo(as_markdown(explanation), nl=False)
        case Layout.JSON:
            _print_json(explanation, chosen)
        case _:
            assert_never(layout)


def _print_json(explanation: Explanation, chosen: Chosen) -> None:
    decision = chosen.decision
    output.print_json(
        {
            "contract": decision.contract,
            "period": decision.period.label if decision.period else None,
            "outcome": decision.outcome.value,
            **as_document(explanation),
            "reasons": [*reasons(decision, chosen.rules)],
        }
    )
