"""``ldmjira.toml``: projects, types, links and fields by name, authority."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ldmjira.config.places import CONFIG_NAME
from ldmjira.exceptions import ConfigurationError
from ldmjira.models.authority import Authority

__all__ = [
    "CreateConfig",
    "Links",
    "ProjectConfig",
    "Projects",
    "Sync",
    "Types",
    "load_project_config",
]

FieldName = Literal[
    "title",
    "due",
    "notes",
    "status",
    "labels",
    "blocks",
    "relates",
    "testplan",
]


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Projects(_Frozen):
    """Projects of the site, by key."""

    features: str = Field("DM", title="Project of milestones and features")
    elements: str = Field("LVV", title="Project of verification elements")


class Types(_Frozen):
    """Issue types, by name."""

    milestone: str = "Epic"
    feature: str = "Story"
    element: str = "Verification"


class Links(_Frozen):
    """Link types, by name."""

    blocks: str = Field("Blocks", title="A feature blocks its milestone")
    relates: str = Field("Relates", title="Test-plan tickets and elements")
    verifies: str = Field(
        "Risk Verification", title="An element verifies an element"
    )


class Fields(_Frozen):
    """Custom fields, by name."""

    requirement: str = "Requirement ID"
    document: str = "Requirement Document"
    priority: str = "Requirement Priority"


class Statuses(_Frozen):
    """Statuses, by name."""

    done: str = Field("Done", title="Status of a completed feature")


class CreateKind(_Frozen):
    """What creating one kind of issue needs."""

    fields: Mapping[str, Any] = Field(
        default_factory=dict,
        title="Values of fields that the site requires, by field name",
    )


class CreateConfig(_Frozen):
    """What creating issues needs."""

    milestone: CreateKind = CreateKind()
    feature: CreateKind = CreateKind()


class Sync(_Frozen):
    """How careful a run is."""

    max_loss: float = Field(
        0.2, ge=0, le=1, title="Share that one run may remove"
    )
    lease: bool = Field(
        default=False, title="Take a lease on the site as well"
    )
    lease_minutes: int = Field(15, ge=1, le=240, title="Life of a lease")


class ZephyrConfig(_Frozen):
    """Zephyr Scale: names of what campaigns use."""

    project: str = "LVV"
    folder: str = "/ldmjira"


class ProjectConfig(_Frozen):
    """All of ``ldmjira.toml``; it never holds a secret or an address."""

    projects: Projects = Projects()
    types: Types = Types()
    links: Links = Links()
    fields: Fields = Fields()
    statuses: Statuses = Statuses()
    create: CreateConfig = CreateConfig()
    authority: Mapping[
        Literal["created", "adopted"], Mapping[FieldName, Authority]
    ] = Field(default_factory=dict)
    sync: Sync = Sync()
    zephyr: ZephyrConfig = ZephyrConfig()


def load_project_config(root: Path) -> ProjectConfig:
    """Read ``ldmjira.toml``; none means the defaults.

    Parameters
    ----------
    root
        Folder that holds it.

    Returns
    -------
    ProjectConfig
        What it says.

    Raises
    ------
    ConfigurationError
        If it is no TOML, or says something unknown: every fault is listed.
    """
    path = root / CONFIG_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ProjectConfig()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"Cannot read {path}: {error}") from None
    try:
        return ProjectConfig.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(
            f"{path} is not TOML: {error}",
            hint="Mend the line; https://toml.io tells the syntax.",
        ) from None
    except ValidationError as error:
        faults = "\n".join(f"  {_told(fault)}" for fault in error.errors())
        raise ConfigurationError(
            f"{path} says what cannot be:\n{faults}",
            hint="docs/configuration.md lists every setting.",
        ) from None


def _told(fault: Mapping[str, Any]) -> str:
    """One fault, with the setting that was perhaps meant."""
    where = ".".join(str(part) for part in fault["loc"])
    if fault["type"] != "extra_forbidden":
        return f"{where}: {fault['msg']} (got {fault['input']!r})"
    known = _settings_beside(fault["loc"])
    close = difflib.get_close_matches(str(fault["loc"][-1]), known, n=1)
    if close:
        return f"{where}: unknown setting; did you mean {close[0]}?"
    return f"{where}: unknown setting; there are {', '.join(known)}"


def _settings_beside(loc: Sequence[int | str]) -> list[str]:
    model: Any = ProjectConfig
    for part in loc[:-1]:
        field = model.model_fields.get(part)
        model = field.annotation if field is not None else None
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            return []
    return sorted(model.model_fields)
