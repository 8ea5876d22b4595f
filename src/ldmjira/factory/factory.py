"""Make the service behind each verb, with its adapters.

Adapters and services are imported when they are asked for: a command that
needs no Jira must not pay for the client's import.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from ldmjira.config.places import find_mappings, find_root
from ldmjira.config.project import ProjectConfig, load_project_config
from ldmjira.factory.sites import Sites

if TYPE_CHECKING:
    from ldmjira.adapters.files.mapping_store import FileMappingStore
    from ldmjira.config.site import SiteSettings
    from ldmjira.models.pulled import PulledCampaign
    from ldmjira.models.remote import Site
    from ldmjira.ports.case_book import CaseBook
    from ldmjira.ports.tracker import Tracker
    from ldmjira.services.audit import AuditService
    from ldmjira.services.changes import ChangesService
    from ldmjira.services.check import CheckService
    from ldmjira.services.confirm import ConfirmService
    from ldmjira.services.half_pulls import HalfPulls
    from ldmjira.services.impact import ImpactService
    from ldmjira.services.importing import ImportService
    from ldmjira.services.looking import LookingService
    from ldmjira.services.ready import ReadyService
    from ldmjira.services.results import ResultsService
    from ldmjira.services.suggest import SuggestService
    from ldmjira.services.testplan import PlanService
    from ldmjira.services.why import WhyService
    from ldmjira.services.workspace import Desk, Workspace

__all__ = ["Factory"]

_SEARCH_WAITS: Final = (1.0, 2.0, 4.0)


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
        from ldmjira.adapters.files.cache import MappingCache, default_file
        from ldmjira.adapters.files.mapping_store import FileMappingStore

        return FileMappingStore(
            self.folder,
            may_be_missing=may_be_missing,
            cache=MappingCache(default_file),
        )

    @contextmanager
    def open_workspace(
        self, *, tell: Callable[[str], None] = lambda _line: None
    ) -> Iterator[Workspace]:
        """Wire what a sync works with, for as long as it runs.

        With no site configured, the embedded sandbox runs meanwhile.

        Parameters
        ----------
        tell
            Takes lines about what is going on.

        Yields
        ------
        Workspace
            The ports of this mapping and the site.
        """
        from ldmjira.adapters.files.past import objects_in
        from ldmjira.models.authority import AuthorityTable
        from ldmjira.services.workspace import Workspace

        sites = self.sites
        with self.open_site(tell=tell) as (tracker, book):
            yield Workspace(
                tracker=tracker,
                store=self.create_mapping_store(),
                open_desk=self.open_desk,
                objects_in=objects_in,
                authority=AuthorityTable(
                    {
                        origin: {str(k): one for k, one in fields.items()}
                        for origin, fields in self.config.authority.items()
                    }
                ),
                max_loss=self.config.sync.max_loss,
                lock=lambda: self.lock(tell=tell),
                lease=lambda steal: sites.hold_lease(tracker, steal=steal),
                done_status=self.config.statuses.done,
                search_waits=() if sites.is_embedded else _SEARCH_WAITS,
                book=book,
                book_folder=self.config.zephyr.folder,
                address=self.settings.url or "",
                tell=tell,
            )

    @cached_property
    def sites(self) -> Sites:
        """How the site is reached; one, which knows the lease it holds."""
        return Sites(config=self.config, settings=self.settings)

    @property
    def is_embedded(self) -> bool:
        """Whether no site is configured."""
        return self.sites.is_embedded

    def open_site(
        self, *, tell: Callable[[str], None] = lambda _line: None
    ) -> AbstractContextManager[tuple[Tracker, CaseBook | None]]:
        """Connect to the site, as `Sites.open_site` does."""
        return self.sites.open_site(tell=tell)

    def lock(
        self, *, tell: Callable[[str], None] = lambda _line: None
    ) -> AbstractContextManager[None]:
        """Keep other runs off this mapping, as long as it is held."""
        from ldmjira.adapters.files.locks import mapping_lock

        return mapping_lock(self.root, tell=tell)

    def open_case_book(
        self, *, tell: Callable[[str], None] = lambda _line: None
    ) -> AbstractContextManager[CaseBook]:
        """Connect to the cases alone, as `Sites.open_case_book` does."""
        return self.sites.open_case_book(tell=tell)

    def open_desk(self, site: Site) -> Desk:
        """Give what is kept for a site.

        Parameters
        ----------
        site
            Site that told who it is.

        Returns
        -------
        Desk
            Baselines, history and local state.
        """
        from ldmjira.adapters.files.baseline_store import JsonBaselineStore
        from ldmjira.adapters.files.local_baselines import LocalBaselines
        from ldmjira.adapters.files.local_state import LocalState, site_folder
        from ldmjira.adapters.files.pulled_store import FilePulledStore
        from ldmjira.adapters.git.history import GitHistory, NoHistory
        from ldmjira.services.workspace import Desk

        local = site_folder(self.root, site.identity)
        state = LocalState(local, site=site.identity)
        pulled = FilePulledStore(local)
        if site.is_embedded or not GitHistory.covers(self.folder):
            return Desk(
                LocalBaselines(local), None, NoHistory(), state, pulled
            )
        return Desk(
            JsonBaselineStore(self.folder),
            LocalBaselines(local),
            GitHistory(self.folder),
            state,
            pulled,
        )

    def create_audit_service(self) -> AuditService:
        """Make the service behind ``ldmjira log``."""
        from ldmjira.adapters.files.local_state import all_audits
        from ldmjira.services.audit import AuditService

        return AuditService(lambda: all_audits(self.root))

    def create_import_service(self) -> ImportService:
        """Make the service behind ``ldmjira import``."""
        from ldmjira.adapters.documents.reader import read_document
        from ldmjira.services.importing import ImportService

        store = self.create_mapping_store(may_be_missing=True)
        return ImportService(store, read=read_document)

    def create_check_service(self) -> CheckService:
        """Make the service behind ``ldmjira check``."""
        from ldmjira.services.check import CheckService

        return CheckService(
            self.create_mapping_store(), self._create_half_pulls()
        )

    def _create_half_pulls(self) -> HalfPulls | None:
        if not (self.folder / "baseline").is_dir():
            return None
        from ldmjira.adapters.files.baseline_store import JsonBaselineStore
        from ldmjira.adapters.files.past import objects_in
        from ldmjira.adapters.git.history import GitHistory
        from ldmjira.services.half_pulls import HalfPulls

        if not GitHistory.covers(self.folder):
            return None
        return HalfPulls(
            JsonBaselineStore(self.folder),
            GitHistory(self.folder),
            objects_in,
        )

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

    def create_plan_service(self) -> PlanService:
        """Make the service behind ``ldmjira testplan``."""
        from ldmjira.adapters.git.last_change import last_change
        from ldmjira.services.testplan import PlanService

        return PlanService(
            self.create_mapping_store(),
            pulled=self._find_pulled,
            revision=lambda: last_change(self.folder),
        )

    def create_ready_service(self) -> ReadyService:
        """Make the service behind ``ldmjira ready``."""
        from ldmjira.services.ready import ReadyService

        return ReadyService(self.create_plan_service())

    def create_results_service(self) -> ResultsService:
        """Make the service behind ``ldmjira results``."""
        from ldmjira.services.results import ResultsService

        return ResultsService(
            self.create_mapping_store(),
            pulled=self._find_pulled,
            audit=self._audit_result,
        )

    def _audit_result(
        self, code: str, record: Mapping[str, str | None]
    ) -> None:
        """Put a result that was written into the audit of its site."""
        from ldmjira.adapters.files.local_state import LocalState, site_folder
        from ldmjira.adapters.git.history import GitHistory

        pulled = self._find_pulled(code)
        site = pulled.site if pulled else self.settings.url or "sandbox"
        is_kept = GitHistory.covers(self.folder)
        LocalState(site_folder(self.root, site), site=site).audit(
            [
                {
                    "user": self.settings.user or "",
                    "request": "",
                    "commit": GitHistory(self.folder).head if is_kept else "",
                    **record,
                }
            ]
        )

    def _find_pulled(self, code: str) -> PulledCampaign | None:
        """Campaign of a milestone, as pulled from the site in use."""
        from ldmjira.adapters.files.baseline_store import JsonBaselineStore
        from ldmjira.adapters.files.pulled_store import pulled_campaigns
        from ldmjira.services.testplan import choose_campaign

        found = pulled_campaigns(self.root, code)
        if not found:
            return None
        return choose_campaign(
            found,
            address=self.settings.url or "",
            bound=JsonBaselineStore(self.folder).read_site(),
        )

    def create_looking_service(self) -> LookingService:
        """Make the service behind ``ldmjira list`` and ``ldmjira show``."""
        from ldmjira.services.looking import LookingService

        return LookingService(self.create_mapping_store())
