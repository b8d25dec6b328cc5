"""The policies that Plimsoll ships; whoever asks for a catalogue hands them in, like a stranger's."""

from engine.plugins import (
    at_risk_incentive,
    capitation,
    fixed_fee,
    gain_share,
    ladder,
    lead_provider,
    outcome_tariff,
    output_bands,
    person_outcomes,
    points,
    quality_premium,
    service_credits,
    standards,
    tapering_budget,
    time_and_task,
    withholding,
)

BUILT_IN = (
    fixed_fee,
    time_and_task,
    service_credits,
    capitation,
    at_risk_incentive,
    outcome_tariff,
    output_bands,
    person_outcomes,
    tapering_budget,
    lead_provider,
    gain_share,
    quality_premium,
    withholding,
    ladder,
    standards,
    points,
)
