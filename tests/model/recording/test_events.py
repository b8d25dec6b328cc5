"""What happens to a contract reads back from the record as it was."""

from hypothesis import given

from engine.model.ledger import EntryKind
from engine.model.recording import canonical, event_body, event_of
from tests.model.recording.builders import entry
from tests.model.recording.strategies import contract_events


@given(contract_events)
def test_any_event_reads_back_as_it_was(event):
    written = entry(EntryKind.EVENT_RECORDED, canonical(event_body(event)))

    assert event_of(written._replace(version=event.version)) == event
