"""Holds a tree against a pydantic model: every mistake becomes a diagnostic, and what is sound goes on."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from engine.compiler.findings import Findings
from engine.compiler.nodes import Path
from engine.compiler.plain import Plain
from engine.compiler.wording import Stumble, Worded, worded

Model = TypeVar("Model", bound=BaseModel)


class Mistake(NamedTuple):
    """One thing that a model refuses: *kind* is pydantic's word for it, *path* leads to the value or key."""

    path: Path
    kind: str
    on_key: bool
    words: Worded


class Held(NamedTuple):
    """A tree held against a model: the model's value, or every mistake."""

    value: BaseModel | None
    mistakes: tuple[Mistake, ...]


def shaped(model: type[Model], tree: Plain, findings: Findings, *, at: Path = ()) -> Model | None:
    """Return *tree* as *model*; None where it has mistakes, which are reported under the path *at*."""
    found = held(model, tree)
    report(found.mistakes, findings, at)
    return found.value if isinstance(found.value, model) else None


def held(model: type[BaseModel], tree: Plain) -> Held:
    """Return *tree* as *model*, or every mistake in it."""
    try:
        return Held(model.model_validate(tree), ())
    except ValidationError as error:
        found = [_mistake(model, tree, details) for details in error.errors(include_url=False)]
        return Held(None, tuple(one for one in found if not _answered(one, found)))


def report(mistakes: tuple[Mistake, ...], findings: Findings, at: Path) -> None:
    """Report *mistakes* in what stands under the path *at*."""
    for one in mistakes:
        say = findings.key_error if one.on_key else findings.error
        whole_file = one.kind == "missing" and not at + one.path
        message = one.words.message.replace(" here", " at the top of the file") if whole_file else one.words.message
        say(at + one.path, one.words.code, message)


def _mistake(model: type[BaseModel], tree: Plain, details: ErrorDetails) -> Mistake:
    steps = (*details["loc"], *details.get("ctx", {}).get("at", ()))
    path = _path(tree, steps)
    siblings = _under(tree, path[:-1])
    keys = frozenset(map(str, siblings)) if isinstance(siblings, dict) else frozenset()
    on_key = details["type"] in {"extra_forbidden", "missing"} or "[key]" in details["loc"]
    return Mistake(path, details["type"], on_key, worded(Stumble(model, details, path, keys)))


def _path(tree: Plain, steps: tuple[str | int, ...]) -> Path:
    """Return those of *steps* that are in *tree*: pydantic's also name alternatives, and keys that are missing."""
    path: Path = ()
    for step in steps:
        match tree, step:
            case (dict(), str()) if step in tree:
                tree = tree[step]
            case (list(), int()) if step < len(tree):
                tree = tree[step]
            case _:
                continue
        path += (step,)
    return path


def _under(tree: Plain, path: Path) -> Plain:
    for step in path:
        tree = tree[step]
    return tree


def _answered(mistake: Mistake, others: list[Mistake]) -> bool:
    """Return whether *mistake* is a missing key that stands there misspelt, which is said already."""
    if mistake.kind != "missing":
        return False
    return any(
        other.path[:-1] == mistake.path and other.words.meant and f"`{other.words.meant}`" in mistake.words.message
        for other in others
        if other.kind == "extra_forbidden"
    )
