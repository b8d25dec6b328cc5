"""A year of figures from one homecare provider, as far as it has come: registered, submitted, watched, explained.

Run it against a server that has the rule set `homecare-service-points`, as often as you like:

    plimsoll serve --rules rules --ledger plimsoll.ledger --decision-log decisions.jsonl
    python clients/python/example.py 127.0.0.1:7465
"""

import csv
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path

from plimsoll_client import Client, Contract, Given, PlimsollError, Submission, amount, outcome
from plimsoll_client.v1.decision_pb2 import Decision

YEAR = Path(__file__).parents[2] / "rules" / "homecare-service-points" / "evidence" / "2026-27.csv"

CEDAR = Contract(
    "cedar",
    provider="Cedar Support Services",
    rule_set="homecare-service-points",
    start=date(2026, 4, 1),
    end=date(2031, 3, 31),
    parameters={"first_year_credit_cap": Decimal(50_000)},
)


def year() -> Iterator[Submission]:
    """Yield what Cedar reported, month by month.

    The request ids are our own: when this runs again, the server answers what it answered before.
    """
    with YEAR.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            contract, period, received = row.pop("contract"), row.pop("period"), row.pop("received")
            row.pop("not_submitted")
            if contract == CEDAR.id:
                figures = {name: figure(text) for name, text in row.items() if text}
                day = date.fromisoformat(received)
                yield Submission(contract, period, figures, received_on=day, request_id=f"example-{contract}-{period}")


def figure(text: str) -> Given:
    """Return what a cell of the file says: a number, yes or no, or a choice."""
    if text in {"true", "false"}:
        return text == "true"
    return Decimal(text) if text.replace(".", "", 1).isdigit() else text


def is_to_come(refused: PlimsollError) -> bool:
    """Return whether figures were refused because the day on which they come is still to come."""
    return [one.field for one in refused.violations] == ["received_on"]


def told(decision: Decision) -> str:
    """Return the money and the rungs of *decision* in a line."""
    rungs = ", ".join(f"{move.ladder}: {move.after}" for move in decision.moves)
    payable = amount(decision.payment.payable)
    return f"{decision.evidence.period.label}  {outcome(decision.outcome):13}  {payable:>12,} GBP  {rungs}"


def main(address: str) -> None:
    """Tell the year of Cedar to the server at *address*, and print what it decides."""
    with Client(address, caller="example.py") as plimsoll:
        plimsoll.wait_until_serving(timeout=10)
        plimsoll.register(CEDAR)
        reported = 0
        for answer in plimsoll.submit_many(year()):
            if isinstance(answer, PlimsollError):
                if is_to_come(answer):
                    break
                raise answer
            reported += 1
        # Every watcher sees every decision once, in order, from whichever position it likes.
        decisions = list(islice(plimsoll.watch(after=0, contract=CEDAR.id, seconds=30), reported))
        for decision in decisions:
            print(told(decision))
        gravest = max(decisions, key=lambda one: one.outcome)
        print(f"\n{plimsoll.explain(gravest.id).text}")


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:7465")
    except PlimsollError as refused:
        sys.exit(str(refused))
