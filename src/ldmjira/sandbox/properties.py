"""Hidden values that clients keep on issues, comments and projects."""

from __future__ import annotations

import json
from typing import Any

from .errors import JiraError
from .site import Site

__all__ = ["PROPERTY_LIMIT", "check_property", "set_issue_property"]

PROPERTY_LIMIT = 32_768
_KEY_LIMIT = 255


def check_property(key: Any, value: Any) -> None:
    """Refuse what Jira refuses as a property."""
    if not isinstance(key, str) or not key:
        raise JiraError(400, "The property key cannot be empty.")
    if len(key) > _KEY_LIMIT:
        raise JiraError(
            400, "The property key length cannot exceed 255 characters."
        )
    if value in (None, ""):
        raise JiraError(
            400, "The property value must be valid, non-empty JSON."
        )
    size = len(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    if size > PROPERTY_LIMIT:
        raise JiraError(
            400,
            "The property value length cannot exceed 32768 characters.",
        )


def set_issue_property(
    site: Site, issue_id: str, key: str, value: Any
) -> bool:
    """Set a property that was checked.

    Returns
    -------
    bool
        Whether it is new.
    """
    id_ = f"{issue_id}/{key}"
    is_new = site.store.get("property", id_) is None
    body = {"key": key, "value": value}
    site.store.put("property", id_, body, parent=issue_id)
    return is_new
