"""Asks a policy: in a decimal context that it may spoil, and without letting its failure take anything down."""

from __future__ import annotations

from collections.abc import Callable
from decimal import getcontext, setcontext
from traceback import format_exception_only
from typing import TypeVar

from engine.errors import PluginError
from engine.evaluation.answers import UnsoundAnswerError
from engine.evaluation.case import TermMissingError
from engine.expression import Undecidable
from engine.model.decimals import CONTEXT
from engine.model.policy import AbsentFigureError, EscalationPolicy, PaymentPolicy

T = TypeVar("T")


def asked(policy: PaymentPolicy | EscalationPolicy, question: Callable[[], object], sound: Callable[[object], T]) -> T:
    """Return the answer of *policy* to *question* as *sound* passes it; PluginError names the one that failed.

    The answer is looked at in the caller's own decimal context, whatever the policy did to its copy.
    """
    try:
        return sound(_aside(question))
    except (AbsentFigureError, TermMissingError, Undecidable):
        raise
    except UnsoundAnswerError as error:
        raise PluginError(f"the policy `{policy.name}` {policy.version} answered what it may not: {error}") from error
    # A stranger's policy may raise anything, even what ends a process; this one decision waits for a person.
    except (Exception, SystemExit) as error:
        said = "".join(format_exception_only(error)).strip()
        raise PluginError(f"the policy `{policy.name}` {policy.version} failed: {said}") from error


def _aside(question: Callable[[], object]) -> object:
    # As `localcontext`, at half its cost.
    ours = getcontext()
    setcontext(CONTEXT.copy())
    try:
        return question()
    finally:
        setcontext(ours)
