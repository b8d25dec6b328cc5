"""The points: a ladder climbed by sums of points alone."""

from engine.plugins.points.policy import Points, plimsoll_escalation_policies

__all__ = ["Points", "plimsoll_escalation_policies"]
