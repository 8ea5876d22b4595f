"""The lease, as a property of the project that issues are made in."""

from __future__ import annotations

from typing import Final

from ldmjira.exceptions import AuthenticationError, RemoteError
from ldmjira.ports.lease import LeaseNote

from .transport import Transport, path_of

__all__ = ["JiraLeaseStore"]

_PROPERTY: Final = "ldmjira-lease"
_NOT_FOUND: Final = 404
_FORBIDDEN: Final = 403


class JiraLeaseStore:
    """Implement `~ldmjira.ports.lease.LeaseStore` with a project property.

    Parameters
    ----------
    transport
        Where to ask.
    project
        Key of the project.
    """

    def __init__(self, transport: Transport, project: str) -> None:
        self._transport = transport
        self._path = path_of("project", project, "properties", _PROPERTY)

    def read(self) -> LeaseNote | None:
        """Read the note."""
        answer = self._transport.send(
            "GET", self._path, doing="read the lease", accept=(_NOT_FOUND,)
        )
        value = answer.body.get("value") if answer.body else None
        if answer.status == _NOT_FOUND or not isinstance(value, dict):
            return None
        texts = [value.get(name) for name in ("owner", "id", "expires")]
        if not all(isinstance(text, str) for text in texts):
            return None
        return LeaseNote(*map(str, texts))

    def write(self, note: LeaseNote) -> None:
        """Write the note; it takes the right to administer the project."""
        try:
            self._transport.send(
                "PUT",
                self._path,
                {"owner": note.owner, "id": note.id, "expires": note.expires},
                doing="write the lease",
                is_repeatable=True,
            )
        except AuthenticationError as error:
            if error.status != _FORBIDDEN:
                raise
            raise AuthenticationError(
                error.message,
                status=error.status,
                hint=(
                    "A lease takes the right to administer the project. Ask "
                    "for it, or set `lease = false` below [sync] in "
                    "ldmjira.toml."
                ),
            ) from None

    def remove(self) -> None:
        """Remove the note."""
        try:
            self._transport.send(
                "DELETE",
                self._path,
                doing="remove the lease",
                accept=(_NOT_FOUND,),
            )
        except RemoteError:
            return  # it expires by itself
