"""A full decision beside pre-parsed simpleeval on the same expressions and zen-engine on ten decision tables."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import simpleeval
import zen

from engine.evaluation.decide import decide
from engine.model.kpi import Kpi
from tests.bench import ten_kpis
from tests.bench.table import Row, interleaved

_MONTHS_BEFORE = range(4, 10)


def measured() -> list[Row]:
    """Return the rows; what is to be reached is four times the speed of zen-engine's tables alone."""
    rules = ten_kpis.rules()
    contract, standing, evidence = (
        ten_kpis.contract(),
        ten_kpis.standing(rules, _MONTHS_BEFORE),
        ten_kpis.evidence(rules, 10),
    )
    figures = {name: value for name, value in evidence.figures.items() if isinstance(value, Decimal)}
    kpis = list(rules.kpis.values())
    seconds = interleaved(
        {
            "plimsoll, the full decision": lambda: decide(rules, contract, standing, evidence),
            "simpleeval pre-parsed, the ten values on floats": _simpleeval(
                kpis, {name: float(one) for name, one in figures.items()}
            ),
            "simpleeval pre-parsed, the ten values on decimals": _simpleeval(kpis, figures),
            "zen-engine, ten decision tables": _zen({name: float(one) for name, one in figures.items()}),
        }
    )
    ours = seconds["plimsoll, the full decision"]
    return [
        Row(what, f"{one * 1e6:.1f} µs", f"{one / ours:.2f} times the time of a full decision")
        for what, one in seconds.items()
    ]


def _simpleeval(kpis: list[Kpi], names: dict[str, object]) -> Callable[[], object]:
    evaluator = simpleeval.SimpleEval(names=names)
    evaluator.operators = dict(evaluator.operators)
    texts = [kpi.computation.text for kpi in kpis]  # type: ignore[union-attr]  # all are expressions
    numbers = {name: type(value) for name, value in names.items()}
    if Decimal in numbers.values():
        names["hundred"] = Decimal(100)
        texts = [text.replace("100", "hundred") for text in texts]
    parsed = [(text, evaluator.parse(text)) for text in texts]
    return lambda: [evaluator.eval(text, previously_parsed=tree) for text, tree in parsed]


def _zen(context: dict[str, float]) -> Callable[[], object]:
    decision = zen.ZenEngine().create_decision(json.dumps(_graph()))
    return lambda: decision.evaluate(context)


def _graph() -> dict[str, object]:
    nodes: list[dict[str, object]] = [_node("in", "inputNode"), _node("out", "outputNode")]
    edges = []
    for n in range(10):
        nodes.append(_node(f"t{n}", "decisionTableNode") | {"content": _table(n)})
        edges += [_edge("in", f"t{n}"), _edge(f"t{n}", "out")]
    return {"nodes": nodes, "edges": edges}


def _node(name: str, kind: str) -> dict[str, object]:
    return {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}}


def _edge(source: str, target: str) -> dict[str, str]:
    return {"id": f"{source}-{target}", "type": "edge", "sourceId": source, "targetId": target}


def _table(n: int) -> dict[str, object]:
    bands = [
        ("<= 0.5", "good", 0),
        ("<= 1.0", "approaching_target", 0),
        ("<= 2.0", "requires_improvement", 2),
        ("", "inadequate", 4),
    ]
    return {
        "hitPolicy": "first",
        "inputs": [{"id": "i", "name": "value", "field": f"100 * a{n} / b{n}"}],
        "outputs": [{"id": "o", "name": "rating", "field": f"r{n}"}, {"id": "p", "name": "points", "field": f"p{n}"}],
        "rules": [
            {"_id": str(place), "i": line, "o": json.dumps(rating), "p": str(points)}
            for place, (line, rating, points) in enumerate(bands)
        ],
    }
