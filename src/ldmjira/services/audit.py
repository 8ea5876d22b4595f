"""Read the audit: every write, oldest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

__all__ = ["AuditService"]


class AuditService:
    """Look into the audit of all sites of one mapping.

    Parameters
    ----------
    read_all
        Gives the records of every site.
    """

    def __init__(
        self, read_all: Callable[[], Iterable[Mapping[str, Any]]]
    ) -> None:
        self._read_all = read_all

    def read(self, object_: str = "") -> list[Mapping[str, Any]]:
        """Records of writes.

        Parameters
        ----------
        object_
            Our code, or the key of an issue; empty for all.

        Returns
        -------
        list
            By time.
        """
        found = [
            record
            for record in self._read_all()
            if object_ in {"", record.get("object"), record.get("issue")}
        ]
        return sorted(found, key=lambda record: str(record.get("time", "")))
