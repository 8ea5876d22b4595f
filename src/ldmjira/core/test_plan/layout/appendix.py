"""Appendices: traceability both ways, record, acronyms, process."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from ldmjira.models.prose import (
    Block,
    Bullets,
    Cell,
    Cite,
    Code,
    Paragraph,
    Region,
    Section,
    Table,
    Text,
    words_of,
)
from ldmjira.models.test_plan import DocKind, PlanFacts

from .tables import (
    Linker,
    cell,
    facts_table,
    lines,
    missing,
    plain,
    sentence,
    table,
)

__all__ = [
    "ACRONYMS",
    "TITLES",
    "acronyms",
    "appendices",
    "cited",
    "references",
    "words_in",
]

AskFor = Callable[[str, str], Region]

ACRONYMS: Final = {
    "API": "Application Programming Interface",
    "CCB": "Change Control Board",
    "DAX": "Data Access and Database",
    "DM": "Data Management",
    "DMTR": "Data Management Test Report",
    "DRP": "Data Release Production",
    "EFD": "Engineering and Facility Database",
    "IDF": "Interim Data Facility",
    "LDF": "LSST Data Facility",
    "LDM": "LSST Data Management (document handle)",
    "LSE": "LSST Systems Engineering (document handle)",
    "LVV": "LSST Verification and Validation (project)",
    "OCS": "Observatory Control System",
    "PMCS": "Project Management Controls System",
    "QA": "Quality Assurance",
    "RSP": "Rubin Science Platform",
    "SPR": "Software Problem Report",
    "SUIT": "Science User Interface and Tools",
    "USDF": "US Data Facility",
    "VE": "Verification Element",
}
"""Acronyms that are explained where they occur."""

TITLES: Final = {
    "DMTN-140": (
        "Documentation Automation for the Verification and Validation of "
        "Rubin Observatory Software"
    ),
    "DMTN-178": "Docsteady Usecases for Rubin Observatory Constructions",
    "LDM-503": "Data Management Test Plan",
    "LDM-554": "Data Management LSST Science Platform Requirements",
    "LDM-556": "Data Management Middleware Requirements",
    "LDM-564": (
        "Data Management Software Releases for Verification/Integration"
    ),
    "LDM-639": "Data Management Acceptance Test Specification",
    "LSE-160": "Verification and Validation Process",
    "LSE-61": "Data Management System Requirements",
}
"""Titles of documents that are cited, as far as we know them."""

_WORD: Final = re.compile(r"[A-Z]{2,}")


def appendices(facts: PlanFacts, link: Linker, ask: AskFor) -> list[Section]:
    """All but the acronyms, which need the rest of the document."""
    report = facts.head.kind is DocKind.REPORT
    record: list[Block] = [
        ask(
            "change-record",
            "Version, date, description and owner of each issue of this "
            "document, oldest first.",
        ),
        ask("approval-plan", "Who approved the plan, when, and where."),
    ]
    if report:
        record.append(
            ask(
                "approval-results",
                "Who signed for the results (for a milestone of LDM-503: "
                "the project manager of Data Management and the subsystem "
                "scientist), when, and where.",
            )
        )
    return [
        Section(
            "traceability",
            "",
            "Traceability",
            sections=(
                Section(
                    "trace-down",
                    "",
                    "From features and requirements to test cases",
                    (_down(facts, link),),
                ),
                Section(
                    "trace-up",
                    "",
                    "From test cases to requirements and features",
                    (_up(facts, link),),
                ),
            ),
        ),
        Section("record", "", "Change record and approval", tuple(record)),
        Section(
            "process",
            "",
            "Verification process",
            (
                sentence(
                    "The process is that of ",
                    Cite("LSE-160"),
                    "; ",
                    Cite("DMTN-140"),
                    " and ",
                    Cite("DMTN-178"),
                    " describe how its documents are made, ",
                    Cite("LDM-503"),
                    " how Data Management tests its milestones.",
                ),
            ),
        ),
    ]


def references(handles: Iterable[tuple[str, str]]) -> tuple[Block, ...]:
    """List of the documents cited."""
    return (
        facts_table(
            (
                handle,
                cell(
                    title or "title not known here",
                    f", https://ls.st/{handle}",
                ),
            )
            for handle, title in handles
        ),
    )


def acronyms(sections: Iterable[Section]) -> Section | None:
    """Those acronyms that occur in the document; none if none does."""
    words = " ".join(words_in(sections))
    found = {word for word in _WORD.findall(words) if word in ACRONYMS}
    if not found:
        return None
    return Section(
        "acronyms",
        "",
        "Acronyms",
        (facts_table((word, cell(ACRONYMS[word])) for word in sorted(found)),),
    )


def cited(sections: Iterable[Section]) -> tuple[tuple[str, str], ...]:
    """Documents cited, by handle, with the titles we know."""
    handles = {
        inline.handle
        for cell_ in _cells(sections)
        for inline in cell_
        if isinstance(inline, Cite)
    }
    return tuple(
        (handle, TITLES.get(handle, "")) for handle in sorted(handles)
    )


def words_in(sections: Iterable[Section]) -> Iterator[str]:
    """All words of some sections, cell by cell."""
    sections = tuple(sections)
    for section in _walk(sections):
        yield section.title
    for one in _cells(sections):
        yield words_of(one)


def _walk(sections: Iterable[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _walk(section.sections)


def _cells(sections: Iterable[Section]) -> Iterator[Cell]:
    for section in _walk(sections):
        yield from _cells_of(section.blocks)


def _cells_of(blocks: Iterable[Block]) -> Iterator[Cell]:
    for block in blocks:
        match block:
            case Paragraph(inlines):
                yield inlines
            case Bullets(items):
                for item in items:
                    yield from _cells_of(item)
            case Table(columns, rows):
                yield tuple(Text(f"{column.title} ") for column in columns)
                for row in rows:
                    yield from row
            case Code(text):
                yield (Text(text),)
            case Region():
                continue


def _down(facts: PlanFacts, link: Linker) -> Block:
    rows: list[tuple[Cell, ...]] = []
    for feature in facts.features:
        served = [r for r in facts.requirements if feature.code in r.via]
        rows.append(
            (
                cell(Text(feature.code, strong=True)),
                lines(cell(r.id) for r in served)
                or cell(missing("no requirement")),
                lines(
                    cell(link.issue(e.key)) for r in served for e in r.elements
                ),
                lines(
                    cell(link.case(case))
                    for case in dict.fromkeys(
                        [
                            *feature.cases,
                            *(
                                case
                                for r in served
                                for e in r.elements
                                for case in e.planned
                            ),
                        ]
                    )
                )
                or cell(missing("no case of this campaign")),
            )
        )
    codes = {feature.code for feature in facts.features}
    for requirement in facts.requirements:
        if codes.intersection(requirement.via):
            continue
        cases = dict.fromkeys(
            case for e in requirement.elements for case in e.planned
        )
        rows.append(
            (
                cell("no feature"),
                cell(Text(requirement.id, strong=True)),
                lines(cell(link.issue(e.key)) for e in requirement.elements),
                lines(cell(link.case(case)) for case in cases)
                or cell(missing("no case of this campaign")),
            )
        )
    if not rows:
        return plain("Neither a feature nor a requirement is under test.")
    return table(
        [
            ("Feature", 0.2),
            ("Requirements", 0.3),
            ("Elements", 0.25),
            ("Test cases", 0.25),
        ],
        rows,
    )


def _up(facts: PlanFacts, link: Linker) -> Block:
    rows: list[tuple[Cell, ...]] = []
    for case in facts.cases:
        if case.origin == "called":
            continue
        reached = [
            (requirement, element)
            for requirement in facts.requirements
            for element in requirement.elements
            if element.key in case.elements
        ]
        known = {element.key for _, element in reached}
        other = [key for key in case.elements if key not in known]
        via = dict.fromkeys(
            one
            for requirement, _ in reached
            for one in requirement.via
            if any(feature.code == one for feature in facts.features)
        )
        named = [
            feature.code
            for feature in facts.features
            if case.key in feature.cases
        ]
        rows.append(
            (
                cell(link.case(case.key)),
                lines(
                    [
                        *(cell(link.issue(e.key)) for _, e in reached),
                        *(cell(link.issue(key)) for key in other),
                    ]
                )
                or cell(missing("no verification element")),
                lines(
                    cell(one)
                    for one in dict.fromkeys(r.id for r, _ in reached)
                )
                or cell(missing("no requirement")),
                lines(cell(one) for one in dict.fromkeys([*named, *via]))
                or cell("no feature"),
            )
        )
    if not rows:
        return plain("There is no test case to trace.")
    return table(
        [
            ("Test case", 0.22),
            ("Elements", 0.24),
            ("Requirements", 0.3),
            ("Features", 0.24),
        ],
        rows,
    )
