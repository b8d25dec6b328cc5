"""What a contract was bought for: benefits of the business case, planned by contract year and measured since."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from engine.expression.program import Program
from engine.model.dated import Dated
from engine.model.decimals import Precision
from engine.model.kpi import Better
from engine.model.terms import Quantity


class OverYear(Enum):
    """How the periods of a contract year make its figure.

    Added up, averaged or the latest one, of what the value comes to in each; or the value itself, worked out once from
    what its figures add up to.
    """

    ADDED_UP = "added_up"
    AVERAGE = "average"
    LATEST = "latest"
    FROM_TOTALS = "from_totals"


@dataclass(frozen=True, slots=True)
class BenefitTerms:
    """One benefit: its *value* in a period, how a year's is made of them, and what was *planned* for each year.

    A *money* value is a saving, rounded as the rule set rounds money; any other by *precision*, where it has one. Of
    what the value reads, the *amounts* add up over a year; parameters do not.
    """

    name: str
    title: str
    clause: str
    unit: str
    money: bool
    value: Program
    over_year: OverYear
    better: Better
    precision: Precision | None
    planned: Dated[Quantity]
    amounts: tuple[str, ...]
