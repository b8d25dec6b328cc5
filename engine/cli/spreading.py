"""Options that several commands share, stated once: a command takes them as one named tuple."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import TypeAlias, get_type_hints

Command: TypeAlias = Callable[..., None]


def spread(command: Command) -> Command:
    """Return *command* as the command line sees it: each parameter that is a named tuple is the options of its fields.

    They stand where the parameter stands; what a field defaults to is what its option does.
    """
    hints = get_type_hints(command, include_extras=True)
    groups = {name: kind for name, kind in hints.items() if isinstance(kind, type) and issubclass(kind, tuple)}

    @wraps(command)
    def called(**given: object) -> None:
        for name, kind in groups.items():
            given[name] = kind(**{field: given.pop(field) for field in get_type_hints(kind)})
        command(**given)

    stated = [
        one
        for name, each in signature(command).parameters.items()
        for one in (_options(groups[name]) if name in groups else [each.replace(annotation=hints[name])])
    ]
    called.__annotations__ = {one.name: one.annotation for one in stated}
    called.__signature__ = Signature(stated)  # type: ignore[attr-defined]  # what `inspect` asks a function for
    return called


def _options(group: type) -> Iterator[Parameter]:
    """Yield the option of each field of *group*."""
    for name, annotation in get_type_hints(group, include_extras=True).items():
        default = getattr(group, "_field_defaults").get(name, Parameter.empty)  # noqa: B009  # of every named tuple
        yield Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
