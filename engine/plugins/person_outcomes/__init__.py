"""Payment for what each person achieves: a share up front, the balance once the person confirms it."""

from engine.plugins.person_outcomes.policy import PersonOutcomes, plimsoll_payment_policies

__all__ = ["PersonOutcomes", "plimsoll_payment_policies"]
