"""One decision with something of everything that a decision can hold, made by hand so that no rules can change it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from engine.expression.program import Examined
from engine.model.decision import Decision, RulesUsed
from engine.model.escalation import Action, Check, DecisionOutcome, ExitRight, Move, MoveKind, Verdict
from engine.model.evidence import Submission
from engine.model.figures import Absence
from engine.model.outcome import Basis, Counts, Held, Limit, Measured, NotRated, Rated, Undecided
from engine.model.payment import CapUse, Factor, Line, LineKind, LineState, Part, Payment
from engine.model.period import Period
from engine.model.renames import Renames
from engine.model.scale import PROCUREMENT_ACT_2023

GOOD, APPROACHING, REQUIRES, INADEQUATE = PROCUREMENT_ACT_2023.ratings

_MISSED = Rated(
    "missed_visits",
    INADEQUATE,
    Decimal("3.2"),
    Decimal("3.2333333333333333333333333333333333333333333333333"),
    (("visits_missed", Decimal(97)), ("visits_planned", Decimal(3000))),
    Held(
        (
            Limit(GOOD, Decimal("0.5"), strict=True, upper=True),
            Limit(APPROACHING, Decimal("1.0"), strict=False, upper=True),
            Limit(REQUIRES, Decimal(2), strict=False, upper=True),
        )
    ),
    Counts.FAILURE,
    Decimal(8),
    repeat=True,
)
_MATCHED = Rated(
    "matched",
    REQUIRES,
    None,
    None,
    (("breach", False), ("inspected_on", date(2026, 4, 12)), ("regulator", "Good"), ("missed_visits", INADEQUATE)),
    Held(
        (Limit(GOOD, Decimal(90), strict=True), Limit(APPROACHING, Decimal(80), strict=False)),
        (
            Examined("breach", False, "is", True, False),
            Examined("is_worse_than(missed_visits, good)", INADEQUATE, "is worse than", GOOD, True),
            Examined("survey >= 90", Absence.SUPPRESSED, ">=", Decimal(90), Absence.UNKNOWN),
        ),
        ("is_worse_than(missed_visits, good)",),
    ),
    Counts.NEITHER,
    Decimal(0),
    basis=Basis.CARRIED,
    doubtful=True,
    in_grace=True,
    carried=2,
)
_SURVEY = NotRated("survey", Absence.SUPPRESSED, ("survey_score",), (("survey_score", Absence.SUPPRESSED),))
_YEARLY = NotRated("yearly", Absence.NOT_APPLICABLE, (), (), due=False)
_CHARGED = Measured("charged", Decimal("240000.00"), Decimal("240000.000"), (("charges", Decimal("240000.00")),))
_JUDGED = Undecided("judged", "a figure becomes too large to be rounded exactly", (("charges", Decimal("240000.00")),))

_CREDITS = Line(
    "service_credits",
    "service_credits",
    LineKind.DEDUCTION,
    LineState.APPLIED,
    Decimal("9600.0050"),
    Decimal("9600.01"),
    Decimal("600.01"),
    Decimal("9000.00"),
    (
        Part(
            "missed_visits",
            (
                Factor(Decimal(8), "points"),
                Factor(Decimal("0.005"), "share"),
                Factor(Decimal("240000.125"), "charges"),
            ),
            Decimal("9600.0050"),
        ),
    ),
    (
        CapUse(
            "monthly",
            Decimal("24000.00"),
            Decimal("15000.00"),
            Decimal("9600.01"),
            Decimal("9000.00"),
            "Schedule 5, paragraph 2",
        ),
    ),
    "Schedule 5, paragraph 1",
)
_FEE = Line(
    "fee",
    "fixed_fee",
    LineKind.FEE,
    LineState.SUSPENDED,
    Decimal(6000),
    Decimal("6000.00"),
    Decimal("0.00"),
    Decimal("6000.00"),
    (Part("charges", (Factor(Decimal(15), "days", Decimal(30)), Factor(Decimal(12000), "charges")), Decimal(6000)),),
    (),
    "",
)
_PAYMENT = Payment(
    "GBP",
    (_CREDITS, _FEE),
    {LineKind.DEDUCTION: Decimal("9600.01"), LineKind.FEE: Decimal("6000.00")},
    {LineKind.DEDUCTION: Decimal("600.01"), LineKind.FEE: Decimal("0.00")},
    {LineKind.DEDUCTION: Decimal("9000.00"), LineKind.FEE: Decimal("6000.00")},
    Decimal("0.00"),
    Decimal("9000.00"),
)

_CLIMB = Move(
    "contract",
    "routine",
    "exit",
    MoveKind.ENTERED,
    DecisionOutcome.EXIT_TRIGGER,
    "Schedule 4, paragraph 9",
    (
        Check(
            "exit",
            "enter",
            Verdict(
                True,
                (Examined("points(last=3) >= exit_points", Decimal(60), ">=", Decimal(50), True),),
                "points(last=3) >= exit_points",
            ),
        ),
        Check("improvement_plan", "leave", Verdict(Absence.UNKNOWN, ())),
    ),
    (Action("Decide whether to exercise the right to exit", "council", date(2026, 6, 8), "Schedule 4, paragraph 9"),),
)

_RENAMES = Renames({"visits": "missed_visits", "old": None}, {"poor": INADEQUATE}, {("contract", "calm"): "routine"})

RICH = Decision(
    contract="cedar",
    provider="Cedar Café & Söhne",
    contract_start=date(2026, 4, 1),
    parameters={"exit_points": Decimal(50), "area": "north", "cap": Absence.MISSING},
    rules=RulesUsed(
        "homecare-north",
        date(2026, 4, 1),
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        date(2026, 4, 30),
        "england (holidays 0.90)",
        (("fixed_fee", "1"), ("ladder", "1")),
    ),
    evidence=Submission(
        Period.parse("2026-04"),
        {
            "visits_planned": Decimal(3000),
            "visits_missed": Decimal(97),
            "charges": Decimal("240000.00"),
            "regulator": "Good",
            "breach": False,
            "inspected_on": date(2026, 4, 12),
            "survey_score": Absence.SUPPRESSED,
        },
        decided_on=date(2026, 5, 9),
        received_on=date(2026, 5, 8),
    ),
    outcome=DecisionOutcome.EXIT_TRIGGER,
    outcomes=(_MISSED, _MATCHED, _SURVEY, _YEARLY, _CHARGED, _JUDGED),
    payment=_PAYMENT,
    moves=(_CLIMB,),
    rights={"contract": ExitRight("contract", "exit", date(2026, 4, 30), (date(2026, 4, 30),))},
    undecided=("judged: a figure becomes too large to be rounded exactly",),
    charges={"charges": Decimal("240000.00")},
    renames=(
        Renames({"visits": "missed_visits", "old": None}, {"poor": INADEQUATE}, {("contract", "calm"): "routine"}),
    ),
)
