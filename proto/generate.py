"""Makes what is made of the protos: the code under `engine/api`, and the image that buf lints.

`python proto/generate.py api [FOLDER]` writes the code, into `engine/api` unless a folder is named.
`python proto/generate.py client [FOLDER]` writes that of the Python client, into its own package.
`python proto/generate.py lint` lints the protos, and ends with buf's own status.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import files
from pathlib import Path
from tempfile import TemporaryDirectory

PROTOS = Path(__file__).parent
API = PROTOS.parent / "engine" / "api"
CLIENT = PROTOS.parent / "clients" / "python" / "src" / "plimsoll_client" / "v1"
BIN = Path(sys.executable).parent

_PACKAGE = "plimsoll/v1"
_SERVICES = "_service.proto"

# What is imported as `plimsoll.v1` stands in a package of its own; names in descriptors, which both sides share, stay.
_IMPORTED = re.compile(r"^from plimsoll\.v1 import ", re.MULTILINE)
_NAMED = re.compile(r"'plimsoll\.v1\.(\w+_pb2)'")

_INIT = '"""Generated from `proto/plimsoll/v1` by `python proto/generate.py`; never edited."""\n'


def sources() -> list[str]:
    """Return the names of the protos, as they import each other."""
    return sorted(str(file.relative_to(PROTOS)) for file in PROTOS.glob(f"{_PACKAGE}/*.proto"))


def protoc(*arguments: str) -> None:
    """Run protoc on *arguments*, with our protos and Google's at hand; CalledProcessError where it refuses them."""
    command = [sys.executable, "-m", "grpc_tools.protoc", f"-I{PROTOS}", f"-I{_google()}", *arguments]
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run(command, check=True, env={**os.environ, "PATH": path}, stderr=subprocess.PIPE)  # noqa: S603  # ours


def api(folder: Path, package: str = "engine.api") -> None:
    """Write the code for messages, their annotations and the services, to be imported as *package*.

    The *folder* that it is written into need not exist.
    """
    protos = sources()
    services = [name for name in protos if name.endswith(_SERVICES)]
    with TemporaryDirectory() as made:
        protoc(f"--python_out={made}", f"--mypy_out={made}", *protos)
        protoc(f"--grpc_python_out={made}", f"--mypy_grpc_out={made}", *services)
        folder.mkdir(parents=True, exist_ok=True)
        for stale in folder.glob("*_pb2*.py*"):
            stale.unlink()
        for file in Path(made, _PACKAGE).iterdir():
            (folder / file.name).write_text(_moved(file.read_text(encoding="utf-8"), package), encoding="utf-8")
    (folder / "__init__.py").write_text(_INIT, encoding="utf-8")


def lint() -> int:
    """Return the status of buf, which says on standard output what it finds; it needs no network for an image."""
    with TemporaryDirectory() as made:
        image = Path(made, "image.binpb")
        protoc("--include_imports", "--include_source_info", f"--descriptor_set_out={image}", *sources())
        command = [str(BIN / "buf"), "lint", str(image), "--config", str(PROTOS / "buf.yaml")]
        return subprocess.run(command, check=False).returncode  # noqa: S603  # ours


def _moved(code: str, package: str) -> str:
    return _NAMED.sub(rf"'{package}.\1'", _IMPORTED.sub(f"from {package} import ", code))


def _google() -> Path:
    """Return the folder of Google's own protos, which come with their Python package."""
    found = next(file for file in files("googleapis-common-protos") or () if file.match("google/type/date.proto"))
    return Path(str(found.locate())).parents[2]


def run(arguments: list[str]) -> int:
    """Do what *arguments* ask for and return the exit status."""
    match arguments:
        case ["api", *folder] if len(folder) < 2:
            api(Path(*folder) if folder else API)
            return 0
        case ["client", *folder] if len(folder) < 2:
            api(Path(*folder) if folder else CLIENT, "plimsoll_client.v1")
            return 0
        case ["lint"]:
            return lint()
    sys.stderr.write(__doc__ or "")
    return 2


if __name__ == "__main__":
    try:
        sys.exit(run(sys.argv[1:]))
    except subprocess.CalledProcessError as refused:
        sys.exit(refused.stderr.decode("utf-8", "replace"))
