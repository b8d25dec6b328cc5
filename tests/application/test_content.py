"""What a request is known again by."""

from __future__ import annotations

from hashlib import sha256

from engine.application.content import request
from engine.application.requests import SubmissionRequest
from engine.model.period import Period
from engine.model.rows import GivenTable


def test_rows_are_part_of_what_a_submission_is_known_by_as_its_canonical_json_has_them():
    visits = GivenTable(("visit", "done", "note"), [("v-2", True, None), ("v-1", "e\u0301", 30)])
    records = {"visits": visits, "people": GivenTable((), [])}
    asked = SubmissionRequest("oak", Period.parse("2026-04"), {"figure": "96"}, expected=3, records=records)

    written = (
        '{"expected":3,"received_on":null,"records":{"people":{"fields":[],"rows":[]},'
        '"visits":{"fields":["visit","done","note"],"rows":[["v-2",true,null],["v-1","\u00e9","30"]]}},'
        '"submit":{"contract":"oak","figures":{"figure":"96"},"period":{"first":"2026-04-01","last":"2026-04-30"}}}'
    )
    assert request("once", asked) == ("once", sha256(written.encode()).digest())
