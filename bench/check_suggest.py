"""Measure how good the suggestions are, on Rubin's public data.

Run ``python bench/check_suggest.py [FOLDER]``, where FOLDER holds
``vcd/coverage.csv`` and ``milestone_testplans.csv``; by default the
committed catalogue is used for the first figure.

1. For each requirement of the coverage table: is a case that covers it
   among the first k cases, ranked by the requirement's title alone? Pairs
   whose case name repeats the requirement's title are left out.
2. For each milestone with evidence (a test report that names requirements):
   are those requirements among the first ten of one of its features?
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from pathlib import Path

from ldmjira.adapters.files.mapping_store import FileMappingStore
from ldmjira.core.ranking import Index, Question
from ldmjira.core.suggest import Suggester
from ldmjira.models.catalog import Catalog
from ldmjira.models.mapping import VerificationMap

ROOT = Path(__file__).resolve().parent.parent
TOPS = (1, 5, 10)


def plain(text: str) -> str:
    """A title without what cannot tell two titles apart."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def pairs(folder: Path | None, catalog: Catalog) -> set[tuple[str, str]]:
    """Requirement and case of each coverage row."""
    if folder is not None:
        table = folder / "vcd" / "coverage.csv"
        with table.open(encoding="utf-8", newline="") as stream:
            return {
                (row["requirement_id"], row["test_case_key"])
                for row in csv.DictReader(stream)
            }
    return {
        (catalog.elements[row.element].requirement, row.case)
        for row in catalog.coverage
    }


def measure_coverage(catalog: Catalog, found: set[tuple[str, str]]) -> None:
    """Print how often a covering case is among the first."""
    index = Index({c.key: c.name for c in catalog.cases.values() if c.name})
    wanted: dict[str, set[str]] = defaultdict(set)
    repeated = unnamed = 0
    for requirement, case in sorted(found):
        title = catalog.requirements[requirement].title
        name = catalog.cases[case].name
        if not title or not name:
            unnamed += 1
        elif plain(title) in plain(name):
            repeated += 1
        else:
            wanted[requirement].add(case)
    number = sum(map(len, wanted.values()))
    print(f"pairs: {len(found)}; without a title or name: {unnamed}; ")
    print(f"  case name repeats the title: {repeated}; measured: {number}")
    hits = dict.fromkeys(TOPS, 0)
    pair_hits = dict.fromkeys(TOPS, 0)
    for requirement, cases in wanted.items():
        title = catalog.requirements[requirement].title
        ranked = [match.key for match in index.ask(Question.of(title))]
        for top in TOPS:
            got = cases & set(ranked[:top])
            hits[top] += bool(got)
            pair_hits[top] += len(got)
    for top in TOPS:
        print(
            f"top {top}: {hits[top]} of {len(wanted)} requirements "
            f"({hits[top] / len(wanted):.0%}), {pair_hits[top]} of {number} "
            f"pairs ({pair_hits[top] / number:.0%})"
        )


def measure_evidence(
    folder: Path, mapping: VerificationMap, catalog: Catalog
) -> None:
    """Print how often evidence is among the first ten of the features."""
    evidence: dict[str, set[str]] = defaultdict(set)
    table = folder / "milestone_testplans.csv"
    with table.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["requirement_id"]:
                evidence[row["milestone"]].add(row["requirement_id"])
    suggester = Suggester(catalog)
    total = hit = 0
    for code, requirements in sorted(evidence.items()):
        if code in mapping.features:
            features: tuple[str, ...] = (code,)
        elif code in mapping.milestones:
            features = mapping.milestones[code].features
        else:
            continue
        if not features:
            print(f"{code}: no features, left out")
            continue
        near: set[str] = set()
        for feature in features:
            title = mapping.features[feature].title
            ranked = suggester.requirements_for(feature, title)
            near.update(candidate.key for candidate in ranked[:10])
        got = requirements & near
        total += len(requirements)
        hit += len(got)
        print(f"{code}: {len(got)} of {len(requirements)} {sorted(got)}")
    print(f"evidence in the top ten: {hit} of {total} ({hit / total:.0%})")


def main() -> None:
    """Measure both."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    store = FileMappingStore(ROOT / "mappings")
    mapping, catalog = store.load(), store.load_catalog()
    measure_coverage(catalog, pairs(folder, catalog))
    if folder is not None:
        measure_evidence(folder, mapping, catalog)


if __name__ == "__main__":
    main()
