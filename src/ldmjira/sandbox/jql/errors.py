"""What the search refuses, in Jira's words."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["JqlError"]


class JqlError(ValueError):
    """The query is refused: the answer is a 400 with these messages.

    Parameters
    ----------
    messages
        One or more sentences for ``errorMessages``.
    """

    def __init__(self, messages: str | Iterable[str]) -> None:
        self.messages: list[str] = (
            [messages] if isinstance(messages, str) else list(messages)
        )
        super().__init__(" ".join(self.messages))
