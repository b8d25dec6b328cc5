"""Payment by outputs: milestones at their weights, priced through marginal volume bands."""

from engine.plugins.output_bands.policy import OutputBands, plimsoll_payment_policies

__all__ = ["OutputBands", "plimsoll_payment_policies"]
