import pytest
from plimsoll_client import Client, Retries, Tls, UnavailableError

from engine.service import options
from tests.certificates import signed
from tests.service.serving import served


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """Two certificates of `localhost`, each signed by itself, with their keys."""
    made = [signed(tmp_path_factory.mktemp("tls")) for _ in range(2)]
    return [Tls(one.certificate, one.certificate, one.key) for one in made]


def said(port, tls):
    """Return what a client with *tls* is told, or the error it gets."""
    with Client(f"localhost:{port}", tls=tls, retries=Retries(tries=1)) as client:
        try:
            return list(client.server_info().api_versions)
        except UnavailableError as error:
            return error.status.name


def test_a_client_talks_to_a_server_that_its_authority_knows_and_to_no_other(certificates):
    known, other = certificates
    of_the_server = options.Tls(known.certificate, known.key)

    with served(address="localhost:0", tls=of_the_server) as server:
        assert said(server.server.port, Tls(root=known.certificate)) == ["plimsoll.v1"]
        assert said(server.server.port, Tls(root=other.certificate)) == "UNAVAILABLE"
        assert said(server.server.port, None) == "UNAVAILABLE"


def test_a_client_shows_its_own_certificate_where_one_is_asked_for(certificates):
    known, _ = certificates
    asking = options.Tls(known.certificate, known.key, clients=known.certificate)

    with served(address="localhost:0", tls=asking) as server:
        assert said(server.server.port, known) == ["plimsoll.v1"]
        assert said(server.server.port, Tls(root=known.certificate)) == "UNAVAILABLE"


def test_a_certificate_without_its_key_is_refused(certificates):
    with pytest.raises(ValueError, match="expected a certificate and its key, or neither"):
        Tls(certificate=certificates[0].certificate)
