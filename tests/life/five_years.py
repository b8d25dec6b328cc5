"""Five years of one contract, as it was told to the server month by month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from plimsoll_client import (
    Change,
    Dispute,
    Effect,
    ExitChoice,
    ExitDecision,
    Notice,
    Plan,
    Progress,
    ProviderWarning,
    Relief,
    Reported,
    Review,
    Stage,
    Transfer,
    Waiver,
)

from tests.life.telling import Told, months

START, END = date(2026, 4, 1), date(2031, 3, 31)
THE_BOARD, THE_PROVIDER = "The board", "Oak Homecare"
SNOW = {"visits_planned": 430, "visits_missed": 430}


def is_told(told: Told) -> None:
    """Tell the five years."""
    for year in (_settles_in_and_warns, _owes_a_plan, _is_varied, _is_corrected, _is_watched, _ends):
        year(told)


def _reviewed(told: Told, on: date) -> None:
    told.happens(on, Review(), "the six-monthly review", by=THE_BOARD, clause="16")


def _settles_in_and_warns(told: Told) -> None:
    """The first year: a late report, a warning that waits for its answer, snow."""
    terms = {"total_value": Decimal(1_200_000), "monthly_fee": Decimal(20_000)}
    told.registers(date(2026, 3, 25), start=START, end=END, parameters=terms)
    told.submits("2026-04", visits_missed=400)
    told.submits("2026-05")
    told.happens(date(2026, 6, 15), Reported("exit_plan"), "the first exit plan", clause="40.1")
    told.submits("2026-06")
    told.submits("2026-07", on=date(2026, 8, 19))  # it was due on 14 August
    told.submits("2026-08")
    _reviewed(told, date(2026, 9, 28))
    warning = ProviderWarning("duty_to_warn", ["on_time"], "breakfasts are an hour late", "two rounds instead of one")
    version = told.happens(date(2026, 10, 1), warning, "no drivers can be had", by=THE_PROVIDER, clause="12.4")
    told.submits("2026-09")
    told.submits("2026-10", visits_on_time=780)  # the council's answer was due on 29 October
    told.looks(date(2026, 11, 9))
    told.happens(date(2026, 12, 7), Progress(version, Stage.ANSWERED), "the second round is agreed")
    told.submits("2026-11", visits_on_time=780)
    told.submits("2026-12")
    told.submits("2027-01", visits_missed=450)
    told.happens(date(2027, 3, 3), Relief("2027-01", "missed_visits", excluded=SNOW), "snow closed the roads")
    told.submits("2027-02")
    _reviewed(told, date(2027, 3, 24))
    told.submits("2027-03")


def _owes_a_plan(told: Told) -> None:
    """The second year: two bad months, a plan that comes a week late, a dispute, a waiver."""
    told.submits("2027-04")
    told.submits("2027-05", visits_missed=250)
    told.submits("2027-06", visits_missed=250)
    plan = told.happens(date(2027, 7, 13), Plan("improvement_plan"), "two months of missed visits")
    told.looks(date(2027, 7, 28))
    told.happens(date(2027, 8, 3), Progress(plan, Stage.SUBMITTED), "it came a week late", by=THE_PROVIDER)
    told.looks(date(2027, 8, 4))
    told.submits("2027-07")
    milestones = {"a second manager": date(2027, 9, 30), "a new rota": date(2027, 10, 29)}
    told.happens(date(2027, 8, 10), Progress(plan, Stage.ACCEPTED, milestones=milestones), "it deals with the cause")
    told.submits("2027-08")
    met = Progress(plan, Stage.MILESTONE_MET, milestone="a second manager")
    told.happens(date(2027, 9, 24), met, "she began on Monday")
    _reviewed(told, date(2027, 9, 27))
    told.submits("2027-09")
    told.happens(date(2027, 10, 20), Progress(plan, Stage.MILESTONE_MET, milestone="a new rota"), "it is in use")
    told.happens(date(2027, 10, 25), Progress(plan, Stage.CLOSED), "both milestones are met")
    told.submits_good("2027-10")
    told.submits("2027-11", visits_missed=250)
    objection = Dispute(stands=False, period="2027-11", kpi="missed_visits")
    dispute = told.happens(date(2027, 12, 15), objection, "visits cancelled by families were counted", by=THE_PROVIDER)
    told.submits("2027-12")
    told.looks(date(2028, 1, 10))
    told.happens(date(2028, 1, 17), Progress(dispute, Stage.REJECTED), "the logs show no cancellation", clause="41.3")
    told.submits("2028-01", visits_on_time=780)
    varied = Change("3.0% of visits missed", "2.5%", effective=date(2028, 4, 1), rules=date(2028, 4, 1))
    told.happens(date(2028, 2, 10), varied, "the targets of the third year", clause="15.2")
    waiver = Waiver("2028-01", "on_time")
    told.happens(date(2028, 2, 16), waiver, "the bridge was closed, though not for long", by=THE_BOARD, clause="12.6")
    told.looks(date(2028, 2, 17))
    told.submits("2028-02")
    _reviewed(told, date(2028, 3, 28))
    told.submits("2028-03")


def _is_varied(told: Told) -> None:
    """The third year up to its correction: a report that never comes, a new price, a review that is forgotten."""
    told.submits_good("2028-04", "2028-05")
    told.hears_nothing("2028-06", on=date(2028, 7, 17))  # it was due on 14 July
    uplift = Change("20,000.00 a month", "20,600.00", value=18_000, parameters={"monthly_fee": "20600"})
    told.submits("2028-07")
    told.happens(date(2028, 8, 14), uplift, "the uplift of 2028", clause="15.4")
    told.submits_good("2028-08", "2028-09")
    told.looks(date(2028, 10, 10))  # a review was due on 1 October
    told.submits("2028-10")
    _reviewed(told, date(2028, 11, 20))
    told.submits("2028-11", visits_missed=81)
    told.submits("2028-12", visits_missed=200)
    told.submits("2029-01")
    told.looks(date(2029, 2, 9))


def _is_corrected(told: Told) -> None:
    """What call monitoring had missed comes to light, and brings the second plan."""
    told.submits("2028-11", on=date(2029, 2, 12), why="call monitoring had lost a week", visits_missed=290)
    told.looks(date(2029, 2, 12))
    plan = told.happens(date(2029, 2, 13), Plan("improvement_plan"), "as is known by now, two months in a row")
    told.happens(date(2029, 2, 26), Progress(plan, Stage.SUBMITTED), "in time", by=THE_PROVIDER)
    milestones = {"logs are checked": date(2029, 4, 30), "staff are trained": date(2029, 5, 31)}
    told.happens(date(2029, 3, 5), Progress(plan, Stage.ACCEPTED, milestones=milestones), "it deals with the cause")
    told.submits("2029-02")
    _reviewed(told, date(2029, 3, 26))
    told.submits_good("2029-03")
    told.submits_good("2029-04")
    told.looks(date(2029, 5, 9))
    trained = Progress(plan, Stage.MILESTONE_MET, milestone="staff are trained")
    told.happens(date(2029, 5, 28), trained, "all but one, who has left")
    told.submits("2029-05")
    checked = Progress(plan, Stage.MILESTONE_MET, milestone="logs are checked")
    told.happens(date(2029, 6, 18), checked, "since the first of the month")
    told.happens(date(2029, 6, 25), Progress(plan, Stage.CLOSED), "it is fulfilled")
    told.happens(date(2029, 7, 2), Reported("exit_plan"), "brought up to date")
    told.submits_good(*months("2029-06", "2029-08"))


def _is_watched(told: Told) -> None:
    """The fourth year: the regulator's rating stops new packages until it is better."""
    _reviewed(told, date(2029, 9, 24))
    told.submits_good("2029-09", "2029-10")
    told.happens(date(2029, 11, 15), Reported("regulator_inadequate"), "the report of 15 November", by="The regulator")
    told.looks(date(2029, 11, 16))
    for period in months("2029-11", "2030-01"):
        told.submits(period, cqc_rating="Inadequate")
    told.happens(date(2030, 3, 4), Reported("regulator_good"), "the report of 4 March", by="The regulator")
    told.submits("2030-02", cqc_rating="Requires improvement")
    _reviewed(told, date(2030, 3, 25))
    told.submits("2030-03", visits_on_time=780)


def _ends(told: Told) -> None:
    """The fifth year: a right to exit arises, is deferred, and is exercised as nothing becomes better."""
    relief = Relief("2030-03", "on_time", Effect.DISREGARDED_FOR_EXIT)
    told.happens(date(2030, 4, 15), relief, "a third of the drivers were ill", by=THE_BOARD, clause="14.2")
    told.submits("2030-04", visits_missed=288)
    told.submits("2030-05", visits_missed=288)
    told.looks(date(2030, 6, 10))
    notice = told.happens(date(2030, 6, 17), Notice("performance_notice"), "two months of missed visits")
    told.happens(date(2030, 6, 24), Progress(notice, Stage.ANSWERED), "a new manager starts", by=THE_PROVIDER)
    told.submits("2030-06", visits_missed=288, visits_on_time=780)
    told.looks(date(2030, 7, 9))
    deferred = ExitDecision("contract", ExitChoice.DEFERRED, date(2030, 10, 31))
    told.happens(date(2030, 7, 22), deferred, "the new manager is given the summer", by=THE_BOARD, clause="40.3")
    told.submits("2030-07", visits_missed=288)
    told.submits("2030-08", visits_missed=288)
    told.looks(date(2030, 9, 9))
    _reviewed(told, date(2030, 9, 30))
    told.submits("2030-09")
    exercised = ExitDecision("contract", ExitChoice.EXERCISED)
    exit_ = told.happens(date(2030, 10, 14), exercised, "the summer brought nothing", by=THE_BOARD, clause="40.3")
    told.looks(date(2030, 10, 15))
    told.submits("2030-10")
    handed = Progress(exit_, Stage.MILESTONE_MET, milestone="Hand over care records")
    told.happens(date(2030, 11, 11), handed, "on the last day", by=THE_PROVIDER)
    told.happens(date(2030, 12, 2), Transfer(exit_, 40, continuity_kept=True), "the new providers began")
    told.submits("2030-11")
    told.happens(date(2031, 1, 6), Transfer(exit_, 3, continuity_kept=False), "a round was left out for a day")
    told.submits("2030-12")
    found = Progress(exit_, Stage.MILESTONE_MET, milestone="Find new providers")
    told.happens(date(2031, 1, 10), found, "all 43 people have one")
    told.submits_good("2031-01", "2031-02")
    told.happens(date(2031, 3, 14), Progress(exit_, Stage.CLOSED), "everybody has gone over", by=THE_BOARD)
    told.submits("2031-03", on=date(2031, 3, 24))
    told.looks(date(2031, 4, 30))
