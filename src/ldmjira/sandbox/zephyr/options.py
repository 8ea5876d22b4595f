"""Projects, folders, statuses, priorities and environments."""

from __future__ import annotations

import re
from typing import Final, Literal

from ldmjira.sandbox.http import Reply
from ldmjira.sandbox.store import Row

from .book import LETTERS, PROJECT_OFFSET, folder_type
from .errors import absent, bad
from .http import Body, ZephyrCall, ZephyrRoutes, created, page
from .render import show_folder, show_option, show_project

__all__ = ["routes"]

routes = ZephyrRoutes()

_TYPES: Final = tuple(folder_type(entity) for entity in LETTERS)
_FOLDER_TYPES: Final = _TYPES[:3]
_COLOUR: Final = re.compile(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")

OptionKind = Literal["status", "priority", "environment"]


@routes.add("GET", "healthcheck")
def health(_call: ZephyrCall) -> Reply:
    """Say that all is well; no body."""
    return Reply(200)


@routes.add("GET", "projects")
def list_projects(call: ZephyrCall) -> Reply:
    """List projects."""
    return page(call, call.book.projects(), show_project)


@routes.add("GET", "projects/{id}")
def get_project(call: ZephyrCall) -> Reply:
    """Show a project by id or key."""
    return Reply(200, show_project(call.book.project(call.args["id"])))


# -- folders --------------------------------------------------------------


@routes.add("GET", "folders")
def list_folders(call: ZephyrCall) -> Reply:
    """List folders, of a project or a type."""
    wanted = call.query.get("folderType")
    if wanted is not None and wanted not in _FOLDER_TYPES:
        raise bad(f"folderType must be one of {', '.join(_FOLDER_TYPES)}")
    project = call.project
    rows = [
        row
        for row in call.book.store.all("zephyr.folder")
        if project in (None, row["project"]) and wanted in (None, row["type"])
    ]
    return page(call, rows, lambda row: show_folder(call, row))


@routes.add("GET", "folders/{id}")
def get_folder(call: ZephyrCall) -> Reply:
    """Show a folder."""
    id_ = _id(call)
    row = call.book.store.get("zephyr.folder", id_)
    if row is None:
        raise absent(f"Folder '{id_}'")
    return Reply(200, show_folder(call, row))


@routes.add("POST", "folders")
def create_folder(call: ZephyrCall) -> Reply:
    """Add a folder; two of one name side by side are refused."""
    body = call.body
    name = body.need("name", is_name=True)
    project = call.project_row(body.need("projectKey"))
    type_ = body.need("folderType")
    if type_ not in _FOLDER_TYPES:
        raise bad(f"folderType must be one of {', '.join(_FOLDER_TYPES)}")
    if "/" in name or "\\" in name:
        raise bad("name must not hold a slash")
    parent = body.number("parentId")
    above = (
        None
        if parent is None
        else call.book.folder(parent, project["id"], type_)
    )
    beside = [
        row
        for row in call.book.store.all("zephyr.folder")
        if row["project"] == project["id"]
        and row["type"] == type_
        and row["folder"] == above
    ]
    if any(row["name"] == name for row in beside):
        raise bad(f"Folder '{name}' already exists")
    id_ = call.book.store.next_id("zephyr.folder")
    row = {
        "id": id_,
        "name": name,
        "type": type_,
        "project": project["id"],
        "folder": above,
        "index": len(beside),
    }
    call.book.store.put("zephyr.folder", id_, row)
    return created(call, row, "folders")


# -- statuses, priorities, environments -----------------------------------

_FAMILIES: Final[dict[OptionKind, str]] = {
    "status": "statuses",
    "priority": "priorities",
    "environment": "environments",
}


def _id(call: ZephyrCall) -> str:
    id_ = call.args["id"]
    if not re.fullmatch(r"[1-9][0-9]{0,17}", id_):
        raise bad(f"'{id_}' is not an id")
    return id_


def _list(call: ZephyrCall, kind: OptionKind) -> Reply:
    wanted = call.query.get("statusType") if kind == "status" else None
    if wanted is not None and wanted not in _TYPES:
        raise bad(f"statusType must be one of {', '.join(_TYPES)}")
    project = call.project
    rows = [
        row
        for row in call.book.store.all(f"zephyr.{kind}")
        if project in (None, row["project"])
        and wanted in (None, row.get("type"))
    ]
    return page(call, rows, lambda row: show_option(call, kind, row))


def _show(call: ZephyrCall, kind: OptionKind) -> Reply:
    row = call.book.option(kind, _id(call))
    return Reply(200, show_option(call, kind, row))


def _refuse_twin(
    call: ZephyrCall, kind: OptionKind, row: Row, except_id: str = ""
) -> None:
    for other in call.book.store.all(f"zephyr.{kind}"):
        if (
            other["id"] != except_id
            and other["name"] == row["name"]
            and other["project"] == row["project"]
            and other.get("type") == row.get("type")
        ):
            article = "An" if kind == "environment" else "A"
            raise bad(f"{article} {kind} with this name already exists.")


def _colour(body: Body) -> str:
    colour = body.text("color") or "#cccccc"
    if not _COLOUR.fullmatch(colour):
        raise bad(f"color: '{colour}' is not a color in hexadecimal format")
    return colour


def _create(call: ZephyrCall, kind: OptionKind) -> Reply:
    body = call.body
    name = body.need("name", is_name=True)
    project = call.project_row(body.need("projectKey"))
    row: Row = {
        "name": name,
        "project": project["id"],
        "description": body.text("description"),
        "color": _colour(body),
        "default": False,
        "archived": False,
    }
    if kind == "status":
        row["type"] = body.need("type")
        if row["type"] not in _TYPES:
            raise bad(f"type must be one of {', '.join(_TYPES)}")
    _refuse_twin(call, kind, row)
    store = call.book.store
    row["index"] = sum(
        other["project"] == row["project"]
        and other.get("type") == row.get("type")
        for other in store.all(f"zephyr.{kind}")
    )
    row["id"] = store.next_id("zephyr.option")
    store.put(f"zephyr.{kind}", row["id"], row)
    return created(call, row, _FAMILIES[kind])


def _update(call: ZephyrCall, kind: OptionKind) -> Reply:
    """Replace an option: what is not named is cleared."""
    held = call.book.option(kind, _id(call))
    body = call.body
    if str(body.number("id", is_required=True)) != held["id"]:
        raise bad("The id in the body is not that of the address")
    project = body.id_of("project", is_required=True)
    own = int(held["project"])
    if project not in (own, own + PROJECT_OFFSET):
        raise bad("Provided project does not match the current project.")
    index = body.number("index", least=0, is_required=True)
    row = {
        **held,
        "name": body.need("name", is_name=True),
        "description": body.text("description"),
        "index": index,
    }
    if kind != "environment":
        row["color"] = _colour(body)
        row["default"] = bool(body.value.get("default"))
    if kind != "priority":
        row["archived"] = bool(body.value.get("archived"))
    _refuse_twin(call, kind, row, held["id"])
    call.book.store.put(f"zephyr.{kind}", held["id"], row)
    return Reply(200)


def _register(kind: OptionKind) -> None:
    family = _FAMILIES[kind]
    routes.add("GET", family)(lambda call: _list(call, kind))
    routes.add("POST", family)(lambda call: _create(call, kind))
    routes.add("GET", f"{family}/{{id}}")(lambda call: _show(call, kind))
    routes.add("PUT", f"{family}/{{id}}")(lambda call: _update(call, kind))


for _kind in _FAMILIES:
    _register(_kind)
