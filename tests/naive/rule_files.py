"""Rule files drawn at random, with every way to rate, to count, to pay and to escalate."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

import yaml
from hypothesis import strategies as st

from tests.naive.conditions import Known, conditions
from tests.naive.consequences import ladders, payments, shared_caps
from tests.naive.figures import SCALE

CHOICES = ("Good", "Fair", "Poor")
MEASURES: dict[str, dict[str, Any]] = {
    "planned": {"type": "count"},
    "missed": {"type": "count"},
    "score": {"type": "number"},
    "pct": {"type": "percent"},
    "spare": {"type": "number", "default": "5"},
    "held": {"type": "number", "held_by": "council"},
    "charges": {"type": "money", "held_by": "council"},
    "breach": {"type": "flag"},
    "cqc": {"type": "choice", "of": list(CHOICES)},
}
_HEAD = {
    "rule_set": "drawn",
    "in_force": "2020-01-01",
    "calendar": "england",
    "currency": "GBP",
    "scale": "procurement-act-2023",
}
_PARAMETERS = {
    "target": {"type": "number", "default": "80"},
    "minimum": {"type": "number"},
    "first_cap": {"type": "money", "default": "120"},
}
_targets = st.sampled_from(
    [{"year 1": "80", "year 2": "82.5"}, {"from 2026-06-01": "80"}, {"from 2020-01-01": "80", "from 2026-07-01": "85"}]
).map(lambda default: {"type": "number", "default": default})
# What a measure's default and bounds may be besides, of which most files have none.
_DATED = {
    "spare": st.sampled_from(
        [{}, {"default": {"year 1": "5", "year 2": "7"}}, {"default": {"from 2026-06-30": "4"}}, {"default": "6"}]
    ),
    "pct": st.sampled_from([{}, {}, {"at_most": {"from 2020-01-01": "99", "from 2026-06-30": "100"}}]),
    "held": st.sampled_from([{}, {}, {"at_least": {"year 1": "-1000", "year 2": "1"}}]),
}
modes = st.sampled_from(["half up", "half even", "down", "up"])
precisions = st.builds("{} dp, {}".format, st.integers(0, 3), modes)
limits = st.decimals(0, 100, places=1) | st.decimals(0, 100, places=2)
RHYTHMS = ("quarter", "half year", "6 months", "3 months", ["2026-05-31", "2026-08-15"])


@st.composite
def rule_files(draw: Any) -> dict[str, Any]:
    """A rule file as plain data."""
    kpis: dict[str, dict[str, Any]] = {}
    for number in range(1, draw(st.integers(1, 5)) + 1):
        kpis[f"k{number}"] = draw(_kpi(f"k{number}", dict(kpis)))
    caps = draw(shared_caps)
    entries = draw(payments(kpis, tuple(caps)))
    shared = tuple(f"{entry['name']}, {cap}" for entry in entries for cap in caps if cap in _caps(entry))
    known = _known(kpis)._replace(payments=tuple(entry["name"] for entry in entries), caps=shared)
    return _HEAD | {
        "reporting": draw(_reporting),
        "money": {"precision": draw(st.sampled_from(["0 dp", "2 dp", "2 dp", "3 dp"])), "rounding": draw(modes)},
        "failure": draw(st.sampled_from(SCALE[1:])),
        "over_not_rated": draw(_over),
        **_sometimes(draw, "grace", _graces),
        "parameters": _PARAMETERS | _sometimes(draw, "target", _targets, 3),
        "measures": MEASURES | {name: MEASURES[name] | draw(terms) for name, terms in _DATED.items()},
        "kpis": kpis,
        **({"caps": caps} if caps else {}),
        "escalation": draw(ladders(known)),
        "payment": entries,
    }


def written(tree: Any) -> str:
    """Plain data as the text of a rule file, each leaf as it stands."""
    return yaml.dump(tree, Dumper=_Plain, sort_keys=False, width=4000)


class _Plain(yaml.BaseDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  # as yaml has it
        return True


_Plain.add_representer(dict, yaml.SafeDumper.represent_dict)
_Plain.add_representer(list, yaml.SafeDumper.represent_list)
_Plain.add_representer(tuple, yaml.SafeDumper.represent_list)
_Plain.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text))


_over = st.sampled_from(["breaks", "skips"])
_graces = st.builds("{} periods".format, st.integers(1, 3)) | st.sampled_from(["until 2026-05-31", "until 2026-06-15"])
_reporting = st.fixed_dictionaries(
    {"every": st.sampled_from(["month", "month", "month", "quarter"])},
    optional={
        "starting": st.sampled_from(["contract", "calendar", "financial year"]),
        "due": st.sampled_from(["5 working days", "10 working days"]),
        "late": st.sampled_from(["accept", "failure", "failure"]),
    },
)


def _sometimes(draw: Any, key: str, strategy: st.SearchStrategy[Any], odds: int = 5) -> dict[str, Any]:
    """The key with a drawn value, one time in *odds*."""
    return {key: draw(strategy)} if draw(st.integers(1, odds)) == odds else {}


def _known(kpis: dict[str, dict[str, Any]]) -> Known:
    rated = tuple(name for name, kpi in kpis.items() if {"bands", "ratings", "worst_of"} & set(kpi))
    return Known(rated, tuple(name for name, kpi in kpis.items() if _is_number(kpi)))


def _caps(entry: dict[str, Any]) -> list[Any]:
    cap = entry.get("cap", [])
    return cap if isinstance(cap, list) else [cap]


_RATED = {"bands", "ratings"}


def _is_number(kpi: dict[str, Any]) -> bool:
    return kpi.get("value") not in ("breach", "cqc") and "worst_of" not in kpi


@st.composite
def _kpi(draw: Any, name: str, earlier: dict[str, dict[str, Any]]) -> dict[str, Any]:
    known = _known(earlier)
    makers = _makers(name, known)
    place = draw(st.integers(0, len(makers) + bool(known.numbers) - 1))
    kpi = draw(makers[place] if place < len(makers) else _weighted(earlier))
    for key, strategy in _SURROUNDINGS.items():
        kpi |= _sometimes(draw, key, strategy, 2 if key in ("points", "missing", "repeat") else 6)
    kpi |= _sometimes(draw, "plausible", st.just("5 to 98"), 6) if _is_number(kpi) and kpi.keys() & _RATED else {}
    kpi |= _sometimes(draw, "limiters", _limiters(known._replace(history=False)), 8) if "bands" in kpi else {}
    return kpi


@cache
def _makers(name: str, known: Known) -> list[st.SearchStrategy[dict[str, Any]]]:
    makers = [_ratio(), _scored(), _scored(), _printed(), _chosen(), _matched(name, known), _bare()]
    makers += [_derived(known.numbers)] if known.numbers else []
    return makers + ([_composite(known.rated)] * 2 if known.rated else [])


@cache
def _limiters(known: Known) -> st.SearchStrategy[list[dict[str, Any]]]:
    one = st.fixed_dictionaries({"never_better_than": st.sampled_from(SCALE[1:]), "when": conditions(known)})
    return st.lists(one, min_size=1, max_size=2)


_missing = st.one_of(
    st.sampled_from(["not_rated", "refuse", "carry_forward"]),
    st.builds(lambda count: {"carry_forward": f"{count} periods"}, st.integers(1, 3)),
    st.just({"failure": "inadequate"}),
    st.just({"failure": "inadequate"}),
)
_samples = st.fixed_dictionaries(
    {
        "of": st.sampled_from(["planned", "planned + missed", "planned / 2"]),
        "at_least": st.sampled_from(["30", "minimum", "0.5"]),
    }
)
_SURROUNDINGS = {
    "missing": _missing,
    "grace": _graces | st.just("none"),
    "over_not_rated": _over,
    "every": st.sampled_from(RHYTHMS),
    "sample": _samples,
    "points": st.dictionaries(st.sampled_from(SCALE[1:]), st.sampled_from(["1", "2", "4.5", "minimum"]), min_size=1),
    "repeat": st.sampled_from(["double", "triple", "1.5"]),
}


@cache
@st.composite
def lines(draw: Any, better: str) -> dict[str, Any]:
    """Bands as a limit for each rating, from best to worst."""
    figures = sorted(draw(st.lists(limits, min_size=1, max_size=3, unique=True)), reverse=better == "higher")
    names = sorted(draw(st.permutations(SCALE[:3]))[: len(figures)], key=SCALE.index)
    words = ("", "", "at least ", "more than ") if better == "higher" else ("", "", "at most ", "less than ")
    bands: dict[str, Any] = {
        name: draw(st.sampled_from(words)) + format(figure, "f") for name, figure in zip(names, figures, strict=True)
    }
    best = names[0]
    stricter = figures[0] + (5 if better == "higher" else -5)
    bands[best] = draw(
        st.sampled_from([bands[best]] * 4 + [{"year 1": bands[best], "year 2": f"{stricter:f}"}])
        | st.sampled_from([{"from 2020-01-01": bands[best], "from 2026-06-30": f"{stricter:f}"}, "target", bands[best]])
    )
    return bands | ({"inadequate": "otherwise"} if draw(st.booleans()) else {})


def _ratio() -> st.SearchStrategy[dict[str, Any]]:
    values = st.sampled_from(["100 * missed / planned", "missed / planned", "100 - 100 * missed / planned"])
    return _banded(st.fixed_dictionaries({"value": values, "precision": precisions}))


def _scored() -> st.SearchStrategy[dict[str, Any]]:
    values = ("score", "score", "pct", "score + spare", "max(score, pct)", "score if breach else pct", "held")
    values += ("abs(score - target)", "score if cqc == 'Good' and breach else held", "planned - missed")
    return _banded(st.fixed_dictionaries({"value": st.sampled_from(values)}, optional={"precision": precisions}))


def _derived(numbers: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    values = st.builds("{} + spare".format, st.sampled_from(numbers)) | st.builds(
        "min({}, {})".format, st.sampled_from(numbers), st.sampled_from(numbers)
    )
    return _banded(st.fixed_dictionaries({"value": values}, optional={"precision": precisions}))


@st.composite
def _banded(draw: Any, shapes: st.SearchStrategy[dict[str, Any]]) -> dict[str, Any]:
    better = draw(st.sampled_from(["higher", "lower"]))
    return draw(shapes) | {"better": better, "bands": draw(lines(better))}


def _bare() -> st.SearchStrategy[dict[str, Any]]:
    return st.sampled_from([{"value": "score * 2"}, {"value": "100 * missed / planned", "precision": "1 dp, half up"}])


@st.composite
def _printed(draw: Any) -> dict[str, Any]:
    places = draw(st.integers(0, 2))
    step = Decimal(1).scaleb(-places)
    low, high = sorted(draw(st.lists(st.integers(1, 98), min_size=2, max_size=2, unique=True)))
    overlapping = draw(st.booleans())
    edge = 0 if overlapping else step
    bands = {
        "good": f"{high} or more",
        "approaching_target": f"{low} to {high - edge}",
        "inadequate": f"less than {low}",
    }
    if high - edge < low:
        bands = {"good": f"{high} or more", "inadequate": f"less than {high}"}
    stated = {"value": "score", "precision": f"{places} dp, {draw(modes)}", "bands": bands}
    return stated | ({"overlap": draw(st.sampled_from(["best_band", "worst_band"]))} if overlapping else {})


@st.composite
def _chosen(draw: Any) -> dict[str, Any]:
    if draw(st.booleans()):
        return {"value": "breach", "bands": {"good": "false", draw(st.sampled_from(SCALE[1:])): "true"}}
    rated = {choice: draw(st.sampled_from([*SCALE, "other"])) for choice in CHOICES}
    names = [name for name in (*SCALE, "other") if name in rated.values()]
    return {
        "value": "cqc",
        "bands": {name: [choice for choice in CHOICES if rated[choice] == name] for name in names},
    }


@st.composite
def _matched(draw: Any, name: str, known: Known) -> dict[str, Any]:
    about = known._replace(numbers=(*known.numbers, name), history=False)
    guarded = f"previous({name}, inadequate) == good"
    own = st.sampled_from([guarded, f"previous({name}) == good", f"{name} >= 80", f"{name} > target"])
    when = conditions(about) | own
    cases = [{rating: draw(when)} for rating in sorted(draw(st.permutations(SCALE[:3]))[:2], key=SCALE.index)]
    return {"value": "score", "ratings": [*cases, {"inadequate": "otherwise"}]}


@st.composite
def _composite(draw: Any, rated: tuple[str, ...]) -> dict[str, Any]:
    parts = draw(st.lists(st.sampled_from(rated), unique=True, min_size=1, max_size=3))
    partly = {"not_rated": draw(st.sampled_from(["leave_out", "not_rated"]))}
    if draw(st.booleans()):
        return {"worst_of": parts} | partly
    counted = draw(st.lists(st.sampled_from(SCALE), unique=True, min_size=1, max_size=2))
    bands = {"good": "0", "approaching_target": "1", "requires_improvement": "2"}
    how = {"how_many": parts, "rated": counted if len(counted) > 1 else counted[0]}
    return how | partly | {"better": "lower", "bands": bands}


@st.composite
def _weighted(draw: Any, earlier: dict[str, dict[str, Any]]) -> dict[str, Any]:
    parts = draw(st.lists(st.sampled_from(sorted(earlier)), unique=True, min_size=1, max_size=3))
    weights = {1: ["100%"], 2: ["37.5%", "62.5%"], 3: ["20%", "20%", "60%"]}[len(parts)]
    scores = {}
    for part in parts:
        kpi = earlier[part]
        if kpi.get("value") == "cqc" and draw(st.booleans()):
            scores[part] = {choice: str(10 * place) for place, choice in enumerate(CHOICES)}
        elif not _is_number(kpi) or (part in _known(earlier).rated and draw(st.booleans())):
            scores[part] = {rating: f"{100 - 30 * place}" for place, rating in enumerate(SCALE)}
    shape = {"weighted_score": dict(zip(parts, weights, strict=True)), "precision": draw(precisions)}
    shape |= {"scores": scores} if scores else {}
    partly = draw(st.sampled_from(["leave_out", "not_rated"]))
    return shape | {"not_rated": partly, "better": "higher", "bands": draw(lines("higher"))}
