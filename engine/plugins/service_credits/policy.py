"""The two policies: credits that are taken at once, and credits that wait for what follows."""

from __future__ import annotations

from engine.model.payment import Draft, LineKind
from engine.model.policy import View
from engine.plugins.hookspecs import hookimpl
from engine.plugins.service_credits.pricing import ServiceCreditParameters, priced_parts
from engine.plugins.service_credits.suspended import SuspendedCredits


class ServiceCredits:
    """One deduction line a period; nothing where nothing is due."""

    name = "service_credits"
    version = "1"
    parameters = ServiceCreditParameters

    def drafts(self, parameters: ServiceCreditParameters, view: View) -> tuple[Draft, ...]:
        """Return the period's credit, a part for each KPI that brings some."""
        parts = priced_parts(parameters, view)
        return (Draft(LineKind.DEDUCTION, parts),) if parts else ()


@hookimpl
def plimsoll_payment_policies() -> list[ServiceCredits | SuspendedCredits]:
    """Return service credits, and those that are suspended first."""
    return [ServiceCredits(), SuspendedCredits()]
