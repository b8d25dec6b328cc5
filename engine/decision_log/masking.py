"""Masking: what is personal is never shown, and every place where something was masked is listed."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator

from engine.decision_log.fields import FIELDS, Line
from engine.decision_log.places import ANY, Place, Steps, at, computed, sentences, texts, valued
from engine.diagnostics import did_you_mean
from engine.model.document import Json

# Stands for every text among the figures, wherever a line has it: what somebody wrote may be about anybody.
TEXT = "text"
# What is masked where nothing else is said.
PERSONAL = ("caller", TEXT)
SHOWN = "[masked]"

# Without these the log could not be resumed, ordered or verified.
PLAIN = frozenset({"schema", "kind", "position", "hash", "masked"})
# The names of decisions and events begin with that of their contract.
_NAMED_BY_CONTRACT = {("decision",), ("supersedes",), ("excuses", ANY, "event"), ("unanswered", ANY)}
_FIELDS = tuple(tuple(field.split(".")) for field in FIELDS)


def _covered(_value: Json) -> str:
    return SHOWN


class Masking:
    """What is masked: *names* are paths of fields, `*` being any one step, or `text`.

    *cover* says what is shown in place of a value, such as a pseudonym; where it fails the value is dropped. ValueError
    says which name is no field.
    """

    def __init__(self, names: Iterable[str] = PERSONAL, cover: Callable[[Json], str] = _covered) -> None:
        stated = tuple(names)
        self._cover = cover
        self._texts = TEXT in stated
        paths = {_steps(name) for name in stated if name != TEXT}
        self._paths = sorted(paths | _NAMED_BY_CONTRACT if ("contract",) in paths else paths)

    def masked(self, line: Line, outcomes: Json) -> list[str]:
        """Mask *line* and return the paths of what was masked, sorted; *outcomes* are its own as they are recorded.

        What repeats a masked figure, or a masked value of a KPI, is masked as well: what is computed from it,
        conditions that name it, sentences that are about it or hold it.
        """
        named = [place for steps in self._paths for place in at(line, steps)]
        found = {place.path: place for place in (*named, *self._repeated(line, outcomes, named))}
        outermost = [place for path, place in found.items() if not _is_inside(path, found)]
        for place in outermost:
            self._mask(place)
        return sorted(place.path for place in outermost)

    def _repeated(self, line: Line, outcomes: Json, named: list[Place]) -> Iterator[Place]:
        written = list(texts(line)) if self._texts else []
        yield from written
        names = {*_figure_names(line, named), *valued(line, named)}
        hidden = list(written)
        if names:
            found = list(computed(line, outcomes, names))
            yield from found
            hidden += [place for place in found if place.key == "value"]
            hidden += [place for place in at(line, ("figures", ANY)) if place.key in names]
        if hidden:
            said = {word for place in hidden for word in _said(place.value)}
            yield from (place for place in sentences(line) if any(word in str(place.value) for word in said))

    def _mask(self, place: Place) -> None:
        holder, key, _ = place
        try:
            shown: Json = self._cover(place.value)
            if not isinstance(shown, str):
                shown = None
        except Exception:  # noqa: BLE001  # whatever failed, the value is not shown
            shown = None
        if shown is None and isinstance(holder, dict):
            del holder[str(key)]
        else:
            # The places after it in a list keep their numbers.
            holder[key] = shown  # type: ignore[index]  # the key fits its holder


def _steps(name: str) -> Steps:
    steps = tuple(name.split("."))
    if steps[0] in PLAIN:
        raise ValueError(f"expected a field that can be masked, not `{name}`, by which the log is ordered and verified")
    if steps[0] == ANY or not any(_leads(steps, field) for field in _FIELDS):
        known = {".".join(field[: place + 1]) for field in _FIELDS for place in range(len(field))} - PLAIN | {TEXT}
        raise ValueError(f"expected a field of the decision log, or `{TEXT}`, not `{name}`{did_you_mean(name, known)}")
    return steps


def _leads(steps: Steps, field: Steps) -> bool:
    """Return whether *steps* lead to *field*, or to what it is a part of."""
    if len(steps) > len(field):
        return False
    return all(step == there or ANY in {step, there} for step, there in zip(steps, field, strict=False))


def _is_inside(path: str, found: Container[str]) -> bool:
    """Return whether *path* leads into something that is masked as a whole."""
    steps = path.split(".")
    return any(".".join(steps[:place]) in found for place in range(1, len(steps)))


def _figure_names(line: Line, named: Iterable[Place]) -> Iterator[str]:
    """Yield the names of the figures that *named* places hold."""
    for place in named:
        if place.path == "figures":
            yield from line["figures"]  # type: ignore[misc]  # an object in every line
        elif place.path.startswith("figures."):
            yield str(place.key)


def _said(value: Json) -> Iterator[str]:
    """Yield how a sentence would repeat the figure *value*: as it is, or with escapes."""
    said = value.get(TEXT) or value.get("date") if isinstance(value, dict) else value
    if isinstance(said, str) and said:
        yield said
        yield repr(said)[1:-1]
