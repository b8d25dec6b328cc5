"""Withholding: sums held back until they are released, retained for good, or repaid with interest."""

from engine.plugins.withholding.policy import Withholding, plimsoll_payment_policies

__all__ = ["Withholding", "plimsoll_payment_policies"]
