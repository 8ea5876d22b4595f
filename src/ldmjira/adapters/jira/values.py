"""Values of ``ldmjira.toml`` in the form that a field takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from ldmjira.exceptions import ConfigurationError

from .adf import markdown_to_adf
from .wiki import markdown_to_wiki

__all__ = ["coerce_value", "listed"]

_CHOICES: Final = frozenset(
    {
        "option",
        "component",
        "version",
        "priority",
        "resolution",
        "group",
        "securitylevel",
    }
)


def coerce_value(
    field: Mapping[str, Any], value: Any, *, setting: str, is_cloud: bool
) -> Any:
    """Bring a value of ``ldmjira.toml`` into the form that a field takes.

    Parameters
    ----------
    field
        Field as the create metadata tell it.
    value
        What the setting says; a table is passed on as it is.
    setting
        Where it stands, for messages.
    is_cloud
        Whether the site is Jira Cloud.

    Returns
    -------
    object
        JSON value.

    Raises
    ------
    ConfigurationError
        If the field does not take the value.
    """
    if isinstance(value, Mapping):
        return dict(value)
    kind = str(_schema_of(field).get("type", "string"))
    if kind == "array":
        items = {**_schema_of(field), "type": _schema_of(field).get("items")}
        return [
            coerce_value(
                {**field, "schema": items},
                one,
                setting=setting,
                is_cloud=is_cloud,
            )
            for one in (value if isinstance(value, list) else [value])
        ]
    if kind in _CHOICES:
        return _choice(field, str(value), kind=kind, setting=setting)
    writers: Mapping[str, Callable[[], Any]] = {
        "option-with-child": lambda: _cascade(value),
        "user": lambda: {"accountId" if is_cloud else "name": str(value)},
        "number": lambda: _number(value, setting),
        "datetime": lambda: _moment(value),
    }
    if kind in writers:
        return writers[kind]()
    if isinstance(value, date):
        return value.isoformat()
    return _text(field, str(value), is_cloud=is_cloud)


def listed(names: Iterable[str]) -> str:
    """List names in a message.

    Parameters
    ----------
    names
        Names, in any order.

    Returns
    -------
    str
        Sorted, each once; ``none`` if there are none.
    """
    return ", ".join(sorted(set(names), key=str.casefold)) or "none"


def _schema_of(field: Mapping[str, Any]) -> Mapping[str, Any]:
    schema = field.get("schema")
    return schema if isinstance(schema, Mapping) else {}


def _cascade(value: Any) -> dict[str, Any]:
    first, *rest = value if isinstance(value, list) else [value]
    chosen: dict[str, Any] = {"value": str(first)}
    if rest:
        chosen["child"] = {"value": str(rest[0])}
    return chosen


def _number(value: Any, setting: str) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ConfigurationError(
            f"{setting} must be a number",
            hint="Write it without quotes in ldmjira.toml.",
        )
    return value


def _moment(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%dT%H:%M:%S.000%z")
    return str(value)


def _text(field: Mapping[str, Any], value: str, *, is_cloud: bool) -> Any:
    schema = _schema_of(field)
    is_rich = str(schema.get("custom", "")).endswith(":textarea") or str(
        schema.get("system", "")
    ) in {"description", "environment"}
    if not is_rich:
        return value
    return markdown_to_adf(value) if is_cloud else markdown_to_wiki(value)


def _choice(
    field: Mapping[str, Any], value: str, *, kind: str, setting: str
) -> dict[str, str]:
    name = "value" if kind == "option" else "name"
    allowed = field.get("allowedValues")
    if isinstance(allowed, list) and allowed:
        for choice in allowed:
            if isinstance(choice, Mapping) and choice.get(name) == value:
                return {"id": str(choice["id"])}
        texts = (
            str(choice.get(name))
            for choice in allowed
            if isinstance(choice, Mapping)
        )
        raise ConfigurationError(
            f"{setting} says {value}, which the site does not offer; it "
            f"offers: {listed(texts)}",
            hint="Mend the value in ldmjira.toml.",
        )
    return {name: value}
