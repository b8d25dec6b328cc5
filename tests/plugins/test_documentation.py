"""What is public about plugins has a docstring and a place in the README, and the checks know every built-in."""

import inspect
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from engine.model import dated_terms, policy, windows
from engine.plugins import hookspecs, testing
from engine.plugins.built_in import BUILT_IN
from engine.plugins.hooks import HOOKS
from engine.plugins.vetting import CORE_KEYS

ROOT = Path(__file__).parents[2]
README = (ROOT / "engine" / "plugins" / "README.md").read_text(encoding="utf-8")


def own(module: ModuleType) -> list[str]:
    """Return the classes and functions that *module* itself defines for others."""
    defined = (inspect.isclass, inspect.isroutine)
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and any(is_one(value) for is_one in defined) and value.__module__ == module.__name__
    ]


def members(protocol: type) -> list[str]:
    """Return the public members that *protocol* itself declares."""
    return [name for name in (*vars(protocol), *protocol.__annotations__) if not name.startswith("_")]


PROTOCOLS = (
    *(policy.View, policy.PaymentView, policy.LadderView),
    *(policy.PaymentPolicy, policy.RememberingPolicy, policy.RowPolicy, policy.EscalationPolicy),
)
NAMES = [
    *(pytest.param(hookspecs, name, id=name) for name in HOOKS),
    *(pytest.param(policy, name, id=name) for name in own(policy)),
    *(pytest.param(testing, name, id=name) for name in testing.__all__),
    *(
        pytest.param(protocol, name, id=f"{protocol.__name__}.{name}")
        for protocol in PROTOCOLS
        for name in members(protocol)
    ),
]


@pytest.mark.parametrize(("owner", "name"), NAMES)
def test_everything_public_about_plugins_is_named_in_the_readme(owner, name):
    assert f"`{name}`" in README or f"`{name}(" in README


@pytest.mark.parametrize(("owner", "name"), NAMES)
def test_everything_public_about_plugins_has_a_docstring(owner, name):
    value = inspect.getattr_static(owner, name, None)

    # What a policy is called, its version and its model are fields; the class says what they are.
    assert inspect.getdoc(value) if value is not None else name in {"name", "version", "parameters"}


@pytest.mark.parametrize("name", ["DatedAmount", "DatedQuantity", "DatedPercentage", "OrDated", "Over"])
def test_every_leaf_is_where_the_readme_says(name):
    assert f"`{name}`" in README
    assert hasattr(dated_terms, name) or hasattr(windows, name)


@pytest.mark.parametrize("key", sorted(CORE_KEYS))
def test_the_readme_names_the_keys_that_belong_to_the_core(key):
    assert f"`{key}`" in README.partition("belong to the core")[0].rpartition("Field(ge=1)")[2]


def test_the_import_contract_knows_every_built_in_policy():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (contract,) = [one for one in contracts["contracts"] if "stranger" in one["name"]]

    assert sorted(contract["source_modules"]) == sorted(module.__name__ for module in BUILT_IN)


def test_the_import_contract_forbids_all_that_a_stranger_may_not_import():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (contract,) = [one for one in contracts["contracts"] if "stranger" in one["name"]]
    folders = {f"engine.{path.parent.name}" for path in (ROOT / "engine").glob("*/__init__.py")}
    modules = {f"engine.{path.stem}" for path in (ROOT / "engine").glob("*.py")} - {"engine.__init__"}
    plugins = {f"engine.plugins.{path.stem}" for path in (ROOT / "engine" / "plugins").glob("*.py")}
    built_in = {module.__name__ for module in BUILT_IN}
    allowed = {"engine.model", "engine.plugins", "engine.plugins.__init__", "engine.plugins.hookspecs", *built_in}

    assert sorted(contract["forbidden_modules"]) == sorted((folders | modules | plugins) - allowed)


def test_every_module_that_answers_a_hook_is_among_the_built_in_ones():
    plugins = ROOT / "engine" / "plugins"
    answering = {
        f"engine.plugins.{path.relative_to(plugins).with_suffix('').parts[0]}"
        for path in plugins.glob("**/*.py")
        if "@hookimpl\ndef " in path.read_text(encoding="utf-8")
    }

    assert answering == {module.__name__ for module in BUILT_IN}
