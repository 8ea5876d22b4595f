"""Hold requests and answers against a vendor's OpenAPI document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

__all__ = ["ApiDocument", "Exchange"]

_DOCUMENT = "urn:openapi"


@dataclass(frozen=True)
class Exchange:
    """One request with its answer."""

    method: str
    url: str
    body: Any
    status: int
    answer: Any

    def __str__(self) -> str:
        return f"{self.method} {urlsplit(self.url).path} -> {self.status}"


class ApiDocument:
    """Operations of an OpenAPI 3.0 document, and their schemas.

    Only what is looked at is looked up, so that the document's size and the
    faults elsewhere in it do not matter.

    Parameters
    ----------
    path
        JSON of the document.
    """

    def __init__(self, path: Path) -> None:
        document = json.loads(path.read_text(encoding="utf-8"))
        self._document = _as_json_schema(document)
        self._registry = Registry().with_resource(
            _DOCUMENT, Resource(contents=self._document, specification=DRAFT4)
        )
        self._templates = {
            re.compile(re.sub(r"\{[^}]+\}", "[^/]+", template)): operations
            for template, operations in self._document["paths"].items()
        }

    def faults(self, exchange: Exchange) -> list[str]:
        """Return everything in which an exchange departs from the document."""
        return list(self._faults(exchange))

    def _faults(self, exchange: Exchange) -> Iterator[str]:
        parts = urlsplit(exchange.url)
        operation = self._operation(exchange.method, parts.path)
        if operation is None:
            yield "there is no such operation"
            return
        known = {
            parameter["name"]
            for parameter in operation.get("parameters", ())
            if parameter["in"] == "query"
        }
        for name, _ in parse_qsl(parts.query):
            if name not in known:
                yield f"there is no query parameter {name}"
        schema = _json_schema_of(operation.get("requestBody"))
        if exchange.body is not None and schema is None:
            yield "no body is taken"
        elif schema is not None:
            yield from self._check("request", exchange.body, schema)
        answers = operation["responses"]
        answer = answers.get(str(exchange.status), answers.get("default"))
        if answer is None:
            yield f"it does not answer {exchange.status}"
            return
        schema = _json_schema_of(answer)
        if schema and exchange.answer is not None:
            yield from self._check("answer", exchange.answer, schema)

    def _operation(self, method: str, path: str) -> Mapping[str, Any] | None:
        # The template with the most fixed characters is the one meant.
        fitting = [
            operations[method.lower()]
            for template, operations in sorted(
                self._templates.items(),
                key=lambda pair: pair[0].pattern.count("[^/]+"),
            )
            if template.fullmatch(path) and method.lower() in operations
        ]
        return fitting[0] if fitting else None

    def _check(
        self, what: str, value: Any, schema: Mapping[str, Any]
    ) -> Iterator[str]:
        validator = Draft4Validator(schema, registry=self._registry)
        for error in validator.iter_errors(value):
            yield f"{what}: {error.json_path}: {error.message}"


def _json_schema_of(part: Mapping[str, Any] | None) -> Any:
    content = (part or {}).get("content", {})
    return content.get("application/json", {}).get("schema")


def _as_json_schema(node: Any) -> Any:
    """Say ``nullable`` as JSON Schema does, and where references lead."""
    if isinstance(node, list):
        return [_as_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {key: _as_json_schema(value) for key, value in node.items()}
    if isinstance(made.get("$ref"), str):
        made["$ref"] = made["$ref"].replace("#", f"{_DOCUMENT}#", 1)
    if made.get("nullable") is True and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
    return made
