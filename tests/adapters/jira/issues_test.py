"""Issues, in Jira's words and in ours."""

from __future__ import annotations

from typing import Any

import pytest

from ldmjira.adapters.jira.issues import LinkTypes, Translator, instant_of
from ldmjira.exceptions import RemoteError
from ldmjira.models.remote import LinkDraft, RemoteLink

TYPES = LinkTypes("1", "Blocks", "2", "Relates")
BLOCKS = {"id": "1", "inward": "is blocked by", "outward": "blocks"}
RELATES = {"id": "2", "inward": "relates to", "outward": "relates to"}
RISK = {"id": "3", "inward": "verified by", "outward": "verifies"}


def raw(**fields: Any) -> dict[str, Any]:
    return {
        "id": "7",
        "key": "DM-7",
        "fields": {"summary": "A summary", **fields},
    }


def translated(**fields: Any) -> Any:
    return Translator(TYPES, has_adf=True).issue(raw(**fields))


@pytest.mark.parametrize(
    ("draft", "wanted"),
    [
        (LinkDraft("blocks", "DM-2"), ("Blocks", "DM-1", "DM-2")),
        (LinkDraft("blocked-by", "DM-2"), ("Blocks", "DM-2", "DM-1")),
        (LinkDraft("relates", "DM-2"), ("Relates", "DM-1", "DM-2")),
    ],
    ids=lambda part: part.kind if isinstance(part, LinkDraft) else "",
)
def test_issue_that_blocks_goes_under_inward_issue(
    draft: LinkDraft, wanted: tuple[str, str, str]
) -> None:
    body = TYPES.ends_of("DM-1", draft)
    assert (
        body["type"]["name"],
        body["inwardIssue"]["key"],
        body["outwardIssue"]["key"],
    ) == wanted


@pytest.mark.parametrize(
    ("draft", "side"),
    [
        (LinkDraft("blocks", "DM-2"), "outwardIssue"),
        (LinkDraft("blocked-by", "DM-2"), "inwardIssue"),
        (LinkDraft("relates", "DM-2"), "outwardIssue"),
    ],
)
def test_operation_names_the_other_end(draft: LinkDraft, side: str) -> None:
    added = TYPES.operation_of(draft)["add"]
    assert added[side] == {"key": "DM-2"}
    assert len(added) == 2


@pytest.mark.parametrize(
    ("link_type", "side", "kind"),
    [
        (BLOCKS, "outwardIssue", "blocks"),
        (BLOCKS, "inwardIssue", "blocked-by"),
        (RELATES, "outwardIssue", "relates"),
        (RELATES, "inwardIssue", "relates"),
    ],
)
def test_link_reads_from_its_issue(
    link_type: dict[str, str], side: str, kind: str
) -> None:
    other = {"id": "8", "key": "DM-8", "fields": {"summary": "Other"}}
    issue = translated(
        issuelinks=[{"id": "5", "type": link_type, side: other}]
    )
    assert issue.links == (RemoteLink(kind, "DM-8", "8", "5", "Other"),)


@pytest.mark.parametrize(
    "links",
    [
        [{"id": "5", "type": RISK, "outwardIssue": {"key": "DM-8"}}],
        [{"id": "5", "type": BLOCKS}],
        [{"id": "5", "type": None, "outwardIssue": {"key": "DM-8"}}],
        [None],
        None,
    ],
    ids=["another type", "no end", "no type", "null", "no list"],
)
def test_link_that_is_none_of_ours_is_passed_over(links: Any) -> None:
    assert translated(issuelinks=links).links == ()


def test_other_end_of_which_only_the_key_is_shown() -> None:
    link = {"id": 5, "type": BLOCKS, "outwardIssue": {"key": "DM-8"}}
    assert translated(issuelinks=[link]).links == (
        RemoteLink("blocks", "DM-8", "", "5", ""),
    )


def test_numbers_for_ids_are_taken() -> None:
    body = raw()
    body["id"] = 7
    assert Translator(TYPES, has_adf=True).issue(body).id == "7"


def test_fields_that_are_not_told_are_empty() -> None:
    issue = translated()
    assert issue.due is None
    assert issue.description is None
    assert issue.labels == frozenset()
    assert (issue.type, issue.status, issue.is_done) == ("", "", False)
    assert issue.project == "DM"


def test_fields_that_are_null_are_empty() -> None:
    issue = translated(
        duedate=None,
        description=None,
        labels=None,
        issuetype=None,
        status=None,
        project=None,
    )
    assert issue == translated()


def test_status_is_done_by_its_category() -> None:
    status = {"name": "Verified", "statusCategory": {"key": "done"}}
    issue = translated(status=status)
    assert (issue.status, issue.is_done) == ("Verified", True)


def test_summary_is_stripped() -> None:
    assert translated(summary=" DM-7: x \n").summary == "DM-7: x"


@pytest.mark.parametrize("missing", ["id", "key", "fields"])
def test_issue_that_tells_too_little_is_one_error(missing: str) -> None:
    body = raw()
    del body[missing]
    with pytest.raises(RemoteError, match="tells too little"):
        Translator(TYPES, has_adf=True).issue(body)


@pytest.mark.parametrize(
    "value", [None, 3, "x", [], {}, {"kind": "thing", "code": "DM-1"}]
)
def test_property_with_rubbish_is_no_marker(value: Any) -> None:
    body = {**raw(), "properties": {"ldmjira": value}}
    assert Translator(TYPES, has_adf=True).issue(body).marker is None


def test_rich_text_is_read_in_either_form() -> None:
    adf = {
        "type": "doc",
        "version": 1,
        "content": [
            {
                "type": "paragraph",
                "content": [
                    {
                        "type": "text",
                        "text": "a",
                        "marks": [{"type": "strong"}],
                    }
                ],
            }
        ],
    }
    assert translated(description=adf).description == "**a**"
    assert translated(description="*a*").description == "**a**"


@pytest.mark.parametrize(
    "text",
    [
        "2018-06-05T14:16:20.000+0000",
        "2018-06-05T07:16:20.000-0700",
        "2018-06-05T14:16:20Z",
        "2018-06-05T14:16:20",
    ],
)
def test_one_instant_in_many_forms(text: str) -> None:
    instant = instant_of(text)
    assert instant is not None
    assert instant.isoformat() == "2018-06-05T14:16:20+00:00"


def test_no_instant() -> None:
    assert instant_of("yesterday") is None
    assert instant_of("") is None
