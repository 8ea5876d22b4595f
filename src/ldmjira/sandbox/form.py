"""One form being filled in: fields set, verbs carried out, faults gathered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .errors import JiraError, bad_field
from .kinds import FieldKind
from .parts import PartWriter
from .payload import read_verbs
from .site import Site
from .store import Row

__all__ = ["Form"]

_BAD_REQUEST = 400
_SETS = {
    FieldKind.LABELS,
    FieldKind.COMPONENTS,
    FieldKind.VERSIONS,
    FieldKind.OPTIONS,
    FieldKind.USERS,
}
_UNSETTABLE = {
    FieldKind.STATUS,
    FieldKind.SYSTEM,
    FieldKind.PROJECT,
    FieldKind.LINKS,
}
_PARTS = {"issuelinks", "comment", "worklog"}


class Form:
    """Fill in the values of an issue, and gather what is wrong.

    Parameters
    ----------
    values
        Stored values to start from; changed here.
    screen
        Ids of the fields that may be set.
    parts
        Prepares links, comments and logged work.
    """

    def __init__(
        self,
        site: Site,
        *,
        values: Row,
        project: Row,
        screen: set[str],
        parts: PartWriter,
    ) -> None:
        self.values = values
        self.errors: dict[str, str] = {}
        self.pending: list[Callable[[Row], None]] = []
        """What is to be done once the issue is stored."""
        self._messages: list[str] = []
        self._named: set[str] = set()
        self._site = site
        self._store = site.store
        self._project = project
        self._screen = screen
        self._parts = parts

    def names(self, field_id: str) -> bool:
        """Whether the request said what a field shall be."""
        return field_id in self._named

    def keep(self, error: JiraError) -> None:
        """Keep a fault for later; anything but a 400 is raised at once."""
        if error.status != _BAD_REQUEST:
            raise error
        self.errors.update(error.errors)
        self._messages += error.messages

    def settle(self) -> None:
        """Raise all faults as one, if there are any."""
        if self.errors or self._messages:
            raise JiraError(_BAD_REQUEST, self._messages, errors=self.errors)

    def set_fields(self, fields: Row) -> None:
        """Set fields to values as requests give them."""
        for field_id, value in fields.items():
            try:
                self._check_settable(field_id)
                self._apply(field_id, "set", value)
            except JiraError as error:
                self.keep(error)

    def update_fields(self, update: Row, also_set: Iterable[str]) -> None:
        """Carry out the verbs of an ``update``."""
        for field_id, operations in update.items():
            try:
                if field_id in also_set:
                    raise _twice(field_id)
                self._check_settable(field_id)
                for verb, value in read_verbs(field_id, operations):
                    if field_id in _PARTS:
                        part = self._parts.prepare(field_id, verb, value)
                        self.pending.append(part)
                    else:
                        self._apply(field_id, verb, value)
            except JiraError as error:
                self.keep(error)

    def require(self, field_ids: Iterable[str]) -> None:
        """Note each of these fields that is empty."""
        for field_id in field_ids:
            if self.values.get(field_id) or field_id in self.errors:
                continue
            row = self._store.get("field", field_id)
            name = row["name"] if row else field_id
            self.errors[field_id] = f"{name} is required."

    # -- one field --------------------------------------------------------

    def _check_settable(self, field_id: str) -> None:
        self._named.add(field_id)
        row = self._store.get("field", field_id)
        if (
            row is None
            or field_id not in self._screen
            or field_id in self._site.fields_off_screen
        ):
            raise _cannot_be_set(field_id)
        if row["kind"] in _UNSETTABLE and field_id not in _PARTS:
            raise _cannot_be_set(field_id)

    def _apply(self, field_id: str, verb: str, value: Any) -> None:
        if field_id in _PARTS:
            raise _cannot_be_set(field_id)
        stored = self._result(field_id, verb, value)
        if stored is None:
            self.values.pop(field_id, None)
        else:
            self.values[field_id] = stored

    def _result(self, field_id: str, verb: str, value: Any) -> Any:
        """Return the stored value of a field after an operation."""
        coerce = self._parts.coercer.coerce
        kind = (self._store.get("field", field_id) or {}).get("kind")
        emptied = isinstance(value, dict) and value.get("none")
        if field_id == "parent" and emptied:
            return None
        if verb in {"set", "edit"}:
            return coerce(field_id, value, self._project)
        if kind not in _SETS or verb not in {"add", "remove"}:
            raise bad_field(
                field_id, f"Field does not support update '{verb}'"
            )
        given = coerce(field_id, [value], self._project) or []
        held = self.values.get(field_id) or []
        if verb == "add":
            after = [*held, *(i for i in given if i not in held)]
        else:
            after = [i for i in held if i not in given]
        return (sorted(after) if kind == FieldKind.LABELS else after) or None


def _cannot_be_set(field_id: str) -> JiraError:
    return bad_field(
        field_id,
        f"Field '{field_id}' cannot be set. It is not on the appropriate "
        "screen, or unknown.",
    )


def _twice(field_id: str) -> JiraError:
    return bad_field(
        field_id,
        f"Field '{field_id}' cannot appear in both 'fields' and 'update'",
    )
