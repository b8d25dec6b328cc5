"""What does not fit is said of what the author of a test wrote, never by a number of the record behind it."""

import re

import pytest

from tests.authoring.builders import ran
from tests.authoring.test_lives_in_tests import RUNNING, USUAL, listed

OPENS = RUNNING.replace("improvement plan, by: provider, within: 10 working days", "plan, by: provider, opens: plan")
OPENS = OPENS.replace("Stop new packages, by: council, within: 2 working days", "Plan, by: provider, opens: plan")


def refusal(periods, events):
    """Return why the last step is refused, and the text of the line that it names."""
    told = f"  periods:\n{listed(periods)}  events:\n{listed(events)}"
    text = f"{USUAL}tests:\n- name: a life\n  contract: {{end: 2029-03-31}}\n{told}"
    results, diagnostics = ran(text, OPENS)
    assert not diagnostics, "\n".join(map(str, diagnostics))
    [one] = [one for result in results for one in result.differences]
    [line] = re.findall(r"line (\d+)", one.actual)
    return one.actual, text.splitlines()[int(line) - 1].strip()


ENTERED = """
  - {period: 2026-04, figures: {visits_missed: 97}, expect: {outcome: no_action}}
  - {period: 2026-05, figures: {visits_missed: 97}}
"""
REGULATOR = "- {day: 2026-05-04, event: regulator_inadequate}"


@pytest.mark.parametrize(
    ("periods", "events", "said", "line"),
    [
        pytest.param(
            ENTERED,
            "  - {day: 2026-07-01, event: plan}",
            "expected no second `plan` while the `plan` that came of 2026-05 (line ",
            "- {period: 2026-05, figures: {visits_missed: 97}}",
            id="a plan that a period opened",
        ),
        pytest.param(
            "  - {period: 2026-04, expect: {outcome: no_action}}",
            f"  {REGULATOR}\n  - {{day: 2026-07-01, event: plan}}",
            "expected no second `plan` while the `plan` that came of `regulator_inadequate` of 2026-05-04 (line ",
            REGULATOR,
            id="a plan that an event opened",
        ),
        pytest.param(
            "  - {period: 2026-04, expect: {outcome: no_action}}",
            """
  - {day: 2026-05-04, event: plan, id: first}
  - {day: 2026-05-05, lapse: first}
  - {day: 2026-05-06, of: first, stage: submitted}
""",
            "that has effect, not the `plan` of 2026-05-04 (line ",
            "- {day: 2026-05-04, event: plan, id: first}",
            id="a plan that has lapsed",
        ),
        pytest.param(
            "  - {period: 2026-04, expect: {outcome: no_action}}",
            """
  - {day: 2026-05-04, event: plan}
  - {day: 2026-05-05, of: plan, stage: submitted, id: came}
  - {day: 2026-05-06, lapse: came}
  - {day: 2026-05-07, lapse: came}
""",
            "expected an event that has effect, not the `of: plan` of 2026-05-05 (line ",
            "- {day: 2026-05-05, of: plan, stage: submitted, id: came}",
            id="what went on and has lapsed",
        ),
    ],
)
def test_a_refusal_names_what_was_told_before_as_its_author_wrote_it(periods, events, said, line):
    why, named = refusal(periods, events)

    assert said in why
    assert named == line
    assert "#" not in why
