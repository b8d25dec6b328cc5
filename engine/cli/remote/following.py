"""Decisions as a server records them."""

from __future__ import annotations

from collections.abc import Iterator

import grpc

from engine.api.decision_pb2 import Decision
from engine.api.decision_service_pb2 import WatchDecisionsRequest
from engine.cli.remote.connection import Server, refused


def following(server: Server, asked: WatchDecisionsRequest) -> Iterator[Decision]:
    """Yield the decisions that *asked* asks for, without end; RefusedError where the server ends the stream."""
    stream = server.decisions.WatchDecisions(asked)
    try:
        for answer in stream:
            if answer.HasField("decision"):
                yield answer.decision
    except grpc.RpcError as error:
        raise refused(error, server.address) from None
    finally:
        stream.cancel()
