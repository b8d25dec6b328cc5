"""How far a band, a cap or a collar reaches: `250000`, or `5%` of a sum that the policy names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Self

from engine.model.decimals import plain
from engine.model.terms import Term, number, percent_text, percentage


@dataclass(frozen=True, slots=True)
class Reach(Term):
    """How far a band, a cap or a collar reaches: a sum, or a share of one."""

    figure: Decimal
    is_share: bool

    schema: ClassVar[dict[str, Any]] = {
        "type": ["number", "string"],
        "description": "a sum, or a percentage of one",
    }

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the reach that *text* writes."""
        is_share = text.endswith("%")
        if not re.fullmatch(r"[-\d. ]+%?", text, re.ASCII):
            raise ValueError(f"expected a sum such as `250000`, or a percentage such as `5%`, not `{text}`")
        figure = percentage(text) if is_share else number(text)
        if figure < 0:
            raise ValueError(f"expected 0 or more, not `{text}`")
        return cls(figure, is_share)

    def __str__(self) -> str:
        return percent_text(self.figure) if self.is_share else plain(self.figure)
