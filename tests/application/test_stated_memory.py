"""What payment entries remember of a contract that runs already is stated by the names that they read, or refused."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from engine.application.requests import EventRequest
from engine.errors import SubmissionError
from engine.model.decimals import plain
from engine.model.events import Reported
from engine.model.figures import Absence
from engine.plugins.testing import policies_with
from tests.application.builders import Desk
from tests.application.test_openings import opens, stated
from tests.evaluation.builders import kpi, rule_file
from tests.plugins.strangers import Tip

OUTPUTS = """
- {policy: output_bands, name: outputs, clause: s1, bands: [{up_to: 3, price: 100}, {price: 80}],
   milestones: {start: {weight: 100%, reached: visits, disproved: missed}}}
"""
ENTRIES = {
    "outputs": OUTPUTS,
    "retention": """
- {policy: withholding, name: retention, clause: s1,
   withheld: {amount: 50.00, when: figure < 50}, repaid_when: figure >= 90,
   interest: "10", at_end: released}
""",
    "kept": """
- {policy: withholding, name: kept, clause: s1, withheld: {amount: 50.00, when: figure < 50},
   retained_when: figure >= 90, unjustified: cleared, interest: "10", at_end: retained}
""",
    "for_milestones": """
- {policy: withholding, name: for_milestones, clause: s1, withheld: {amount: 50.00, per_milestone: improvement},
   unjustified: cleared, interest: "10", at_end: retained}
""",
    "for_agreement": """
- {policy: withholding, name: for_agreement, clause: s1, at_end: released,
   withheld: {amount: 50.00, per_plan_not_agreed: improvement, agreed_within: 15 days}}
""",
    "releasing": """
- {policy: withholding, name: releasing, clause: s1, withheld: {amount: 50.00, per_milestone: improvement},
   released_when: figure >= 90, at_end: retained}
""",
    "suspended": """
- {policy: suspended_credits, name: suspended, clause: s1, per_failure: 100, not_rated: wait, at_end: avoided}
""",
    "risk": """
- {policy: at_risk_incentive, name: risk, clause: s1, amount: 100, paid: in_arrears, short_periods: whole,
   not_rated: stays_at_risk, unmeasured_at_end: earns_nothing,
   indicators: {kpi: {share: 100%, minimum: 0, maximum: 50}}}
""",
    "instalments": "- {policy: instalments, name: instalments, clause: s1, amount: 1200.00, number: 12}",
    "gain": """
- {policy: gain_share, name: gain, clause: s1, expected: 1000.00, actual: charges, settled: contract_year,
   savings: {bands: [{share: 50%}]}}
""",
    "budget": """
- {policy: tapering_budget, name: budget, clause: s1, base: 12000.00, falls: {by: 0%, each_of: base_year},
   spent: charges, paid: budget, instalments: 12, kept: 50%, borne: 50%}
""",
    "capitation": """
- {policy: capitation, name: capitation, clause: s1, people: visits, rate: 10.00, short_periods: whole, at_risk: 20%,
   score: {not_rated: wait, unmeasured_at_end: earns_nothing,
     indicators: {seldom: {weight: 100%, minimum: 50, maximum: 100}}}}
""",
    "lead": """
- {policy: lead_provider, name: lead, clause: s1, instalments: 12,
   group: {people: 1000, counted: present}, optimum: {care: {share: 100%, price: 120.00}},
   true_up: {people: visits, settled: contract_year}}
""",
    "premium": """
- {policy: quality_premium, name: premium, clause: s1, of: charges, quality: kpi, by_rating: {good: 2%},
   not_rated: as_before}
""",
    "fee": "- {policy: fixed_fee, name: fee, clause: s1, amount: charges, short_periods: whole}",
}


COUNTS = {"visits": "7", "missed": "0", "charges": "912.34"}


def desk_of(*names, policies=None, more="", **stated_of_it):
    payment = "".join(ENTRIES[name].strip("\n") + "\n" for name in names) + more
    desk = Desk(
        rule_file(
            kpis=kpi() + kpi("seldom", every="3 months"),
            payment=payment,
            events="{cleared: {}, improvement: {is: plan}}",
        ),
        **({"policies": policies} if policies else {}),
    )
    desk.registers(**{"start": date(2025, 4, 1)} | stated_of_it)
    desk.clock.is_on(date(2026, 5, 11))
    return desk


def stated_month():
    """Return the month before Plimsoll, without money of its own."""
    return stated("2026-03")._replace(credits={})


def lines(recorded):
    found = recorded.decision.payment.lines
    return [(line.entry, line.kind.value, line.applied) for line in found if line.policy]


def test_the_volume_of_before_fills_the_bands_and_is_taken_back_at_its_price():
    desk = desk_of("outputs")
    volume = {"volume of start, band 1, 2026-03-31, at 100": "2", "paid for outputs": "200"}
    opens(desk, stated_month(), withheld={"outputs": volume})

    april = desk.submits("2026-04", "95", visits="2", missed="0")
    may = desk.submits("2026-05", "95", visits="0", missed="3")

    assert lines(april) == [("outputs", "fee", Decimal("180.00"))]
    assert lines(may) == [("outputs", "clawback", Decimal("280.00"))]


PAGES = Path(__file__).parents[2] / "docs" / "policies"


@pytest.mark.parametrize("entry", [name for name in ENTRIES if name not in {"fee", "outputs", "risk"}])
def test_a_policys_page_has_every_name_that_may_be_stated(entry):
    [rules] = desk_of(entry).application.shelf.books["test"].versions
    [payment] = rules.payments

    forms = payment.policy.may_be_stated(payment.parameters)

    text = (PAGES / f"{payment.policy.name}.md").read_text(encoding="utf-8")
    assert forms
    assert [form for form in forms if f"`{form}`" not in text] == []


OF_PLANS = {"for_milestones", "for_agreement", "releasing"}


@pytest.mark.parametrize("entry", [name for name in ENTRIES if name not in {"fee", *OF_PLANS}])
def test_what_is_stated_as_it_was_remembered_goes_on_as_if_it_had_been_decided(entry):
    decided, taken_over = (desk_of(entry, start=date(2025, 7, 1), end=date(2025, 10, 31)) for _ in range(2))
    for month, figure in (("2025-07", "95"), ("2025-08", "40")):
        decided.submits(month, figure if entry != "risk" else Absence.SUPPRESSED, **COUNTS)
    memory = decided.application.contracts.standing("cedar").standing.memory[entry]
    assert memory

    texts = {name: plain(number) for name, number in memory.items()}
    before = [stated(month)._replace(credits={}) for month in ("2025-07", "2025-08")]
    opens(taken_over, *before, withheld={entry: texts})
    later = [
        [lines(one.submits(month, figure, **COUNTS)) for month, figure in (("2025-09", "95"), ("2025-10", "40"))]
        for one in (decided, taken_over)
    ]

    assert later[0] == later[1]
    assert later[0] != [[], []]


def test_what_was_withheld_before_is_repaid_with_interest_from_its_day():
    desk = desk_of("retention")
    opens(desk, stated_month(), withheld={"retention": {"withheld 2026-03-31": "365"}})

    april = desk.submits("2026-04", "95")

    assert ("retention", "released", Decimal("365.00")) in lines(april)
    assert ("retention", "interest", Decimal("3.00")) in lines(april)


def test_what_was_retained_before_is_paid_back_when_it_is_found_unjustified():
    desk = desk_of("kept")
    opens(desk, stated_month(), withheld={"kept": {"retained 2026-03-31": "365"}})
    cleared = EventRequest("cedar", date(2026, 4, 20), "A. Officer", "found unjustified", Reported("cleared"))
    desk.application.events.record(desk.call(), cleared)

    april = desk.submits("2026-04", "75")

    assert lines(april) == [("kept", "released", Decimal("365.00")), ("kept", "interest", Decimal("3.00"))]


def test_what_was_withheld_for_a_plan_of_before_is_released_by_a_condition():
    desk = desk_of("releasing")
    opens(desk, stated_month(), withheld={"releasing": {"withheld 2026-03-31": "365"}})

    april = desk.submits("2026-04", "95")

    assert lines(april) == [("releasing", "released", Decimal("365.00"))]


def test_what_was_retained_for_a_plan_of_before_is_paid_back_when_it_is_found_unjustified():
    desk = desk_of("for_milestones")
    opens(desk, stated_month(), withheld={"for_milestones": {"retained 2026-03-31": "365"}})
    cleared = EventRequest("cedar", date(2026, 4, 20), "A. Officer", "found unjustified", Reported("cleared"))
    desk.application.events.record(desk.call(), cleared)

    april = desk.submits("2026-04", "75")

    assert ("for_milestones", "released", Decimal("365.00")) in lines(april)


@pytest.mark.parametrize(
    ("entry", "memory", "said"),
    [
        pytest.param(
            "for_milestones",
            {"retained 2026-02-28": "3", "withheld 2026-03-31": "5"},
            "withheld.for_milestones: expected no sum that is withheld, of an entry for plans without `released_when`, "
            "not `withheld 2026-03-31`",
            id="withheld for milestones of a plan that nobody recorded",
        ),
        pytest.param(
            "for_agreement",
            {"withheld 2026-03-31": "5"},
            "no plan is recorded before an opening whose cure releases it",
            id="withheld for a plan that nobody asked for here",
        ),
        pytest.param(
            "retention",
            {"2026-03": "5"},
            "withheld.retention.2026-03: expected a name by which it remembers a number, such as "
            "`withheld 2026-03-31`, not `2026-03`",
            id="a sum by its month alone",
        ),
        pytest.param("retention", {"witheld 2026-03-31": "5"}, "did you mean `withheld 2026-03-31`?", id="mistyped"),
        pytest.param("retention", {"withheld 2026-02-30": "5"}, "not `withheld 2026-02-30`", id="on no day"),
        pytest.param("retention", {"withheld 2026-04-30": "5"}, "not `withheld 2026-04-30`", id="on a day to come"),
        pytest.param("retention", {"retained 2026-03-31": "5"}, "expected a name", id="retained for good"),
        pytest.param("retention", {"withheld 2026-03-31 plan 4": "5"}, "expected a name", id="for a plan of nobody's"),
        pytest.param("suspended", {"suspended 2026-03 KPI kp": "5"}, "mean `suspended 2026-03 KPI kpi`", id="KPI"),
        pytest.param("suspended", {"suspended 2026-04 KPI kpi": "5"}, "expected a name", id="of a period to come"),
        pytest.param("suspended", {"suspended 2026-3 KPI kpi": "5"}, "expected a name", id="of no period"),
        pytest.param("risk", {"at risk": "5"}, "did you mean `at risk KPI kpi`?", id="at risk without its indicator"),
        pytest.param(
            "gain",
            {"expected cost, contract year 1": "5", "actual cost, contract year 1": "5"},
            "such as `expected cost, contract year 2`",
            id="of a contract year that is over",
        ),
        pytest.param(
            "gain",
            {"expected cost, contract year 2": "5"},
            "withheld.gain: expected `expected cost` and `actual cost` of the contract year together, not "
            "`expected cost` alone",
            id="one cost without the other",
        ),
        pytest.param(
            "budget",
            {"agreed, contract year 2": "1000", "paid, contract year 2": "0"},
            "differ by the pennies of rounding, not 1000 and 0: what is between them would move money",
            id="instalments that would be paid again",
        ),
        pytest.param(
            "instalments",
            {"instalments": "2.5"},
            "expected `instalments` to be a whole number up to 12, not 2.5",
            id="half an instalment",
        ),
        pytest.param("instalments", {"instalments": "2"}, "expected `agreed` besides", id="instalments without sums"),
        pytest.param(
            "outputs",
            {"volume of start, band 1, 2026-03-31, at 100": "2"},
            "expected `worth of outputs` and `paid for outputs` to differ by the pennies of rounding, not 200 and 0",
            id="outputs that would be paid again",
        ),
        pytest.param("outputs", {"volume of starts, band 1, 2026-03-31, at 100": "2"}, "expected a name", id="of what"),
        pytest.param("outputs", {"volume of start, band 3, 2026-03-31, at 100": "2"}, "expected a name", id="a band"),
        pytest.param("outputs", {"volume of start, band 1, 2026-03-31, at 100.0": "2"}, "expected a name", id="at"),
        pytest.param(
            "fee",
            {"withheld 2026-03-31": "5"},
            "withheld.fee: expected an entry that remembers sums, which `fixed_fee` does not: of those there is `ret",
            id="what remembers nothing, beside an entry that does",
        ),
    ],
)
def test_what_its_policy_could_not_read_is_refused(entry, memory, said):
    desk = desk_of(entry, *(["retention"] if entry == "fee" else []))

    with pytest.raises(SubmissionError) as caught:
        opens(desk, stated_month(), withheld={entry: memory})

    assert said in str(caught.value)
    assert desk.ledger.version("cedar") == 1


REMEMBERING = {"remembers": lambda *_: {}}


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        pytest.param(Tip(**REMEMBERING), "which `tip` does not: there is none", id="says nothing"),
        pytest.param(
            Tip(may_be_stated=lambda _: 1 / 0, **REMEMBERING),
            "the policy `tip` 1.2 failed",
            id="fails when asked",
        ),
        pytest.param(Tip(may_be_stated=lambda _: [1], **REMEMBERING), "answered what it may not", id="no names"),
        pytest.param(Tip(may_be_stated=lambda _: 1, **REMEMBERING), "not `int`", id="answers a number"),
    ],
)
def test_a_strangers_policy_that_does_not_say_what_may_be_stated_takes_nothing(policy, said):
    desk = desk_of(more="- {policy: tip, clause: s1}", policies=policies_with(policy))

    with pytest.raises(SubmissionError) as caught:
        opens(desk, stated_month(), withheld={"tip": {"held": "5"}})

    assert said in str(caught.value)


def test_a_strangers_policy_that_says_what_may_be_stated_is_given_it():
    given = []
    tip = Tip(lambda _, view: given.append(dict(view.memory)) or (), may_be_stated=lambda _: ["held"], **REMEMBERING)
    desk = desk_of(more="- {policy: tip, clause: s1}", policies=policies_with(tip))

    opens(desk, stated_month(), withheld={"tip": {"held": "5"}})
    desk.submits("2026-04", "95")

    assert given == [{"held": Decimal(5)}]
