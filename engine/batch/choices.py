"""What a caller chooses about a file of submissions from a closed list."""

from __future__ import annotations

from enum import Enum


class InputFormat(Enum):
    """How a file of submissions is written."""

    CSV = "csv"
    JSON_LINES = "jsonl"
    YAML = "yaml"


class Gaps(Enum):
    """What it means that no row came for a period before one that did."""

    REFUSE = "refuse"
    NOT_SUBMITTED = "not-submitted"
