"""Settings, from environment variables that begin with `PLIMSOLL_`; read once, and never from inside the engine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, NamedTuple, TypeAlias

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from engine.diagnostics import did_you_mean

PREFIX = "PLIMSOLL_"

Seconds: TypeAlias = Annotated[Decimal, Field(gt=0, le=86_400)]

_EXPECTED = {
    "bool_parsing": "`true` or `false`",
    "int_parsing": "a whole number",
    "decimal_parsing": "a number",
    "greater_than": "more than {gt}",
    "greater_than_equal": "{ge} or more",
    "less_than_equal": "{le} or less",
}


class Settings(BaseSettings):
    """What an installation may choose; an empty variable is one that is not set."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    rules: Path = Field(Path("rules"), description="the folder of rule sets that commands look into")
    reference_evaluator: bool = Field(
        default=False, description="run expressions in the slow evaluator that defines what they mean"
    )
    plugins: bool = Field(default=True, description="use the policies of installed plugins, not only the built-in ones")

    address: str = Field("127.0.0.1:7465", description="where the server listens, and where commands look for it")
    ledger: Path = Field(Path("plimsoll.ledger"), description="the file that the server records everything in")
    decision_log: str = Field(
        "decisions.jsonl", description="the file that decisions are logged in, a line each; `-` for standard output"
    )
    personal: str = Field(
        "caller, text", description="fields of the decision log that are masked, by commas; `text` is free text"
    )
    insecure: bool = Field(default=False, description="serve other machines even without TLS")
    tls_certificate: Path | None = Field(None, description="the server's certificate chain, in PEM")
    tls_key: Path | None = Field(None, description="the key of the certificate, in PEM")
    tls_clients: Path | None = Field(
        None, description="the authorities that clients' certificates are signed by, in PEM"
    )
    tls_root: Path | None = Field(
        None, description="the authority that commands know the server's certificate by, in PEM"
    )
    tls_caller_certificate: Path | None = Field(
        None, description="the certificate chain that commands show a server that asks who calls, in PEM"
    )
    tls_caller_key: Path | None = Field(None, description="the key of that certificate, in PEM")
    workers: int = Field(16, ge=1, le=1024, description="threads that answer requests")
    at_once: int = Field(
        256, ge=1, le=100_000, description="requests that are answered or wait at once; more are refused"
    )
    watchers: int = Field(32, ge=1, le=4096, description="streams of decisions that are followed at once")
    request_bytes: int = Field(16 * 1024 * 1024, ge=1024, description="size of the largest request, in bytes")
    streams: int = Field(8, ge=1, le=1024, description="submissions that come in parts at once; more are refused")
    stream_rows: int = Field(
        200_000, ge=1, le=200_000, description="rows of records in the largest submission that comes in parts"
    )
    stream_bytes: int = Field(
        64 * 1024 * 1024, ge=1024, description="size of the largest submission that comes in parts, in bytes"
    )
    deadline: Seconds = Field(Decimal(30), description="seconds that a request may take whose caller names no deadline")
    heartbeat: Seconds = Field(Decimal(10), description="seconds after which a silent stream sends a heartbeat")
    grace: Seconds = Field(Decimal(20), description="seconds that a stopping server waits for what it has begun")


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
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _worded(details: ErrorDetails) -> str:
    name = variable(str(details["loc"][0])) if details["loc"] else PREFIX
    expected = _EXPECTED.get(details["type"], details["msg"].lower()).format(**details.get("ctx", {}))
    return f"{name}: expected {expected}, not `{details['input']}`"
