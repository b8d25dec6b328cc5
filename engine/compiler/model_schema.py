"""The JSON Schema of one model, whatever a stranger's model holds."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import CoreSchema


class _Lenient(GenerateJsonSchema):
    """Describes what has no JSON Schema as anything, silently."""

    ignored_warning_kinds = {"skipped-choice", "non-serializable-default", "skipped-discriminator"}  # noqa: RUF012  # as the base class has it

    def handle_invalid_for_json_schema(
        self,
        schema: CoreSchema,  # noqa: ARG002  # as the base class has it
        error_info: str,  # noqa: ARG002  # as the base class has it
    ) -> JsonSchemaValue:
        return {}


def model_schema(model: type[BaseModel], *, references: str = "#/$defs/{model}") -> dict[str, Any]:
    """Return the JSON Schema of *model* by its aliases; *references* says where its definitions will stand."""
    return model.model_json_schema(by_alias=True, ref_template=references, schema_generator=_Lenient)
