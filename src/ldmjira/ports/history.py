"""What version control knows of the mapping's files."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

__all__ = ["History", "Version"]


@dataclass(frozen=True, slots=True)
class Version:
    """Content of a file at a commit; ``None`` where there is none."""

    commit: str
    text: str | None


class History(Protocol):
    """Commits of the mapping; file names are relative to its folder."""

    @property
    def is_kept(self) -> bool:
        """Whether the mapping is under version control at all."""

    @property
    def is_shallow(self) -> bool:
        """Whether commits are missing, so that ancestry is unknown."""

    @property
    def head(self) -> str:
        """Commit that is checked out; empty if there is none."""

    def changed_files(self) -> frozenset[str]:
        """Files whose bytes are not those of HEAD, new ones included."""

    def at_head(self, file: str) -> str | None:
        """Content of a file at HEAD."""

    def at_commit(self, file: str) -> str | None:
        """Content of a file in the commit that is being made, or at HEAD."""

    def versions(self, file: str) -> tuple[Version, ...]:
        """Content of a file at each commit that changed it, newest first.

        All branches that HEAD has merged are followed.
        """

    def is_known(self, commit: str) -> bool:
        """Whether a commit is HEAD or an ancestor of it."""

    def descends(self, commit: str, ancestor: str) -> bool:
        """Whether one known commit comes after another."""

    def stage(self, files: Collection[str]) -> None:
        """Put files into the index, to be committed together."""
