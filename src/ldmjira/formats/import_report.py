"""The report of an import, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from ldmjira.models.document import Change, Counts, ImportPlan
from ldmjira.models.edits import Plain

__all__ = ["import_report_to_json", "import_report_to_text"]

_NAMES: Final = (
    ("milestones", "milestones"),
    ("features", "features"),
    ("occurrences", "occurrences of features"),
    ("due_clauses", "due clauses"),
)
_TEXT: Final = 100


def import_report_to_text(
    plan: ImportPlan, files: Sequence[str], *, written: bool
) -> str:
    """Report an import for people.

    Parameters
    ----------
    plan
        What was decided.
    files
        Files that changed, or would change.
    written
        Whether they were written.

    Returns
    -------
    str
        Heading, counts, rejections, changes, warnings and files.
    """
    document = plan.document
    lines = [_title(plan), ""]
    lines += _table(document.found, document.parsed, document.refused)
    if document.rejected:
        lines += ["", f"Rejected ({len(document.rejected)}):"]
        lines += [
            f"  line {r.line}: {r.kind}: {r.reason}: {_cut(r.text)}"
            for r in document.rejected
        ]
    if plan.changes:
        lines += ["", *_changes(plan.changes)]
    if plan.notices:
        lines += ["", f"Warnings ({len(plan.notices)}):"]
        lines += [
            "  "
            + (f"line {n.line}: " if n.line else "")
            + (f"{n.object}: " if n.object else "")
            + f"{n.message} [{n.rule}]"
            for n in plan.notices
        ]
    lines += ["", _files(plan, files, written=written)]
    return "\n".join(lines) + "\n"


def import_report_to_json(
    plan: ImportPlan, files: Sequence[str], *, written: bool
) -> str:
    """Report an import for programs.

    Parameters
    ----------
    plan
        What was decided.
    files
        Files that changed, or would change.
    written
        Whether they were written.

    Returns
    -------
    str
        One JSON object.
    """
    document = plan.document
    report = {
        "document": document.document,
        "revision": document.version,
        "date": document.date.isoformat() if document.date else None,
        "counts": {
            "found": asdict(document.found),
            "parsed": asdict(document.parsed),
            "rejected": asdict(document.refused),
        },
        "changes": [asdict(change) for change in plan.changes],
        "files": list(files),
        "written": written and bool(files),
        "warnings": [asdict(notice) for notice in plan.notices],
        "rejected": [asdict(rejection) for rejection in document.rejected],
    }
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def _cut(text: str) -> str:
    return text if len(text) <= _TEXT else f"{text[: _TEXT - 1]}…"


def _title(plan: ImportPlan) -> str:
    document = plan.document
    revision = f"revision {document.version or 'unknown'}"
    date = f" of {document.date}" if document.date else ""
    return f"{document.document}, {revision}{date}"


def _table(found: Counts, parsed: Counts, refused: Counts) -> list[str]:
    width = max(len(name) for _, name in _NAMES)
    rows = [f"{'':{width}}  found  parsed  rejected"]
    for attribute, name in _NAMES:
        counts = [getattr(c, attribute) for c in (found, parsed, refused)]
        rows.append(
            f"{name:{width}}  {counts[0]:5}  {counts[1]:6}  {counts[2]:8}"
        )
    return rows


def _changes(changes: Sequence[Change]) -> list[str]:
    added = [change.object for change in changes if change.action == "add"]
    edited = [change for change in changes if change.action != "add"]
    lines = []
    if added:
        lines.append(f"Added ({len(added)}): {_listed(added)}")
    if edited:
        lines.append(f"Changed ({len(edited)}):")
        lines += [
            f"  {change.object} {change.field}: {_value(change)}"
            for change in edited
            if change.field != "source"
        ]
        # A new revision moves every line: that is one thing to know.
        moved = sum(change.field == "source" for change in edited)
        if moved:
            noun = "object" if moved == 1 else "objects"
            lines.append(f"  source of {moved} {noun}")
    return lines


def _listed(codes: Sequence[str]) -> str:
    milestones = sum(code.startswith("LDM-") for code in codes)
    features = len(codes) - milestones
    parts = [
        f"{number} {noun}{'' if number == 1 else 's'}"
        for number, noun in ((milestones, "milestone"), (features, "feature"))
        if number
    ]
    few = 10
    return ", ".join(codes if len(codes) <= few else parts)


def _value(change: Change) -> str:
    before, after = change.before, change.after
    if isinstance(before, list) and isinstance(after, list):
        gone = [f"-{item}" for item in before if item not in after]
        come = [f"+{item}" for item in after if item not in before]
        return " ".join([*gone, *come]) or "put in the document's order"
    return f"{_shown(before)} -> {_shown(after)}"


def _shown(value: Plain) -> str:
    return "none" if value is None else str(value)


def _files(plan: ImportPlan, files: Sequence[str], *, written: bool) -> str:
    if plan.document.rejected:
        return "0 files changed: a part of the document could not be read"
    if not files:
        return "0 files changed: the mapping says the same as the document"
    noun = "file" if len(files) == 1 else "files"
    if not written:
        return f"0 files changed: {len(files)} {noun} would change (dry run)"
    return f"{len(files)} {noun} changed"
