from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.compiler.calendars import working_days
from engine.compiler.rule_sets import compiled
from engine.errors import RuleSetError
from engine.evaluation.explanation import explained
from engine.model.decimals import Precision, Rounding, exactly, settled
from engine.model.figures import Absence
from engine.model.payment import LineKind
from engine.model.period import Period
from engine.model.policy import AbsentFigureError
from engine.plugins.testing import GivenView, decided, parameters_of, policies_with
from engine.plugins.time_and_task import TimeAndTask
from tests.plugins.products import product
from tests.plugins.rule_texts import HEAD

HALF_UP, HALF_EVEN = Precision(2, Rounding.HALF_UP), Precision(2, Rounding.HALF_EVEN)
EXACT = "{rounded: exact}"
HOURLY = "{per: hour, ordinary: 24.10}"
BANDS = """
minutes: visits.minutes
time: {rounded: exact}
bands:
  prices: [{minutes: 30, ordinary: 16}, {minutes: 45, ordinary: 20}]
  between: pro_rata
  shorter: first_band
  beyond: {ordinary: 24}
round: line
"""


def keys(time=EXACT, price=HOURLY, *, by="row", more=""):
    return f"minutes: visits.minutes\ntime: {time}\nprice: {price}\nround: {by}\n{more}\n"


def minutes(*made, **others):
    """Return the rows of visits that took the minutes *made*."""
    return [{"minutes": Decimal(one), **others} for one in made]


def drafts(text, rows, **view):
    """Return what is drafted, the arithmetic of each part checked; `round` is the core's key."""
    by_row, own = "round: row" in text, text.replace("round: row", "").replace("round: line", "")
    given = GivenView(rows={"visits": rows}, rounds_rows=by_row, **view)
    with exactly():
        found = TimeAndTask().drafts(parameters_of(TimeAndTask(), own), given)
        for draft in found:
            assert draft.kind is LineKind.FEE
            assert [settled(product(part)) for part in draft.parts] == [settled(part.amount) for part in draft.parts]
    return found


def paid(text, rows, **view):
    """Return what the visits come to, rounded as their line would be."""
    rounding = view.get("precision", HALF_UP)
    return str(rounding.rounded(sum((draft.amount for draft in drafts(text, rows, **view)), Decimal(0))))


@pytest.mark.parametrize(
    ("took", "price", "precision", "due"),
    [
        pytest.param(45, "32.14", HALF_UP, "24.11", id="AC-59: 24.105 is rounded half up"),
        pytest.param(45, "32.14", HALF_EVEN, "24.10", id="AC-59: or half even, as the contract says"),
        pytest.param(30, "24.10", HALF_UP, "12.05", id="AC-59: half an hour"),
        pytest.param(45, "24.10", HALF_UP, "18.08", id="AC-59: three quarters"),
        pytest.param(22, "24.10", HALF_UP, "8.84", id="AC-59: 22 minutes"),
        pytest.param(60, "24.10", HALF_UP, "24.10", id="an hour"),
        pytest.param("0.5", "24.10", HALF_UP, "0.20", id="half a minute"),
    ],
)
def test_a_visit_is_paid_by_the_hour_pro_rata(took, price, precision, due):
    for by in ("row", "line"):
        text = keys(price=f"{{per: hour, ordinary: {price}}}", by=by)

        assert paid(text, minutes(took), precision=precision) == due


@pytest.mark.parametrize(
    ("by", "due"),
    [
        pytest.param("row", "54.24", id="three times 18.08"),
        pytest.param("line", "54.23", id="135 minutes are 54.225"),
    ],
)
def test_the_contract_says_whether_each_visit_is_rounded(by, due):
    assert paid(keys(by=by), minutes(45, 45, 45)) == due


@pytest.mark.parametrize(
    ("price", "due"),
    [
        pytest.param("{per: minute, ordinary: 0.40}", "27.20", id="by the minute"),
        pytest.param("{per: hour, ordinary: 24}", "27.20", id="by the hour"),
    ],
)
def test_minutes_and_hours_are_paid_pro_rata(price, due):
    assert paid(keys(price=price), minutes(50, 18)) == due


def test_a_visit_may_have_one_price_however_long():
    text = "minutes: visits.minutes\nprice: {per: visit, ordinary: 14.50}\nround: line"

    assert paid(text, minutes(15, 30, 90, 0)) == "43.50"


# What one minute brings is 1.00, so that what is paid says how many were.
A_MINUTE = "{per: minute, ordinary: 1}"


def counted(time, took, planned=None):
    more = "" if planned is None else "planned: visits.planned"
    rows = minutes(took) if planned is None else minutes(took, planned=Decimal(planned))
    return Decimal(paid(keys(time, A_MINUTE, more=more), rows))


@pytest.mark.parametrize(
    ("how", "took", "counts"),
    [
        pytest.param("up", "46", 60, id="up: a unit begun is a unit"),
        pytest.param("up", "45", 45, id="up: whole units stay"),
        pytest.param("up", "45.1", 60, id="up: however little is begun"),
        pytest.param("down", "59", 45, id="whole units only: 59 minutes are 45"),
        pytest.param("down", "14.9", 0, id="whole units only: less than one is none"),
        pytest.param("nearest", "52", 45, id="nearest: 7 beyond are dropped"),
        pytest.param("nearest", "52.5", 60, id="nearest: halfway is up"),
        pytest.param("nearest", "53", 60, id="nearest: 8 beyond count"),
    ],
)
def test_minutes_are_rounded_to_units_as_the_contract_says(how, took, counts):
    assert counted(f"{{rounded: {how}, to: 15}}", took) == counts


TOLERANT = "{rounded: up, to: 15, tolerance: 5, beyond_planned: BEYOND}"


@pytest.mark.parametrize(
    ("beyond", "took", "planned", "counts"),
    [
        pytest.param("paid", 25, 30, 30, id="five minutes short is as planned"),
        pytest.param("paid", 35, 30, 30, id="five minutes over is as planned"),
        pytest.param("paid", 43, 40, 40, id="and what is planned is not rounded"),
        pytest.param("paid", 24, 30, 30, id="six minutes short is rounded"),
        pytest.param("paid", 36, 30, 45, id="six minutes over is rounded"),
        pytest.param("unpaid", 36, 30, 30, id="unless no more than planned is paid for"),
        pytest.param("unpaid", 34, 40, 40, id="which holds for what is rounded up"),
    ],
)
def test_a_visit_within_its_tolerance_is_paid_as_planned(beyond, took, planned, counts):
    assert counted(TOLERANT.replace("BEYOND", beyond), took, planned) == counts


@pytest.mark.parametrize(
    ("time", "took", "planned", "counts"),
    [
        pytest.param("{rounded: exact, beyond_planned: unpaid}", 50, 45, 45, id="longer than planned"),
        pytest.param("{rounded: exact, beyond_planned: unpaid}", 40, 45, 40, id="shorter than planned"),
        pytest.param("{rounded: exact, beyond_planned: paid}", 50, 45, 50, id="longer, where that is paid"),
        pytest.param("{rounded: down, to: 15, beyond_planned: unpaid}", 50, 40, 30, id="whole units of the plan"),
        pytest.param("{rounded: nearest, to: 15, beyond_planned: unpaid}", 50, 40, 40, id="never beyond the plan"),
        pytest.param("{rounded: exact, beyond_planned: unpaid, at_least: 15}", 8, 10, 15, id="the least comes last"),
        pytest.param("{rounded: down, to: 15, beyond_planned: paid, at_least: 10}", 9, 30, 10, id="less than a unit"),
    ],
)
def test_a_visit_is_held_to_its_plan(time, took, planned, counts):
    assert counted(time, took, planned) == counts


@pytest.mark.parametrize(
    ("took", "due"),
    [
        pytest.param("5", "8.50", id="a short visit brings the least"),
        pytest.param("30", "12.05", id="a longer one its price"),
        pytest.param("0", "0.00", id="and one of no minutes nothing"),
    ],
)
@pytest.mark.parametrize("by", ["row", "line"])
def test_a_visit_made_brings_the_least_pay(took, due, by):
    assert paid(keys(by=by, more="minimum_pay: 8.50"), minutes(took)) == due


@pytest.mark.parametrize("by", ["row", "line"])
@pytest.mark.parametrize(
    ("change", "took", "due"),
    [
        pytest.param({}, 30, "16.00", id="a band"),
        pytest.param({}, 45, "20.00", id="a longer one, exactly"),
        pytest.param({}, 50, "22.00", id="a band, and 5 minutes beyond it pro rata"),
        pytest.param({}, 40, "20.00", id="between bands pro rata too: 16 + 4"),
        pytest.param({}, 60, "26.00", id="bands do not stack: not 16 + 16"),
        pytest.param({}, 20, "16.00", id="shorter than the first"),
        pytest.param({"shorter: first_band": "shorter: pro_rata"}, 20, "10.67", id="shorter, 20 / 30 of 16"),
        pytest.param({"shorter: first_band": "shorter: nothing"}, 20, "0.00", id="shorter, for nothing"),
        pytest.param({"pro_rata": "nothing"}, 40, "16.00", id="nothing between bands"),
        pytest.param({"pro_rata": "nothing"}, 50, "22.00", id="but beyond the last"),
        pytest.param({"pro_rata": "nothing", "  beyond: {ordinary: 24}": ""}, 50, "20.00", id="nor beyond the last"),
        pytest.param({"pro_rata": "next_band", "  shorter: first_band": ""}, 31, "20.00", id="the next band"),
        pytest.param({"pro_rata": "next_band", "  shorter: first_band": ""}, 12, "16.00", id="which may be the first"),
        pytest.param({"pro_rata": "next_band", "  shorter: first_band": ""}, 50, "22.00", id="beyond the last"),
        pytest.param({"rounded: exact": "rounded: down, to: 15"}, 12, "0.00", id="no whole unit is in no band"),
    ],
)
def test_prices_of_bands_do_not_stack(change, took, due, by):
    text = BANDS.replace("line", by)
    for old, new in change.items():
        assert old in text
        text = text.replace(old, new)

    assert paid(text, minutes(took)) == due


DAYS = """
minutes: visits.minutes
day: visits.day
price: {per: visit, ordinary: 1, weekend: 2, sunday: 3, monday: 4, bank_holiday: 5, special: {christmas: 6}}
special_days: {christmas: [2026-12-25, 2026-12-27]}
round: line
"""


@pytest.mark.parametrize(
    ("day", "price"),
    [
        pytest.param(date(2026, 12, 22), 1, id="a Tuesday is ordinary"),
        pytest.param(date(2026, 12, 19), 2, id="a Saturday is of the weekend"),
        pytest.param(date(2026, 12, 20), 3, id="a Sunday with a price of its own is no weekend"),
        pytest.param(date(2026, 12, 21), 4, id="a Monday with a price of its own"),
        pytest.param(date(2026, 12, 28), 5, id="a bank holiday on a Monday, in lieu of the 26th, is a bank holiday"),
        pytest.param(date(2026, 12, 26), 5, id="as is the Saturday itself"),
        pytest.param(date(2026, 12, 25), 6, id="a special day goes before a bank holiday"),
        pytest.param(date(2026, 12, 27), 6, id="and before a Sunday"),
        pytest.param(datetime(2026, 12, 22, 23, 59, tzinfo=UTC), 1, id="an instant, by its day"),
    ],
)
def test_the_day_of_a_visit_sets_its_price(day, price):
    view = {"period": Period.parse("2026-12"), "calendar": working_days("england")}

    assert Decimal(paid(DAYS, minutes(30, day=day), **view)) == price


def test_the_day_of_an_instant_is_that_of_the_contract_s_clocks():
    # Half past midnight in London, on a Saturday in summer time.
    started = datetime(2026, 6, 5, 23, 30, tzinfo=UTC)
    view = {"period": Period.parse("2026-06"), "calendar": working_days("england")}

    assert paid(DAYS, minutes(30, day=started), **view) == "2.00"


def test_a_visit_lasts_from_its_start_to_its_end_also_when_clocks_change():
    text = keys(price=A_MINUTE).replace("minutes: visits.minutes", "started: visits.started\nended: visits.ended")
    started = datetime(2026, 3, 29, 0, 45, tzinfo=UTC)  # a quarter to one; at one clocks are put forward
    row = {"started": started, "ended": started + timedelta(minutes=30, seconds=20)}

    assert paid(text, [row]) == "30.33"


def test_a_visit_that_ends_before_it_starts_waits_for_a_person():
    text = keys().replace("minutes: visits.minutes", "started: visits.started\nended: visits.ended")
    started = datetime(2026, 4, 1, 8, tzinfo=UTC)

    with pytest.raises(ValueError, match="visits that end no earlier than they start, not as in row 1"):
        paid(text, [{"started": started, "ended": started - timedelta(minutes=1)}])


@pytest.mark.parametrize("day", [date(2026, 3, 31), date(2026, 5, 1)])
def test_a_visit_of_another_period_waits_for_a_person(day):
    with pytest.raises(ValueError, match="expected visits from `2026-04-01` to `2026-04-30`"):
        paid(keys(more="day: visits.day"), minutes(30, day=day))


def test_bank_holidays_need_a_calendar():
    with pytest.raises(ValueError, match="expected a `calendar`"):
        paid(DAYS, minutes(30, day=date(2026, 4, 6)))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        pytest.param(minutes(-5), "hold minutes of 0 or more, not `-5`", id="minutes below nothing"),
        pytest.param([{"minutes": "long"}], "hold minutes", id="text"),
        pytest.param([{"minutes": Decimal(5), "day": "Monday"}], "hold a date or an instant", id="no day"),
    ],
)
def test_cells_that_are_no_time_wait_for_a_person(rows, told):
    rows = [{"day": date(2026, 4, 1)} | row for row in rows]

    with pytest.raises(ValueError, match=told):
        paid(keys(more="day: visits.day"), rows)


@pytest.mark.parametrize(
    ("missing", "due"),
    [
        pytest.param("pays_nothing", "12.05", id="nothing"),
        pytest.param("pays_planned", "36.15", id="or what was planned"),
    ],
)
def test_a_visit_without_a_recorded_time_is_what_the_contract_says(missing, due):
    rows = [*minutes(30, planned=Decimal(30)), {"minutes": Absence.MISSING, "planned": Decimal(60)}]
    text = keys("{rounded: exact, beyond_planned: unpaid}", more=f"planned: visits.planned\nmissing: {missing}")

    assert paid(text, rows) == due
    (draft,) = drafts(text, rows)
    assert any("without a recorded time" in part.what for part in draft.parts)


STARTED = """
started: visits.started
ended: visits.ended
day: visits.started
time: {rounded: exact}
price: {per: hour, ordinary: 60, sunday: 120}
round: line
"""


def test_a_visit_that_was_not_made_and_pays_nothing_needs_no_day():
    at = datetime(2026, 4, 11, 22, 30, tzinfo=UTC)
    rows = [
        {"started": at, "ended": at + timedelta(minutes=30)},
        {"started": Absence.MISSING, "ended": Absence.MISSING},
    ]

    (draft,) = drafts(f"{STARTED}missing: pays_nothing", rows)

    assert draft.amount == 30
    assert [part.what for part in draft.parts][1:] == ["visits without a recorded time, which pay nothing"]


@pytest.mark.parametrize(
    ("row", "missing"),
    [
        pytest.param({"minutes": Decimal(30)}, "pays_nothing", id="it took its time"),
        pytest.param({"minutes": Absence.MISSING}, "pays_planned", id="it is paid as planned"),
    ],
)
def test_a_visit_that_is_paid_for_waits_for_its_day(row, missing):
    text = keys(
        "{rounded: exact, beyond_planned: unpaid}", more=f"day: visits.day\nplanned: visits.planned\nmissing: {missing}"
    )

    with pytest.raises(AbsentFigureError, match=r"`visits\.day` is missing"):
        paid(text, [{"day": Absence.MISSING, "planned": Decimal(30)} | row])


@pytest.mark.parametrize(
    ("row", "name"),
    [
        pytest.param({"minutes": Absence.MISSING, "planned": Decimal(60)}, "visits.minutes", id="a time"),
        pytest.param({"minutes": Decimal(60), "planned": Absence.MISSING}, "visits.planned", id="a plan"),
    ],
)
def test_what_a_row_leaves_out_waits_for_a_person(row, name):
    text = keys("{rounded: exact, beyond_planned: unpaid}", more="planned: visits.planned")

    with pytest.raises(AbsentFigureError, match=f"`{name}` is missing"):
        paid(text, [row])


def test_without_visits_nothing_is_due():
    assert drafts(keys(), []) == ()


SHARED = keys("{rounded: down, to: 15, left_over_by: [visits.carer]}", A_MINUTE).replace("round: row\n", "")


@pytest.mark.parametrize(
    ("visits", "due"),
    [
        pytest.param([("anna", 59), ("anna", 16)], "75.00", id="14 and 1 left over are one more unit"),
        pytest.param([("anna", 59), ("ben", 16)], "60.00", id="of two carers they are not"),
        pytest.param([("anna", 10)] * 3, "30.00", id="visits that are shorter than a unit add up too"),
        pytest.param([("anna", 10)], "0.00", id="one alone brings none"),
    ],
)
def test_what_is_left_over_adds_up_to_whole_units(visits, due):
    rows = [{"carer": carer, "minutes": Decimal(took)} for carer, took in visits]

    assert paid(SHARED, rows) == due


def test_what_is_left_over_at_one_price_adds_nothing_at_another():
    text = SHARED.replace("ordinary: 1", "ordinary: 1, weekend: 2") + "day: visits.day\n"
    rows = [
        {"carer": "anna", "minutes": Decimal(20), "day": date(2026, 4, day)} for day in (3, 4)
    ]  # a Friday and a Saturday

    assert paid(text, rows) == "45.00"


# --- Through the real rules -------------------------------------------------------------------------

RECORDS = """
records:
  visits:
    key: visit
    fields:
      visit: {type: count}
      day: {type: date}
      minutes: {type: number, optional: true}
      planned: {type: count, optional: true}
      started: {type: instant, optional: true}
      ended: {type: instant, optional: true}
      carer: {type: person, optional: true}
      home: {type: text, optional: true, personal: true}
parameters:
  hourly_rate: {type: money, default: 24.10}
kpis:
  visits_made: {value: count(visits)}
"""


def rules(text, head=HEAD):
    indented = "\n".join(f"    {line}" for line in text.strip().splitlines())
    return f"{head}{RECORDS}payment:\n  - policy: time_and_task\n    clause: s1\n{indented}\n"


def rows(*made, day="2026-04-01"):
    return [{"visits": [{"visit": str(at), "day": day, "minutes": str(took)} for at, took in enumerate(made)]}]


@pytest.mark.parametrize(
    ("mode", "due"), [pytest.param("half up", "24.11", id="up"), pytest.param("half even", "24.10", id="even")]
)
@pytest.mark.parametrize("by", ["row", "line"])
def test_ac_59_the_rule_set_says_which_way_half_a_penny_goes(mode, due, by):
    text = rules(keys(price="{per: hour, ordinary: 32.14}", by=by), HEAD.replace("half up", mode))

    (april,) = decided(text, {}, records=rows(45))

    assert str(april.payment.payable) == due


def test_a_price_may_be_a_share_of_the_contract_s_own():
    text = keys(price="{per: hour, ordinary: hourly_rate, bank_holiday: 150% of hourly_rate}", more="day: visits.day")

    (april,) = decided(rules(text), {}, records=rows(30, day="2026-04-06"))

    assert str(april.payment.payable) == "18.08"


def test_a_month_without_rows_waits_for_a_person():
    (april,) = decided(rules(keys()), {})

    assert april.undecided == ("payment: `visits` is missing",)


LENGTHS = [15 + at % 60 for at in range(100_000)]


def pence(exact):
    """Return *exact* pounds in pence, half up, by other arithmetic than the engine's."""
    return int(exact * 100 + Fraction(1, 2))


def worth(took):
    """Return what *took* minutes are worth at 24.10 an hour."""
    return Fraction(241 * took, 600)


EACH = sum(pence(worth(took)) * number for took, number in Counter(LENGTHS).items())


@pytest.mark.parametrize(
    ("by", "parts", "due"),
    [
        pytest.param(
            "row",
            60,
            EACH,
            id="as many as there are lengths",
        ),
        pytest.param("line", 1, pence(worth(sum(LENGTHS))), id="one, of all minutes"),
    ],
)
def test_a_hundred_thousand_visits_are_a_line_of_few_parts(by, parts, due):
    (april,) = decided(rules(keys(by=by)), {}, records=rows(*LENGTHS))

    (line,) = april.payment.lines
    assert (len(line.parts), line.due * 100) == (parts, due)


def said(text, made):
    """Return the sentences of a month's line, as they are read."""
    (april,) = decided(text, {}, records=made)
    found = explained(april, compiled("rules.yaml", text.encode(), policies_with()).rules)
    return [one.text for section in found.sections for one in section.sentences if one.about == "time_and_task"]


def test_each_part_of_a_line_reads_as_its_arithmetic():
    priced = {"price": "{per: hour, ordinary: 24.10, bank_holiday: 36.15}", "more": "day: visits.day"}

    assert said(rules(keys(**priced)), rows(45, 45, 30, day="2026-04-06")) == [
        "Time and task: a fee of £72.30",
        "Visits, bank holiday, each 30 / 60 x 36.15 = 18.075, rounded: 1 visit x £18.08 = £18.08",
        "Visits, bank holiday, each 45 / 60 x 36.15 = 27.1125, rounded: 2 visits x £27.11 = £54.22",
    ]
    assert said(rules(keys(by="line", **priced)), rows(45, 45, 30)) == [
        "Time and task: a fee of £48.20",
        "Visits, ordinary, 3 made: 120 minutes / 60 x £24.10 = £48.20",
    ]


PAY = st.sampled_from(["row", "line"])
A_VISIT = st.tuples(st.integers(0, 120), st.integers(0, 120), st.integers(1, 30))
A_TIME = st.sampled_from(
    [
        "{rounded: exact, beyond_planned: unpaid}",
        "{rounded: up, to: 15, beyond_planned: unpaid}",
        "{rounded: nearest, to: 10, tolerance: 5, beyond_planned: unpaid}",
        "{rounded: down, to: 15, beyond_planned: unpaid, tolerance: 3}",
    ]
)
BY_DAY = "{per: hour, ordinary: 24.10, weekend: 26.53, bank_holiday: 36.15}"


@settings(max_examples=60, deadline=None)
@given(st.lists(A_VISIT, min_size=1, max_size=30), A_TIME, PAY, st.randoms(use_true_random=False))
def test_no_visit_is_paid_beyond_its_plan_and_their_order_means_nothing(visits, time, by, order):
    made = [
        {"minutes": Decimal(took), "planned": Decimal(planned), "day": date(2026, 4, day)}
        for took, planned, day in visits
    ]
    text = keys(time, BY_DAY, by=by, more="planned: visits.planned\nday: visits.day")
    view = {"calendar": working_days("england")}

    (draft,) = drafts(text, made, **view)
    shuffled = list(made)
    order.shuffle(shuffled)

    assert drafts(text, shuffled, **view) == (draft,)
    assert all(part.amount >= 0 for part in draft.parts)
    most = sum(row["planned"] * Decimal("36.15") / 60 + Decimal("0.005") for row in made)
    assert draft.amount <= most


@settings(max_examples=60, deadline=None)
@given(st.lists(A_VISIT, min_size=1, max_size=30))
def test_a_line_is_the_sum_of_its_visits_by_themselves(visits):
    made = [{"minutes": Decimal(took), "day": date(2026, 4, day)} for took, _, day in visits]
    text = keys(price=BY_DAY, more="day: visits.day")
    view = {"calendar": working_days("england")}

    alone = sum(Decimal(paid(text, [row], **view)) for row in made)

    assert Decimal(paid(text, made, **view)) == alone
    in_all = sum(
        (draft.amount for draft in drafts(text.replace("round: row", "round: line"), made, **view)), Decimal(0)
    )
    assert abs(in_all - alone) <= Decimal("0.005") * len(made)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 120), st.sampled_from("ab")), max_size=30))
def test_units_that_add_up_are_never_more_than_the_time_nor_a_unit_less_for_each_carer(visits):
    made = [{"minutes": Decimal(took), "carer": carer} for took, carer in visits]

    came = Decimal(paid(SHARED, made))

    total = sum(took for took, _ in visits)
    assert came % 15 == 0
    assert total - 2 * 14 <= came <= total


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("round: line", "expected either `minutes`, or `started` and `ended`", id="no length"),
        pytest.param(keys(more="started: visits.started"), "expected either `minutes`", id="half of two ends"),
        pytest.param(keys().replace("round: row", ""), "expected `round: row` or `round: line`", id="what is rounded"),
        pytest.param(keys(more="day: people.day"), "of the same records as `visits.minutes`", id="other records"),
        pytest.param(keys(more="day: visits.home"), "`visits.home` is personal", id="a personal field"),
        pytest.param(keys(more="day: visits.dya"), "did you mean `day`", id="a misspelt field"),
        pytest.param(
            keys() + BANDS[BANDS.index("bands") : BANDS.index("round: line")], "expected one of `price`", id="2"
        ),
        pytest.param(keys().replace(f"price: {HOURLY}", ""), "expected one of `price` and `bands`", id="no price"),
        pytest.param(keys().replace(f"time: {EXACT}", ""), "expected `time`", id="how minutes are counted"),
        pytest.param(keys(price="{per: visit, ordinary: 5}"), "expected `time`, except", id="time of a visit's price"),
        pytest.param(keys("{rounded: up}"), "expected `to`, the minutes of a unit", id="no unit"),
        pytest.param(keys("{rounded: exact, to: 15}"), "expected `to`", id="a unit that nothing is rounded to"),
        pytest.param(keys("{rounded: up, to: 0}"), "expected a unit of 1 minute or more", id="a unit of nothing"),
        pytest.param(keys("{rounded: exact, at_least: 0}"), "expected more than 0 minutes", id="at least nothing"),
        pytest.param(keys("{rounded: exact, tolerance: 5}"), "expected `planned`", id="tolerance of no plan"),
        pytest.param(keys(more="missing: pays_planned"), "expected `planned`", id="paid as no plan says"),
        pytest.param(keys(more="planned: visits.planned"), "expected `beyond_planned`", id="what is beyond the plan"),
        pytest.param(SHARED + "minimum_pay: 5\n", "expected a price per hour or minute, without", id="shared units"),
        pytest.param(
            SHARED + "round: row\n", "expected no `round`: `time_and_task` makes no part", id="no visit's own"
        ),
        pytest.param(SHARED.replace("down", "up"), "where time is rounded `down`", id="nothing left over"),
        pytest.param(keys(price="{per: hour, ordinary: 5, sunday: 6}"), "expected `day`", id="prices by days, no day"),
        pytest.param(
            keys(price="{per: hour, ordinary: 5, special: {feast: 9}}", more="day: visits.day"),
            "expected `special_days` and `special` prices of the same names",
            id="a special price of no day",
        ),
        pytest.param(DAYS.replace("2026-12-27", "2026-12-25"), "expected each special day once", id="a day twice"),
        pytest.param(DAYS.replace("christmas", "weekend"), "expected another name than `weekend`", id="a taken name"),
        pytest.param(keys(price="{per: hour, ordinary: -5}"), "expected a sum of 0 or more", id="a price below 0"),
        pytest.param(keys(price="{per: day, ordinary: 5}"), "`day`", id="a price per day"),
        pytest.param(BANDS.replace("45", "30"), "expected bands from the shortest to the longest", id="bands"),
        pytest.param(BANDS.replace("  shorter: first_band\n", ""), "expected `shorter`", id="below the first band"),
        pytest.param(BANDS.replace("  beyond: {ordinary: 24}\n", ""), "expected `beyond`", id="pro rata of no price"),
        pytest.param(BANDS.replace("ordinary: 20", "ordinary: 20, sunday: 25"), "of the same days", id="days of bands"),
        pytest.param(BANDS.replace("ordinary: 24", "ordinary: 20, sunday: 25"), "as in the bands", id="days beyond"),
    ],
)
def test_keys_that_leave_a_visit_without_one_price_are_refused(text, complaint):
    with pytest.raises(RuleSetError, match=complaint):
        decided(rules(text), {}, records=rows(30))
