"""Candidates for links: rank with core, show a patch, write on request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ldmjira.core.nearest import did_you_mean, nearest_codes
from ldmjira.core.selection import require_known
from ldmjira.core.suggest import Suggester, Suggestion, edits_of, pick
from ldmjira.exceptions import UsageError
from ldmjira.models.edits import Edit
from ldmjira.ports.mapping_store import MappingStore

__all__ = ["FileChange", "SuggestService", "SuggestedPatch"]


@dataclass(frozen=True)
class FileChange:
    """One file before and after the patch."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class SuggestedPatch:
    """Candidates, and the patch that would write the picked ones."""

    suggestions: tuple[Suggestion, ...]
    edits: tuple[Edit, ...]
    changes: tuple[FileChange, ...]


class SuggestService:
    """Suggest links for features, offline.

    Parameters
    ----------
    store
        Where mapping and catalogue are kept.
    read
        Gives the text of a file of the mapping, to show a patch.
    """

    def __init__(
        self, store: MappingStore, *, read: Callable[[str], str]
    ) -> None:
        self._store = store
        self._read = read

    def suggest(
        self,
        codes: Sequence[str],
        *,
        limit: int = 10,
        picked: Sequence[str] = (),
    ) -> SuggestedPatch:
        """Rank candidates, and make the patch of the picked ones.

        Parameters
        ----------
        codes
            Features.
        limit
            How many candidates of each kind to give.
        picked
            Requirements and cases that the patch is to hold; none means the
            few best requirements.

        Returns
        -------
        SuggestedPatch
            Nothing is written.

        Raises
        ------
        UnknownCodeError
            If a feature does not exist.
        UsageError
            If something is picked that is no candidate.
        """
        mapping = self._store.load()
        require_known(codes, mapping.features)
        suggester = Suggester(self._store.load_catalog())
        # What is picked may stand below the limit.
        wide = None if picked else limit
        found = [
            pick(
                suggester.suggest(code, mapping.features[code], limit=wide),
                picked,
            )
            for code in dict.fromkeys(codes)
        ]
        _require_candidates(picked, found)
        edits = edits_of(found, mapping)
        after = self._store.preview(edits)
        return SuggestedPatch(
            suggestions=tuple(one.shortened(limit) for one in found),
            edits=tuple(edits),
            changes=tuple(
                FileChange(name, self._read(name), text)
                for name, text in after.items()
            ),
        )

    def accept(self, patch: SuggestedPatch) -> list[str]:
        """Write the patch that was shown.

        Parameters
        ----------
        patch
            Result of `suggest`.

        Returns
        -------
        list of str
            Files that changed, relative to the mapping's folder.
        """
        return self._store.apply(patch.edits)


def _require_candidates(
    picked: Sequence[str], suggestions: Sequence[Suggestion]
) -> None:
    known = [c.key for one in suggestions for c in one.candidates]
    linked = [key for one in suggestions for key in one.linked]
    for key in picked:
        if key not in known:
            if key in linked:
                raise UsageError(
                    f"{key} is linked already",
                    hint="`ldmjira confirm` turns a proposal into a link.",
                )
            near = did_you_mean(nearest_codes(key, known))
            raise UsageError(
                f"{key} is not among the candidates{near}",
                hint="Write a link that no title suggests by hand.",
            )
