"""`round`: where a policy pays per row, the contract says whether rows are rounded or the line (SEMANTICS 10)."""

from decimal import Decimal

import pytest

from engine.compiler.rule_sets import compiled
from engine.model.decimals import Precision, Rounding
from engine.model.payment import Draft, Factor, LineKind
from engine.model.policy import Parameters
from engine.model.products import product
from engine.model.terms import Flag
from engine.plugins.testing import decided, policies_with
from tests.plugins.rule_texts import figures, paying


class SlicesParameters(Parameters):
    """Whether what is paid is paid in slices."""

    sliced: Flag = True


class Slices:
    """Pays three slices of 0.005, or their sum, and keeps whether each is rounded."""

    name, version, parameters = "slices", "1", SlicesParameters

    def __init__(self):
        self.seen = []

    def drafts(self, parameters, view):
        self.seen.append(view.rounds_rows)
        slice_ = product("slice", Factor(Decimal("0.005"), "sum"))
        whole = product("whole", Factor(Decimal("0.015"), "sum"))
        return (Draft(LineKind.FEE, (slice_,) * 3 if parameters.sliced else (whole,)),)

    def pays_per_row(self, parameters):
        return parameters.sliced


class Fails(Slices):
    """Cannot say whether it pays per row."""

    def pays_per_row(self, _parameters):
        raise RuntimeError("out of order")


def found(keys, policy=None):
    """Return the code and the message of each mistake in an entry with *keys*."""
    text = paying(f"- {{policy: slices, clause: s1{keys}}}")
    result = compiled("rules.yaml", text.encode(), policies_with(policy or Slices()))
    return [(one.code, one.message) for one in result.diagnostics if one.severity.value == "error"]


@pytest.mark.parametrize(
    ("rounds", "paid", "told"),
    [
        pytest.param("line", "0.02", False, id="one line of 0.015"),
        pytest.param("row", "0.03", True, id="three rows of 0.005"),
    ],
)
def test_semantics_10_the_contract_says_whether_rows_are_rounded_or_the_line(rounds, paid, told):
    policy = Slices()
    (decision,) = decided(paying(f"- {{policy: slices, clause: s1, round: {rounds}}}"), figures(), policies=[policy])

    (line,) = decision.payment.lines
    assert (str(line.unrounded), str(line.applied), policy.seen) == ("0.015", paid, [told])


@pytest.mark.parametrize(
    ("keys", "code", "said"),
    [
        pytest.param("", "round-missing", "expected `round: row` or `round: line`: `slices` pays per row", id="unsaid"),
        pytest.param(
            ", sliced: false, round: row",
            "round-needless",
            "expected no `round`: `slices` makes no part for each row, and its lines are rounded once",
            id="said of what has no rows",
        ),
    ],
)
def test_semantics_10_an_entry_says_what_is_rounded_where_it_pays_per_row_and_only_there(keys, code, said):
    assert found(keys) == [(code, said)]


def test_a_word_that_is_none_is_reported_once():
    ((_, said),) = found(", round: rows")

    assert "`row`" in said


def test_a_policy_that_cannot_say_whether_it_pays_per_row_is_reported():
    ((code, said),) = found(", round: row", Fails())

    assert (code, "out of order" in said) == ("policy-failed", True)


def test_what_pays_no_rows_is_refused_a_rounding_of_its_own():
    text = paying("- {policy: fixed_fee, clause: s1, amount: charges, short_periods: whole, round: line}")
    result = compiled("rules.yaml", text.encode(), policies_with())

    assert [one.code for one in result.diagnostics if one.severity.value == "error"] == ["round-needless"]


def test_pennies_are_those_of_the_rule_set():
    text = paying("- {policy: slices, clause: s1, round: row}").replace("2 dp, rounding: half up", "3 dp, rounding: up")
    (decision,) = decided(text, figures(), policies=[Slices()])

    assert decision.payment.payable == Precision(3, Rounding.UP).rounded(Decimal("0.015"))
