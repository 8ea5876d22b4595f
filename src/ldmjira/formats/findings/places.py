"""Names of files as the reader of a report can use them."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from pathlib import Path

from ldmjira.models.findings import CheckReport

__all__ = ["report_seen_from", "shown_path"]


def shown_path(path: Path, *, base: Path) -> str:
    """Name of a file or folder, seen from a folder.

    Parameters
    ----------
    path
        Relative to the working directory, or absolute.
    base
        Folder from which the reader looks.

    Returns
    -------
    str
        With forward slashes; absolute if it is not below that folder, and
        empty if it is that folder.
    """
    full = Path(os.path.normpath(path.absolute()))
    try:
        shown = full.relative_to(base.absolute()).as_posix()
    except ValueError:
        return full.as_posix()
    return "" if shown == "." else shown


def report_seen_from(
    report: CheckReport, *, folder: Path, base: Path
) -> CheckReport:
    """Name files as somebody in a folder does.

    Parameters
    ----------
    report
        With file names relative to the mapping's folder.
    folder
        Folder of the mapping.
    base
        Folder from which the reader looks: the working directory, or the
        root of the repository.

    Returns
    -------
    CheckReport
        The same, otherwise.
    """

    @cache
    def seen(name: str) -> str:
        return shown_path(folder / name, base=base)

    return replace(
        report,
        findings=tuple(replace(f, file=seen(f.file)) for f in report.findings),
        waived=tuple(
            replace(
                one, finding=replace(one.finding, file=seen(one.finding.file))
            )
            for one in report.waived
        ),
    )
