"""Names of what Zephyr tells by id: statuses, priorities, folders."""

from __future__ import annotations

from typing import Final, Literal

from ldmjira.exceptions import ConfigurationError, RemoteError

from .client import ZephyrClient, path_of
from .wire import (
    FolderAnswer,
    OptionAnswer,
    ProjectAnswer,
    Ref,
    read_as,
)

__all__ = ["FolderType", "ZephyrNames"]

FolderType = Literal["TEST_CASE", "TEST_PLAN", "TEST_CYCLE"]
Family = Literal["statuses", "priorities", "environments"]

_NOT_FOUND: Final = 404
_BAD_REQUEST: Final = 400
_DEEPEST: Final = 64


class ZephyrNames:
    """Look up names and ids; each list is read once.

    Parameters
    ----------
    client
        Where to ask.
    project
        Key of the project.
    """

    def __init__(self, client: ZephyrClient, project: str) -> None:
        self._client = client
        self._project = project
        self._options: dict[Family, dict[int, str]] = {}
        self._folders: dict[int, FolderAnswer] | None = None

    def check_project(self) -> None:
        """Make sure that the project is there.

        Raises
        ------
        ConfigurationError
            If it is not; what there is, is listed.
        """
        doing = "look for the project"
        try:
            self._client.get(path_of("projects", self._project), doing=doing)
        except RemoteError as error:
            if error.status != _NOT_FOUND:
                raise
            there = [
                read_as(ProjectAnswer, value, doing).key
                for value in self._client.pages("projects", doing=doing)
            ]
            known = ", ".join(sorted(there)) or "none"
            raise ConfigurationError(
                f"Zephyr Scale has no project {self._project}",
                hint=(
                    f"It has: {known}. Name one under [zephyr] in "
                    "ldmjira.toml."
                ),
            ) from None

    def option(self, family: Family, ref: Ref | None) -> str:
        """Name of a status, priority or environment; empty for none."""
        if ref is None:
            return ""
        if family not in self._options:
            doing = f"list {family}"
            values = self._client.pages(
                family, doing=doing, params={"projectKey": self._project}
            )
            self._options[family] = {
                one.id: one.name
                for one in (read_as(OptionAnswer, v, doing) for v in values)
            }
        known = self._options[family]
        if ref.id not in known:
            doing = f"look up one of the {family}"
            found = self._client.find(path_of(family, ref.id), doing=doing)
            known[ref.id] = (
                ""
                if found is None
                else read_as(OptionAnswer, found, doing).name
            )
        return known[ref.id]

    # -- folders ----------------------------------------------------------

    def folder(self, ref: Ref | None) -> str:
        """Path of a folder, ``/Data Management/Acceptance``."""
        names: list[str] = []
        id_ = None if ref is None else ref.id
        folders = self._all_folders() if id_ is not None else {}
        while id_ is not None and len(names) < _DEEPEST:
            folder = folders.get(id_)
            if folder is None:
                break
            names.append(folder.name)
            id_ = folder.parentId
        return "".join(f"/{name}" for name in reversed(names))

    def folder_id(self, type_: FolderType, path: str) -> int | None:
        """Id of a folder by its path; ``None`` if it is not there."""
        found: int | None = None
        for name in _parts(path):
            found = self._child(type_, found, name)
            if found is None:
                return None
        return found

    def make_folder(self, type_: FolderType, path: str) -> int | None:
        """Id of a folder by its path, made where it is missing."""
        found: int | None = None
        for name in _parts(path):
            child = self._child(type_, found, name)
            found = (
                self._create(type_, found, name) if child is None else child
            )
        return found

    def _child(
        self, type_: FolderType, parent: int | None, name: str
    ) -> int | None:
        for folder in self._all_folders().values():
            if (folder.folderType, folder.parentId, folder.name) == (
                type_,
                parent,
                name,
            ):
                return folder.id
        return None

    def _create(self, type_: FolderType, parent: int | None, name: str) -> int:
        doing = f"create the folder {name}"
        body = {
            "name": name,
            "projectKey": self._project,
            "folderType": type_,
        }
        if parent is not None:
            body["parentId"] = parent  # type: ignore[assignment]
        self._folders = None
        try:
            self._client.write("POST", "folders", body, doing=doing)
        except RemoteError as error:
            # It may have been made all the same, by us or by somebody else.
            if not error.ambiguous and error.status != _BAD_REQUEST:
                raise
            made = self._child(type_, parent, name)
            if made is None:
                raise
            return made
        made = self._child(type_, parent, name)
        if made is None:
            raise RemoteError(
                f"Zephyr Scale: Cannot {doing}: it is not shown afterwards"
            )
        return made

    def _all_folders(self) -> dict[int, FolderAnswer]:
        if self._folders is None:
            doing = "list folders"
            values = self._client.pages(
                "folders", doing=doing, params={"projectKey": self._project}
            )
            self._folders = {
                one.id: one
                for one in (read_as(FolderAnswer, v, doing) for v in values)
            }
        return self._folders


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part.strip()]
