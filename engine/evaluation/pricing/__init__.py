"""Prices the same evidence under several payment sections: what each would have come to, or why nobody can say."""

from engine.evaluation.pricing.pricer import Pricer
from engine.evaluation.pricing.readmission import readmitted
from engine.evaluation.pricing.side_by_side import Comparison, Cost, CostTotal, Row, Total, side_by_side
from engine.evaluation.pricing.sums import PricedPeriod, Sums, priced_period

__all__ = [
    "Comparison",
    "Cost",
    "CostTotal",
    "PricedPeriod",
    "Pricer",
    "Row",
    "Sums",
    "Total",
    "priced_period",
    "readmitted",
    "side_by_side",
]
