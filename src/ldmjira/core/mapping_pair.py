"""Milestones, features and waivers of two states, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ldmjira.core.coverage import FeatureState, Reach
from ldmjira.core.wording import plural
from ldmjira.models.catalog import Requirement
from ldmjira.models.domain_change import DomainChange, Effect
from ldmjira.models.keys import natural_key
from ldmjira.models.kinds import Kind
from ldmjira.models.mapping import (
    Feature,
    LinkStatus,
    Milestone,
    RequirementLink,
    VerificationMap,
    Waiver,
)

__all__ = ["MappingPair", "change_of"]

_RANK = {
    FeatureState.UNTESTED: 0,
    FeatureState.PROPOSED: 1,
    FeatureState.PARTLY: 2,
    FeatureState.TESTED: 3,
}


@dataclass(frozen=True)
class MappingPair:
    """Two mappings, and what they say differently."""

    old: VerificationMap
    new: VerificationMap
    then: Reach
    now: Reach

    def changes(self) -> Iterator[DomainChange]:
        """Tell each change of a milestone, feature or waiver."""
        yield from self._milestones()
        yield from self._features()
        yield from self._waivers()

    def _milestones(self) -> Iterator[DomainChange]:
        for code, new in self.new.milestones.items():
            old = self.old.milestones.get(code)
            if old is None:
                words = f"is new: {plural(len(new.features), 'feature')}"
                yield change_of(
                    "milestone added", Kind.MILESTONE, code, new, words
                )
            elif old != new:
                yield from self._milestone(code, old, new)
        for code, old in self.old.milestones.items():
            if code not in self.new.milestones:
                yield change_of(
                    "milestone removed",
                    Kind.MILESTONE,
                    code,
                    old,
                    "was removed",
                    effect=Effect.LOSS,
                )

    def _milestone(
        self, code: str, old: Milestone, new: Milestone
    ) -> Iterator[DomainChange]:
        yield from _facts(Kind.MILESTONE, code, old, new)
        for name in dict.fromkeys([*old.features, *new.features]):
            if name not in old.features:
                words = f"delivers {name} now"
                what = "feature added to a milestone"
                yield change_of(what, Kind.MILESTONE, code, new, words)
            elif name not in new.features:
                words = f"no longer delivers {name}"
                what = "feature taken from a milestone"
                yield change_of(
                    what, Kind.MILESTONE, code, new, words, effect=Effect.LOSS
                )
        yield from _links(
            Kind.MILESTONE, code, new, old.requirements, new.requirements
        )
        yield from _case_links(
            Kind.MILESTONE,
            code,
            new,
            {**old.cases, **_planned(old)},
            {**new.cases, **_planned(new)},
        )
        if old.scope != new.scope:
            what, words = "scope changed", "has another scope"
            yield change_of(what, Kind.MILESTONE, code, new, words)
        if _campaign_text(old) != _campaign_text(new):
            what, words = "campaign changed", "has another campaign"
            yield change_of(what, Kind.MILESTONE, code, new, words)
        if (old.jira, old.jira_testplan) != (new.jira, new.jira_testplan):
            words = "is another issue in Jira"
            what = "milestone bound to another issue"
            yield change_of(what, Kind.MILESTONE, code, new, words)

    def _features(self) -> Iterator[DomainChange]:
        for code, new in self.new.features.items():
            old = self.old.features.get(code)
            state = self.now.feature_state(new)
            if old is None:
                words = f"is new, and {state}"
                yield change_of(
                    "feature added", Kind.FEATURE, code, new, words
                )
                continue
            yield from self._state(code, old, new)
            if old != new:
                yield from _facts(Kind.FEATURE, code, old, new)
                yield from _links(
                    Kind.FEATURE,
                    code,
                    new,
                    old.requirements or {},
                    new.requirements or {},
                )
                yield from _case_links(
                    Kind.FEATURE, code, new, old.cases or {}, new.cases or {}
                )
                if old.notes != new.notes:
                    what, words = "note changed", "has other notes"
                    yield change_of(what, Kind.FEATURE, code, new, words)
                if old.jira != new.jira:
                    words = f"is {new.jira or 'no issue'} in Jira now"
                    what = "feature bound to an issue"
                    yield change_of(what, Kind.FEATURE, code, new, words)
        for code, old in self.old.features.items():
            if code not in self.new.features:
                yield change_of(
                    "feature removed",
                    Kind.FEATURE,
                    code,
                    old,
                    f"was removed; it was {self.then.feature_state(old)}",
                    effect=Effect.LOSS,
                )

    def _state(
        self, code: str, old: Feature, new: Feature
    ) -> Iterator[DomainChange]:
        was = self.then.feature_state(old)
        now = self.now.feature_state(new)
        if was is now:
            return
        gain = _RANK[now] > _RANK[was]
        if now is FeatureState.TESTED:
            what = "feature newly tested"
        elif was is FeatureState.TESTED:
            what = "feature no longer tested"
        elif gain:
            what = f"feature newly {_adverb(now)}"
        else:
            what = f"feature now {_adverb(now)} only"
            if now is FeatureState.UNTESTED:
                what = "feature newly untested"
        effect = Effect.GAIN if gain else Effect.LOSS
        words = f"was {was}, and is {now}"
        yield change_of(what, Kind.FEATURE, code, new, words, effect=effect)

    def _waivers(self) -> Iterator[DomainChange]:
        old = {(w.rule, w.object): w for w in self.old.waivers}
        new = {(w.rule, w.object): w for w in self.new.waivers}
        for key, waiver in new.items():
            if key not in old:
                words = f"accepts a gap: {waiver.rule} ({waiver.reason})"
                yield self._waiver("waiver added", waiver, words)
            elif old[key] != waiver:
                words = f"accepts {waiver.rule} otherwise: {waiver.reason}"
                yield self._waiver("waiver changed", waiver, words)
        for key, waiver in old.items():
            if key not in new:
                words = f"no longer accepts {waiver.rule}"
                yield self._waiver("waiver removed", waiver, words)

    def _waiver(self, what: str, waiver: Waiver, words: str) -> DomainChange:
        is_milestone = (
            waiver.object in self.new.milestones
            or waiver.object in self.old.milestones
        )
        kind = Kind.MILESTONE if is_milestone else Kind.FEATURE
        return DomainChange(what, kind, waiver.object, "", words)


def _adverb(state: FeatureState) -> str:
    if state is FeatureState.PARTLY:
        return "partly tested"
    if state is FeatureState.PROPOSED:
        return "tested by proposal"
    return state.value


def _planned(milestone: Milestone) -> dict[str, None]:
    campaign = milestone.campaign
    return dict.fromkeys(campaign.cases if campaign is not None else ())


def _campaign_text(milestone: Milestone) -> str:
    campaign = milestone.campaign
    if campaign is None:
        return ""
    return campaign.model_dump_json(exclude={"cases"})


def _facts(
    kind: Kind, code: str, old: Milestone | Feature, new: Milestone | Feature
) -> Iterator[DomainChange]:
    if old.title != new.title:
        words = f"was called {old.title}"
        yield change_of("title changed", kind, code, new, words)
    if old.due != new.due:
        words = f"is due {_day(new.due)}; it was due {_day(old.due)}"
        yield change_of("date moved", kind, code, new, words)
    if old.completed != new.completed:
        if new.completed is not None and old.completed is None:
            words = f"was completed on {new.completed}"
            what = f"{kind} completed"
            yield change_of(what, kind, code, new, words, effect=Effect.GAIN)
        else:
            words = (
                f"is complete since {_day(new.completed)}; it was "
                f"{_day(old.completed)}"
            )
            yield change_of("date moved", kind, code, new, words)


def _day(day: object) -> str:
    return str(day) if day is not None else "on no day"


def _links(
    kind: Kind,
    code: str,
    owner: Milestone | Feature,
    old: Mapping[str, RequirementLink],
    new: Mapping[str, RequirementLink],
) -> Iterator[DomainChange]:
    for key in dict.fromkeys([*old, *new]):
        if key not in new:
            words = f"no longer serves {key} ({old[key].status})"
            yield change_of(
                "link removed", kind, code, owner, words, effect=Effect.LOSS
            )
        elif key not in old:
            words = f"serves {key} ({new[key].status}): {new[key].reason}"
            yield change_of(
                f"link {new[key].status}",
                kind,
                code,
                owner,
                words,
                effect=Effect.GAIN,
            )
        elif old[key].status is not new[key].status:
            sure = new[key].status is LinkStatus.CONFIRMED
            words = f"serves {key}, {new[key].status} now"
            what = "link confirmed" if sure else "link put in doubt"
            effect = Effect.GAIN if sure else Effect.LOSS
            yield change_of(what, kind, code, owner, words, effect=effect)
        elif old[key].elements != new[key].elements:
            words = f"serves {key} by other elements"
            yield change_of("link changed", kind, code, owner, words)


def _case_links(
    kind: Kind,
    code: str,
    owner: Milestone | Feature,
    old: Iterable[str],
    new: Iterable[str],
) -> Iterator[DomainChange]:
    before, after = set(old), set(new)
    for key in sorted(after - before, key=natural_key):
        words = f"names {key} now"
        yield change_of(
            "case linked", kind, code, owner, words, effect=Effect.GAIN
        )
    for key in sorted(before - after, key=natural_key):
        words = f"no longer names {key}"
        yield change_of(
            "case unlinked", kind, code, owner, words, effect=Effect.LOSS
        )


def change_of(
    what: str,
    kind: Kind,
    code: str,
    owner: Milestone | Feature | Requirement,
    words: str,
    *,
    effect: Effect = Effect.NEUTRAL,
) -> DomainChange:
    """Make a change of something that has a title."""
    return DomainChange(what, kind, code, owner.title, words, effect)
