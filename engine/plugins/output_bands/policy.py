"""Output bands: milestones at their weights through marginal volume bands, the last outputs taken back first."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from engine.model.decimals import plain
from engine.model.figures import Absence
from engine.model.payment import NOTHING_IN_MIND, Draft, Factor, Line, LineKind, Memory, MemoryChange, Part
from engine.model.policy import AbsentFigureError, View
from engine.model.products import product
from engine.model.terms import Formula
from engine.model.yearly import check_pennies
from engine.plugins.hookspecs import hookimpl
from engine.plugins.output_bands.parameters import MilestoneParameters, OutputBandsParameters
from engine.plugins.output_bands.people import (
    Came,
    came_of_people,
    no_uplift_name,
    people_forms,
    people_who_reached,
    uplift_name,
    uplifts_paid,
)
from engine.plugins.output_bands.purse import Purse, Tagged, moved, purse, sums_of
from engine.plugins.output_bands.volumes import (
    Band,
    added,
    bands,
    filled,
    last_of,
    layer_form,
    layers,
    paid_part,
    taken,
    taken_part,
)

_ZERO = Decimal(0)
_PURSES = ("outputs", "uplifts")


class Settled(NamedTuple):
    """The drafts of a period, and what is remembered whatever becomes of them."""

    tagged: tuple[Tagged, ...]
    facts: MemoryChange


class Moved(NamedTuple):
    """What a milestone, or all of them, come to: parts to pay, parts to take back, and what is remembered."""

    paid: tuple[Part, ...]
    taken: tuple[Part, ...]
    facts: MemoryChange


class OutputBands:
    """A fee line for outputs, an incentive line for uplifts, and clawback lines for what is disproved.

    It remembers outputs by milestone, band and price, the sums paid and capped off, and of people what they reached.
    """

    name = "output_bands"
    version = "1"
    parameters = OutputBandsParameters

    def drafts(self, parameters: OutputBandsParameters, view: View) -> tuple[Draft, ...]:
        """Return what is due for what was reached, and what is taken back."""
        return tuple(one.draft for one in _settled(parameters, view).tagged)

    def remembers(self, parameters: OutputBandsParameters, view: View, lines: tuple[Line, ...]) -> MemoryChange:
        """Return the outputs that stand, what was paid for them after caps, and what each person came to."""
        settled = _settled(parameters, view)
        return {**settled.facts, **moved(zip(settled.tagged, lines, strict=True), view.memory)}

    def may_be_stated(self, parameters: OutputBandsParameters) -> tuple[str, ...]:
        """Return the names of outputs by milestone and band, of sums, and of what people reached."""
        numbers = range(1, len(parameters.bands) + 1)
        volumes = tuple(layer_form(name, number) for name in parameters.milestones for number in numbers)
        sums = tuple(name for purse_name in _PURSES for name in sums_of(purse_name))
        return (*volumes, *sums, *(people_forms(parameters.milestones) if parameters.people else ()))

    def check_stated(self, parameters: OutputBandsParameters, memory: Memory) -> None:
        """Raise ValueError where sums or people are not those of what stands: the rest would be paid again."""
        for one in _purses(memory):
            check_pennies(one.stands, one.paid + one.capped_off, (f"worth of {one.name}", f"paid for {one.name}"))
        for name in parameters.milestones if parameters.people else ():
            stand, people = sum((one.outputs for one in layers(memory, name)), _ZERO), people_who_reached(name, memory)
            if stand != people:
                expected = f"expected `{name} reached` of as many people as outputs of it stand, {plain(stand)}"
                raise ValueError(f"{expected}, not of {people}: who is left out would be paid for again")


def _settled(parameters: OutputBandsParameters, view: View) -> Settled:
    """Return the drafts of the period, each with the purse that it moves, and what is remembered beside these."""
    came = _came(parameters, view)
    outputs, uplifts = _outputs(came, parameters, view), _uplifts(came, parameters, view)
    ours, theirs = _purses(view.memory)
    tagged = (
        *ours.pays(LineKind.FEE, outputs.paid, came.idle),
        *theirs.pays(LineKind.INCENTIVE, uplifts.paid),
        *ours.takes(outputs.taken, evened=not outputs.paid),
        *theirs.takes(uplifts.taken, evened=not uplifts.paid),
    )
    return Settled(tagged, {**came.facts, **outputs.facts, **uplifts.facts})


def _purses(memory: Memory) -> tuple[Purse, Purse]:
    """Return what stands and was paid for outputs, and for uplifts."""
    outputs, uplifts = _PURSES
    worth = sum((one.outputs * one.price for one in layers(memory)), _ZERO)
    return purse(outputs, worth, memory), purse(uplifts, sum(uplifts_paid(memory), _ZERO), memory)


def _came(parameters: OutputBandsParameters, view: View) -> Came:
    if parameters.people is not None:
        return came_of_people(parameters.people, parameters, view)
    items = parameters.milestones.items()
    return Came(
        {name: _counted(one.reached, parameters, view) for name, one in items},
        {name: _counted(one.disproved, parameters, view) for name, one in items},
        (),
        (),
        NOTHING_IN_MIND,
        (),
    )


def _counted(formula: Formula | None, parameters: OutputBandsParameters, view: View) -> Decimal:
    if formula is None:
        return _ZERO
    try:
        count = view.value(formula)
    except AbsentFigureError as error:
        if parameters.missing == "pays_nothing" and error.absence is Absence.MISSING:
            return _ZERO
        raise
    if count < 0:
        raise ValueError(f"expected no fewer than 0 of `{formula}`, not `{count}`")
    return count


def _outputs(came: Came, parameters: OutputBandsParameters, view: View) -> Moved:
    among = bands(parameters, view)
    each = [_milestone(name, one, (came, among), view) for name, one in parameters.milestones.items()]
    facts = {name: number for one in each for name, number in one.facts.items()}
    paid = tuple(part for one in each for part in one.paid)
    return Moved(paid, tuple(part for one in each for part in one.taken), facts)


def _milestone(name: str, one: MilestoneParameters, given: tuple[Came, tuple[Band, ...]], view: View) -> Moved:
    """Return what is paid for a milestone: what was disproved goes off the last outputs, this period's first."""
    came, among = given
    standing = layers(view.memory, name)
    before = sum((layer.outputs for layer in standing), _ZERO)
    reached, disproved = came.reached[name], came.disproved[name]
    if disproved > before:
        raise ValueError(f"expected no more of `{name}` to be disproved than the {before} paid for, not `{disproved}`")
    weight = Factor(view.in_force(one.weight), "share of it")
    pieces = tuple(filled(among, before, reached, weight))
    off = tuple(last_of(pieces, min(reached, disproved)))
    kept = filled(among, before, reached - min(reached, disproved), weight)
    back = taken(standing, max(disproved - reached, _ZERO))
    gone = {layer.name: layer.outputs for layer in back}
    left = {layer.name: (layer.outputs - gone[layer.name]) or None for layer in standing if layer.name in gone}
    parts = (*(paid_part(name, piece) for piece in pieces), *(paid_part(name, piece, Decimal(-1)) for piece in off))
    facts = {**left, **added(standing, name, kept, str(view.period.last_day))}
    return Moved(parts, tuple(map(taken_part, back)), facts)


def _uplifts(came: Came, parameters: OutputBandsParameters, view: View) -> Moved:
    """Return the uplifts that are paid and taken back, each once for a person."""
    if parameters.uplift is None or not (came.uplifted or came.not_uplifted):
        return Moved((), (), {})
    amount = view.money(parameters.uplift.amount)
    paid = tuple(product(f"{person}, uplift", *amount.factors) for person in came.uplifted)
    back = tuple(_uplift_back(person, view.memory) for person in came.not_uplifted)
    facts: dict[str, Decimal | None] = {uplift_name(person): amount.amount for person in came.uplifted}
    for person in came.not_uplifted:
        facts |= {uplift_name(person): None, no_uplift_name(person): Decimal(1)}
    return Moved(paid, back, facts)


def _uplift_back(person: str, memory: Memory) -> Part:
    return product(f"{person}, uplift, disproved", Factor(memory[uplift_name(person)], "sum"))


@hookimpl
def plimsoll_payment_policies() -> list[OutputBands]:
    """Return output bands."""
    return [OutputBands()]
