"""The section `ranking`: what it may say, and every mistake in it at its place."""

import json
from datetime import date

import pytest

from engine.compiler.bases import Bases
from engine.compiler.rule_books import bound
from engine.compiler.rule_sets import compiled
from engine.model.ranking import CONFIDENCES, AgainstBest, Best, Between, Rate, Unscored
from tests.evaluation.builders import POLICIES, rule_file
from tests.evaluation.ranking.builders import framework, framework_parts

VISITS = "visits: {kpi: missed_visits, weight: 100%, full_at: 0, none_at: 5, rate: {of: visits}}"
SCORES = "{good: 100, approaching_target: 60, requires_improvement: 30, inadequate: 0}"
LADDER = """
- policy: ladder
  name: offers
  climb: jump
  rungs: [{rung: offered}, {rung: suspended, decision: escalation, enter: "failures() > 1"}]
"""


def found(*criteria, **parts):
    text = rule_file(**framework_parts(*criteria, **parts))
    errors = [
        one for one in compiled("rules.yaml", text.encode(), POLICIES).diagnostics if one.severity.value == "error"
    ]
    return [(one.code, one.line.strip().partition(":")[0], one.message) for one in errors]


def test_a_ranking_is_read_as_it_is_written():
    rules = framework(
        VISITS.replace("100%", "60%"),
        "price: {kpi: price, weight: 40%, full_at: lowest, title: Price of an hour}",
        confidence="99%",
        over="6 periods",
        ties="[price]",
        suspended="{offers: [suspended]}",
        escalation=LADDER,
        not_rated="not_ranked",
    )

    ranking = rules.ranking
    assert [one.scoring for one in ranking.criteria] == [Between(5, 0), AgainstBest(Best.LOWEST)]
    assert [one.rate for one in ranking.criteria] == [Rate("visits", 100, "visits"), None]
    assert [one.title for one in ranking.criteria] == ["missed visits", "Price of an hour"]
    assert (ranking.periods, ranking.ties, ranking.suspended) == (6, ("price",), {"offers": {"suspended"}})
    assert ranking.confidence == CONFIDENCES["99%"]
    assert ranking.absences == (0, 0, Unscored.LEAVE_OUT, Unscored.NOT_RANKED)


def test_the_digest_covers_the_ranking_and_its_canonical_form_reads_the_same():
    rules, other = framework(VISITS, confidence="95%"), framework(VISITS, confidence="99%")

    again = compiled("again.yaml", rules.canonical.encode(), POLICIES).rules

    assert rules.digest != other.digest
    assert (again.digest, again.ranking) == (rules.digest, rules.ranking)
    assert json.loads(rules.canonical)["ranking"]["confidence"] == "95%"


@pytest.mark.parametrize(
    ("criteria", "parts", "said"),
    [
        pytest.param(
            [VISITS.replace("missed_visits", "missed_visit")],
            {"confidence": "95%"},
            ("unknown-name", "visits", "unknown KPI `missed_visit`; did you mean `missed_visits`?"),
            id="a KPI that is not there",
        ),
        pytest.param(
            ["quality: {kpi: score, weight: 60%}"],
            {},
            ("weights-total", "criteria", "expected weights that total 100%, not 60%"),
            id="weights of less than the whole",
        ),
        pytest.param(
            ["quality: {kpi: score, weight: 0%}", "again: {kpi: score, weight: 100%}"],
            {},
            ("weight-negative", "quality", "expected a weight of more than 0%, not 0%"),
            id="a weight of nothing",
        ),
        pytest.param(
            ["cqc: {kpi: regulator, weight: 100%}"],
            {},
            ("scores-missing", "cqc", "expected `scores` for `regulator`, whose value is a choice, not a number"),
            id="a choice without scores",
        ),
        pytest.param(
            ["cqc: {kpi: regulator, weight: 100%, scores: {Good: 75, Poor: 0}}"],
            {},
            ("scores-missing", "cqc", "expected a score for `None` too"),
            id="a choice left out",
        ),
        pytest.param(
            ["cqc: {kpi: regulator, weight: 100%, scores: {Good: 75, Poor: 0, None: 1, Goods: 2}}"],
            {},
            ("unknown-choice", "cqc", "unknown choice or rating `Goods`; did you mean `Good`?"),
            id="a choice that is not there",
        ),
        pytest.param(
            [f"quality: {{kpi: score, weight: 100%, scores: {SCORES}}}"],
            {},
            ("kpi-unbanded", "quality", "expected a KPI with a rating: `score` has no bands"),
            id="scores of ratings that the KPI has not",
        ),
        pytest.param(
            ["quality: {kpi: score, weight: 100%, full_at: 5}"],
            {},
            ("missing-key", "quality", "expected `none_at` beside `full_at`: the figure with no score any more"),
            id="one end of a line",
        ),
        pytest.param(
            ["quality: {kpi: score, weight: 100%, none_at: 5}"],
            {},
            ("missing-key", "quality", "expected `full_at` beside `none_at`: the figure with the full score"),
            id="the other end",
        ),
        pytest.param(
            ["quality: {kpi: score, weight: 100%, full_at: 5, none_at: 5.0}"],
            {},
            ("bounds-order", "quality", "expected two figures, one with the full score and one with none"),
            id="both ends the same",
        ),
        pytest.param(
            ["price: {kpi: price, weight: 100%, full_at: lowest, none_at: 5}"],
            {},
            (
                "key-alone",
                "price",
                "expected no `none_at` beside `full_at: lowest`: others score in proportion to the best",
            ),
            id="a line for what is held against the best",
        ),
        pytest.param(
            [f"visits: {{kpi: missed_visits, weight: 100%, full_at: 2, scores: {SCORES}}}"],
            {},
            ("key-alone", "visits", "expected `scores` or `full_at`, not both"),
            id="two ways to score",
        ),
        pytest.param(
            [VISITS],
            {},
            (
                "missing-key",
                "visits",
                "expected a `confidence` such as `95%` beside a `rate`: how sure its interval is",
            ),
            id="a rate without a confidence",
        ),
        pytest.param(
            ["quality: {kpi: score, weight: 100%}"],
            {"confidence": "95%"},
            ("key-alone", "confidence", "expected `confidence` beside a `rate` only: no criterion has one"),
            id="a confidence in nothing",
        ),
        pytest.param(
            [VISITS.replace("of: visits", "of: missing")],
            {"confidence": "95%"},
            ("unknown-name", "visits", "unknown figure of the KPI `missing`; did you mean `missed`?"),
            id="a rate of what the KPI does not read",
        ),
        pytest.param(
            [VISITS.replace("of: visits", "of: visits, per: 0")],
            {"confidence": "95%"},
            ("bounds-order", "visits", "expected a number of more than 0"),
            id="a rate in nothing",
        ),
        pytest.param(
            ["quality: {kpi: score, weight: 100%}"],
            {"ties": "[quality, price]"},
            ("unknown-name", "ties", "unknown criterion `price`; known: `quality`"),
            id="a tie settled by what is no criterion",
        ),
        pytest.param(
            ["quality: {kpi: score, weight: 100%}"],
            {"ties": "[quality, quality]"},
            ("name-twice", "ties", "expected each criterion once: `quality` stands twice"),
            id="a tie settled twice",
        ),
        pytest.param(
            ["quality: {kpi: score, weight: 100%}"],
            {"suspended": "{offer: [suspended]}", "escalation": LADDER},
            ("unknown-name", "suspended", "unknown ladder `offer`; did you mean `offers`?"),
            id="a ladder that is not there",
        ),
        pytest.param(
            ["quality: {kpi: score, weight: 100%}"],
            {"suspended": "{offers: [suspension]}", "escalation": LADDER},
            ("unknown-name", "suspended", "unknown rung `suspension`; did you mean `suspended`?"),
            id="a rung that is not there",
        ),
        pytest.param(
            ["quality: {kpi: score, weight: 100%}"],
            {"missing": "leave_in"},
            (
                "unexpected-value",
                "missing",
                "expected a score from 0 to 100, `leave_out` or `not_ranked`, not `leave_in`; "
                "did you mean `leave_out`?",
            ),
            id="a word that says nothing about a missing figure",
        ),
        pytest.param(
            ["quality: {kpi: score, weight: 100%}"],
            {"not_returned": "101"},
            ("unexpected-value", "not_returned", "expected a score from 0 to 100, not `101`"),
            id="a score beyond the full one",
        ),
        pytest.param(
            [VISITS],
            {"confidence": "97%"},
            ("unexpected-value", "confidence", "expected one of `90%`, `95%`, `99%`, `99.8%`, not `97%`"),
            id="a confidence that nobody uses",
        ),
        pytest.param(
            ["quality: {kpi: score, weight: 100%, full_at: low}"],
            {},
            (
                "unexpected-value",
                "quality",
                "expected a number, `lowest` or `highest`, not `low`; did you mean `lowest`?",
            ),
            id="a best that is none",
        ),
    ],
)
def test_a_mistake_is_said_once_where_it_stands(criteria, parts, said):
    assert found(*criteria, **parts) == [said]


def test_what_a_missing_figure_means_has_no_default():
    (one,) = found("quality: {kpi: score, weight: 100%}", suppressed="")

    assert "suppressed" in one[2]


def test_a_lot_ranks_as_its_framework_does_and_knows_it():
    base = rule_file(**framework_parts("quality: {kpi: score, weight: 100%}")).replace(
        "rule_set: test", "rule_set: base"
    )
    lot = "rule_set: lot\nextends: base@2020-01-01\nin_force: 2020-01-01\nranking: {precision: '0 dp, half up'}\n"
    town = "rule_set: town\nextends: lot@2020-01-01\nin_force: 2020-01-01\n"

    bases = Bases.of({"base.yaml": base.encode(), "lot.yaml": lot.encode()})
    book = bound({"town.yaml": town.encode()}, POLICIES, bases=bases).book

    assert [book.is_under(name, date(2026, 4, 30)) for name in ("town", "lot", "base", "other")] == [
        True,
        True,
        True,
        False,
    ]
    assert not book.is_under("base", date(2019, 12, 31))
    assert book.latest.ranking.precision.places == 0
    assert book.latest.ranking.criteria[0].kpi == "score"
