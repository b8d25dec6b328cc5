"""A server of its own, told what to do by signals: `python -m tests.service.signalled LEDGER` prints its port."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import structlog

from engine.ledger.sqlite.ledger import SqliteLedger
from engine.service.reloading import Reloading
from engine.service.running import run
from engine.service.server import Server
from engine.service.signals import arriving
from tests.application.builders import Desk
from tests.service.serving import options


def main(path: Path) -> None:
    logger = structlog.wrap_logger(
        structlog.PrintLogger(sys.stdout),
        processors=[line],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
    )
    with arriving() as signals:
        ledger = SqliteLedger(path)
        desk = Desk(ledger=ledger)
        server = Server(desk.application, options(), logger)
        run(server, Reloading(desk.application.shelf, logger, server.look), signals)
        ledger.close()
    logger.info("closed")


def line(_logger: object, _name: str, event: dict) -> str:
    if event["event"] == "request":
        # Nobody reads the pipe while requests are made.
        raise structlog.DropEvent
    return json.dumps(event, default=repr)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
