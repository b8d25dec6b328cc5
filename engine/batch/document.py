"""Results as plain JSON values."""

from __future__ import annotations

from engine.batch.results import Decided, Refused
from engine.evaluation.explanation import reasons
from engine.model.document import Json, document


def decided_document(decided: Decided) -> dict[str, Json]:
    """Return a decision with its reasons, in sentences."""
    sentences: list[Json] = list(reasons(decided.decision, decided.rules))
    return {**document(decided.decision, decided.rules.scale.not_rated), "reasons": sentences}


def refused_document(refused: Refused, file: str) -> dict[str, Json]:
    """Return why a row was refused, which is of *file* as a rule."""
    return {
        "error": refused.message,
        "line": refused.line,
        "file": refused.file or file,
        "contract": refused.contract,
        "period": refused.period.label if refused.period else None,
        "violations": [{"path": path, "message": message} for path, message in refused.violations],
    }
