"""Contracts as files write them: who, from when to when, and the terms that the rules leave to each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from engine.compiler.findings import Findings
from engine.compiler.nodes import Path
from engine.compiler.plain import plain
from engine.compiler.reader import read
from engine.compiler.shape.leaves import Shape, Text
from engine.compiler.shapes import shaped
from engine.diagnostics import Diagnostic, did_you_mean
from engine.model.contract import Contract, ParameterValue
from engine.model.dated import Dated
from engine.model.dated_terms import OrDated
from engine.model.measures import Parameter, fitting
from engine.model.rule_book import RuleBook
from engine.model.rule_set import RuleSet
from engine.model.scale import Rating
from engine.model.terms import Day

ParameterText = Annotated[Dated[Any], OrDated(Text)]


class ContractShape(Shape):
    """One contract; what is left out of it, the caller may know."""

    provider: Text | None = None
    start: Day | None = None
    end: Day | None = Field(None, description="the last day")
    time_zone: Text = "Europe/London"
    parameters: dict[str, ParameterText] = Field(default_factory=dict)


class ContractsShape(Shape):
    """A file of contracts by their ids."""

    contracts: dict[Text, ContractShape]


class Terms(NamedTuple):
    """What the *versions* of a rule set leave to each contract."""

    rule_set: str
    parameters: dict[str, Parameter]
    versions: tuple[RuleSet, ...]

    @classmethod
    def of(cls, *versions: RuleSet) -> Terms:
        """Return the terms of *versions*, the earliest first; a parameter is what the latest with it says."""
        declared = {name: one for version in versions for name, one in version.parameters.items()}
        return cls(versions[-1].name, declared, versions)

    def beside(self, others: Iterable[RuleSet]) -> Terms:
        """Return these terms with those that only *others* leave to a contract, which need none of them."""
        known = {name: one for version in others for name, one in version.parameters.items()}
        return self._replace(parameters=known | self.parameters)

    @property
    def required(self) -> tuple[str, ...]:
        """The parameters that every version has, and none has a default for."""
        everywhere = set.intersection(*(set(version.parameters) for version in self.versions))
        defaults = {name for version in self.versions for name, one in version.parameters.items() if one.default}
        return tuple(name for name in self.parameters if name in everywhere - defaults)

    def lacking(self, start: date) -> Iterator[tuple[str, str]]:
        """Yield what no version has a default for when it comes to a contract from *start* on, with the reason."""
        for name in self.parameters:
            lacks = [_lack(version, name, start) for version in self.versions]
            if all(lacks):
                yield name, lacks[-1] or ""


class Contracts(NamedTuple):
    """What became of a file of contracts: all of them, where it has no mistakes, and every diagnostic by position."""

    found: Mapping[str, Contract]
    diagnostics: tuple[Diagnostic, ...]


def contracts(
    file: str, content: bytes, book: RuleBook, starts: Mapping[str, date], *, others: Iterable[RuleSet] = ()
) -> Contracts:
    """Return the contracts in *content*, the bytes of the file called *file*, under the versions of *book*.

    A contract without a start has that of *starts*; one that is in neither, of which nobody reports, is left out. It
    may set what only *others*, further rule sets, declare.
    """
    document = read(file, content)
    findings = Findings(document)
    terms = Terms.of(*book.versions).beside(others)
    found: dict[str, Contract] = {}
    shape = shaped(ContractsShape, plain(document.root), findings) if document.root else None
    for name, given in shape.contracts.items() if shape else ():
        start = given.start or starts.get(name)
        if start is None:
            continue
        made = _Reading(given, terms, findings, ("contracts", name)).contract(name, start)
        if made:
            found[name] = made
    return Contracts({} if findings.has_errors else found, findings.all())


def written_contracts(file: str, content: bytes) -> tuple[Mapping[str, ContractShape], tuple[Diagnostic, ...]]:
    """Return the contracts in *content*, the bytes of the file called *file*, as they are written, by their names.

    Each says when it starts. What their parameters may be, only the rules know.
    """
    document = read(file, content)
    findings = Findings(document)
    shape = shaped(ContractsShape, plain(document.root), findings) if document.root else None
    for name, given in shape.contracts.items() if shape else ():
        if given.start is None:
            findings.key_error(("contracts", name), "contract", "expected `start:`, the first day of the contract")
    return (shape.contracts if shape else {}), findings.all()


def contract(
    shape: ContractShape,
    rules: RuleSet,
    findings: Findings,
    *,
    id: str,  # noqa: A002  # the word for it in Contract
    start: date,
    at: Path = (),
    others: Iterable[RuleSet] = (),
) -> Contract | None:
    """Return the contract called *id* under *rules*; *start* stands in where the file gives none.

    It may set what only *others*, further versions, declare. None where its terms do not fit, which is reported
    under the path *at*.
    """
    terms = Terms.of(rules).beside(others)
    return _Reading(shape, terms, findings, at).contract(id, shape.start or start)


class _Reading(NamedTuple):
    """One contract being read, at a path of its file."""

    shape: ContractShape
    terms: Terms
    findings: Findings
    at: Path

    def contract(self, name: str, start: date) -> Contract | None:
        before = len(self.findings.found)
        parameters = dict(self._parameters())
        self._check_required(start)
        try:
            made = Contract(
                id=name,
                provider=self.shape.provider or name,
                rule_set=self.terms.rule_set,
                start=start,
                end=self.shape.end,
                time_zone=self.shape.time_zone,
                parameters=parameters,
            )
        except ValueError as error:
            self.findings.error(self.at, "contract", str(error))
            return None
        return made if len(self.findings.found) == before else None

    def _parameters(self) -> Iterator[tuple[str, Dated[ParameterValue]]]:
        for name, dated in self.shape.parameters.items():
            path = (*self.at, "parameters", name)
            parameter = self.terms.parameters.get(name)
            if parameter is None:
                message = f"unknown parameter `{name}`{did_you_mean(name, self.terms.parameters)}"
                self.findings.key_error(path, "unknown-name", message)
                continue
            try:
                yield name, dated.map(partial(_fitting, parameter))
            except ValueError as error:
                self.findings.error(path, "parameter-type", str(error))

    def _check_required(self, start: date) -> None:
        for name, lack in self.terms.lacking(start):
            if name not in self.shape.parameters:
                message = f"expected a value for the parameter `{name}`, which {lack}"
                self.findings.key_error((*self.at, "parameters"), "parameter-missing", message)


def _lack(version: RuleSet, name: str, start: date) -> str | None:
    parameter = version.parameters.get(name)
    return parameter.lack(start, max(start, version.in_force)) if parameter else None


def _fitting(parameter: Parameter, text: str) -> ParameterValue:
    value = fitting(parameter.type, text, parameter.of)
    if isinstance(value, Rating):
        raise TypeError("a parameter is never a rating")
    return value
