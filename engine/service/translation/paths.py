"""Where in a request something is wrong: paths in terms of the protos' fields, as `errors.proto` describes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from engine.errors import SubmissionError, Violation
from engine.service.text import printable

_LONGEST_KEY = 60
# The application counts rows from 1, as people do; the wire counts them from 0.
_ROW = re.compile(r"records\.(?P<name>\w+)(?:\[(?P<row>\d+)\])?(?:\.(?P<field>\w+))?", re.ASCII)
_ITEM = re.compile(r"\[\d+\]$", re.ASCII)  # of a list: `kpis[0]`
_PLAIN_KEY = re.compile(r"\w+", re.ASCII)


def at_key(field: str, key: str) -> str:
    """Return the path of the value under *key* in the map *field*: `figures[visits_missed]`."""
    plain = len(key) <= _LONGEST_KEY and _PLAIN_KEY.fullmatch(key)
    return f"{field}[{key if plain else json.dumps(printable(key, _LONGEST_KEY), ensure_ascii=False)}]"


def placed(error: SubmissionError, request: Descriptor) -> SubmissionError:
    """Return *error* with the application's own paths, such as `figures.visits_missed`, as paths of *request*.

    A path that the request has no field for stays as it is.
    """
    violations = (_of_row(one) or Violation(_path(one.path, request), one.message) for one in error.violations)
    return SubmissionError(*violations, reason=error.reason)


def _of_row(violation: Violation) -> Violation | None:
    """Return what is wrong with a row of records at the row's own path, its field said first; None of anything else."""
    match = _ROW.fullmatch(violation.path)
    if match is None:
        return None
    path = at_key("records", match["name"])
    row = f"{path}.rows[{int(match['row']) - 1}]" if match["row"] else path
    return Violation(row, f"{match['field']}: {violation.message}" if match["field"] else violation.message)


def _path(path: str, request: Descriptor) -> str:
    levels = (within(begins, described, path) for begins, described in _nested(request))
    return next(filter(None, levels), path)


def within(begins: str, described: Descriptor, path: str) -> str | None:
    """Return *path* as one of the messages *described* whose fields' paths begin with *begins*; None if it is none."""
    name, _, key = path.partition(".")
    field = described.fields_by_name.get(_ITEM.sub("", name))
    if field is None:
        return None
    return begins + (at_key(name, key) if key and name == field.name and _is_map(field) else path)


def _nested(request: Descriptor) -> Iterator[tuple[str, Descriptor]]:
    """Yield *request*, then the messages in it, each with what the paths of its fields begin with."""
    yield "", request
    for field in request.fields:
        if field.message_type is not None and not field.is_repeated:
            yield f"{field.name}.", field.message_type


def _is_map(field: FieldDescriptor) -> bool:
    return field.message_type is not None and field.message_type.GetOptions().map_entry
