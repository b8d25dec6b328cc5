"""The ids by which the wire names what is recorded of a contract."""

from __future__ import annotations

from engine.model.naming import HappeningName, place_in
from engine.service.translation.reading import shown


def version_of(contract: str, given: str) -> int:
    """Return the version of the event of *contract* whose id is *given*; ValueError where it is none."""
    name, _, version = given.rpartition("#")
    # What is recorded has at most nine digits: more of them would be the number of what a decision opened.
    if name != contract or not (version.isascii() and version.isdigit()) or len(version) > 9:
        raise ValueError(f"expected the id of an event of the contract, such as `cedar#14`, not {shown(given)}")
    return int(version)


def event_number(contract: str, given: str) -> int:
    """Return the number of what happened to *contract* whose id is *given*; ValueError where it is none."""
    if "." not in given.rpartition("#")[2]:
        return version_of(contract, given)
    try:
        name = HappeningName.parse(given)
    except ValueError:
        name = None
    if name is None or name.contract != contract or not place_in(name.number):
        expected = "expected the id of an event of the contract, such as `cedar#14` or `cedar#14.1`"
        raise ValueError(f"{expected}, not {shown(given)}")
    return name.number
