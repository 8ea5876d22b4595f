"""Kinds of fields: small, since every start of a sandbox needs them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["FieldKind"]


class FieldKind(StrEnum):
    """How the value of a field is written, read, checked and searched."""

    TEXT = "text"
    TEXTAREA = "textarea"
    URL = "url"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"
    OPTION = "option"
    OPTIONS = "options"
    CASCADE = "cascade"
    USER = "user"
    USERS = "users"
    LABELS = "labels"
    VERSIONS = "versions"
    COMPONENTS = "components"
    PRIORITY = "priority"
    RESOLUTION = "resolution"
    ISSUETYPE = "issuetype"
    STATUS = "status"
    PROJECT = "project"
    PARENT = "parent"
    LINKS = "links"
    RANK = "rank"
    """Place on boards: moved by a call of its own."""
    SYSTEM = "system"
    """Computed by the site (comment, votes, watches, subtasks ...)."""
