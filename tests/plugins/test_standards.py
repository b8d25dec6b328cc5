from decimal import Decimal
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import RuleSetError
from engine.model.escalation import DecisionOutcome
from engine.model.figures import Absence
from engine.plugins.standards import Standards
from engine.plugins.testing import GivenView, decided, parameters_of, rated
from tests.plugins.rule_texts import climbing, figures

ENTRY = """
- policy: standards
  name: award
  standards: [missed_visits, calls]
  review:
    when: [{failed: 1, over: 1 period}]
    ends_when: consecutive_passes() >= 2
    clause: s1
    actions: [{do: Review the award, by: council, within: 10 working days}]
  withdrawal:
    when:
      - {failed: 3, over: 3 periods}
      - {failed: 3, over: 6 periods, of: [calls]}
      - {failed: 5, over: contract year, counted: together}
    clause: s2
"""
FEE = "payment:\n  - {policy: fixed_fee, clause: s3, amount: 12000, short_periods: whole}\n"
RULES = climbing(ENTRY) + FEE
GOOD, LATE, UNANSWERED, BOTH = figures(), figures(missed=9), figures(answered=50), figures(missed=9, answered=50)


def rungs(*months):
    return [one.moves[0].after.removeprefix("award_") for one in decided(RULES, *months)]


@pytest.mark.parametrize(
    ("months", "stands"),
    [
        pytest.param([GOOD, GOOD], ["continues", "continues"], id="the award continues while standards are met"),
        pytest.param([LATE], ["reviewed"], id="one failed standard brings a review"),
        pytest.param([LATE, GOOD, GOOD], ["reviewed", "reviewed", "continues"], id="which ends after two good months"),
        pytest.param([LATE, UNANSWERED, GOOD], ["reviewed"] * 3, id="and begins anew with a failure"),
        pytest.param([LATE, LATE, LATE], ["reviewed", "reviewed", "in_question"], id="one standard, three in a row"),
        pytest.param([LATE, UNANSWERED, LATE], ["reviewed"] * 3, id="not where another failed in between"),
        pytest.param(
            [UNANSWERED, GOOD, GOOD, UNANSWERED, GOOD, UNANSWERED],
            ["reviewed", "reviewed", "continues", "reviewed", "reviewed", "in_question"],
            id="a standard of its own count, three of six",
        ),
        pytest.param(
            [LATE, GOOD, GOOD, LATE, GOOD, LATE],
            ["reviewed", "reviewed", "continues", "reviewed", "reviewed", "reviewed"],
            id="another standard has no such count",
        ),
        pytest.param([BOTH, BOTH, LATE], ["reviewed", "reviewed", "in_question"], id="five failures together"),
        pytest.param([LATE] * 3 + [GOOD] * 4, ["reviewed"] * 2 + ["in_question"] * 5, id="and no good month ends that"),
    ],
)
def test_standards_decide_whether_the_award_continues(months, stands):
    assert rungs(*months) == stands


def test_payment_is_unaffected_whatever_becomes_of_the_award():
    decisions = decided(RULES, LATE, LATE, LATE, GOOD)

    assert [str(one.payment.payable) for one in decisions] == ["12000.00"] * 4
    assert [one.outcome for one in decisions] == [
        DecisionOutcome.REMEDIATION,
        DecisionOutcome.REMEDIATION,
        DecisionOutcome.EXIT_TRIGGER,
        DecisionOutcome.EXIT_TRIGGER,
    ]


def test_a_review_asks_the_council_to_review_and_names_its_clause():
    (decision,) = decided(RULES, LATE)

    (move,) = decision.moves
    assert [(one.do, one.by) for one in move.actions] == [("Review the award", "council")]
    assert move.after == "award_reviewed"


def test_every_count_that_was_looked_at_is_shown_with_its_limit():
    view = GivenView(
        given=(rated("missed_visits", "inadequate", "9"), rated("calls", "good", "99")),
        earlier=((rated("calls", "inadequate", "50"),),),
        rung="award_continues",
    )

    step = Standards().step(parameters_of(Standards(), dedent(ENTRY.partition("name: award\n")[2])), view)

    assert step.rung == "award_reviewed"
    assert [(check.rung, one.text, one.left, one.held) for check in step.checks for one in check.verdict.examined] == [
        ("award_in_question", "failures(missed_visits, last=3) >= 3", 1, False),
        ("award_in_question", "failures(calls, last=3) >= 3", 1, False),
        ("award_in_question", "failures(calls, last=6) >= 3", 1, False),
        ("award_in_question", 'failures(missed_visits, calls, within="contract year") >= 5', 2, False),
        ("award_reviewed", "failures(missed_visits, last=1) >= 1", 1, True),
        ("award_reviewed", "failures(calls, last=1) >= 1", 0, False),
    ]


def test_no_review_ends_in_a_month_that_would_bring_one():
    rules = RULES.replace("consecutive_passes() >= 2", "failures(calls, last=1) == 0")

    assert [one.moves[0].after for one in decided(rules, LATE, LATE)] == ["award_reviewed"] * 2


def test_an_end_of_the_review_that_cannot_be_known_ends_nothing():
    rules = RULES.replace("consecutive_passes() >= 2", "previous(calls) == good")

    first, second = decided(rules, LATE, figures(answered=Absence.SUPPRESSED))
    third, fourth = decided(rules, figures(missed=9, answered=Absence.SUPPRESSED), GOOD)

    assert [one.moves[0].after for one in (first, second)] == ["award_reviewed", "award_continues"]
    assert [one.moves[0].after for one in (third, fourth)] == ["award_reviewed", "award_reviewed"]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from([GOOD, LATE, UNANSWERED, BOTH]), min_size=1, max_size=6))
def test_only_a_person_takes_the_award_out_of_question_and_no_month_changes_what_is_paid(months):
    decisions = decided(RULES, *months)

    stood = [one.moves[0].after for one in decisions]
    if "award_in_question" in stood:
        assert set(stood[stood.index("award_in_question") :]) == {"award_in_question"}
    assert {one.payment.payable for one in decisions} == {Decimal(12000)}


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        pytest.param("[missed_visits, calls]", "[]", "expected at least 1", id="no standard"),
        pytest.param("[missed_visits, calls]", "[calls, calls]", "expected each standard once", id="a standard twice"),
        pytest.param(
            "[missed_visits, calls]", "[cals, calls, missed_visits]", "did you mean `calls`", id="a misspelt one"
        ),
        pytest.param("of: [calls]", "of: [other]", "expected one of the `standards`, not `other`", id="none of them"),
        pytest.param("failed: 1", "failed: 0", "expected at least 1, not `0`", id="a review for nothing"),
        pytest.param("failed: 3, over: 3 periods", "failed: 4, over: 3 periods", "at most 3 failures", id="too many"),
        pytest.param("over: 1 period", "over: soon", "expected a window such as", id="no window"),
        pytest.param("when: [{failed: 1, over: 1 period}]", "when: []", "expected at least 1", id="never a review"),
        pytest.param("      ends_when: consecutive_passes() >= 2\n", "", "expected the key `ends_when`", id="no end"),
        pytest.param("counted: together", "counted: all", "`all`", id="an unknown way of counting"),
    ],
)
def test_standards_that_decide_nothing_are_refused(before, after, complaint):
    assert before in RULES

    with pytest.raises(RuleSetError) as refusal:
        decided(RULES.replace(before, after, 1))

    assert complaint in "\n".join(str(one) for one in refusal.value.diagnostics)
