"""Check whether a campaign can begin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from ldmjira.core.coverage import FeatureState
from ldmjira.core.wording import plural
from ldmjira.models.prose import words_of
from ldmjira.models.readiness import Readiness, ReadyCheck, ReadyState
from ldmjira.models.test_plan import Criterion, Passage, PlanFacts

__all__ = ["readiness"]

_APPROVED: Final = frozenset({"Approved"})
_PLAN_DONE: Final = frozenset({"Approved", "Completed", "Done"})
_FEATURE_RULES: Final = frozenset(
    {"feature-untested", "feature-without-requirement"}
)


def readiness(facts: PlanFacts, *, today: dt.date) -> Readiness:
    """Check whether the campaign of a milestone can begin.

    Parameters
    ----------
    facts
        What the test plan tells.
    today
        The day to judge dates by.

    Returns
    -------
    Readiness
        Every check, whether it holds or not.
    """
    head = facts.head
    checks = (
        _features(facts),
        _cases(facts),
        _steps(facts),
        _owners(facts),
        _environment(facts.environment),
        _entry(facts.entry, facts.entry_missing),
        _exit(facts.exit, facts.exit_missing),
        _plan(facts, today),
        _contradictions(facts),
    )
    return Readiness(head.milestone, head.title, head.due, head.pulled, checks)


def _check(
    name: str,
    title: str,
    words: str,
    *,
    open_: Sequence[str] = (),
    unknown: Sequence[str] = (),
) -> ReadyCheck:
    state = ReadyState.DONE
    if open_:
        state = ReadyState.OPEN
    elif unknown:
        state = ReadyState.UNKNOWN
    return ReadyCheck(name, title, state, words, (*open_, *unknown))


def _features(facts: PlanFacts) -> ReadyCheck:
    title = "Features mapped"
    if not facts.features:
        number = len(facts.requirements)
        words = (
            f"no features in LDM-564; {plural(number, 'requirement')} "
            "under test"
        )
        missing = () if number else ("nothing is known to be under test",)
        return _check("features", title, words, open_=missing)
    waived = {
        one.object for one in facts.waivers if one.rule in _FEATURE_RULES
    }
    open_ = [
        f"{one.code} {one.gap}"
        for one in facts.features
        if one.state != FeatureState.TESTED and one.code not in waived
    ]
    total = len(facts.features)
    tested = sum(one.state == FeatureState.TESTED for one in facts.features)
    words = f"{tested} of {total} tested by confirmed links"
    excused = sum(one.code in waived for one in facts.features)
    if excused:
        words += f", {excused} waived"
    return _check("features", title, words, open_=open_)


def _cases(facts: PlanFacts) -> ReadyCheck:
    cases = [one for one in facts.cases if one.origin in {"campaign", "draft"}]
    approved = [one for one in cases if one.status in _APPROVED]
    open_ = [
        f"{one.key} is {one.status}"
        for one in cases
        if one.status and one.status not in _APPROVED
    ]
    open_ += [f"{key} is not shown by the site" for key in facts.vanished]
    unknown = [
        f"{one.key} is of unknown status" for one in cases if not one.status
    ]
    if not cases:
        open_ = ["the mapping names no test case for the campaign", *open_]
    words = f"{len(approved)} of {len(cases)} approved"
    return _check(
        "cases", "Test cases approved", words, open_=open_, unknown=unknown
    )


def _steps(facts: PlanFacts) -> ReadyCheck:
    cases = [one for one in facts.cases if one.origin in {"campaign", "draft"}]
    without = [one for one in cases if one.steps is None]
    open_ = [
        f"{one.key} has no steps"
        for one in without
        if not one.steps_missing.startswith("not pulled")
    ]
    unknown = [
        one.steps_missing
        for one in without
        if one.steps_missing.startswith("not pulled")
    ]
    words = f"{len(cases) - len(without)} of {len(cases)} with steps"
    return _check(
        "steps", "Steps written", words, open_=open_, unknown=unknown
    )


def _owners(facts: PlanFacts) -> ReadyCheck:
    named = [one for one in facts.duties if one.is_named]
    rest = [one for one in facts.duties if not one.is_named]
    open_ = [f"{one.role}: nobody is named" for one in rest if not one.person]
    unknown = [f"{one.role}: {one.person}" for one in rest if one.person]
    words = f"{len(named)} of {len(facts.duties)} set"
    return _check("owners", "Owners set", words, open_=open_, unknown=unknown)


def _environment(text: Passage) -> ReadyCheck:
    if text.blocks:
        return _check("environment", "Environment named", "named")
    if text.missing:
        return _check(
            "environment",
            "Environment named",
            "not known",
            unknown=(text.missing,),
        )
    return _check(
        "environment",
        "Environment named",
        "not named",
        open_=("neither the plan nor the mapping names an environment",),
    )


def _entry(criteria: Sequence[Criterion], missing: str) -> ReadyCheck:
    title = "Entry criteria ticked"
    ticked = sum(one.is_met is True for one in criteria)
    open_ = [
        f"not ticked: {words_of(one.text).strip()}"
        for one in criteria
        if one.is_met is not True
    ]
    words = f"{ticked} of {len(criteria)} ticked"
    if not criteria and not missing:
        return _check(
            "entry", title, "none stated", open_=("no entry criteria stated",)
        )
    return _check("entry", title, words, open_=open_, unknown=_told(missing))


def _exit(criteria: Sequence[Criterion], missing: str) -> ReadyCheck:
    title = "Exit criteria stated"
    if not criteria and not missing:
        return _check(
            "exit", title, "none stated", open_=("no exit criteria stated",)
        )
    words = f"{len(criteria)} stated"
    return _check("exit", title, words, unknown=_told(missing))


def _told(missing: str) -> tuple[str, ...]:
    return (missing,) if missing else ()


def _plan(facts: PlanFacts, today: dt.date) -> ReadyCheck:
    head = facts.head
    title = "Test plan in time"
    due = dt.date.fromisoformat(head.plan_due) if head.plan_due else None
    when = f"due {head.plan_due}" if due else "no due date"
    if head.plan and head.plan_status in _PLAN_DONE:
        return _check("plan", title, f"{head.plan} {head.plan_status}, {when}")
    state = (
        f"{head.plan} is {head.plan_status or 'of unknown status'}"
        if head.plan
        else "there is no test plan yet"
    )
    if due is None:
        return _check("plan", title, when, open_=(f"{state}; {when}",))
    left = (due - today).days
    if left >= 0:
        return _check(
            "plan", title, f"{state}; {when}, in {plural(left, 'day')}"
        )
    late = f"{state}; it was {when}, {plural(-left, 'day')} ago"
    return _check("plan", title, "late", open_=(late,))


def _contradictions(facts: PlanFacts) -> ReadyCheck:
    found = [f"{one.object}: {one.words}" for one in facts.contradictions]
    words = plural(len(found), "contradiction") if found else "none"
    return _check("contradictions", "Contradictions", words, open_=found)
