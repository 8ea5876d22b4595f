"""Move an issue to Done along its workflow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ldmjira.exceptions import RemoteError

from .names import JiraNames
from .transport import Transport, path_of

__all__ = ["finish_issue"]

_MOVED_ON: Final = frozenset({400, 409})
"""Statuses that say that somebody else moved it in the same moment."""


def finish_issue(transport: Transport, names: JiraNames, key: str) -> str:
    """Take the transition that leads to Done.

    Parameters
    ----------
    transport
        Where to ask.
    names
        Names of the status and the resolution.
    key
        Issue to move.

    Returns
    -------
    str
        Name of the status after.

    Raises
    ------
    RemoteError
        If no transition leads there, or the site refuses it twice.
    """
    try:
        return _finish_once(transport, names, key)
    except RemoteError as error:
        if error.status not in _MOVED_ON:
            raise
    return _finish_once(transport, names, key)


def _finish_once(transport: Transport, names: JiraNames, key: str) -> str:
    path = path_of("issue", key, "transitions")
    doing = f"move {key} to {names.done}"
    told = transport.get(
        path,
        doing=f"read the transitions of {key}",
        params={"expand": "transitions.fields"},
    )
    offered = [
        transition
        for transition in (told or {}).get("transitions") or ()
        if isinstance(transition, Mapping)
    ]
    ending = [one for one in offered if _is_done(_target(one))]
    ending.sort(key=lambda one: _target(one).get("name") != names.done)
    if not ending:
        states = ", ".join(str(_target(one).get("name")) for one in offered)
        raise RemoteError(
            f"Cannot {doing}: no transition leads to a status of category "
            f"Done; those offered lead to: {states or 'nowhere'}",
            hint="Move it by hand, or mend [statuses] done in ldmjira.toml.",
        )
    chosen = ending[0]
    if _target(chosen).get("name") != names.done:
        # Not offered may mean that somebody moved it there meanwhile.
        status = _status_of(transport, key)
        if _is_done(status):
            return str(status.get("name", ""))
    body: dict[str, Any] = {"transition": {"id": str(chosen["id"])}}
    fields = _required(chosen, names, doing)
    if fields:
        body["fields"] = fields
    transport.send("POST", path, body, doing=doing, issues=(key,))
    return str(_target(chosen).get("name", ""))


def _required(
    transition: Mapping[str, Any], names: JiraNames, doing: str
) -> dict[str, Any]:
    """Fill what the transition's screen requires; only a resolution can be.

    Raises
    ------
    RemoteError
        If it requires anything else.
    """
    screen = transition.get("fields")
    required = {
        field_id: field
        for field_id, field in (
            screen.items() if isinstance(screen, Mapping) else ()
        )
        if isinstance(field, Mapping)
        and field.get("required")
        and not field.get("hasDefaultValue")
    }
    unknown = [
        str(field.get("name") or field_id)
        for field_id, field in required.items()
        if field_id != "resolution"
    ]
    if unknown:
        raise RemoteError(
            f"Cannot {doing}: the transition {transition.get('name')} "
            f"requires {', '.join(unknown)}",
            hint="Move it by hand.",
        )
    if "resolution" in required:
        return {"resolution": {"name": names.done_resolution}}
    return {}


def _target(transition: Mapping[str, Any]) -> Mapping[str, Any]:
    target = transition.get("to")
    return target if isinstance(target, Mapping) else {}


def _status_of(transport: Transport, key: str) -> Mapping[str, Any]:
    issue = transport.get(
        path_of("issue", key),
        doing=f"read the status of {key}",
        params={"fields": "status"},
    )
    fields = issue.get("fields") if isinstance(issue, Mapping) else None
    status = fields.get("status") if isinstance(fields, Mapping) else None
    return status if isinstance(status, Mapping) else {}


def _is_done(status: Mapping[str, Any]) -> bool:
    category = status.get("statusCategory")
    return isinstance(category, Mapping) and category.get("key") == "done"
