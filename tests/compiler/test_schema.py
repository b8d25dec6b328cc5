import copy
import json

import pytest
import yaml
from jsonschema import Draft202012Validator

from engine.bootstrap import policies
from engine.compiler.schema import schema
from engine.model.policy import Parameters, Policies

from .rule_files import EXAMPLES, HERE, on_disk

RULES = sorted(
    [*EXAMPLES, *(HERE.parents[1] / "rules").rglob("rules*.yaml"), *(HERE.parent / "cases").rglob("rules*.yaml")]
)


class Loader(yaml.SafeLoader):
    """Reads dates as text, as the compiler does."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.fixture(scope="module")
def validator():
    found = schema(policies())
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


def loaded(text):
    return yaml.load(text, Loader)


def changed(tree, path, value):
    """*tree* with *value* under *path*; None takes the key out."""
    tree = copy.deepcopy(tree)
    *above, last = path
    below = tree
    for step in above:
        below = below[step]
    if value is None:
        del below[last]
    else:
        below[last] = value
    return tree


@pytest.mark.parametrize("path", [pytest.param(path, id=f"{path.parent.name}/{path.stem}") for path in RULES])
def test_rule_files_that_compile_validate(path, validator):
    assert [error.message for error in validator.iter_errors(loaded(path.read_text()))] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param(("titel",), "x", id="an unknown key"),
        pytest.param(("in_force",), None, id="a key that is missing"),
        pytest.param(("in_force",), "1 April 2026", id="a date in words"),
        pytest.param(("title",), ["a"], id="a list for a text"),
        pytest.param(("currency",), "pounds", id="a currency in words"),
        pytest.param(("kpis",), {}, id="no KPI"),
        pytest.param(("kpis", "Missed Visits"), {"value": "1"}, id="a KPI's name with capitals"),
        pytest.param(("kpis", "missed_visits", "presicion"), "1 dp, half up", id="an unknown key of a KPI"),
        pytest.param(("kpis", "missed_visits", "precision"), "1 decimal", id="a precision in words"),
        pytest.param(("kpis", "missed_visits", "better"), "more", id="a word that is none of the list"),
        pytest.param(("kpis", "missed_visits", "missing"), "failure", id="missing without its rating"),
        pytest.param(("kpis", "missed_visits", "points"), {"good": {"in 2027": 3}}, id="a number dated wrongly"),
        pytest.param(("measures", "charges", "type"), "pounds", id="an unknown type"),
        pytest.param(("reporting", "due"), "ten days", id="a time in words"),
        pytest.param(("escalation", 0, "policy"), "stairs", id="an unknown policy"),
        pytest.param(("escalation", 0, "climb"), "hop", id="a policy's own key with a wrong word"),
        pytest.param(("escalation", 0, "rungs", 1, "leaves"), "true", id="an unknown key within a policy's own"),
        pytest.param(("payment", 0, "per_pont"), 1, id="an unknown key of a policy"),
        pytest.param(("payment", 0, "cap"), {"over": "contract"}, id="a cap without a limit"),
        pytest.param(("payment", 0, "policy"), None, id="an entry without a policy"),
    ],
)
def test_rule_files_with_a_mistake_in_shape_do_not(path, value, validator):
    broken = changed(loaded(on_disk("homecare-north")), path, value)

    assert not validator.is_valid(broken)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param(("kpis", "missed_visits", "clause"), 3.1, id="a clause that looks like a number"),
        pytest.param(("escalation", 0, "rungs", 1, "clause"), 4.2, id="a rung's clause that looks like a number"),
        pytest.param(("kpis", "missed_visits", "repeat"), {"year 1": "double", "year 2": 3}, id="a dated repeat"),
        pytest.param(("payment", 0, "cap"), {"year 1": 100, "year 2": "10% of charges"}, id="a dated cap"),
        pytest.param(("payment", 0, "cap"), ["10% of charges", {"limit": 500, "over": "contract"}], id="several caps"),
        pytest.param(
            ("kpis", "missed_visits", "missing"), {"carry_forward": "2 periods"}, id="missing carried forward"
        ),
        pytest.param(("reporting", "every"), [{"from": "2026-04-01", "to": "2026-06-30"}], id="listed periods"),
    ],
)
def test_what_may_be_written_in_several_ways_validates_in_each(path, value, validator):
    assert validator.is_valid(changed(loaded(on_disk("homecare-north")), path, value))


def test_the_schema_says_what_it_is_and_what_keys_mean(validator):
    found = validator.schema

    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert found["$id"] == "rule-set.schema.json"
    assert found["title"] == "Plimsoll rule file"
    assert found["properties"]["failure"]["description"] == "this rating or a worse one is a failure"
    assert '"null"' not in json.dumps(found)


class Price:
    """No type that JSON Schema knows."""


class StrangeParameters(Parameters):
    """What a stranger's policy takes."""

    price: Price | None = None
    per_visit: str


class Strange:
    name = "per_visit"
    version = "1"
    parameters = StrangeParameters


def test_a_strangers_policy_is_in_it_even_with_a_type_that_cannot_be_described():
    found = schema(Policies(payment={"per_visit": Strange()}, escalation={}))

    entry = found["$defs"]["payment.per_visit"]
    assert entry["required"] == ["policy", "per_visit"]
    assert entry["properties"]["policy"]["const"] == "per_visit"
    assert found["properties"]["escalation"]["items"] is False
    Draft202012Validator.check_schema(found)


LOT = {"rule_set": "lot", "in_force": "2026-05-01", "extends": "framework@2026-04-01"}


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({}, id="nothing but what every file says of itself"),
        pytest.param({"without": ["kpis.missed_visits.repeat"]}, id="what it goes without"),
        pytest.param({"kpis": {"missed_visits": {"bands": {"good": 0.4}}}}, id="one limit of a KPI"),
        pytest.param({"kpis": {"missed_visits": {"sample": {"at_least": 50}}}}, id="half of a sample"),
        pytest.param({"parameters": {"exit_points": {"default": 40}}}, id="a default of a parameter"),
        pytest.param({"reporting": {"late": "failure"}}, id="one key of the head"),
        pytest.param({"scale": {"not_rated": "grey"}}, id="a word of a scale"),
    ],
)
def test_a_lot_may_say_a_part_of_each_mapping(more, validator):
    assert validator.is_valid(LOT | more)
    assert not validator.is_valid({key: value for key, value in (LOT | more).items() if key != "extends"})


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"extends": "framework"}, id="no date of what it extends"),
        pytest.param({"kpis": {"missed_visits": {"presicion": "1 dp, half up"}}}, id="an unknown key of a KPI"),
        pytest.param({"payment": [{"policy": "fixed_fee"}]}, id="a part of a list, which replaces as a whole"),
        pytest.param({"in_force": None}, id="no date of its own"),
    ],
)
def test_a_mistake_in_a_lot_is_marked_all_the_same(more, validator):
    assert not validator.is_valid({key: value for key, value in (LOT | more).items() if value})
