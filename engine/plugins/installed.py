"""Finds the plugins of this installation by their entry points."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points

from engine.errors import PluginError


def installed(group: str) -> Iterator[tuple[str, object]]:
    """Yield each plugin with its name, distribution and entry point, in order; PluginError where one does not load."""
    named = sorted((_name(point), point) for point in entry_points(group=group))
    for name, point in named:
        yield name, _loaded(name, point)


def _name(point: EntryPoint) -> str:
    return f"{point.dist.name}:{point.name}" if point.dist else point.name


def _loaded(name: str, point: EntryPoint) -> object:
    try:
        return point.load()
    except (Exception, SystemExit) as error:
        said = f"{type(error).__name__}: {error}"
        raise PluginError(f"expected the plugin `{name}` to load from `{point.value}`: {said}") from error
