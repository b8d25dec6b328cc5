"""Where rule files on disk find what they extend: beside themselves first, then in the folder of all rule sets."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

from engine.compiler.bases import Bases
from engine.compiler.nodes import Document
from engine.compiler.reader import read

_BESIDE = "*/rules*.yaml"
_BELOW = "**/rules*.yaml"
_ALONE = "*.yaml"


class Neighbours:
    """The rule files round others, and below *library*, a folder; each is read once, when one is looked for there."""

    def __init__(self, library: Path | None = None) -> None:
        self._library = library
        self._documents = cache(_documents)

    def of(self, path: Path) -> Bases:
        """Return what the rule files at *path*, a file or a folder, may extend."""
        return Bases(tuple(partial(self._documents, *place) for place in self._places(path)))

    def _places(self, path: Path) -> Iterator[tuple[Path, str]]:
        folder = path if path.is_dir() else path.parent
        if folder == path or path.match("rules*.yaml"):
            yield _parent(folder), _BESIDE
        else:
            yield folder, _ALONE
            yield _parent(folder), _BESIDE
        if self._library is not None and self._library.is_dir():
            yield self._library, _BELOW


def _parent(folder: Path) -> Path:
    return folder.parent if folder.name not in {"", ".."} else folder / ".."


def _documents(folder: Path, pattern: str) -> tuple[Document, ...]:
    return tuple(read(str(file), file.read_bytes()) for file in sorted(folder.glob(pattern)) if file.is_file())
