"""Which handler and which threads answer each of our methods, by what comes in and what goes out."""

from __future__ import annotations

from collections.abc import Callable

from grpc import (
    stream_unary_rpc_method_handler,
    unary_stream_rpc_method_handler,
    unary_unary_rpc_method_handler,
)

from engine.service.answering import Stream, Surroundings, Unary
from engine.service.methods import Method
from engine.service.pools import Pools
from engine.service.receiving import Receiving
from engine.service.routes import Route


def route(method: Method, around: Surroundings, pools: Pools, on_left: Callable[[], None]) -> Route:
    """Return where *method* is answered; *on_left* is called when the caller of a stream of answers goes."""
    if method.streams:
        watchers = pools.watchers
        return Route(method.path, unary_stream_rpc_method_handler(Stream(method, around, watchers, on_left)), watchers)
    if method.begin:
        receivers = pools.receivers
        return Route(method.path, stream_unary_rpc_method_handler(Receiving(method, around, receivers)), receivers)
    return Route(method.path, unary_unary_rpc_method_handler(Unary(method, around, pools.workers)), pools.workers)
