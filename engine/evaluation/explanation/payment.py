"""Payment lines with the arithmetic of each, and their totals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.evaluation.explanation.caps import cap
from engine.evaluation.explanation.figures import period_in_words, precision_in_words
from engine.evaluation.explanation.lexicon import Lexicon
from engine.evaluation.explanation.products import product, total
from engine.evaluation.explanation.sentence import Code, Section, Sentence, opened, words
from engine.model.decision import Decision
from engine.model.payment import Line, LineKind, LineState, Payment

_KINDS = {
    LineKind.FEE: "a fee",
    LineKind.INCENTIVE: "an incentive",
    LineKind.DEDUCTION: "a deduction",
    LineKind.WITHHELD: "a sum withheld",
    LineKind.RELEASED: "a sum released",
    LineKind.RETAINED: "a sum retained",
    LineKind.CLAWBACK: "a clawback",
    LineKind.INTEREST: "interest",
    LineKind.ADJUSTMENT: "an adjustment",
}
_TOTALS = {kind: f"{opened(kind.value)}s" for kind in LineKind} | {
    LineKind.WITHHELD: "Withheld",
    LineKind.RELEASED: "Released",
    LineKind.RETAINED: "Retained",
    LineKind.INTEREST: "Interest",
}
_STATES = {
    LineState.DUE: "It is due, and not applied yet",
    LineState.SUSPENDED: "It is suspended, and moves no money until it is upheld",
    LineState.APPLIED: "",
    LineState.WAIVED: "It is waived, and moves no money",
}


def payment_section(decision: Decision, lexicon: Lexicon) -> Section:
    """Return every line, entries without one, and the totals; nothing where the rules have no payment."""
    payment, entries = decision.payment, lexicon.rules.payments
    if payment is None or not (entries or payment.lines):
        return Section("Payment", ())
    sentences = [sentence for line in payment.lines for sentence in line_sentences(line, lexicon, decision)]
    paid = {line.entry for line in payment.lines}
    for entry in entries:
        if entry.name not in paid:
            sentences.append(
                Sentence(entry.name, Code.NO_LINE, f"{opened(words(entry.name))}: nothing is due", entry.clause)
            )
    return Section("Payment", (*sentences, *_totals(payment, lexicon)))


def line_sentences(line: Line, lexicon: Lexicon, decision: Decision) -> list[Sentence]:
    """Return the line, the products that it adds up, its rounding, what caps took off, and where it stands."""
    sentences = [headline(line, lexicon)]
    sentences += [Sentence(line.entry, Code.PRODUCT, product(part, lexicon)) for part in line.parts]
    sentences += _in_all(line, lexicon) if len(line.parts) > 1 else ()
    if line.unrounded != line.due and lexicon.rules.money:
        amount, precision = lexicon.currency.number(line.unrounded), precision_in_words(lexicon.rules.money)
        text = f"{amount} is {lexicon.currency.number(line.due)} when rounded to {precision}"
        sentences.append(Sentence(line.entry, Code.ROUNDED, text))
    sentences += [cap(line, use, lexicon, decision) for use in line.caps if use.bound]
    if _STATES[line.state]:
        sentences.append(Sentence(line.entry, Code.STATE, _STATES[line.state]))
    return sentences


def in_short(line: Line, lexicon: Lexicon) -> list[Sentence]:
    """Return the arithmetic of the line as one product, where it is one."""
    if len(line.parts) == 1:
        return [Sentence(line.entry, Code.PRODUCT, product(line.parts[0], lexicon))]
    return _in_all(line, lexicon)


def _in_all(line: Line, lexicon: Lexicon) -> list[Sentence]:
    said = total(line.parts, lexicon)
    return [Sentence(line.entry, Code.SUM, f"In all: {said}")] if said else []


def headline(line: Line, lexicon: Lexicon) -> Sentence:
    """Return what the line is and what it comes to."""
    money = lexicon.currency.number
    applied = f", of which {_or_nothing(line.applied, lexicon)} is applied" if line.capped_off else ""
    adjusts = f" of {period_in_words(line.adjusts)}, which was decided again," if line.adjusts else ""
    text = f"{opened(words(line.entry))}{adjusts}: {_KINDS[line.kind]} of {money(line.due)}{applied}"
    return Sentence(line.entry, Code.LINE, text, line.clause)


def _totals(payment: Payment, lexicon: Lexicon) -> Iterator[Sentence]:
    money = lexicon.currency.number
    for kind, due in payment.due.items():
        capped = payment.capped_off.get(kind)
        used = _or_nothing(payment.applied[kind], lexicon)
        applied = f", of which caps took off {money(capped)} and {used} is applied" if capped else ""
        yield Sentence("", Code.TOTAL, f"{_TOTALS[kind]} in all: {money(due)}{applied}")
    yield Sentence("", Code.PAYABLE, f"Payable to the provider: {money(payment.payable)}")
    yield from carried_forward(payment, lexicon)


def _or_nothing(amount: Decimal, lexicon: Lexicon) -> str:
    return lexicon.currency.number(amount) if amount else "nothing"


def carried_forward(payment: Payment, lexicon: Lexicon) -> Iterator[Sentence]:
    """Yield what this period could not bear, if there is any (SEMANTICS 26)."""
    if payment.owed:
        become = "a debt, as the contract ends" if payment.debt else "carried forward to the next period"
        text = f"Deductions of {lexicon.currency.number(payment.owed)} are more than there is to pay, and are {become}"
        yield Sentence("", Code.CARRIED_FORWARD, text)
