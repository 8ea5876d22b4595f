"""Trackers for tests: on a sandbox, without waiting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pydantic import SecretStr

from ldmjira.adapters.jira.client import Connection, connect
from ldmjira.adapters.jira.names import JiraNames
from ldmjira.adapters.jira.retry import RetryPolicy
from ldmjira.adapters.jira.tracker import JiraTracker
from ldmjira.models.remote import (
    IssueDraft,
    IssueEdit,
    LinkDraft,
    Marker,
    RemoteIssue,
)
from tests.support.sandbox import SandboxServer

__all__ = ["FakeTime", "draft_of", "edit_of", "tracker_on"]


class FakeTime:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    def sleep(self, seconds: float) -> None:
        """Note a wait, and let its time pass."""
        self.waits.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        """Return the time."""
        return self.now

    def policy(self, **options: Any) -> RetryPolicy:
        """Return a policy on this clock, without jitter."""
        return RetryPolicy(
            sleep=self.sleep,
            clock=self.clock,
            jitter=lambda low, _high: max(low, 1.0),
            **options,
        )


def tracker_on(
    server: SandboxServer,
    *,
    names: JiraNames | None = None,
    token: str | None = None,
    time: FakeTime | None = None,
    **connection: Any,
) -> JiraTracker:
    """Return a tracker of a sandbox, with the embedded one's way of auth."""
    return JiraTracker(
        connect(
            Connection(
                url=server.url,
                token=SecretStr(token or server.token),
                user=server.user,
                **{"auth": "basic", **connection},
            ),
            policy=(time or FakeTime()).policy(total=timedelta(minutes=3)),
        ),
        names or JiraNames(),
    )


def draft_of(
    code: str = "DM-DAX-9",
    *,
    links: tuple[LinkDraft, ...] = (),
    summary: str | None = None,
    due: str | None = "2026-01-31",
    description: str | None = None,
    labels: tuple[str, ...] | None = None,
) -> IssueDraft:
    """Return a draft of a feature."""
    if labels is None:
        labels = (f"ldmjira-feature-{code}",)
    return IssueDraft(
        kind="feature",
        code=code,
        summary=f"{code}: A feature" if summary is None else summary,
        due=due,
        description=description,
        labels=labels,
        links=links,
        marker=Marker("feature", code),
    )


def edit_of(issue: RemoteIssue, **changes: Any) -> IssueEdit:
    """Return an edit of an issue, its marker kept."""
    marker = issue.marker or Marker("feature", "DM-DAX-9", issue.id)
    return IssueEdit(
        **{
            "key": issue.key,
            "issue_id": issue.id,
            "marker": marker,
            **changes,
        }
    )
