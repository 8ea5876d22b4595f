from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ldmjira.adapters.documents.reader import read_document, read_text
from ldmjira.exceptions import DocumentError
from ldmjira.models.document import ReleaseDocument

DATA = Path(__file__).parents[2] / "data" / "documents"
DUE = "\\textit{Due: 2020-01-31; currently incomplete.}"
WHEELS = (
    "A\N{EN DASH}Z of 100% wheels, 2\N{MULTIPLICATION SIGN}4, "
    '"round" ones by Motörhead Inc.'
)


@pytest.fixture(scope="module")
def whole() -> ReleaseDocument:
    return read_document(DATA / "whole.tex")


@pytest.fixture(scope="module")
def bare() -> ReleaseDocument:
    return read_document(DATA / "list.tex")


def _sections(text: str) -> list[str]:
    return [m.section for m in read_text(text).milestones]


def test_list_of_the_generator_is_section_three(bare: ReleaseDocument) -> None:
    assert [(m.section, m.code, m.line) for m in bare.milestones] == [
        ("3.1", "LDM-503-01", 2),
        ("3.2", "LDM-GEN9", 8),
        ("3.3", "LDM-503-02a", 12),
    ]


def test_list_of_the_generator_has_no_revision(bare: ReleaseDocument) -> None:
    assert (bare.document, bare.version, bare.date) == ("LDM-564", None, None)


def test_escapes_are_undone(bare: ReleaseDocument) -> None:
    titles = [m.title for m in bare.milestones]
    titles += [o.title for o in bare.features.values()]
    assert titles == [
        "First light of the toy",
        "Toy platform: second stage",
        "Toy rehearsal #3",
        "Levers & buttons (all of them)",
        "Wheels at 100% of #2 size, see toy_wheel",
        "Hire the crew",
    ]


def test_date_may_be_open(bare: ReleaseDocument) -> None:
    last = bare.milestones[-1]
    assert (last.due, last.completed) == (None, None)


def test_all_of_a_whole_document_is_accounted_for(
    whole: ReleaseDocument,
) -> None:
    assert whole.rejected == ()
    assert whole.found == whole.parsed
    assert (whole.found.milestones, whole.found.occurrences) == (2, 3)


def test_revision_is_that_of_the_change_record(
    whole: ReleaseDocument,
) -> None:
    assert (whole.version, whole.date) == ("1.1", dt.date(2020, 3, 1))


def test_sections_are_counted(whole: ReleaseDocument) -> None:
    assert [(m.section, m.title) for m in whole.milestones] == [
        ("3.1", "First light of the toy T_1"),
        ("3.2", "Toy platform: second stage"),
    ]


def test_figures_comments_and_notes_are_no_part_of_a_list(
    whole: ReleaseDocument,
) -> None:
    assert [(o.code, o.title) for o in whole.milestones[0].occurrences] == [
        ("DM-TOY-1", "Levers & buttons (all of them)"),
        ("DM-TOY-2", WHEELS),
        ("DM-NUT-7", "Nuts: the whole lot"),
    ]


def test_lines_are_those_of_the_file(whole: ReleaseDocument) -> None:
    lines = (DATA / "whole.tex").read_text("utf-8").split("\n")
    for code, occurrence in whole.features.items():
        assert code in lines[occurrence.line - 1]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        pytest.param("\\section{Functionality}\n", "1.1", id="first"),
        pytest.param(
            "\\section{A}\n\\subsection{B}\n\\section{Functionality}\n",
            "2.1",
            id="subsections-start-again",
        ),
        pytest.param(
            "\\section{A}\n\\section*{B}\n\\section{Functionality}\n",
            "2.1",
            id="starred-not-counted",
        ),
        pytest.param(
            "\\setcounter{section}{2}\n\\section{Functionality}\n",
            "3.1",
            id="counter-set",
        ),
        pytest.param(
            "\\section{Functionality}\n\\addtocounter{subsection}{4}\n",
            "1.5",
            id="counter-added-to",
        ),
        pytest.param(
            "% \\section{A}\n\\section{Functionality}\n",
            "1.1",
            id="comment-not-counted",
        ),
        pytest.param(
            "\\section{A}\n\\section{Releases}\n", "2.1", id="other-name"
        ),
    ],
)
def test_section_counter(before: str, expected: str) -> None:
    text = f"{before}\\subsection{{Toys: LDM-503-01}}\n{DUE}\n"
    assert _sections(text) == [expected]


def test_line_end_in_a_comment_joins_a_word() -> None:
    text = f"\\subsection{{To%\n  ys: LDM-503-01}}\n{DUE}\n"
    assert read_text(text).milestones[0].title == "Toys"


def test_unknown_command_is_a_notice() -> None:
    text = f"\\subsection{{\\shiny{{Toys}}: LDM-503-01}}\n{DUE}\n"
    document = read_text(text)
    assert document.milestones[0].title == "Toys"
    assert [(n.rule, n.line) for n in document.notices] == [
        ("unknown-markup", 1)
    ]


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        pytest.param("\\item Levers", "feature", "no 'Due:'", id="bare-item"),
        pytest.param(
            "\\item{Levers (DM-TOY-1)}", "feature", "Due", id="old-list"
        ),
        pytest.param(
            "\\subsection*{More: LDM-503-02}\n" + DUE,
            "milestone",
            "missing",
            id="starred",
        ),
        pytest.param(
            "\\subsection{More}\n" + DUE, "milestone", "label", id="no-label"
        ),
        pytest.param(
            "\\subsection{More: LDM-503-02}", "milestone", "Due", id="no-date"
        ),
        pytest.param(DUE, "due", "already", id="second-date"),
        pytest.param(
            "\\section{B}\n\\subsection{More: LDM-503-02}\n" + DUE,
            "milestone",
            "outside",
            id="elsewhere",
        ),
    ],
)
def test_what_cannot_be_read_is_rejected(
    text: str, kind: str, reason: str
) -> None:
    document = read_text(
        "\\section{Functionality}\n\\subsection{Toys: LDM-503-01}\n"
        f"{DUE}\n\n{text}\n"
    )
    first = document.rejected[0]
    assert (first.kind, first.line) == (kind, _line_of(text))
    assert reason in first.reason
    assert document.found == document.parsed + document.refused


def _line_of(text: str) -> int:
    """Line of the first thing to be read in what was added."""
    return 6 if text.startswith("\\section{") else 5


def test_open_brace_is_an_error() -> None:
    with pytest.raises(DocumentError, match=r"Line 1.*closing brace"):
        read_text("\\subsection{Toys: LDM-503-01\n\\textit{x}\n")


def test_list_in_another_file_is_named() -> None:
    with pytest.raises(DocumentError, match="includes body, featurelist"):
        read_text("\\input{body}\n\\input{featurelist}\n\\section{A}\n")
