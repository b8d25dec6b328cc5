"""`plimsoll submit --records`: rows of files beside the figures, sent to a server in parts."""

from __future__ import annotations

import pytest

from engine.api.decision_service_pb2 import StreamSubmitRequest
from engine.cli.remote import parting

HEADINGS = "contract,period,visit,minutes,note\n"


@pytest.fixture
def rules() -> str:
    return """\
rule_set: homecare
in_force: 2026-01-01
reporting: {every: month}
scale: procurement-act-2023
failure: requires_improvement
over_not_rated: skips
parameters:
  exit_points: {type: number, default: 50}
measures:
  claims: {type: count}
records:
  visits:
    key: visit
    fields:
      visit: {type: text}
      minutes: {type: count, at_most: 600}
      note: {type: text, optional: true}
kpis:
  short: {clause: "1", value: "count(visits, minutes < 20)", better: lower, bands: {good: 0, inadequate: otherwise}}
"""


@pytest.fixture
def submits(office, monkeypatch):
    """Submits figures of the months of cedar and oak, and a file of visits, three rows in a part."""
    monkeypatch.setattr(parting, "_MOST", 3)
    office.registers()

    def run(visits: str, *more: str, months: tuple[str, ...] = ("2026-04",), contracts: tuple[str, ...] = ("cedar",)):
        rows = [f"{contract},{month},3\n" for contract in contracts for month in months]
        (office.folder / "figures.csv").write_text("contract,period,claims\n" + "".join(rows))
        (office.folder / "visits.csv").write_text(HEADINGS + visits)
        named = ("--records", f"visits={office.folder / 'visits.csv'}")
        return office.asks("submit", str(office.folder / "figures.csv"), "--rule-set", "homecare", *named, *more)

    return run


def visits(count: int, contract: str = "cedar", month: str = "2026-04", minutes: int = 19) -> str:
    return "".join(f"{contract},{month},v-{number},{minutes},\n" for number in range(count))


def test_rows_of_a_file_are_counted_by_the_server(submits):
    result = submits(visits(7) + visits(2, "oak"), contracts=("cedar", "oak"))

    assert result.exit_code == 0, result.stderr
    cedar, oak = (line.split() for line in result.stdout.splitlines()[1:3])
    assert (cedar[:4], oak[:4]) == (["cedar", "2026-04", "inadequate", "7"], ["oak", "2026-04", "inadequate", "2"])


def test_the_same_file_again_is_answered_as_before_whatever_the_parts(submits, monkeypatch):
    submits(visits(7))
    monkeypatch.setattr(parting, "_MOST", 2)

    again = submits(visits(7))
    other = submits(visits(6))

    assert "1 of them before" in again.stderr
    assert "with a reason" in other.stderr


def test_months_are_submitted_in_their_order_with_the_rows_of_each(submits):
    both = visits(4, month="2026-05") + visits(5)

    result = submits(both, months=("2026-05", "2026-04"))

    assert [line.split()[1:4] for line in result.stdout.splitlines()[1:3]] == [
        ["2026-04", "inadequate", "5"],
        ["2026-05", "inadequate", "4"],
    ]


def test_a_row_that_is_refused_is_named_by_its_line_and_does_not_stop_others(submits):
    result = submits(visits(8) + "cedar,2026-04,v-8,soon,\n" + visits(1, "oak"), contracts=("cedar", "oak"))

    assert result.exit_code == 1
    assert "minutes: expected a number such as `12` or `0.5`, not `soon` (visits.csv, line 10)" in " ".join(
        result.stderr.split()
    )
    assert result.stdout.splitlines()[1].split()[:4] == ["oak", "2026-04", "inadequate", "1"]


def test_a_file_of_headings_says_that_nothing_happened(submits):
    result = submits("")

    assert result.stdout.splitlines()[1].split()[:4] == ["cedar", "2026-04", "good", "0"]


def test_no_message_holds_more_rows_than_a_part(submits, monkeypatch):
    sent = []
    messages = parting.messages

    def noted(asked, records):
        for message in messages(asked, records):
            sent.append(message)
            yield message

    monkeypatch.setattr("engine.cli.remote.submitting.messages", noted)

    submits(visits(7))

    assert [one.WhichOneof("part") for one in sent] == ["submission", "rows", "rows", "rows", "end"]
    assert [len(one.rows.rows) for one in sent[1:-1]] == [3, 3, 1]
    assert not any(table.rows for table in sent[0].submission.records.values())
    assert isinstance(sent[-1], StreamSubmitRequest)


def test_where_no_server_answers_the_rows_after_it_are_not_sent(submits, office, monkeypatch):
    monkeypatch.setattr("engine.cli.remote.submitting._ROWS_A_SECOND", -1)  # no time at all

    result = submits(visits(40) + visits(40, "oak"), contracts=("cedar", "oak"))

    assert result.exit_code == 2
    assert "Deadline Exceeded" in result.stderr
