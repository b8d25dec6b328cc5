"""The application log: what the server did, for those who run it; decisions have a log of their own."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TextIO

import orjson
import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor, WrappedLogger


def application_log(stream: TextIO | None = None) -> FilteringBoundLogger:
    """Return a log on *stream*, standard error unless one is given: JSON lines, or colours where it is a terminal.

    A line that cannot be written is lost, and whoever logged it goes on.
    """
    to = stream or sys.stderr
    rendering = _for_people() if to.isatty() else _for_programs()
    logger: FilteringBoundLogger = structlog.wrap_logger(
        _Writer(to),
        processors=[structlog.contextvars.merge_contextvars, structlog.processors.add_log_level, _stamp(), *rendering],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        cache_logger_on_first_use=True,
    )
    return logger


class _Writer(structlog.WriteLogger):
    """Writes lines; a disk that is full or a reader that is gone must not end a request that is recorded already."""

    def msg(self, message: str) -> None:
        # A stream that is closed raises ValueError.
        with suppress(OSError, ValueError):
            super().msg(message)

    # What loggers call; left as they are, they would be the method that raises.
    log = debug = info = warn = warning = msg
    fatal = failure = err = error = critical = exception = msg


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
