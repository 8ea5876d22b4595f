"""Read of the case book what the campaigns of some milestones concern."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from ldmjira.core.campaign import BookView
from ldmjira.core.campaign.coverage import COVERAGE, pair_of
from ldmjira.core.campaign.words import (
    campaign_cases,
    case_label,
    folder_of,
    is_named_after,
)
from ldmjira.exceptions import ConfigurationError
from ldmjira.models.campaign import (
    RemoteCase,
    RemoteCycle,
    RemoteExecution,
    RemotePlan,
)
from ldmjira.models.keys import current_cycle_key
from ldmjira.models.mapping import Campaign
from ldmjira.models.slots import Slot, Value
from ldmjira.ports.case_book import CaseBook

from .situation import Situation

__all__ = ["CampaignReader", "ReadCampaign"]

_DRAFTS = "drafts."


@dataclass(frozen=True)
class ReadCampaign:
    """One milestone's campaign, with what the book holds of it."""

    code: str
    cases: tuple[str, ...]
    view: BookView


class CampaignReader:
    """Read in bulk, for all milestones of a run.

    Parameters
    ----------
    book
        The case book.
    situation
        What was read of mapping and Jira.
    folder
        Folder of plans and cycles that we make.
    issue_ids
        Id of the issue of each element that Jira shows.
    """

    def __init__(
        self,
        book: CaseBook,
        situation: Situation,
        *,
        folder: str,
        issue_ids: Mapping[str, str],
    ) -> None:
        self._book = book
        self._situation = situation
        self._folder = folder
        self._issue_ids = issue_ids

    def read(
        self, codes: Iterable[str], *, with_results: bool = False
    ) -> list[ReadCampaign]:
        """Read the campaigns of milestones.

        Parameters
        ----------
        codes
            Milestones that have one.
        with_results
            Whether to read the results of steps as well.

        Returns
        -------
        list of ReadCampaign
            In the order of the codes.

        Raises
        ------
        RemoteError
            If the book fails.
        ConfigurationError
            If the book belongs to another Jira.
        """
        chosen = {code: self._campaign(code) for code in codes}
        plans = tuple(self._book.fetch_plans())
        cycles = self._read_cycles(chosen, plans)
        bases = {code: self._base_of(code) for code in chosen}
        wanted = {code: self._cases_of(code) for code in chosen}
        cases = self._read_cases(chosen, wanted, bases)
        self._check_site(cases.values())
        own = {
            code: self._own_cycles(code, campaign, plans, cycles)
            for code, campaign in chosen.items()
        }
        executions = {
            key: tuple(
                self._book.fetch_executions(key, with_steps=with_results)
            )
            for key in sorted({key for some in own.values() for key in some})
        }
        new = self._unexecuted(wanted, own, executions)
        cases = self._with_steps(cases, new)
        found: list[ReadCampaign] = []
        for code, campaign in chosen.items():
            labels = {case_label(code, name) for name in campaign.drafts}
            view = BookView(
                plans=plans,
                cycles=own[code],
                executions={key: executions[key] for key in own[code]},
                cases=cases,
                labelled={
                    label: tuple(
                        case for case in cases.values() if label in case.labels
                    )
                    for label in labels
                },
                issue_ids=self._issue_ids,
                base=bases[code],
            )
            found.append(ReadCampaign(code, wanted[code], view))
        return found

    def _unexecuted(
        self,
        wanted: Mapping[str, tuple[str, ...]],
        own: Mapping[str, Mapping[str, RemoteCycle]],
        executions: Mapping[str, tuple[RemoteExecution, ...]],
    ) -> set[str]:
        """Cases for which an execution may be made: their steps matter."""
        milestones = self._situation.mapping.milestones
        found: set[str] = set()
        for code, keys in wanted.items():
            if milestones[code].completed is None:
                done = {
                    one.case
                    for cycle in own[code]
                    for one in executions[cycle]
                }
                found |= set(keys) - done
        return found

    def _with_steps(
        self, cases: Mapping[str, RemoteCase], keys: Iterable[str]
    ) -> dict[str, RemoteCase]:
        """Cases, some of them with their steps."""
        found = dict(cases)
        missing = {
            key for key in keys if key in found and found[key].steps is None
        }
        if missing:
            for case in self._book.fetch_cases(missing, with_steps=True):
                found[case.key] = case
        return found

    def _campaign(self, code: str) -> Campaign:
        return self._situation.mapping.milestones[code].campaign or Campaign()

    def _cases_of(self, code: str) -> tuple[str, ...]:
        mapping = self._situation.mapping
        feature_cases = {
            name: tuple(feature.cases or ())
            for name, feature in mapping.features.items()
        }
        return campaign_cases(code, mapping.milestones, feature_cases)

    def _base_of(self, code: str) -> dict[Slot, Value]:
        """Values last agreed on, of what a campaign merges."""
        baseline = self._situation.evidence.tree.get(code)
        lines = baseline.lines if baseline is not None else {}
        found: dict[Slot, Value] = {}
        for name, line in lines.items():
            is_ours = name.startswith((f"{COVERAGE}/", _DRAFTS))
            if is_ours and line.is_agreed:
                found[Slot.parse(code, name)] = line.value
        return found

    # -- cycles -----------------------------------------------------------

    def _read_cycles(
        self, chosen: Mapping[str, Campaign], plans: Iterable[RemotePlan]
    ) -> dict[str, RemoteCycle]:
        wanted: set[str] = set()
        folders: set[str] = set()
        for code, campaign in chosen.items():
            linked = {
                key
                for plan in self._plans_of(code, campaign, plans)
                for key in plan.cycles
            }
            wanted |= linked
            wanted |= {current_cycle_key(key) for key in campaign.cycles}
            if not linked and not campaign.cycles:
                folders.add(folder_of(campaign, self._folder))
        cycles = self._book.fetch_cycles(wanted) if wanted else []
        for folder in sorted(folders):
            cycles = [*cycles, *self._book.find_cycles(folder)]
        return {cycle.key: cycle for cycle in cycles}

    @staticmethod
    def _plans_of(
        code: str, campaign: Campaign, plans: Iterable[RemotePlan]
    ) -> list[RemotePlan]:
        return [
            plan
            for plan in plans
            if (
                plan.key == campaign.plan
                if campaign.plan is not None
                else is_named_after(plan.name, code)
            )
        ]

    def _own_cycles(
        self,
        code: str,
        campaign: Campaign,
        plans: Iterable[RemotePlan],
        cycles: Mapping[str, RemoteCycle],
    ) -> dict[str, RemoteCycle]:
        """Cycles that could be those of a campaign."""
        wanted = {current_cycle_key(key) for key in campaign.cycles}
        for plan in self._plans_of(code, campaign, plans):
            wanted.update(plan.cycles)
        folder = folder_of(campaign, self._folder)
        return {
            key: cycle
            for key, cycle in cycles.items()
            if key in wanted
            or (cycle.folder == folder and is_named_after(cycle.name, code))
        }

    # -- cases ------------------------------------------------------------

    def _read_cases(
        self,
        chosen: Mapping[str, Campaign],
        wanted: Mapping[str, tuple[str, ...]],
        bases: Mapping[str, Mapping[Slot, Value]],
    ) -> dict[str, RemoteCase]:
        keys: set[str] = set()
        labels: set[str] = set()
        for code, campaign in chosen.items():
            keys.update(wanted[code], campaign.coverage)
            keys.update(d.key for d in campaign.drafts.values() if d.key)
            keys.update(
                pair_of(slot)[0]
                for slot in bases[code]
                if slot.field == COVERAGE
            )
            labels |= {case_label(code, name) for name in campaign.drafts}
        if labels:
            # Cases cannot be searched: all of them tell their labels.
            found = [
                case
                for case in self._book.fetch_cases()
                if case.key in keys or not labels.isdisjoint(case.labels)
            ]
        else:
            found = self._book.fetch_cases(keys) if keys else []
        return self._with_steps_of_drafts(found, chosen, labels)

    def _with_steps_of_drafts(
        self,
        cases: Iterable[RemoteCase],
        chosen: Mapping[str, Campaign],
        labels: set[str],
    ) -> dict[str, RemoteCase]:
        found = {case.key: case for case in cases}
        named = {
            draft.key
            for campaign in chosen.values()
            for draft in campaign.drafts.values()
        }
        return self._with_steps(
            found,
            [
                key
                for key, case in found.items()
                if key in named or not labels.isdisjoint(case.labels)
            ],
        )

    def _check_site(self, cases: Iterable[RemoteCase]) -> None:
        """Refuse a book whose issues are those of another Jira."""
        identity = self._situation.site.identity
        # A site on loopback is known by its title, and is no one's Jira.
        host = urlsplit(identity).hostname
        for case in cases:
            for link in case.links or ():
                other = urlsplit(link.site).hostname
                if other is None or other == host:
                    continue
                if host is None and _is_loopback(other):
                    continue
                raise ConfigurationError(
                    f"Zephyr Scale's issues are those of {other}, and Jira is "
                    f"{host or identity}: they do not belong together",
                    hint=(
                        "Check LDMJIRA_URL, LDMJIRA_ZEPHYR_URL and "
                        "LDMJIRA_ZEPHYR_TOKEN."
                    ),
                )


def _is_loopback(host: str) -> bool:
    return host in {"localhost", "::1"} or host.startswith("127.")
