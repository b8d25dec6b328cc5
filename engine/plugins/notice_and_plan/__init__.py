"""Notice and plan: the contract management clause of public-sector contracts, followed event by event."""

from engine.plugins.notice_and_plan.policy import NoticeAndPlan, plimsoll_escalation_policies

__all__ = ["NoticeAndPlan", "plimsoll_escalation_policies"]
