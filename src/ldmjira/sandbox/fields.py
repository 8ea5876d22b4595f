"""Values of fields on their way in: checked, refused in Jira's words, stored.

Stored forms: texts, numbers, dates as they are; options, versions,
components, priorities, resolutions and types as ids; users by internal name;
times in milliseconds; rich text as ADF on Cloud and wiki text on Data Center.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from .adf import adf_to_text, is_valid_adf
from .errors import bad_field
from .kinds import FieldKind
from .store import Row
from .wiki import wiki_to_adf

if TYPE_CHECKING:
    from .site import Site  # which needs this module

__all__ = ["TEXT_LIMIT", "Coercer", "parse_time", "short_text"]

TEXT_LIMIT = 32_767
_LINE_LIMIT = 255
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,3})(Z|[+-]\d\d:?\d\d)"
)

_NO_DOCUMENT = (
    "Operation value must be an Atlassian Document (see the Atlassian "
    "Document Format)"
)
_TOO_LONG = (
    "The entered text is too long. It exceeds the allowed limit of "
    "{:,} characters."
)


def parse_time(text: str) -> int | None:
    """Read a time as Jira writes it, into milliseconds; None if it is not."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    zone = "+00:00" if match[2] == "Z" else match[2]
    try:
        when = datetime.fromisoformat(match[1] + zone)
    except ValueError:
        return None
    return round(when.timestamp() * 1000)


def short_text(stored: Any) -> str:
    """Return stored rich text as plain words."""
    if isinstance(stored, dict):
        return adf_to_text(stored)
    return "" if stored is None else str(stored)


class Coercer:
    """Turn values of requests into stored ones.

    Parameters
    ----------
    wiki
        Whether rich text comes as wiki markup (version 2) or as ADF.
    """

    def __init__(self, site: Site, *, wiki: bool) -> None:
        self._site = site
        self._store = site.store
        self._wiki = wiki
        self._kinds: dict[str, Callable[[Row, Any, Row], Any]] = {
            FieldKind.TEXT: self._text,
            FieldKind.URL: self._url,
            FieldKind.TEXTAREA: self._textarea,
            FieldKind.NUMBER: self._number,
            FieldKind.DATE: self._date,
            FieldKind.DATETIME: self._datetime,
            FieldKind.OPTION: self._option,
            FieldKind.OPTIONS: self._options,
            FieldKind.CASCADE: self._cascade,
            FieldKind.USER: self._user,
            FieldKind.USERS: self._users,
            FieldKind.LABELS: self._labels,
            FieldKind.VERSIONS: self._versions,
            FieldKind.COMPONENTS: self._components,
            FieldKind.PRIORITY: self._priority,
            FieldKind.RESOLUTION: self._resolution,
            FieldKind.PARENT: self._parent,
        }

    def coerce(self, field_id: str, value: Any, project: Row) -> Any:
        """Return the stored form of a value, None if it is empty.

        Raises
        ------
        JiraError
            400, with the field's id in ``errors``.
        """
        row = self._store.get("field", field_id)
        handler = None if row is None else self._kinds.get(row["kind"])
        if row is None or handler is None:
            raise bad_field(
                field_id,
                f"Field '{field_id}' cannot be set. It is not on the "
                "appropriate screen, or unknown.",
            )
        if value is None:
            return self._empty(row)
        return handler(row, value, project)

    def rich_text(self, value: Any, field_id: str = "comment") -> Any:
        """Return the stored form of rich text."""
        if not self._wiki:
            if not isinstance(value, dict):
                raise bad_field(field_id, _NO_DOCUMENT)
            if not is_valid_adf(value):
                raise bad_field(field_id, "INVALID_INPUT")
            if len(adf_to_text(value)) > TEXT_LIMIT:
                raise bad_field(field_id, _TOO_LONG.format(TEXT_LIMIT))
            return value
        if not isinstance(value, str):
            raise bad_field(field_id, "Operation value must be a string")
        if len(value) > TEXT_LIMIT:
            raise bad_field(field_id, _TOO_LONG.format(TEXT_LIMIT))
        value = _CONTROL.sub("", value)
        return wiki_to_adf(value) if self._site.is_cloud else value

    @staticmethod
    def _empty(row: Row) -> None:
        if row["id"] == "summary":
            raise bad_field(
                "summary", "You must specify a summary of the issue."
            )
        if row["id"] == "labels":
            return

    # -- text -------------------------------------------------------------

    def _text(self, row: Row, value: Any, _project: Row) -> str | None:
        field_id = row["id"]
        if not isinstance(value, str):
            raise bad_field(field_id, "Operation value must be a string")
        if field_id == "summary":
            return self._summary(value)
        if len(value) > _LINE_LIMIT:
            raise bad_field(field_id, _TOO_LONG.format(_LINE_LIMIT))
        if "\n" in value or "\r" in value:
            raise bad_field(
                field_id,
                f"{row['name']} is invalid because it contains newline "
                "characters.",
            )
        return _CONTROL.sub("", value) or None

    def _summary(self, value: str) -> str:
        if "\n" in value or "\r" in value:
            raise bad_field(
                "summary",
                "The summary is invalid because it contains newline "
                "characters.",
            )
        value = _CONTROL.sub("", value).strip()
        if not value:
            raise bad_field(
                "summary", "You must specify a summary of the issue."
            )
        if len(value) > _LINE_LIMIT:
            raise bad_field(
                "summary",
                "Summary can't exceed 255 characters."
                if self._site.is_cloud
                else "Summary must be less than 255 characters.",
            )
        return value

    def _url(self, row: Row, value: Any, _project: Row) -> str | None:
        if not isinstance(value, str):
            raise bad_field(row["id"], "Operation value must be a string")
        if value and not re.match(r"(https?|ftp|mailto|file):", value):
            raise bad_field(row["id"], f"Value '{value}' is not a valid URL.")
        return value or None

    def _textarea(self, row: Row, value: Any, _project: Row) -> Any:
        if value == "" and self._wiki:
            return None
        stored = self.rich_text(value, row["id"])
        if isinstance(stored, dict) and not stored["content"]:
            return None
        return stored

    # -- numbers and dates ------------------------------------------------

    @staticmethod
    def _number(row: Row, value: Any, _project: Row) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise bad_field(row["id"], "Operation value must be a number")
        return float(value)

    @staticmethod
    def _date(row: Row, value: Any, _project: Row) -> str | None:
        if value == "":
            return None
        if not isinstance(value, str):
            raise bad_field(row["id"], "Operation value must be a string")
        try:
            return date.fromisoformat(value[:10]).isoformat()
        except ValueError:
            raise bad_field(
                row["id"], f"Error parsing date string: {value}"
            ) from None

    @staticmethod
    def _datetime(row: Row, value: Any, _project: Row) -> int | None:
        if value == "":
            return None
        when = parse_time(value) if isinstance(value, str) else None
        if when is None:
            raise bad_field(row["id"], f"Error parsing time: {value}")
        return when

    # -- options ----------------------------------------------------------

    def _option(self, row: Row, value: Any, _project: Row) -> str:
        return str(self._choose(row["id"], row["options"], value)["id"])

    def _options(self, row: Row, value: Any, project: Row) -> list[str] | None:
        if not isinstance(value, list):
            raise bad_field(row["id"], "data was not an array")
        chosen = [self._option(row, item, project) for item in value]
        return list(dict.fromkeys(chosen)) or None

    def _cascade(self, row: Row, value: Any, _project: Row) -> list[str]:
        parent = self._choose(row["id"], row["options"], value)
        child = value.get("child")
        if child is None:
            return [parent["id"]]
        chosen = self._choose(row["id"], parent.get("children", []), child)
        return [parent["id"], chosen["id"]]

    def _choose(self, field_id: str, options: list[Row], value: Any) -> Row:
        if not isinstance(value, dict):
            raise bad_field(
                field_id,
                "Specify a valid 'id' or 'name' for the field"
                if self._site.is_cloud
                else "data was not an object",
            )
        if "id" in value:
            wanted = str(value["id"])
            for option in options:
                if option["id"] == wanted:
                    return option
            raise bad_field(field_id, f"Option id '{wanted}' is not valid")
        text = value.get("value")
        for option in options:
            if option["value"] == text and not option.get("disabled"):
                return option
        if text is None:
            raise bad_field(field_id, "Option id 'null' is not valid")
        raise bad_field(field_id, f"Option value '{text}' is not valid")

    # -- people -----------------------------------------------------------

    def _user(self, row: Row, value: Any, project: Row) -> str | None:
        field_id = row["id"]
        if not isinstance(value, dict):
            raise bad_field(field_id, "data was not an object")
        if field_id == "assignee" and "-1" in map(str, value.values()):
            return self.automatic_assignee(project)
        user = self._find_user(field_id, value)
        if user is None:
            return None
        if field_id == "assignee" and not user["active"]:
            raise bad_field(
                field_id,
                f"User '{user['name']}' cannot be assigned issues.",
            )
        if field_id == "assignee" and not self._site.can(
            user["name"], "ASSIGNABLE_USER", project.get("id")
        ):
            raise bad_field(
                field_id,
                f"User '{user['name']}' cannot be assigned issues.",
            )
        return str(user["name"])

    @staticmethod
    def automatic_assignee(project: Row) -> str | None:
        """Return to whom an issue falls by itself, if to anybody."""
        if project.get("assigneeType") != "PROJECT_LEAD":
            return None
        return str(project["lead"])

    def _find_user(self, field_id: str, value: Row) -> Row | None:
        cloud = self._site.is_cloud
        names = ("accountId", "id") if cloud else ("name", "key")
        given = [value[name] for name in names if name in value]
        if not given:
            if "name" in value and self._site.is_cloud:
                raise bad_field(field_id, "accountId is required")
            raise bad_field(field_id, "User name is required")
        if given[0] is None or given[0] == "":
            return None
        user = self._site.find_user(str(given[0]))
        if user is None:
            if field_id == "reporter":
                raise bad_field(
                    field_id, "The reporter specified is not a user."
                )
            raise bad_field(field_id, f"User '{given[0]}' does not exist.")
        return user

    def _users(self, row: Row, value: Any, project: Row) -> list[str] | None:
        if not isinstance(value, list):
            raise bad_field(row["id"], "data was not an array")
        found = [self._user(row, item, project) for item in value]
        return [name for name in dict.fromkeys(found) if name] or None

    # -- sets -------------------------------------------------------------

    @staticmethod
    def _labels(row: Row, value: Any, _project: Row) -> list[str] | None:
        if not isinstance(value, list):
            raise bad_field(row["id"], "data was not an array")
        for label in value:
            if not isinstance(label, str):
                raise bad_field(row["id"], "string expected at index 0")
            if re.search(r"\s", label):
                raise bad_field(
                    row["id"],
                    f"The label '{label}' contains spaces which is invalid.",
                )
            if len(label) > _LINE_LIMIT:
                raise bad_field(
                    row["id"],
                    f"The label '{label}' exceeds the maximum allowed "
                    "length of 255 characters.",
                )
            if not label:
                raise bad_field(row["id"], "The label must not be empty.")
        return sorted(set(value)) or None

    def _versions(
        self, row: Row, value: Any, project: Row
    ) -> list[str] | None:
        return self._named(row, value, project, "version", "Version")

    def _components(
        self, row: Row, value: Any, project: Row
    ) -> list[str] | None:
        return self._named(row, value, project, "component", "Component")

    def _named(
        self, row: Row, value: Any, project: Row, kind: str, word: str
    ) -> list[str] | None:
        if not isinstance(value, list):
            raise bad_field(row["id"], "data was not an array")
        known = self._store.children(kind, project["id"])
        chosen = []
        for item in value:
            if not isinstance(item, dict):
                raise bad_field(row["id"], "expected Object")
            if "id" in item:
                match = [k for k in known if k["id"] == str(item["id"])]
                text = f"{word} id '{item['id']}' is not valid"
            else:
                name = item.get("name")
                match = [k for k in known if k["name"] == name]
                text = f"{word} name '{name}' is not valid"
            if not match:
                raise bad_field(row["id"], text)
            chosen.append(match[0]["id"])
        return list(dict.fromkeys(chosen)) or None

    # -- single values of the site ----------------------------------------

    def _priority(self, row: Row, value: Any, project: Row) -> str:
        found = self._single(row, value, "priority", "Priority")
        allowed = project.get("priorities")
        if allowed and found["id"] not in allowed:
            raise bad_field(row["id"], "The priority selected is invalid.")
        return str(found["id"])

    def _resolution(self, row: Row, value: Any, _project: Row) -> str:
        found = self._single(row, value, "resolution", "Resolution")
        return str(found["id"])

    def _single(self, row: Row, value: Any, kind: str, word: str) -> Row:
        if not isinstance(value, dict):
            raise bad_field(
                row["id"],
                f"Could not find valid 'id' or 'name' in {kind} object.",
            )
        if "id" in value:
            found = self._store.get(kind, str(value["id"]))
            if found is None:
                raise bad_field(row["id"], f"The {kind} selected is invalid.")
            return found
        found = self._site.by_name(kind, str(value.get("name")))
        if found is None:
            raise bad_field(
                row["id"],
                f"{word} name '{value.get('name')}' is not valid",
            )
        return found

    def _parent(self, row: Row, value: Any, _project: Row) -> str | None:
        if not isinstance(value, dict):
            raise bad_field(row["id"], "data was not an object")
        wanted = value.get("key") or value.get("id")
        if wanted is None:
            return None
        found = self._site.issue_id(str(wanted))
        if found is None:
            raise bad_field(
                row["id"],
                "Could not find issue by id or key."
                if self._site.is_cloud
                else "Could not find the parent issue.",
            )
        return found
