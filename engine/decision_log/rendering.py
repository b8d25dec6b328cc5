"""Lines as bytes, through structlog with a renderer of their own: nothing that a process configures changes them."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

import orjson
from structlog import BoundLoggerBase, BytesLogger
from structlog.typing import EventDict, WrappedLogger

from engine.decision_log.fields import Line


class Lines:
    """Collects lines, so that many are written at once."""

    def __init__(self) -> None:
        self._collected = BytesIO()
        self._logger = _LineLogger(BytesLogger(self._collected), [_rendered], {})

    def rendered(self, lines: Iterable[Line]) -> bytes:
        """Return *lines* as JSON, each with its end of line."""
        self._collected.seek(0)
        self._collected.truncate()
        for line in lines:
            self._logger.line(line)
        return self._collected.getvalue()


class _LineLogger(BoundLoggerBase):
    def line(self, line: Line) -> None:
        self._proxy_to_logger("msg", None, **line)


def _rendered(_logger: WrappedLogger, _method: str, line: EventDict) -> bytes:
    return orjson.dumps(line)
