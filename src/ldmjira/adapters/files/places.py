"""Where things stand, without making a place for each of a million."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ldmjira.models.mapping import Place

__all__ = ["Places"]


class Places(Mapping[str, Place]):
    """Places by path; each is made when it is asked for.

    The first name of a path tells the file: that of a milestone or feature,
    or ``waivers``.
    """

    def __init__(self) -> None:
        self._parts: dict[str, tuple[str, Mapping[str, int]]] = {}

    def add(self, part: str, *, file: str, lines: Mapping[str, int]) -> None:
        """Add what stands below one name.

        Parameters
        ----------
        part
            First name of the paths.
        file
            Name of the file.
        lines
            Line of each path; there may be others among them.
        """
        self._parts.setdefault(part, (file, lines))

    def __getitem__(self, path: str) -> Place:
        file, lines = self._parts[path.partition("/")[0]]
        return Place(file, lines[path])

    def __iter__(self) -> Iterator[str]:
        files = {id(lines): lines for _, lines in self._parts.values()}
        for lines in files.values():
            for path in lines:
                owner = self._parts.get(path.partition("/")[0])
                if owner is not None and owner[1] is lines:
                    yield path

    def __len__(self) -> int:
        return sum(1 for _ in self)
