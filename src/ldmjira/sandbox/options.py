"""What a sandbox may be told when it starts, and what makes no sense."""

from __future__ import annotations

import re

__all__ = ["OptionError", "checked_path", "checked_secret", "checked_version"]

_SEGMENTS = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
_VERSION = re.compile(r"\d+(\.\d+){0,3}([-+][A-Za-z0-9.+-]+)?")
_PLAIN = re.compile(r"[!-~]+")


class OptionError(Exception):
    """An option has a value that the sandbox cannot use."""


def checked_path(text: str) -> str:
    """Return a context path as it stands before paths: empty for ``/``.

    Raises
    ------
    OptionError
        If it could not be part of an address as it is written.
    """
    stripped = text.strip("/")
    path = f"/{stripped}" if stripped else ""
    if not _SEGMENTS.fullmatch(path):
        raise OptionError(
            f"'{text}' is no context path. Give one as /jira: letters, "
            "digits and any of . _ ~ - between slashes."
        )
    return path


def checked_version(text: str) -> str:
    """Return a version of Jira; an empty one stays empty.

    Raises
    ------
    OptionError
        If it is not a version.
    """
    if text and not _VERSION.fullmatch(text):
        raise OptionError(
            f"'{text}' is no version of Jira. Give one as 9.12.15."
        )
    return text


def checked_secret(name: str, text: str | None) -> str | None:
    """Return a user's name or token, if it can be sent as a credential.

    Raises
    ------
    OptionError
        If it is empty or has signs that no header carries.
    """
    if text is None:
        return None
    if not _PLAIN.fullmatch(text) or (name == "user" and ":" in text):
        raise OptionError(
            f"This {name} cannot be used: give printable ASCII characters "
            "without spaces"
            + (" and colons." if name == "user" else ".")
            + " Or leave it out, and one is made up."
        )
    return text
