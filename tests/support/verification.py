"""Small mappings and catalogues, written as tests want to read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ldmjira.core.checks import run_checks
from ldmjira.core.coverage import Mode
from ldmjira.models.catalog import (
    Case,
    Catalog,
    Coverage,
    Cycle,
    Element,
    Plan,
    Requirement,
    Run,
)
from ldmjira.models.findings import Finding
from ldmjira.models.mapping import (
    Feature,
    Milestone,
    Place,
    VerificationMap,
    Waiver,
)

__all__ = [
    "check",
    "make_catalog",
    "make_feature",
    "make_map",
    "make_milestone",
    "rules_of",
]


def make_feature(**values: Any) -> Feature:
    """Make a feature; links may be given as ``{"DMS-REQ-1": "proposed"}``."""
    links = values.get("requirements")
    if links is not None:
        values["requirements"] = {
            key: {"status": link, "reason": "same words"}
            if isinstance(link, str)
            else link
            for key, link in links.items()
        }
    cases = values.get("cases")
    if cases is not None and not isinstance(cases, Mapping):
        values["cases"] = {key: {"reason": "by name"} for key in cases}
    values.setdefault("title", "Alert stream")
    return Feature(**values)


def make_milestone(**values: Any) -> Milestone:
    """Make a milestone; links as for `make_feature`."""
    links = values.get("requirements", {})
    values["requirements"] = {
        key: {"status": link, "reason": "same words"}
        if isinstance(link, str)
        else link
        for key, link in links.items()
    }
    cases = values.get("cases", {})
    if not isinstance(cases, Mapping):
        cases = {key: {"reason": "by name"} for key in cases}
    values["cases"] = cases
    values.setdefault("title", "Release test")
    values.setdefault("section", "3.1")
    return Milestone(**values)


def make_map(
    milestones: Mapping[str, Milestone] | None = None,
    features: Mapping[str, Feature] | None = None,
    waivers: Sequence[Mapping[str, Any]] = (),
) -> VerificationMap:
    """Make a mapping; without milestones one lists every feature."""
    features = features or {}
    if milestones is None:
        one = make_milestone(features=tuple(features))
        milestones = {"LDM-503-01": one}
    places = {
        code: Place(file=f"milestones/{code}.yaml", line=1)
        for code in milestones
    }
    for number, (code, feature) in enumerate(features.items()):
        line = number * 10 + 1
        places[code] = Place(file="features/DM-AP.yaml", line=line)
        for offset, key in enumerate(feature.requirements or {}, start=3):
            places[f"{code}/requirements/{key}"] = Place(
                file="features/DM-AP.yaml", line=line + offset
            )
    return VerificationMap(
        milestones=milestones,
        features=features,
        waivers=tuple(Waiver(**waiver) for waiver in waivers),
        places=places,
    )


def make_catalog(
    chains: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
    *,
    statuses: Mapping[str, str] | None = None,
    verified_in: Mapping[str, Sequence[str]] | None = None,
    requirements: Mapping[str, Mapping[str, Any]] | None = None,
    elements: Mapping[str, Mapping[str, Any]] | None = None,
    runs: Sequence[Run] = (),
    plans: Sequence[str] = (),
    cycles: Sequence[str] = (),
) -> Catalog:
    """Make a catalogue of chains: requirement, elements, their cases.

    Cases are Approved unless ``statuses`` says otherwise; a case that only
    ``statuses`` names covers nothing. The other arguments change columns.
    """
    chains = chains or {}
    statuses = dict(statuses or {})
    for one in chains.values():
        for cases in one.values():
            for case in cases:
                statuses.setdefault(case, "Approved")
    return Catalog(
        requirements={
            key: Requirement(
                id=key,
                **{
                    "title": f"Title of {key}",
                    "specification": "LSE-61",
                    **(requirements or {}).get(key, {}),
                },
            )
            for key in chains
        },
        elements={
            element: Element(
                key=element,
                **{
                    "name": f"{key}-V-{number:02}",
                    "title": f"Title of {element}",
                    "requirement": key,
                    "verified_in": tuple((verified_in or {}).get(element, ())),
                    **(elements or {}).get(element, {}),
                },
            )
            for key, one in chains.items()
            for number, element in enumerate(one, start=1)
        },
        cases={
            key: Case(key=key, name=f"Name of {key}", status=status)
            for key, status in statuses.items()
        },
        coverage=tuple(
            Coverage(element=element, case=case)
            for one in chains.values()
            for element, cases in one.items()
            for case in cases
        ),
        runs=tuple(runs),
        plans={key: Plan(key=key, name=f"Name of {key}") for key in plans},
        cycles={key: Cycle(key=key, name=f"Name of {key}") for key in cycles},
    )


def check(
    mapping: VerificationMap,
    catalog: Catalog,
    *codes: str,
    mode: Mode = Mode.PLAN,
) -> tuple[Finding, ...]:
    """Findings of a check."""
    return run_checks(mapping, catalog, mode=mode, codes=codes).findings


def rules_of(findings: Sequence[Finding]) -> set[tuple[str, str, str]]:
    """Rule, object and severity of each finding."""
    return {(f.rule, f.object, f.severity.value) for f in findings}
