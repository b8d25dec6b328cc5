"""Policies and packages of strangers, good ones and bad ones."""

from collections.abc import Callable, Iterable
from pathlib import Path
from textwrap import dedent
from typing import Any

from engine.model.escalation import DecisionOutcome, Rung, Step
from engine.model.payment import Draft, LineKind
from engine.model.policy import Parameters
from engine.model.terms import Condition
from engine.plugins.hookspecs import hookimpl


class NoParameters(Parameters):
    """A policy that needs none."""


class Tip:
    """A payment policy that pays nothing, with whatever a test says differently."""

    name = "tip"
    version = "1.2"
    parameters = NoParameters

    def __init__(self, answer: Callable[[Any, Any], Any] | None = None, **differently: object) -> None:
        self._answer = answer
        vars(self).update(differently)

    def drafts(self, parameters: Any, view: Any) -> Any:
        """Answer as the test says, else with nothing."""
        return self._answer(parameters, view) if self._answer else ()


class WaitParameters(Parameters):
    """What a ladder waits for."""

    until: Condition | None = None


class Wait:
    """A ladder of two rungs that is never climbed, but for what a test says differently."""

    name = "wait"
    version = "2.0"
    parameters = WaitParameters

    def __init__(
        self, answer: Callable[[Any, Any], Any] | None = None, rungs: Callable[[Any], Any] | None = None
    ) -> None:
        self._answer, self._rungs = answer, rungs

    def rungs(self, parameters: Any) -> Any:
        """Declare what the test says, else two rungs."""
        declared = (Rung("low", DecisionOutcome.NO_ACTION, ""), Rung("high", DecisionOutcome.ESCALATION, ""))
        return self._rungs(parameters) if self._rungs else declared

    def step(self, parameters: Any, view: Any) -> Any:
        """Answer as the test says, else stay."""
        return self._answer(parameters, view) if self._answer else Step(view.rung, ())


class Plugin:
    """A plugin with the payment policies that a test gives it."""

    def __init__(self, *policies: object) -> None:
        self.policies = policies

    @hookimpl
    def plimsoll_payment_policies(self) -> Iterable[object]:
        """Return the policies."""
        return self.policies


def drafting(*parts: Any, kind: Any = LineKind.FEE) -> Tip:
    """Return a policy that drafts one line of *parts*."""
    return Tip(lambda *_: (Draft(kind, parts),))


def pack(folder: Path, module: str, source: str, *, entry: str = "example", distribution: str | None = None) -> None:
    """Write a module with *source* into *folder*, with the metadata that an installer would leave beside it."""
    (folder / f"{module}.py").write_text(dedent(source), encoding="utf-8")
    distribution = distribution or module.replace("_", "-")
    metadata = folder / f"{distribution.replace('-', '_')}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text(f"[plimsoll]\n{entry} = {module}\n", encoding="utf-8")
