# ruff: noqa: RUF001  # look-alikes are what is tested
from dataclasses import replace

import pytest

from engine.expression import Kind
from tests.expression.builders import KPI_VALUE, VOCABULARY, faults, message

DEEP = " + ".join(["missed"] * 33)
REFUSED = [
    # what Python would read
    ("missed.real", 6, "attribute"),
    ("'a'.upper()", 3, "attribute"),
    ("missed ** 2", 7, "power"),
    ("missed // 2", 7, "floor-division"),
    ("missed % 2", 7, "modulo"),
    ("missed > 10%", 11, "modulo"),
    ("missed @ 2", 7, "matrix-product"),
    ("missed << 2", 7, "shift"),
    ("missed >> 2", 7, "shift"),
    ("late & closed", 5, "bit-operation"),
    ("late | closed", 5, "bit-operation"),
    ("late && closed", 5, "bit-operation"),
    ("late || closed", 5, "bit-operation"),
    ("missed ^ 2", 7, "bit-operation"),
    ("~missed", 0, "bit-operation"),
    ("!late", 0, "bit-operation"),
    ("missed[0]", 6, "subscript"),
    ("'abc'[0:1]", 5, "subscript"),
    ("missed = 2", 7, "single-equals"),
    ("(missed = 2)", 8, "single-equals"),
    ("max(1 = 2, 3)", 6, "single-equals"),
    ("missed === 2", 7, "comparison-sign"),
    ("missed <> 2", 7, "comparison-sign"),
    ("missed => 2", 7, "comparison-sign"),
    ("missed =< 2", 7, "comparison-sign"),
    ("missed += 2", 7, "assignment"),
    ("missed **= 2", 7, "assignment"),
    ("(missed := 2)", 8, "walrus"),
    ("missed > 1; late", 10, "semicolon"),
    ("missed > 1\nlate", 10, "second-line"),
    ("missed > 1\n", 10, "second-line"),
    ("missed >\r1", 8, "second-line"),
    ("note == 'a\u2028b'", 10, "second-line"),
    ("missed > 1  # often", 12, "comment"),
    ("[m for m in missed]", 0, "list"),
    ("max(m for m in missed)", 6, "comprehension"),
    ("lambda: missed", 0, "lambda"),
    ("lambda m: m", 0, "lambda"),
    ("f'{missed}'", 0, "text-prefix"),
    ("b'a'", 0, "text-prefix"),
    ("note == r'a'", 8, "text-prefix"),
    ("note == u'a'", 8, "text-prefix"),
    ("await missed", 0, "await"),
    ("yield missed", 0, "yield"),
    ("max(*missed)", 4, "starred"),
    ("max(1, *missed)", 7, "starred"),
    ("max(**missed)", 4, "starred"),
    ("(missed, planned)", 7, "tuple"),
    ("missed, planned", 6, "tuple"),
    ("[missed]", 0, "list"),
    ("{'a': missed}", 0, "braces"),
    ("{missed}", 0, "braces"),
    ("missed in planned", 7, "membership"),
    ("missed not in planned", 11, "membership"),
    ("missed is planned", 7, "identity"),
    ("missed is not planned", 7, "identity"),
    ("missed == None", 10, "none"),
    ("...", 0, "ellipsis"),
    ("missed -> 2", 7, "arrow"),
    ("missed : 2", 7, "colon"),
    ("missed]", 6, "list"),
    ("import os", 0, "keyword"),
    ("class", 0, "keyword"),
    ("missed > 1 except late", 11, "keyword"),
    ("__import__('os')", 0, "private-name"),
    ("_missed > 1", 0, "private-name"),
    ("_", 0, "private-name"),
    # numbers and text
    ("1e5", 0, "number"),
    ("missed > 1E5", 9, "number"),
    ("0x1F", 0, "number"),
    ("0b1", 0, "number"),
    ("0o7", 0, "number"),
    ("1_000", 0, "number"),
    ("1j", 0, "number"),
    ("007", 0, "number"),
    (".5", 0, "number"),
    ("5.", 0, "number"),
    ("1.2.3", 0, "number"),
    ("1if late else 2", 0, "number"),
    ("٣ > missed", 0, "character"),
    ("9" * 51, 0, "number"),
    ("note == '''a'''", 8, "triple-quote"),
    ('note == """a"""', 8, "triple-quote"),
    ("note == 'a' 'b'", 12, "joined-text"),
    ("note == 'a", 8, "unclosed-text"),
    ("note == 'a\\n'", 10, "backslash"),
    ("missed > \\ 1", 9, "backslash"),
    ("note == 'a\0b'", 10, "control-character"),
    ("missed\0 > 1", 6, "control-character"),
    ("missed\t> 1", 6, "control-character"),
    ("missed \x1b> 1", 7, "control-character"),
    ("note == 'a\ud800'", 10, "control-character"),
    ("note == 'a\u202eb'", 10, "control-character"),
    ("missed ≥ 1", 7, "character"),
    ("missed × 2", 7, "character"),
    ("missed − 2", 7, "character"),
    ("missed\xa0> 1", 6, "character"),
    ("note == “a”", 8, "character"),
    ("missed > £5", 9, "character"),
    ("missed² > 1", 6, "character"),
    ("missed ? 1", 7, "character"),
    ("`missed`", 0, "character"),
    # what stands beside what
    ("", 0, "empty"),
    ("   ", 0, "empty"),
    ("()", 0, "missing-value"),
    ("missed +", 7, "missing-value"),
    ("missed > * 2", 7, "missing-value"),
    ("* missed", 0, "starred"),
    ("> missed", 0, "missing-value"),
    ("max(1,)", 5, "missing-value"),
    ("missed planned", 7, "missing-operator"),
    ("late not closed", 5, "missing-operator"),
    ("late AND closed", 5, "capitals"),
    ("Not late", 0, "capitals"),
    ("points(last=3 months) > 1", 12, "missing-quotes"),
    ("2(missed)", 1, "not-a-function"),
    ("'a'(missed)", 3, "not-a-function"),
    ("(max)(1, 2)", 5, "not-a-function"),
    ("rating(complaints)(1)", 18, "not-a-function"),
    ("(missed", 0, "unclosed-parenthesis"),
    ("max(1, 2", 3, "unclosed-parenthesis"),
    ("missed)", 6, "unopened-parenthesis"),
    ("1 if late", 2, "if-without-else"),
    ("max(1 if late, 2)", 6, "if-without-else"),
    ("(1 if late) else 2", 3, "if-without-else"),
    ("1 else 2", 2, "else-without-if"),
    ("missed + not late", 9, "syntax"),
    ("points(last=3, complaints)", 25, "syntax"),
    # size
    ("(" * 33 + "1" + ")" * 33, 32, "too-deep"),
    ("-" * 40 + "1", 32, "too-deep"),
    ("-" * 1999 + "1", 32, "too-deep"),
    ("not " * 400 + "late", 128, "too-deep"),
    (DEEP, 0, "too-deep"),
    ("max(" + ", ".join(["1"] * 200) + ")", 598, "too-large"),
    ("1" + " " * 2000, 2000, "too-long"),
    # names
    ("mised > 1", 0, "unknown-name"),
    ("None_ > 1", 0, "unknown-name"),
    ("Missed > 1", 0, "unknown-name"),
    ("ｍissed > 1", 0, "unknown-name"),
    ("true and ｌate", 9, "unknown-name"),
    ("cqc_rating == Outstanding", 14, "unknown-name"),
    ("other == held", 0, "unknown-name"),
    ("missed_visits > 1", 0, "kpi-as-value"),
    ("round", 0, "bare-function"),
    ("missed > points", 9, "bare-function"),
    ("missed < nan", 9, "not-finite"),
    ("missed < -inf", 10, "not-finite"),
    ("missed < Infinity", 9, "not-finite"),
    ("rand() > 1", 0, "random"),
    ("randint(6) > 1", 0, "random"),
    ("eval('1')", 0, "unknown-function"),
    ("float('nan') > 1", 0, "unknown-function"),
    ("str(missed) == 'a'", 0, "unknown-function"),
    ("missed(1)", 0, "unknown-function"),
    ("ｍax(1, 2)", 0, "unknown-function"),
    # functions
    ("abs()", 0, "argument-count"),
    ("abs(1, 2)", 0, "argument-count"),
    ("max(1)", 0, "argument-count"),
    ("abs(x=1)", 4, "unexpected-argument"),
    ("round(missed)", 0, "argument-count"),
    ("round(missed, 21)", 14, "places"),
    ("round(missed, -1)", 14, "places"),
    ("round(missed, 1.0)", 14, "places"),
    ("round(missed, planned)", 14, "places"),
    ("date(note)", 5, "date"),
    ("date('2026-02-29')", 5, "date"),
    ("date('20260401')", 5, "date"),
    ("date('2026-W01-1')", 5, "date"),
    ("failures(mised_visits)", 9, "unknown-kpi"),
    ("failures(missed)", 9, "unknown-kpi"),
    ("failures('complaints')", 9, "reference"),
    ("failures(1 + 1)", 9, "reference"),
    ("failures(complaints, complaints)", 21, "repeated-argument"),
    ("rating()", 0, "argument-count"),
    ("rating(complaints, missed_visits)", 0, "argument-count"),
    ("rating(complaints, last=3)", 19, "unexpected-argument"),
    ("rated(complaints)", 6, "unknown-rating"),
    ("rated(held)", 6, "unknown-rating"),
    ("rated()", 0, "argument-count"),
    ("rated(god, complaints)", 6, "unknown-rating"),
    ("rung()", 0, "argument-count"),
    ("rung(contrct)", 5, "unknown-ladder"),
    ("on_rung(contract, lot)", 0, "argument-count"),
    ("cap_reached()", 0, "argument-count"),
    ("cap_reached(incentive)", 12, "unknown-payment"),
    ("credits(charges)", 8, "unknown-payment"),
    # windows
    ("points(last=0)", 12, "window"),
    ("points(last=-3)", 12, "window"),
    ("points(last=2.5)", 12, "window"),
    ("points(last=1000)", 12, "window"),
    ("points(last=missed)", 12, "window"),
    ("points(last='3')", 12, "window"),
    ("points(last='0 months')", 12, "window"),
    ("points(last='6 weeks')", 12, "window"),
    ("points(last=true)", 12, "window"),
    ("points(within='tax year')", 14, "window"),
    ("points(within=3)", 14, "window"),
    ("points(last=3, within='calendar year')", 15, "two-windows"),
    ("points(last=3, last=3)", 15, "two-windows"),
    ("points(lst=3)", 7, "unknown-argument"),
    ("points(ｌast=3)", 7, "unknown-argument"),
    # types
    ("missed and late", 0, "wrong-type"),
    ("not missed", 4, "wrong-type"),
    ("1 if missed else 2", 5, "wrong-type"),
    ("1 if late else 'a'", 2, "wrong-type"),
    ("missed if late else charges", 7, "wrong-type"),
    ("'a' + 'b'", 4, "wrong-type"),
    ("'a' * 3", 4, "wrong-type"),
    ("late + 1", 5, "wrong-type"),
    ("-late", 0, "wrong-type"),
    ("charges * fee", 8, "wrong-type"),
    ("charges + missed", 8, "wrong-type"),
    ("missed / charges", 7, "wrong-type"),
    ("charges > missed", 8, "wrong-type"),
    ("started + 1", 8, "wrong-type"),
    ("started > '2026-04-01'", 8, "wrong-type"),
    ("held == 'good'", 5, "wrong-type"),
    ("late == 1", 5, "wrong-type"),
    ("max(missed, late)", 12, "wrong-type"),
    ("max(charges, missed)", 13, "wrong-type"),
    ("days_between(started, missed)", 22, "wrong-type"),
    ("is_at_least(held, 'good')", 18, "wrong-type"),
    ("round(late, 1)", 6, "wrong-type"),
    ("note < 'b'", 5, "no-order"),
    ("late < closed", 5, "no-order"),
    ("held < good", 5, "rating-order"),
    ("good >= held", 5, "rating-order"),
    ("share + stay", 6, "unit"),
    ("1 < share < stay", 10, "unit"),
    ("max(share, 1, stay)", 14, "unit"),
    ("share if late else stay", 6, "unit"),
    ("previous(complaints, god) == good", 21, "unknown-rating"),
    ("previous(good, complaints) == good", 9, "unknown-kpi"),
    ("previous(complaints, good, good) == good", 0, "argument-count"),
    ("rating(complaints, good) == good", 0, "argument-count"),
    ("cap_reached(incentives, monthly)", 24, "unknown-cap"),
    ("cap_reached(yearly)", 0, "argument-count"),
    ("cap_reached(service_credits, yearli)", 29, "unknown-payment"),
    ("cap_reached(service_credits, yearly, yearly)", 37, "repeated-argument"),
    ("cqc_rating == 'Godd'", 14, "unknown-option"),
    ("'Godd' != cqc_rating", 0, "unknown-option"),
    ("rung(contract) == 'exits'", 18, "unknown-option"),
    ("missed / planned > 1", 0, "unrounded-quotient"),
    ("1 < missed / planned", 4, "unrounded-quotient"),
    ("1 < missed / planned < 2", 4, "unrounded-quotient"),
    ("2 == 1 + missed / planned", 5, "unrounded-quotient"),
    ("-(missed / planned) > 1", 0, "unrounded-quotient"),
    ("(missed / 2 if late else 1) > 1", 1, "unrounded-quotient"),
    ("max(missed / 2, 1) > 1", 0, "unrounded-quotient"),
    ("abs(missed / 2) > 1", 0, "unrounded-quotient"),
]


@pytest.mark.parametrize(("text", "offset", "code"), REFUSED, ids=[repr(text)[:50] for text, _, _ in REFUSED])
def test_what_is_not_in_the_language_is_refused_at_its_place(text, offset, code):
    assert (offset, code) in faults(text)


@pytest.mark.parametrize(("text", "_offset", "_code"), REFUSED, ids=[repr(text)[:50] for text, _, _ in REFUSED])
def test_a_refusal_is_one_phrase_in_lower_case(text, _offset, _code):
    words = message(text)

    assert words
    assert words[0] == "`" or words[0].islower() or words[0].isdigit()
    assert not words.endswith(".")
    assert "\n" not in words


def test_a_refusal_of_what_stands_together_is_told_once():
    assert faults("f'{missed}' + __a") == [(0, "text-prefix"), (14, "private-name")]
    assert faults("missed[0]") == [(6, "subscript")]
    assert faults("lambda m: m") == [(0, "lambda")]
    assert faults("held < 'good'") == [(5, "wrong-type")]
    assert faults("(mised + 1) * 2 > late and closed") == [(1, "unknown-name")]


def test_every_mistake_is_told_in_order():
    text = "mised > 1 and points(compliants, last=0) > charges / fee or held < good"

    assert faults(text) == [
        (0, "unknown-name"),
        (21, "unknown-kpi"),
        (38, "window"),
        (43, "unrounded-quotient"),
        (65, "rating-order"),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("mised > 1", "unknown name `mised`; did you mean `missed`?"),
        ("failures(complains) > 1", "unknown KPI `complains`; did you mean `complaints`?"),
        ("maxi(1, 2)", "unknown function `maxi`; did you mean `max`?"),
        ("points(lst=3) > 1", "unknown argument `lst`; did you mean `last`?"),
        ("cqc_rating == 'good'", "no choice is `good`; did you mean `Good`?"),
        ("cqc_rating == Good", "unknown name `Good`; a choice is written in quotes, `'Good'`"),
        ("missed_visits > 1", "the KPI `missed_visits` has no value here; its rating is `rating(missed_visits)`"),
        ("held == 'good'", "`==` takes two of one type, not rating and text; a rating is written without quotes"),
        ("missed == good", "`==` takes two of one type, not number and rating; the rating of a KPI is `rating(kpi)`"),
        ("unheard_of_thing > 1", "unknown name `unheard_of_thing`; declare it under `measures` or `parameters`"),
        ("late AND closed", "expected `and`, not `AND`"),
        ("points(last=3 months) > 1", 'expected `"3 months"`, in quotes'),
        ("charges > 10% * fee", "`%` is not in the language; write 10% of a figure as `0.1 * figure`"),
        ("charges * fee", "money * money has no meaning"),
        ("missed ≥ 1", "`≥` (U+2265) is not in the language; write `>=`"),
        (
            "points(within='fiscal year') > 1",
            "expected a year to stay within, not `'fiscal year'`; did you mean `\"financial year\"`?",
        ),
        (
            "held < good",
            "`<` does not say which rating is better; write `is_at_least(a, b)` or `is_worse_than(a, b)`",
        ),
    ],
)
def test_a_refusal_says_what_would_have_been_right(text, words):
    assert message(text) == words


def test_history_may_only_be_asked_where_there_is_some():
    assert faults("points(last=3) > 12", KPI_VALUE) == [(0, "history")]
    assert message("points() > 12", KPI_VALUE).endswith("in the conditions of ladders and payments only")
    assert faults("rating(complaints) == good and previous(complaints) != good", KPI_VALUE) == []


def test_a_rung_needs_a_ladder_where_the_condition_belongs_to_none():
    nowhere = replace(VOCABULARY, ladder=None)

    assert faults("on_rung() > 1", nowhere) == [(0, "which-ladder")]
    assert faults("on_rung(lot) > 1", nowhere) == []


def test_the_result_has_an_expected_kind():
    assert faults("missed + 1", expected=(Kind.FLAG,)) == [(0, "wrong-type")]
    assert message("missed", expected=(Kind.FLAG, Kind.TEXT)) == "expected flag or text, not number"
    assert faults("500", expected=(Kind.MONEY,)) == []
    assert faults("missed", expected=(Kind.MONEY,)) == [(0, "wrong-type")]


def test_the_limits_are_the_last_that_pass():
    assert faults(" + ".join(["missed"] * 32)) == []
    assert faults("(" * 32 + "1" + ")" * 32) == []
    assert faults("max(" + ", ".join(["1"] * 198) + ")") == []
    assert faults("1".ljust(2000)) == []
    assert faults("9" * 50) == []
