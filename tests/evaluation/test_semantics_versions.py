"""SEMANTICS 28 and 29: dated versions of one rule set, and the text that a digest covers."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest

from engine.compiler.rule_books import bound
from engine.compiler.rule_sets import compiled
from tests.evaluation.builders import POLICIES, SUPPRESSED, Provider, kpi, outcome, rating, rule_file, rules, rung

LADDER = """
    - policy: ladder
      climb: jump
      rungs: [{rung: routine}, {rung: RUNG, decision: remediation, enter: "failures(KPI) >= 2"}]
"""


def version(since, name="kpi", stood="plan", **parts):
    ladder = LADDER.replace("RUNG", stood).replace("KPI", name)
    shape = {"kpis": kpi(name), "escalation": ladder} | parts
    return rule_file(in_force=since, **shape)


def versions(*texts):
    return bound({f"{number}.yaml": text.encode() for number, text in enumerate(texts)}, POLICIES)


def codes(*texts):
    return {one.code for one in versions(*texts).diagnostics if one.severity.value == "error"}


def test_semantics_28_the_rules_in_force_on_a_periods_last_day_decide_it():
    stricter = kpi(bands="{good: 92}")
    book = versions(version("2026-01-01"), version("2026-07-01", kpis=stricter)).book

    june, july = (book.on(date(2026, *day)) for day in [(6, 30), (7, 31)])

    assert (june.in_force, july.in_force) == (date(2026, 1, 1), date(2026, 7, 1))
    assert rating(Provider(june).reports(figure=91, decided_on=date(2026, 8, 20))) == "good"
    assert rating(Provider(july).reports(figure=91)) == "inadequate"
    assert book.on(date(2025, 12, 31)) is None


def test_semantics_28_earlier_periods_keep_what_was_decided_and_windows_read_them_by_name():
    old, new = versions(version("2026-01-01"), version("2026-05-01", kpis=kpi(bands="{good: 50}"))).book.versions
    provider = Provider(old)
    provider.reports(figure=75)
    provider.rules = new

    decision = provider.reports(figure=0)

    assert provider.standing.records[0].kpis["kpi"].rating.name == "requires_improvement"
    assert rung(decision) == "plan"


def test_semantics_28_a_renamed_kpi_and_rung_are_known_by_their_new_names():
    was = "{kpis: {kpi: punctuality}, rungs: {ladder: {plan: improvement}}}"
    old, new = versions(
        version("2026-01-01"), version("2026-06-01", "punctuality", "improvement", was=was)
    ).book.versions
    provider = Provider(old)
    provider.reports_each(0, 0)
    provider.rules = new

    decision = provider.reports(figure=0)

    assert (decision.moves[0].before, decision.moves[0].kind.value) == ("improvement", "held")
    assert outcome(decision, "punctuality").repeat


def test_semantics_22_standing_is_kept_by_the_ladders_name_wherever_the_next_version_puts_it():
    lot = LADDER.replace("policy: ladder", "policy: ladder\n      name: lot").replace(
        "failures(KPI) >= 2", "figure < 10"
    )
    contract = LADDER.replace("KPI", "kpi")
    old, new = (
        rules(escalation=(first + second).replace("RUNG", "plan"), in_force=since)
        for first, second, since in [(contract, lot, "2026-01-01"), (lot, contract, "2026-06-01")]
    )
    provider = Provider(old)
    provider.reports_each(75, 75)
    provider.rules = new

    decision = provider.reports(figure=95)

    assert {move.ladder: (move.before, move.after) for move in decision.moves} == {
        "lot": ("routine", "routine"),
        "ladder": ("plan", "plan"),
    }


@pytest.mark.parametrize(
    ("entry", "figures", "came"),
    [
        pytest.param(
            "{policy: suspended_credits, per_failure: 100, kpis: [KPI], not_rated: wait, at_end: avoided}",
            [75, 75],
            ("deduction", "applied", "100.00"),
            id="a suspended credit is upheld",
        ),
        pytest.param(
            "{policy: at_risk_incentive, amount: 100, paid: in_arrears, short_periods: whole, "
            "not_rated: stays_at_risk, unmeasured_at_end: wait, "
            "indicators: {KPI: {share: 100%, minimum: 0, maximum: 50}}}",
            [SUPPRESSED, 75],
            ("incentive", "applied", "200.00"),
            id="what stays at risk is earned",
        ),
    ],
)
def test_semantics_28_what_a_policy_remembers_of_a_renamed_kpi_is_known_by_its_new_name(entry, figures, came):
    paid = {name: f"- {entry.replace('KPI', name)}" for name in ("kpi", "punctuality")}
    was = "{kpis: {kpi: punctuality}}"
    old, new = versions(
        version("2026-01-01", payment=paid["kpi"]),
        version("2026-05-01", "punctuality", payment=paid["punctuality"], was=was),
    ).book.versions
    provider = Provider(old)
    provider.reports(figure=figures[0])
    provider.rules = new

    (line,) = provider.reports(figure=figures[1]).payment.lines

    assert (line.kind.value, line.state.value, str(line.applied)) == came


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param({"name": "renamed"}, {"version-lost"}, id="a KPI renamed without a word"),
        pytest.param({"name": "renamed", "was": "{kpis: {kpi: renamed}}"}, set(), id="a KPI renamed with was"),
        pytest.param({"name": "new", "was": "{kpis: {kpi: dropped}}"}, set(), id="a KPI dropped with was"),
        pytest.param({"stood": "other_rung"}, {"version-lost"}, id="a rung renamed without a word"),
        pytest.param(
            {"scale": "{name: own, ratings: [good, requires_improvement], not_rated: none_given}",
             "kpis": kpi(bands="{good: 90}")},
            {"version-lost"},
            id="another scale without a word",
        ),
    ],
)  # fmt: skip
def test_semantics_28_a_version_that_drops_or_renames_says_was_or_is_refused(changed, expected):
    assert codes(version("2026-01-01"), version("2026-06-01", **changed)) == expected


def paid(name, more="", policy="suspended_credits"):
    terms = {
        "suspended_credits": "per_failure: 100, kpis: [kpi], not_rated: wait, at_end: avoided",
        "service_credits": "per_failure: 100",
        "instalments": "amount: 1200.00, number: 12",
    }
    return f"- {{policy: {policy}, name: {name}, {terms[policy]}{more}}}"


@pytest.mark.parametrize(
    ("was", "credited"),
    [
        pytest.param("{payment: {held: waiting}}", ["100.00"], id="renamed, what it suspended is upheld"),
        pytest.param("{payment: {held: dropped}}", [], id="dropped, another entry knows nothing of it"),
    ],
)
def test_semantics_28_what_a_payment_entry_remembers_is_known_by_what_was_says_of_it(was, credited):
    old, new = versions(
        version("2026-01-01", payment=paid("held")), version("2026-05-01", payment=paid("waiting"), was=was)
    ).book.versions
    provider = Provider(old)
    provider.reports(figure=75)
    provider.rules = new

    lines = provider.reports(figure=75).payment.lines

    assert [str(line.applied) for line in lines if line.policy and line.state.value == "applied"] == credited


@pytest.mark.parametrize(
    ("cap", "entry", "was", "left"),
    [
        pytest.param("150.00", "credits", "{}", "50.00", id="the same names"),
        pytest.param("150.00", "reductions", "{payment: {credits: reductions}}", "50.00", id="an entry with its cap"),
        pytest.param(
            "[1000.00, {limit: 150.00, over: contract}]",
            "credits",
            "{caps: {credits: credits-2}}",
            "50.00",
            id="one cap of several now",
        ),
        pytest.param("150.00", "credits", "{caps: {credits: dropped}}", "100.00", id="a cap that is another now"),
    ],
)
def test_semantics_28_what_was_used_of_a_cap_is_known_by_what_was_says_of_it(cap, entry, was, left):
    cap = f"{{limit: {cap}, over: contract}}" if cap == "150.00" else cap
    first = paid("credits", ", cap: {limit: 150.00, over: contract}", "service_credits")
    old, new = versions(
        version("2026-01-01", payment=first),
        version("2026-05-01", payment=paid(entry, f", cap: {cap}", "service_credits"), was=was),
    ).book.versions
    provider = Provider(old)
    provider.reports(figure=75)
    provider.rules = new

    lines = provider.reports(figure=75).payment.lines

    assert [str(line.applied) for line in lines if line.policy] == [left]


def test_semantics_28_a_cap_of_a_later_version_knows_the_charges_of_the_months_before_it():
    fee = "- {policy: fixed_fee, name: fee, amount: 1000.00, short_periods: whole}\n"
    cap = ", cap: {limit: 1% of fee, basis: twelve months}"
    old, new = versions(
        version("2026-01-01", payment=fee + paid("credits", policy="service_credits")),
        version("2026-05-01", payment=fee + paid("credits", cap, "service_credits")),
    ).book.versions
    provider = Provider(old)
    provider.reports(figure=95)
    provider.rules = new

    _, credits_ = provider.reports(figure=75).payment.lines

    assert [str(use.limit) for use in credits_.caps] == ["20.00"]


LONG_CAP = ", cap: {limit: 150.00, over: contract}"


@pytest.mark.parametrize(
    ("before", "after", "was", "expected"),
    [
        pytest.param(
            paid("held"), paid("waiting"), "{}",
            "expected the payment entry `held`, which remembers sums, of `0.yaml`, or under `was:` what became of it",
            id="what remembers is renamed without a word",
        ),
        pytest.param(
            paid("held"), paid("held", policy="instalments"), "{}",
            "expected `held` to have the policy `suspended_credits`, which remembers sums as `held` of `0.yaml`, "
            "or under `was:` what became of it",
            id="what remembers has another policy",
        ),
        pytest.param(
            paid("credits", LONG_CAP, "service_credits"), paid("reductions", LONG_CAP, "service_credits"), "{}",
            "expected the cap `credits`, of which earlier periods have used, of `0.yaml`, "
            "or under `was:` what became of it",
            id="a cap of the contract is renamed without a word",
        ),
        pytest.param(
            paid("held"), paid("waiting"), "{payment: {hold: waiting}}",
            "expected a payment entry of the version before, not `hold`; did you mean `held`?",
            id="what there never was",
        ),
        pytest.param(
            paid("held"), paid("waiting"), "{payment: {held: wating}}",
            "unknown payment entry `wating`; did you mean `waiting`?",
            id="what there is not now",
        ),
        pytest.param(
            "\n".join([paid("held"), paid("waiting")]), paid("waiting"), "{payment: {held: waiting}}",
            "expected another payment entry than `waiting`, as `waiting` of `0.yaml` is `waiting` too: "
            "say what became of that, or `dropped`",
            id="two that become one",
        ),
    ],
)  # fmt: skip
def test_semantics_28_a_version_that_would_forget_sums_says_was_or_is_refused(before, after, was, expected):
    found = versions(version("2026-01-01", payment=before), version("2026-06-01", payment=after, was=was)).diagnostics

    assert expected in [one.message for one in found if one.severity.value == "error"]


def warnings(*texts):
    return [one.message for one in versions(*texts).diagnostics if one.code == "version-lost"]


def test_semantics_28_a_version_that_drops_what_remembers_sums_is_told_what_that_gives_up():
    before, after = paid("held"), paid("credits", policy="service_credits")

    assert warnings(
        version("2026-01-01", payment=before),
        version("2026-06-01", payment=after, was="{payment: {held: dropped}}"),
    ) == ["what `held` still holds then, such as sums withheld or suspended, is settled by nobody"]


@pytest.mark.parametrize(
    ("fee", "was", "told"),
    [
        pytest.param("fee", "{}", [], id="the same entry"),
        pytest.param("price", "{payment: {fee: price}}", [], id="one that is called otherwise"),
        pytest.param(
            "price",
            "{}",
            ["the cap `credits` counts nothing of periods under `0.yaml`, which has no `price`"],
            id="another",
        ),
    ],
)
def test_semantics_28_a_cap_of_what_the_version_before_has_not_is_told_what_it_leaves_out(fee, was, told):
    fees = "- {policy: fixed_fee, name: NAME, amount: 1000.00, short_periods: whole}\n"
    cap = f", cap: {{limit: 1% of {fee}, basis: twelve months}}"
    after = fees.replace("NAME", fee) + paid("credits", cap, "service_credits")

    assert (
        warnings(
            version("2026-01-01", payment=fees.replace("NAME", "fee")),
            version("2026-06-01", payment=after, was=was),
        )
        == told
    )


def test_semantics_28_what_neither_remembers_nor_has_used_a_cap_may_go_without_a_word():
    cap = ", cap: 150.00"
    first, second = (paid(name, cap, "service_credits") for name in ("credits", "reductions"))

    assert codes(version("2026-01-01", payment=first), version("2026-06-01", payment=second)) == set()


@pytest.mark.parametrize("name", ["lot", None])
def test_semantics_28_a_version_without_a_ladder_or_with_another_name_for_it_is_refused(name):
    named = LADDER.replace("policy: ladder", f"policy: ladder\n      name: {name}").replace("KPI", "kpi")
    escalation = named.replace("RUNG", "plan") if name else ""

    found = versions(version("2026-01-01"), version("2026-06-01", escalation=escalation)).diagnostics

    errors = [one.headline() for one in found if one.severity.value == "error"]
    assert ["expected the ladder `ladder` of `0.yaml` by its name" in one for one in errors] == [True]


def test_semantics_28_another_text_has_another_digest():
    assert rules(kpis=kpi(bands="{good: 90}")).digest != rules(kpis=kpi(bands="{good: 91}")).digest


@pytest.mark.parametrize(
    "rewritten",
    [
        pytest.param(lambda text: "# a comment\n" + text, id="comments"),
        pytest.param(lambda text: text.replace("good: 90,", "good:   '90.0',"), id="spacing, quotes and zeros"),
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="line ends"),
    ],
)
def test_semantics_29_what_means_the_same_has_the_same_digest(rewritten):
    text = rule_file(kpis=kpi())
    first, second = (compiled("rules.yaml", one.encode(), POLICIES).rules for one in (text, rewritten(text)))

    assert text != rewritten(text)
    assert first.digest == second.digest
    assert first.digest == sha256(first.canonical.encode()).hexdigest()


def test_semantics_29_the_canonical_text_compiles_to_the_same_rules_again():
    rule_set = rules(
        escalation=LADDER.replace("RUNG", "plan").replace("KPI", "kpi"),
        payment="- {policy: service_credits, by_rating: {inadequate: {year 1: 0.5% of charges, year 2: 12.50}}}",
    )

    again = compiled("canonical.json", rule_set.canonical.encode(), POLICIES).rules

    assert again is not None
    assert (again.canonical, again.digest) == (rule_set.canonical, rule_set.digest)
    assert Provider(again).reports(figure=0) == Provider(rule_set).reports(figure=0)


def test_semantics_29_a_decision_names_the_digest_of_the_rules_that_made_it():
    rule_set = rules()

    assert Provider(rule_set).reports(figure=95).rules.digest == rule_set.digest
