"""JSON Schemas of the files that people write, for their editors."""

from __future__ import annotations

import json
from typing import Any, Final

from pydantic import BaseModel, TypeAdapter

from ldmjira.models.keys import FeatureCode
from ldmjira.models.mapping import Feature, Milestone, Waiver

__all__ = ["mapping_schemas", "schema_of", "schema_to_text"]

Schema = dict[str, Any]

# Editors know this draft best; nothing of a later one is used.
_DRAFT: Final = "http://json-schema.org/draft-07/schema#"


def mapping_schemas() -> dict[str, Schema]:
    """Schemas of the files of a mapping.

    Returns
    -------
    dict
        ``milestone``, ``feature`` and ``waivers``.
    """
    features = TypeAdapter(dict[FeatureCode, Feature]).json_schema()
    waivers = TypeAdapter(tuple[Waiver, ...]).json_schema()
    return {
        "milestone": schema_of(Milestone, title="A milestone of LDM-564"),
        "feature": _finished(features, title="Features of one product"),
        "waivers": _finished(waivers, title="Accepted gaps"),
    }


def schema_of(model: type[BaseModel], *, title: str) -> Schema:
    """Schema of a file that holds one object.

    Parameters
    ----------
    model
        Model of the file.
    title
        What the file is.

    Returns
    -------
    dict
        The schema.
    """
    return _finished(model.model_json_schema(), title=title)


def schema_to_text(schema: Schema) -> str:
    """Write a schema as JSON, with a newline at the end."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _finished(schema: Schema, *, title: str) -> Schema:
    _close_patterns(schema)
    rest = {k: v for k, v in schema.items() if k not in {"$schema", "title"}}
    return {"$schema": _DRAFT, "title": title, **rest}


def _close_patterns(node: Any) -> None:
    """Refuse keys that fit no pattern, as the loader does."""
    if isinstance(node, dict):
        if "patternProperties" in node:
            node["additionalProperties"] = False
        for inner in node.values():
            _close_patterns(inner)
    elif isinstance(node, list):
        for inner in node:
            _close_patterns(inner)
