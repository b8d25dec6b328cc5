"""Channels to a server: encrypted where the settings say by whom the server is known, or what is shown to it."""

from __future__ import annotations

from pathlib import Path

import grpc

from engine.settings import SettingError, Settings, variable

_LARGEST = 256 * 1024 * 1024
_OPTIONS = (("grpc.max_receive_message_length", _LARGEST), ("grpc.max_send_message_length", _LARGEST))


def opened(chosen: Settings) -> grpc.Channel:
    """Return a channel to the address of *chosen*, which connects when it is first used.

    SettingError where a certificate lacks its key, OSError where a file cannot be read.
    """
    root, certificate, key = chosen.tls_root, chosen.tls_caller_certificate, chosen.tls_caller_key
    if (certificate is None) is not (key is None):
        names = f"{variable('tls_caller_certificate')}, {variable('tls_caller_key')}"
        raise SettingError(f"{names}: expected both or neither")
    if root is None and certificate is None:
        return grpc.insecure_channel(chosen.address, options=_OPTIONS)
    # Without an authority, gRPC takes those that it comes with.
    credentials = grpc.ssl_channel_credentials(_bytes(root), _bytes(key), _bytes(certificate))
    return grpc.secure_channel(chosen.address, credentials, options=_OPTIONS)


def _bytes(path: Path | None) -> bytes | None:
    return None if path is None else path.read_bytes()
