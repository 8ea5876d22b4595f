"""The answers of Zephyr Scale, so far as we read them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ldmjira.exceptions import RemoteError

__all__ = [
    "CaseAnswer",
    "CreatedAnswer",
    "CycleAnswer",
    "ExecutionAnswer",
    "FolderAnswer",
    "LinksAnswer",
    "OptionAnswer",
    "PlanAnswer",
    "ProjectAnswer",
    "ResultStepAnswer",
    "StepAnswer",
    "VersionAnswer",
    "read_as",
    "text_fields",
]

M = TypeVar("M", bound=BaseModel)

_CASE_ADDRESS: Final = re.compile(
    r"/testcases/([^/]+-T[0-9]+)(?:/versions/([0-9]+))?/?$"
)


class _Answer(BaseModel):
    """Strict in what we use, indifferent to the rest."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Ref(_Answer):
    """Something that is told by id alone."""

    id: int
    self: str = ""


class CaseRef(_Answer):
    """The case of an execution, told by id and address."""

    id: int | None = None
    self: str = ""

    @property
    def key(self) -> str:
        """Key, from the address."""
        found = _CASE_ADDRESS.search(self.self)
        return found[1] if found else ""

    @property
    def version(self) -> str:
        """Version, from the address."""
        found = _CASE_ADDRESS.search(self.self)
        return (found[2] or "") if found else ""


class User(_Answer):
    """A person, by account."""

    accountId: str | None = None  # noqa: N815


class IssueLink(_Answer):
    """A link to an issue."""

    id: int | None = None
    issueId: int  # noqa: N815
    target: str = ""


class CycleLink(_Answer):
    """A plan's link to a cycle."""

    id: int | None = None
    testCycleId: int  # noqa: N815


class LinksAnswer(_Answer):
    """Links of a case, a cycle, an execution."""

    issues: tuple[IssueLink, ...] | None = None


class PlanLinks(_Answer):
    """Links of a plan."""

    testCycles: tuple[CycleLink, ...] = ()  # noqa: N815


class CaseAnswer(_Answer):
    """A test case."""

    id: int
    key: str
    name: str
    status: Ref
    priority: Ref | None = None
    folder: Ref | None = None
    owner: User | None = None
    objective: str | None = None
    precondition: str | None = None
    labels: tuple[str, ...] = ()
    customFields: dict[str, Any] | None = None  # noqa: N815
    links: LinksAnswer | None = None


class PlanAnswer(_Answer):
    """A test plan."""

    id: int
    key: str
    name: str
    status: Ref
    folder: Ref | None = None
    owner: User | None = None
    objective: str | None = None
    customFields: dict[str, Any] | None = None  # noqa: N815
    links: PlanLinks = PlanLinks()


class CycleAnswer(_Answer):
    """A test cycle."""

    id: int
    key: str
    name: str
    status: Ref
    folder: Ref | None = None
    owner: User | None = None
    description: str | None = None
    plannedStartDate: str | None = None  # noqa: N815
    plannedEndDate: str | None = None  # noqa: N815
    customFields: dict[str, Any] | None = None  # noqa: N815


class ExecutionAnswer(_Answer):
    """A test execution."""

    id: int
    key: str = ""
    testCase: CaseRef  # noqa: N815
    testExecutionStatus: Ref  # noqa: N815
    environment: Ref | None = None
    actualEndDate: str | None = None  # noqa: N815
    executedById: str | None = None  # noqa: N815
    assignedToId: str | None = None  # noqa: N815
    comment: str | None = None
    links: LinksAnswer | None = None


class InlineStep(_Answer):
    """A step written out."""

    description: str | None = None
    testData: str | None = None  # noqa: N815
    expectedResult: str | None = None  # noqa: N815
    customFields: dict[str, Any] | None = None  # noqa: N815


class CalledCase(_Answer):
    """The case that a step calls."""

    testCaseKey: str = ""  # noqa: N815


class StepAnswer(_Answer):
    """One step of a case."""

    inline: InlineStep | None = None
    testCase: CalledCase | None = None  # noqa: N815


class ResultInline(_Answer):
    """One step of an execution, written out."""

    actualResult: str | None = None  # noqa: N815
    status: Ref | None = None


class ResultStepAnswer(_Answer):
    """One step of an execution."""

    inline: ResultInline | None = None


class OptionAnswer(_Answer):
    """A status, a priority or an environment."""

    id: int
    name: str


class FolderAnswer(_Answer):
    """A folder."""

    id: int
    name: str
    parentId: int | None = None  # noqa: N815
    folderType: str  # noqa: N815


class ProjectAnswer(_Answer):
    """A project."""

    id: int
    key: str


class VersionAnswer(_Answer):
    """One version of a case."""

    self: str = ""


class CreatedAnswer(_Answer):
    """What a create tells."""

    id: int | None = Field(None)
    key: str = ""
    self: str = ""


def read_as(model: type[M], value: Any, doing: str) -> M:
    """Read an answer, or say that it is not what was expected.

    Parameters
    ----------
    model
        What it should be.
    value
        JSON.
    doing
        What we were doing, for the message.

    Returns
    -------
    BaseModel
        The answer.

    Raises
    ------
    RemoteError
        If it is something else.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the answer"
        raise RemoteError(
            f"Zephyr Scale: Cannot {doing}: the answer is not what its "
            f"document says ({where}: {first['msg']})",
            hint="Check that LDMJIRA_ZEPHYR_URL is that of Zephyr Scale v2.",
        ) from None


def text_fields(fields: Mapping[str, Any] | None) -> dict[str, str]:
    """Custom fields that say something, as texts, by name."""
    found: dict[str, str] = {}
    for name, value in sorted((fields or {}).items()):
        if value is None or value == "":
            continue
        if isinstance(value, bool):
            found[name] = "true" if value else "false"
        elif isinstance(value, list):
            found[name] = ", ".join(map(str, value))
        else:
            found[name] = str(value)
    return found
