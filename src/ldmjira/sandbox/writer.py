"""Make and change issues: what the create and edit calls have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .errors import JiraError, bad_field, bad_payload
from .fields import Coercer
from .history import changes_between, record
from .linking import add_link, find_link_type
from .model import FieldKind
from .properties import check_property, set_issue_property
from .site import Site
from .store import Row
from .workflow import enter_status, find_transition

__all__ = ["IssueWriter", "add_comment", "touch"]

_SETS = {
    FieldKind.LABELS,
    FieldKind.COMPONENTS,
    FieldKind.VERSIONS,
    FieldKind.OPTIONS,
    FieldKind.USERS,
}
_ALWAYS = {"project", "issuetype", "summary"}
_UNSETTABLE = {
    FieldKind.STATUS,
    FieldKind.SYSTEM,
    FieldKind.PROJECT,
    FieldKind.LINKS,
}
_PARTS = {"issuelinks", "comment", "worklog"}


class _Problems:
    """Errors by field, gathered so that all are told at once."""

    def __init__(self) -> None:
        self.errors: dict[str, str] = {}
        self.messages: list[str] = []

    def keep(self, error: JiraError) -> None:
        if error.status != 400:  # noqa: PLR2004
            raise error
        self.errors.update(error.errors)
        self.messages += error.messages

    def settle(self) -> None:
        if self.errors or self.messages:
            raise JiraError(400, self.messages, errors=self.errors)


class IssueWriter:
    """Create, edit and move issues in the name of a user.

    Parameters
    ----------
    wiki
        Whether rich text comes as wiki markup.
    """

    def __init__(self, site: Site, *, user: str, wiki: bool) -> None:
        self.site = site
        self.store = site.store
        self.user = user
        self.coercer = Coercer(site, wiki=wiki)

    # -- create -----------------------------------------------------------

    def create(self, payload: Any) -> Row:
        """Make an issue from the body of a create request."""
        fields, update = _read_payload(payload)
        project, type_id = self._project_and_type(fields)
        screen = set(self.site.screen(project, type_id)["create"]) | _ALWAYS
        issue_type = self.store.get("issuetype", type_id) or {}
        parent = fields.get("parent")
        if issue_type.get("subtask") and not parent:
            raise bad_field(
                "parentId" if self.site.is_cloud else "issuetype",
                "Issue type is a sub-task but parent issue key or id not "
                "specified.",
            )
        if parent is not None:
            screen.add("parent")
        problems = _Problems()
        values: Row = {
            "issuetype": type_id,
            "status": self.site.workflow(project, type_id)["initial"],
        }
        self._set_fields(
            values,
            {k: v for k, v in fields.items() if k not in _PROJECT_AND_TYPE},
            project,
            screen,
            problems,
        )
        parts = self._update_fields(
            values, update, project, screen, problems, fields
        )
        self._check_parent(values, issue_type, project, problems)
        self._check_required(values, project, type_id, problems, fields)
        properties = _read_properties(payload)
        problems.settle()
        return self._store_new(payload, project, values, parts, properties)

    def _store_new(
        self,
        payload: Row,
        project: Row,
        values: Row,
        parts: list[Callable[[Row], None]],
        properties: list[tuple[str, Any]],
    ) -> Row:
        values.setdefault("reporter", self.user)
        if project["defaultPriority"] and "priority" not in values:
            values["priority"] = project["defaultPriority"]
        now = self.site.clock.millis()
        current = self.store.get("project", project["id"]) or project
        number = current["next"]
        self.store.put(
            "project", project["id"], {**current, "next": number + 1}
        )
        id_ = self.store.next_id("issue")
        key = f"{project['key']}-{number}"
        issue: Row = {
            "id": id_,
            "key": key,
            "project": project["id"],
            "created": now,
            "updated": now,
            "creator": self.user,
            "watchers": [self.user],
            "fields": values,
        }
        self.store.put("issue", id_, issue)
        self.store.put("key", key, {"issue": id_})
        self._adopt_child(issue)
        for key_, value in properties:
            set_issue_property(self.site, id_, key_, value)
        for part in parts:
            part(issue)
        if isinstance(payload.get("transition"), dict):
            self.transition(self.store.get("issue", id_) or issue, payload)
        return self.store.get("issue", id_) or issue

    def _project_and_type(self, fields: Row) -> tuple[Row, str]:
        cloud = self.site.is_cloud
        given = fields.get("project")
        if not isinstance(given, dict) or not (
            given.get("id") or given.get("key")
        ):
            raise bad_field(
                "project",
                "Specify a valid project ID or key"
                if cloud
                else "project is required",
            )
        wanted = str(given.get("id") or given.get("key"))
        project = self.site.find_project(wanted)
        if project is None or not self.site.can(
            self.user, "BROWSE_PROJECTS", project["id"]
        ):
            raise bad_field(
                "project",
                "Specify a valid project ID or key"
                if cloud
                else "valid project is required",
            )
        if not self.site.can(self.user, "CREATE_ISSUES", project["id"]):
            raise JiraError(
                403,
                "You do not have permission to create issues in this "
                "project.",
            )
        return project, self._type(fields.get("issuetype"), project)

    def _type(self, given: Any, project: Row) -> str:
        cloud = self.site.is_cloud
        if not isinstance(given, dict) or not (
            given.get("id") or given.get("name")
        ):
            raise bad_field(
                "issuetype",
                "Specify an issue type" if cloud else "issue type is required",
            )
        for type_id in project["issueTypes"]:
            row = self.store.get("issuetype", type_id)
            if row is None:
                continue
            if given.get("id") is not None:
                if str(given["id"]) == type_id:
                    return str(type_id)
            elif row["name"].lower() == str(given["name"]).lower():
                return str(type_id)
        raise bad_field(
            "issuetype",
            "Specify a valid issue type"
            if cloud
            else "The issue type selected is invalid.",
        )

    def _check_parent(
        self, values: Row, issue_type: Row, project: Row, problems: _Problems
    ) -> None:
        parent_id = values.get("parent")
        if not parent_id:
            return
        parent = self.store.get("issue", parent_id)
        parent_type = (
            self.store.get("issuetype", parent["fields"]["issuetype"])
            if parent
            else None
        )
        if parent is None or parent_type is None:
            return
        wrong = parent_type["level"] <= issue_type.get("level", 0)
        if issue_type.get("subtask"):
            wrong = parent["project"] != project["id"] or bool(
                parent_type["subtask"]
            )
        if wrong:
            name = issue_type.get("name")
            problems.keep(
                JiraError(
                    400,
                    errors={
                        "parentId": f"Given parent work item does not "
                        f"belong to appropriate hierarchy for {name}."
                        if self.site.is_cloud
                        else "The parent issue is not valid for this issue "
                        "type."
                    },
                )
            )

    def _check_required(
        self,
        values: Row,
        project: Row,
        type_id: str,
        problems: _Problems,
        fields: Row,
    ) -> None:
        screen = self.site.screen(project, type_id)
        if "summary" not in values and "summary" not in problems.errors:
            problems.errors["summary"] = (
                "You must specify a summary of the issue."
            )
        for field_id in screen["required"]:
            if field_id in _PROJECT_AND_TYPE or values.get(field_id):
                continue
            if field_id in problems.errors:
                continue
            if field_id == "reporter" and "reporter" not in fields:
                continue
            if field_id == "priority" and project["defaultPriority"]:
                continue
            row = self.store.get("field", field_id)
            name = row["name"] if row else field_id
            problems.errors[field_id] = f"{name} is required."

    def _adopt_child(self, issue: Row) -> None:
        """Keep the list of children of the parent right."""
        self.store.delete("childof", issue["id"])
        parent = issue["fields"].get("parent")
        if parent:
            row = self.store.get("issuetype", issue["fields"]["issuetype"])
            body = {
                "child": issue["id"],
                "subtask": bool(row and row["subtask"]),
            }
            self.store.put("childof", issue["id"], body, parent=parent)

    # -- edit -------------------------------------------------------------

    def edit(self, issue: Row, payload: Any) -> Row:
        """Change an issue by the body of an edit request."""
        fields, update = _read_payload(payload)
        project = self.store.get("project", issue["project"]) or {}
        values = dict(issue["fields"])
        screen = self._editable(project, values["issuetype"])
        problems = _Problems()
        if "issuetype" in fields:
            try:
                values["issuetype"] = self._type(fields["issuetype"], project)
            except JiraError as error:
                problems.keep(error)
        rest = {k: v for k, v in fields.items() if k != "issuetype"}
        self._set_fields(values, rest, project, screen, problems)
        parts = self._update_fields(
            values, update, project, screen, problems, fields
        )
        self._check_kept(issue, values, project, problems)
        properties = _read_properties(payload)
        problems.settle()
        return self._store_changed(issue, values, parts, properties)

    def _store_changed(
        self,
        issue: Row,
        values: Row,
        parts: list[Callable[[Row], None]],
        properties: list[tuple[str, Any]],
    ) -> Row:
        items = changes_between(self.site, issue["fields"], values)
        changed = {
            **issue,
            "fields": values,
            "updated": self.site.clock.millis(),
        }
        self.store.put("issue", issue["id"], changed)
        if issue["fields"].get("parent") != values.get("parent"):
            self._adopt_child(changed)
        record(self.site, issue["id"], self.user, items)
        for key, value in properties:
            set_issue_property(self.site, issue["id"], key, value)
        for part in parts:
            part(changed)
        return self.store.get("issue", issue["id"]) or changed

    def _editable(self, project: Row, type_id: str) -> set[str]:
        """Return the fields that an edit may name.

        Cloud has stopped asking the edit screen: what the project has can be
        set.
        """
        screen = self.site.screen(project, type_id)
        names = set(screen["edit"]) | {"summary", "issuetype", "comment"}
        if self.site.is_cloud:
            names |= set(screen["create"])
            names |= {
                row["id"]
                for row in self.site.project_fields(project)
                if row["orderable"]
            }
        return names

    def _check_kept(
        self, issue: Row, values: Row, project: Row, problems: _Problems
    ) -> None:
        """Refuse to empty what is required."""
        screen = self.site.screen(project, values["issuetype"])
        for field_id in screen["required"]:
            if issue["fields"].get(field_id) and not values.get(field_id):
                row = self.store.get("field", field_id)
                name = row["name"] if row else field_id
                problems.errors.setdefault(field_id, f"{name} is required.")

    # -- transition -------------------------------------------------------

    def transition(self, issue: Row, payload: Row) -> Row:
        """Take an issue through a transition."""
        given = payload.get("transition")
        if not isinstance(given, dict) or given.get("id") is None:
            raise JiraError(
                400,
                "Missing 'transition' identifier"
                if not self.site.is_cloud
                else "Transition id is required.",
            )
        wanted = str(given["id"])
        if not wanted.isdigit():
            raise JiraError(
                400,
                "Can not instantiate value of type [simple type, class "
                "java.lang.Integer] from String value; transition ID must "
                "be an integer.",
            )
        transition = find_transition(self.site, issue, self.user, wanted)
        if transition is None:
            raise JiraError(
                400,
                f"It seems that you have tried to perform a workflow "
                f"operation (transition {wanted}) that is not valid for the "
                f"current state of this issue ({issue['key']}). The likely "
                "cause is that somebody has changed the issue recently, "
                "please look at the issue history for details.",
            )
        fields, update = _read_payload(payload)
        project = self.store.get("project", issue["project"]) or {}
        values = dict(issue["fields"])
        screen = set(transition["fields"]) | {"comment"}
        problems = _Problems()
        self._set_fields(values, fields, project, screen, problems)
        parts = self._update_fields(
            values, update, project, screen, problems, fields
        )
        for field_id in transition["required"]:
            if not values.get(field_id) and field_id not in problems.errors:
                row = self.store.get("field", field_id)
                name = row["name"] if row else field_id
                problems.errors[field_id] = f"{name} is required."
        problems.settle()
        values = enter_status(self.site, values, transition)
        return self._store_changed(issue, values, parts, [])

    # -- fields -----------------------------------------------------------

    def _set_fields(
        self,
        values: Row,
        fields: Row,
        project: Row,
        screen: set[str],
        problems: _Problems,
    ) -> None:
        for field_id, value in fields.items():
            try:
                self._check_settable(field_id, screen)
                row = self.store.get("field", field_id) or {}
                if row.get("kind") in _UNSETTABLE:
                    raise _cannot_be_set(field_id)
                stored = self.coercer.coerce(field_id, value, project)
            except JiraError as error:
                problems.keep(error)
                continue
            _store_value(values, field_id, stored)

    def _check_settable(self, field_id: str, screen: set[str]) -> None:
        if (
            field_id not in screen
            or field_id in self.site.fields_off_screen
            or self.store.get("field", field_id) is None
        ):
            raise _cannot_be_set(field_id)

    def _update_fields(
        self,
        values: Row,
        update: Row,
        project: Row,
        screen: set[str],
        problems: _Problems,
        fields: Row,
    ) -> list[Callable[[Row], None]]:
        """Carry out the verbs; return what needs the stored issue."""
        parts: list[Callable[[Row], None]] = []
        for field_id, operations in update.items():
            try:
                if field_id in fields:
                    raise bad_field(
                        field_id,
                        f"Field '{field_id}' cannot appear in both 'fields' "
                        "and 'update'",
                    )
                self._check_settable(field_id, screen)
                for verb, value in _verbs(field_id, operations):
                    if field_id in _PARTS:
                        parts.append(self._part(field_id, verb, value))
                    else:
                        self._apply(values, field_id, verb, value, project)
            except JiraError as error:
                problems.keep(error)
        return parts

    def _apply(
        self, values: Row, field_id: str, verb: str, value: Any, project: Row
    ) -> None:
        row = self.store.get("field", field_id) or {}
        kind = row.get("kind")
        if kind in _UNSETTABLE:
            raise _cannot_be_set(field_id)
        if field_id == "parent" and verb == "set" and (value or {}).get("none"):
            values.pop("parent", None)
            return
        if verb in {"set", "edit"}:
            stored = self.coercer.coerce(field_id, value, project)
        elif kind in _SETS and verb in {"add", "remove"}:
            given = self._element(field_id, verb, value, project)
            held = values.get(field_id) or []
            if verb == "add":
                stored = [*held, *(i for i in given if i not in held)]
            else:
                stored = [i for i in held if i not in given]
            if kind == FieldKind.LABELS:
                stored = sorted(stored)
            stored = stored or None
        else:
            raise bad_field(
                field_id, f"Field does not support update '{verb}'"
            )
        _store_value(values, field_id, stored)

    def _element(
        self, field_id: str, verb: str, value: Any, project: Row
    ) -> list[Any]:
        row = self.store.get("field", field_id) or {}
        if row.get("kind") == FieldKind.LABELS and verb == "remove":
            return [value]
        return self.coercer.coerce(field_id, [value], project) or []

    # -- parts ------------------------------------------------------------

    def _part(
        self, field_id: str, verb: str, value: Any
    ) -> Callable[[Row], None]:
        """Check an operation on links, comments or work, for later."""
        if field_id == "issuelinks" and verb == "add":
            return self._link_part(value)
        if field_id == "comment" and verb == "add":
            return self._comment_part(value)
        if field_id == "worklog" and verb == "add":
            return self._worklog_part(value)
        raise bad_field(field_id, f"Field does not support update '{verb}'")

    def _link_part(self, value: Any) -> Callable[[Row], None]:
        if not isinstance(value, dict):
            raise bad_field("issuelinks", "data was not an object")
        link_type = _as_field(
            "issuelinks", lambda: find_link_type(self.site, value.get("type"))
        )
        side = next(
            (s for s in ("outwardIssue", "inwardIssue") if value.get(s)), None
        )
        if side is None:
            raise bad_field(
                "issuelinks", "Specify an inward or an outward issue."
            )
        given = value[side]
        wanted = given.get("key") or given.get("id")
        other = _as_field(
            "issuelinks", lambda: self.site.issue(str(wanted), self.user)
        )

        def add(issue: Row) -> None:
            # "outwardIssue: B" in an update of A reads "A outward B".
            ends = (issue, other) if side == "outwardIssue" else (other, issue)
            add_link(
                self.site,
                author=self.user,
                link_type=link_type,
                inward=ends[0],
                outward=ends[1],
            )

        return add

    def _comment_part(self, value: Any) -> Callable[[Row], None]:
        if not isinstance(value, dict):
            raise bad_field("comment", "data was not an object")
        body = self.coercer.rich_text(value.get("body"))
        return lambda issue: add_comment(
            self.site, issue["id"], author=self.user, body=body
        )

    def _worklog_part(self, value: Any) -> Callable[[Row], None]:
        if not isinstance(value, dict):
            raise bad_field("worklog", "data was not an object")
        seconds = int(value.get("timeSpentSeconds") or 60)
        now = self.site.clock.millis()

        def add(issue: Row) -> None:
            id_ = self.store.next_id("worklog")
            body = {
                "id": id_,
                "author": self.user,
                "updateAuthor": self.user,
                "created": now,
                "updated": now,
                "started": now,
                "seconds": seconds,
                "comment": None,
            }
            self.store.put("worklog", id_, body, parent=issue["id"])

        return add


_PROJECT_AND_TYPE = {"project", "issuetype"}


def add_comment(
    site: Site,
    issue_id: str,
    *,
    author: str,
    body: Any,
    visibility: Any = None,
    properties: Iterable[tuple[str, Any]] = (),
) -> Row:
    """Write a comment whose body is in stored form."""
    id_ = site.store.next_id("comment")
    now = site.clock.millis()
    row: Row = {
        "id": id_,
        "author": author,
        "updateAuthor": author,
        "created": now,
        "updated": now,
        "body": body,
        "properties": dict(properties),
    }
    if visibility:
        row["visibility"] = visibility
    site.store.put("comment", id_, row, parent=issue_id)
    touch(site, issue_id)
    return row


def touch(site: Site, issue_id: str) -> None:
    """Set the time of the last change of an issue to now."""
    issue = site.store.get("issue", issue_id)
    if issue is not None:
        site.store.put(
            "issue", issue_id, {**issue, "updated": site.clock.millis()}
        )


def _cannot_be_set(field_id: str) -> JiraError:
    return bad_field(
        field_id,
        f"Field '{field_id}' cannot be set. It is not on the appropriate "
        "screen, or unknown.",
    )


def _store_value(values: Row, field_id: str, stored: Any) -> None:
    if stored is None:
        values.pop(field_id, None)
    else:
        values[field_id] = stored


def _as_field(field_id: str, find: Callable[[], Row]) -> Row:
    """Turn "there is no such thing" into a fault of a field."""
    try:
        return find()
    except JiraError as error:
        raise bad_field(field_id, " ".join(error.messages)) from None


def _read_payload(payload: Any) -> tuple[Row, Row]:
    if not isinstance(payload, dict):
        raise bad_payload()
    fields = payload.get("fields")
    update = payload.get("update")
    for part in (fields, update):
        if part is not None and not isinstance(part, dict):
            raise bad_payload()
    return fields or {}, update or {}


def _read_properties(payload: Row) -> list[tuple[str, Any]]:
    given = payload.get("properties")
    if given is None:
        return []
    if not isinstance(given, list):
        raise bad_payload()
    found = []
    for item in given:
        if not isinstance(item, dict):
            raise bad_payload()
        check_property(item.get("key"), item.get("value"))
        found.append((item["key"], item["value"]))
    return found


def _verbs(field_id: str, operations: Any) -> list[tuple[str, Any]]:
    if not isinstance(operations, list):
        raise bad_field(field_id, "data was not an array")
    found = []
    for operation in operations:
        if not isinstance(operation, dict):
            raise bad_field(field_id, "data was not an object")
        found += list(operation.items())
    return found
