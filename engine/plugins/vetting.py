"""Looks at a policy before anybody relies on it: what it is called, what it answers, and how its keys are read."""

from __future__ import annotations

from functools import cache
from typing import Any

from engine.errors import PluginError
from engine.model.policy import Parameters
from engine.model.terms import name as legal_name
from engine.plugins.leaves import unfit

# Keys of every entry, read by the core: a policy's own model never has them.
CORE_KEYS = frozenset({"policy", "name", "clause", "cap", "when", "round", "index"})


def vet(
    policy: Any,  # noqa: ANN401  # a stranger's object
    plugin: str,
    methods: tuple[str, ...],
    optional: tuple[str, ...] = (),
) -> None:
    """Raise PluginError where *policy*, which *plugin* brings, is not one.

    *methods* are those that it must have, *optional* those that it may have besides.
    """
    for attribute in ("name", "version"):
        if not isinstance(getattr(policy, attribute, None), str) or not getattr(policy, attribute).strip():
            raise PluginError(f"expected a `{attribute}` of text on each policy of the plugin `{plugin}`")
    what = f"the policy `{policy.name}` of the plugin `{plugin}`"
    try:
        legal_name(policy.name)
    except ValueError as error:
        raise PluginError(f"{error}, which the plugin `{plugin}` brings") from None
    for method in (*methods, *(name for name in optional if hasattr(policy, name))):
        if not callable(getattr(policy, method, None)):
            raise PluginError(f"expected a method `{method}` on {what}")
    model = getattr(policy, "parameters", None)
    if not (isinstance(model, type) and issubclass(model, Parameters)):
        raise PluginError(f"expected `parameters` of {what} to be a subclass of `Parameters`")
    _vet_model(model, what)


@cache  # its JSON Schema takes milliseconds, and a process may ask for the same policies often
def _vet_model(model: type[Parameters], what: str) -> None:
    for name, field in model.model_fields.items():
        taken = {name, field.validation_alias} & CORE_KEYS
        if taken:
            raise PluginError(f"expected no key `{taken.pop()}` in the parameters of {what}: the core reads it")
    for complaint in unfit(model):
        raise PluginError(f"{complaint}, in the parameters of {what}")
    try:
        model.model_json_schema(by_alias=True)
    except Exception as error:
        raise PluginError(f"expected parameters with a JSON Schema on {what}: {error}") from error
