"""Gaps: milestones and features that no live test case reaches."""

from __future__ import annotations

from collections.abc import Iterator

from ldmjira.core.checks.context import CheckContext
from ldmjira.core.coverage import (
    CaseGrade,
    FeatureState,
    Mode,
    case_grade,
)
from ldmjira.core.wording import (
    case_words,
    feature_gap,
    grades_of,
    listed,
    plural,
    requirement_gap,
)
from ldmjira.models.findings import Finding, Rule, Severity
from ldmjira.models.mapping import Campaign, Feature, LinkStatus

__all__ = ["RULES", "find"]

MILESTONE_EMPTY = Rule(
    id="milestone-empty",
    severity=Severity.ERROR,
    summary="A milestone names nothing that could be tested.",
    why=(
        "The milestone has neither features nor requirements nor cases, no "
        "scope over the catalogue and no campaign. Nothing can be said of "
        "its verification, and that must not look like success."
    ),
    fix=(
        "Name its features or requirements, give it a `scope` or a "
        "`campaign`; if nobody knows any, say so in a waiver."
    ),
)
MILESTONE_UNTESTED = Rule(
    id="milestone-untested",
    severity=Severity.WARNING,
    baseline=Severity.ERROR,
    summary="A milestone without features reaches no live test case.",
    why=(
        "The milestone has no features; what it names itself (requirements, "
        "a scope, cases, a campaign) leads to no case that counts."
    ),
    fix="Name a live case, or requirements that have one.",
)
FEATURE_UNTESTED = Rule(
    id="feature-untested",
    severity=Severity.ERROR,
    summary="No live test case reaches a feature.",
    why=(
        "A feature is tested when it names a live case, or when its "
        "requirements have one through their verification elements. Here "
        "neither is so; the message tells where the chain ends."
    ),
    fix=(
        "Link a requirement that has a live case, or name a case under "
        "`cases:`. `ldmjira suggest FEATURE` ranks candidates. A feature "
        "that needs no test says so in a waiver."
    ),
)
FEATURE_ONLY_DRAFT = Rule(
    id="feature-only-draft-cases",
    severity=Severity.NOTE,
    baseline=Severity.ERROR,
    summary="Only Draft test cases reach a feature.",
    why=(
        "A Draft case may be empty still. While work is planned that is "
        "enough (`--mode plan`), for a baseline it is not."
    ),
    fix="Have one of the cases defined and approved in Zephyr Scale.",
)
FEATURE_PARTLY = Rule(
    id="feature-partly-tested",
    severity=Severity.WARNING,
    baseline=Severity.ERROR,
    summary="Some confirmed requirements of a feature have no live case.",
    why=(
        "A feature is tested only when each of its confirmed requirements "
        "is; the message names those that are not."
    ),
    fix="Have a case written for each requirement that the message names.",
)
FEATURE_BY_PROPOSAL = Rule(
    id="feature-by-proposal",
    severity=Severity.WARNING,
    baseline=Severity.ERROR,
    summary="Only proposed links make a feature look tested.",
    why=(
        "A proposed link is a guess, made from titles, that nobody has "
        "agreed to. What rests on guesses alone is counted apart."
    ),
    fix=(
        "Read the proposals (`ldmjira why FEATURE`); accept the right ones "
        "with `ldmjira confirm FEATURE [REQUIREMENT...]`, remove the others."
    ),
)
FEATURE_WITHOUT_REQUIREMENT = Rule(
    id="feature-without-requirement",
    severity=Severity.WARNING,
    summary="A feature serves no requirement.",
    why=(
        "Without a requirement nobody can say what the feature has to do, "
        "nor when it does it; a test case alone does not tell."
    ),
    fix=(
        "Link the requirement that the feature serves. If it has none of "
        "its own (a staffing checkpoint, a tool that was retired), write a "
        "waiver with `until: never` and the reason."
    ),
)
RULES = (
    MILESTONE_EMPTY,
    MILESTONE_UNTESTED,
    FEATURE_UNTESTED,
    FEATURE_ONLY_DRAFT,
    FEATURE_PARTLY,
    FEATURE_BY_PROPOSAL,
    FEATURE_WITHOUT_REQUIREMENT,
)


def find(context: CheckContext) -> Iterator[Finding]:
    """Find the gaps.

    Parameters
    ----------
    context
        What to look at.

    Yields
    ------
    Finding
        In no particular order.
    """
    for code in context.milestones:
        yield from _milestone(context, code)
    for code in context.features:
        yield from _feature(context, code)


def _milestone(context: CheckContext, code: str) -> Iterator[Finding]:
    milestone = context.mapping.milestones[code]
    if milestone.features:
        return
    own = context.reach.own_state(milestone)
    has_campaign = _names_something(milestone.campaign)
    if own is None and not has_campaign and milestone.scope is None:
        yield context.finding(
            MILESTONE_EMPTY,
            code,
            f"{code} ({milestone.title}) has neither feature, requirement, "
            "case, scope nor campaign: nothing says how it is verified",
            "Name features or requirements, a scope or a campaign; or add "
            f"a waiver: rule milestone-empty, object {code}, with the reason",
            code,
            "features",
        )
    elif own in {None, FeatureState.UNTESTED}:
        yield context.finding(
            MILESTONE_UNTESTED,
            code,
            f"{code} ({milestone.title}) has no features, and what it names "
            "itself reaches no test case that counts",
            "Name live cases in its campaign, or requirements that have one",
            code,
            "features",
        )


def _names_something(campaign: Campaign | None) -> bool:
    """Whether a campaign is more than words about one to come."""
    return campaign is not None and bool(
        campaign.plan
        or campaign.document
        or campaign.cycles
        or campaign.cases
        or campaign.drafts
    )


def _feature(context: CheckContext, code: str) -> Iterator[Finding]:
    feature = context.mapping.features[code]
    state = context.states[code]
    if not feature.requirements:
        yield _without_requirement(context, code, feature)
    match state:
        case FeatureState.UNTESTED:
            yield _untested(context, code, feature)
        case FeatureState.PARTLY:
            yield _partly(context, code, feature)
        case FeatureState.PROPOSED:
            yield _by_proposal(context, code, feature)
        case FeatureState.TESTED:
            pass
    if context.mode is Mode.PLAN and state is not FeatureState.UNTESTED:
        yield from _only_drafts(context, code, feature)


def _without_requirement(
    context: CheckContext, code: str, feature: Feature
) -> Finding:
    return context.finding(
        FEATURE_WITHOUT_REQUIREMENT,
        code,
        f"{code} ({feature.title}) serves no requirement",
        f"See `ldmjira suggest {code}`, and link one under requirements:; if "
        "it has none of its own, add a waiver with until: never",
    )


def _untested(context: CheckContext, code: str, feature: Feature) -> Finding:
    reached = _reached(context, feature)
    alive = grades_of(reached, context.reach) - {
        CaseGrade.DEAD,
        CaseGrade.MISSING,
    }
    if alive == {CaseGrade.DRAFT}:
        return _drafts(context, code, feature, reached)
    return context.finding(
        FEATURE_UNTESTED,
        code,
        f"No live test case reaches {code} ({feature.title}): "
        f"{feature_gap(feature, context.reach)}",
        f"Link a requirement or a case that tests it (`ldmjira suggest "
        f"{code}` ranks candidates), or have the missing case written",
    )


def _drafts(
    context: CheckContext,
    code: str,
    feature: Feature,
    reached: tuple[str, ...],
) -> Finding:
    drafts = [
        case_words(case, context.reach)
        for case in reached
        if case_grade(case, context.catalog) is CaseGrade.DRAFT
    ]
    return context.finding(
        FEATURE_ONLY_DRAFT,
        code,
        f"Only Draft cases reach {code} ({feature.title}): {listed(drafts)}",
        "Have one of them defined and approved, then pull the catalogue",
    )


def _only_drafts(
    context: CheckContext, code: str, feature: Feature
) -> Iterator[Finding]:
    reach = context.reach
    if any(map(reach.is_firm, feature.cases or ())) or any(
        reach.requirement_is_firm(requirement, link)
        for requirement, link in (feature.requirements or {}).items()
    ):
        return
    counting = [c for c in _reached(context, feature) if reach.counts(c)]
    yield _drafts(context, code, feature, tuple(counting))


def _partly(context: CheckContext, code: str, feature: Feature) -> Finding:
    links = feature.requirements or {}
    sure = {
        requirement: link
        for requirement, link in links.items()
        if link.status is LinkStatus.CONFIRMED
    }
    gaps = [
        requirement_gap(requirement, link, context.reach)
        for requirement, link in sure.items()
        if not context.reach.requirement_covered(requirement, link)
    ]
    return context.finding(
        FEATURE_PARTLY,
        code,
        f"{len(gaps)} of {plural(len(sure), 'confirmed requirement')} of "
        f"{code} ({feature.title}) reach no live test case: {listed(gaps)}",
        "Have a test case written for each, or correct the links",
    )


def _by_proposal(
    context: CheckContext, code: str, feature: Feature
) -> Finding:
    links = feature.requirements or {}
    carrying = [
        requirement
        for requirement, link in links.items()
        if link.status is LinkStatus.PROPOSED
        and context.reach.requirement_covered(requirement, link)
    ]
    return context.finding(
        FEATURE_BY_PROPOSAL,
        code,
        f"Only proposed links make {code} ({feature.title}) look tested: "
        f"{listed(carrying)}",
        f"Read them (`ldmjira why {code}`) and accept the right ones: "
        f"`ldmjira confirm {code} [REQUIREMENT...]`",
    )


def _reached(context: CheckContext, feature: Feature) -> tuple[str, ...]:
    found = dict.fromkeys(feature.cases or {})
    for requirement, link in (feature.requirements or {}).items():
        found.update(
            dict.fromkeys(context.reach.requirement_cases(requirement, link))
        )
    return tuple(found)
