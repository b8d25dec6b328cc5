"""How credits by steps, by event, suspended and withheld read."""

from tests.evaluation.builders import Provider, kpi
from tests.evaluation.explanation.readers import read, rules

MEASURES = """
    figure: {type: number}
    charges: {type: money, default: 200}
    cured: {type: flag, default: false}
    unjustified: {type: flag, default: false}
"""
LATE = kpi(title="Days late", better="lower", bands="{good: 0, requires_improvement: 15}")
KEPT = kpi(title="Visits kept", points="{requires_improvement: 2}")


def said(payment, about, *months, kpis=KEPT):
    """The sentences about the entry *about* in the last of *months*."""
    rule_set = rules(measures=MEASURES, kpis=kpis, payment=payment)
    provider = Provider(rule_set)
    decision = [provider.reports(**month) for month in months][-1]
    return read(decision, rule_set, about)


def steps(way):
    """The arithmetic of 5 days late in steps of 2."""
    terms = f"{{kpi: kpi, beyond: 0, step: 2, price: 10.5% of charges, part_step: {way}}}"
    return said(f"- {{policy: service_credits, per_step: {terms}}}", "service_credits", {"figure": 5}, kpis=LATE)[1]


def test_a_step_that_is_not_whole_reads_as_it_counts():
    assert steps("pro_rata") == "Days late: 5 beyond 0 in steps of 2 x 10.5% x £200.00 charges = £52.50."
    assert steps("ignored") == "Days late: 2 whole steps of 2 in 5 beyond 0 x 10.5% x £200.00 charges = £42.00."
    assert steps("full") == "Days late: 3 steps of 2 begun in 5 beyond 0 x 10.5% x £200.00 charges = £63.00."


def test_credits_are_counted_and_each_event_says_what_its_cap_took():
    two = KEPT + kpi("plans", title="Plans reviewed")
    entry = "- {policy: service_credits, per_failure: 60, cap: {limit: 50, over: event, clause: s2}}"

    assert said(entry, "service_credits", {"figure": 75}, kpis=two) == [
        "Service credits: a deduction of £120.00, of which £100.00 is applied.",
        "Visits kept: 1 credit x £60.00 = £60.00.",
        "Plans reviewed: 1 credit x £60.00 = £60.00.",
        "In all: 2 credits x £60.00 = £120.00.",
        "Visits kept: the cap for each event is £50.00, and took off £10.00 (s2).",
        "Plans reviewed: the cap for each event is £50.00, and took off £10.00 (s2).",
    ]


def test_a_line_of_one_event_does_not_name_it_again():
    entry = "- {policy: service_credits, per_failure: 60, cap: {limit: 50, over: event, clause: s2}}"

    *_, cap = said(entry, "service_credits", {"figure": 75})

    assert cap == "The cap for each event is £50.00, and took off £10.00 (s2)."


def test_a_suspended_credit_and_what_became_of_it():
    entry = "- {policy: suspended_credits, clause: s1, per_failure: 60, not_rated: wait, at_end: avoided}"

    assert said(entry, "suspended_credits", {"figure": 75})[-1] == (
        "It is suspended, and moves no money until it is upheld."
    )
    assert said(entry, "suspended_credits", {"figure": 75}, {"figure": 75}) == [
        "Suspended credits: a deduction of £60.00 (s1).",
        "Kpi, suspended in 2026-04: £60.00.",
    ]
    assert said(entry, "suspended_credits", {"figure": 75}, {"figure": 99})[1] == (
        "Kpi, suspended in 2026-04: £60.00 x 0% of it, as it is avoided = £0.00."
    )


WITHHELD = """\
- policy: withholding
  clause: s1
  withheld: {amount: 10% of charges, when: rating(kpi) == inadequate}
  released_when: cured
  repaid_when: unjustified
  at_end: released
  interest: 8%
"""


def test_a_sum_withheld_says_since_when_and_what_interest_it_bore():
    bad, good = {"figure": 10}, {"figure": 99}

    assert said(WITHHELD, "withholding", bad) == [
        "Withholding: a sum withheld of £20.00 (s1).",
        "In this period: 10% x £200.00 charges = £20.00.",
    ]
    assert said(WITHHELD, "withholding", bad, good | {"unjustified": True}) == [
        "Withholding: a sum released of £20.00 (s1).",
        "Withheld on 2026-04-30: £20.00.",
        "Withholding: interest of £0.14 (s1).",
        "Withheld on 2026-04-30: £20.00 x 8% x 31 of 365 days = £0.1358....",
        "£0.1358... is £0.14 when rounded to 2 decimal places, half up.",
    ]
