"""What is personal never reaches the decision log, and each place where something was is listed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.decision_log import Masking
from engine.decision_log.line import line
from engine.decision_log.rendering import Lines
from engine.ledger.memory import MemoryLedger
from engine.model.decision import Decision, Superseded
from engine.model.outcome import Undecided
from tests.decision_log.builders import BESIDE, PERSONAL_MEASURES, RELIEF, WARNED, recorded
from tests.evaluation.builders import Provider, kpi, ladder, rules

RULES = rules(
    measures=PERSONAL_MEASURES,
    kpis=kpi("kpi")
    + kpi("years", value="age + 0", missing="{failure: inadequate}")
    + kpi("twice", value="years * 2", better="", bands="")
    + kpi(
        "judged",
        ratings="[{good: regulator == 'Good'}, {requires_improvement: note != 'none'}, {inadequate: otherwise}]",
    )
    + kpi("registered", value="regulator", better="", bands="{good: [Good], inadequate: [Fair, Poor]}"),
    escalation=ladder("note == 'urgent' or age > 90 or twice > 190 or failures() >= 3"),
)


def decided(**figures: object) -> Decision:
    return Provider(RULES).reports(**{"figure": 95, "note": "Mrs Example fell", **figures})


def line_of(decision: Decision, *names: str, **how: object) -> dict:
    return line(recorded(MemoryLedger(), decision), Masking(names, **how) if names else Masking())


def outcome_in(said: dict, name: str) -> dict:
    return next(one for one in said["outcomes"] if one["kpi"] == name)


def named(path: str, said: dict) -> str:
    """*path* with the name of the KPI in place of its number."""
    steps = path.split(".")
    return ".".join([steps[0], said["outcomes"][int(steps[1])]["kpi"], *steps[2:]]) if steps[0] == "outcomes" else path


def as_written(said: dict) -> str:
    return Lines().rendered([said]).decode()


def test_who_asked_and_what_was_written_freely_are_masked_unless_something_else_is_said():
    said = line_of(decided())

    assert said["caller"] == said["figures"]["note"] == "[masked]"
    assert {"caller", "figures.note"} <= set(said["masked"])
    assert "Mrs Example" not in as_written(said)
    assert BESIDE.caller not in as_written(said)


def test_text_is_masked_wherever_a_line_repeats_it():
    said = line_of(decided(regulator="Poor"))

    assert "Poor" not in as_written(said)
    assert said["masked"] == sorted(said["masked"])
    assert {named(path, said) for path in said["masked"]} == {
        "caller",
        "figures.note",
        "figures.regulator",
        "moves.0.checks.0.conditions.0.left",
        "moves.0.checks.0.conditions.0.right",
        "outcomes.judged.conditions.0.left",
        "outcomes.judged.conditions.0.right",
        "outcomes.judged.conditions.1.left",
        "outcomes.judged.conditions.1.right",
        "outcomes.registered.value",
    }


def test_numbers_are_shown_unless_they_are_named():
    said = line_of(decided(age=88))

    assert said["figures"]["age"] == "88"
    assert outcome_in(said, "years")["value"] == "88"


def test_what_is_computed_from_a_masked_figure_is_masked_with_it():
    said = line_of(decided(age=91), "figures.age")

    years, twice = outcome_in(said, "years"), outcome_in(said, "twice")
    assert (said["figures"]["age"], years["value"], twice["value"]) == ("[masked]",) * 3
    assert {one["margin"] for one in years["limits"]} == {"[masked]"}
    assert years["rating"] == "good"
    assert outcome_in(said, "kpi")["value"] == "95"
    assert "91" not in as_written(said | {"hash": "", "digest": "", "recorded_at": ""})
    assert "182" not in as_written(said | {"hash": "", "digest": "", "recorded_at": ""})


def test_conditions_that_name_a_masked_figure_keep_what_they_say_and_lose_what_they_compare():
    said = line_of(decided(age=91), "figures.age")

    [check] = said["moves"][0]["checks"]
    sides = {one["text"]: (one["left"], one["right"]) for one in check["conditions"]}
    assert sides["age > 90"] == sides["twice > 190"] == ("[masked]", "[masked]")
    assert sides["failures() >= 3"] == ("0", "3")


def test_all_figures_may_be_masked_one_by_one_or_as_a_whole():
    one_by_one, whole = line_of(decided(), "figures.*"), line_of(decided(), "figures")

    assert set(one_by_one["figures"].values()) == {"[masked]"}
    assert whole["figures"] == "[masked]"
    assert [path for path in whole["masked"] if path.startswith("figures")] == ["figures"]
    assert one_by_one["outcomes"] == whole["outcomes"]


def test_what_stands_inside_something_masked_is_not_listed_again():
    said = line_of(decided(), "outcomes", "outcomes.*.value", "caller")

    assert said["outcomes"] == "[masked]"
    assert [path for path in said["masked"] if path.startswith("outcomes")] == ["outcomes"]


def test_the_names_of_decisions_and_events_do_not_give_away_a_masked_contract():
    excused = replace(decided(), supersedes=Superseded(3, "misread"), excuses=(RELIEF,), unanswered=(WARNED,))

    said = line_of(excused, "contract")

    assert (said["contract"], said["decision"], said["supersedes"]) == ("[masked]",) * 3
    assert said["excuses"] == [{"event": "[masked]", "kpi": "kpi"}]
    assert said["unanswered"] == ["[masked]"]
    assert "c-1" not in as_written(said)


def test_who_agreed_to_an_excuse_and_why_is_in_no_line():
    said = as_written(line_of(replace(decided(), excuses=(RELIEF,)), "caller"))

    assert '{"event":"c-1#2","kpi":"kpi"}' in said
    assert RELIEF.by not in said
    assert RELIEF.why not in said


NOTE = "it's 5 o'clock\nand late"


@pytest.mark.parametrize("said", [pytest.param(NOTE, id="as it is"), pytest.param(repr(NOTE), id="with escapes")])
def test_a_sentence_that_repeats_masked_text_is_masked(said):
    sentence = f"payment: the policy `p` 1 failed: ValueError: {said}"
    decision = replace(decided(note=NOTE), undecided=(sentence, "reporting: a sentence about nothing"))

    line_said = line_of(decision)

    assert line_said["undecided"] == ["[masked]", "reporting: a sentence about nothing"]
    assert "undecided.0" in line_said["masked"]


def test_why_a_kpi_is_undecided_is_masked_where_it_repeats_a_masked_figure():
    why = "85 is outside every printed range"
    decision = replace(
        decided(age=85),
        outcomes=(Undecided("years", why, (("age", Decimal(85)),)),),
        undecided=(f"years: {why}",),
    )

    shown, masked = line_of(decision), line_of(decision, "figures.age")

    assert shown["outcomes"][0]["why"] == why
    assert masked["outcomes"][0]["why"] == "[masked]"
    assert masked["undecided"] == ["[masked]"]


PERCENT = {"precision": "0 dp, half up", "unit": "percent", "bands": "{good: 50 to 100, inadequate: 0 to 49}"}
OUTSIDE = rules(
    measures=PERSONAL_MEASURES,
    kpis=kpi("twice", value="age * 2", **PERCENT) + kpi(**PERCENT),
)


@pytest.mark.parametrize(
    "name", [pytest.param("figures.age", id="the figure"), pytest.param("outcomes.*.value", id="the values of KPIs")]
)
def test_why_a_kpi_is_undecided_does_not_give_away_a_value_that_is_masked(name):
    decision = Provider(OUTSIDE).reports(figure=95, age=91)

    shown, masked = line_of(decision), line_of(decision, name)

    assert outcome_in(shown, "twice")["why"] == "182 is outside every printed range"
    assert outcome_in(masked, "twice")["why"] == "[masked]"
    assert masked["undecided"] == ["[masked]"]
    assert "182" not in as_written(masked | {"hash": "", "digest": "", "recorded_at": ""})


def test_a_sentence_about_something_else_that_holds_a_computed_value_is_masked():
    sentence = "payment: the policy `p` 1 failed: ValueError: 182"
    decision = replace(decided(age=91), undecided=(sentence, "reporting: a sentence about nothing"))

    assert line_of(decision, "figures.age")["undecided"] == ["[masked]", "reporting: a sentence about nothing"]


@pytest.mark.parametrize("name", ["outcomes.*.value", "outcomes.*", "outcomes"])
def test_a_masked_value_of_a_kpi_cannot_be_counted_back_from_what_it_was_compared_with(name):
    said = line_of(decided(age=91), name)

    written = as_written(said | {"figures": {}, "hash": "", "digest": "", "recorded_at": ""})
    sides = {one["text"]: one["left"] for one in said["moves"][0]["checks"][0]["conditions"]}
    assert (sides["twice > 190"], sides["age > 90"]) == ("[masked]", "91")
    assert "182" not in written
    assert '"margin":"' not in written.replace('"margin":"[masked]"', "")


def test_a_named_value_is_masked_for_its_own_kpi_and_for_those_that_are_computed_from_it():
    said = line_of(decided(age=91), "outcomes.1.value")

    assert [one["kpi"] for one in said["outcomes"] if one["value"] == "[masked]"] == ["years", "twice"]
    assert outcome_in(said, "kpi")["limits"][0]["margin"] == "5"


def test_what_cannot_be_masked_is_dropped_and_never_shown():
    def fails(_value: object) -> str:
        raise RuntimeError("no key")

    said = line_of(replace(decided(), undecided=("a",), moves=()), "caller", "figures.note", "undecided.*", cover=fails)

    assert "caller" not in said
    assert "note" not in said["figures"]
    assert said["undecided"] == [None]
    assert {"caller", "figures.note", "undecided.0"} <= set(said["masked"])


def test_a_mask_that_is_no_text_is_as_good_as_none():
    said = line_of(decided(), "caller", cover=lambda value: [value])

    assert "caller" not in said
    assert said["masked"] == ["caller"]


def test_a_pseudonym_may_stand_in_place_of_a_value():
    said = line_of(decided(), "caller", cover=lambda value: f"person-{len(str(value))}")

    assert said["caller"] == f"person-{len(BESIDE.caller)}"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("callr", "did you mean `caller`", id="a misspelt field"),
        pytest.param("outcomes.*.valu", "did you mean `outcomes.*.value`", id="a misspelt field within another"),
        pytest.param("figures.note.text", "expected a field of the decision log", id="something within a figure"),
        pytest.param("*", "expected a field of the decision log", id="everything"),
        pytest.param("", "expected a field of the decision log", id="nothing"),
        pytest.param("position", "expected a field that can be masked", id="the position"),
        pytest.param("hash", "expected a field that can be masked", id="the hash"),
        pytest.param("masked", "expected a field that can be masked", id="the list of what is masked"),
    ],
)
def test_a_name_that_would_mask_nothing_or_too_much_is_refused(name, message):
    with pytest.raises(ValueError, match=message.replace("*", r"\*")):
        Masking(("caller", name))


# Words that no rule and no field has, with anything between them.
_secret = st.text(st.characters(codec="utf-8"), max_size=12).map(lambda text: f"qzx{text}xzq")


@settings(max_examples=60)
@given(_secret, st.booleans())
def test_free_text_never_reaches_a_line(secret, failed):
    decision = decided(note=secret)
    if failed:
        decision = replace(decision, undecided=(f"payment: {secret}", f"payment: KeyError: {secret!r}"))

    written = as_written(line_of(decision))

    assert "qzx" not in written
    assert "xzq" not in written


@settings(max_examples=40)
@given(_secret)
def test_with_nothing_named_everything_is_shown(secret):
    said = line(recorded(MemoryLedger(), decided(note=secret)), Masking(()))

    assert said["masked"] == []
    assert "qzx" in said["figures"]["note"]["text"]
