"""Prices that follow an index, in entries of any policy: what follows, what stays, what is said of it."""

import re
from datetime import date
from decimal import Decimal

import pytest

from engine.compiler.rule_books import bound
from engine.compiler.rule_sets import compiled
from engine.evaluation.explanation import explained
from engine.model.dated_terms import DatedAmount
from engine.model.decimals import exactly
from engine.model.escalation import DecisionOutcome
from engine.model.payment import INDEXED, Draft, Factor, LineKind
from engine.model.policy import Parameters
from engine.model.products import product
from engine.model.recording.decisions import decision_body, decision_of
from engine.plugins.testing import decided, policies_with
from tests.plugins.products import product as product_of
from tests.plugins.rule_texts import HEAD, figures, paying

CPI = """
indices:
  cpi:
    title: CPI, all items
    source: constructed
    figures: {2025-01: 129.0, 2026-01: 134.2, 2027-01: 131.0}
"""
INDEX = "index: {by: cpi, base: 2025-01, of: January, every: [2026-06-01]}"
FEE = "- {policy: fixed_fee, name: fee, clause: s1, amount: 1000, short_periods: whole, INDEX}"


def indexed(entries, index=INDEX, more=""):
    """Return rules whose *entries* follow what stands in place of INDEX."""
    return paying(entries.replace("INDEX", index), more=CPI + more)


def fees(rules, months=4, **given):
    """Return what the entry `fee` comes to in each month from April 2026, or why it comes to nothing."""
    decisions = decided(rules, *[figures()] * months, **given)
    return [str(one.payment.lines[0].due) if one.payment else one.undecided[0] for one in decisions]


def found(index, entry=FEE, more=""):
    """Return the code and the message of each mistake."""
    result = compiled("rules.yaml", indexed(entry, index, more).encode(), policies_with())
    return [(one.code, one.message) for one in result.diagnostics if one.severity.value == "error"]


def test_a_fee_follows_from_the_stated_day_unrounded_until_its_line_is():
    # 1,000 x 134.2 / 129.0 = 1,040.310077...
    assert fees(indexed(FEE)) == ["1000.00", "1000.00", "1040.31", "1040.31"]


def test_the_line_shows_the_two_figures_and_comes_to_the_product_of_its_factors():
    *_, june = decided(indexed(FEE), *[figures()] * 3)

    (line,) = june.payment.lines
    ((_, price),) = [part.factors for part in line.parts]
    assert price == Factor(Decimal("134.2"), f"{INDEXED}CPI, all items, January 2026 over January 2025", Decimal(129))
    with exactly():
        assert abs(product_of(line.parts[0]) - line.unrounded) < Decimal("1E-40")


def said(rules, *months):
    """Return the explanation of the last of *months*."""
    return str(explained(decided(rules, *months)[-1], compiled("rules.yaml", rules.encode(), policies_with()).rules))


def test_the_explanation_says_it_in_words():
    text = said(indexed(FEE), *[figures()] * 3)

    assert "£1,000.00 x 134.2 / 129 (CPI, all items, January 2026 over January 2025) = £1,040.3100..." in text


def test_a_capped_change_says_what_it_would_have_been():
    index = INDEX.replace("}", ", cap: 3%, compared_with: base}")

    assert "£1,000.00 x 1.03 (CPI, all items, January 2026 over January 2025 (134.2 / 129), no more than 3%)" in said(
        indexed(FEE, index), *[figures()] * 3
    )


def test_it_is_recorded_and_read_again():
    *_, june = decided(indexed(FEE), *[figures()] * 3)

    assert decision_of("test", decision_body(june)) == june


def test_a_missing_figure_asks_a_person_by_name_and_pays_nothing():
    index = INDEX.replace("of: January", "of: February")
    *_, june = decided(indexed(FEE, index), *[figures()] * 3)

    assert june.outcome is DecisionOutcome.UNDECIDED
    assert june.undecided == ("payment: the figure of the index `cpi` for February 2026 is missing",)
    assert june.payment is None


def test_only_a_declared_word_lets_an_earlier_figure_stand():
    index = INDEX.replace("[2026-06-01]", "[2026-05-01, 2026-06-01]").replace("of: January", "of: 4 months before")

    assert fees(indexed(FEE, index))[2].startswith("payment: the figure of the index `cpi` for February 2026")
    assert fees(indexed(FEE, index.replace("}", ", missing: as_before}"))) == [
        *("1000.00", "1040.31", "1040.31", "1040.31")
    ]


def test_an_entry_whose_condition_does_not_hold_waits_for_no_figure():
    index = INDEX.replace("of: January", "of: February")
    rules = indexed(FEE.replace("INDEX", "when: charges > 0, INDEX"), index)

    *_, june = decided(rules, *[figures(charges=0)] * 3)

    assert (june.undecided, june.payment.lines) == ((), ())


# What is priced by a sum, by a share of a parameter, or by figures of the period; what follows and what does not.
PRICES = """
parameters:
  price: {type: money, default: 40}
  sums: {type: money, default: 1000}
"""


def unrounded(decision):
    """Return what each line of the entry `paid` comes to before it is rounded."""
    return [line.unrounded for line in decision.payment.lines if line.entry == "paid"]


@pytest.mark.parametrize(
    ("entry", "follows"),
    [
        pytest.param("policy: fixed_fee, amount: sums, short_periods: whole", True, id="a parameter"),
        pytest.param("policy: fixed_fee, amount: 10% of sums, short_periods: whole", True, id="a share of one"),
        pytest.param("policy: service_credits, per_point: 25", True, id="credits at a sum for each point"),
        pytest.param("policy: service_credits, per_failure: price", True, id="at a parameter for each failure"),
        pytest.param(
            "policy: service_credits, by_rating: {inadequate: 2% of charges, good: 5}", False, id="a share of charges"
        ),
        pytest.param("policy: capitation, people: 12, rate: price, short_periods: whole", True, id="people at a rate"),
        pytest.param(
            "policy: outcome_tariff, outcomes: {kept: {count: 4, price: price}}", True, id="a rate card of outcomes"
        ),
        pytest.param(
            "policy: outcome_tariff, change_from_baseline: "
            "{baseline: 55, exposure: 100, observed: 20, better: lower, price: 50}",
            True,
            id="a change from a baseline",
        ),
        pytest.param(
            "policy: lead_provider, group: {people: 100, counted: present}, instalments: 12, "
            "optimum: {need: {share: 100%, price: 1200}}",
            True,
            id="the price of an optimum performance",
        ),
        pytest.param(
            "policy: tapering_budget, base: 12000, falls: {by: 5%, each_of: base_year}, spent: charges, paid: budget, "
            "instalments: 12, kept: 50%, borne: 0%",
            True,
            id="a budget, but not what was spent",
        ),
        pytest.param(
            "policy: quality_premium, packages: {hours: {number: 10, price: price}}, quality: calls, "
            "by_rating: {inadequate: 2%}, not_rated: no_premium",
            True,
            id="packages and the premium on them",
        ),
        pytest.param(
            "policy: gain_share, expected: sums, actual: 600, settled: each_period, savings: {bands: [{share: 50%}]}",
            True,
            id="an expected cost, and an actual one that is a sum",
        ),
        pytest.param("policy: instalments, amount: 12000, number: 12", True, id="the instalments after it"),
        pytest.param(
            "policy: output_bands, bands: [{price: price}], milestones: {start: {weight: 100%, reached: 5}}",
            True,
            id="outputs reached after it",
        ),
        pytest.param(
            "policy: at_risk_incentive, amount: sums, paid: in_arrears, short_periods: whole, not_rated: wait, "
            "unmeasured_at_end: wait, indicators: {calls: {share: 10%, minimum: 50, maximum: 100}}",
            True,
            id="a fixed sum at risk",
        ),
        pytest.param(
            "policy: suspended_credits, per_failure: price, not_rated: wait, at_end: avoided",
            True,
            id="credits that are suspended after it",
        ),
        pytest.param(
            "policy: withholding, withheld: {amount: price, when: charges > 0}, released_when: charges == 0, "
            "at_end: released",
            True,
            id="a sum that is withheld after it",
        ),
    ],
)
def test_what_was_agreed_follows_and_what_the_period_came_to_does_not(entry, follows):
    rules = f"- {{name: paid, clause: s1, {entry}, INDEX}}"
    failing = figures(missed=9, answered=85, charges=1000)

    *_, plain = decided(paying(rules.replace(", INDEX", ""), more=PRICES), *[failing] * 3)
    *_, june = decided(indexed(rules, more=PRICES), *[failing] * 3)

    with exactly():
        factor = Decimal("134.2") / 129 if follows else Decimal(1)
        expected = [amount * factor for amount in unrounded(plain)]
    assert expected
    for came, one in zip(unrounded(june), expected, strict=True):
        assert abs(came - one) < Decimal("1E-40")


def test_figures_of_the_period_and_other_entries_are_what_they_are():
    rules = indexed(
        """
        - {policy: fixed_fee, name: fee, clause: s1, amount: 1000, short_periods: whole, INDEX}
        - policy: service_credits
          clause: s2
          by_rating: {inadequate: 10% of fee, requires_improvement: 30}
          INDEX
        """
    )
    *_, june = decided(rules, *[figures(missed=9)] * 3)

    assert [str(line.due) for line in june.payment.lines] == ["1040.31", "104.03"]


def test_a_cap_is_no_price():
    *_, june = decided(indexed(FEE.replace("INDEX", "cap: 1020, INDEX")), *[figures()] * 3)

    (line,) = june.payment.lines
    assert (str(line.due), str(line.applied), line.caps[0].limit) == ("1040.31", "1020.00", 1020)


def test_a_visits_price_follows_before_it_is_rounded():
    visits = """
records: {visits: {key: visit, fields: {visit: {type: text}, minutes: {type: count}}}}
"""
    entry = (
        "- {policy: time_and_task, clause: s1, minutes: visits.minutes, time: {rounded: exact}, "
        "price: {per: hour, ordinary: 24.10}, round: row, INDEX}"
    )
    made = [{"visits": [{"visit": str(one), "minutes": "45"} for one in range(3)]}] * 3

    *_, june = decided(indexed(entry, more=visits), *[figures()] * 3, records=made)

    # 45 / 60 x 24.10 x 134.2 / 129.0 = 18.8036...
    assert str(june.payment.payable) == "56.40"


PLANS = (
    HEAD
    + CPI
    + """
records:
  plans:
    key: [person, outcome]
    fields: {person: {type: person}, outcome: {type: text}, state: {type: text}}
kpis:
  plans_reported: {value: count(plans)}
payment:
  - policy: person_outcomes
    clause: s1
    person: plans.person
    outcome: plans.outcome
    state: plans.state
    prices: {at home: 1000}
    up_front: 20%
    taken_back: all
    round: row
    INDEX
"""
)


@pytest.mark.parametrize(
    ("agreed", "paid"),
    [
        pytest.param(0, ["200.00", "800.00", "1000.00"], id="agreed before prices moved"),
        pytest.param(2, ["208.06", "832.25", "1040.31"], id="agreed after"),
    ],
)
def test_an_outcome_has_the_price_of_the_day_when_it_is_agreed_and_goes_back_at_it(agreed, paid):
    states = [[]] * agreed + [["agreed"], [], [], ["confirmed"], ["disproved"]]
    rows = [{"plans": [{"person": "P-1", "outcome": "at home", "state": one} for one in month]} for month in states]

    decisions = decided(PLANS.replace("INDEX", INDEX), *[{}] * len(rows), records=rows)

    lines = [line for one in decisions for line in one.payment.lines if line.kind is not LineKind.ADJUSTMENT]
    assert [str(line.applied) for line in lines] == paid


def test_the_part_of_an_agreed_outcome_shows_the_index():
    rows = [{"plans": []}] * 2 + [{"plans": [{"person": "P-1", "outcome": "at home", "state": "agreed"}]}]
    *_, june = decided(PLANS.replace("INDEX", INDEX), {}, {}, {}, records=rows)

    assert [factor.what.partition(",")[0] for factor in june.payment.lines[0].parts[0].factors] == [
        *("sum", f"{INDEXED}CPI", "share")
    ]


class Deposit:
    """Remembers in each period what it is to pay in the next, at the price that it has now."""

    name, version = "deposit", "1"

    class parameters(Parameters):  # noqa: N801  # as policies call it
        """What is paid a period later."""

        amount: DatedAmount

    def drafts(self, _parameters, view):
        parts = tuple(product(name, Factor(one, "sum")) for name, one in view.memory.items())
        return (Draft(LineKind.FEE, parts),) if parts else ()

    def remembers(self, parameters, view, _lines):
        return dict.fromkeys(view.memory) | {str(view.period): view.money(parameters.amount).amount}


def test_what_is_remembered_keeps_the_price_of_its_own_period():
    rules = indexed("- {policy: deposit, name: fee, clause: s1, amount: 100, INDEX}")

    decisions = decided(rules, *[figures()] * 4, policies=[Deposit()])

    assert [str(one.payment.payable) for one in decisions] == ["0.00", "100.00", "100.00", "104.03"]


def test_a_figure_that_is_published_comes_with_another_version():
    index = "index: {by: cpi, base: 2025-01, of: January, from: 2026-04-01, every: financial year}"
    text = indexed(FEE, index)

    assert fees(text, 13)[0] == "1040.31"
    assert fees(text.replace(", 2027-01: 131.0", ""), 13)[-1].endswith("for January 2027 is missing")
    assert fees(text, 13)[-1] == "1015.50"


@pytest.mark.parametrize(
    ("index", "code", "message"),
    [
        pytest.param(
            INDEX.replace("cpi", "cip"), "unknown-name", "unknown index `cip`; did you mean `cpi`?", id="name"
        ),
        pytest.param(
            INDEX.replace("base: 2025-01", "base: 2025-02"),
            "index-base",
            "expected a month that `cpi` has a figure for, not `2025-02`",
            id="a base without a figure",
        ),
        pytest.param(INDEX.replace("base: 2025-01, ", ""), "index-key", "expected `base` beside `cpi`", id="no base"),
        pytest.param(INDEX.replace("of: January, ", ""), "index-key", "expected `of` beside `cpi`", id="no month"),
        pytest.param(
            "index: {by: {cpi: {share: 50%, base: 2025-01, of: May}}, base: 2025-01, every: [2026-06-01], "
            "compared_with: base}",
            "index-key",
            "expected `base` beside each index of `by`, not here",
            id="a base for several",
        ),
        pytest.param(
            "index: {by: {cip: {share: 50%, base: 2025-01, of: May}}, every: [2026-06-01], compared_with: base}",
            "unknown-name",
            "unknown index `cip`; did you mean `cpi`?",
            id="one of several",
        ),
        pytest.param(
            INDEX.replace("[2026-06-01]", "contract year"),
            "index-key",
            "expected `from`, before which no contract year is a review",
            id="a rhythm without a beginning",
        ),
        *[
            pytest.param(
                INDEX.replace("[2026-06-01]", f"contract year, from: {since}"),
                "unexpected-value",
                f"expected a date, or a contract year from `year 1` to `year 99`, not `{since}`",
                id=f"from {since}",
            )
            for since in ("year 2027", "year 0", "year 100", "year two", "year -1", "year  2")
        ],
        pytest.param(
            INDEX.replace("}", ", from: 2026-04-01}"),
            "index-key",
            "expected no `from` beside listed days, of which the first is it",
            id="listed days with a beginning",
        ),
        pytest.param(
            INDEX.replace("[2026-06-01]", "[2026-06-01, 2026-06-01]"),
            "dates-order",
            "expected a day after 2026-06-01, not 2026-06-01",
            id="days that do not rise",
        ),
        pytest.param(
            INDEX.replace("}", ", cap: 3%}"),
            "index-key",
            "expected `compared_with: base` or `review_before`, which differ from the second review on",
            id="a cap on an unsaid change",
        ),
        pytest.param(
            INDEX.replace("}", ", cap: 1%, collar: 2%, compared_with: base}"),
            "index-bounds",
            "expected no less than the collar, 2%, not 1%",
            id="a cap below the collar",
        ),
        pytest.param(
            INDEX.replace("}", ", collar: -100%, compared_with: base}"),
            "index-bounds",
            "expected more than -100%, not -100%",
            id="a collar that leaves nothing",
        ),
        pytest.param(
            INDEX.replace("}", ", cap: -100.5%, compared_with: base}"),
            "index-bounds",
            "expected no less than -100%, not -100.5%",
            id="a cap that takes more than all",
        ),
    ],
)
def test_terms_that_say_too_little_or_too_much_are_refused(index, code, message):
    assert found(index) == [(code, message)]


def test_shares_of_more_than_the_price_are_refused():
    several = "{cpi: {share: 60%, base: 2025-01, of: January}, pay: {share: 50%, base: 2025-04, of: April}}"
    pay = "  pay: {title: Pay, source: constructed, figures: {2025-04: 100}}\n"
    text = indexed(FEE, f"index: {{by: {several}, every: [2026-06-01], compared_with: base}}").replace(CPI, CPI + pay)

    result = compiled("rules.yaml", text.encode(), policies_with())

    assert [one.message for one in result.diagnostics if one.code == "index-share"] == [
        "expected shares of at most 100% in all, not 110%"
    ]


def test_an_entry_without_a_price_is_refused_an_index():
    entry = "- {policy: service_credits, clause: s1, per_point: 0.5% of charges, INDEX}"

    assert found(INDEX, entry) == [
        ("index-no-price", "expected a price to follow the index: a sum in the rule file, or a parameter that is one")
    ]


def test_a_figure_of_nothing_is_refused():
    text = indexed(FEE).replace("131.0", "0")

    assert [one.code for one in compiled("rules.yaml", text.encode(), policies_with()).diagnostics] == ["index-figure"]


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        pytest.param(INDEX.replace("January", "Januar"), "expected a month such as `January`", id="a month's name"),
        pytest.param(INDEX.replace("2025-01", "2025"), "expected a month such as `2026-01`", id="a base's label"),
        pytest.param("index: {by: cpi}", "expected the key `every`", id="no reviews"),
        pytest.param(INDEX.replace("every", "evry"), "did you mean `every`", id="a key misspelt"),
    ],
)
def test_words_that_nobody_knows_are_reported_where_they_stand(broken, complaint):
    assert any(complaint in message for _, message in found(broken))


def digest(text):
    """Return the digest of the rules in *text*."""
    return compiled("rules.yaml", text.encode(), policies_with()).rules.digest


def test_the_digest_covers_figures_and_terms_and_not_how_they_are_written():
    text = indexed(FEE)

    assert digest(text) == digest(re.sub(r"129\.0\b", "129", text))
    others = [("134.2", "134.3"), ("of: January", "of: May"), ("2025-01, of", "2026-01, of")]
    assert digest(text) not in {digest(text.replace(*other)) for other in others}


def test_the_canonical_text_compiles_to_the_same_rules():
    several = "{cpi: {share: 60%, base: 2025-01, of: 3 months before}}"
    terms = "compared_with: review_before, precision: '4 dp, half up', cap: 5%, collar: 0%, missing: as_before"
    index = f"index: {{by: {several}, every: contract year, from: year 2, {terms}}}"
    rules = compiled("rules.yaml", indexed(FEE, index).encode(), policies_with()).rules

    again = compiled("rules.yaml", rules.canonical.encode(), policies_with()).rules

    assert (again.digest, again.payments[0].index) == (rules.digest, rules.payments[0].index)


def test_a_contract_that_starts_within_a_year_has_reviews_of_its_own():
    index = "index: {by: cpi, base: 2025-01, of: January, from: year 2, every: contract year}"
    decisions = fees(indexed(FEE, index), 13, start=date(2026, 4, 15))

    assert decisions == ["1000.00"] * 12 + ["1015.50"]


def test_a_figure_that_is_published_comes_in_a_version_of_three_lines():
    index = "index: {by: cpi, base: 2025-01, of: January, from: 2026-04-01, every: financial year}"
    first = indexed(FEE, index).replace(", 2027-01: 131.0", "")
    later = (
        "rule_set: test\nextends: test@2026-04-01\nin_force: 2027-03-01\nindices: {cpi: {figures: {2027-01: 131.0}}}\n"
    )
    found = bound({"rules-2026-04-01.yaml": first.encode(), "rules.yaml": later.encode()}, policies_with())

    assert [str(one) for one in found.diagnostics if one.severity.value == "error"] == []
    before, after = (version.payments[0].index for version in found.book.versions)
    with pytest.raises(ValueError, match="for January 2027 is missing"):
        before.factors(date(2026, 4, 1), date(2027, 4, 30))
    assert [(one.value, one.of) for one in after.factors(date(2026, 4, 1), date(2027, 4, 30))] == [(131, 129)]
