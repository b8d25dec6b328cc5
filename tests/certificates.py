"""Certificates of `localhost`, made as a test needs them."""

from __future__ import annotations

import subprocess
from pathlib import Path

from engine.service.options import Tls


def signed(folder: Path) -> Tls:
    """A certificate of `localhost` in *folder*, which is its own authority, with its key."""
    made = Tls(folder / "own.pem", folder / "own.key")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", made.key,
         "-out", made.certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    return made
