"""A client of Plimsoll: figures go in as plain Python, decisions come back as the messages of `plimsoll.v1`."""

from plimsoll_client.answers import amount, day, outcome, value
from plimsoll_client.channel import Tls
from plimsoll_client.client import Client
from plimsoll_client.errors import (
    ConflictError,
    DeadlineError,
    InvalidError,
    NotFoundError,
    PlimsollError,
    PreconditionError,
    UnavailableError,
    Violation,
)
from plimsoll_client.figures import Absence, Given, Period, Sourced
from plimsoll_client.happenings import (
    Change,
    Dispute,
    Effect,
    Event,
    ExitChoice,
    ExitDecision,
    Lapse,
    Notice,
    Plan,
    Progress,
    ProviderWarning,
    Relief,
    Reported,
    Review,
    Stage,
    Transfer,
    Waiver,
)
from plimsoll_client.openings import Opening, StatedKpi, StatedPeriod, StatedRight, StatedRung, StatedSums
from plimsoll_client.pricing import Alternative
from plimsoll_client.requests import Contract, NonSubmission, Submission
from plimsoll_client.retries import Retries

__all__ = [
    "Absence",
    "Alternative",
    "Change",
    "Client",
    "ConflictError",
    "Contract",
    "DeadlineError",
    "Dispute",
    "Effect",
    "Event",
    "ExitChoice",
    "ExitDecision",
    "Given",
    "InvalidError",
    "Lapse",
    "NonSubmission",
    "NotFoundError",
    "Notice",
    "Opening",
    "Period",
    "Plan",
    "PlimsollError",
    "PreconditionError",
    "Progress",
    "ProviderWarning",
    "Relief",
    "Reported",
    "Retries",
    "Review",
    "Sourced",
    "Stage",
    "StatedKpi",
    "StatedPeriod",
    "StatedRight",
    "StatedRung",
    "StatedSums",
    "Submission",
    "Tls",
    "Transfer",
    "UnavailableError",
    "Violation",
    "Waiver",
    "amount",
    "day",
    "outcome",
    "value",
]
