"""Asks every plugin once which policies it adds, and freezes the answers."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any

import pluggy

from engine.errors import PluginError
from engine.model.decimals import exactly
from engine.model.policy import Policies
from engine.plugins import hookspecs
from engine.plugins.hooks import check_hooks
from engine.plugins.installed import installed
from engine.plugins.vetting import vet

_OPTIONAL = ("remembers", "may_be_stated", "check_stated", "pays_per_row")


def catalogue(built_in: Iterable[object], *, discover: bool = True) -> Policies:
    """Return the policies of *built_in* and, with *discover*, of every installed plugin.

    PluginError, which names the plugin, where one cannot be loaded, misspells a hook, or brings a policy that is not
    one or is there already.
    """
    manager = pluggy.PluginManager(hookspecs.GROUP)
    manager.add_hookspecs(hookspecs)
    # A plugin that changes the thread's decimal context while it is imported or asked changes a copy.
    with exactly():
        for plugin in built_in:
            _register(manager, getattr(plugin, "__name__", type(plugin).__name__), plugin)
        for name, plugin in installed(hookspecs.GROUP) if discover else ():
            _register(manager, name, plugin)
        return Policies(
            payment=_frozen(manager.hook.plimsoll_payment_policies, ("drafts",), _OPTIONAL),
            escalation=_frozen(manager.hook.plimsoll_escalation_policies, ("rungs", "step")),
        )


def _register(manager: pluggy.PluginManager, name: str, plugin: object) -> None:
    check_hooks(manager, name, plugin)
    try:
        manager.register(plugin, name)
    except (pluggy.PluginValidationError, ValueError) as error:
        raise PluginError(f"expected the plugin `{name}` to fit: {str(error).splitlines()[-1]}") from error


def _frozen(
    hook: pluggy.HookCaller, methods: tuple[str, ...], optional: tuple[str, ...] = ()
) -> MappingProxyType[str, Any]:
    found: dict[str, tuple[str, Any]] = {}
    for implementation in hook.get_hookimpls():
        plugin = implementation.plugin_name
        for policy in _answered(implementation, plugin):
            vet(policy, plugin, methods, optional)
            if policy.name in found:
                both = " and ".join(f"`{one}`" for one in sorted((found[policy.name][0], plugin)))
                raise PluginError(f"expected one policy of each name: `{policy.name}` comes from {both}")
            found[policy.name] = (plugin, policy)
    return MappingProxyType({name: policy for name, (_, policy) in sorted(found.items())})


def _answered(implementation: pluggy.HookImpl, plugin: str) -> tuple[Any, ...]:
    try:
        answer: Any = implementation.function()
        return tuple(answer)
    except (Exception, SystemExit) as error:
        said = f"{type(error).__name__}: {error}"
        raise PluginError(f"the plugin `{plugin}` failed when asked for its policies: {said}") from error
