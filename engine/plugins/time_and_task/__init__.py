"""Time and task: each visit paid by the hour, the minute, the visit or a band of lengths."""

from engine.plugins.time_and_task.policy import TimeAndTask, plimsoll_payment_policies

__all__ = ["TimeAndTask", "plimsoll_payment_policies"]
