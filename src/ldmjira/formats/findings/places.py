"""Names of files as the reader of a report can use them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath

from ldmjira.models.findings import CheckReport, Finding

__all__ = ["report_below", "shown_folder"]


def shown_folder(folder: Path, *, base: Path, outside: str = "") -> str:
    """Name of the mapping's folder, seen from another one.

    Parameters
    ----------
    folder
        Folder of the mapping.
    base
        Folder from which the reader looks.
    outside
        Name to use if the mapping is not below that; by default its
        absolute path.

    Returns
    -------
    str
        With forward slashes.
    """
    full = folder.absolute()
    try:
        return full.relative_to(base.absolute()).as_posix()
    except ValueError:
        return outside or full.as_posix()


def report_below(report: CheckReport, folder: str) -> CheckReport:
    """Put a folder before the file name of every finding.

    Parameters
    ----------
    report
        With file names relative to the mapping's folder.
    folder
        Name of that folder.

    Returns
    -------
    CheckReport
        The same, otherwise.
    """
    base = PurePosixPath(folder)
    return replace(
        report,
        findings=tuple(_below(f, base) for f in report.findings),
        waived=tuple(
            replace(one, finding=_below(one.finding, base))
            for one in report.waived
        ),
    )


def _below(finding: Finding, base: PurePosixPath) -> Finding:
    # An absolute name stays what it is.
    return replace(finding, file=str(base / finding.file))
