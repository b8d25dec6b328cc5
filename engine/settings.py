"""Settings, from environment variables that begin with `PLIMSOLL_`; read once, and never from inside the engine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from engine.diagnostics import did_you_mean

PREFIX = "PLIMSOLL_"

_EXPECTED = {"bool_parsing": "`true` or `false`"}


class Settings(BaseSettings):
    """What an installation may choose; an empty variable is one that is not set."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    rules: Path = Field(Path("rules"), description="the folder of rule sets that commands look into")
    reference_evaluator: bool = Field(
        default=False, description="run expressions in the slow evaluator that defines what they mean"
    )
    plugins: bool = Field(default=True, description="use the policies of installed plugins, not only the built-in ones")


class SettingError(ValueError):
    """A variable does not hold what its setting can be; says which, and what was expected."""


class Setting(NamedTuple):
    """One setting as it stands: its value in words, the variable that may set it, and whether that did."""

    name: str
    value: str
    variable: str
    from_environment: bool
    meaning: str


def settings() -> Settings:
    """Return the settings of this environment; SettingError where a variable cannot be read."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingError("; ".join(map(_worded, error.errors(include_url=False)))) from None


def described(chosen: Settings) -> tuple[Setting, ...]:
    """Return every setting with its value, where that came from and what it means."""
    return tuple(
        Setting(
            name,
            _written(getattr(chosen, name)),
            variable(name),
            name in chosen.model_fields_set,
            field.description or "",
        )
        for name, field in Settings.model_fields.items()
    )


def strays(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Return a sentence for each variable of *environment* that looks like a setting and is none."""
    known = [variable(name) for name in Settings.model_fields]
    found = sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
    return tuple(f"`{name}` is not a setting{did_you_mean(name, known)}" for name in found)


def variable(name: str) -> str:
    """Return the environment variable of the setting *name*."""
    return f"{PREFIX}{name.upper()}"


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _worded(details: ErrorDetails) -> str:
    name = variable(str(details["loc"][0])) if details["loc"] else PREFIX
    expected = _EXPECTED.get(details["type"], details["msg"].lower())
    return f"{name}: expected {expected}, not `{details['input']}`"
