"""The policies that Plimsoll ships; whoever asks for a catalogue hands them in, like a stranger's."""

from engine.plugins import (
    at_risk_incentive,
    capitation,
    fixed_fee,
    ladder,
    outcome_tariff,
    service_credits,
    standards,
)

BUILT_IN = (
    fixed_fee,
    service_credits,
    capitation,
    at_risk_incentive,
    outcome_tariff,
    ladder,
    standards,
)
