"""Names and limits that several layers share."""

from __future__ import annotations

from typing import Final

__all__ = [
    "BULK_CREATE_LIMIT",
    "BULK_FETCH_LIMIT",
    "LABEL_PREFIX",
    "LOG_LIMIT",
    "PROPERTY_KEY",
    "SUMMARY_LIMIT",
    "TEXT_LIMIT",
    "VERSION",
]

VERSION: Final = "0.1.0"
"""The version of the package; a constant, since metadata is slow to read."""

LABEL_PREFIX: Final = "ldmjira"
"""What every label of ours begins with: ``ldmjira-feature-DM-DAX-9``."""

PROPERTY_KEY: Final = "ldmjira"
"""The issue property that holds our identity and the push log."""

LOG_LIMIT: Final = 8
"""Entries that the push log of one issue keeps, the newest last."""

SUMMARY_LIMIT: Final = 255
"""Characters that Jira takes in a summary."""

TEXT_LIMIT: Final = 32_767
"""Characters that Jira takes in a text field."""

BULK_CREATE_LIMIT: Final = 50
"""Issues that one bulk create takes."""

BULK_FETCH_LIMIT: Final = 100
"""Issues that one bulk fetch takes."""
