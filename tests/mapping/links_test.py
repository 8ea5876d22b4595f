"""The committed mapping: every identifier exists, every link has a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from ldmjira.models.keys import natural_key
from tests.support.tables import Table

Files = dict[str, dict[str, Any]]

RULES = {
    "element-without-case",
    "feature-only-draft-cases",
    "feature-untested",
    "feature-without-requirement",
    "milestone-empty",
    "requirement-without-element",
}


def _read(folder: Path) -> Files:
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.yaml"))
    }


@pytest.fixture(scope="module")
def features(mappings: Path) -> dict[str, dict[str, Any]]:
    """Return the features by code."""
    files = _read(mappings / "features").values()
    return {code: body for file in files for code, body in file.items()}


@pytest.fixture(scope="module")
def milestones(mappings: Path) -> Files:
    """Return the milestones by code."""
    return _read(mappings / "milestones")


@pytest.fixture(scope="module")
def waivers(mappings: Path) -> list[dict[str, str]]:
    """Return the waivers, in file order."""
    text = (mappings / "waivers.yaml").read_text(encoding="utf-8")
    loaded: list[dict[str, str]] = yaml.safe_load(text)
    return loaded


@pytest.fixture(scope="module")
def links(
    features: dict[str, dict[str, Any]], milestones: Files
) -> list[tuple[str, str, dict[str, str]]]:
    """Return owner, requirement and link, of features and milestones."""
    return [
        (owner, requirement, link)
        for objects in (features, milestones)
        for owner, body in objects.items()
        for requirement, link in (body.get("requirements") or {}).items()
    ]


def _cases(objects: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    for body in objects.values():
        yield from body.get("cases") or {}
        yield from (body.get("campaign") or {}).get("cases", ())


def test_all_features_of_the_document_are_there(
    features: dict[str, dict[str, Any]],
) -> None:
    assert len(features) == 73


def test_all_milestones_of_the_document_are_there(milestones: Files) -> None:
    assert len(milestones) == 40


def test_most_features_name_a_requirement(
    features: dict[str, dict[str, Any]],
) -> None:
    without = {
        f for f, body in features.items() if not body.get("requirements")
    }
    assert without == {"DM-DAX-13", "DM-STAFF"}


def test_linked_requirements_exist(
    links: list[tuple[str, str, dict[str, str]]], catalog: Table
) -> None:
    known = {row["id"] for row in catalog("requirements")}
    assert [link for link in links if link[1] not in known] == []


def test_linked_requirements_are_not_descoped(
    links: list[tuple[str, str, dict[str, str]]], catalog: Table
) -> None:
    descoped = {
        row["id"]
        for row in catalog("requirements")
        if row["descoped"] == "yes"
    }
    assert [link for link in links if link[1] in descoped] == []


def test_links_give_a_short_reason(
    links: list[tuple[str, str, dict[str, str]]],
) -> None:
    lengths = [len(link["reason"]) for _, _, link in links]
    assert min(lengths) > 5
    assert max(lengths) < 130


def test_links_from_a_plan_cite_it(
    links: list[tuple[str, str, dict[str, str]]],
) -> None:
    cited = re.compile(r"LVV-P\d+ \(DMTR-\d+\).* ran LVV-T\d+")
    reasons = [
        link["reason"] for _, _, link in links if link["basis"] == "testplan"
    ]
    assert reasons
    assert [reason for reason in reasons if not cited.search(reason)] == []


def test_links_from_a_document_cite_it(
    links: list[tuple[str, str, dict[str, str]]],
) -> None:
    cited = re.compile(r"DMTR-\d+|LSE-61|LDM-732|local\.yaml")
    reasons = [
        link["reason"] for _, _, link in links if link["basis"] == "document"
    ]
    assert reasons
    assert [reason for reason in reasons if not cited.search(reason)] == []


def test_cited_runs_are_in_the_catalogue(
    links: list[tuple[str, str, dict[str, str]]], catalog: Table
) -> None:
    ran = {(row["plan"], row["case"]) for row in catalog("runs")}
    found = [
        match.groups()
        for _, _, link in links
        if (
            match := re.search(r"(LVV-P\d+) .* ran (LVV-T\d+)", link["reason"])
        )
    ]
    assert [pair for pair in found if pair not in ran] == []


def test_named_cases_exist(
    features: dict[str, dict[str, Any]], milestones: Files, catalog: Table
) -> None:
    known = {row["key"] for row in catalog("cases")}
    assert {*_cases(features), *_cases(milestones)} - known == set()


def test_features_name_no_deprecated_case(
    features: dict[str, dict[str, Any]], catalog: Table
) -> None:
    dead = {r["key"] for r in catalog("cases") if r["status"] == "Deprecated"}
    assert set(_cases(features)) & dead == set()


def test_campaigns_are_those_of_the_catalogue(
    milestones: Files, catalog: Table
) -> None:
    plans = {
        row["key"]: (row["document"], row["cycles"].split())
        for row in catalog("plans")
    }
    campaigns = [m["campaign"] for m in milestones.values() if "campaign" in m]
    assert campaigns
    assert [
        campaign
        for campaign in campaigns
        if plans[campaign["plan"]]
        != (campaign["document"], campaign.get("cycles", []))
    ] == []


def test_campaign_holds_every_case_that_its_plan_ran(
    milestones: Files, catalog: Table
) -> None:
    for body in milestones.values():
        if "campaign" not in body:
            continue
        plan, cases = body["campaign"]["plan"], body["campaign"]["cases"]
        ran = {r["case"] for r in catalog("runs") if r["plan"] == plan}
        assert sorted(cases, key=natural_key) == sorted(ran, key=natural_key)


def test_every_milestone_says_what_stands_for_it(
    milestones: Files, waivers: list[dict[str, str]]
) -> None:
    empty = {
        code
        for code, body in milestones.items()
        if not any(
            body.get(part)
            for part in ("features", "requirements", "scope", "campaign")
        )
    }
    waived = {w["object"] for w in waivers if w["rule"] == "milestone-empty"}
    assert empty == waived


def test_milestones_are_those_of_the_project(
    milestones: Files, facts: Table
) -> None:
    rows = [row for row in facts("milestones") if row["kind"] == "milestone"]
    expected = {r["code"]: (r["jira"], r["jira_testplan"]) for r in rows}
    assert expected == {
        code: (body.get("jira") or "", body.get("jira_testplan") or "")
        for code, body in milestones.items()
    }


def test_waivers_are_sorted_by_object(waivers: list[dict[str, str]]) -> None:
    keys = [(natural_key(w["object"]), w["rule"]) for w in waivers]
    assert keys == sorted(keys)


def test_waivers_name_rules_and_objects(
    waivers: list[dict[str, str]],
    features: dict[str, dict[str, Any]],
    milestones: Files,
) -> None:
    known = {*features, *milestones}
    assert [
        waiver
        for waiver in waivers
        if waiver["rule"] not in RULES
        or waiver["object"] not in known
        or waiver["until"] not in {"never", *milestones}
    ] == []


def test_documentation_lists_every_link(
    links: list[tuple[str, str, dict[str, str]]], mappings: Path
) -> None:
    page = (mappings.parent / "docs" / "mapping.md").read_text(
        encoding="utf-8"
    )
    assert [link for link in links if link[1] not in page] == []


def test_documentation_gives_every_reason(
    features: dict[str, dict[str, Any]], mappings: Path
) -> None:
    page = mappings.parent / "docs" / "mapping.md"
    rows = page.read_text(encoding="utf-8").splitlines()
    assert [
        (code, requirement)
        for code, body in features.items()
        for requirement, link in (body.get("requirements") or {}).items()
        if not any(
            f"| `{requirement}` " in row
            and f"| {link['basis']} |" in row
            and row.endswith(f"| {link['reason']} |")
            for row in rows
        )
    ] == []
