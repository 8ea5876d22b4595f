"""Edits carried out on plain data: what an edited file shall hold."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from ldmjira.exceptions import MappingError
from ldmjira.models.edits import AddObject, Edit, RemoveValue, SetValue

__all__ = ["edited", "plain_value"]


def plain_value(value: object) -> Any:
    """Turn a value into what stands in a file.

    Parameters
    ----------
    value
        Plain data, or what models hold: tuples, dates, enumerations.

    Returns
    -------
    object
        Dictionaries, lists, text, numbers, booleans and ``None``.
    """
    if isinstance(value, Mapping):
        return {str(k): plain_value(v) for k, v in value.items()}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Sequence):
        return [plain_value(item) for item in value]
    return value


def edited(
    objects: Mapping[str, Any], edits: Sequence[Edit]
) -> dict[str, Any]:
    """Carry edits out on plain data.

    Parameters
    ----------
    objects
        Plain data of each object, by code.
    edits
        In the order in which they apply.

    Returns
    -------
    dict
        New data; the old is not touched.

    Raises
    ------
    MappingError
        If an edit does not fit what is there.
    """
    new: dict[str, Any] = copy.deepcopy(dict(objects))
    for edit in edits:
        if isinstance(edit, AddObject):
            if edit.object in new:
                raise MappingError(f"{edit.object} is in the mapping already")
            new[edit.object] = plain_value(edit.values)
            continue
        if not isinstance(new.get(edit.object), dict):
            raise MappingError(
                f"{edit.object} has no entry in the mapping to be edited",
                hint="Run `ldmjira list --all` to see what there is.",
            )
        if not edit.path:
            raise MappingError(f"An edit of {edit.object} names no value")
        if isinstance(edit, SetValue):
            _set(new[edit.object], edit)
        else:
            _remove(new[edit.object], edit)
    return new


def _set(data: dict[str, Any], edit: SetValue) -> None:
    value = plain_value(edit.value)
    *parents, last = edit.path
    place: Any = data
    for name in parents:
        if not isinstance(place, dict):
            raise _misfit(edit)
        if place.get(name) is None:
            place[name] = {}
        place = place[name]
    if isinstance(place, dict):
        place[last] = value
    elif isinstance(place, list):
        if last in place:
            place[place.index(last)] = value
        else:
            place.append(value)
    else:
        raise _misfit(edit)


def _remove(data: dict[str, Any], edit: RemoveValue) -> None:
    *parents, last = edit.path
    place: Any = data
    for name in parents:
        place = place.get(name) if isinstance(place, dict) else None
    if isinstance(place, dict):
        place.pop(last, None)
    elif isinstance(place, list) and last in place:
        place.remove(last)


def _misfit(edit: SetValue) -> MappingError:
    path = "/".join(edit.path)
    return MappingError(
        f"{path} of {edit.object} cannot be set: what stands above it in the "
        "file is a single value",
        hint="Mend the file by hand, then run the command again.",
    )
