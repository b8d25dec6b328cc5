from __future__ import annotations

from datetime import date
from itertools import chain, combinations

import pytest

from engine.ledger.sqlite import questions
from engine.model.ledger import ContractQuery, DecisionQuery, EntryKind
from tests.ledger.sqlite.outside import connection

DAY = date(2026, 4, 30)
FILTERS = {
    "contract": "cedar",
    "provider": "Cedar Homes",
    "rule_set": "homecare",
    "outcome": "no_action",
    "since": DAY,
    "until": DAY,
}


def some_of(names):
    return chain.from_iterable(combinations(names, number) for number in range(len(names) + 1))


QUESTIONS = {
    "the last entry": questions.END,
    "a head": questions.head("cedar"),
    "a stream": questions.stream("cedar", 3),
    "an entry": questions.entry("cedar", 3),
    "a request": questions.request("april"),
    "rules": questions.rules("00"),
    "a text of a version of rules": questions.kept("homecare", "2026-04-01", "00"),
    "a version of rules": questions.settled("homecare", "2026-04-01"),
    "entries": questions.entries(3, 10, None),
    **{f"entries {kind.value}": questions.entries(3, 10, kind) for kind in EntryKind},
    **{
        f"decisions by {' and '.join(names) or 'position'}": questions.decisions(
            DecisionQuery(**{name: FILTERS[name] for name in names}), 3, 10
        )
        for names in some_of(tuple(FILTERS))
    },
    **{
        f"contracts by {' and '.join(names) or 'name'}": questions.contracts(
            ContractQuery(**{name: FILTERS[name] for name in names}), "ash", 10
        )
        for names in some_of(("provider", "rule_set"))
    },
}


@pytest.mark.parametrize("asked", QUESTIONS)
def test_no_question_reads_a_whole_table_or_sorts(kept, asked):
    text, values = QUESTIONS[asked]
    with connection(kept) as opened:
        plan = [step for *_, step in opened.execute(f"EXPLAIN QUERY PLAN {text}", values)]

    # The end of a table by its position is no walk through it.
    assert asked == "the last entry" or not [step for step in plan if step.startswith("SCAN")]
    assert not [step for step in plan if "TEMP" in step]
