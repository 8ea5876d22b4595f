"""Turn the text of a query into a filter and an order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from .fields import Document, FieldCatalog

__all__ = ["Query", "compile_query"]


@dataclass(frozen=True, slots=True)
class Query:
    """A query that is ready to run.

    Parameters
    ----------
    matches
        Whether a document is found.
    sort
        Documents in the order that the query asks for (else newest key
        first, as Jira shows them).
    is_bounded
        Whether the query restricts anything: Cloud refuses one that only
        sorts.
    keys
        Keys (upper case) or ids to which the query restricts the result,
        or None if it does not.
    projects
        Ids of the projects to which the query restricts the result, or
        None.
    mentioned_keys
        Every issue key or id that is written in the query: Data Center
        answers 400 if one of them does not exist (see `missing_issue`).
    """

    matches: Callable[[Document], bool]
    sort: Callable[[Iterable[Document]], list[Document]]
    is_bounded: bool
    keys: frozenset[str] | None
    projects: frozenset[str] | None
    mentioned_keys: frozenset[str]


def compile_query(
    text: str,
    *,
    fields: FieldCatalog,
    now: datetime,
    user: str,
    deployment: Literal["cloud", "datacenter"],
) -> Query:
    """Compile a query.

    Parameters
    ----------
    text
        The JQL.
    fields
        Fields of the site.
    now
        The present, aware; bare dates are in its time zone.
    user
        Who asks: accountId on Cloud, name on Data Center.
    deployment
        Whose words and limits to use.

    Raises
    ------
    JqlError
        If Jira would refuse the query.
    """
    raise NotImplementedError
