"""From where in time a command asks: as of a day, and as known at a moment."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, TypeAlias

import typer
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date

from engine.api.comparison_service_pb2 import CompareProvidersResponse
from engine.api.contract_service_pb2 import GetStandingResponse
from engine.api.pricing_service_pb2 import GetBenefitsResponse, PriceContractResponse
from engine.batch.rows import MismatchError
from engine.cli import output
from engine.cli.remote.reading import day
from engine.cli.remote.writing import day_message, day_option, moment_option

_OPTION = "--as-known-at"

Answer: TypeAlias = GetStandingResponse | CompareProvidersResponse | PriceContractResponse | GetBenefitsResponse


class Vantage(NamedTuple):
    """The day and the instant that are named, as messages; None is today, and now."""

    as_of: Date | None = None
    as_known_at: Timestamp | None = None

    @property
    def is_now(self) -> bool:
        """Whether neither is named."""
        return self == NOW


NOW = Vantage()


def vantage(as_of: str | None, as_known_at: str | None) -> Vantage:
    """Return what the two options name; BadParameter says what was expected."""
    known = None
    if as_known_at is not None:
        known = Timestamp()
        known.FromDatetime(_instant(as_known_at))
    return Vantage(day_message(day_option("--as-of", as_of)), known)


def check_served(seen: Vantage, file: Path | None) -> None:
    """Raise MismatchError where a time is named of what stands in a *file*, which says what it says whenever asked."""
    if file is not None and not seen.is_now:
        option = "--as-of" if seen.as_known_at is None else _OPTION
        raise MismatchError(f"expected `{option}` of what a server holds, and `{file}` is a file, which has no past")


def print_vantage(answer: Answer) -> None:
    """Print from where in time *answer* was given, where it is not now."""
    said = [f"as of {day(answer.as_of)}"] if answer.HasField("as_of") else []
    said += [f"as known at {written(answer.as_known_at)}"] if answer.HasField("as_known_at") else []
    if said:
        output.print_note(", ".join(said))


def written(instant: Timestamp) -> str:
    """Return *instant* as people read it: `2026-05-11T09:00:00Z`."""
    return f"{instant.ToDatetime(UTC).isoformat().removesuffix('+00:00')}Z"


def _instant(text: str) -> datetime:
    moment = moment_option(_OPTION, text)
    if moment is None:
        message = f"expected a moment such as `2026-04-30T23:59+01:00`, and no day, not `{text}`"
        raise typer.BadParameter(message, param_hint=_OPTION)
    return moment.astimezone(UTC)
