"""The whole contract with a plugin: two questions, asked once at start-up.

A plugin is a module or an object with functions of these names, marked with `hookimpl`, and named by an entry point
of the group `plimsoll`. What a policy is, and what it may see, stands in `engine.model.policy`.
"""

from __future__ import annotations

from collections.abc import Iterable

import pluggy

from engine.model.policy import EscalationPolicy, PaymentPolicy

GROUP = "plimsoll"

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


@hookspec
def plimsoll_payment_policies() -> Iterable[PaymentPolicy]:
    """Return the payment policies that the plugin adds."""
    return ()


@hookspec
def plimsoll_escalation_policies() -> Iterable[EscalationPolicy]:
    """Return the escalation policies that the plugin adds."""
    return ()
