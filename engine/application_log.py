"""The application log: what the server did, for those who run it; decisions have a log of their own."""

from __future__ import annotations

import sys
from typing import TextIO

import orjson
import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor, WrappedLogger


def application_log(stream: TextIO | None = None) -> FilteringBoundLogger:
    """Return a log on *stream*, standard error unless one is given: JSON lines, or colours where it is a terminal."""
    to = stream or sys.stderr
    rendering = _for_people() if to.isatty() else _for_programs()
    logger: FilteringBoundLogger = structlog.wrap_logger(
        structlog.WriteLogger(to),
        processors=[structlog.contextvars.merge_contextvars, structlog.processors.add_log_level, _stamp(), *rendering],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        cache_logger_on_first_use=True,
    )
    return logger


def _stamp() -> Processor:
    return structlog.processors.TimeStamper(fmt="iso", utc=True)


def _for_people() -> list[Processor]:
    # Locals may hold what nobody but the ledger should keep.
    plain = structlog.dev.RichTracebackFormatter(show_locals=False)
    return [structlog.dev.ConsoleRenderer(exception_formatter=plain)]


def _for_programs() -> list[Processor]:
    return [structlog.processors.format_exc_info, _line]


def _line(_logger: WrappedLogger, _name: str, event: EventDict) -> str:
    """Return *event* as one line of JSON; what JSON has no word for is told as text."""
    return orjson.dumps(event, default=repr).decode()
