"""What Jira says when it refuses, and in which of its several shapes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

__all__ = [
    "ISSUE_NOT_FOUND",
    "JiraError",
    "bad_field",
    "bad_payload",
    "not_found",
    "problem_document",
]

ISSUE_NOT_FOUND = (
    "Issue does not exist or you do not have permission to see it."
)


class JiraError(Exception):
    """A refusal: becomes the answer to the request.

    Parameters
    ----------
    status
        HTTP status.
    messages
        For ``errorMessages``.
    errors
        Texts by field id.
    headers
        Further headers of the answer.
    """

    def __init__(
        self,
        status: int,
        messages: str | Iterable[str] = (),
        *,
        errors: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status = status
        self.messages = (
            [messages] if isinstance(messages, str) else list(messages)
        )
        self.errors = dict(errors or {})
        self.headers = dict(headers or {})
        super().__init__(f"{status} {self.messages} {self.errors}")

    @property
    def body(self) -> dict[str, Any]:
        """The usual body of an error."""
        return {"errorMessages": self.messages, "errors": self.errors}


def bad_field(field: str, text: str) -> JiraError:
    """Refuse the value of one field."""
    return JiraError(400, errors={field: text})


def bad_payload() -> JiraError:
    """Refuse a body whose shape is wrong."""
    return JiraError(
        400,
        "Invalid request payload. Refer to the REST API documentation and "
        "try again.",
    )


def not_found(text: str = ISSUE_NOT_FOUND) -> JiraError:
    """Say that there is no such thing, or none to be seen."""
    return JiraError(404, text)


def problem_document(
    status: int, title: str, detail: str, instance: str
) -> dict[str, Any]:
    """Return the body of an RFC 7807 answer."""
    return {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": instance,
    }
