"""What the last pull brought of one milestone's campaign."""

from __future__ import annotations

from dataclasses import dataclass, field

from .campaign import RemoteCase, RemoteCycle, RemoteExecution, RemotePlan

__all__ = ["Person", "PulledCampaign", "PulledIssue"]


@dataclass(frozen=True)
class Person:
    """A person, as the site names them."""

    account: str
    name: str


@dataclass(frozen=True)
class PulledIssue:
    """An issue that cases cover or executions name.

    ``kind`` is the issue type as the site calls it: Verification, Bug,
    Deviation.
    """

    id: str
    key: str
    kind: str = ""
    title: str = ""
    status: str = ""
    is_done: bool = False


@dataclass(frozen=True)
class PulledCampaign:
    """Plan, cycles, executions and cases of one milestone, with all texts.

    Kept outside version control, since it names people and holds long
    texts. Texts are HTML, as Zephyr Scale keeps them; people are account
    ids, with their names in ``people``.

    Parameters
    ----------
    milestone
        Code of the milestone.
    site
        Identity of the site (`~ldmjira.models.remote.Site`).
    pulled
        Instant of the pull, ISO 8601 in UTC. A pull that brings nothing
        new leaves it as it was, so that nothing made from it changes.
    is_embedded
        Whether the site is the embedded sandbox.
    address
        Address under which the site was asked; empty for the embedded one.
    plan
        The test plan; ``None`` if there is none yet.
    cycles
        Cycles of the plan, in the mapping's order.
    executions
        Of all cycles, by cycle and then in key order, with step results.
    cases
        Cases of the campaign, in the mapping's order, with their steps;
        after them those that steps call.
    people
        Everyone whose account id stands anywhere above.
    issues
        Issues that coverage links and executions name.
    missing
        Keys that the mapping names and the site did not show.
    """

    milestone: str
    site: str
    pulled: str
    is_embedded: bool = False
    address: str = ""
    plan: RemotePlan | None = None
    cycles: tuple[RemoteCycle, ...] = ()
    executions: tuple[RemoteExecution, ...] = ()
    cases: tuple[RemoteCase, ...] = ()
    people: tuple[Person, ...] = ()
    issues: tuple[PulledIssue, ...] = ()
    missing: tuple[str, ...] = field(default=())
