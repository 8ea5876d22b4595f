"""Understand a document that was taken apart, and account for all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ldmjira.exceptions import DocumentError
from ldmjira.models.document import (
    Counts,
    Notice,
    Occurrence,
    ReleaseDocument,
    ReleaseMilestone,
)

from .accounts import Ledger, account_for
from .blocks import Block, Kind, Outline, Region
from .clauses import (
    DUE,
    FEATURE_START,
    LABEL_END,
    Schedule,
    UnreadableError,
    parse_feature,
    parse_heading,
    parse_schedule,
    split_due,
)
from .regions import DOCUMENT, find_region

__all__ = ["assemble"]


def assemble(outline: Outline) -> ReleaseDocument:
    """Read the milestones and features of a document.

    Parameters
    ----------
    outline
        The document, taken apart by the reader of its form.

    Returns
    -------
    ReleaseDocument
        What it says, what could not be read, and the counts.

    Raises
    ------
    DocumentError
        If it is not LDM-564, or something was lost in the reading.
    """
    handle = outline.front.handle
    if handle is not None and handle != DOCUMENT:
        raise DocumentError(f"This is {handle}, not {DOCUMENT}")
    region = find_region(outline.blocks)
    assembler = _Assembler(region)
    for block in outline.blocks:
        assembler.take(block)
    assembler.close()
    census = outline.census(region)
    account_for(census, assembler.ledger)
    milestones = tuple(draft.frozen() for draft in assembler.drafts)
    parsed = _count(milestones)
    ledger = assembler.ledger
    codes = set(census.codes)
    found = Counts(
        milestones=len(census.headings),
        features=len(codes),
        occurrences=len(census.items),
        due_clauses=len(census.due_clauses),
    )
    refused = Counts(
        milestones=ledger.refused["milestone"],
        features=len(codes.difference(*(m.features for m in milestones))),
        occurrences=ledger.refused["feature"],
        due_clauses=ledger.refused["due"],
    )
    if found != parsed + refused:
        known = {code for m in milestones for code in m.features}
        raise DocumentError(
            "The counts do not add up, so nothing was imported: "
            f"{found.features} features found, {parsed.features} parsed, "
            f"{refused.features} rejected; "
            f"see {', '.join(sorted(known - codes))}",
            hint="Write these codes as those of their neighbours.",
        )
    return ReleaseDocument(
        document=handle or DOCUMENT,
        version=outline.front.version,
        date=outline.front.date,
        milestones=milestones,
        rejected=tuple(sorted(ledger.rejected)),
        found=found,
        parsed=parsed,
        refused=refused,
        notices=(
            *assembler.notices,
            *_missing_sections(milestones),
            *_missing_from_body(outline, milestones),
        ),
    )


@dataclass
class _Draft:
    """A milestone whose section is still being read."""

    code: str
    title: str
    section: str
    line: int
    schedule: Schedule | None = None
    occurrences: list[Occurrence] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)

    def frozen(self) -> ReleaseMilestone:
        schedule = self.schedule
        return ReleaseMilestone(
            code=self.code,
            title=self.title,
            section=self.section,
            due=schedule.due if schedule else None,
            completed=schedule.completed if schedule else None,
            line=self.line,
            occurrences=tuple(self.occurrences),
        )


class _Assembler:
    """Takes blocks in order; every one is read, rejected or mere prose."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.drafts: list[_Draft] = []
        self.ledger = Ledger()
        self.notices: list[Notice] = []
        self._current: _Draft | None = None
        self._in_section = False
        self._lines: dict[str, int] = {}

    def take(self, block: Block) -> None:
        match block.kind:
            case Kind.HEADING:
                self._take_heading(block)
            case Kind.ITEM:
                self._take_item(block)
            case Kind.TEXT:
                self._take_text(block)

    def close(self) -> None:
        """End a milestone's section; without a date it is not one."""
        draft, self._current = self._current, None
        if draft is None:
            return
        if draft.schedule is not None:
            self.drafts.append(draft)
            return
        self.ledger.revoke(
            "milestone",
            draft.line,
            f"{draft.title}: {draft.code}",
            "no line 'Due: ...' that can be read below it",
        )
        for lost in draft.occurrences:
            self.ledger.revoke(
                "feature",
                lost.line,
                f"{lost.code}: {lost.title}",
                f"its milestone {draft.code} was rejected",
            )

    def _take_heading(self, block: Block) -> None:
        inside = block.line in self.region
        second = block.number.count(".") == 1
        if not (LABEL_END.search(block.text) or (inside and second)):
            if block.number and "." not in block.number:
                self.close()
                self._in_section = False
            if DUE.search(block.text):
                self.ledger.reject("due", block, "stands in a heading")
            return
        self.close()
        self._in_section = inside
        try:
            code, title = self._read_heading(block)
        except UnreadableError as error:
            self.ledger.reject("milestone", block, str(error))
            return
        self._lines[code] = block.line
        self._note_remarks(block, code)
        self.ledger.accept("milestone", block)
        self._current = _Draft(code, title, block.number, block.line)

    def _read_heading(self, block: Block) -> tuple[str, str]:
        wanted = self.region.number
        if block.line not in self.region:
            raise UnreadableError(
                f"outside section {wanted}, the one on functionality"
            )
        if block.number.count(".") != 1:
            raise UnreadableError(
                f"its section number is {block.number or 'missing'}, not of "
                f"the form {wanted}.1"
            )
        code, title = parse_heading(block.text)
        if code in self._lines:
            raise UnreadableError(
                f"{code} stands already on line {self._lines[code]}"
            )
        return code, title

    def _take_item(self, block: Block) -> None:
        if not (
            FEATURE_START.match(block.text)
            or DUE.search(block.text)
            or (self._in_section and block.line > self.region.list_from)
        ):
            return
        draft = self._current
        if draft is None:
            self.ledger.reject("feature", block, "stands under no milestone")
            return
        try:
            code, title, schedule = parse_feature(block.text)
        except UnreadableError as error:
            self.ledger.reject("feature", block, str(error))
            return
        self.ledger.accept("feature", block)
        self._note_remarks(block, code)
        self._note_state(schedule, code, block.line)
        if code in draft.codes:
            said = f"stands twice in the list of {draft.code}"
            self.notices.append(
                Notice("repeated-feature", code, said, block.line)
            )
        draft.codes.add(code)
        draft.occurrences.append(
            Occurrence(
                code, title, schedule.due, schedule.completed, block.line
            )
        )

    def _take_text(self, block: Block) -> None:
        if not DUE.search(block.text):
            return
        draft = self._current
        if draft is None:
            self.ledger.reject(
                "due", block, "belongs to no milestone or feature"
            )
            return
        try:
            schedule = _read_due_line(block.text, draft)
        except UnreadableError as error:
            self.ledger.reject("due", block, str(error))
            return
        self.ledger.accept("due", block)
        self._note_state(schedule, draft.code, block.line)
        draft.schedule = schedule

    def _note_remarks(self, block: Block, code: str) -> None:
        self.notices += [
            Notice("unknown-markup", code, remark, block.line)
            for remark in block.remarks
        ]

    def _note_state(self, schedule: Schedule, code: str, line: int) -> None:
        if not schedule.stated:
            said = (
                "says neither 'completed' nor 'incomplete'; taken as "
                "incomplete"
            )
            self.notices.append(Notice("no-state", code, said, line))


def _read_due_line(text: str, draft: _Draft) -> Schedule:
    head, clause = split_due(text)
    if head:
        raise UnreadableError(
            "text stands before 'Due:', which is not of the form 'CODE: title'"
        )
    if draft.schedule is not None:
        raise UnreadableError(f"{draft.code} has its date already")
    return parse_schedule(clause)


def _count(milestones: Sequence[ReleaseMilestone]) -> Counts:
    codes = [o.code for m in milestones for o in m.occurrences]
    return Counts(
        milestones=len(milestones),
        features=len(set(codes)),
        occurrences=len(codes),
        due_clauses=len(milestones) + len(codes),
    )


def _missing_sections(
    milestones: Sequence[ReleaseMilestone],
) -> list[Notice]:
    """Numbers that are left out or out of order: a page may be lost."""
    notices = []
    for before, after in pairwise(milestones):
        low, high = (int(m.section.split(".")[1]) for m in (before, after))
        if high != low + 1:
            notices.append(
                Notice(
                    "section-gap",
                    after.code,
                    f"section {after.section} follows {before.section}; "
                    "a page may be missing",
                    after.line,
                )
            )
    return notices


def _missing_from_body(
    outline: Outline, milestones: Sequence[ReleaseMilestone]
) -> list[Notice]:
    contents = outline.front.contents
    known = {milestone.code: milestone.line for milestone in milestones}
    absent = [
        Notice(
            "contents-differ",
            code,
            "stands in the table of contents, but has no section",
            line,
        )
        for code, line in contents.items()
        if code not in known
    ]
    if not contents:
        return absent
    return absent + [
        Notice(
            "contents-differ",
            code,
            "has a section, but is not in the table of contents",
            line,
        )
        for code, line in known.items()
        if code not in contents
    ]
