"""`--as-of` and `--as-known-at` ask a server: what stands in a file says the same whenever it is asked."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("command", ["price rules.yaml", "benefits rules.yaml", "compare rules.yaml"])
@pytest.mark.parametrize(
    ("option", "text"),
    [
        pytest.param("--as-of", "2026-04-30", id="as of a day"),
        pytest.param("--as-known-at", "2026-05-11T09:30Z", id="as known at a moment"),
    ],
)
def test_a_file_is_not_asked_about_the_past(plimsoll, command, option, text):
    refused = plimsoll(*command.split(), "--submissions", "figures.csv", option, text)

    assert refused.exit_code == 2
    said = " ".join(refused.stderr.split())
    assert f"expected `{option}` of what a server holds, and `figures.csv` is a file, which has no past" in said


@pytest.mark.parametrize(
    "command", ["price rules.yaml --contract cedar", "benefits --contract cedar", "compare homecare"]
)
@pytest.mark.parametrize(
    ("option", "message"),
    [
        pytest.param("--as-of=30 April", "`30 April`", id="no day"),
        pytest.param("--as-known-at=2026-05-11", "expected a moment such as", id="a day and no moment"),
    ],
)
def test_a_time_is_written_as_it_is_for_a_standing(plimsoll, command, option, message):
    refused, standing = plimsoll(*command.split(), option), plimsoll("standing", "cedar", option)

    assert (refused.exit_code, message in refused.stderr) == (2, True)
    assert refused.stderr.splitlines()[2:] == standing.stderr.splitlines()[2:]
