"""A server listens on this machine alone, unless what is said is encrypted or somebody insists."""

from __future__ import annotations

import grpc
import pytest
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub

from engine.service.binding import AddressError
from engine.service.options import Tls
from engine.service.server import Server
from tests.application.builders import Desk
from tests.certificates import signed
from tests.service.serving import PATIENCE, LogLines, options


def bound(**stated):
    return Server(Desk().application, options(**stated), LogLines().logger)


@pytest.mark.parametrize("address", ["127.0.0.1:0", "localhost:0", "127.8.8.8:0", "[::1]:0"])
def test_this_machine_is_listened_to(address):
    assert bound(address=address).port > 0


def test_a_socket_file_is_listened_to(tmp_path):
    server = bound(address=f"unix:{tmp_path / 'plimsoll.sock'}")
    server.start()
    with grpc.insecure_channel(f"unix:{tmp_path / 'plimsoll.sock'}") as channel:
        answer = HealthStub(channel).Check(HealthCheckRequest(), timeout=PATIENCE)
    server.drain()

    assert answer.status == HealthCheckResponse.SERVING


@pytest.mark.parametrize("address", ["0.0.0.0:0", "[::]:0", "192.168.0.1:0", "example.com:0"])
def test_other_machines_are_not_listened_to_without_tls(address):
    with pytest.raises(AddressError, match="without TLS"):
        bound(address=address)


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("127.0.0.1:99999", id="a port beyond the last"),
        pytest.param("127.0.0.1:65536", id="a port just beyond the last"),
        pytest.param("127.0.0.1:-1", id="a port below the first"),
        pytest.param("127.0.0.1:abc", id="a port in letters"),
        pytest.param("127.0.0.1:", id="a port that is empty"),
        pytest.param("127.0.0.1", id="no port"),
        pytest.param(":7465", id="no host"),
        pytest.param("::1:7465", id="an address of version 6 without brackets"),
        pytest.param("nonsense", id="a word"),
        pytest.param("", id="nothing"),
    ],
)
@pytest.mark.parametrize("insecure", [False, True], ids=["for this machine", "for everybody"])
def test_what_is_no_host_and_port_is_refused(address, insecure):
    with pytest.raises(AddressError) as refused:
        bound(address=address, insecure=insecure)

    assert str(refused.value) == (
        f"expected HOST:PORT, such as `127.0.0.1:7465`, with a port up to 65535, or `unix:` and a path, not `{address}`"
    )


def test_somebody_may_insist():
    assert bound(address="0.0.0.0:0", insecure=True).port > 0


def test_a_port_that_is_taken_is_refused():
    taken = bound()

    with pytest.raises(AddressError, match=f"127.0.0.1:{taken.port}"):
        bound(address=f"127.0.0.1:{taken.port}")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of `localhost` signed by itself, with its key."""
    return signed(tmp_path_factory.mktemp("tls"))


def health(server, credentials):
    with grpc.secure_channel(f"localhost:{server.port}", credentials) as channel:
        return HealthStub(channel).Check(HealthCheckRequest(), timeout=PATIENCE).status


def test_what_is_said_to_a_server_with_a_certificate_is_encrypted(certificate):
    server = bound(address="0.0.0.0:0", tls=certificate)
    server.start()
    told = health(server, grpc.ssl_channel_credentials(certificate.certificate.read_bytes()))
    server.drain()

    assert told == HealthCheckResponse.SERVING


def test_a_client_without_a_certificate_is_refused_where_one_is_asked_for(certificate):
    authority, key = certificate.certificate.read_bytes(), certificate.key.read_bytes()
    server = bound(tls=Tls(certificate.certificate, certificate.key, clients=certificate.certificate))
    server.start()
    with pytest.raises(grpc.RpcError) as refused:
        health(server, grpc.ssl_channel_credentials(authority))
    told = health(server, grpc.ssl_channel_credentials(authority, key, authority))
    server.drain()

    assert refused.value.code() is grpc.StatusCode.UNAVAILABLE
    assert told == HealthCheckResponse.SERVING


def test_a_certificate_that_is_not_there_is_named(tmp_path):
    with pytest.raises(AddressError, match=r"missing\.key"):
        bound(tls=Tls(tmp_path / "missing.pem", tmp_path / "missing.key"))


def test_a_certificate_that_is_none_is_refused(tmp_path):
    for name in ("server.pem", "server.key"):
        (tmp_path / name).write_text("nonsense")

    with pytest.raises(AddressError, match="certificate"):
        bound(tls=Tls(tmp_path / "server.pem", tmp_path / "server.key"))
