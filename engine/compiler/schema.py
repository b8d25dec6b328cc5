"""The JSON Schema of a rule file, for editors: generated from the models that the compiler reads with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.compiler.lot_schema import with_lots
from engine.compiler.model_schema import model_schema
from engine.compiler.shape.payment import EntryShape, PaymentShape
from engine.compiler.shape.rule_set import RuleSetShape
from engine.model.policy import EscalationPolicy, Parameters, PaymentPolicy, Policies

_SCALARS = ["string", "number", "boolean"]


def schema(policies: Policies) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a rule file whose entries use *policies*.

    A validator must read dates as text, as the compiler does.
    """
    whole = model_schema(RuleSetShape)
    definitions: dict[str, Any] = whole.pop("$defs")
    for key, entry, chosen in (
        ("escalation", EntryShape, policies.escalation),
        ("payment", PaymentShape, policies.payment),
    ):
        definitions |= _definitions(key, entry, chosen)
        choices = [{"$ref": f"#/$defs/{key}.{name}"} for name in sorted(chosen)]
        whole["properties"][key]["items"] = {"oneOf": choices} if choices else False
    whole = with_lots(whole, definitions, ("rule_set", "in_force"))
    described: dict[str, Any] = _described(whole | {"$defs": definitions})
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "rule-set.schema.json",
        "title": "Plimsoll rule file",
    }
    return head | {key: value for key, value in described.items() if key not in head}


def _definitions(
    key: str, entry: type[EntryShape], policies: Mapping[str, PaymentPolicy] | Mapping[str, EscalationPolicy]
) -> dict[str, Any]:
    """Return an entry of *key* for each policy, beside what their parameters are made of."""
    found: dict[str, Any] = {}
    for name, policy in policies.items():
        own = _parameters(f"{key}.{name}", policy.parameters)
        found |= {f"{key}.{name}.{model}": below for model, below in own.pop("$defs", {}).items()}
        found[f"{key}.{name}"] = _entry(entry, name, own)
        if not hasattr(policy, "pays_per_row"):
            found[f"{key}.{name}"]["properties"].pop("round", None)
    return found


def _parameters(prefix: str, model: type[Parameters]) -> dict[str, Any]:
    return model_schema(model, references=f"#/$defs/{prefix}.{{model}}")


def _entry(entry: type[EntryShape], name: str, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of an entry: the keys that the core reads, then the policy's own; no others."""
    shared = model_schema(entry)
    policy = {"const": name, "description": own.get("description", "")}
    return {
        "type": "object",
        "title": name,
        "description": own.get("description", ""),
        "properties": shared["properties"] | {"policy": policy} | own.get("properties", {}),
        "required": ["policy", *own.get("required", ())],
        "additionalProperties": False,
    }


def _described(schema: Any) -> Any:  # noqa: ANN401  # whatever JSON can say
    """Return *schema* as YAML is written: nothing is null, and every scalar is read as text."""
    if isinstance(schema, list):
        return [_described(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _described(value) for key, value in schema.items() if not (key == "default" and value is None)}
    alternatives = [one for one in kept.get("anyOf", []) if one != {"type": "null"}]
    if len(alternatives) == 1:
        kept = alternatives[0] | {key: value for key, value in kept.items() if key != "anyOf"}
    elif alternatives:
        kept["anyOf"] = alternatives
    if kept.get("type") == "string" and not kept.keys() & {"pattern", "enum", "const"}:
        kept["type"] = _SCALARS
    if "patternProperties" in kept and "additionalProperties" not in kept:
        kept["additionalProperties"] = False
    return kept
