"""Lots that extend a version of their framework's rules (SEMANTICS 29)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bootstrap import policies
from engine.compiler.bases import Bases
from engine.compiler.rule_books import bound
from engine.compiler.rule_sets import compiled
from engine.diagnostics import in_order

FRAMEWORK = """\
rule_set: framework
title: Homecare framework
in_force: 2026-04-01
until: 2027-03-31
reporting: {every: month, due: 10 working days}
calendar: england
scale: procurement-act-2023
failure: requires_improvement
over_not_rated: skips
was: {kpis: {lateness: punctual}}
parameters:
  floor: {type: number, default: 70}
measures:
  planned: {type: count}
  missed: {type: count}
  late: {type: count}
kpis:
  missed_visits:
    clause: Schedule 2, KPI 1
    value: 100 * missed / planned
    precision: 1 dp, half up
    better: lower
    bands: {good: 1, requires_improvement: 3}
    points: {requires_improvement: 2, inadequate: 4}
    repeat: double
  punctual:
    clause: Schedule 2, KPI 2
    value: 100 - 100 * late / planned
    precision: 1 dp, half up
    better: higher
    bands:
      good: {year 1: 80, year 2: 85}
      approaching_target: floor
      requires_improvement: 60
escalation:
  - policy: ladder
    name: contract
    climb: jump
    rungs: [{rung: routine}, {rung: plan, decision: remediation, clause: 1, enter: failures() >= 1}]
"""

LOT = """\
rule_set: lot
extends: framework@2026-04-01
in_force: 2026-05-01
"""


def resolved(lot, *bases, file="lot.yaml"):
    files = {f"base-{number}.yaml": text.encode() for number, text in enumerate(bases or (FRAMEWORK,))}
    return compiled(file, lot.encode(), policies(), bases=Bases.of(files))


def rules(lot, *bases):
    found = resolved(lot, *bases)
    assert found.rules, "\n".join(map(str, found.diagnostics))
    return found.rules


def said(lot, *bases):
    return [str(one) for one in resolved(lot, *bases).diagnostics]


def headlines(lot, *bases):
    return [one.headline() for one in resolved(lot, *bases).diagnostics]


def whole(lot, *bases):
    return json.loads(rules(lot, *bases).canonical)


def test_a_lot_that_adds_nothing_has_the_rules_of_its_framework():
    framework = json.loads(compiled("f.yaml", FRAMEWORK.encode(), policies()).rules.canonical)
    framework = {key: value for key, value in framework.items() if key not in {"title", "until", "was"}}

    assert whole(LOT) == framework | {"rule_set": "lot", "in_force": "2026-05-01"}


@pytest.mark.parametrize("key", ["title", "until", "was"])
def test_what_a_framework_says_of_itself_alone_is_not_taken_over(key):
    assert key not in whole(LOT)


def test_mappings_merge_by_key_at_any_depth():
    kpis = whole(LOT + "kpis: {punctual: {bands: {good: {year 2: 90}}}}\n")["kpis"]

    assert kpis["punctual"]["bands"] == {
        "good": {"year 1": "80", "year 2": "90"},
        "approaching_target": "floor",
        "requires_improvement": "60",
    }
    assert kpis["missed_visits"]["repeat"] == "2"


def test_a_figure_replaces_a_dated_one():
    assert whole(LOT + "kpis: {punctual: {bands: {good: 95}}}\n")["kpis"]["punctual"]["bands"]["good"] == "95"


def test_a_list_replaces_a_list_as_a_whole():
    lot = LOT + "escalation: [{policy: ladder, name: other, climb: step, clause: 1, rungs: [{rung: calm}, {rung: plan,"
    lot += " decision: remediation, clause: 1, enter: failures() >= 2}]}]\n"

    assert [ladder.name for ladder in rules(lot).ladders] == ["other"]


def test_a_rating_between_two_of_the_framework_takes_the_place_that_the_lot_gives_it():
    lot = LOT + "kpis: {missed_visits: {bands: {good: 1, approaching_target: 2}}}\n"

    assert list(whole(lot)["kpis"]["missed_visits"]["bands"]) == ["good", "approaching_target", "requires_improvement"]


def test_a_rating_before_those_of_the_framework_comes_first():
    framework = FRAMEWORK.replace("{good: 1, requires_improvement: 3}", "{requires_improvement: 3}")
    lot = LOT + "kpis: {missed_visits: {bands: {good: 1, requires_improvement: 3}}}\n"

    assert list(whole(lot, framework)["kpis"]["missed_visits"]["bands"]) == ["good", "requires_improvement"]


def test_a_lot_has_the_digest_of_the_same_rules_written_out():
    lot = LOT + "kpis: {missed_visits: {bands: {good: 0.5}}}\n"
    out = FRAMEWORK.replace(
        "rule_set: framework\ntitle: Homecare framework\nin_force: 2026-04-01\nuntil: 2027-03-31",
        "rule_set: lot\nin_force: 2026-05-01",
    )
    out = out.replace("was: {kpis: {lateness: punctual}}\n", "").replace("{good: 1,", "{good: 0.5,")

    assert rules(lot).digest == compiled("out.yaml", out.encode(), policies()).rules.digest


def test_the_canonical_form_of_a_lot_stands_alone():
    lot = rules(LOT)

    again = compiled("kept", lot.canonical.encode(), policies()).rules

    assert (again.canonical, again.digest) == (lot.canonical, lot.digest)
    assert "extends" not in json.loads(lot.canonical)


def test_the_digest_covers_what_comes_from_the_framework():
    assert rules(LOT).digest != rules(LOT, FRAMEWORK.replace("good: 1,", "good: 0.9,")).digest


# --- What is left out --------------------------------------------------------------------------------------------


def test_what_a_lot_goes_without_is_not_there():
    lot = whole(LOT + "without: [kpis.punctual, measures.late, kpis.missed_visits.repeat, parameters.floor]\n")

    assert list(lot["kpis"]) == ["missed_visits"]
    assert "repeat" not in lot["kpis"]["missed_visits"]
    assert list(lot["measures"]) == ["planned", "missed"]
    assert lot["parameters"] == {}


def test_a_lot_that_goes_without_a_mapping_may_write_its_own_in_full():
    lot = LOT + "without: [kpis.missed_visits.bands]\nkpis: {missed_visits: {bands: {good: 5}}}\n"

    assert whole(lot)["kpis"]["missed_visits"]["bands"] == {"good": "5"}


def test_a_key_with_a_dot_can_be_left_out():
    framework = FRAMEWORK.replace(
        "late: {type: count}", "late: {type: count}\n  home: {type: choice, of: [St. Ann, Ely]}"
    )
    kpi = "  homes: {clause: 1, value: home, bands: {good: [St. Ann], requires_improvement: [Ely]}}\nescalation:"
    scored = "  score: {clause: 1, weighted_score: {homes: 100%}, scores: {homes: {St. Ann: 1, Ely: 0}},"
    framework = framework.replace("escalation:", kpi).replace(
        "escalation:", f"{scored} precision: '0 dp, half up', not_rated: leave_out}}\nescalation:"
    )
    lot = LOT + "without: [kpis.score.scores.homes.St. Ann]\nkpis: {score: {scores: {homes: {St. Ann: 9}}}}\n"

    assert whole(lot, framework)["kpis"]["score"]["scores"]["homes"] == {"St. Ann": "9", "Ely": "0"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(
            "[kpis.punctul]",
            "lot.yaml:4:11: expected what `framework@2026-04-01` says and gives away, not `kpis.punctul`; "
            "did you mean `kpis.punctual`? [without]",
            id="a misspelt name",
        ),
        pytest.param(
            "[kpis.punctual.better.higher]",
            "lot.yaml:4:11: expected what `framework@2026-04-01` says and gives away, not "
            "`kpis.punctual.better.higher`; did you mean `kpis.punctual.better`? [without]",
            id="a value",
        ),
        pytest.param(
            "[title]",
            "lot.yaml:4:11: expected what `framework@2026-04-01` says and gives away, not `title` [without]",
            id="what a framework keeps to itself",
        ),
        pytest.param(
            "[kpis.punctual, kpis.punctual]",
            "lot.yaml:4:26: expected what `framework@2026-04-01` says and gives away, not `kpis.punctual`; "
            "known: `kpis.missed_visits` [without]",
            id="the same twice",
        ),
        pytest.param(
            "[{kpis: punctual}]",
            "lot.yaml:4:11: expected keys joined by dots, such as `kpis.missed_visits.repeat`, not a mapping or a list "
            "[without]",
            id="a mapping",
        ),
    ],
)
def test_what_cannot_be_left_out_is_refused(written, expected):
    assert headlines(f"{LOT}without: {written}\n") == [expected]


def test_nothing_can_be_left_out_of_nothing():
    text = FRAMEWORK + "without: [kpis.punctual]\n"

    assert headlines(text) == ["lot.yaml:40:1: expected `without` beside `extends` only [without]"]


def test_a_measure_that_nothing_reads_any_more_is_pointed_out_where_it_stands():
    assert said(LOT + "without: [kpis.punctual]\n")[0] == (
        "base-0.yaml:16:3: warning: no KPI, condition or payment reads the measure `late` [measure-unused]\n"
        "   |   late: {type: count}\n"
        "   |   ^\n"
        "   = lot.yaml:2:10: taken over here"
    )


# --- Where mistakes are shown ------------------------------------------------------------------------------------


def test_a_mistake_is_shown_in_the_file_that_the_value_came_from():
    headline, *rows = said(LOT + "without: [measures.late]\n")[0].split("\n")

    assert headline.startswith("base-0.yaml:28:24: unknown name `late`; known: ")
    assert rows == [
        "   |     value: 100 - 100 * late / planned",
        "   |                        ^",
        "   = lot.yaml:2:10: taken over here",
    ]


def test_a_mistake_in_text_that_runs_over_lines_is_shown_in_its_line():
    framework = FRAMEWORK.replace(
        "value: 100 - 100 * late / planned", "value: >-\n      100 -\n      100 * late / planned"
    )

    headline, *rows = said(LOT + "without: [measures.late]\n", framework)[0].split("\n")

    assert headline.startswith("base-0.yaml:30:13: unknown name `late`")
    assert rows[:2] == ["   |       100 * late / planned", "   |             ^"]


def test_a_value_of_the_framework_that_no_longer_fits_is_shown_with_where_it_was_taken_over():
    assert said(LOT + "kpis: {missed_visits: {bands: {good: 4}}}\n") == [
        "base-0.yaml:23:44: expected a limit above 4, the one for `good`, not 3: `better` is `lower` "
        "[bands-direction]\n"
        "   |     bands: {good: 1, requires_improvement: 3}\n"
        "   |                                            ^\n"
        "   = lot.yaml:2:10: taken over here"
    ]


def test_a_mistake_in_a_value_of_the_lots_own_points_nowhere_else():
    lot = LOT + "kpis: {missed_visits: {value: 100 * mised / planned}}\n"

    assert said(lot) == [
        "lot.yaml:4:37: unknown name `mised`; did you mean `missed`? [unknown-name]\n"
        "   | kpis: {missed_visits: {value: 100 * mised / planned}}\n"
        "   |                                     ^"
    ]


def test_a_key_that_a_lot_must_have_itself_is_asked_for():
    lot = LOT.replace("in_force: 2026-05-01\n", "")

    assert headlines(lot) == ["lot.yaml:1:1: expected the key `in_force` at the top of the file [missing-key]"]


def test_a_lot_in_force_before_what_it_takes_over_deserves_a_look():
    lot = LOT.replace("2026-05-01", "2026-03-01")

    assert headlines(lot) == [
        "lot.yaml:2:10: warning: expected rules in force on 2026-03-01, not only from 2026-04-01 [extends-later]"
    ]


def test_a_mistake_in_a_framework_is_said_once_however_many_lots_take_it_over():
    framework = FRAMEWORK.replace("100 * missed", "100 * mised")
    files = {"f.yaml": framework.encode()}
    own = bound(files, policies()).diagnostics
    lots = [compiled(f"{name}.yaml", LOT.encode(), policies(), bases=Bases.of(files)).diagnostics for name in "ab"]

    assert in_order((*own, *lots[0], *lots[1])) == own
    assert [one.also[0][0].file for one in in_order((*lots[0], *lots[1]))] == ["a.yaml", "b.yaml"]


# --- What is not to be had ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("framwork@2026-04-01", "unknown rule set `framwork`; did you mean `framework`?", id="a name"),
        pytest.param(
            "framework@2026-04-02",
            "unknown version `framework@2026-04-02`; did you mean `framework@2026-04-01`?",
            id="a day",
        ),
        pytest.param(
            "framework",
            "expected a rule set and the day its version is in force from, such as `homecare-framework@2026-04-01`, "
            "not `framework`; did you mean `framework@2026-04-01`?",
            id="no day",
        ),
        pytest.param(
            "{framework: 2026-04-01}",
            "expected a rule set and the day its version is in force from, such as `homecare-framework@2026-04-01`, "
            "not a mapping or a list",
            id="a mapping",
        ),
    ],
)
def test_what_is_not_to_be_had_is_the_one_mistake_that_is_said(written, expected):
    (found,) = headlines(LOT.replace("framework@2026-04-01", written))

    assert found.startswith(f"lot.yaml:2:10: {expected} [")


def test_a_framework_that_cannot_be_read_is_named_where_it_is_missed():
    assert said(LOT, "rule_set: [") == [
        "lot.yaml:2:10: unknown rule set `framework` [unknown-rule-set]\n"
        "   | extends: framework@2026-04-01\n"
        "   |          ^\n"
        "   = base-0.yaml:1:12: this file could not be read"
    ]


def test_two_files_of_one_version_are_refused_naming_both():
    (found,) = said(LOT, FRAMEWORK, FRAMEWORK)

    assert "expected one file of `framework@2026-04-01`, and there are 2" in found
    assert "= base-0.yaml:1:1: one of them" in found
    assert "= base-1.yaml:1:1: one of them" in found


# --- Chains ------------------------------------------------------------------------------------------------------

REGION = "rule_set: region\nextends: framework@2026-04-01\nin_force: 2026-04-01\nwithout: [kpis.punctual.clause]\n"
REGIONAL = LOT.replace("framework@", "region@")


def test_a_lot_may_extend_what_extends_a_framework():
    lot = whole(REGIONAL + "kpis: {punctual: {clause: 9}}\n", REGION + "term: 5 years\n", FRAMEWORK)

    assert (lot["term"], lot["kpis"]["punctual"]["clause"]) == ("60 months", "9")


def test_what_is_missing_further_up_is_shown_where_it_is_named():
    (found,) = said(REGIONAL, REGION)

    assert found.startswith("base-0.yaml:2:10: unknown rule set `framework`; known: `region`")
    assert found.endswith("= lot.yaml:2:10: taken over here")


def test_a_circle_is_refused_naming_it():
    around = "rule_set: framework\nextends: lot@2026-05-01\nin_force: 2026-04-01\n"

    (found,) = said(LOT, around, LOT)

    assert found == (
        "lot.yaml:2:10: expected no circle of rule sets that extend each other: `lot@2026-05-01` extends "
        "`framework@2026-04-01`, which extends `lot@2026-05-01` [extends-circle]\n"
        "   | extends: framework@2026-04-01\n"
        "   |          ^\n"
        "   = base-0.yaml:2:10: `lot@2026-05-01` is extended here"
    )


def test_a_rule_set_cannot_extend_itself():
    (found,) = headlines(LOT.replace("framework@2026-04-01", "lot@2026-05-01"), LOT)

    assert "`lot@2026-05-01` extends `lot@2026-05-01` [extends-circle]" in found


# --- Versions ----------------------------------------------------------------------------------------------------


def test_a_version_may_extend_the_one_before_it():
    later = LOT.replace("framework@2026-04-01", "lot@2026-05-01").replace(
        "in_force: 2026-05-01", "in_force: 2027-04-01"
    )
    files = {"rules.yaml": later + "kpis: {punctual: {better: higher, bands: {good: 90}}}\n", "rules-old.yaml": LOT}

    found = bound(
        {name: text.encode() for name, text in files.items()}, policies(), bases=Bases.of({"f": FRAMEWORK.encode()})
    )

    assert found.diagnostics == ()
    assert [str(one.in_force) for one in found.book.versions] == ["2026-05-01", "2027-04-01"]
    assert '"good":"90"' in found.book.latest.canonical


def test_a_version_that_drops_a_kpi_of_the_one_before_accounts_for_it():
    later = LOT.replace("2026-05-01", "2027-04-01") + "without: [kpis.punctual, measures.late, parameters.floor]\n"
    bases = Bases.of({"f": FRAMEWORK.encode()})
    old = {"rules-old.yaml": LOT.encode()}

    lost = bound(old | {"rules.yaml": later.encode()}, policies(), bases=bases)
    kept = bound(
        old | {"rules.yaml": f"{later}was: {{kpis: {{punctual: dropped}}}}\n".encode()}, policies(), bases=bases
    )

    assert [one.message for one in lost.diagnostics] == [
        "expected the KPI `punctual` of `rules-old.yaml`, or under `was:` what became of it"
    ]
    assert kept.diagnostics == ()


KEYS = st.sampled_from(["kpis", "punctual", "bands", "good", "value", "extends", "without", "year 1", "x"])
TREES = st.recursive(
    st.sampled_from(["1", "framework@2026-04-01", "kpis.punctual", "floor"]),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, TREES, max_size=6))
def test_whatever_a_lot_holds_it_compiles_or_is_told_why_not(tree):
    text = json.dumps({"rule_set": "lot", "in_force": "2026-05-01", "extends": "framework@2026-04-01"} | tree)

    found = resolved(text)

    assert (found.rules is None) is any(one.severity.value == "error" for one in found.diagnostics)
    assert all(one.place.file in {"lot.yaml", "base-0.yaml"} for one in found.diagnostics)
