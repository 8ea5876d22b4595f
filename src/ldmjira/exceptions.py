"""Errors that a person can act on.

Each carries values, not only prose, and says what to do next in ``hint``.
Anything that is not an `LdmJiraError` is a bug and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = [
    "ApplyRefusedError",
    "AuthenticationError",
    "ConfigurationError",
    "DocumentError",
    "GuardError",
    "LdmJiraError",
    "LeaseLostError",
    "MappingError",
    "Problem",
    "RemoteError",
    "SiteMismatchError",
    "UnknownCodeError",
    "UsageError",
]


class LdmJiraError(Exception):
    """Something that the user can put right.

    Parameters
    ----------
    message
        Who is wrong, and where.
    hint
        What to do next; the class has a general one.
    """

    hint: str = ""
    exit_code: int = 2

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if hint is not None:
            self.hint = hint


class UsageError(LdmJiraError):
    """The command was called in a way that makes no sense."""


class ConfigurationError(LdmJiraError):
    """A setting is missing, or says something that cannot be."""

    hint = "See docs/configuration.md, or run `ldmjira --help`."


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of one file, with the place where it stands."""

    file: str
    line: int
    message: str
    value: str = ""

    def __str__(self) -> str:
        shown = f" (got {self.value})" if self.value else ""
        return f"{self.file}:{self.line}: {self.message}{shown}"


class MappingError(LdmJiraError):
    """Files of the mapping cannot be read; every problem is listed.

    Parameters
    ----------
    message
        Summary line.
    problems
        Every fault found, of every file.
    """

    hint = "Mend the lines above; `ldmjira schema` helps an editor to do so."

    def __init__(
        self,
        message: str,
        problems: Sequence[Problem] = (),
        *,
        hint: str | None = None,
    ) -> None:
        self.problems = tuple(sorted(problems))
        lines = [message, *(f"  {problem}" for problem in self.problems)]
        super().__init__("\n".join(lines), hint=hint)


class UnknownCodeError(MappingError):
    """A milestone, feature or other object that the mapping lacks.

    Parameters
    ----------
    code
        The code that is not known.
    nearest
        Codes that are known and look like it.
    others
        Further unknown codes, with the nearest ones of each.
    """

    hint = "Run `ldmjira list --all` to see what there is."

    def __init__(
        self,
        code: str,
        *,
        nearest: Sequence[str] = (),
        others: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        lines = []
        for name, near in {code: nearest, **(others or {})}.items():
            known = f"; did you mean {', '.join(near)}?" if near else ""
            lines.append(f"Nothing in the mapping is called {name}{known}")
        super().__init__("\n".join(lines))
        self.code = code
        self.nearest = tuple(nearest)


class DocumentError(LdmJiraError):
    """The document is not one that the importer can read."""

    hint = "Give the text of LDM-564: its Markdown form or its LaTeX list."


class SiteMismatchError(LdmJiraError):
    """The mapping's keys belong to another site than the one in use."""

    hint = "Point at the right site, or accept the new one with --rebind."


class GuardError(LdmJiraError):
    """The changeset would undo too much."""

    hint = "If this is what you want, repeat the command with --allow-loss."


class ApplyRefusedError(LdmJiraError):
    """Something moved since the changeset was saved."""

    hint = "Make a new changeset with --out, and read it before applying."


class RemoteError(LdmJiraError):
    """Jira or Zephyr Scale failed, or refused.

    Parameters
    ----------
    message
        What we were doing, and what the other side said.
    status
        HTTP status, if there was an answer.
    fields
        Faults by field name, as the other side tells them.
    ambiguous
        Whether a write may have been applied all the same.
    is_about_one
        Whether it concerns one issue alone, whatever its status.
    """

    hint = "Try again later; nothing is written twice."
    exit_code = 3

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        fields: dict[str, str] | None = None,
        ambiguous: bool = False,
        is_about_one: bool = False,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.is_about_one = is_about_one
        self.fields = dict(fields or {})
        self.ambiguous = ambiguous


class AuthenticationError(RemoteError):
    """The site does not know us, or does not let us: the run ends."""

    hint = (
        "Check LDMJIRA_USER and LDMJIRA_TOKEN; a Cloud token expires after a "
        "year, and a scoped token needs the gateway address."
    )


class LeaseLostError(AuthenticationError):
    """Another run took over the lease of the site: this one ends."""

    hint = "Run the command again when the other run has ended."
