"""Ratings from best to worst, and the one for what cannot be rated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Rating(NamedTuple):
    """One step of a scale; rank 0 is the best."""

    name: str
    rank: int

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Scale:
    """Ratings from best to worst, and the name for "cannot be rated"."""

    name: str
    ratings: tuple[Rating, ...]
    not_rated: str

    @classmethod
    def of(cls, name: str, names: tuple[str, ...], not_rated: str) -> Scale:
        """Return the scale of *names* from best to worst."""
        return cls(name, tuple(Rating(one, rank) for rank, one in enumerate(names)), not_rated)

    def named(self, name: str) -> Rating | None:
        """Return the rating called *name*, if the scale has it."""
        return next((rating for rating in self.ratings if rating.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the ratings from best to worst, without the one for "cannot be rated"."""
        return tuple(rating.name for rating in self.ratings)

    @property
    def worst(self) -> Rating:
        """The last rating."""
        return self.ratings[-1]


# The Procurement Regulations 2024, regulation 39(5).
PROCUREMENT_ACT_2023 = Scale.of(
    "procurement-act-2023",
    ("good", "approaching_target", "requires_improvement", "inadequate"),
    "other",
)
