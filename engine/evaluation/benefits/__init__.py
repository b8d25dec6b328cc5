"""Holds what a contract has brought against its business case, by contract year; what is unknown stays unknown."""

from engine.evaluation.benefits.measuring import Benefit, benefits
from engine.evaluation.benefits.sentences import sentence
from engine.evaluation.benefits.years import BenefitYear, UnknownPeriod

__all__ = ["Benefit", "BenefitYear", "UnknownPeriod", "benefits", "sentence"]
