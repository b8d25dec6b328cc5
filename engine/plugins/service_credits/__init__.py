"""Service credits, at once or suspended: what a provider's charges go down by."""

from engine.plugins.service_credits.policy import ServiceCredits, plimsoll_payment_policies
from engine.plugins.service_credits.suspended import SuspendedCredits

__all__ = ["ServiceCredits", "SuspendedCredits", "plimsoll_payment_policies"]
