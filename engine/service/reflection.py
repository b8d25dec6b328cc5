"""Reflection: says which methods there are and what their messages look like, by the reference implementation."""

from __future__ import annotations

from collections.abc import Iterable

from grpc import stream_stream_rpc_method_handler
from grpc_reflection.v1alpha.reflection import ReflectionServicer
from grpc_reflection.v1alpha.reflection_pb2 import DESCRIPTOR, ServerReflectionRequest, ServerReflectionResponse

from engine.service.pool import Pool
from engine.service.readable import Readable
from engine.service.routes import Handler, Route

SERVICE = DESCRIPTOR.services_by_name["ServerReflection"].full_name


def route(services: Iterable[str], pool: Pool) -> Route:
    """Return the service's one method, over *services*; each of its streams holds a thread of *pool*."""
    servicer = ReflectionServicer([*services, SERVICE])
    answer = Readable(ServerReflectionRequest, servicer.ServerReflectionInfo, pool)
    written = ServerReflectionResponse.SerializeToString
    handler: Handler = stream_stream_rpc_method_handler(answer, None, written)
    return Route(f"/{SERVICE}/ServerReflectionInfo", handler, pool)
