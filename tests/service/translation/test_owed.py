"""A ladder's standing names what the decision that moved it opened, and no plan that was opened since."""

from datetime import date

from engine.api import standing_pb2 as wire
from engine.model.naming import number_of
from engine.service.translation.standings import write_standing
from tests.application.test_owed import closes, desk_of, plans, submits


def test_an_action_names_the_plan_that_it_opened_though_another_was_opened_since():
    desk = desk_of()
    first = number_of(submits(desk, "2026-04", "75").entry.version, 1)
    closes(desk, first, date(2026, 5, 13), date(2026, 5, 14), date(2026, 5, 22))
    submits(desk, "2026-05", "75")
    standing = wire.Standing()

    write_standing(standing, desk.application.contracts.standing("cedar"), 12)

    assert [one[0] for one in plans(desk)] != [first]
    assert [action.event for action in standing.ladders[0].actions] == ["cedar#3.1"]
