"""What a recorded body should have held at a field, beside what kind of thing came; never the content of it."""

from __future__ import annotations

from engine.model.document import Json


class MisfitError(ValueError):
    """What is recorded *at* a field is not what was expected there."""

    def __init__(self, at: str, why: str) -> None:
        super().__init__(f"{at}: {why}")
        self.at, self.why = at, why


def misfit(body: dict[str, Json], name: str, expected: str) -> MisfitError:
    """Return that *expected* was expected at the field *name* of *body*."""
    if name not in body:
        return MisfitError(name, f"expected {expected}, found nothing")
    return MisfitError(name, f"expected {expected}, not {kind_of(body[name])}")


def below(name: str, error: ValueError) -> MisfitError:
    """Return *error*, which came up below *name*, with its way from there."""
    if isinstance(error, MisfitError):
        return MisfitError(f"{name}.{error.at}", error.why)
    return MisfitError(name, str(error))


def kind_of(json: Json) -> str:
    """Return what kind of JSON came; its content may be about a person."""
    return _KINDS.get(type(json), "a number")


_KINDS = {dict: "fields", list: "a list", str: "text", bool: "true or false", type(None): "null"}
