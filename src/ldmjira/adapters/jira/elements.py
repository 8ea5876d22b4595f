"""Read verification elements in bulk, and the names of people."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from ldmjira.models.remote import RemoteElement

from .jql import chunks, quote_jql
from .metadata import resolve_field
from .names import JiraNames
from .search import search_cloud, search_data_center
from .transport import Transport, path_of

__all__ = ["fetch_elements", "fetch_people"]

_PEOPLE: Final = 90
"""Account ids in one request; each takes some 60 characters of its URL."""


def fetch_elements(
    transport: Transport, names: JiraNames, *, is_cloud: bool
) -> list[RemoteElement]:
    """Read all verification elements of their project.

    Parameters
    ----------
    transport
        Where to ask.
    names
        Project, issue type, fields and link type, by name.
    is_cloud
        Whether the site is Jira Cloud.

    Returns
    -------
    list of RemoteElement
        In the site's order of keys.

    Raises
    ------
    ConfigurationError
        If a field is not there, naming it.
    RemoteError
        If the site fails, or its pages do not end.
    """
    doing = "read the verification elements"
    fields = transport.get("field", doing="list the fields")
    ids = {
        what: resolve_field(
            fields if isinstance(fields, list) else [],
            name,
            where="the site's fields",
            setting=f"[fields] {what}",
        )
        for what, name in (
            ("requirement", names.requirement_field),
            ("document", names.document_field),
            ("priority", names.priority_field),
        )
    }
    jql = (
        f"project = {quote_jql(names.elements_project)} and issuetype = "
        f"{quote_jql(names.element_type)} order by key"
    )
    wanted = ["summary", "status", "issuelinks", *ids.values()]
    raw = (
        search_cloud(transport, jql, fields=wanted, doing=doing)
        if is_cloud
        else search_data_center(transport, jql, fields=wanted, doing=doing)
    )
    return [_element(issue, ids, names.verifies) for issue in raw]


def _element(
    issue: Mapping[str, Any], ids: Mapping[str, str], verifies: str
) -> RemoteElement:
    fields = issue.get("fields") or {}
    summary = str(fields.get("summary") or "")
    name, sign, title = summary.partition(":")
    status = fields.get("status") or {}
    return RemoteElement(
        id=str(issue["id"]),
        key=str(issue.get("key", "")),
        name=name.strip() if sign else "",
        title=title.strip() if sign else summary.strip(),
        requirement=_text(fields.get(ids["requirement"])),
        document=_text(fields.get(ids["document"])),
        priority=_text(fields.get(ids["priority"])),
        status=str(status.get("name", "")),
        verified_by=tuple(_verifiers(fields.get("issuelinks"), verifies)),
    )


def _verifiers(links: Any, verifies: str) -> Iterator[str]:
    """Elements of which this one says that it is verified by them."""
    for link in links or ():
        kind = str((link.get("type") or {}).get("name", ""))
        other = link.get("inwardIssue")
        if kind.casefold() == verifies.casefold() and other:
            yield str(other.get("key", ""))


def _text(value: Any) -> str:
    """Text of a field: plain, or the choice of an option."""
    if isinstance(value, dict):
        value = value.get("value") or value.get("name")
    return str(value).strip() if value is not None else ""


def fetch_people(
    transport: Transport, accounts: Collection[str], *, is_cloud: bool
) -> dict[str, str]:
    """Names of people by account id; Data Center names no such ids.

    Parameters
    ----------
    transport
        Where to ask.
    accounts
        Account ids.
    is_cloud
        Whether the site is Jira Cloud.

    Returns
    -------
    dict
        Names, of those whom the site knows.
    """
    if not is_cloud:
        return {}
    found: dict[str, str] = {}
    for chunk in chunks(sorted(set(accounts)), _PEOPLE):
        answer = transport.get(
            path_of("user", "bulk"),
            doing="look up people",
            params={"accountId": list(chunk), "maxResults": len(chunk)},
        )
        values = answer.get("values") if isinstance(answer, dict) else None
        for user in values or ():
            account = str(user.get("accountId", ""))
            found[account] = str(user.get("displayName", ""))
    return {account: name for account, name in found.items() if name}
