"""What one tree over another comes to, however the two were divided."""

import json

from hypothesis import given
from hypothesis import strategies as st

from engine.authoring.writing_out import values
from engine.compiler.merging import Absent, merged, without
from engine.compiler.plain import plain
from engine.compiler.reader import read

from .damage import damaged
from .rule_files import compiling, said
from .test_extending import resolved

LEAVES = st.sampled_from(["1", "good", "x y"]) | st.lists(st.sampled_from(["1", "2"]), max_size=2)
TREES = st.dictionaries(
    st.sampled_from("abcd"),
    st.recursive(LEAVES, lambda below: st.dictionaries(st.sampled_from("abcd"), below, min_size=1, max_size=3)),
    max_size=4,
)


def node(tree):
    return read("tree.yaml", json.dumps(tree).encode()).root


@st.composite
def divided(draw, tree=None):
    """A tree, and two that it can be put together from: each key is in one of them or in both."""
    tree = draw(TREES) if tree is None else tree
    base, over = {}, {}
    for key, value in tree.items():
        here = draw(st.sampled_from(["base", "over", "both"]))
        if here == "both" and isinstance(value, dict):
            _, base[key], over[key] = draw(divided(value))
        elif here == "both":
            base[key], over[key] = "anything", value
        else:
            (base if here == "base" else over)[key] = value
    return tree, base, over


@given(divided())
def test_however_a_tree_is_divided_it_is_put_together_again(parts):
    tree, base, over = parts

    assert plain(merged(node(base), node(over))) == tree


@given(TREES)
def test_whatever_stands_in_a_tree_can_be_left_out_by_its_path(tree):
    paths = {one.path for one in values(node(tree))}
    for path in [one for one in paths if one and not one[-1].isdigit()]:
        left = {one.path for one in values(without(node(tree), path))}

        assert left >= paths - {path}
        assert path not in left


def test_what_is_not_there_is_answered_with_what_is():
    tree = node({"kpis": {"punctual": {"bands": "1"}}})

    assert without(tree, "kpis.late") == Absent(("kpis.punctual",))
    assert without(tree, "kpis.punctual.bands.good") == Absent(("kpis.punctual.bands",))
    assert without(tree, "") == Absent(("kpis",))


LOT = "rule_set: lot\nextends: homecare-north@2026-04-01\nin_force: 2026-05-01\nkpis: {missed_visits: {unit: visits}}\n"


@given(damaged())
def test_whatever_stands_in_a_framework_a_lot_of_it_compiles_or_is_told_why_not(content):
    found = resolved(LOT, content.decode("utf-8", "replace"))

    assert (found.rules is None) is any(one.severity.value == "error" for one in found.diagnostics)
    if found.rules:
        assert said(compiling(found.rules.canonical).rules) == said(found.rules)
