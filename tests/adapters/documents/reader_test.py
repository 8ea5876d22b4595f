from __future__ import annotations

from pathlib import Path

import pytest

from ldmjira.adapters.documents.reader import (
    MAX_BYTES,
    read_document,
    read_text,
)
from ldmjira.exceptions import DocumentError
from tests.support.documents import Part, as_markdown


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b" \n\n", "empty", id="blank"),
        pytest.param(b"%PDF-1.5\n\xff", "PDF", id="pdf"),
        pytest.param("Toys".encode("utf-16"), "UTF-16", id="utf-16"),
        pytest.param(b"Toys\nT\xf6ys\n", "Line 2 is not UTF-8", id="latin-1"),
        pytest.param(
            b"Toys\n\x00\x01", "Line 2 holds the control", id="binary"
        ),
        pytest.param(b"Toys, and nothing else.\n", "not LDM-564", id="prose"),
        pytest.param(b"<!DOCTYPE html><html>\n", "not LDM-564", id="html"),
        pytest.param(
            b"## 3 Functionality in releases\n\nNone.\n",
            "no milestone stands in its section 3",
            id="no-milestones",
        ),
        pytest.param(
            b"LDM-503\n\n## 1 Introduction\n", "This is LDM-503", id="handle"
        ),
        pytest.param(
            b"\\setDocRef{LDM-503}\n\\section{A}\n",
            "This is LDM-503",
            id="handle-in-latex",
        ),
        pytest.param(
            b"## 1 Functionality\n## 2 Functionality\n",
            "More than one section",
            id="two-sections",
        ),
    ],
)
def test_what_is_not_the_document_is_refused(
    tmp_path: Path, data: bytes, message: str
) -> None:
    file = tmp_path / "toys.md"
    file.write_bytes(data)
    with pytest.raises(DocumentError, match=rf"^toys\.md: .*{message}"):
        read_document(file)


def test_refusal_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "toys.md"
    file.write_text("Toys.")
    with pytest.raises(DocumentError) as caught:
        read_document(file)
    assert "LaTeX list" in caught.value.hint


def test_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"none\.md: it does not exist"):
        read_document(tmp_path / "none.md")


def test_folder_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="it is a folder"):
        read_document(tmp_path)


def test_large_file_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "large.md"
    with file.open("wb") as out:
        out.truncate(MAX_BYTES + 1)
    with pytest.raises(DocumentError, match="more than the 10,000,000 bytes"):
        read_document(file)


def test_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    file = tmp_path / "toys.md"
    file.write_bytes(b"\xef\xbb\xbf" + as_markdown([Part()]).encode())
    assert [m.code for m in read_document(file).milestones] == ["LDM-503-01"]


def test_form_is_told_by_what_stands_there(tmp_path: Path) -> None:
    text = (
        "\\subsection{Toys: LDM-503-01}\n"
        "\\textit{Due: 2020-01-31; currently incomplete.}\n"
    )
    file = tmp_path / "list.txt"
    file.write_text(text)
    assert read_document(file) == read_text(text)


def test_published_document_is_read_whole(shared: Path) -> None:
    document = read_document(shared / "documents" / "LDM-564.md")
    assert document.rejected == ()
    assert document.found == document.parsed
    assert (document.found.milestones, document.found.features) == (40, 73)
    assert (document.found.occurrences, document.found.due_clauses) == (
        79,
        119,
    )


def test_published_document_has_no_surprise(shared: Path) -> None:
    document = read_document(shared / "documents" / "LDM-564.md")
    assert (document.version, str(document.date)) == ("1.6", "2023-08-13")
    assert [m.section for m in document.milestones] == [
        f"3.{number}" for number in range(1, 41)
    ]
    assert document.notices == ()


@pytest.mark.parametrize(
    ("code", "title", "line"),
    [
        (
            "DM-DRP-16",
            (
                "Global photometric fitting (e.g. Burke et al. Forward "
                "Global Calibration Method)."
            ),
            240,
        ),
        ("DM-AP-9", "JOINTCAL1: Jointcal at a functional level", 248),
        ("DM-AP-4", "DIASource association", 172),
        ("DM-DRP-3", "PSF-homogenized coadd construction.", 244),
        ("DM-STAFF", "Staffing Checkpoint", 382),
    ],
)
def test_published_oddity_is_read(
    shared: Path, code: str, title: str, line: int
) -> None:
    document = read_document(shared / "documents" / "LDM-564.md")
    feature = document.features[code]
    assert (feature.title, feature.line) == (title, line)
