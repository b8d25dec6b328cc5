from pydantic import field_validator

from engine.bootstrap import policies
from engine.compiler.rule_sets import compiled
from engine.model.escalation import DecisionOutcome, Rung, Step
from engine.model.policy import Parameters, Policies

from .rule_files import HEAD, with_kpi

ENTRY = "escalation:\n  - policy: stairs\n    clause: 4\n"


class StairsParameters(Parameters):
    steps: int = 1

    @field_validator("steps", mode="before")
    @classmethod
    def _known(cls, given):
        return {"one": 1, "two": 2}[given]


class Stairs:
    """A ladder of a stranger's."""

    name, version, parameters = "stairs", "1", StairsParameters

    def __init__(self, rungs):
        self._rungs = rungs

    def rungs(self, _parameters):
        return self._rungs()

    def step(self, _parameters, _view):
        return Step("low", ())


def headlines(stairs, entry=ENTRY):
    text = with_kpi("better: higher", "bands: {good: 1}", head=HEAD, after=entry)
    found = compiled("rules.yaml", text.encode(), Policies(policies().payment, {"stairs": stairs}))
    return [one.headline() for one in found.diagnostics]


def two_rungs():
    return (Rung("low", DecisionOutcome.NO_ACTION, "1"), Rung("high", DecisionOutcome.ESCALATION, "2"))


def broken():
    raise ZeroDivisionError("a stranger's mistake")


def test_a_strangers_ladder_compiles():
    assert headlines(Stairs(two_rungs)) == []


def test_a_policy_that_fails_to_list_its_rungs_is_named_at_its_entry():
    assert headlines(Stairs(broken)) == [
        "rules.yaml:17:13: the policy `stairs` 1 failed to read its keys: `ZeroDivisionError: a stranger's mistake` "
        "[policy-failed]"
    ]


def test_a_policy_that_fails_to_read_its_keys_is_named_at_its_entry():
    assert headlines(Stairs(two_rungs), f"{ENTRY}    steps: three\n") == [
        "rules.yaml:17:13: the policy `stairs` 1 failed to read its keys: `KeyError: 'three'` [policy-failed]"
    ]
