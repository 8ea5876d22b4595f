"""The calls of the ``jira`` package's own client."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from jira import JIRA, JIRAError

from ldmjira.sandbox.server import SandboxServer


@pytest.fixture(scope="module", params=["cloud", "datacenter"])
def server(request: pytest.FixtureRequest) -> Iterator[SandboxServer]:
    options: dict[str, Any] = {
        "deployment": request.param,
        "seed": "empty",
        "context_path": "/jira",
    }
    with SandboxServer(**options) as server:
        yield server


@pytest.fixture(scope="module")
def client(server: SandboxServer) -> Iterator[JIRA]:
    client = JIRA(
        server.url,
        basic_auth=(server.user, server.token),
        max_retries=0,
        timeout=10,
    )
    yield client
    client.close()


@pytest.fixture
def is_cloud(server: SandboxServer) -> bool:
    return server.sandbox.site.is_cloud


def _create(client: JIRA, **fields: Any) -> Any:
    return client.create_issue(
        project="DM",
        issuetype={"name": "Story"},
        **{"summary": "An issue", **fields},
    )


def test_the_client_connects_and_knows_itself(
    client: JIRA, server: SandboxServer
) -> None:
    assert client.server_info()["baseUrl"] == server.url
    assert client.myself()["displayName"]
    assert client.session().raw["name"] == server.user


def test_an_issue_is_made_edited_and_deleted(client: JIRA) -> None:
    issue = _create(client, labels=["a"], description="h1. Title")
    issue.update(summary="New", fields={"labels": ["a", "b"]})
    assert client.issue(issue.key).fields.summary == "New"
    issue.add_field_value("labels", "c")
    issue.update(update={"labels": [{"remove": "a"}]})
    assert client.issue(issue.key).fields.labels == ["b", "c"]
    issue.delete()
    with pytest.raises(JIRAError) as raised:
        client.issue(issue.key)
    assert raised.value.status_code == 404


def test_issues_in_bulk(client: JIRA) -> None:
    good = {"project": "DM", "summary": "x", "issuetype": "Story"}
    made = client.create_issues([good, {**good, "summary": "y" * 256}])
    assert [m["status"] for m in made] == ["Success", "Error"]


def test_search_walks_all_pages(client: JIRA, is_cloud: bool) -> None:  # noqa: FBT001
    keys = {_create(client, labels=["paged"]).key for _ in range(3)}
    found = client.search_issues("labels = paged", maxResults=False)
    assert {issue.key for issue in found} == keys
    if is_cloud:
        assert client.approximate_issue_count("labels = paged") == 3
        enhanced = client.enhanced_search_issues(
            "labels = paged", maxResults=0, properties=["k"]
        )
        assert {issue.key for issue in enhanced} == keys


def test_a_bad_query_is_told(client: JIRA) -> None:
    with pytest.raises(JIRAError, match="nonsense"):
        client.search_issues("nonsense = 1")


def test_links(client: JIRA) -> None:
    one, other = _create(client), _create(client)
    client.create_issue_link("Blocks", one, other.key)
    (link,) = client.issue(one.key).fields.issuelinks
    assert link.outwardIssue.key == other.key
    assert client.issue_link(link.id).type.name == "Blocks"
    client.delete_issue_link(link.id)
    assert client.issue(one.key).fields.issuelinks == []
    assert client.issue_link_type(client.issue_link_types()[0].id)


def test_properties(client: JIRA) -> None:
    issue = _create(client)
    client.add_issue_property(issue, "k", {"a": 1})
    (held,) = client.issue_properties(issue)
    assert held.value.a == 1
    held.delete()
    assert client.issue_properties(issue) == []


def test_transitions(client: JIRA) -> None:
    issue = _create(client)
    assert client.find_transitionid_by_name(issue, "Done")
    client.transition_issue(issue, "Done", comment="Finished")
    assert client.issue(issue.key).fields.status.name == "Done"
    assert [c.body for c in client.comments(issue)] == ["Finished"]


def test_comments(client: JIRA) -> None:
    issue = _create(client)
    comment = client.add_comment(issue, "Some *words*")
    comment.update(body="Others")
    assert client.comment(issue, comment.id).body == "Others"
    comment.delete()
    assert client.comments(issue) == []


def test_remote_links(client: JIRA) -> None:
    issue = _create(client)
    page = {"url": "https://example.org", "title": "Page"}
    link = client.add_remote_link(issue, page, globalId="g")
    link.update({"url": "https://example.org/2", "title": "Two"})
    assert client.remote_link(issue, link.id).object.title == "Two"
    client.add_simple_link(issue, page)
    assert len(client.remote_links(issue)) == 2


def test_a_project_is_made_and_deleted(client: JIRA) -> None:
    made = client.create_project("ABC", "A project", categoryId=10900)
    assert made["key"] == "ABC"
    component = client.create_component("Parts", "ABC")
    component.update(name="Pieces")
    version = client.create_version("v0", "ABC", releaseDate="2026-12-24")
    client.rename_version("ABC", "v0", "v1")
    client.move_version(version.id, position="Last")
    assert [v.name for v in client.project_versions("ABC")] == ["v1"]
    assert [c.name for c in client.project_components("ABC")] == ["Pieces"]
    assert client.project("ABC").lead
    assert "Administrators" in client.project_roles("ABC")
    client.create_issue(
        project="ABC",
        summary="x",
        issuetype={"name": "Bug"},
        fixVersions=[{"name": "v1"}],
        components=[{"id": component.id}],
    )
    assert client.version_count_related_issues(version.id)
    assert client.delete_project("ABC")
    with pytest.raises(JIRAError):
        client.project("ABC")


@pytest.mark.parametrize(
    "name",
    [
        "fields",
        "priorities",
        "resolutions",
        "statuses",
        "statuscategories",
        "issue_types",
        "projects",
        "issue_link_types",
        "permissionschemes",
        "issuesecurityschemes",
        "notificationschemes",
        "projectcategories",
        "workflows",
        "workflowscheme",
        "screens",
        "role",
        "templates",
        "favourite_filters",
        "application_properties",
        "attachment_meta",
        "groups",
    ],
)
def test_lists(client: JIRA, name: str) -> None:
    assert getattr(client, name)() is not None


def test_forms(client: JIRA, is_cloud: bool) -> None:  # noqa: FBT001
    issue = _create(client)
    assert client.editmeta(issue)["fields"]["summary"]
    if is_cloud:
        meta = client.createmeta("DM", expand="projects.issuetypes.fields")
        assert meta["projects"][0]["issuetypes"][0]["fields"]
    else:
        types = client.project_issue_types("DM")
        fields = client.project_issue_fields("DM", types[0].id)
        assert "summary" in {field.fieldId for field in fields}


def test_people(client: JIRA, is_cloud: bool) -> None:  # noqa: FBT001
    me = client.current_user()
    assert client.user(me).displayName
    text = {"query": "sandbox"} if is_cloud else {"user": "sandbox"}
    assert client.search_users(**text)
    assert client.add_user("bob", "bob@example.invalid", password="pw")
    assert client.add_user("bob", "bob@example.invalid", ignore_existing=True)
    issue = _create(client)
    client.assign_issue(issue, me)
    assert client.issue(issue.key).fields.assignee
    client.assign_issue(issue, None)
    assert client.issue(issue.key).fields.assignee is None


def test_permissions(client: JIRA) -> None:
    answer = client.my_permissions(
        projectKey="DM", permissions=["BROWSE_PROJECTS", "EDIT_ISSUES"]
    )
    assert answer["permissions"]["EDIT_ISSUES"]["havePermission"] is True


def test_watchers_votes_and_work(client: JIRA) -> None:
    issue = _create(client)
    client.add_watcher(issue, client.current_user())
    assert client.watchers(issue).watchCount == 1
    work = client.add_worklog(issue, "2h", comment="Done")
    work.update(timeSpent="3h")
    assert client.worklog(issue, work.id).timeSpent == "3h"
    assert client.votes(issue).votes == 0


def test_attachments(client: JIRA) -> None:
    issue = _create(client)
    made = client.add_attachment(issue, io.BytesIO(b"bytes"), filename="a.txt")
    assert client.attachment(made.id).get() == b"bytes"
    client.delete_attachment(made.id)
    assert client.issue(issue.key).fields.attachment == []


def test_filters(client: JIRA) -> None:
    made = client.create_filter("Mine", jql="project = DM", favourite=True)
    assert client.filter(made.id).jql == "project = DM"
    assert made.id in {f.id for f in client.favourite_filters()}


def test_a_password_and_a_token_on_data_center(
    client: JIRA,
    server: SandboxServer,
    is_cloud: bool,  # noqa: FBT001
) -> None:
    if is_cloud:
        pytest.skip("Cloud takes no passwords")
    client.add_user("eve", "eve@example.invalid", password="secret")
    eve = JIRA(server.url, basic_auth=("eve", "secret"), max_retries=0)
    assert eve.myself()["name"] == "eve"
    eve.close()
    by_token = JIRA(server.url, token_auth=server.token, max_retries=0)
    assert by_token.myself()["name"] == server.user
    by_token.close()


def test_version_3_by_the_option(
    server: SandboxServer,
    is_cloud: bool,  # noqa: FBT001
) -> None:
    if not is_cloud:
        pytest.skip("Data Center has no version 3")
    client = JIRA(
        server.url,
        basic_auth=(server.user, server.token),
        options={"rest_api_version": "3"},
        max_retries=0,
    )
    text = {"type": "text", "text": "words"}
    paragraph = {"type": "paragraph", "content": [text]}
    body = {"type": "doc", "version": 1, "content": [paragraph]}
    issue = _create(client, description=body)
    raw = client.issue(issue.key).raw["fields"]["description"]
    assert raw == body
    client.close()
