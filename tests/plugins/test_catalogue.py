import sys
from decimal import getcontext

import pytest

from engine.errors import PluginError
from engine.plugins.built_in import BUILT_IN
from engine.plugins.catalogue import catalogue
from engine.plugins.hookspecs import hookimpl
from tests.plugins.strangers import Plugin, Tip, Wait, pack

GOOD = """
from engine.plugins.hookspecs import hookimpl
from tests.plugins.strangers import Tip

@hookimpl
def plimsoll_payment_policies():
    return [Tip(name="{name}")]
"""


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A folder on the path where a test can install packages."""
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield tmp_path
    for module in set(sys.modules) - before:
        del sys.modules[module]


def test_the_built_in_policies_come_through_the_door_of_every_plugin():
    policies = catalogue(BUILT_IN, discover=False)

    assert set(policies.payment) == {
        "at_risk_incentive",
        "capitation",
        "fixed_fee",
        "gain_share",
        "instalments",
        "lead_provider",
        "outcome_tariff",
        "output_bands",
        "person_outcomes",
        "quality_premium",
        "service_credits",
        "suspended_credits",
        "tapering_budget",
        "time_and_task",
        "withholding",
    }
    assert set(policies.escalation) == {"ladder", "standards", "points", "league", "notice_and_plan"}


def test_an_installed_package_adds_its_policies_by_its_entry_point(site):
    pack(site, "generous", GOOD.format(name="tip"))

    policies = catalogue(BUILT_IN)

    assert {"fixed_fee", "service_credits", "tip"} <= set(policies.payment)


def test_two_packages_may_call_their_entry_points_alike(site):
    pack(site, "generous", GOOD.format(name="tip"), entry="policies")
    pack(site, "lavish", GOOD.format(name="bonus"), entry="policies")

    policies = catalogue(())

    assert {"tip", "bonus"} <= set(policies.payment)


def test_no_package_is_looked_for_without_discovery(site):
    pack(site, "generous", GOOD.format(name="tip"))

    assert not catalogue((), discover=False).payment


def test_two_policies_of_one_name_refuse_to_start_and_both_plugins_are_named(site):
    pack(site, "generous", GOOD.format(name="fixed_fee"))

    with pytest.raises(PluginError) as refusal:
        catalogue(BUILT_IN)

    assert str(refusal.value) == (
        "expected one policy of each name: `fixed_fee` comes from `engine.plugins.fixed_fee` and `generous:example`"
    )


@pytest.mark.parametrize(
    ("source", "message"),
    [
        pytest.param(
            "import nothing_of_this_name",
            "expected the plugin `broken:example` to load from `broken`: ModuleNotFoundError: "
            "No module named 'nothing_of_this_name'",
            id="an import that fails",
        ),
        pytest.param(
            "raise SystemExit(3)",
            "expected the plugin `broken:example` to load from `broken`: SystemExit: 3",
            id="an import that would end the process",
        ),
        pytest.param(
            """
            from engine.plugins.hookspecs import hookimpl

            @hookimpl
            def plimsoll_payment_polices():
                return []
            """,
            "unknown hook `plimsoll_payment_polices` in the plugin `broken:example`; "
            "did you mean `plimsoll_payment_policies`?",
            id="a misspelt hook",
        ),
        pytest.param(
            "def plimsoll_payment_polices(): return []",
            "unknown hook `plimsoll_payment_polices` in the plugin `broken:example`; "
            "did you mean `plimsoll_payment_policies`?",
            id="a misspelt hook that is not marked",
        ),
        pytest.param(
            "def plimsol_escalation_policies(): return []",
            "unknown hook `plimsol_escalation_policies` in the plugin `broken:example`; "
            "did you mean `plimsoll_escalation_policies`?",
            id="a hook misspelt at its front",
        ),
        pytest.param(
            """
            from engine.plugins.hookspecs import hookimpl

            @hookimpl
            def payment_policies():
                return []
            """,
            "unknown hook `payment_policies` in the plugin `broken:example`; did you mean `plimsoll_payment_policies`?",
            id="a marked function that is no hook",
        ),
        pytest.param(
            "def plimsoll_payment_policies(): return []",
            "expected `@hookimpl` on `plimsoll_payment_policies` in the plugin `broken:example`, "
            "which would not be asked",
            id="a hook that is not marked",
        ),
        pytest.param(
            "POLICIES = []",
            "expected the plugin `broken:example` to answer `plimsoll_escalation_policies` or "
            "`plimsoll_payment_policies`, and it answers neither",
            id="no hook at all",
        ),
        pytest.param(
            """
            from engine.plugins.hookspecs import hookimpl

            @hookimpl
            def plimsoll_payment_policies(rule_set):
                return []
            """,
            "expected the plugin `broken:example` to fit: Argument(s) {'rule_set'} are declared in the hookimpl "
            "but can not be found in the hookspec",
            id="a hook that asks for the world",
        ),
        pytest.param(
            """
            from engine.plugins.hookspecs import hookimpl

            @hookimpl
            def plimsoll_payment_policies():
                return 1 / 0
            """,
            "the plugin `broken:example` failed when asked for its policies: ZeroDivisionError: division by zero",
            id="a hook that fails",
        ),
        pytest.param(
            """
            from engine.plugins.hookspecs import hookimpl

            @hookimpl
            def plimsoll_payment_policies():
                return None
            """,
            "the plugin `broken:example` failed when asked for its policies: TypeError: "
            "'NoneType' object is not iterable",
            id="a hook that answers nothing",
        ),
    ],
)
def test_a_plugin_that_breaks_its_contract_refuses_to_start_and_is_named(site, source, message):
    pack(site, "broken", source)

    with pytest.raises(PluginError) as refusal:
        catalogue(BUILT_IN)

    assert str(refusal.value) == message


def test_a_function_under_another_name_may_say_which_hook_it_answers():
    class Renamed:
        @hookimpl(specname="plimsoll_payment_policies")
        def policies(self):
            return [Tip()]

    assert set(catalogue([Renamed()], discover=False).payment) == {"tip"}


def test_a_plugin_that_spoils_the_decimal_context_spoils_only_its_own(site):
    pack(site, "spoiler", "import decimal; decimal.getcontext().prec = 3" + GOOD.format(name="tip"))
    before = getcontext().prec

    catalogue(())

    assert getcontext().prec == before


def test_the_catalogue_is_frozen():
    policies = catalogue([Plugin(Tip())], discover=False)

    with pytest.raises(TypeError):
        policies.payment["another"] = Tip()


def test_a_payment_policy_and_a_ladder_may_share_a_name():
    class Both(Plugin):
        @hookimpl
        def plimsoll_escalation_policies(self):
            return [Wait()]

    policies = catalogue([Both(Tip(name="wait"))], discover=False)

    assert policies.payment["wait"].version == "1.2"
    assert policies.escalation["wait"].version == "2.0"
