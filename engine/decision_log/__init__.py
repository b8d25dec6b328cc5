"""The decision log: one JSON line per decision for operations teams, an exact image of what the ledger decided."""

from engine.decision_log.log_file import LogFile
from engine.decision_log.log_stream import LogStream
from engine.decision_log.masking import PERSONAL, Masking
from engine.decision_log.tailer import DecisionLog, Pace
from engine.decision_log.verification import Verified, verified
from engine.decision_log.written import LogMismatchError

__all__ = [
    "PERSONAL",
    "DecisionLog",
    "LogFile",
    "LogMismatchError",
    "LogStream",
    "Masking",
    "Pace",
    "Verified",
    "verified",
]
