from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from engine.errors import PluginError
from engine.model.dated_terms import DatedAmount, DatedPercentage, DatedQuantity
from engine.model.policy import Parameters
from engine.model.terms import (
    Condition,
    Day,
    Flag,
    Formula,
    KpiName,
    Number,
    Percentage,
    Quantity,
    RatingName,
    Whole,
    Within,
)
from engine.model.windows import Over
from engine.plugins.catalogue import catalogue
from engine.plugins.hookspecs import hookimpl
from tests.plugins.strangers import NoParameters, Plugin, Tip, Wait


def model(**fields: Any) -> type[Parameters]:
    """Return a parameters model with *fields*."""
    return type("Model", (Parameters,), {"__annotations__": fields, "__module__": __name__})


class Nested(BaseModel):
    anything: str


class Lax(Parameters):
    model_config = ConfigDict(extra="ignore")


class Inner(Parameters):
    rate: DatedAmount
    shares: dict[KpiName, Percentage]


@pytest.mark.parametrize(
    ("policy", "complaint"),
    [
        pytest.param(Tip(name=""), "expected a `name` of text on each policy", id="no name"),
        pytest.param(Tip(name=7), "expected a `name` of text on each policy", id="a name that is no text"),
        pytest.param(Tip(version=None), "expected a `version` of text on each policy", id="no version"),
        pytest.param(Tip(version=" "), "expected a `version` of text on each policy", id="an empty version"),
        pytest.param(Tip(name="Big Tip"), "expected a name of lower-case letters", id="a name that no file can write"),
        pytest.param(Tip(drafts=None), "expected a method `drafts` on the policy `tip`", id="no drafts"),
        pytest.param(object(), "expected a `name` of text on each policy", id="no policy at all"),
        pytest.param(Tip(parameters=dict), "to be a subclass of `Parameters`", id="parameters of another kind"),
        pytest.param(Tip(parameters=NoParameters()), "to be a subclass of `Parameters`", id="parameters, not a model"),
        pytest.param(Tip(parameters=Lax), "forbids unknown keys", id="a model that lets unknown keys pass"),
        *(
            pytest.param(Tip(parameters=model(**{key: str})), f"expected no key `{key}`", id=f"the core's key {key}")
            for key in ("policy", "name", "clause", "cap", "when", "round", "index")
        ),
        pytest.param(
            Tip(parameters=model(limit=Annotated[str, Field(alias="cap")])), "expected no key `cap`", id="by an alias"
        ),
        pytest.param(Tip(parameters=model(a=float)), "expected `Number` of `engine.model.terms`", id="a float"),
        pytest.param(Tip(parameters=model(a=Decimal)), "expected `Number`", id="a decimal that reads 1e5"),
        pytest.param(Tip(parameters=model(a=int)), "expected `Whole`", id="an int that reads 1_000"),
        pytest.param(Tip(parameters=model(a=bool)), "expected `Flag`", id="a bool that reads yes"),
        pytest.param(Tip(parameters=model(a=date)), "expected `Day`", id="a date that reads seconds"),
        pytest.param(Tip(parameters=model(a=list[int])), "expected `Whole`", id="inside a list"),
        pytest.param(Tip(parameters=model(a=dict[str, float])), "expected `Number`", id="inside a mapping"),
        pytest.param(Tip(parameters=model(a=int | None)), "expected `Whole`", id="beside nothing"),
        pytest.param(Tip(parameters=model(a=set[str])), "a leaf, list or mapping", id="a set, which has no order"),
        pytest.param(Tip(parameters=model(a=Any)), "a leaf, list or mapping", id="anything"),
        pytest.param(Tip(parameters=model(a=Literal[1, 2])), "words of text", id="words that are numbers"),
        pytest.param(Tip(parameters=model(a=Nested)), "`Nested` to be a subclass of `Parameters`", id="a lax mapping"),
        pytest.param(
            Tip(parameters=model(a=Annotated[DatedAmount, Field(ge=0)])), "rather than bounds", id="bounds on a sum"
        ),
        pytest.param(
            Tip(parameters=model(a=Annotated[Quantity, Field(ge=0)])), "rather than bounds", id="bounds on a quantity"
        ),
    ],
)
def test_a_policy_that_is_not_one_refuses_to_start_and_its_plugin_is_named(policy, complaint):
    with pytest.raises(PluginError) as refusal:
        catalogue([Plugin(policy)], discover=False)

    assert complaint in str(refusal.value)
    assert "`Plugin`" in str(refusal.value)


def test_a_ladder_needs_both_its_methods():
    class Ladders:
        @hookimpl
        def plimsoll_escalation_policies(self):
            ladder = Wait()
            ladder.rungs = None
            return [ladder]

    with pytest.raises(PluginError, match="expected a method `rungs` on the policy `wait` of the plugin `Ladders`"):
        catalogue([Ladders()], discover=False)


def test_every_leaf_that_rule_files_know_may_stand_in_parameters():
    leaves = model(
        a=DatedAmount,
        b=DatedQuantity | None,
        c=DatedPercentage,
        d=Condition,
        e=Formula,
        f=list[KpiName],
        g=dict[RatingName, DatedAmount],
        h=Annotated[Whole, Field(ge=1)],
        i=Number,
        j=Flag,
        k=Day,
        l=Within,
        m=Over,
        n=Literal["up", "down"],
        o=str,
        p=Inner,
        q=dict[str, Inner] | None,
        r=tuple[Percentage, ...],
    )

    policies = catalogue([Plugin(Tip(parameters=leaves))], discover=False)

    assert policies.payment["tip"].parameters is leaves
