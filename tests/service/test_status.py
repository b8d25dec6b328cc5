"""Errors on the wire: every reason has its status, and details that programs can read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, PreconditionFailure, RequestInfo, RetryInfo
from grpc import StatusCode

from engine import errors
from engine.diagnostics import Diagnostic, Place
from engine.errors import (
    ConflictError,
    NotFoundError,
    PlimsollError,
    PreconditionError,
    Reason,
    RuleSetError,
    SubmissionError,
    UnavailableError,
    Violation,
)
from engine.service.status import ANSWERS, status_of

PAGE = Path(__file__).parents[2] / "docs" / "errors.md"
ROW = re.compile(r"^\| `([A-Z_]+)` \| ([A-Z_]+) \| ([A-Za-z, ]*)\| (.+) \|$", re.MULTILINE)


def details(status):
    found = {}
    for packed in status.details:
        for kind in (ErrorInfo, BadRequest, PreconditionFailure, RetryInfo, RequestInfo):
            if packed.Is(kind.DESCRIPTOR):
                found[kind.__name__] = unpacked = kind()
                packed.Unpack(unpacked)
    assert len(found) == len(status.details)
    return found


def an_error(reason):
    """An error as it is raised for *reason*."""
    if reason in {
        Reason.REQUEST_INVALID,
        Reason.SUBMISSION_INVALID,
        Reason.PARAMETERS_INVALID,
        Reason.PAGE_TOKEN_INVALID,
    }:
        return SubmissionError(Violation("period.label", "expected a period"), reason=reason)
    if ANSWERS[reason].code is StatusCode.FAILED_PRECONDITION and reason is not Reason.PLUGIN_BROKEN:
        return PreconditionError("expected `2026-04` first", reason, "2026-04")
    return PlimsollError("no", reason)


def test_every_reason_has_a_status():
    assert set(ANSWERS) == set(Reason)


@pytest.mark.parametrize("reason", Reason, ids=lambda one: one.name)
def test_the_page_of_errors_says_of_each_reason_what_the_table_does(reason):
    rows = {name: (status, besides.strip()) for name, status, besides, _ in ROW.findall(PAGE.read_text())}

    status = status_of(an_error(reason), "request-1", "cedar")

    besides = ", ".join(name for name in details(status) if name not in {"ErrorInfo", "RequestInfo"})
    assert rows[reason.name] == (ANSWERS[reason].code.name, besides)


def test_the_page_of_errors_names_no_other_reason():
    assert {row[0] for row in ROW.findall(PAGE.read_text())} == {reason.name for reason in Reason}


def test_every_kind_of_error_has_a_reason_of_its_own_unless_it_is_any():
    kinds = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, PlimsollError)]

    assert [one.__name__ for one in kinds if one.usual is Reason.INTERNAL] == ["PlimsollError"]


@pytest.mark.parametrize("reason", Reason, ids=lambda one: one.name)
def test_every_error_says_its_reason_domain_and_request(reason):
    found = details(status_of(an_error(reason), "request-1", "cedar"))

    assert found["ErrorInfo"].reason == reason.name
    assert found["ErrorInfo"].domain == "plimsoll"
    assert found["ErrorInfo"].metadata["contract"] == "cedar"
    assert found["RequestInfo"].request_id == "request-1"


@pytest.mark.parametrize("reason", Reason, ids=lambda one: one.name)
def test_what_may_be_tried_again_says_when(reason):
    found = details(status_of(an_error(reason)))

    retriable = ANSWERS[reason].code in {StatusCode.UNAVAILABLE, StatusCode.ABORTED, StatusCode.RESOURCE_EXHAUSTED}
    assert ("RetryInfo" in found) is retriable
    if retriable:
        assert found["RetryInfo"].retry_delay.ToTimedelta().total_seconds() > 0


def test_each_violation_names_its_field():
    error = SubmissionError(Violation("figures[visits].number", "expected a number"), Violation("contract", "expected"))

    found = details(status_of(error))

    assert [(one.field, one.description) for one in found["BadRequest"].field_violations] == [
        ("figures[visits].number", "expected a number"),
        ("contract", "expected"),
    ]


def test_a_precondition_names_what_is_in_the_way():
    error = PreconditionError("expected `2026-04` to be decided first", Reason.PERIOD_OPEN, "2026-04")

    status = status_of(error)

    violation = details(status)["PreconditionFailure"].violations[0]
    assert (violation.type, violation.subject) == ("PERIOD_OPEN", "2026-04")
    assert details(status)["ErrorInfo"].metadata["subject"] == "2026-04"


def test_mistakes_of_rules_name_their_places():
    mistakes = tuple(Diagnostic("unknown-name", Place("rules.yaml", line, 3), "unknown name") for line in (4, 9))

    status = status_of(RuleSetError(mistakes))

    subjects = [one.subject for one in details(status)["PreconditionFailure"].violations]
    assert subjects == ["rules.yaml:4:3", "rules.yaml:9:3"]
    assert status.message == "rules.yaml:4:3: unknown name [unknown-name]; and 1 more"


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(NotFoundError(f"unknown contract `{'x' * 5_000_000}`"), id="of five million letters"),
        pytest.param(NotFoundError("\N{ANCHOR}" * 4000), id="beyond ASCII"),
        pytest.param(NotFoundError("\N{SHIP}" * 4000), id="of four bytes a character"),
        pytest.param(NotFoundError("\x00\n" * 4000), id="not in print"),
        pytest.param(NotFoundError("\ud800" * 4000), id="of half a character"),
        pytest.param(SubmissionError(*[Violation(f"figures[{n}]", "\N{SHIP}" * 900) for n in range(900)]), id="many"),
        pytest.param(PreconditionError("\N{SHIP}" * 900, Reason.PERIOD_OPEN, "\N{SHIP}" * 900), id="a precondition"),
        pytest.param(
            RuleSetError(tuple(Diagnostic("x", Place("\N{SHIP}" * 900, n, n), "\N{SHIP}" * 900) for n in range(99))),
            id="rules",
        ),
    ],
)
def test_an_error_however_long_fits_into_the_trailers_of_an_answer(error):
    status = status_of(error, "\N{SHIP}" * 900, "\N{SHIP}" * 900)

    in_percents = sum(1 if char.isascii() else 3 * len(char.encode()) for char in status.message)
    assert in_percents + status.ByteSize() * 4 / 3 < 8000


def test_an_error_shows_no_control_characters():
    status = status_of(ConflictError("one\ntwo\x1b[2J"), "a\nb", "c\td")

    assert status.message == "one\\ntwo\\x1b[2J"
    assert details(status)["RequestInfo"].request_id == "a\\nb"
    assert details(status)["ErrorInfo"].metadata["contract"] == "c\\td"


def test_how_many_violations_there_are_is_said_where_they_do_not_all_fit():
    error = SubmissionError(*[Violation(f"figures[{n}]", "expected a number" * 9) for n in range(900)])

    found = details(status_of(error))

    assert found["ErrorInfo"].metadata["violations"] == "900"
    assert 5 < len(found["BadRequest"].field_violations) < 900


def test_a_server_that_stops_is_not_an_ill_ledger():
    stopping = status_of(UnavailableError("the server stops", Reason.SERVER_STOPPING))

    assert stopping.code == status_of(UnavailableError("no disk")).code == 14
    assert details(stopping)["ErrorInfo"].reason == "SERVER_STOPPING"
