"""Who is hurt if something goes: compare the joins with and without it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from ldmjira.core.coverage import Mode, Reach
from ldmjira.core.selection import (
    kind_of,
    known_objects,
    require_known,
    title_of,
)
from ldmjira.core.wording import plural
from ldmjira.models.catalog import Catalog
from ldmjira.models.keys import natural_key
from ldmjira.models.kinds import Kind
from ldmjira.models.mapping import Feature, Milestone, VerificationMap

__all__ = ["Effect", "Impact", "find_impact"]

T = TypeVar("T")


@dataclass(frozen=True)
class Effect:
    """What happens to one object when another one goes.

    Parameters
    ----------
    kind, object, title
        What it happens to.
    before, after
        Its state in words: with the other object, and without.
    left
        What it still has, in words.
    """

    kind: Kind
    object: str
    title: str
    before: str
    after: str
    left: str = ""

    @property
    def is_hurt(self) -> bool:
        """Whether the object loses anything that counts."""
        return self.before != self.after


@dataclass(frozen=True)
class Impact:
    """All that hangs on one object."""

    kind: Kind
    object: str
    title: str
    effects: tuple[Effect, ...]

    @property
    def hurt(self) -> tuple[Effect, ...]:
        """Effects that change a state."""
        return tuple(effect for effect in self.effects if effect.is_hurt)


def find_impact(
    code: str,
    mapping: VerificationMap,
    catalog: Catalog,
    *,
    mode: Mode = Mode.PLAN,
) -> Impact:
    """Find who is hurt if an object goes.

    Parameters
    ----------
    code
        A case, element, requirement, feature or milestone.
    mapping, catalog
        Both sides.
    mode
        What counts as live.

    Returns
    -------
    Impact
        Everything that leads to the object, with its state before and
        after; from the nearest to the farthest.

    Raises
    ------
    UnknownCodeError
        If neither side knows the object.
    """
    require_known([code], known_objects(mapping, catalog))
    kind = kind_of(code, mapping, catalog)
    if kind is None:  # a key of a relation alone, which require_known refuses
        raise AssertionError(code)
    lesser_map, lesser_catalog = _without(code, kind, mapping, catalog)
    sides = _Sides(
        code,
        mapping,
        lesser_map,
        Reach(catalog, mode=mode),
        Reach(lesser_catalog, mode=mode),
    )
    return Impact(
        kind=kind,
        object=code,
        title=title_of(code, mapping, catalog),
        effects=tuple(sides.effects()),
    )


def _without(
    code: str, kind: Kind, mapping: VerificationMap, catalog: Catalog
) -> tuple[VerificationMap, Catalog]:
    match kind:
        case Kind.CASE:
            lesser = replace(
                catalog,
                cases=_less(catalog.cases, {code}),
                coverage=tuple(c for c in catalog.coverage if c.case != code),
            )
            return mapping, lesser
        case Kind.ELEMENT:
            return mapping, _without_elements(catalog, {code})
        case Kind.REQUIREMENT:
            gone = set(catalog.elements_of.get(code, ()))
            lesser = _without_elements(catalog, gone)
            left = _less(catalog.requirements, {code})
            return mapping, replace(lesser, requirements=left)
        case Kind.FEATURE:
            features = _less(mapping.features, {code})
            milestones = {
                name: milestone.model_copy(
                    update={
                        "features": tuple(
                            f for f in milestone.features if f != code
                        )
                    }
                )
                for name, milestone in mapping.milestones.items()
            }
            return _mapping(mapping, milestones, features), catalog
        case Kind.MILESTONE:
            milestones = _less(mapping.milestones, {code})
            return _mapping(mapping, milestones, mapping.features), catalog
        case _:
            return mapping, catalog


def _mapping(
    mapping: VerificationMap,
    milestones: Mapping[str, Milestone],
    features: Mapping[str, Feature],
) -> VerificationMap:
    # Nothing new enters, so nothing needs to be validated again.
    return VerificationMap.model_construct(
        milestones=milestones,
        features=features,
        waivers=mapping.waivers,
        places=mapping.places,
    )


def _without_elements(catalog: Catalog, gone: set[str]) -> Catalog:
    return replace(
        catalog,
        elements=_less(catalog.elements, gone),
        coverage=tuple(c for c in catalog.coverage if c.element not in gone),
    )


def _less(table: Mapping[str, T], gone: set[str]) -> dict[str, T]:
    return {key: value for key, value in table.items() if key not in gone}


_GONE = "gone"
_LIVE = {True: "has a live case", False: "has no live case"}


@dataclass(frozen=True)
class _Sides:
    """Both worlds: with the object, and without it."""

    code: str
    mapping: VerificationMap
    lesser_map: VerificationMap
    before: Reach
    after: Reach

    def effects(self) -> Iterator[Effect]:
        elements = self._elements()
        requirements = self._requirements(elements)
        for key in elements:
            if key != self.code:
                yield self._element(key)
        for key in sorted(requirements, key=natural_key):
            if key != self.code:
                yield self._requirement(key)
        features = self._features(requirements)
        for code in features:
            if code != self.code:
                yield self._feature(code)
        yield from self._milestones(set(features), requirements)

    def _elements(self) -> list[str]:
        catalog = self.before.catalog
        own = set(catalog.elements_of.get(self.code, ()))
        return [
            key
            for key in catalog.elements
            if key in own
            or self.code in self.before.element_closure(key)
            or self.code in self.before.element_cases(key)
        ]

    def _requirements(self, elements: list[str]) -> set[str]:
        catalog = self.before.catalog
        found = {catalog.elements[key].requirement for key in elements}
        if self.code in catalog.requirements:
            found.add(self.code)
        return found

    def _features(self, requirements: set[str]) -> list[str]:
        listed = self.mapping.milestones.get(self.code)
        names = set(listed.features) if listed is not None else set()
        return [
            code
            for code, feature in self.mapping.features.items()
            if code in names
            or code == self.code
            or self.code in (feature.cases or {})
            or not requirements.isdisjoint(feature.requirements or {})
        ]

    def _element(self, key: str) -> Effect:
        known = self.before.catalog.elements[key]
        before = _LIVE[self.before.element_covered(key)]
        if key in self.after.catalog.elements:
            after = _LIVE[self.after.element_covered(key)]
        else:
            after = _GONE
        number = sum(map(self.after.counts, self.after.element_cases(key)))
        left = f"{plural(number, 'live case')} left"
        title = known.title or known.name
        return Effect(Kind.ELEMENT, key, title, before, after, left)

    def _requirement(self, key: str) -> Effect:
        known = self.before.catalog.requirements.get(key)
        before = _LIVE[self.before.requirement_covered(key)]
        if key in self.after.catalog.requirements:
            after = _LIVE[self.after.requirement_covered(key)]
        else:
            after = _GONE
        number = len(self.after.requirement_elements(key))
        left = f"{plural(number, 'verification element')} left"
        title = known.title if known is not None else ""
        return Effect(Kind.REQUIREMENT, key, title, before, after, left)

    def _feature(self, code: str) -> Effect:
        feature = self.mapping.features[code]
        before = self.before.feature_state(feature).value
        after = self.after.feature_state(feature).value
        if code not in self.lesser_map.features:
            after = _GONE
        left = ""
        if self.code in self.mapping.milestones:
            others = self.lesser_map.milestones_of.get(code, ())
            left = f"{plural(len(others), 'milestone')} left"
            if not others:
                after = "in no milestone"
        return Effect(Kind.FEATURE, code, feature.title, before, after, left)

    def _milestones(
        self, features: set[str], requirements: set[str]
    ) -> Iterator[Effect]:
        for code, milestone in self.mapping.milestones.items():
            if not self._concerns(milestone, features, requirements):
                continue
            if code == self.code:
                continue
            before = self.before.milestone_state(
                milestone, self.mapping.features
            )
            lesser = self.lesser_map.milestones[code]
            after = self.after.milestone_state(
                lesser, self.lesser_map.features
            )
            left = ""
            if self.code in milestone.features:
                left = f"{plural(len(lesser.features), 'feature')} left"
            yield Effect(
                Kind.MILESTONE,
                code,
                milestone.title,
                before.value,
                after.value,
                left,
            )

    def _concerns(
        self,
        milestone: Milestone,
        features: set[str],
        requirements: set[str],
    ) -> bool:
        campaign = milestone.campaign
        named = campaign is not None and (
            self.code in campaign.cases
            or self.code in campaign.cycles
            or self.code == campaign.plan
        )
        return (
            named
            or self.code in milestone.cases
            or not features.isdisjoint(milestone.features)
            or not requirements.isdisjoint(milestone.requirements)
            or not requirements.isdisjoint(
                self.before.scope_requirements(milestone)
            )
        )
