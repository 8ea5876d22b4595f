"""Objects of the mapping and the catalogue, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import PurePosixPath
from typing import Any

from ldmjira.core.coverage import Reach
from ldmjira.core.looking import View
from ldmjira.models.mapping import (
    CaseLink,
    Feature,
    Milestone,
    RequirementLink,
)

from .showing_text import view_to_text

__all__ = ["view_to_json", "view_to_text"]

Record = dict[str, Any]


def view_to_json(view: View, *, folder: str = "") -> str:
    """Give objects to a program.

    Parameters
    ----------
    view
        What is to be shown.
    folder
        Name of the mapping's folder, to be put before its files' names.

    Returns
    -------
    str
        One JSON object. Without codes it holds all milestones and features
        in the document's order; with codes it holds those objects under
        the name of their kind, and says more of each.
    """
    writer = _Writer(view, folder)
    report = writer.chosen() if view.codes else writer.everything()
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


class _Writer:
    def __init__(self, view: View, folder: str) -> None:
        self._folder = PurePosixPath(folder)
        self._mapping = view.mapping
        self._catalog = view.catalog
        self._codes = view.codes
        self._reach = Reach(view.catalog)

    def everything(self) -> Record:
        return {
            "milestones": [
                self._milestone(code) for code in self._mapping.milestones
            ],
            "features": [
                self._feature(code) for code in self._mapping.features
            ],
        }

    def chosen(self) -> Record:
        mapping, catalog = self._mapping, self._catalog
        codes = self._codes
        return {
            "milestones": [
                self._milestone(code) | self._more_of_milestone(code)
                for code in mapping.milestones
                if code in codes
            ],
            "features": [
                self._feature(code) | self._more_of_feature(code)
                for code in mapping.features
                if code in codes
            ],
            "requirements": [
                asdict(catalog.requirements[code])
                | {
                    "elements": list(catalog.elements_of.get(code, ())),
                    "cases": list(self._reach.requirement_cases(code)),
                    "tested": self._reach.requirement_covered(code),
                    "links": self._links_to(code),
                }
                for code in codes
                if code in catalog.requirements
            ],
            "elements": [
                asdict(catalog.elements[code])
                | {
                    "cases": list(catalog.cases_of.get(code, ())),
                    "tested": self._reach.element_covered(code),
                }
                for code in codes
                if code in catalog.elements
            ],
            "cases": [
                asdict(catalog.cases[code])
                | {
                    "elements": list(catalog.covered_by.get(code, ())),
                    "links": self._links_to(code),
                    "runs": [
                        asdict(run) for run in catalog.runs_of.get(code, ())
                    ],
                }
                for code in codes
                if code in catalog.cases
            ],
            "plans": [
                asdict(catalog.plans[code])
                for code in codes
                if code in catalog.plans
            ],
            "cycles": [
                asdict(catalog.cycles[code])
                for code in codes
                if code in catalog.cycles
            ],
        }

    def _milestone(self, code: str) -> Record:
        milestone = self._mapping.milestones[code]
        return {
            "code": code,
            "title": milestone.title,
            "section": milestone.section,
            "due": _date(milestone.due),
            "completed": _date(milestone.completed),
            "features": list(milestone.features),
        }

    def _feature(self, code: str) -> Record:
        feature = self._mapping.features[code]
        return {
            "code": code,
            "title": feature.title,
            "due": _date(feature.due),
            "completed": _date(feature.completed),
            "milestones": list(self._mapping.milestones_of[code]),
            "requirements": _requirements(feature.requirements),
            "cases": _cases(feature.cases),
        }

    def _more_of_milestone(self, code: str) -> Record:
        milestone = self._mapping.milestones[code]
        features = self._mapping.features
        return {
            "requirements": _requirements(milestone.requirements),
            "cases": _cases(milestone.cases),
            "scope": _dumped(milestone.scope),
            "campaign": _dumped(milestone.campaign),
            "jira_testplan": milestone.jira_testplan,
            **self._common(code, milestone),
            "state": self._reach.milestone_state(milestone, features).value,
        }

    def _more_of_feature(self, code: str) -> Record:
        feature = self._mapping.features[code]
        return {
            "notes": feature.notes,
            **self._common(code, feature),
            "state": self._reach.feature_state(feature).value,
        }

    def _common(self, code: str, item: Milestone | Feature) -> Record:
        place = self._mapping.place_of(code)
        return {
            "jira": item.jira,
            "source": item.source,
            "file": str(self._folder / place.file),
            "line": place.line,
        }

    def _links_to(self, code: str) -> list[Record]:
        """Features and milestones that name a requirement or a case."""
        found: list[Record] = []
        named: list[tuple[str, Milestone | Feature]] = [
            *self._mapping.milestones.items(),
            *self._mapping.features.items(),
        ]
        for owner, item in named:
            link = (item.requirements or {}).get(code)
            test = (item.cases or {}).get(code)
            if link is not None:
                status = link.status.value
                found.append(_link(owner, status, link.reason))
            elif test is not None:
                found.append(_link(owner, None, test.reason))
            elif isinstance(item, Milestone) and _has_in_campaign(item, code):
                found.append(_link(owner, None, "in its campaign"))
        return found


def _has_in_campaign(milestone: Milestone, code: str) -> bool:
    campaign = milestone.campaign
    return campaign is not None and code in campaign.cases


def _link(owner: str, status: str | None, reason: str) -> Record:
    return {"object": owner, "status": status, "reason": reason}


def _requirements(
    links: Mapping[str, RequirementLink] | None,
) -> list[Record]:
    return [
        {"id": name, "status": link.status.value, "reason": link.reason}
        for name, link in (links or {}).items()
    ]


def _cases(links: Mapping[str, CaseLink] | None) -> list[Record]:
    return [
        {"key": name, "reason": link.reason}
        for name, link in (links or {}).items()
    ]


def _dumped(model: Any) -> Record | None:
    if model is None:
        return None
    dumped: Record = model.model_dump(mode="json", exclude_none=True)
    return dumped


def _date(value: object) -> str | None:
    return None if value is None else str(value)
