"""Changesets saved to a file, to be read and applied later."""

from __future__ import annotations

import json
from typing import Any, Final

from ldmjira.exceptions import UsageError
from ldmjira.models.changeset import (
    Change,
    Changeset,
    Conflict,
    Direction,
    Expectation,
    Held,
    HeldReason,
)
from ldmjira.models.saved import SavedRun
from ldmjira.models.slots import Slot, Value

__all__ = ["saved_from_json", "saved_to_json"]

_VERSION: Final = 1


def saved_to_json(run: SavedRun) -> str:
    """Write a run that was decided, for `saved_from_json`.

    Parameters
    ----------
    run
        The verb, what it is about, and the changeset.

    Returns
    -------
    str
        JSON, the same for the same run.
    """
    changeset = run.changeset
    data = {
        "v": _VERSION,
        "verb": run.verb,
        "codes": list(run.codes),
        "every": run.every,
        "proposed": run.with_proposed,
        "site": changeset.site,
        "head": changeset.head,
        "fingerprint": changeset.fingerprint,
        "changes": [
            {
                **_slot(change.slot),
                "before": change.before,
                "after": change.after,
                "direction": change.direction.value,
                "issue": change.issue,
            }
            for change in changeset.changes
        ],
        "conflicts": [
            {
                **_slot(one.slot),
                "bases": list(one.bases),
                "mapping": one.mapping,
                "jira": one.jira,
                "reason": one.reason,
                "command": one.command,
            }
            for one in changeset.conflicts
        ],
        "held": [
            {
                **_slot(one.slot),
                "after": one.after,
                "reason": one.reason.value,
                "detail": one.detail,
            }
            for one in changeset.held
        ],
        "expectations": [
            {"object": one.object, "id": one.issue_id, "updated": one.updated}
            for one in changeset.expectations
        ],
        "agreed": changeset.agreed,
        "campaigns": list(run.campaigns),
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def saved_from_json(text: str, *, file: str) -> SavedRun:
    """Read what `saved_to_json` wrote.

    Parameters
    ----------
    text
        Content of the file.
    file
        Its name, for the error.

    Returns
    -------
    SavedRun
        The verb, what it is about, and the changeset.

    Raises
    ------
    UsageError
        If the file holds no changeset.
    """
    try:
        return _run_of(json.loads(text))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(
            f"{file} holds no changeset: {error}",
            hint="Make one with `ldmjira push --out FILE`.",
        ) from None


def _run_of(data: Any) -> SavedRun:
    if data["v"] != _VERSION:
        raise ValueError(f"version {data['v']} is not known")
    return SavedRun(
        verb=str(data["verb"]),
        codes=tuple(map(str, data["codes"])),
        every=bool(data["every"]),
        with_proposed=bool(data["proposed"]),
        changeset=Changeset(
            site=str(data["site"]),
            head=str(data["head"]),
            fingerprint=str(data["fingerprint"]),
            changes=tuple(
                Change(
                    _slot_of(one),
                    _value(one["before"]),
                    _value(one["after"]),
                    Direction(one["direction"]),
                    str(one["issue"]),
                )
                for one in data["changes"]
            ),
            conflicts=tuple(
                Conflict(
                    _slot_of(one),
                    tuple(_value(base) for base in one["bases"]),
                    _value(one["mapping"]),
                    _value(one["jira"]),
                    str(one["reason"]),
                    str(one["command"]),
                )
                for one in data["conflicts"]
            ),
            held=tuple(
                Held(
                    _slot_of(one),
                    _value(one["after"]),
                    HeldReason(one["reason"]),
                    str(one["detail"]),
                )
                for one in data["held"]
            ),
            expectations=tuple(
                Expectation(
                    str(one["object"]), str(one["id"]), str(one["updated"])
                )
                for one in data["expectations"]
            ),
            agreed=int(data["agreed"]),
        ),
        campaigns=tuple(map(str, data.get("campaigns", ()))),
    )


def _slot(slot: Slot) -> dict[str, str]:
    return {"object": slot.object, "field": slot.name}


def _slot_of(data: Any) -> Slot:
    return Slot.parse(str(data["object"]), str(data["field"]))


def _value(value: Any) -> Value:
    if value is None or isinstance(value, (str, bool)):
        return value
    raise TypeError(f"{value!r} is no value")
