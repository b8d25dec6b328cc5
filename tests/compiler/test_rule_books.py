import pytest

from engine.bootstrap import policies
from engine.compiler.rule_books import bound
from engine.model.days import date

from .rule_files import HEAD, with_kpi

LADDER = """\
escalation:
  - policy: ladder
    name: contract
    climb: jump
    rungs:
      - rung: routine
      - {rung: plan, decision: remediation, clause: 1, enter: failures() >= 1}
"""


def version(in_force, *, after=LADDER, name="homecare-north", kpi="kpi", head=""):
    text = with_kpi("better: higher", "bands: {good: 90}", head=HEAD + head, after=after)
    return (
        text.replace("in_force: 2026-04-01", f"in_force: {in_force}")
        .replace("homecare-north", name)
        .replace("  kpi:\n", f"  {kpi}:\n")
    )


def binding(older, newer):
    return bound({"old.yaml": older.encode(), "new.yaml": newer.encode()}, policies())


def headlines(older, newer):
    return [one.headline() for one in binding(older, newer).diagnostics]


def test_versions_stand_in_the_order_of_their_dates():
    found = binding(version("2027-04-01"), version("2026-04-01"))

    assert [rules.in_force for rules in found.book.versions] == [date(2026, 4, 1), date(2027, 4, 1)]


@pytest.mark.parametrize(
    ("older", "newer", "expected"),
    [
        pytest.param(
            version("2026-04-01"),
            version("2026-04-01"),
            "old.yaml:2:11: expected another date than 2026-04-01: `new.yaml` is in force from it too "
            "[version-overlap]",
            id="two from one day",
        ),
        pytest.param(
            version("2026-04-01", head="until: 2027-03-31\n"),
            version("2027-03-01"),
            "new.yaml:2:11: expected a date after 2027-03-31, until which `old.yaml` is in force, not 2027-03-01 "
            "[version-overlap]",
            id="one begins before the other ends",
        ),
        pytest.param(
            version("2026-04-01", head="until: 2027-03-31\n"),
            version("2027-05-01"),
            "new.yaml:2:11: expected rules for every day: from 2027-04-01 to 2027-04-30 no version is in force "
            "[version-gap]",
            id="a month without rules",
        ),
        pytest.param(
            version("2026-04-01"),
            version("2027-04-01", name="homecare-south"),
            "new.yaml:1:11: expected `homecare-north` as in `old.yaml`, not `homecare-south` [version-name]",
            id="another rule set",
        ),
        pytest.param(
            version("2026-04-01"),
            version("2027-04-01", kpi="quality"),
            "new.yaml:10:1: expected the KPI `kpi` of `old.yaml`, or under `was:` what became of it [version-lost]",
            id="a KPI that is gone",
        ),
        pytest.param(
            version("2026-04-01"),
            version("2027-04-01", after=LADDER.replace("rung: plan", "rung: notice")),
            "new.yaml:16:1: expected the rung `plan` of the ladder `contract` of `old.yaml`, or under `was:` what "
            "became of it [version-lost]",
            id="a rung that is gone",
        ),
        pytest.param(
            version("2026-04-01"),
            version("2027-04-01", after=""),
            "new.yaml:1:1: expected the ladder `contract` of `old.yaml` by its name, by which contracts stand on it "
            "[version-lost]",
            id="a ladder that is gone",
        ),
        pytest.param(
            version("2026-04-01"),
            version("2027-04-01", after=LADDER + "was: {kpis: {kpis: kpi}}\n"),
            "new.yaml:23:14: expected a KPI of the version before, not `kpis`; did you mean `kpi`? [version-lost]",
            id="was speaks of a KPI that never was",
        ),
        pytest.param(
            version("2026-04-01"),
            version("2027-04-01", after=LADDER + "was: {rungs: {contrat: {plan: plan}}}\n"),
            "new.yaml:23:15: unknown ladder `contrat`; did you mean `contract`? [unknown-name]",
            id="was speaks of a ladder that nobody has",
        ),
        pytest.param(
            version("2026-04-01", after=""),
            version("2027-04-01", after=LADDER + "was: {rungs: {contract: {plan: plan}}}\n"),
            "new.yaml:23:15: expected a ladder of the version before, not `contract` [version-lost]",
            id="was speaks of a ladder that the version before had not",
        ),
    ],
)
def test_what_keeps_a_version_from_following_another_is_said_at_its_place(older, newer, expected):
    found = binding(older, newer)

    assert found.diagnostics[0].headline() == expected
    assert found.book is None


TWO = version("2026-04-01").replace(
    "  kpi:\n", "  kept: {clause: 1, value: figure, better: higher, bands: {good: 90}}\n  kpi:\n"
)


@pytest.mark.parametrize(
    ("was", "alike"),
    [
        pytest.param("{kpi: kept}", [(14, "kept", "kept")], id="one takes a name that is kept"),
        pytest.param("{kpi: new, kept: new}", [(14, "new", "kept"), (24, "new", "kpi")], id="two become a new one"),
        pytest.param("{kpi: kept, kept: dropped}", [], id="one takes the name of another that is gone"),
        pytest.param("{kpi: kept, kept: kpi}", [], id="two take each other's"),
    ],
)
def test_two_kpis_never_become_one(was, alike):
    newer = TWO.replace("2026-04-01", "2027-04-01").replace("  kpi:\n", "  new:\n" if "new" in was else "  kpi:\n")

    found = headlines(TWO, newer + f"was: {{kpis: {was}}}\n")

    assert found == [
        f"new.yaml:24:{column}: expected another KPI than `{new}`, as `{other}` of `old.yaml` is `{new}` too: say what "
        "became of that, or `dropped` [version-lost]"
        for column, new, other in alike
    ]


def test_a_version_may_begin_the_day_after_the_one_before_ends():
    assert headlines(version("2026-04-01", head="until: 2027-03-31\n"), version("2027-04-01")) == []


def test_what_became_of_a_name_is_said_under_was():
    newer = version(
        "2027-04-01",
        kpi="quality",
        after=LADDER.replace("rung: plan", "rung: notice")
        + "was: {kpis: {kpi: quality}, rungs: {contract: {plan: notice}}}\n",
    )

    found = binding(version("2026-04-01"), newer)

    assert found.diagnostics == ()
    assert found.book.versions[1].renames[0][1].kpis == {"kpi": "quality"}


def test_a_change_of_scale_accounts_for_every_rating():
    own = "scale: {name: rag, ratings: [green, amber, red], not_rated: grey}"
    newer = version("2027-04-01").replace("scale: procurement-act-2023", own)
    newer = newer.replace("failure: requires_improvement", "failure: red").replace("{good: 90}", "{green: 90}")

    lost = headlines(version("2026-04-01"), newer)
    kept = headlines(
        version("2026-04-01"),
        newer
        + "was: {ratings: {good: green, approaching_target: amber, requires_improvement: amber, inadequate: red}}\n",
    )

    assert len(lost) == 4
    assert kept == []


def test_beside_a_file_with_errors_nothing_is_said_of_what_follows_what():
    older = version("2026-04-01").replace("value: figure", "value: figur")

    found = headlines(older, version("2027-04-01", kpi="quality"))

    assert found == ["old.yaml:13:12: unknown name `figur`; did you mean `figure`? [unknown-name]"]


def test_no_file_is_no_book():
    assert bound({}, policies()) == (None, ())
