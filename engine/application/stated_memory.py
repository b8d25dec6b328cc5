"""What is stated of what a payment entry remembers, held against what its policy can read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from engine.diagnostics import did_you_mean
from engine.errors import PluginError, Violation
from engine.evaluation.answers import UnsoundAnswerError
from engine.evaluation.asking import asked
from engine.model.memory_names import Sayable, example, fits
from engine.model.payment import Memory
from engine.model.policy import Parameters
from engine.model.rule_set import PaymentEntry


def unfit_memory(
    entries: Mapping[str, PaymentEntry], name: str, memory: Memory, sayable: Sayable
) -> Iterator[Violation]:
    """Yield what does not fit of *memory*, which is stated of the entry *name* of *entries*."""
    entry, path = entries[name], f"withheld.{name}"
    try:
        forms = _forms(entry)
        if not forms:
            does_not = f"expected an entry that remembers sums, which `{entry.policy.name}` does not"
            yield Violation(path, f"{does_not}: {_holding(entries)}")
            return
        misnamed = [one for one in memory if not any(fits(form, one, sayable) for form in forms)]
        yield from (_misnamed(path, one, [example(form, sayable) for form in forms]) for one in misnamed)
        mistake = None if misnamed else _mistake(entry, memory)
    except PluginError as error:
        mistake = str(error)
    if mistake:
        yield Violation(path, mistake)


def _holding(entries: Mapping[str, PaymentEntry]) -> str:
    holding = ", ".join(f"`{name}`" for name, entry in entries.items() if _forms(entry))
    return f"of those there is {holding}" if holding else "there is none"


def _misnamed(path: str, name: str, examples: list[str]) -> Violation:
    expected = f"expected a name by which it remembers a number, such as `{examples[0]}`"
    return Violation(f"{path}.{name}", f"{expected}, not `{name}`{did_you_mean(name, examples)}")


def _forms(entry: PaymentEntry) -> tuple[str, ...]:
    """Return the forms of the names that may be stated of *entry*; none where its policy does not say."""
    says = getattr(entry.policy, "may_be_stated", None)
    return () if says is None else asked(entry.policy, lambda: says(entry.parameters), _texts)


def _mistake(entry: PaymentEntry, memory: Memory) -> str:
    """Return what the policy of *entry* finds amiss in *memory*, empty where it does not look or finds nothing."""
    check = getattr(entry.policy, "check_stated", None)
    return "" if check is None else asked(entry.policy, lambda: _found(check, entry, memory), str)


def _found(check: Callable[[Parameters, Memory], None], entry: PaymentEntry, memory: Memory) -> str:
    try:
        check(entry.parameters, memory)
    except ValueError as error:
        return str(error)
    return ""


def _texts(answer: object) -> tuple[str, ...]:
    if not isinstance(answer, Iterable):
        raise UnsoundAnswerError(f"expected names of what may be stated, not `{type(answer).__name__}`")
    found = tuple(answer)
    if not all(isinstance(one, str) for one in found):
        raise UnsoundAnswerError("expected names of what may be stated")
    return found
