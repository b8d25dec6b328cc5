"""A contract under a lot is decided, kept and explained by all that the lot extends (SEMANTICS 29)."""

import json
from hashlib import sha256

import pytest

from engine.application.decisions import Decisions
from engine.application.shelf import Shelf
from engine.compiler.bases import Bases
from engine.compiler.rule_books import bound
from engine.errors import PreconditionError
from tests.application.builders import Desk
from tests.evaluation.builders import POLICIES, rating, rule_file

FRAMEWORK = rule_file(rule_set="framework")
LOT = """\
rule_set: test
extends: framework@2020-01-01
in_force: 2026-04-01
kpis: {kpi: {bands: {good: 95}}}
"""


class Lots(Desk):
    """A desk whose rule set `test` is a lot of `framework`; both may change on disk."""

    def __init__(self):
        self.framework, self.lot = FRAMEWORK, LOT
        super().__init__()

    def load(self):
        framework = {"rules/framework/rules.yaml": self.framework.encode()}
        files = (framework, {"rules/lot/rules.yaml": self.lot.encode()})
        books = [bound(one, POLICIES, bases=Bases.of(framework)).book for one in files]
        return {book.name: book for book in books}


@pytest.fixture
def desk():
    desk = Lots()
    desk.registers()
    return desk


def test_a_lot_decides_by_its_own_limit_and_its_frameworks(desk):
    assert rating(desk.submits("2026-04", "92").decision) == "approaching_target"
    assert rating(desk.submits("2026-05", "95").decision) == "good"


def test_the_ledger_keeps_the_whole_under_its_digest(desk):
    recorded = desk.submits("2026-04", "92")

    kept = desk.ledger.rules(recorded.decision.rules.digest)

    assert sha256(kept.canonical.encode()).hexdigest() == recorded.decision.rules.digest
    assert json.loads(kept.canonical)["kpis"]["kpi"]["bands"]["good"] == "95"
    assert json.loads(kept.canonical)["over_not_rated"] == "skips"
    assert "extends" not in json.loads(kept.canonical)


def test_a_decision_is_explained_by_what_was_kept_without_any_rule_file(desk):
    recorded = desk.submits("2026-04", "92")
    in_use = desk.application.decisions.explained(recorded.name)
    without_files = Shelf(dict, desk.ledger, POLICIES, desk.clock)

    found, explanation = Decisions(desk.ledger, without_files).explained(recorded.name)

    assert (found.decision, explanation) == (in_use[0].decision, in_use[1])
    assert "95" in str(explanation)


def test_a_framework_under_a_lot_that_has_decided_cannot_change_its_text(desk):
    desk.submits("2026-04", "92")
    desk.framework = FRAMEWORK.replace("over_not_rated: skips", "over_not_rated: breaks")

    with pytest.raises(PreconditionError, match="expected `test` in force from 2026-04-01 as it was when it decided"):
        desk.application.shelf.reload()


def test_a_new_version_of_the_framework_leaves_the_lot_as_it_is(desk):
    desk.submits("2026-04", "92")
    digest = desk.application.shelf.books["test"].latest.digest

    desk.lot = "# reviewed\n" + LOT
    desk.application.shelf.reload()

    assert desk.application.shelf.books["test"].latest.digest == digest


def test_a_lot_to_be_is_checked_over_what_is_in_use(desk):
    lot = LOT.replace("rule_set: test", "rule_set: north").replace("good: 95", "good: 97")

    book, _ = desk.application.checked({"rules.yaml": lot.encode()})

    assert '"good":"97"' in book.latest.canonical


def test_a_lot_to_be_has_the_digest_that_it_will_have_in_use(desk):
    book, _ = desk.application.checked({"rules.yaml": LOT.encode()})

    assert book.latest.digest == desk.application.shelf.books["test"].latest.digest


def test_a_mistake_over_what_is_in_use_names_the_rule_set_and_no_path_of_the_server(desk):
    lot = LOT.replace("{bands: {good: 95}}", "{bands: {good: 40}}")

    found, *_ = desk.application.checked({"rules.yaml": lot.encode()}).diagnostics

    assert found.place.file == "framework/rules.yaml"
    assert str(found.also[0][0]) == "rules.yaml:2:10"


def test_a_framework_to_be_is_nearer_than_the_one_in_use(desk):
    framework = {"framework.yaml": FRAMEWORK.replace("over_not_rated: skips", "over_not_rated: breaks").encode()}

    book, _ = desk.application.checked({"rules.yaml": LOT.encode()}, framework)

    assert '"over_not_rated":"breaks"' in book.latest.canonical
