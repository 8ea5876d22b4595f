"""An issue as Jira tells it, in our words, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from ldmjira.constants import PROPERTY_KEY
from ldmjira.exceptions import RemoteError
from ldmjira.models.remote import (
    IssueDraft,
    IssueEdit,
    LinkDraft,
    LinkKind,
    Marker,
    RemoteIssue,
    RemoteLink,
)

from .adf import markdown_from_adf, markdown_to_adf
from .markers import marker_from_property, marker_to_property
from .wiki import markdown_from_wiki, markdown_to_wiki

__all__ = [
    "FIELDS",
    "LinkTypes",
    "Translator",
    "instant_of",
]

FIELDS: Final = (
    "summary",
    "status",
    "issuetype",
    "project",
    "duedate",
    "description",
    "labels",
    "issuelinks",
    "updated",
)
"""Fields that we read of every issue."""

_NAMES: Final = {
    "summary": "summary",
    "due": "duedate",
    "description": "description",
}


@dataclass(frozen=True)
class LinkTypes:
    """Ids and names of the link types that we use."""

    blocks_id: str
    blocks: str
    relates_id: str
    relates: str

    def kind_of(self, link: Mapping[str, Any]) -> LinkKind | None:
        """Tell how a link reads from the issue that shows it.

        Of issue X, ``outwardIssue: Y`` says "X `<outward>` Y", as in "X
        blocks Y"; ``inwardIssue: Y`` says "X `<inward>` Y".

        Parameters
        ----------
        link
            Element of the field ``issuelinks``.

        Returns
        -------
        LinkKind or None
            ``None`` for a type that is none of ours.
        """
        type_id = str(_mapping(link.get("type")).get("id", ""))
        if type_id == self.relates_id:
            return "relates"
        if type_id == self.blocks_id:
            return "blocks" if link.get("outwardIssue") else "blocked-by"
        return None

    def ends_of(self, key: str, link: LinkDraft) -> dict[str, Any]:
        """Body of ``POST issueLink``.

        With ``inwardIssue: A, outwardIssue: B`` Jira shows on A "A
        `<outward>` B": the issue that blocks goes under ``inwardIssue``,
        against what the name suggests.

        Parameters
        ----------
        key
            Issue that the link is seen from.
        link
            What it is, and to which issue.

        Returns
        -------
        dict
            Type and both ends.
        """
        one, other = {"key": key}, {"key": link.other_key}
        if link.kind == "blocked-by":
            one, other = other, one
        return {
            "type": {"name": self._name(link)},
            "inwardIssue": one,
            "outwardIssue": other,
        }

    def operation_of(self, link: LinkDraft) -> dict[str, Any]:
        """Element of ``update.issuelinks`` of the issue itself.

        Parameters
        ----------
        link
            What it is, and to which issue.

        Returns
        -------
        dict
            The operation; here ``outwardIssue: B`` on A says "A
            `<outward>` B".
        """
        side = "inwardIssue" if link.kind == "blocked-by" else "outwardIssue"
        return {
            "add": {
                "type": {"name": self._name(link)},
                side: {"key": link.other_key},
            }
        }

    def _name(self, link: LinkDraft) -> str:
        return self.relates if link.kind == "relates" else self.blocks


@dataclass(frozen=True)
class Translator:
    """Turn issues of one site into ours, and our drafts into its JSON.

    Parameters
    ----------
    links
        Link types of the site.
    has_adf
        Whether rich text is ADF (v3), else wiki markup.
    """

    links: LinkTypes
    has_adf: bool

    def issue(
        self, raw: Mapping[str, Any], *, marker: Any = None
    ) -> RemoteIssue:
        """Turn an issue of an answer into ours.

        Parameters
        ----------
        raw
            Issue with `FIELDS`.
        marker
            Our property, where the answer could not hold it.

        Returns
        -------
        RemoteIssue
            The issue.

        Raises
        ------
        RemoteError
            If it has no id, key or summary.
        """
        fields = _mapping(raw.get("fields"))
        summary = fields.get("summary")
        if not raw.get("id") or not raw.get("key") or summary is None:
            shown = raw.get("key") or raw.get("id") or "an issue"
            raise RemoteError(
                f"The site tells too little of {shown}: id, key and summary "
                "are wanted"
            )
        key = str(raw["key"])
        status = _mapping(fields.get("status"))
        category = _mapping(status.get("statusCategory"))
        description, is_foreign = self._read_text(fields.get("description"))
        properties = _mapping(raw.get("properties"))
        labels = fields.get("labels")
        return RemoteIssue(
            id=str(raw["id"]),
            key=key,
            project=str(
                _mapping(fields.get("project")).get("key")
                or key.rpartition("-")[0]
            ),
            type=str(_mapping(fields.get("issuetype")).get("name", "")),
            summary=str(summary).strip(),
            status=str(status.get("name", "")),
            is_done=category.get("key") == "done",
            due=fields.get("duedate") or None,
            description=description,
            description_is_foreign=is_foreign,
            labels=frozenset(
                map(str, labels if isinstance(labels, list) else ())
            ),
            links=tuple(sorted(self._links(fields.get("issuelinks")))),
            marker=marker_from_property(properties.get(PROPERTY_KEY, marker)),
            updated=str(fields.get("updated") or ""),
        )

    def draft(
        self,
        draft: IssueDraft,
        *,
        project_id: str,
        type_id: str,
        values: Mapping[str, Any],
        with_links: bool,
    ) -> dict[str, Any]:
        """Body that creates an issue.

        Parameters
        ----------
        draft
            What to create.
        project_id, type_id
            Where, and as what.
        values
            Values of further fields, by field id.
        with_links
            Whether the site takes links while creating.

        Returns
        -------
        dict
            One element of a bulk create.
        """
        fields: dict[str, Any] = {
            **values,
            "project": {"id": project_id},
            "issuetype": {"id": type_id},
            "summary": draft.summary.strip(),
            "labels": [*values.get("labels", ()), *draft.labels],
        }
        if draft.due is not None:
            fields["duedate"] = draft.due
        if draft.description is not None:
            fields["description"] = self._write_text(draft.description)
        body: dict[str, Any] = {
            "fields": fields,
            "properties": [_property(draft.marker)],
        }
        if draft.links and with_links:
            body["update"] = {
                "issuelinks": [
                    self.links.operation_of(link) for link in draft.links
                ]
            }
        return body

    def edit(self, edit: IssueEdit) -> dict[str, Any]:
        """Body that changes an issue.

        Parameters
        ----------
        edit
            What to change.

        Returns
        -------
        dict
            Body of ``PUT issue``.
        """
        body: dict[str, Any] = {"properties": [_property(edit.marker)]}
        fields = {
            _NAMES[name]: (
                self._write_text(value) if name == "description" else value
            )
            for name, value in edit.fields.items()
        }
        if fields:
            body["fields"] = fields
        update: dict[str, list[dict[str, Any]]] = {}
        labels = [
            *({"add": label} for label in edit.add_labels),
            *({"remove": label} for label in edit.remove_labels),
        ]
        if labels:
            update["labels"] = labels
        if edit.add_links:
            update["issuelinks"] = [
                self.links.operation_of(link) for link in edit.add_links
            ]
        if update:
            body["update"] = update
        return body

    def text(self, markdown: str) -> Any:
        """Markdown as a rich-text field takes it."""
        return self._write_text(markdown)

    def _links(self, raw: Any) -> Iterator[RemoteLink]:
        for link in raw if isinstance(raw, list) else ():
            kind = self.links.kind_of(_mapping(link))
            other = _mapping(
                link.get("outwardIssue") or link.get("inwardIssue")
                if isinstance(link, Mapping)
                else None
            )
            if kind is None or not other.get("key"):
                continue
            yield RemoteLink(
                kind=kind,
                other_key=str(other["key"]),
                other_id=str(other.get("id", "")),
                link_id=str(link.get("id", "")),
                other_summary=str(
                    _mapping(other.get("fields")).get("summary") or ""
                ),
            )

    def _read_text(self, raw: Any) -> tuple[str | None, bool]:
        if isinstance(raw, str):
            return markdown_from_wiki(raw)
        return markdown_from_adf(raw)

    def _write_text(self, markdown: str | None) -> Any:
        if self.has_adf:
            return markdown_to_adf(markdown)
        return markdown_to_wiki(markdown)


def instant_of(text: str) -> datetime | None:
    """Read an instant; one moment is written in many time zones.

    Parameters
    ----------
    text
        ``2018-06-05T07:16:20.000-0700``, or any ISO 8601.

    Returns
    -------
    datetime or None
        In UTC; ``None`` if it cannot be read.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC)


def _property(marker: Marker) -> dict[str, Any]:
    return {"key": PROPERTY_KEY, "value": marker_to_property(marker)}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
