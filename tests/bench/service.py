"""What a decision costs over gRPC beside an echo on the same server stack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import repeat
from typing import NamedTuple

from tests.bench import asking
from tests.bench.asking import METHODS, REGISTER, raw
from tests.bench.calling import Callers, Rounds, Work, callers
from tests.bench.echoing import ECHO, echo_request
from tests.bench.serving import served
from tests.bench.table import Row

_CALLERS = 4
_ROUNDS = 25
_CALLS = 160
_BATCH, _BATCHES = 100, 4
_MONTHS_BEFORE = 6

_PREVIEW, _SUBMIT = "preview", "submit, recorded and logged"
_BATCH_PREVIEW, _BATCH_SUBMIT = f"preview, batches of {_BATCH}", f"submit, batches of {_BATCH}"


class _Target(NamedTuple):
    """The work whose rate another one is held against, and how much of it that is to reach; 0 where that is open."""

    beside: str
    least: float = 0


_TARGETS = {
    _PREVIEW: _Target("echo as long as a preview", 0.5),
    _SUBMIT: _Target("echo as long as a submit", 0.3),
    _BATCH_PREVIEW: _Target(_PREVIEW, 2.2),
    _BATCH_SUBMIT: _Target(_SUBMIT),
}


def measured() -> list[Row]:
    """Return what each kind of call comes to with four callers at once, all of them interleaved."""
    with served() as server, callers(server, _CALLERS) as four:
        works = dict(_works(four))
        rounds: dict[str, Rounds] = {name: Rounds([]) for name in works}
        for work in works.values():
            four.round(work)  # the first time nothing is at hand yet
        for _ in range(_ROUNDS):
            for name, work in works.items():
                rounds[name].rounds.append(four.round(work))
    return [_row(name, rounds) for name in works]


def _row(name: str, rounds: Mapping[str, Rounds]) -> Row:
    ours, target = rounds[name], _TARGETS.get(name)
    figure = f"{ours.rate:,.0f}/s"
    if target is None:
        return Row(name, figure, f"{ours.busy * 1e6:.0f} µs of the server")
    ratio = ours.beside(rounds[target.beside])
    verdict = f", to reach {target.least}: {'reached' if ratio >= target.least else 'missed'}" if target.least else ""
    return Row(name, figure, f"{ours.busy * 1e6:.0f} µs of the server; {ratio:.2f} of the {target.beside}{verdict}")


def _works(four: Callers) -> Iterator[tuple[str, Work]]:
    seen = [f"seen-{n}" for n in range(_BATCH)]
    asking.begin(four, seen, _MONTHS_BEFORE)
    previews = asking.previews(seen, _MONTHS_BEFORE)
    for name, method, asked in [
        (_PREVIEW, "Preview", previews),
        (_SUBMIT, "Submit", asking.submissions(_registered(four, "unary"))),
    ]:
        example = next(asked).SerializeToString()
        [answer] = four.called(METHODS + method, [example])
        yield _TARGETS[name].beside, Work(ECHO, repeat(echo_request(len(example), len(answer))), _CALLS)
        yield name, Work(METHODS + method, raw(asked), _CALLS)
    batched = asking.submissions(_registered(four, "batch"))
    in_batches = asking.previewed(previews, _BATCH), asking.submitted(batched, _BATCH)
    asking.check_previewed(four.called(f"{METHODS}BatchPreview", [next(in_batches[0])]))
    yield _BATCH_PREVIEW, Work(f"{METHODS}BatchPreview", in_batches[0], _BATCHES, _BATCH)
    asking.check_submitted(four.called(f"{METHODS}BatchSubmit", [next(in_batches[1])]))
    yield _BATCH_SUBMIT, Work(f"{METHODS}BatchSubmit", in_batches[1], _BATCHES, _BATCH)


def _registered(four: Callers, kind: str) -> list[str]:
    """Register as many contracts as all callers ask about at once."""
    names = [f"{kind}-{n}" for n in range(_BATCH * _CALLERS)]
    four.called(REGISTER, list(raw(asking.registrations(names))))
    return names
