"""What a mapping file of an earlier commit held, as far as it can be read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ValidationError

from ldmjira.models.mapping import Feature, Milestone

from .strict_yaml import plain, read_yaml

__all__ = ["objects_in"]


@lru_cache(maxsize=512)
def objects_in(file: str, text: str) -> Mapping[str, Feature | Milestone]:
    """Milestones and features in the text of a mapping file.

    Parameters
    ----------
    file
        Name of the file, relative to the mapping's folder.
    text
        Content, of whatever age.

    Returns
    -------
    dict
        By code; what cannot be read, or says what we no longer know, is
        missing.
    """
    reading = read_yaml(text, file=file)
    data = plain(reading.root)
    if reading.problems or not isinstance(data, dict):
        return {}
    folder, _, name = file.rpartition("/")
    found: dict[str, Feature | Milestone] = {}
    if folder.endswith("milestones"):
        one = _model(Milestone, data)
        if isinstance(one, Milestone):
            found[name.removesuffix(".yaml")] = one
        return found
    for code, values in data.items():
        one = _model(Feature, values)
        if isinstance(one, Feature):
            found[str(code)] = one
    return found


def _model(kind: type[BaseModel], values: Any) -> BaseModel | None:
    if not isinstance(values, dict):
        return None
    known = {k: v for k, v in values.items() if k in kind.model_fields}
    try:
        return kind.model_validate(known)
    except ValidationError:
        return None
