"""Answers Plimsoll's two questions."""

from engine.plugins.hookspecs import hookimpl
from plimsoll_example.bed_retainer import BedRetainer
from plimsoll_example.three_strikes import ThreeStrikes


@hookimpl
def plimsoll_payment_policies() -> list[BedRetainer]:
    """Return the retainer for beds."""
    return [BedRetainer()]


@hookimpl
def plimsoll_escalation_policies() -> list[ThreeStrikes]:
    """Return the ladder of strikes."""
    return [ThreeStrikes()]
