"""What a campaign changes in the verification database: before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from ldmjira.models.catalog import Case, Catalog, Coverage, Run
from ldmjira.models.mapping import DraftCase
from ldmjira.models.test_plan import (
    DocKind,
    EffectRow,
    Gap,
    RequirementFacts,
    ResultFacts,
)

from .judging import EvidenceClass, Judge
from .runs import CampaignRuns
from .texts import Pulled
from .under_test import UnderTest

__all__ = ["contradictions", "effect"]

_AFTER_ALL: Final = "9999-12-31"
_SHOWN: Final = "Verified"


def effect(
    kind: DocKind, under_test: UnderTest, runs: CampaignRuns
) -> tuple[EffectRow, ...]:
    """Classes of what is under test, before the campaign and after.

    Parameters
    ----------
    kind
        A plan tells what would follow if every case passed, a report what
        did follow.
    under_test
        Requirements, elements and cases.
    runs
        The campaign's executions.

    Returns
    -------
    tuple of EffectRow
        Each requirement, followed by its elements.
    """
    catalog = under_test.catalog
    others = [run for run in catalog.runs if not runs.is_ours(run)]
    ours = list(_as_runs(runs.results(), runs.plan))
    if kind is DocKind.REPORT:
        began = min((run.date for run in ours if run.date), default="")
        if began:
            others = [run for run in others if run.date <= began]
        after = replace(catalog, runs=(*others, *ours))
    else:
        after = _if_all_pass(catalog, others, under_test)
    before = replace(catalog, runs=tuple(others))
    return tuple(_rows(under_test.requirements, Judge(before), Judge(after)))


def contradictions(
    requirements: Iterable[RequirementFacts],
    runs: CampaignRuns,
    pulled: Pulled,
) -> Iterator[Gap]:
    """Where workflow status and results do not go together.

    Parameters
    ----------
    requirements
        What is under test.
    runs
        The campaign's executions; all others of the catalogue count too.
    pulled
        Tells issues that executions name.

    Yields
    ------
    Gap
        Object, and what does not fit.
    """
    others = [run for run in runs.catalog.runs if not runs.is_ours(run)]
    ours = _as_runs(runs.results(), runs.plan)
    judge = Judge(replace(runs.catalog, runs=(*others, *ours)))
    seen: set[str] = set()
    for requirement in requirements:
        for element in requirement.elements:
            if element.key in seen:
                continue
            seen.add(element.key)
            words = _clash(element.status, judge.element(element.key))
            if words:
                yield Gap(element.key, words)
    for result in runs.results():
        yield from _result_clash(result, pulled)


def _clash(workflow: str, found: EvidenceClass) -> str:
    passed = found in {EvidenceClass.VERIFIED, EvidenceClass.WITH_DEVIATION}
    if workflow.startswith(_SHOWN) and not passed:
        return f"Jira says {workflow}, but by all its executions it is {found}"
    if workflow in {"Not Covered", "Covered"} and passed:
        return (
            f"by all its executions it is {found}, but Jira still says "
            f"{workflow}"
        )
    if workflow == "Failed" and passed:
        return f"Jira says Failed, but by all its executions it is {found}"
    return ""


def _result_clash(result: ResultFacts, pulled: Pulled) -> Iterator[Gap]:
    if not result.is_pulled:
        return
    known = [
        pulled.issues[key] for key in result.issues if key in pulled.issues
    ]
    deviations = [one for one in known if "deviation" in one.kind.casefold()]
    told = len(known) == len(result.issues)
    if result.status == "Pass w/ Deviation" and told and not deviations:
        yield Gap(
            result.key or result.case,
            "passed with a deviation, but names no issue of that type",
        )
    if result.status == "Pass":
        reports = [
            one.key
            for one in known
            if not one.is_done and one not in deviations
        ]
        if reports:
            yield Gap(
                result.key or result.case,
                f"passed, but {', '.join(reports)} is still open",
            )


def _rows(
    requirements: Iterable[RequirementFacts], before: Judge, after: Judge
) -> Iterator[EffectRow]:
    for one in requirements:
        keys = [element.key for element in one.elements]
        yield EffectRow(
            one.id,
            one.title,
            "",
            str(before.requirement(one.id, keys)),
            str(after.requirement(one.id, keys)),
        )
        for element in one.elements:
            yield EffectRow(
                element.key,
                element.title or element.name,
                element.status,
                str(before.element(element.key)),
                str(after.element(element.key)),
                parent=one.id,
            )


def _as_runs(results: Iterable[ResultFacts], plan: str) -> Iterator[Run]:
    for one in results:
        yield Run(
            case=one.case,
            date=one.date,
            status=one.status,
            plan=plan,
            cycle=one.cycle,
            execution=one.key,
        )


def _if_all_pass(
    catalog: Catalog, others: Iterable[Run], under_test: UnderTest
) -> Catalog:
    """The catalogue after a campaign in which every case passes."""
    drafts = under_test.drafts
    cases = {**catalog.cases, **{k: _case(k, d) for k, d in drafts.items()}}
    covered = tuple(
        Coverage(element, key)
        for key, draft in drafts.items()
        for element in draft.elements
    )
    passed = tuple(
        Run(case=key, date=_AFTER_ALL, status="Pass")
        for key in (*under_test.planned, *drafts)
    )
    return replace(
        catalog,
        cases=cases,
        coverage=(*catalog.coverage, *covered),
        runs=(*others, *passed),
    )


def _case(key: str, draft: DraftCase) -> Case:
    return Case(key, draft.name, status="Draft")
