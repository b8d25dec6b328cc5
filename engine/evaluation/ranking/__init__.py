"""Ranks providers under one framework by what was decided about them; it decides nothing itself."""

from engine.evaluation.ranking.choosing import chosen, latest_period, windowed
from engine.evaluation.ranking.comparing import check_period, check_ranks, compared
from engine.evaluation.ranking.looking import Candidate, Ruled
from engine.evaluation.ranking.sentences import entry_reasons, place_words

__all__ = [
    "Candidate",
    "Ruled",
    "check_period",
    "check_ranks",
    "chosen",
    "compared",
    "entry_reasons",
    "latest_period",
    "place_words",
    "windowed",
]
