"""What follows from ratings in a drawn rule file: payment entries with their caps, and ladders."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st

from tests.naive.conditions import Known, conditions
from tests.naive.figures import SCALE

_sums = st.sampled_from(["charges", "10% of charges", "0.5% of charges", "3.33% of charges", "25.00", "first_cap"])
_cap_sums = st.sampled_from(["10% of charges", "1% of charges", "60", "0", "1000.005", "first_cap", "50% of charges"])
_overs = st.sampled_from(["period", "twelve months", "contract"])
_deemed = st.sampled_from([{}, {"deemed": "50"}])
_part_steps = st.sampled_from(["pro_rata", "ignored", "full"])
_bases = st.sampled_from(["twelve months", "twelve months before"])
_first_years = {"first_year": st.sampled_from(["75.555", "first_cap"])}
_caps = st.one_of(
    _cap_sums,
    st.fixed_dictionaries({"limit": _cap_sums}, optional={"over": _overs, "basis": st.just("period")} | _first_years),
    st.fixed_dictionaries(
        {"limit": st.sampled_from(["10% of charges", "1% of charges", "40% of charges"]), "basis": _bases},
        optional={"over": _overs} | _first_years,
    ),
    st.just({"limit": {"year 1": "50", "year 2": "2% of charges"}, "over": "contract"}),
)
# One by event stands before those that cap events together.
_by_event = st.fixed_dictionaries({"limit": _cap_sums, "over": st.just("event")}, optional=_first_years)
shared_caps = st.dictionaries(
    st.sampled_from(["pool", "year_pool"]), _caps.filter(lambda cap: isinstance(cap, dict)), max_size=2
)
_within = st.sampled_from(
    ["10 working days", "5 working days", "20 days", "2 weeks", "1 month", "30 days beginning with"]
)


@st.composite
def payments(draw: Any, kpis: dict[str, dict[str, Any]], shared: tuple[str, ...]) -> list[dict[str, Any]]:
    """Up to four entries; later ones may take shares of earlier ones."""
    rated = tuple(name for name, kpi in kpis.items() if {"bands", "ratings", "worst_of"} & set(kpi))
    found: list[dict[str, Any]] = []
    for number in range(draw(st.integers(0, 4))):
        before = tuple(entry["name"] for entry in found)
        amounts = _amounts(before)
        entry = draw(_fee(amounts) if draw(st.booleans()) else _credits(kpis, rated, amounts))
        entry["name"] = f"p{number}"
        if draw(st.integers(0, 4)) == 0:
            entry["when"] = draw(conditions(Known(rated, payments=before)))
        if draw(st.booleans()):
            entry["cap"] = draw(_cap_lists(shared))
        found.append(entry)
    return found


@cache
def _amounts(before: tuple[str, ...]) -> st.SearchStrategy[str]:
    return _sums | st.sampled_from([f"4% of {name}" for name in before]) if before else _sums


@cache
def _cap_lists(shared: tuple[str, ...]) -> st.SearchStrategy[Any]:
    one = _caps | st.sampled_from(shared) if shared else _caps
    several = st.lists(one, min_size=1, max_size=3, unique_by=str)
    return one | several | _by_event | st.builds(lambda first, others: [first, *others], _by_event, several)


@cache
def _fee(amounts: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    shorter = st.sampled_from(["pro_rata", "whole"])
    return st.fixed_dictionaries({"policy": st.just("fixed_fee"), "amount": amounts, "short_periods": shorter})


@st.composite
def _credits(
    draw: Any, kpis: dict[str, dict[str, Any]], rated: tuple[str, ...], amounts: st.SearchStrategy[str]
) -> dict[str, Any]:
    numbers = [
        name for name in kpis if kpis[name].get("value") not in ("breach", "cqc") and "worst_of" not in kpis[name]
    ]
    ways: list[dict[str, Any]] = []
    # A price for ratings or failures of what has none is refused.
    if rated:
        pools = {"quality": {"share": "50%", "kpis": dict.fromkeys(rated[:3], "33.3%")}}
        pools |= {"safety": {"share": "12.5%", "kpis": {rated[-1]: "40%"}}}
        ways += [
            {"per_point": draw(amounts)},
            {"by_rating": draw(st.dictionaries(st.sampled_from(SCALE), amounts, min_size=1))},
            {"per_failure": draw(amounts)},
            {"at_risk": {"amount": draw(amounts), "pools": pools}},
        ]
    if numbers:
        level = {draw(st.sampled_from(["required", "allowed"])): draw(st.sampled_from(["98", "target", "5.5"]))}
        level |= draw(_deemed)
        ways.append({"percentage_gap": {"kpi": draw(st.sampled_from(numbers)), "of": draw(amounts)} | level})
        past = {draw(st.sampled_from(["beyond", "below"])): draw(st.sampled_from(["2", "target", "95.5"]))}
        past |= {"kpi": draw(st.sampled_from(numbers)), "price": draw(amounts)} | draw(_deemed)
        step = {"step": draw(st.sampled_from(["2", "3", "0.7"])), "part_step": draw(_part_steps)}
        ways += [{"per_excess": past}, {"per_step": past | step}]
    if not ways:
        return draw(_fee(amounts))
    way = draw(st.sampled_from([ways[0], *ways]))
    if set(way) & {"per_point", "by_rating", "per_failure"} and draw(st.booleans()):
        way |= {"kpis": draw(st.lists(st.sampled_from(sorted(rated)), unique=True, min_size=1))}
    return {"policy": "service_credits"} | way


@st.composite
def ladders(draw: Any, known: Known) -> list[dict[str, Any]]:
    """Up to two ladders side by side, whose conditions may name each other."""
    names = ["contract", "lot"][: draw(st.integers(0, 2))]
    whens = conditions(known._replace(ladders=tuple(names)))
    return [
        {
            "policy": "ladder",
            "name": name,
            "climb": draw(st.sampled_from(["jump", "step"])),
            "rungs": [{"rung": "start"}, *draw(_rungs(whens))],
        }
        for name in names
    ]


@st.composite
def _rungs(draw: Any, whens: st.SearchStrategy[str]) -> list[dict[str, Any]]:
    decisions = ["remediation", "escalation", "exit_trigger"][-draw(st.integers(1, 3)) :]
    rungs = []
    for number, decision in enumerate(decisions):
        rung = {"rung": f"r{number}", "decision": decision, "enter": draw(whens)}
        if draw(st.booleans()):
            rung["leave"] = draw(whens)
            below = ["start", *(one["rung"] for one in rungs)]
            rung |= {"leave_to": draw(st.sampled_from(below))} if draw(st.booleans()) else {}
        if draw(st.booleans()):
            rung["actions"] = [{"do": "Send a plan", "by": "provider", "within": draw(_within)}]
        rungs.append(rung)
    return rungs
