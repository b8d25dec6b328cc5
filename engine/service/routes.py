"""What answers each method, and by which threads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias

import grpc

from engine.service.pool import Pool

# Quoted, for only the annotations of gRPC know that it is generic.
Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any]"


class Route(NamedTuple):
    """A method such as `/plimsoll.v1.DecisionService/Submit`; one that is *always* open is answered to the last."""

    path: str
    handler: Handler
    pool: Pool
    always: bool = False


def add(server: grpc.Server, routes: Iterable[Route]) -> None:
    """Have *server* answer *routes*."""
    for route in routes:
        _, service, method = route.path.split("/")
        server.add_registered_method_handlers(service, {method: route.handler})
