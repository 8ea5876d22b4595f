from __future__ import annotations

import pytest

from .conftest import DOCUMENTS, Run, compiled

ALL = {"DM-9", "DM-10", "LVV-27"}


@pytest.mark.parametrize(
    ("jql", "expected"),
    [
        ("project = DM", {"DM-9", "DM-10"}),
        ("project = 'data management'", {"DM-9", "DM-10"}),
        ("project = 10277", {"LVV-27"}),
        ('project = "10277"', {"LVV-27"}),
        ("project != DM", {"LVV-27"}),
        ("project in (dm, LVV)", ALL),
        ("key = dm-9", {"DM-9"}),
        ("issuekey in (DM-9, LVV-27, DM-999)", {"DM-9", "LVV-27"}),
        ("id = 292096", {"LVV-27"}),
        ("key = LVV-8", {"DM-10"}),
        ("key > DM-9", {"DM-10"}),
        ("key <= DM-9", {"DM-9"}),
        ("issuetype = epic", {"DM-9"}),
        ("type in (Epic, Story)", {"DM-9", "DM-10"}),
        ("status = 'in progress'", {"DM-10"}),
        ("statusCategory = Done", {"DM-9"}),
        ("statusCategory = new", {"LVV-27"}),
        ("priority = 1b", {"LVV-27"}),
        ("priority > Major", {"DM-10"}),
        ("priority <= 1b", {"LVV-27", "DM-9"}),
        ("resolution = Unresolved", {"DM-10", "LVV-27"}),
        ("resolution = unresolved or resolution = Done", ALL),
        ("resolution != Unresolved", {"DM-9"}),
        ("resolution is empty", {"DM-10", "LVV-27"}),
        ("assignee = currentUser()", {"DM-9"}),
        ("assignee in (currentUser(), 'Sandbox User 2')", {"DM-9", "DM-10"}),
        ("assignee = 'me@sandbox.invalid'", {"DM-9"}),
        ("assignee is null", {"LVV-27"}),
        ("assignee in (EMPTY, currentUser())", {"LVV-27", "DM-9"}),
        ("assignee = nobody", set()),
        ("labels = LDMJIRA", {"DM-9", "DM-10"}),
        ("labels = nowhere", set()),
        ("labels != camera", {"DM-10"}),
        ("labels is not EMPTY", {"DM-9", "DM-10"}),
        ("labels = EMPTY", {"LVV-27"}),
        ('component = "T&S"', {"DM-9"}),
        ('component != "T&S"', {"DM-10", "LVV-27"}),
        ("component not in (DM)", set()),
        ("Sub-Component = 'science'", {"LVV-27"}),
        ("Sub-Component is null", {"DM-9", "DM-10"}),
        ('"Sub-Component[Dropdown]" = Science', {"LVV-27"}),
        ("fixVersion > v28", {"DM-10"}),
        ("fixVersion = v28 AND project = DM", {"DM-9"}),
        ("parent = DM-9", {"DM-10"}),
        ("parent in (100009)", {"DM-10"}),
        ('"Epic Link" = DM-9', {"DM-10"}),
        ("parent is empty", {"DM-9", "LVV-27"}),
        ('cf[10395] ~ "DMS-REQ-0065"', {"LVV-27"}),
        ('"Requirement ID" ~ "0065"', {"LVV-27"}),
        ("'requirement id' is not empty", {"LVV-27"}),
        ("'Story Points' = 0", {"DM-10"}),
        ("'Story Points' < '3.5'", {"DM-9", "DM-10"}),
        ("'Story Points' is empty", {"LVV-27"}),
        ("'Story Points' in (3, 8)", {"DM-9"}),
        ("Twin = 2", {"DM-9"}),
        ("Twin != 2", set()),
        ("Twin != 7", {"DM-9"}),
        ("'Web page' = 'HTTPS://ls.st/LDM-564'", {"DM-9"}),
        ("updated >= -1d", {"DM-10"}),
        ("updated < -1d", {"DM-9", "LVV-27"}),
        ("updated >= '-4w 2d'", {"DM-10"}),
        ('updated >= "2025-01-15 10:30"', {"DM-10"}),
        ('updated > "2025/01/15 10:30"', set()),
        ('created <= "2018-06-05"', set()),
        ('created < "2018-06-06"', {"LVV-27"}),
        ("created > startOfDay(-3d)", {"DM-10"}),
        ("created >= startOfYear()", {"DM-10"}),
        ("created >= startOfMonth(-1)", {"DM-10"}),
        ("created >= startOfWeek('-1w')", {"DM-10"}),
        ("created < now() and updated < endOfDay()", ALL),
        ("created = 1528208180000", {"LVV-27"}),
        ("due = 2025-01-15", {"DM-10"}),
        ("duedate <= now()", {"DM-9", "DM-10"}),
        ('due < "2025-01-15"', {"DM-9"}),
        ("due is empty", {"LVV-27"}),
        ("issue in linkedIssues(DM-9)", {"DM-10"}),
        ('issue in linkedIssues("dm-9", "is blocked by")', {"DM-10"}),
        ('issue in linkedIssues("DM-9", "blocks")', set()),
        ('key not in linkedIssues("DM-9")', {"DM-9", "LVV-27"}),
        ("key in (LVV-27, linkedIssues(DM-9))", {"LVV-27", "DM-10"}),
        ("issueLinkType = blocks", {"DM-10"}),
        ('issueLinkType = "is blocked by"', {"DM-9"}),
        ("issueLinkType = 10000", {"DM-9", "DM-10"}),
        ("text ~ frames", {"DM-9", "DM-10"}),
        ("comment ~ 'last night'", {"DM-10"}),
        ("summary ~ 'Provenance butler'", {"DM-10"}),
        ("summary ~ '\"Provenance butler\"'", set()),
        ("summary !~ butler", {"DM-9", "LVV-27"}),
        ("description !~ butler", {"DM-9"}),
        ("description ~ EMPTY", {"DM-10", "LVV-27"}),
        ("not project = DM", {"LVV-27"}),
        ("! project = DM", {"LVV-27"}),
        ("not (project = DM and status = Done)", {"DM-10", "LVV-27"}),
        ("project = DM && status = Done || key = LVV-27", {"DM-9", "LVV-27"}),
        ("project = DM & (status = Done | status = 3)", {"DM-9", "DM-10"}),
        ("not not assignee = currentUser()", {"DM-9"}),
        ("not labels = camera", {"DM-10"}),
        ("PROJECT = DM AND Status = DONE", {"DM-9"}),
        ("", ALL),
        ("order by key", ALL),
    ],
)
def test_query_finds(run: Run, jql: str, expected: set[str]) -> None:
    assert set(run(jql)) == expected


@pytest.mark.parametrize(
    ("jql", "expected"),
    [
        ("order by key", ["DM-9", "DM-10", "LVV-27"]),
        ("order by key asc", ["DM-9", "DM-10", "LVV-27"]),
        ("order by key desc", ["LVV-27", "DM-10", "DM-9"]),
        ("order by due", ["LVV-27", "DM-10", "DM-9"]),
        ("order by summary", ["DM-10", "LVV-27", "DM-9"]),
        ("", ["LVV-27", "DM-10", "DM-9"]),
        ("order by Rank asc", ["DM-9", "DM-10", "LVV-27"]),
        ("order by created asc", ["LVV-27", "DM-9", "DM-10"]),
        ("order by updated", ["DM-10", "DM-9", "LVV-27"]),
        ("order by priority", ["DM-10", "LVV-27", "DM-9"]),
        ("order by summary asc", ["DM-10", "LVV-27", "DM-9"]),
        ("order by project desc, key asc", ["LVV-27", "DM-9", "DM-10"]),
        ("order by due asc", ["DM-9", "DM-10", "LVV-27"]),
        ("order by due desc", ["LVV-27", "DM-10", "DM-9"]),
        ("order by assignee asc", ["DM-9", "DM-10", "LVV-27"]),
        ("order by labels asc", ["DM-9", "DM-10", "LVV-27"]),
        ("order by fixVersion asc", ["DM-9", "DM-10", "LVV-27"]),
        ("order by 'Story Points' asc", ["DM-10", "DM-9", "LVV-27"]),
        ("order by cf[10083], key asc", ["LVV-27", "DM-9", "DM-10"]),
        ("order by resolution asc, key asc", ["DM-9", "DM-10", "LVV-27"]),
    ],
)
def test_query_sorts(run: Run, jql: str, expected: list[str]) -> None:
    assert run(jql) == expected


def test_query_says_to_what_it_restricts() -> None:
    query = compiled("project = DM and key in (DM-9, dm-10) and key != DM-1")
    assert query.keys == {"DM-9", "DM-10"}
    assert query.projects == {"10071"}
    assert query.mentioned_keys == {"DM-9", "DM-10", "DM-1"}


@pytest.mark.parametrize(
    "jql",
    [
        "key != DM-9",
        "not key = DM-9",
        "key = DM-9 or project = DM",
        "key in (DM-9, linkedIssues(DM-10))",
        "key > DM-9",
    ],
)
def test_keys_are_named_only_if_all_are_known(jql: str) -> None:
    assert compiled(jql).keys is None


def test_keys_of_alternatives_are_joined() -> None:
    query = compiled("key = DM-9 or id = 100010 or key in (LVV-27)")
    assert query.keys == {"DM-9", "100010", "LVV-27"}


def test_key_of_a_function_is_named_apart() -> None:
    query = compiled('issue in linkedIssues("DM-9")')
    assert query.linked_keys == {"DM-9"}
    assert not query.mentioned_keys


@pytest.mark.parametrize("jql", ["", "  ", "order by key desc"])
def test_query_without_a_restriction_is_unbounded(jql: str) -> None:
    assert not compiled(jql).is_bounded


def test_unknown_user_is_a_warning() -> None:
    assert compiled("assignee = nobody").warnings == (
        "The value 'nobody' does not exist for the field 'assignee'.",
    )


def test_negation_is_complementary_on_filled_fields() -> None:
    query = compiled("status = Done")
    other = compiled("not status = Done")
    assert all(query.matches(doc) != other.matches(doc) for doc in DOCUMENTS)
