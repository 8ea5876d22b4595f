"""Bring results of automatic tests into the campaign of a milestone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from ldmjira.core.campaign.words import campaign_cases
from ldmjira.core.nearest import nearest_codes
from ldmjira.core.results import (
    Matched,
    comment_html,
    decide,
    stamp_of,
)
from ldmjira.core.selection import require_known
from ldmjira.exceptions import (
    AuthenticationError,
    RemoteError,
    UsageError,
)
from ldmjira.models.campaign import (
    Capability,
    ExecutionDraft,
    RemoteExecution,
)
from ldmjira.models.changeset import Direction
from ldmjira.models.keys import current_cycle_key
from ldmjira.models.mapping import Campaign
from ldmjira.models.pulled import PulledCampaign
from ldmjira.models.results import (
    ResultAction,
    ResultsReport,
    ResultUpload,
)
from ldmjira.ports.case_book import CaseBook
from ldmjira.ports.mapping_store import MappingStore

__all__ = ["ResultsService"]

_NEEDED = {
    ResultAction.SET: Capability.EDIT_EXECUTION,
    ResultAction.ADD: Capability.CREATE_EXECUTION,
}
_OWN_FAULT = frozenset({400, 404, 409, 413, 422})
"""Statuses of a refusal that concerns one result alone."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class ResultsService:
    """Write results to executions, each once.

    Parameters
    ----------
    store
        The mapping.
    pulled
        Gives what was pulled of a milestone: the cycles, where the mapping
        does not name them.
    audit
        Is told of each write: the milestone, and a record of it.
    now
        Clock, for files that tell no time.
    """

    def __init__(
        self,
        store: MappingStore,
        *,
        pulled: Callable[[str], PulledCampaign | None] = lambda _code: None,
        audit: Callable[[str, Mapping[str, str | None]], None] = (
            lambda _code, _record: None
        ),
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._store = store
        self._pulled = pulled
        self._audit = audit
        self._now = now

    def campaign(self, code: str) -> Campaign:
        """Campaign of a milestone.

        Parameters
        ----------
        code
            Code of the milestone.

        Returns
        -------
        Campaign
            As the mapping has it.

        Raises
        ------
        UnknownCodeError
            If the mapping lacks the milestone.
        UsageError
            If it has no campaign.
        """
        mapping = self._store.load()
        require_known([code], mapping.milestones)
        campaign = mapping.milestones[code].campaign
        if campaign is None:
            with_one = [
                one for one, m in mapping.milestones.items() if m.campaign
            ]
            near = ", ".join(nearest_codes(code, with_one)) or "none near it"
            raise UsageError(
                f"{code} has no test campaign to put results into",
                hint=(
                    "Write a `campaign:` block in its file and push it; "
                    f"milestones with one: {near}."
                ),
            )
        return campaign

    def decide(
        self,
        code: str,
        matched: Matched,
        book: CaseBook,
        *,
        cycle: str | None = None,
    ) -> ResultsReport:
        """Decide where results go, and write nothing.

        Parameters
        ----------
        code
            Code of the milestone.
        matched
            Results by case.
        book
            The site.
        cycle
            The only cycle to look at; none means all of the campaign.

        Returns
        -------
        ResultsReport
            What would be written.

        Raises
        ------
        UsageError
            If the campaign has no cycle, or not this one.
        RemoteError
            If the site cannot be read.
        """
        campaign = self.campaign(code)
        cycles = self._cycles(code, campaign, book, cycle)
        executions = {
            key: self._executions(book, key)
            for key in (cycles if matched.results else ())
        }
        planned = self._cases(code)
        planned += [one.key for one in campaign.drafts.values() if one.key]
        uploads = decide(
            matched.results,
            cycles=cycles,
            executions=executions,
            planned=planned,
        )
        for one in uploads:
            needed = _NEEDED.get(one.action)
            if needed is not None and needed not in book.capabilities:
                raise UsageError(f"The site does not let us {needed}")
        return ResultsReport(code, uploads, matched.unmatched, is_dry=True)

    def apply(self, report: ResultsReport, book: CaseBook) -> ResultsReport:
        """Write what was decided.

        Parameters
        ----------
        report
            What `decide` gave.
        book
            The site.

        Returns
        -------
        ResultsReport
            With ``problem`` set if the site failed before the end. What
            was written then is found again, and is not written twice. A
            result that the site refuses does not keep back the others.
        """
        done: list[ResultUpload] = []
        problem = ""
        for upload in report.uploads:
            written = upload
            if not problem:
                try:
                    written = self._write(upload, book)
                    self._tell(report.milestone, written)
                except RemoteError as error:
                    if _is_own_fault(error):
                        written = replace(upload, problem=error.message)
                    else:
                        problem = error.message
            done.append(written)
        if not problem:
            done = self._named(done, book)
        return replace(
            report, uploads=tuple(done), is_dry=False, problem=problem
        )

    def _named(
        self, uploads: list[ResultUpload], book: CaseBook
    ) -> list[ResultUpload]:
        """Read back executions that were made, for their keys."""
        made = {one.cycle for one in uploads if one.action is ResultAction.ADD}
        try:
            found = {
                (one.cycle, stamp_of(one.comment)): one.key
                for cycle in sorted(made)
                for one in self._executions(book, cycle)
            }
        except RemoteError:  # it is written; only its key stays unknown
            return uploads
        return [
            replace(
                one,
                execution=found.get(
                    (one.cycle, one.result.fingerprint), one.execution
                ),
            )
            if one.action is ResultAction.ADD
            else one
            for one in uploads
        ]

    def _write(self, upload: ResultUpload, book: CaseBook) -> ResultUpload:
        result = upload.result
        executed = _zulu(result.executed) or _zulu(self._now().isoformat())
        comment = comment_html(result)
        match upload.action:
            case ResultAction.SET:
                book.set_result(
                    upload.execution,
                    status=str(result.status),
                    comment=comment,
                    executed=executed,
                )
                return replace(upload, done=True)
            case ResultAction.ADD:
                key = book.create_execution(
                    ExecutionDraft(
                        case=result.case,
                        cycle=upload.cycle,
                        status=str(result.status),
                        comment=comment,
                        executed=executed,
                    )
                )
                return replace(upload, execution=key, done=True)
            case ResultAction.KEPT | ResultAction.FOREIGN:
                return upload

    def _tell(self, code: str, written: ResultUpload) -> None:
        """Tell the audit of a write, as soon as its answer is in."""
        if not written.done or written.action not in _NEEDED:
            return
        is_new = written.action is ResultAction.ADD
        self._audit(
            code,
            {
                "time": self._now().isoformat(timespec="seconds"),
                "object": code,
                "issue": written.execution,
                "field": f"result/{written.result.case}",
                "before": None if is_new else "Not Executed",
                "after": str(written.result.status),
                "direction": Direction.PUSH.value,
            },
        )

    def _cycles(
        self,
        code: str,
        campaign: Campaign,
        book: CaseBook,
        cycle: str | None,
    ) -> list[str]:
        keys = [current_cycle_key(key) for key in campaign.cycles]
        pulled = self._pulled(code)
        if not keys and pulled is not None:
            keys = [one.key for one in pulled.cycles]
        if not keys and campaign.plan is not None:
            keys = [
                key
                for plan in book.fetch_plans()
                if plan.key == campaign.plan
                for key in plan.cycles
            ]
        if cycle is not None:
            wanted = current_cycle_key(cycle)
            if wanted not in keys:
                known = ", ".join(keys) or "none"
                raise UsageError(
                    f"{cycle} is no cycle of the campaign of {code}",
                    hint=f"Its cycles: {known}.",
                )
            return [wanted]
        if not keys:
            raise UsageError(
                f"The campaign of {code} has no test cycle yet",
                hint=f"Run `ldmjira push {code}`, then `ldmjira pull {code}`.",
            )
        return keys

    def _cases(self, code: str) -> list[str]:
        """Cases of the campaign, as push takes them."""
        mapping = self._store.load()
        cases_of_features = {
            name: tuple(feature.cases or ())
            for name, feature in mapping.features.items()
        }
        return [*campaign_cases(code, mapping.milestones, cases_of_features)]

    def _executions(self, book: CaseBook, cycle: str) -> list[RemoteExecution]:
        return list(book.fetch_executions(cycle))


def _is_own_fault(error: RemoteError) -> bool:
    """Whether the site refused this result, and may take the next."""
    return (
        error.status in _OWN_FAULT
        and not error.ambiguous
        and not isinstance(error, AuthenticationError)
    )


def _zulu(instant: str) -> str:
    """An instant in UTC with seconds; one without a zone is taken as UTC."""
    try:
        parsed = datetime.fromisoformat(instant)
    except ValueError:
        return ""
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=UTC)
    return parsed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
