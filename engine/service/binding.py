"""Where a server listens: this machine alone, unless what is said is encrypted or somebody insists."""

from __future__ import annotations

import re
from ipaddress import ip_address

import grpc

from engine.service.options import Options, Tls

_SOCKET = "unix:"
_PLACE = re.compile(r"(\[[^\[\]\s]+\]|[^:\[\]\s]+):([0-9]{1,5})")
_LAST_PORT = 65535


class AddressError(ValueError):
    """The server cannot listen there; says what was expected."""


def bind(server: grpc.Server, options: Options) -> int:
    """Have *server* listen where *options* say, and return the port; AddressError where it cannot or must not."""
    _check_place(options.address)
    credentials = _credentials(options.tls) if options.tls else None
    if credentials is None and not options.insecure:
        _check_private(options.address)
    try:
        if credentials is not None:
            return server.add_secure_port(options.address, credentials)
        return server.add_insecure_port(options.address)
    except RuntimeError:
        why = "it is taken, it is not this machine's, or the certificate and the key do not fit"
        raise AddressError(f"expected an address to listen on, not `{options.address}`: {why}") from None


def _check_place(address: str) -> None:
    """Raise AddressError unless *address* says one host and one port; gRPC takes what is none for some other."""
    found = _PLACE.fullmatch(address)
    if not address.startswith(_SOCKET) and (found is None or int(found[2]) > _LAST_PORT):
        message = (
            f"expected HOST:PORT, such as `127.0.0.1:7465`, with a port up to {_LAST_PORT}, or `{_SOCKET}` and a path, "
            f"not `{address}`"
        )
        raise AddressError(message)


def _check_private(address: str) -> None:
    if not _is_private(address):
        message = (
            f"expected an address of this machine alone, such as `127.0.0.1:7465`, not `{address}`: without TLS "
            "everybody on the way reads and changes what is said"
        )
        raise AddressError(message)


def _is_private(address: str) -> bool:
    if address.startswith(_SOCKET):
        return True
    host = address.rpartition(":")[0].removeprefix("[").removesuffix("]")
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _credentials(tls: Tls) -> grpc.ServerCredentials:
    try:
        pair = (tls.key.read_bytes(), tls.certificate.read_bytes())
        clients = tls.clients.read_bytes() if tls.clients else None
    except OSError as error:
        raise AddressError(f"expected files in PEM for TLS, and `{error.filename}`: {error.strerror}") from None
    return grpc.ssl_server_credentials([pair], clients, require_client_auth=clients is not None)
