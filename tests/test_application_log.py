"""The application log: lines of JSON for programs, with what is bound to the request."""

import errno
import io
import json
from decimal import Decimal

import pytest
from structlog.contextvars import bound_contextvars

from engine.application_log import application_log


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_line_is_json_where_nobody_watches():
    stream = io.StringIO()

    application_log(stream).info("answered", status="OK", milliseconds=Decimal("1.5"))

    [line] = map(json.loads, stream.getvalue().splitlines())
    assert (line["event"], line["level"], line["status"]) == ("answered", "info", "OK")
    assert line["timestamp"].endswith("Z")


def test_what_is_bound_to_a_request_is_in_each_of_its_lines():
    stream = io.StringIO()
    log = application_log(stream)

    with bound_contextvars(request_id="r-1"):
        log.info("asked")
        log.warning("refused")
    log.info("after")

    assert [json.loads(line).get("request_id") for line in stream.getvalue().splitlines()] == ["r-1", "r-1", None]


def test_a_failure_is_one_line_without_the_values_that_the_code_held():
    stream = io.StringIO()

    try:
        _fails("".join(["a per", "son"]))
    except ValueError as error:
        application_log(stream).error("failed", exc_info=error)

    [line] = stream.getvalue().splitlines()
    assert "expected a number" in json.loads(line)["exception"]
    assert "a person" not in line


def _fails(held: str) -> None:
    raise ValueError("expected a number")


class Full(io.StringIO):
    """A file on a disk that is full."""

    def write(self, _: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("level", ["debug", "info", "warning", "error", "critical", "exception", "fatal"])
def test_whoever_logs_goes_on_where_the_log_cannot_be_written(level):
    log = application_log(Full())

    getattr(log, level)("answered")
    getattr(log, level)("answered again")


def test_whoever_logs_goes_on_where_the_log_was_closed():
    stream = io.StringIO()
    log = application_log(stream)
    stream.close()

    log.info("answered")


def test_people_at_a_terminal_read_words():
    stream = Terminal()

    application_log(stream).info("serving", port=7465)

    assert "serving" in stream.getvalue()
    assert not stream.getvalue().startswith("{")
