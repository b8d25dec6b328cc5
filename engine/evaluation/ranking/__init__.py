"""Ranks providers under one framework by what was decided about them; it decides nothing itself."""

from engine.evaluation.ranking.comparing import compared
from engine.evaluation.ranking.looking import Candidate, Ruled
from engine.evaluation.ranking.sentences import entry_reasons, place_words

__all__ = ["Candidate", "Ruled", "compared", "entry_reasons", "place_words"]
