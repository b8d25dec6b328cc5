"""Refuses hooks that would silently never be asked: misspelt ones, and ones that are not marked."""

from __future__ import annotations

from difflib import get_close_matches
from inspect import isroutine

import pluggy

from engine.diagnostics import did_you_mean
from engine.errors import PluginError
from engine.plugins import hookspecs

HOOKS = tuple(sorted(name for name in vars(hookspecs) if name.startswith("plimsoll_")))


def check_hooks(manager: pluggy.PluginManager, plugin_name: str, plugin: object) -> None:
    """Raise PluginError where *plugin* answers no hook, an unknown one, or one without saying so."""
    answered = 0
    for name in dir(plugin):
        marked = manager.parse_hookimpl_opts(plugin, name)
        if marked:
            _check_known(plugin_name, marked.get("specname") or name)
            answered += 1
        elif isroutine(getattr(plugin, name, None)):
            _check_unmarked(plugin_name, name)
    if not answered:
        raise PluginError(f"expected the plugin `{plugin_name}` to answer {_words()}, and it answers neither")


def _check_known(plugin_name: str, hook: str) -> None:
    if hook not in HOOKS:
        raise PluginError(f"unknown hook `{hook}` in the plugin `{plugin_name}`{did_you_mean(hook, HOOKS)}")


def _check_unmarked(plugin_name: str, name: str) -> None:
    if name in HOOKS:
        raise PluginError(f"expected `@hookimpl` on `{name}` in the plugin `{plugin_name}`, which would not be asked")
    if name.startswith("plimsoll_") or get_close_matches(name, HOOKS, n=1, cutoff=0.85):
        raise PluginError(f"unknown hook `{name}` in the plugin `{plugin_name}`{did_you_mean(name, HOOKS)}")


def _words() -> str:
    return " or ".join(f"`{hook}`" for hook in HOOKS)
