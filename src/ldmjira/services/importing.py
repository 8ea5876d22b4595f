"""Bring a release document into the mapping."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from ldmjira.core.importing import plan_import
from ldmjira.exceptions import DocumentError, UsageError
from ldmjira.models.document import ImportPlan, ReleaseDocument
from ldmjira.ports.mapping_store import MappingStore

__all__ = ["ImportService"]

_REVISION: Final = re.compile(r"[\w.-]+")
_SHOWN: Final = 10


class ImportService:
    """Read LDM-564, decide what changes, and write that.

    Parameters
    ----------
    store
        Where the mapping is kept.
    read
        Reads a document from a file.
    """

    def __init__(
        self, store: MappingStore, *, read: Callable[[Path], ReleaseDocument]
    ) -> None:
        self._store = store
        self._read = read

    def decide(self, file: Path, *, revision: str | None = None) -> ImportPlan:
        """Compare a document with the mapping.

        Parameters
        ----------
        file
            The document.
        revision
            Revision of a document that does not name its own.

        Returns
        -------
        ImportPlan
            What would change; nothing if a part could not be read.

        Raises
        ------
        DocumentError
            If the file is not LDM-564.
        MappingError
            If the mapping cannot be read.
        UsageError
            If the document names another revision than the one given.
        """
        document = self._read(file)
        if revision is not None:
            document = _with_revision(document, revision)
        return plan_import(document, self._store.load())

    def preview(self, plan: ImportPlan) -> list[str]:
        """Files that the plan would change, sorted.

        Parameters
        ----------
        plan
            As `decide` gave it.
        """
        return sorted(self._store.preview(plan.edits))

    def apply(self, plan: ImportPlan) -> list[str]:
        """Write the plan.

        Parameters
        ----------
        plan
            As `decide` gave it.

        Returns
        -------
        list of str
            Files that changed, sorted.
        """
        return self._store.apply(plan.edits)

    def require_whole(self, plan: ImportPlan) -> None:
        """Fail if any part of the document was rejected.

        Parameters
        ----------
        plan
            As `decide` gave it.

        Raises
        ------
        DocumentError
            Naming the lines.
        """
        rejected = plan.document.rejected
        if not rejected:
            return
        noun = "thing" if len(rejected) == 1 else "things"
        lines = ", ".join(str(r.line) for r in rejected[:_SHOWN])
        more = ", ..." if len(rejected) > _SHOWN else ""
        raise DocumentError(
            f"{len(rejected)} {noun} in the document could not be read "
            f"(line {lines}{more}), so nothing was imported",
            hint="The report says why; mend these lines and import again.",
        )


def _with_revision(
    document: ReleaseDocument, revision: str
) -> ReleaseDocument:
    if not _REVISION.fullmatch(revision):
        raise UsageError(
            f"--revision takes a version such as 1.7, not '{revision}'"
        )
    if document.version not in {None, revision}:
        raise UsageError(
            f"The document says that it is revision {document.version}, "
            f"not {revision}",
            hint="Leave --revision out: it is for a list that names none.",
        )
    return replace(document, version=revision)
