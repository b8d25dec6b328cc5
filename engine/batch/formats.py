"""The formats that submissions come in, and which one a file has."""

from __future__ import annotations

from pathlib import Path

from engine.batch.choices import InputFormat
from engine.batch.csv_file import read_csv
from engine.batch.json_lines import read_json_lines
from engine.batch.rows import MismatchError, Reader
from engine.batch.yaml_file import read_yaml

_BY_SUFFIX = {
    ".csv": InputFormat.CSV,
    ".jsonl": InputFormat.JSON_LINES,
    ".ndjson": InputFormat.JSON_LINES,
    ".yaml": InputFormat.YAML,
    ".yml": InputFormat.YAML,
}
_READERS: dict[InputFormat, Reader] = {
    InputFormat.CSV: read_csv,
    InputFormat.JSON_LINES: read_json_lines,
    InputFormat.YAML: read_yaml,
}


def reader_for(path: Path, stated: InputFormat | None) -> Reader:
    """Return what reads *path*: as *stated*, else by its suffix; MismatchError where that says nothing."""
    found = stated or _BY_SUFFIX.get(path.suffix.lower())
    if found is None:
        known = ", ".join(f"`{suffix}`" for suffix in _BY_SUFFIX)
        raise MismatchError(f"expected a file that ends in {known}, not `{path.name}`; or say which with --input")
    return _READERS[found]
