"""An issue to adopt, as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ldmjira.models.remote import RemoteIssue

from .terminal import safe_line

__all__ = ["adoption_to_json", "adoption_to_text"]


def adoption_to_text(
    code: str, title: str, issue: RemoteIssue, doubt: str
) -> str:
    """Tell what is to be adopted, for a person to compare.

    Parameters
    ----------
    code, title
        Our object.
    issue
        The issue.
    doubt
        Why it may be another thing; empty if nothing says so.

    Returns
    -------
    str
        Lines; what comes from Jira moves no cursor.
    """
    lines = [
        f"{code}: {safe_line(title)}",
        f"{issue.key}: {safe_line(issue.summary)} ({safe_line(issue.type)})",
    ]
    if doubt:
        lines.append(f"Doubt: {safe_line(doubt)}")
    return "".join(f"{line}\n" for line in lines)


def adoption_to_json(
    code: str,
    title: str,
    issue: RemoteIssue,
    doubt: str,
    *,
    is_done: bool,
    files: Sequence[str],
) -> str:
    """Tell what was adopted, for programs.

    Parameters
    ----------
    code, title, issue, doubt
        As for `adoption_to_text`.
    is_done
        Whether it was adopted.
    files
        Files of the mapping that changed.

    Returns
    -------
    str
        One object, with a newline at the end.
    """
    data = {
        "object": code,
        "title": title,
        "issue": issue.key,
        "summary": issue.summary,
        "type": issue.type,
        "doubt": doubt,
        "adopted": is_done,
        "files": list(files),
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
