"""The one place that chooses adapters and wires them to services.

Adapters and services are imported when they are asked for: a command that
needs no Jira must not pay for the client's import.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from ldmjira.config.project import (
    ProjectConfig,
    find_root,
    load_project_config,
)

if TYPE_CHECKING:
    from ldmjira.adapters.files.mapping_store import FileMappingStore
    from ldmjira.config.site import SiteSettings
    from ldmjira.services.changes import ChangesService
    from ldmjira.services.check import CheckService
    from ldmjira.services.confirm import ConfirmService
    from ldmjira.services.impact import ImpactService
    from ldmjira.services.importing import ImportService
    from ldmjira.services.looking import LookingService
    from ldmjira.services.suggest import SuggestService
    from ldmjira.services.why import WhyService

__all__ = ["DEFAULT_FOLDER", "Factory", "find_mappings"]

DEFAULT_FOLDER: Final = "mappings"


def find_mappings(start: Path) -> Path:
    """Folder of the mapping when the user names none.

    Parameters
    ----------
    start
        Folder that the command runs in.

    Returns
    -------
    Path
        ``mappings`` in that folder or one above it, within the repository;
        where there is none, the one that would stand here.
    """
    for folder in (start, *start.parents):
        if (folder / DEFAULT_FOLDER).is_dir():
            return folder / DEFAULT_FOLDER
        if (folder / ".git").exists():
            break
    return start / DEFAULT_FOLDER


class Factory:
    """Make services with their adapters.

    Parameters
    ----------
    folder
        Folder of the mapping.
    root
        Folder of ``ldmjira.toml`` and ``.ldmjira/``.
    config
        What ``ldmjira.toml`` says.
    settings
        The site and its secrets; read from the environment when first
        needed, since most commands need no site.
    """

    def __init__(
        self,
        *,
        folder: Path,
        root: Path,
        config: ProjectConfig,
        settings: SiteSettings | None = None,
    ) -> None:
        self.folder = folder
        self.root = root
        self.config = config
        self._settings = settings

    @classmethod
    def for_folder(cls, mappings: Path | None = None) -> Self:
        """Make the factory of a command.

        Parameters
        ----------
        mappings
            Folder that the user named, if any.

        Returns
        -------
        Factory
            For that folder, else for the nearest ``mappings``.

        Raises
        ------
        ConfigurationError
            If ``ldmjira.toml`` cannot be read.
        """
        folder = mappings or find_mappings(Path.cwd())
        root = find_root(folder)
        return cls(folder=folder, root=root, config=load_project_config(root))

    @property
    def settings(self) -> SiteSettings:
        """The site and its secrets."""
        if self._settings is None:
            from ldmjira.config.site import SiteSettings

            self._settings = SiteSettings.from_environment()
        return self._settings

    def create_mapping_store(
        self, *, may_be_missing: bool = False
    ) -> FileMappingStore:
        """Make the store of the mapping's files.

        Parameters
        ----------
        may_be_missing
            Whether a missing folder counts as an empty mapping.
        """
        from ldmjira.adapters.files.mapping_store import FileMappingStore

        return FileMappingStore(self.folder, may_be_missing=may_be_missing)

    def create_import_service(self) -> ImportService:
        """Make the service behind ``ldmjira import``."""
        from ldmjira.adapters.documents.reader import read_document
        from ldmjira.services.importing import ImportService

        store = self.create_mapping_store(may_be_missing=True)
        return ImportService(store, read=read_document)

    def create_check_service(self) -> CheckService:
        """Make the service behind ``ldmjira check``."""
        from ldmjira.services.check import CheckService

        return CheckService(self.create_mapping_store())

    def create_why_service(self) -> WhyService:
        """Make the service behind ``ldmjira why``."""
        from ldmjira.services.why import WhyService

        return WhyService(self.create_mapping_store())

    def create_impact_service(self) -> ImpactService:
        """Make the service behind ``ldmjira impact``."""
        from ldmjira.services.impact import ImpactService

        return ImpactService(self.create_mapping_store())

    def create_confirm_service(self) -> ConfirmService:
        """Make the service behind ``ldmjira confirm``."""
        from ldmjira.services.confirm import ConfirmService

        return ConfirmService(self.create_mapping_store())

    def create_suggest_service(self) -> SuggestService:
        """Make the service behind ``ldmjira suggest``."""
        from ldmjira.services.suggest import SuggestService

        def read(name: str) -> str:
            return (self.folder / name).read_text(encoding="utf-8")

        return SuggestService(self.create_mapping_store(), read=read)

    def create_changes_service(self) -> ChangesService:
        """Make the service behind ``ldmjira changes``."""
        from ldmjira.adapters.files.mapping_store import FileMappingStore
        from ldmjira.adapters.git.tree import GitMappingRevisions
        from ldmjira.services.changes import ChangesService

        revisions = GitMappingRevisions(self.folder, FileMappingStore)
        return ChangesService(revisions)

    def create_looking_service(self) -> LookingService:
        """Make the service behind ``ldmjira list`` and ``ldmjira show``."""
        from ldmjira.services.looking import LookingService

        return LookingService(self.create_mapping_store())
