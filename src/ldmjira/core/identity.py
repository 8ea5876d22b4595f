"""Which issue is which object of ours, and what proves it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from ldmjira.constants import LABEL_PREFIX
from ldmjira.models.changeset import Held, HeldReason
from ldmjira.models.remote import LogEntry, RemoteIssue
from ldmjira.models.slots import Slot

from .characters import clean

__all__ = [
    "CREATED",
    "RETIRED",
    "Bound",
    "Kind",
    "bind",
    "claims_of",
    "feature_code_of",
    "has_prefix",
    "holds_code",
    "is_adopted",
    "label_of",
    "looks_ours",
    "summary_of",
    "tidy_title",
    "title_of",
]

Kind: TypeAlias = Literal["milestone", "feature"]

CREATED: Final = "issue"
"""Name in a log entry's values by which an issue is known as our making."""


RETIRED: Final = f"{LABEL_PREFIX}-retired"
"""Label of an issue whose object has left the mapping."""


def label_of(kind: Kind, code: str) -> str:
    """Label that marks the issue of an object.

    Parameters
    ----------
    kind, code
        The object: one feature is one issue, however many milestones it
        serves.

    Returns
    -------
    str
        ``ldmjira-feature-DM-DAX-9``.
    """
    return f"{LABEL_PREFIX}-{kind}-{code}"


def summary_of(code: str, title: str) -> str:
    """Summary of an object's issue."""
    return f"{code}: {title}"


def title_of(code: str, summary: str) -> str:
    """Title in a summary: what follows the code, or all of it."""
    text = tidy_title(summary)
    prefix = f"{code}:"
    return text[len(prefix) :].strip() if text.startswith(prefix) else text


def has_prefix(code: str, summary: str) -> bool:
    """Whether a summary begins with the code, as we write it."""
    return tidy_title(summary).startswith(f"{code}:")


def tidy_title(text: str) -> str:
    """Bring a title into the form in which titles are compared.

    Parameters
    ----------
    text
        A title, or a summary.

    Returns
    -------
    str
        On one line, single spaces, composed characters.
    """
    return " ".join(clean(text).split())


def holds_code(text: str, code: str) -> bool:
    """Whether a text names a code as a whole.

    Parameters
    ----------
    text
        A summary.
    code
        ``LDM-503-17``, which is not in ``LDM-503-17a: ...``.

    Returns
    -------
    bool
        True if the code stands there, not as part of a longer one.
    """
    pattern = rf"(?<![A-Za-z0-9])(?<!-){re.escape(code)}(?!-?[A-Za-z0-9])"
    return re.search(pattern, text) is not None


def claims_of(issue: RemoteIssue) -> frozenset[str]:
    """Labels of the objects that an issue claims to be.

    Parameters
    ----------
    issue
        Any issue.

    Returns
    -------
    frozenset of str
        Labels that it carries, and the one that goes with its property: a
        person can take off a label, but not that.
    """
    marker = issue.marker
    if marker is None or marker.issue_id not in {"", issue.id}:
        return issue.labels
    return issue.labels | {label_of(marker.kind, marker.code)}


def looks_ours(issue: RemoteIssue, kind: Kind, code: str) -> bool:
    """Whether an issue shows itself to be that of an object.

    Parameters
    ----------
    issue
        Issue found under a key.
    kind, code
        The object.

    Returns
    -------
    bool
        True if it carries our label or property, or names our code.
    """
    marker = issue.marker
    return (
        label_of(kind, code) in issue.labels
        or holds_code(issue.summary, code)
        or (
            marker is not None
            and marker.code == code
            and marker.issue_id in {"", issue.id}
        )
    )


def feature_code_of(issue: RemoteIssue) -> str:
    """Feature whose label an issue carries; empty if it carries none.

    Parameters
    ----------
    issue
        Any issue.

    Returns
    -------
    str
        Our code. Of an issue with the labels of two features, nothing.
    """
    prefix = label_of("feature", "")
    codes = [
        label.removeprefix(prefix)
        for label in issue.labels
        if label.startswith(prefix)
    ]
    return codes[0] if len(codes) == 1 else ""


def is_adopted(issue: RemoteIssue, kind: Kind, code: str) -> bool:
    """Whether an issue was there before us.

    Parameters
    ----------
    issue
        Issue of the object.
    kind, code
        The object.

    Returns
    -------
    bool
        False if the push log holds its creation. If the log was lost, our
        label decides.
    """
    log = own_log(issue, code)
    if log is None:
        return label_of(kind, code) not in issue.labels
    return not any(CREATED in entry.values for entry in log)


def own_log(issue: RemoteIssue, code: str) -> tuple[LogEntry, ...] | None:
    """Push log of an issue, unless it was copied from another one.

    Parameters
    ----------
    issue
        Issue of the object.
    code
        The object.

    Returns
    -------
    tuple of LogEntry, or None
        None if the issue has no log of its own.
    """
    marker = issue.marker
    if marker is None or marker.code != code:
        return None
    return marker.log if marker.issue_id in {"", issue.id} else None


@dataclass(frozen=True)
class Bound:
    """An object and its issue, or why it must be left alone."""

    kind: Kind
    code: str
    issue: RemoteIssue | None = None
    problem: Held | None = None

    @property
    def is_new(self) -> bool:
        """Whether an issue has to be created."""
        return self.issue is None and self.problem is None


def bind(
    kind: Kind,
    code: str,
    *,
    known: str,
    shown: Mapping[str, RemoteIssue],
    labelled: Iterable[RemoteIssue],
    key: str = "",
) -> Bound:
    """Find the issue of an object among what the site showed.

    Parameters
    ----------
    kind, code
        The object.
    known
        Key or id under which the issue was known before; empty if none.
    shown
        Issues by the key or id that was asked for.
    labelled
        Issues that carry the object's label.
    key
        Key of the issue that is known by its id, for people to read.

    Returns
    -------
    Bound
        Its issue; none at all means that it is to be created. Two issues
        with one label, an issue that is another thing, and one that the
        site does not show are problems, never a reason to create.
    """
    found = {issue.id: issue for issue in labelled}
    if known:
        issue = shown.get(known)
        if issue is None:
            return _problem(
                kind,
                code,
                HeldReason.MISSING,
                f"{key or known} is not shown by the site: deleted, or "
                "hidden from this account",
            )
        if not looks_ours(issue, kind, code):
            return _problem(
                kind,
                code,
                HeldReason.NOT_OURS,
                f"{issue.key} is {issue.summary!r}, which does not name "
                f"{code}",
            )
        found[issue.id] = issue
    if len(found) > 1:
        keys = " and ".join(sorted(issue.key for issue in found.values()))
        return _problem(
            kind,
            code,
            HeldReason.TWINS,
            f"{keys} both claim to be {code}: take the label "
            f"{label_of(kind, code)} from the one that is not",
        )
    return Bound(kind, code, issue=next(iter(found.values()), None))


def _problem(kind: Kind, code: str, reason: HeldReason, detail: str) -> Bound:
    held = Held(Slot(code, CREATED), None, reason, detail)
    return Bound(kind, code, problem=held)
