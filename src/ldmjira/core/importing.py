"""Decide what an import of LDM-564 changes in the mapping."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from ldmjira.models.document import (
    Change,
    ImportPlan,
    Notice,
    Occurrence,
    ReleaseDocument,
    ReleaseMilestone,
)
from ldmjira.models.edits import (
    AddObject,
    Edit,
    Plain,
    SetValue,
)
from ldmjira.models.keys import natural_key
from ldmjira.models.mapping import Feature, Milestone, VerificationMap

from .notices import notices_of

__all__ = ["plan_import"]

_REVISION: Final = re.compile(r"\d+(?:\.\d+)*")


def plan_import(
    document: ReleaseDocument, mapping: VerificationMap
) -> ImportPlan:
    """Bring the mapping to what the document says.

    The document owns the title, section, dates, source and feature list
    of a milestone, and the title, dates and source of a feature. All else
    belongs to the people who write the mapping. Nothing is ever deleted:
    what a newer document no longer holds is told, and stays.

    Parameters
    ----------
    document
        The document, read.
    mapping
        What the files say now.

    Returns
    -------
    ImportPlan
        Changes, the edits that make them, and what a reader should know.
        If anything of the document could not be read there are no edits.
    """
    notices = notices_of(document)
    if document.rejected:
        return ImportPlan(document, notices=tuple(notices))
    changes: list[Change] = []
    edits: list[Edit] = []
    for item in document.milestones:
        wanted = _milestone_values(document, item)
        known = mapping.milestones.get(item.code)
        before = None if known is None else _values_now(known, wanted)
        _decide(item.code, before, wanted, changes, edits)
    features = document.features
    for code in sorted(features, key=natural_key):
        wanted = _feature_values(document, features[code])
        feature = mapping.features.get(code)
        before = None if feature is None else _values_now(feature, wanted)
        _decide(code, before, wanted, changes, edits)
    notices += _gone(document, mapping)
    notices += _older(document, mapping)
    return ImportPlan(
        document,
        changes=tuple(changes),
        edits=tuple(edits),
        notices=tuple(notices),
    )


def _decide(
    code: str,
    before: dict[str, Plain] | None,
    wanted: dict[str, Plain],
    changes: list[Change],
    edits: list[Edit],
) -> None:
    if before is None:
        changes.append(Change(code, "add", after=wanted))
        edits.append(AddObject(code, wanted))
        return
    for name, value in wanted.items():
        if before[name] == value:
            continue
        changes.append(Change(code, "change", name, before[name], value))
        edits.append(SetValue(code, (name,), value))


def _milestone_values(
    document: ReleaseDocument, item: ReleaseMilestone
) -> dict[str, Plain]:
    return {
        "title": item.title,
        "section": item.section,
        "due": _iso(item.due),
        "completed": _iso(item.completed),
        "source": document.source_of(item.line),
        "features": list(item.features),
    }


def _feature_values(
    document: ReleaseDocument, item: Occurrence
) -> dict[str, Plain]:
    return {
        "title": item.title,
        "due": _iso(item.due),
        "completed": _iso(item.completed),
        "source": document.source_of(item.line),
    }


def _values_now(
    known: Milestone | Feature, wanted: dict[str, Plain]
) -> dict[str, Plain]:
    now = known.model_dump(mode="json", include=set(wanted))
    return {name: now[name] for name in wanted}


def _iso(date: dt.date | None) -> str | None:
    return None if date is None else date.isoformat()


def _gone(
    document: ReleaseDocument, mapping: VerificationMap
) -> Iterator[Notice]:
    """Objects of an earlier document that this one lacks."""
    milestones = {item.code for item in document.milestones}
    origin = f"{document.document} "
    for code, milestone in mapping.milestones.items():
        if code not in milestones and _is_from(milestone.source, origin):
            yield Notice(
                "milestone-gone",
                code,
                f"came from {milestone.source}, and is not in this "
                "document; it stays until you remove it",
            )
    features = document.features
    for code in sorted(mapping.features, key=natural_key):
        source = mapping.features[code].source
        if code not in features and _is_from(source, origin):
            yield Notice(
                "feature-gone",
                code,
                f"came from {source}, and is not in this document; it "
                "stays until you remove it",
            )


def _is_from(source: str | None, origin: str) -> bool:
    return source is not None and source.startswith(origin)


def _older(
    document: ReleaseDocument, mapping: VerificationMap
) -> Iterator[Notice]:
    """Tell when the mapping comes from a newer revision than this."""
    now = _version(document.version)
    origin = f"{document.document} "
    newest = max(
        (
            _version(item.source.removeprefix(origin).split()[0])
            for item in mapping.milestones.values()
            if item.source is not None and _is_from(item.source, origin)
        ),
        default=(),
    )
    if now and newest > now:
        shown = ".".join(map(str, newest))
        yield Notice(
            "older-revision",
            "",
            f"this is revision {document.version}, but the mapping comes "
            f"from {shown}: older values replace newer ones",
        )


def _version(text: str | None) -> tuple[int, ...]:
    if text is None or not _REVISION.fullmatch(text):
        return ()
    return tuple(map(int, text.split(".")))
