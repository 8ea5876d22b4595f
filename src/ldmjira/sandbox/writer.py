"""Make and change issues: what the create and edit calls have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .errors import JiraError, bad_field
from .fields import Coercer
from .form import Form
from .history import changes_between, record
from .parts import PartWriter
from .payload import read_payload, read_properties
from .properties import set_issue_property
from .site import Site
from .store import Row
from .workflow import enter_status, find_transition

__all__ = ["IssueWriter"]

_PROJECT_AND_TYPE = ("project", "issuetype")
_ALWAYS = {"project", "issuetype", "summary"}


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
        self.parts = PartWriter(site, user=user, coercer=self.coercer)

    # -- create -----------------------------------------------------------

    def create(self, payload: Any) -> Row:
        """Make an issue from the body of a create request."""
        fields, update = read_payload(payload)
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
        values: Row = {
            "issuetype": type_id,
            "status": self.site.workflow(project, type_id)["initial"],
        }
        form = self._form(values, project, screen)
        given = {k: v for k, v in fields.items() if k not in _PROJECT_AND_TYPE}
        form.set_fields(given)
        form.update_fields(update, given)
        self._check_parent(form, issue_type, project)
        self._check_required(form, project, type_id, fields)
        properties = read_properties(payload)
        form.settle()
        return self._store_new(payload, project, form, properties)

    def _form(self, values: Row, project: Row, screen: set[str]) -> Form:
        return Form(
            self.site,
            values=values,
            project=project,
            screen=screen,
            parts=self.parts,
        )

    def _store_new(
        self,
        payload: Row,
        project: Row,
        form: Form,
        properties: list[tuple[str, Any]],
    ) -> Row:
        values = form.values
        values.setdefault("reporter", self.user)
        lead = self.coercer.automatic_assignee(project)
        if lead is not None and not form.names("assignee"):
            values["assignee"] = lead
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
        for part in form.pending:
            part(issue)
        if isinstance(payload.get("transition"), dict):
            step = {"transition": payload["transition"]}
            self.transition(self.store.get("issue", id_) or issue, step)
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
                "You do not have permission to create issues in this project.",
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
        if cloud:
            raise bad_field("issuetype", "Specify a valid issue type")
        raise bad_field(
            "issuetype",
            "The issue type selected is invalid."
            if given.get("id")
            else "issue type is required",
        )

    def _check_parent(self, form: Form, issue_type: Row, project: Row) -> None:
        parent_id = form.values.get("parent")
        parent = self.store.get("issue", parent_id) if parent_id else None
        if parent is None:
            return
        type_id = parent["fields"]["issuetype"]
        parent_type = self.store.get("issuetype", type_id) or {}
        wrong = parent_type.get("level", 0) <= issue_type.get("level", 0)
        if issue_type.get("subtask"):
            wrong = parent["project"] != project["id"] or bool(
                parent_type.get("subtask")
            )
        if wrong:
            form.errors["parentId"] = (
                "Given parent work item does not belong to appropriate "
                f"hierarchy for {issue_type.get('name')}."
                if self.site.is_cloud
                else "The parent issue is not valid for this issue type."
            )

    def _check_required(
        self, form: Form, project: Row, type_id: str, fields: Row
    ) -> None:
        if "summary" not in form.values and "summary" not in form.errors:
            form.errors["summary"] = "You must specify a summary of the issue."
        given_by_site = set(_PROJECT_AND_TYPE) | {"summary"}
        if "reporter" not in fields:
            given_by_site.add("reporter")
        if project["defaultPriority"]:
            given_by_site.add("priority")
        required = self.site.screen(project, type_id)["required"]
        form.require(f for f in required if f not in given_by_site)

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
        fields, update = read_payload(payload)
        if not {"fields", "update", "properties"} & set(payload):
            raise JiraError(400, "one of 'fields' or 'update' required")
        project = self.store.get("project", issue["project"]) or {}
        values = dict(issue["fields"])
        screen = self._editable(project, values["issuetype"])
        form = self._form(values, project, screen)
        if "issuetype" in fields:
            try:
                values["issuetype"] = self._type(fields["issuetype"], project)
            except JiraError as error:
                form.keep(error)
        form.set_fields({k: v for k, v in fields.items() if k != "issuetype"})
        form.update_fields(update, fields)
        required = self.site.screen(project, values["issuetype"])["required"]
        form.require(f for f in required if issue["fields"].get(f))
        properties = read_properties(payload)
        form.settle()
        return self._store_changed(issue, values, form.pending, properties)

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

    # -- transition -------------------------------------------------------

    def transition(self, issue: Row, payload: Row) -> Row:
        """Take an issue through a transition."""
        given = payload.get("transition")
        if not isinstance(given, dict) or given.get("id") is None:
            raise JiraError(400, "Missing 'transition' identifier")
        wanted = str(given["id"])
        if not wanted.isdigit():
            raise JiraError(400, "'transition' identifier must be an integer")
        transition = find_transition(self.site, issue, self.user, wanted)
        if transition is None:
            raise JiraError(
                400,
                f"Transition id '{wanted}' is not valid for this issue.",
            )
        fields, update = read_payload(payload)
        project = self.store.get("project", issue["project"]) or {}
        screen = set(transition["fields"]) | {"comment"}
        form = self._form(dict(issue["fields"]), project, screen)
        form.set_fields(fields)
        form.update_fields(update, fields)
        form.require(transition["required"])
        form.settle()
        values = enter_status(self.site, form.values, transition)
        return self._store_changed(issue, values, form.pending, [])
