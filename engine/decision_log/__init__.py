"""The decision log: one JSON line per decision for operations teams, an exact image of what the ledger decided."""

from engine.decision_log.log_file import LogFile
from engine.decision_log.log_stream import LogStream
from engine.decision_log.masking import PERSONAL, Masking
from engine.decision_log.sink import Sink
from engine.decision_log.tailer import DecisionLog, Pace
from engine.decision_log.verification import Verified, verified
from engine.decision_log.written import LogMismatchError, LogPlaceError

__all__ = [
    "PERSONAL",
    "DecisionLog",
    "LogFile",
    "LogMismatchError",
    "LogPlaceError",
    "LogStream",
    "Masking",
    "Pace",
    "Sink",
    "Verified",
    "verified",
]
