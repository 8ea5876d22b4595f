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
from ldmjira.models.saved import SavedCampaign, SavedRun, SavedStep
from ldmjira.models.slots import Slot, Value

__all__ = ["is_saved", "saved_from_json", "saved_to_json"]

_VERSION: Final = 2
_VERBS: Final = ("push", "pull", "sync")


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
        "rebind": run.rebind,
        "site": changeset.site,
        "head": changeset.head,
        "fingerprint": changeset.fingerprint,
        "changes": [_change(change) for change in changeset.changes],
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
        "campaigns": [
            {
                "milestone": one.milestone,
                "state": one.state,
                "steps": [
                    {**_change(step.change), "write": dict(step.write)}
                    for step in one.steps
                ],
                "pulled": [_change(change) for change in one.pulled],
            }
            for one in run.campaigns
        ],
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
    except RecursionError:
        fault = "it is nested too deeply"
    except KeyError as error:
        fault = f"{error} is missing; the file may be cut off"
    except json.JSONDecodeError as error:
        fault = f"it is no JSON, or cut off ({error})"
    except (ValueError, TypeError) as error:
        fault = str(error)
    raise UsageError(
        f"{file} holds no changeset that this version can apply: {fault}",
        hint="Make one with `ldmjira push --out FILE`.",
    )


def is_saved(text: str) -> bool:
    """Whether a text is a saved changeset, of whatever version.

    Parameters
    ----------
    text
        Content of a file.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and {"v", "verb", "changes"} <= data.keys()


def _run_of(data: Any) -> SavedRun:
    if not isinstance(data, dict):
        raise TypeError("it is another kind of file")
    if data["v"] != _VERSION:
        raise ValueError(
            f"it is of version {data['v']!r}, and this is {_VERSION}"
        )
    if data["verb"] not in _VERBS:
        raise ValueError(f"{data['verb']!r} is no verb of a changeset")
    return SavedRun(
        verb=str(data["verb"]),
        codes=tuple(map(str, data["codes"])),
        every=data["every"] is True,
        with_proposed=data["proposed"] is True,
        rebind=data["rebind"] is True,
        changeset=Changeset(
            site=str(data["site"]),
            head=str(data["head"]),
            fingerprint=str(data["fingerprint"]),
            changes=tuple(map(_change_of, data["changes"])),
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
        campaigns=tuple(map(_campaign_of, data["campaigns"])),
    )


def _campaign_of(data: Any) -> SavedCampaign:
    return SavedCampaign(
        milestone=str(data["milestone"]),
        state=str(data["state"]),
        steps=tuple(
            SavedStep(
                _change_of(one),
                {str(name): str(text) for name, text in one["write"].items()},
            )
            for one in data["steps"]
        ),
        pulled=tuple(map(_change_of, data["pulled"])),
    )


def _change(change: Change) -> dict[str, Any]:
    return {
        **_slot(change.slot),
        "before": change.before,
        "after": change.after,
        "direction": change.direction.value,
        "issue": change.issue,
        "note": change.note,
    }


def _change_of(data: Any) -> Change:
    return Change(
        _slot_of(data),
        _value(data["before"]),
        _value(data["after"]),
        Direction(data["direction"]),
        str(data["issue"]),
        str(data["note"]),
    )


def _slot(slot: Slot) -> dict[str, str]:
    return {"object": slot.object, "field": slot.name}


def _slot_of(data: Any) -> Slot:
    return Slot.parse(str(data["object"]), str(data["field"]))


def _value(value: Any) -> Value:
    if value is None or isinstance(value, (str, bool)):
        return value
    raise TypeError(f"{value!r} is no value")
