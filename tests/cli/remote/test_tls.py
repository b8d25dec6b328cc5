"""The commands that ask a server know it by its certificate, and show it theirs where it asks for one."""

import pytest
import structlog

from engine.bootstrap.serving import serving
from engine.settings import Settings
from tests.certificates import signed
from tests.cli.remote.conftest import PACK, RULES


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """The certificate of the server, which is the authority that it knows its callers by, too."""
    return signed(tmp_path_factory.mktemp("known"))


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    return signed(tmp_path_factory.mktemp("other"))


@pytest.fixture(params=[None, "clients"], ids=["known by its certificate", "that asks for a certificate"])
def secured(request, plimsoll, tmp_path, known):
    """Asks a server with TLS for its contracts."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "rules.yaml").write_text(RULES)
    chosen = Settings(
        address="localhost:0",
        ledger=tmp_path / "ledger",
        decision_log=str(tmp_path / "decisions.jsonl"),
        tls_certificate=known.certificate,
        tls_key=known.key,
        tls_clients=known.certificate if request.param else None,
    )
    with serving(chosen, structlog.wrap_logger(None, processors=[_dropped])) as (server, _):
        server.start()
        try:
            yield lambda: plimsoll("contracts", "list", "--server", f"localhost:{server.port}")
        finally:
            server.drain()


def _dropped(_logger: object, _name: str, _event: dict) -> str:
    raise structlog.DropEvent


def _environment(monkeypatch, root, **shown):
    monkeypatch.setenv("PLIMSOLL_TLS_ROOT", str(root.certificate))
    for name, path in shown.items():
        monkeypatch.setenv(f"PLIMSOLL_TLS_CALLER_{name.upper()}", str(path))


def test_a_command_with_a_certificate_is_answered(secured, monkeypatch, known):
    _environment(monkeypatch, known, certificate=known.certificate, key=known.key)

    result = secured()

    assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize("secured", ["clients"], indirect=True, ids=[""])
def test_a_command_without_a_certificate_is_told_what_failed(secured, monkeypatch, known):
    _environment(monkeypatch, known)

    result = secured()

    assert (result.exit_code, result.stdout) == (2, "")
    assert "the connection failed: " in result.stderr
    assert "PLIMSOLL_TLS_CALLER_CERTIFICATE" in result.stderr


def test_a_server_of_another_authority_is_not_asked(secured, monkeypatch, known, other):
    _environment(monkeypatch, other, certificate=known.certificate, key=known.key)

    result = secured()

    assert result.exit_code == 2
    assert "CERTIFICATE_VERIFY_FAILED" in result.stderr
    assert "PLIMSOLL_TLS_ROOT" in result.stderr


def test_a_command_that_knows_no_authority_is_told_that_the_connection_failed(secured):
    result = secured()

    assert result.exit_code == 2
    assert "the connection failed: " in result.stderr
    assert "none answers" not in result.stderr


def test_a_certificate_without_its_key_is_refused(plimsoll, monkeypatch, known):
    _environment(monkeypatch, known, certificate=known.certificate)

    result = plimsoll("contracts", "list")

    assert (result.exit_code, result.stderr) == (
        2,
        "plimsoll: PLIMSOLL_TLS_CALLER_CERTIFICATE, PLIMSOLL_TLS_CALLER_KEY: expected both or neither\n",
    )


def test_the_demonstration_is_its_own_whatever_the_environment_says_of_tls(plimsoll, monkeypatch, known):
    _environment(monkeypatch, known, certificate=known.certificate, key=known.key)
    for name, path in {"CERTIFICATE": known.certificate, "KEY": known.key, "CLIENTS": known.certificate}.items():
        monkeypatch.setenv(f"PLIMSOLL_TLS_{name}", str(path))

    result = plimsoll("demo", str(PACK))

    assert result.exit_code == 0, result.stderr
