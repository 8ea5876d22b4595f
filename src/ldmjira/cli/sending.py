"""What `push` and `sync` do alike: decide, show, ask, and write."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from ldmjira.cli.syncing import ask_first, finish, progress, save_plan, warn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ldmjira.cli.options import OutputFormat
    from ldmjira.factory import Factory
    from ldmjira.models.report import SyncReport
    from ldmjira.services.deciding import Plan
    from ldmjira.services.situation import Selection
    from ldmjira.services.workspace import Workspace

__all__ = ["Orders", "send"]


@dataclass(frozen=True)
class Orders:
    """How a run is to go about it.

    Parameters
    ----------
    dry_run
        Whether to show the changes only.
    out
        Where to save the changes in place of writing them.
    yes
        Whether not to ask.
    steal
        Whether to take over the lease of another run.
    allow_creates, allow_loss
        What the guard lets through.
    output_format
        How the result is printed.
    """

    dry_run: bool
    out: Path | None
    yes: bool
    steal: bool
    allow_creates: int
    allow_loss: bool
    output_format: OutputFormat

    @property
    def is_dry(self) -> bool:
        """Whether nothing is written."""
        return self.dry_run or self.out is not None


class _Service(Protocol):
    def decide(self, selection: Selection) -> Plan: ...

    def announcement(self, plan: Plan) -> list[str]: ...

    def preview(
        self, plan: Plan, *, allow_creates: int, allow_loss: bool
    ) -> SyncReport: ...

    def judge(
        self, plan: Plan, *, allow_creates: int, allow_loss: bool
    ) -> None: ...

    def apply(
        self, plan: Plan, *, allow_creates: int, allow_loss: bool
    ) -> SyncReport: ...


def send(
    verb: Literal["push", "sync"],
    factory: Factory,
    service_of: Callable[[Workspace], _Service],
    selection: Selection,
    orders: Orders,
) -> None:
    """Decide about a selection, and write what is due.

    Parameters
    ----------
    verb
        Name of the command.
    factory
        Opens the site.
    service_of
        Makes the service.
    selection
        What the run is about.
    orders
        How it is to go about it.

    Raises
    ------
    LdmJiraError
        If mapping or site cannot be read, or the guard refuses.
    Exit
        With the code that the result calls for.
    """
    creates, loss = orders.allow_creates, orders.allow_loss
    with (
        factory.open_workspace(tell=progress) as workspace,
        workspace.lock(),
        nullcontext() if orders.is_dry else workspace.lease(orders.steal),
    ):
        service = service_of(workspace)
        plan = service.decide(selection)
        save_plan(verb, plan, orders.out)
        report = service.preview(plan, allow_creates=creates, allow_loss=loss)
        if not orders.is_dry:
            service.judge(plan, allow_creates=creates, allow_loss=loss)
            warn(service.announcement(plan))
        if not orders.is_dry and ask_first(
            report,
            orders.output_format,
            yes=orders.yes,
            is_embedded=plan.situation.site.is_embedded,
        ):
            report = service.apply(
                plan, allow_creates=creates, allow_loss=loss
            )
        finish(report, orders.output_format)
