from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from ldmjira.sandbox.model import ProjectDef, WorkflowDef
from ldmjira.sandbox.seed import filled_definition, site_definition

SITE = site_definition()
ACCOUNT = re.compile(r"712020:[0-9a-f]{8}(-[0-9a-f]{4,12}){4}")


def _unique(items: Iterable[str]) -> bool:
    listed = list(items)
    return len(listed) == len(set(listed))


@pytest.mark.parametrize(
    ("id_", "name"),
    [
        ("customfield_10395", "Requirement ID"),
        ("customfield_10396", "Requirement Specification"),
        ("customfield_10398", "Requirement Discussion"),
        ("customfield_10399", "Higher Level Requirement"),
        ("customfield_10400", "Lower Level Requirement"),
        ("customfield_10079", "Verification Method"),
        ("customfield_10078", "Verification Level"),
        ("customfield_10076", "Requirement Document"),
        ("customfield_10075", "Verification State"),
        ("customfield_10083", "Sub-Component"),
        ("customfield_10393", "Requirement Priority"),
    ],
)
def test_custom_field_has_its_id_on_the_cloud_site(
    id_: str, name: str
) -> None:
    assert {field.id: field.name for field in SITE.fields}[id_] == name


@pytest.mark.parametrize(
    ("name", "inward", "outward"),
    [
        ("Blocks", "is blocked by", "blocks"),
        ("Relates", "relates to", "relates to"),
        ("Duplicate", "is duplicated by", "duplicates"),
        ("Cloners", "is cloned by", "clones"),
        ("Risk Verification", "verified by", "verifies"),
    ],
)
def test_link_types(name: str, inward: str, outward: str) -> None:
    kinds = {kind.name: kind for kind in SITE.link_types}
    assert (kinds[name].inward, kinds[name].outward) == (inward, outward)


@pytest.mark.parametrize("project", SITE.projects, ids=lambda item: item.key)
def test_project_uses_only_what_the_site_has(project: ProjectDef) -> None:
    types = {kind.name for kind in SITE.issue_types}
    priorities = {item.name for item in SITE.priorities}
    assert set(project.issue_types) <= types
    assert set(project.workflows) <= types | {""}
    assert set(project.workflows.values()) <= {
        flow.name for flow in SITE.workflows
    }
    assert set(project.screens) <= types | {""}
    assert set(project.priorities) <= priorities
    assert project.default_priority in priorities


@pytest.mark.parametrize("flow", SITE.workflows, ids=lambda item: item.name)
def test_workflow_leads_everywhere(flow: WorkflowDef) -> None:
    reached = {flow.initial}
    for _ in flow.statuses:
        reached |= {
            arrow.to
            for arrow in flow.transitions
            if not arrow.sources or reached & set(arrow.sources)
        }
    assert reached == set(flow.statuses)
    assert reached <= {status.name for status in SITE.statuses}
    assert _unique(arrow.id for arrow in flow.transitions)


def test_ids_are_unique() -> None:
    for items in (
        SITE.projects,
        SITE.issue_types,
        SITE.fields,
        SITE.statuses,
        SITE.priorities,
        SITE.resolutions,
        SITE.link_types,
    ):
        assert _unique(item.id for item in items)
    assert _unique(
        option.id for field in SITE.fields for option in field.options
    )


def test_people_are_pseudonyms() -> None:
    for user in SITE.users:
        assert user.name.startswith("sandbox-")
        assert "Sandbox" in user.display_name
        assert ACCOUNT.fullmatch(user.account_id)


def test_empty_site_begins_at_one_and_filled_one_far_away() -> None:
    assert {project.next_number for project in SITE.projects} == {1}
    filled = filled_definition()
    assert all(project.next_number > 90_000 for project in filled.projects)


def test_element_is_of_the_known_project_and_type() -> None:
    assert {project.key: project.id for project in SITE.projects}["LVV"] == (
        "10277"
    )
    kinds = {kind.name: kind.id for kind in SITE.issue_types}
    assert kinds["Verification"] == "10042"
