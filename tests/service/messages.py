"""Requests of any shape, drawn by the descriptors of their messages."""

from __future__ import annotations

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message_factory import GetMessageClass
from hypothesis import strategies as st

# What is right here and there, so that some requests get further than the first check, and what never is.
WORDS = st.sampled_from(
    [
        "", "cedar", "cedar#3", "cedar#999999999", "#", "oak", "test", "figure", "2026-04", "2026-13", "0000",
        "9999-12",
        "2026-04-01 to 2026-04-30", "96", "-0", "1e400", "NaN", "Infinity", "1" * 40, "0." + "1" * 40, "½",
        "Europe/London",
        "../../etc/passwd", "Factory", "\x00", "a\nb", "\u202e", "e\u0301", "\u00e9",
        "x" * 5000, "a" * 64, "AAAA", "rules.yaml",
    ]
)  # fmt: skip
TEXTS = WORDS | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_DEPTH = 4

_INTEGERS = {
    FieldDescriptor.CPPTYPE_INT32: (-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_INT64: (-(2**63), 2**63 - 1),
    FieldDescriptor.CPPTYPE_UINT32: (0, 2**32 - 1),
    FieldDescriptor.CPPTYPE_UINT64: (0, 2**64 - 1),
}


def requests(kind: Descriptor, depth: int = _DEPTH) -> st.SearchStrategy:
    """Messages of *kind*, every field left out or anything that its type can hold."""
    made = GetMessageClass(kind)
    fields = {field.name: _field(field, depth) for field in kind.fields} if depth else {}
    return st.fixed_dictionaries({}, optional=fields).map(lambda given: made(**_one_of_each(kind, given)))


def _field(field: FieldDescriptor, depth: int) -> st.SearchStrategy:
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        keys, values = (field.message_type.fields_by_name[name] for name in ("key", "value"))
        return st.dictionaries(_single(keys, depth), _single(values, depth - 1), max_size=3)
    single = _single(field, depth - 1)
    return st.lists(single, max_size=3) if field.is_repeated else single


def _single(field: FieldDescriptor, depth: int) -> st.SearchStrategy:
    match field.cpp_type:
        case FieldDescriptor.CPPTYPE_MESSAGE:
            return requests(field.message_type, max(depth, 0))
        case FieldDescriptor.CPPTYPE_STRING if field.type == FieldDescriptor.TYPE_BYTES:
            return st.binary(max_size=50)
        case FieldDescriptor.CPPTYPE_STRING:
            return TEXTS
        case FieldDescriptor.CPPTYPE_BOOL:
            return st.booleans()
        case FieldDescriptor.CPPTYPE_ENUM:
            return st.integers(-1, 12) | st.integers(-(2**31), 2**31 - 1)
        case integer:
            lowest, highest = _INTEGERS[integer]
            return st.sampled_from([0, 1, 4, 30, 2026, lowest, highest]) | st.integers(lowest, highest)


def _one_of_each(kind: Descriptor, given: dict) -> dict:
    """*given* with at most one member of each union, as protobuf takes no more from a constructor."""
    seen: set[str] = set()
    kept = {}
    for name, value in given.items():
        union = kind.fields_by_name[name].containing_oneof
        if union is None or union.name not in seen:
            kept[name] = value
            seen |= {union.name} if union is not None else set()
    return kept
