"""The application: every use case over one ledger and one shelf of rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.application.benefits import Benefits
from engine.application.clock import Clock
from engine.application.comparisons import Comparisons
from engine.application.contracts import Contracts
from engine.application.decisions import Decisions
from engine.application.due import Reports
from engine.application.events import Events
from engine.application.obligations import Obligations
from engine.application.past import Vantage
from engine.application.pricing import Pricing
from engine.application.questions import Questions, Vantages
from engine.application.shelf import Books, Shelf
from engine.application.states import States
from engine.application.submissions import Submissions
from engine.compiler.rule_books import Bound, bound
from engine.model.ledger import Ledger
from engine.model.policy import Policies


class Application:
    """What contracts' users ask for; *load* reads the rules, all of them, and raises where they have mistakes.

    Made with rules that contradict the ledger, it raises as `Shelf.reload` does.
    """

    def __init__(self, ledger: Ledger, load: Callable[[], Books], policies: Policies, clock: Clock) -> None:
        self.ledger, self.policies = ledger, policies
        self.started_at = clock.now()
        self.shelf = Shelf(load, ledger, policies, clock)
        self.shelf.reload()
        states = States(ledger)
        self.contracts = Contracts(ledger, states, self.shelf, clock)
        self.submissions = Submissions(ledger, states, self.shelf, clock)
        self.events = Events(ledger, states, self.shelf, clock)
        self.decisions = Decisions(ledger, self.shelf)
        self.reports = Reports(ledger, states, self.shelf, Obligations(ledger, states, clock))
        self.comparisons = Comparisons(ledger, states, self.shelf)
        self.pricing = Pricing(ledger, states, self.shelf, self.checked)
        self.benefits = Benefits(states, self.shelf)
        sums = self.comparisons, self.pricing, self.benefits
        now = Questions(self.contracts, self.decisions, self.events, self.reports, *sums)
        self._vantages = Vantages(ledger, self.shelf, clock, now)

    def at(self, vantage: Vantage) -> Questions:
        """Return what answers questions from *vantage*; SubmissionError where that is in the future."""
        return self._vantages.at(vantage)

    def checked(self, files: Mapping[str, bytes], frameworks: Mapping[str, bytes] | None = None) -> Bound:
        """Return what the rule files of one rule set say, or every mistake in them; nothing is put in use.

        They may extend each other, *frameworks* and what is in use, the nearest first.
        """
        return bound(files, self.policies, bases=self.shelf.bases.beside(frameworks or {}))
