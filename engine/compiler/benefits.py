"""Benefits of the business case: what measures them, over measures, KPIs, parameters and what was paid."""

from __future__ import annotations

from collections.abc import Mapping

from engine.compiler.nodes import Path
from engine.compiler.quoting import quoted
from engine.compiler.reading import NUMERIC, Reading
from engine.compiler.shape.benefits import BenefitShape
from engine.compiler.shape.rule_set import RuleSetShape
from engine.expression import Kind, Program, Typed, Vocabulary
from engine.model.benefits import BenefitTerms, OverYear
from engine.model.decimals import Precision
from engine.model.kpi import Better, Kpi
from engine.model.payment import PAYABLE

_MONEY = Typed(Kind.MONEY)


def benefits(
    reading: Reading, shape: RuleSetShape, kpis: Mapping[str, tuple[Kpi, Typed]], money: Precision | None
) -> dict[str, BenefitTerms]:
    """Return the benefits of *shape* that can be measured; mistakes are reported.

    Their values may name *kpis*, payment entries, and `payable` for all of these. Savings are rounded as *money* is.
    """
    if not shape.benefits:
        return {}
    words = reading.words()
    _check_payable(reading, words)
    paid = dict.fromkeys((*(entry.called for entry in shape.payment), PAYABLE), _MONEY)
    names = {**paid, **words, **{name: typed for name, (_, typed) in kpis.items()}}
    vocabulary = Vocabulary(names=names, kpis=tuple(kpis), scale=reading.scale, records=reading.columns())
    found = {name: _benefit(reading, name, one, vocabulary, money=money) for name, one in shape.benefits.items()}
    return {name: terms for name, terms in found.items() if terms}


def _check_payable(reading: Reading, words: Mapping[str, Typed]) -> None:
    if PAYABLE in words:
        section = "measures" if PAYABLE in reading.measures else "parameters"
        message = f"expected another name beside `benefits`, where `{PAYABLE}` is what a period's payment comes to"
        reading.findings.key_error((section, PAYABLE), "name-taken", message)


def _benefit(
    reading: Reading, name: str, shape: BenefitShape, vocabulary: Vocabulary, *, money: Precision | None
) -> BenefitTerms | None:
    path: Path = ("benefits", name)
    program = reading.program((*path, "value"), shape.value.text, vocabulary, NUMERIC)
    if program is None:
        return None
    if program.aggregates:
        message = "expected a KPI that counts over records: its figure is kept with the decision, and rows are not"
        reading.findings.error((*path, "value"), "benefit-counts", message)
    over_year = OverYear(shape.over_the_year)
    is_money = program.type.kind is Kind.MONEY
    reading.quantities((*path, "planned"), shape.planned, Typed(program.type.kind, shape.unit))
    precision = shape.precision or (money if is_money else None)
    if over_year is OverYear.FROM_TOTALS:
        _check_totals(reading, path, program, vocabulary)
    if precision is None and (is_money or program.divides or over_year is OverYear.AVERAGE):
        message = "expected a `precision` such as `1 dp, half up` for a figure that divides, or is money"
        reading.findings.key_error(path, "precision-missing", message)
    return BenefitTerms(
        name=name,
        title=shape.title or name.replace("_", " "),
        clause=shape.clause or "",
        unit=shape.unit or program.type.unit or "",
        money=is_money,
        value=program,
        over_year=over_year,
        better=Better(shape.better),
        precision=precision,
        planned=shape.planned,
        amounts=tuple(one for one in program.reads if one not in reading.parameters),
    )


def _check_totals(reading: Reading, path: Path, program: Program, vocabulary: Vocabulary) -> None:
    """Report what a year's total cannot be made of: the value of a KPI, or a figure that is no number."""
    for name in program.reads:
        if name in vocabulary.kpis:
            message = f"expected measures and payments, which add up over a year, not the KPI {quoted(name)}"
            reading.findings.error((*path, "value"), "total-of-kpi", message)
        elif name in vocabulary.names and vocabulary.names[name].kind not in NUMERIC:
            message = f"expected numbers and money, which add up over a year, not {quoted(name)}"
            reading.findings.error((*path, "value"), "total-type", message)
