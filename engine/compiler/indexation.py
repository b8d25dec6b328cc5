"""Indexes with their figures, and how the prices of a payment entry follow them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from pydantic import BaseModel

from engine.compiler.findings import Findings
from engine.compiler.nodes import Path
from engine.compiler.policies import terms
from engine.compiler.quoting import quoted
from engine.compiler.reading import Reading
from engine.compiler.shape.indexation import FollowedShape, IndexShape
from engine.compiler.shape.rule_set import RuleSetShape
from engine.model.days import YearKind
from engine.model.indexation import ComparedWith, Followed, Index, Indexation, Reviews
from engine.model.terms import Amount, percent_text

_ONE = Decimal(1)


def indices(shape: RuleSetShape, findings: Findings) -> dict[str, Index]:
    """Return the indexes that the file has figures of."""
    found = {}
    for name, given in (shape.indices or {}).items():
        for month, figure in given.figures.items():
            if figure <= 0:
                message = f"expected a figure of more than 0, not {quoted(str(figure))}"
                findings.error(("indices", name, "figures", str(month)), "index-figure", message)
        found[name] = Index(name, given.title, given.source, given.figures)
    return found


def indexation(reading: Reading, path: Path, given: IndexShape, known: Mapping[str, Index]) -> Indexation | None:
    """Return how the prices of an entry follow indexes, as the key under *path* says; mistakes are reported."""
    return _Reading(reading, path, given, known).indexation()


def check_prices(reading: Reading, path: Path, parameters: BaseModel) -> None:
    """Report an entry without a price that could follow its index: figures of the period are what they are."""
    amounts = [term for _, term in terms((), parameters) if isinstance(term, Amount)]
    if not any(one.of is None or one.of in reading.parameters for one in amounts):
        message = "expected a price to follow the index: a sum in the rule file, or a parameter that is one"
        reading.findings.key_error(path, "index-no-price", message)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One `index` key being read."""

    reading: Reading
    path: Path
    given: IndexShape
    known: Mapping[str, Index]

    def indexation(self) -> Indexation | None:
        before = len(self.reading.findings.found)
        follows = tuple(self._follows())
        reviews = self._reviews()
        self._check_bounds()
        self._check_compared(follows)
        if len(self.reading.findings.found) > before or not follows:
            return None
        given = self.given
        compared = ComparedWith(given.compared_with or "base")
        waits = given.missing != "as_before"
        return Indexation(follows, reviews, compared, given.precision, given.cap, given.collar, waits)

    def _follows(self) -> Iterator[Followed]:
        by, given = self.given.by, self.given
        alone = isinstance(by, str)
        for key, value in (("base", given.base), ("of", given.of)):
            if alone and value is None:
                self._key_error((), "index-key", f"expected `{key}` beside {quoted(str(by))}")
            elif not alone and value is not None:
                self._key_error((key,), "index-key", f"expected `{key}` beside each index of `by`, not here")
        if isinstance(by, str):
            if given.base and given.of:
                one = FollowedShape.model_construct(share=_ONE, base=given.base, of=given.of)
                yield from self._followed(("by",), ("base",), by, one)
            return
        for name, one in by.items():
            yield from self._followed(("by", name), ("by", name, "base"), name, one)
        total = sum((one.share for one in by.values()), Decimal(0))
        if total > 1:
            self._error(("by",), "index-share", f"expected shares of at most 100% in all, not {percent_text(total)}")

    def _followed(self, at: Path, base: Path, name: str, one: FollowedShape) -> Iterator[Followed]:
        index = self.known.get(name)
        if index is None:
            look_up = self.reading.known if isinstance(self.given.by, str) else self._known_key
            look_up((*self.path, *at), name, tuple(self.known), "index")
        elif one.base not in index.figures:
            message = f"expected a month that `{name}` has a figure for, not {quoted(str(one.base))}"
            self._error(base, "index-base", message)
        else:
            yield Followed(index, one.share, one.base, one.of)

    def _known_key(self, path: Path, _name: str, names: tuple[str, ...], what: str) -> bool:
        return self.reading.known_key(path, names, what)

    def _reviews(self) -> Reviews:
        every, since = self.given.every, self.given.since
        if isinstance(every, str):
            if since is None:
                self._key_error((), "index-key", f"expected `from`, before which no {every} is a review")
            return Reviews(YearKind(every), 1 if since is None else since)
        if since is not None:
            self._key_error(("from",), "index-key", "expected no `from` beside listed days, of which the first is it")
        for place, (earlier, later) in enumerate(pairwise(every), start=1):
            if later <= earlier:
                self._error(("every", place), "dates-order", f"expected a day after {earlier}, not {later}")
        return Reviews(tuple(every))

    def _check_bounds(self) -> None:
        cap, collar = self.given.cap, self.given.collar
        if collar is not None and collar <= -1:
            self._error(("collar",), "index-bounds", f"expected more than -100%, not {percent_text(collar)}")
        if cap is not None and cap < (-_ONE if collar is None else collar):
            least = "-100%" if collar is None else f"the collar, {percent_text(collar)}"
            self._error(("cap",), "index-bounds", f"expected no less than {least}, not {percent_text(cap)}")

    def _check_compared(self, follows: tuple[Followed, ...]) -> None:
        """Report what comes to two sums, by what figures are compared with, and does not say which."""
        given = self.given
        plain = len(follows) == 1 and follows[0].share == 1
        bounded = given.cap is not None or given.collar is not None or given.precision is not None
        if given.compared_with is None and follows and (bounded or not plain):
            message = "expected `compared_with: base` or `review_before`, which differ from the second review on"
            self._key_error((), "index-key", message)

    def _error(self, at: Path, code: str, message: str) -> None:
        self.reading.findings.error((*self.path, *at), code, message)

    def _key_error(self, at: Path, code: str, message: str) -> None:
        self.reading.findings.key_error((*self.path, *at), code, message)
