"""Measure a check of a large mapping.

Run ``python bench/check_large.py``: 10,000 features, 20,000 requirements and
100,000 links are made in memory, and every rule is run.

Run ``python bench/check_large.py --files FOLDER [SCALE]``: the same (or a
part of it) is written as files below FOLDER, and ``ldmjira check`` is run on
them three times; the first run finds an empty cache.
"""

from __future__ import annotations

import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from ldmjira.adapters.files.collecting import without_collecting
from ldmjira.core.checks import run_checks
from ldmjira.models.catalog import (
    Case,
    Catalog,
    Coverage,
    Element,
    Requirement,
)
from ldmjira.models.mapping import (
    Feature,
    LinkStatus,
    Milestone,
    RequirementLink,
    VerificationMap,
)

FEATURES, REQUIREMENTS, LINKS = 10_000, 20_000, 100_000
PRODUCTS, MILESTONES = 100, 200


def feature_code(number: int) -> str:
    """Code of a feature; a hundred products have as many each."""
    letters = "ABCDEFGHIJ"
    product = number % PRODUCTS
    name = letters[product // 10] + letters[product % 10]
    return f"DM-X{name}-{number // PRODUCTS + 1}"


def requirement_id(number: int) -> str:
    """Id of a requirement."""
    return f"DMS-REQ-{number:05}"


def make_catalog(scale: float) -> Catalog:
    """Twenty thousand requirements, each with an element and a case."""
    count = int(REQUIREMENTS * scale)
    return Catalog(
        requirements={
            requirement_id(n): Requirement(
                requirement_id(n), f"Title {n}", "LSE-61", "1a"
            )
            for n in range(count)
        },
        elements={
            f"LVV-{n + 1}": Element(
                f"LVV-{n + 1}",
                f"{requirement_id(n)}-V-01",
                f"Title {n}",
                requirement_id(n),
            )
            for n in range(count)
        },
        cases={
            f"LVV-T{n + 1}": Case(
                f"LVV-T{n + 1}",
                f"Verify {n}",
                "Draft" if n % 3 else "Approved",
            )
            for n in range(count)
        },
        coverage=tuple(
            Coverage(f"LVV-{n + 1}", f"LVV-T{n + 1}")
            for n in range(count)
            if n % 20
        ),
    )


def make_mapping(scale: float) -> VerificationMap:
    """Ten thousand features with ten links each, in 200 milestones."""
    count, requirements = int(FEATURES * scale), int(REQUIREMENTS * scale)
    each = LINKS // FEATURES
    link = RequirementLink(status=LinkStatus.PROPOSED, reason="same words")
    features = {
        feature_code(n): Feature(
            title=f"Feature {n}",
            requirements={
                requirement_id((n * 7 + k * 13) % requirements): link
                for k in range(each)
            },
        )
        for n in range(count)
    }
    codes = list(features)
    size = max(1, count // MILESTONES)
    milestones = {
        f"LDM-503-{n}": Milestone(
            title=f"Milestone {n}",
            section=f"3.{n + 1}",
            features=tuple(codes[n * size : (n + 1) * size]),
        )
        for n in range(MILESTONES)
    }
    return VerificationMap(milestones=milestones, features=features)


def write_table(
    path: Path, header: str, rows: Iterable[Sequence[object]]
) -> None:
    """Write one table of the catalogue."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def write_files(
    folder: Path, mapping: VerificationMap, catalog: Catalog
) -> None:
    """Write the same as files."""
    for part in ("milestones", "features", "catalog"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for code, milestone in mapping.milestones.items():
        names = "".join(f"  - {name}\n" for name in milestone.features)
        text = (
            f"title: {milestone.title}\nsection: '{milestone.section}'\n"
            f"due: 2030-01-01\ncompleted: null\nfeatures:\n{names}"
        )
        path = folder / "milestones" / f"{code}.yaml"
        path.write_text(text, encoding="utf-8")
    files: dict[str, list[str]] = {}
    for code, feature in mapping.features.items():
        lines = "".join(
            f"    {key}: {{status: proposed, reason: same words}}\n"
            for key in feature.requirements or {}
        )
        files.setdefault(code.rpartition("-")[0], []).append(
            f"{code}:\n  title: {feature.title}\n  due: 2030-01-01\n"
            f"  completed: null\n  requirements:\n{lines}"
        )
    for product, blocks in files.items():
        path = folder / "features" / f"{product}.yaml"
        path.write_text("\n".join(blocks), encoding="utf-8")
    tables = folder / "catalog"
    write_table(
        tables / "requirements.csv",
        "id,title,specification,priority,method,level,descoped,source",
        (
            (r.id, r.title, r.specification, r.priority, "", "", "no", "")
            for r in catalog.requirements.values()
        ),
    )
    write_table(
        tables / "verification_elements.csv",
        "key,name,title,requirement,priority,status,verified_in,source",
        (
            (e.key, e.name, e.title, e.requirement, "1a", "", "", "")
            for e in catalog.elements.values()
        ),
    )
    write_table(
        tables / "cases.csv",
        "key,name,status,priority,type,version,specification,source",
        (
            (c.key, c.name, c.status, "", "", "", "", "")
            for c in catalog.cases.values()
        ),
    )
    write_table(
        tables / "coverage.csv",
        "element,case,source",
        ((c.element, c.case, "") for c in catalog.coverage),
    )


def measure_files(folder: Path) -> None:
    """Run ``ldmjira check`` three times, the first with an empty cache."""
    program = "from ldmjira.cli.main import main; main()"
    command = [sys.executable, "-c", program, "check", "--format", "json"]
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "LDMJIRA_CACHE": cache}
        for name in ("first", "second", "third"):
            start = time.perf_counter()
            child = subprocess.Popen(
                [*command, "--mappings", str(folder)],
                env=environment,
                stdout=subprocess.DEVNULL,
            )
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            wall = time.perf_counter() - start
            print(
                f"{name} check: exit {child.returncode}, {wall:.1f} s, "
                f"{used.ru_utime + used.ru_stime:.1f} s of CPU, "
                f"{used.ru_maxrss / 1000:.0f} MB"
            )


def main() -> None:
    """Measure at several sizes, to see that time is linear."""
    if "--files" in sys.argv:
        folder = Path(sys.argv[sys.argv.index("--files") + 1])
        rest = sys.argv[sys.argv.index("--files") + 2 :]
        scale = float(rest[0]) if rest else 1.0
        write_files(folder, make_mapping(scale), make_catalog(scale))
        print(f"{int(FEATURES * scale)} features in {folder}")
        measure_files(folder)
        return
    for scale in (0.25, 0.5, 1.0):
        mapping, catalog = make_mapping(scale), make_catalog(scale)
        start = time.process_time()
        with without_collecting():  # as the command does
            report = run_checks(mapping, catalog)
        spent = time.process_time() - start
        print(
            f"{int(FEATURES * scale)} features: {spent:.2f} s of CPU, "
            f"{len(report.findings)} findings"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of this program: {peak:.0f} MiB")


if __name__ == "__main__":
    main()
