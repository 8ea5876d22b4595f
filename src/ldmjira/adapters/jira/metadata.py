"""What a site has, found by name; and what it asks of those who create."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ldmjira.exceptions import ConfigurationError, RemoteError

from .issues import LinkTypes
from .names import JiraNames, Kind
from .transport import Transport, path_of
from .values import coerce_value, listed

__all__ = [
    "CreateScreen",
    "check_permissions",
    "check_status",
    "load_create_screen",
    "load_link_types",
    "resolve_field",
]

_PERMISSIONS: Final = (
    "BROWSE_PROJECTS",
    "CREATE_ISSUES",
    "EDIT_ISSUES",
    "LINK_ISSUES",
    "TRANSITION_ISSUES",
)
_OURS: Final = frozenset(
    {"project", "issuetype", "summary", "labels", "issuelinks"}
)
"""Fields that every draft of ours fills."""
_OFTEN_OURS: Final = frozenset({"duedate", "description"})
_PAGE: Final = 200
_PAGE_CAP: Final = 100


@dataclass(frozen=True)
class CreateScreen:
    """How one kind of issue is created.

    ``values`` are those of ``[create.<kind>.fields]`` by field id;
    ``fields`` the ids that can be set while creating.
    """

    kind: Kind
    type_name: str
    type_id: str
    project_id: str
    fields: frozenset[str]
    values: Mapping[str, Any]

    def missing_of(self, wanted: Iterable[str]) -> list[str]:
        """Fields among these that cannot be set while creating."""
        return sorted(set(wanted) - self.fields)


def check_permissions(
    transport: Transport, names: JiraNames, *, will_write: bool
) -> None:
    """Fail if our account may not do in our project what we are here for.

    Raises
    ------
    ConfigurationError
        Naming the project and what is missing.
    """
    wanted = _PERMISSIONS if will_write else _PERMISSIONS[:1]
    try:
        told = transport.call(
            lambda client: client.my_permissions(
                projectKey=names.project, permissions=",".join(wanted)
            ),
            doing=f"read our permissions in project {names.project}",
        )
    except RemoteError as error:
        if error.status == 404:  # noqa: PLR2004
            raise _no_project(transport, names.project) from None
        raise
    given = told.get("permissions", {}) if isinstance(told, dict) else {}
    lacking = [
        name
        for name in wanted
        if not given.get(name, {}).get("havePermission", False)
    ]
    if _PERMISSIONS[0] in lacking:
        raise _no_project(transport, names.project)
    if lacking:
        raise ConfigurationError(
            f"Our account lacks {', '.join(lacking)} in project "
            f"{names.project}",
            hint="Ask the project's administrator, or use another account.",
        )


def load_link_types(transport: Transport, names: JiraNames) -> LinkTypes:
    """Find the link types.

    Raises
    ------
    ConfigurationError
        Naming the one that is missing, and listing what exists.
    """
    try:
        told = transport.get(
            path_of("issueLinkType"), doing="read the link types"
        )
    except RemoteError as error:
        if error.status == 404:  # noqa: PLR2004
            raise ConfigurationError(
                "The site has no issue links: they are switched off",
                hint="Its administrator can switch issue linking on.",
            ) from None
        raise
    types = _list_of(told, "issueLinkTypes")
    blocks = _named(types, names.blocks, "link type", "[links] blocks")
    relates = _named(types, names.relates, "link type", "[links] relates")
    return LinkTypes(
        blocks_id=str(blocks["id"]),
        blocks=str(blocks["name"]),
        relates_id=str(relates["id"]),
        relates=str(relates["name"]),
    )


def check_status(transport: Transport, names: JiraNames) -> None:
    """Fail if no status of the site has the name of a finished feature.

    Raises
    ------
    ConfigurationError
        Naming it, and listing what exists.
    """
    told = transport.get(path_of("status"), doing="read the statuses")
    statuses = [status for status in told if isinstance(status, dict)]
    # Projects of their own may each have a status of the same name.
    by_name = {str(status.get("name")): status for status in statuses}
    _named(by_name.values(), names.done, "status", "[statuses] done")


def load_create_screen(
    transport: Transport, names: JiraNames, kind: Kind
) -> CreateScreen:
    """Find the type of one kind, and check what creating it requires.

    Raises
    ------
    ConfigurationError
        If the type does not exist, a required field has no value, or a
        value names no field of the screen or is none that it takes.
    """
    type_name = names.types[kind]
    project = path_of("issue", "createmeta", names.project, "issuetypes")
    try:
        types = list(
            _pages(transport, project, f"read the types of {names.project}")
        )
    except RemoteError as error:
        if error.status in {400, 404}:
            raise _no_project(transport, names.project) from None
        raise
    chosen = _named(
        types, type_name, f"issue type in {names.project}", f"[types] {kind}"
    )
    type_id = str(chosen["id"])
    doing = f"read what creating a {type_name} in {names.project} asks"
    fields = list(_pages(transport, f"{project}/{path_of(type_id)}", doing))
    by_id = {
        str(field.get("fieldId") or field.get("key")): field
        for field in fields
    }
    where = f"the create screen of {type_name} in {names.project}"
    if "labels" not in by_id:
        raise ConfigurationError(
            f"The field Labels is not on {where}; our issues are found by it",
            hint="Add it to the screen in the project's settings.",
        )
    values = {
        field_id: coerce_value(
            by_id[field_id],
            value,
            setting=f"[create.{kind}.fields] {name}",
            is_cloud=transport.version == "3",
        )
        for name, value in names.create_fields.get(kind, {}).items()
        for field_id in [
            resolve_field(fields, name, where=where, setting=f"create.{kind}")
        ]
    }
    _check_required(by_id, values, kind=kind, where=where)
    return CreateScreen(
        kind=kind,
        type_name=type_name,
        type_id=type_id,
        project_id=_project_id(transport, by_id, names.project),
        fields=frozenset(by_id),
        values=values,
    )


def resolve_field(
    fields: Iterable[Mapping[str, Any]],
    name: str,
    *,
    where: str,
    setting: str,
) -> str:
    """Find the id of a field by its name.

    Parameters
    ----------
    fields
        Fields as the site lists them.
    name
        Name, or an id, which is unique where two names are alike.
    where
        What the list is, for messages.
    setting
        Setting of ``ldmjira.toml`` that holds the name, for messages.

    Returns
    -------
    str
        Id of the field.

    Raises
    ------
    ConfigurationError
        If no field or more than one has the name.
    """
    known = [
        (
            str(field.get("fieldId") or field.get("id") or field.get("key")),
            str(field.get("name", "")),
        )
        for field in fields
    ]
    if name in {field_id for field_id, _ in known}:
        return name
    exact = [field_id for field_id, known_name in known if known_name == name]
    found = exact or [
        field_id
        for field_id, known_name in known
        if known_name.casefold() == name.casefold()
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise ConfigurationError(
            f"{len(found)} fields of {where} are called {name}: "
            f"{', '.join(sorted(found))}",
            hint=f"Give the id instead of the name under [{setting}.fields].",
        )
    raise ConfigurationError(
        f"No field of {where} is called {name}; there are: "
        f"{listed(known_name for _, known_name in known)}",
        hint=f"Mend the name under [{setting}.fields] in ldmjira.toml.",
    )


def _check_required(
    fields: Mapping[str, Mapping[str, Any]],
    values: Mapping[str, Any],
    *,
    kind: Kind,
    where: str,
) -> None:
    lacking = [
        str(field.get("name") or field_id)
        for field_id, field in fields.items()
        if field.get("required")
        and not field.get("hasDefaultValue")
        and field_id not in _OURS | _OFTEN_OURS
        # Jira fills it with whoever creates.
        and field_id != "reporter"
        and field_id not in values
    ]
    if lacking:
        raise ConfigurationError(
            f"{where[0].upper()}{where[1:]} requires {listed(lacking)}, "
            "and ldmjira.toml has no value for it",
            hint=f'Write it under [create.{kind}.fields]: "NAME" = "value".',
        )


def _project_id(
    transport: Transport,
    fields: Mapping[str, Mapping[str, Any]],
    key: str,
) -> str:
    allowed = fields.get("project", {}).get("allowedValues")
    for project in allowed if isinstance(allowed, list) else ():
        if isinstance(project, Mapping) and project.get("key") == key:
            return str(project["id"])
    told = transport.get(
        path_of("project", key), doing=f"read the project {key}"
    )
    return str(told["id"])


def _pages(
    transport: Transport, path: str, doing: str
) -> Iterator[dict[str, Any]]:
    """Items of a list that comes by ``startAt``, under any of its names."""
    start = 0
    for _ in range(_PAGE_CAP):
        page = transport.get(
            path, doing=doing, params={"startAt": start, "maxResults": _PAGE}
        )
        items = _list_of(page, "values", "issueTypes", "fields", "results")
        yield from items
        start += len(items)
        total = page.get("total")
        is_last = page.get("isLast") is True or (
            isinstance(total, int) and start >= total
        )
        if not items or is_last or total is None:
            return
    raise RemoteError(f"Cannot {doing}: the pages do not come to an end")


def _list_of(body: Any, *names: str) -> list[dict[str, Any]]:
    for name in names:
        items = body.get(name) if isinstance(body, dict) else None
        if isinstance(items, list):
            return [item for item in items if isinstance(item, dict)]
    raise RemoteError(f"The site's answer holds no {names[0]}")


def _named(
    items: Iterable[Mapping[str, Any]], name: str, what: str, setting: str
) -> Mapping[str, Any]:
    known = list(items)
    exact = [item for item in known if item.get("name") == name]
    found = exact or [
        item
        for item in known
        if str(item.get("name")).casefold() == name.casefold()
    ]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(str(item.get("id")) for item in found)
        raise ConfigurationError(
            f"More than one {what} is called {name} (ids {ids})",
            hint="Rename one of them on the site.",
        )
    raise ConfigurationError(
        f"No {what} is called {name}; there are: "
        f"{listed(str(item.get('name')) for item in known)}",
        hint=f"Mend {setting} in ldmjira.toml.",
    )


def _no_project(transport: Transport, key: str) -> ConfigurationError:
    """Say which projects there are, if the site tells."""
    try:
        told = transport.get(path_of("project"), doing="read the projects")
        known = listed(str(project["key"]) for project in told)
    except (RemoteError, KeyError, TypeError):
        known = "unknown"
    return ConfigurationError(
        f"Our account sees no project {key} on {transport.url}; it sees: "
        f"{known}",
        hint=(
            "Mend [projects] features in ldmjira.toml, or let the project's "
            "administrator give the account access."
        ),
    )
