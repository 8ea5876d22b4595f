"""How the site is reached: its tracker, its book of cases, its lease."""
# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from ldmjira.exceptions import ConfigurationError
from ldmjira.factory.embedded import running_sandbox, sandbox_store

if TYPE_CHECKING:
    from ldmjira.adapters.jira.client import Connection
    from ldmjira.adapters.jira.names import JiraNames
    from ldmjira.adapters.jira.retry import RetryPolicy
    from ldmjira.config.project import ProjectConfig
    from ldmjira.config.site import SiteSettings
    from ldmjira.ports.case_book import CaseBook
    from ldmjira.ports.tracker import Tracker

__all__ = ["Sites"]


class Sites:
    """Connect to the site that the settings name, or to the sandbox.

    Parameters
    ----------
    config
        What ``ldmjira.toml`` says.
    settings
        The site and its secrets.
    """

    def __init__(
        self, *, config: ProjectConfig, settings: SiteSettings
    ) -> None:
        self.config = config
        self.settings = settings
        self._check_lease: Callable[[], None] = lambda: None

    @property
    def is_embedded(self) -> bool:
        """Whether no site is configured."""
        return self.settings.url is None

    @contextmanager
    def open_site(
        self, *, tell: Callable[[str], None] = lambda _line: None
    ) -> Iterator[tuple[Tracker, CaseBook | None]]:
        """Connect to the site; with none configured, start the sandbox.

        The embedded sandbox comes with its own book of cases; what is
        configured for Zephyr Scale never meets it.

        Parameters
        ----------
        tell
            Takes the line that tells of the sandbox.

        Yields
        ------
        tuple of Tracker and CaseBook
            Of the site, until the block ends; no book if none is
            configured.
        """
        from pydantic import SecretStr

        from ldmjira.adapters.jira.client import Connection, connect
        from ldmjira.adapters.jira.tracker import JiraTracker

        settings = self.settings
        if settings.url is not None:
            tracker = JiraTracker(
                connect(
                    self._connection(),
                    policy=_policy(tell),
                    before_write=self._before_write,
                ),
                self._names(),
            )
            with closing(tracker), self._open_book(tell=tell) as book:
                yield tracker, book
            return
        from ldmjira.adapters.jira.embedded import EmbeddedTracker

        store = sandbox_store(settings.sandbox)
        tell(f"No site configured: using the embedded sandbox in {store}")
        with running_sandbox(store) as server:
            connection = Connection(
                url=server.url,
                token=SecretStr(server.token),
                user=server.user,
                auth="basic",
            )
            embedded = EmbeddedTracker(connect(connection), self._names())
            own = self._open_book(server.zephyr_url, server.zephyr_token)
            with closing(embedded), own as book:
                yield embedded, book

    @contextmanager
    def open_case_book(
        self, *, tell: Callable[[str], None] = lambda _line: None
    ) -> Iterator[CaseBook]:
        """Connect to the book of test cases alone.

        Parameters
        ----------
        tell
            Takes the line that tells of the sandbox.

        Yields
        ------
        CaseBook
            Of the site, until the block ends.

        Raises
        ------
        ConfigurationError
            If a site is configured, but no book.
        """
        opened = (
            self.open_site(tell=tell)
            if self.is_embedded
            else self._open_book(tell=tell)
        )
        with opened as found:
            book = found[1] if isinstance(found, tuple) else found
            if book is None:
                raise ConfigurationError(
                    "No token for Zephyr Scale",
                    hint="Set LDMJIRA_ZEPHYR_TOKEN.",
                )
            yield book

    @contextmanager
    def hold_lease(self, tracker: Tracker, *, steal: bool) -> Iterator[None]:
        """Hold the lease of the site, if the configuration wants one.

        Parameters
        ----------
        tracker
            Tracker of the site, whose requests are counted.
        steal
            Whether to take the lease over from another run.

        Yields
        ------
        None
            While it is held.
        """
        if self.is_embedded or not self.config.sync.lease:
            yield
            return
        import os
        import platform
        import uuid
        from datetime import UTC, datetime, timedelta

        from ldmjira.adapters.jira.client import connect
        from ldmjira.adapters.jira.lease import JiraLeaseStore
        from ldmjira.adapters.jira.tracker import JiraTracker
        from ldmjira.services.lease import hold_lease
        from ldmjira.services.watermark import site_time

        transport = connect(self._connection(), counts=tracker.counts)
        with closing(JiraTracker(transport, self._names())) as other:
            site = other.identify()
            # Two machines' clocks differ: the site's is the one that counts.
            ahead = site_time(site, datetime.now(UTC)) - datetime.now(UTC)
            where = f"{platform.node()}, process {os.getpid()}"
            store = JiraLeaseStore(transport, self.config.projects.features)
            with hold_lease(
                store,
                owner=f"{site.account} on {where}",
                new_id=lambda: uuid.uuid4().hex,
                now=lambda: datetime.now(UTC) + ahead,
                life=timedelta(minutes=self.config.sync.lease_minutes),
                steal=steal,
            ) as lease:
                self._check_lease = lease.check
                try:
                    yield
                finally:
                    self._check_lease = lambda: None

    @contextmanager
    def _open_book(
        self,
        url: str | None = None,
        token: str | None = None,
        *,
        tell: Callable[[str], None] = lambda _line: None,
    ) -> Iterator[CaseBook | None]:
        """Make the book of test cases, if there is a token for it."""
        from pydantic import SecretStr

        from ldmjira.adapters.jira.client import is_loopback
        from ldmjira.adapters.zephyr.case_book import ZephyrCaseBook
        from ldmjira.adapters.zephyr.client import DEFAULT_URL, ZephyrClient

        settings = self.settings
        secret = SecretStr(token) if token else settings.zephyr_token
        address = url or settings.zephyr_url
        if address is None and not is_loopback(settings.url or ""):
            # A Jira on this machine is never the one of Zephyr's cloud.
            address = DEFAULT_URL
        if secret is None or address is None:
            yield None
            return
        client = ZephyrClient(
            address,
            secret,
            policy=_policy(tell),
            ca_bundle=settings.ca_bundle,
            before_write=self._before_write,
        )
        project = self.config.zephyr.project
        with closing(ZephyrCaseBook(client, project=project)) as book:
            yield book

    def _before_write(self) -> None:
        """See that the lease is ours still, if there is one."""
        self._check_lease()

    def _connection(self) -> Connection:
        from ldmjira.adapters.jira.client import Connection

        settings = self.settings
        return Connection(
            url=settings.url or "",
            token=settings.require_token(),
            user=settings.user,
            auth=settings.auth,
            ca_bundle=settings.ca_bundle,
        )

    def _names(self) -> JiraNames:
        from ldmjira.adapters.jira.names import JiraNames

        config = self.config
        return JiraNames(
            project=config.projects.features,
            elements_project=config.projects.elements,
            types={
                "milestone": config.types.milestone,
                "feature": config.types.feature,
            },
            blocks=config.links.blocks,
            relates=config.links.relates,
            done=config.statuses.done,
            element_type=config.types.element,
            verifies=config.links.verifies,
            requirement_field=config.fields.requirement,
            document_field=config.fields.document,
            priority_field=config.fields.priority,
            create_fields={
                "milestone": config.create.milestone.fields,
                "feature": config.create.feature.fields,
            },
        )


def _policy(tell: Callable[[str], None]) -> RetryPolicy:
    """Repeat requests, and tell of each wait."""
    from ldmjira.adapters.jira.retry import RetryPolicy

    def on_wait(reason: str, seconds: float) -> None:
        tell(f"Waiting {seconds:.0f} s to ask again: {reason}")

    return RetryPolicy(on_wait=on_wait)
