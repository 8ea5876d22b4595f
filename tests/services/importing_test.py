"""The import, on real files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ldmjira.adapters.documents.reader import read_document
from ldmjira.adapters.files.mapping_store import FileMappingStore
from ldmjira.exceptions import DocumentError, UsageError
from ldmjira.services.importing import ImportService
from tests.support.documents import Entry, Part, as_latex, as_markdown

DAY = dt.date(2020, 1, 31)
ENTRIES = (
    Entry("DM-TOY-1", "Levers: all", DAY, DAY),
    Entry("DM-TOY-2", "Wheels #2", DAY),
    Entry("DM-CREW", "null", None),
)
PARTS = [
    Part("LDM-503-01", "Toys & more", DAY, DAY, ENTRIES),
    Part("LDM-GEN9", "True", None, None, ENTRIES[:1]),
]

Import = Callable[..., list[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out" / "m"


@pytest.fixture
def import_parts(tmp_path: Path, folder: Path) -> Import:
    def run(*parts: Part, version: str = "1.1") -> list[str]:
        file = tmp_path / "LDM-564.md"
        text = as_markdown(list(parts))
        file.write_text(
            text.replace("1.1\t2020-03-01", f"{version}\t2020-03-01")
        )
        service = _service(folder)
        return service.apply(service.decide(file))

    return run


def _service(folder: Path) -> ImportService:
    store = FileMappingStore(folder, may_be_missing=True)
    return ImportService(store, read=read_document)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*.yaml"))
    }


def test_absent_folder_is_made(import_parts: Import, folder: Path) -> None:
    assert import_parts(*PARTS) == sorted(_bytes(folder))
    assert sorted(_bytes(folder)) == [
        "features/DM-CREW.yaml",
        "features/DM-TOY.yaml",
        "milestones/LDM-503-01.yaml",
        "milestones/LDM-GEN9.yaml",
    ]


def test_what_was_written_is_what_was_read(
    import_parts: Import, folder: Path
) -> None:
    import_parts(*PARTS)
    mapping = FileMappingStore(folder).load()
    assert [
        (code, m.title, m.section, m.due, m.completed, m.features)
        for code, m in mapping.milestones.items()
    ] == [
        (
            part.code,
            part.title,
            f"3.{number}",
            part.due,
            part.completed,
            tuple(entry.code for entry in part.entries),
        )
        for number, part in enumerate(PARTS, start=1)
    ]
    assert {
        code: (f.title, f.due, f.completed)
        for code, f in mapping.features.items()
    } == {e.code: (e.title, e.due, e.completed) for e in ENTRIES}


def test_source_names_no_path(import_parts: Import, folder: Path) -> None:
    import_parts(*PARTS)
    source = FileMappingStore(folder).load().milestones["LDM-503-01"].source
    assert source == "LDM-564 1.1 line 26"


def test_second_import_writes_nothing(
    import_parts: Import, folder: Path
) -> None:
    import_parts(*PARTS)
    before = _bytes(folder)
    assert import_parts(*PARTS) == []
    assert _bytes(folder) == before


def test_newer_document_keeps_what_people_wrote(
    import_parts: Import, folder: Path
) -> None:
    import_parts(*PARTS)
    milestone = folder / "milestones" / "LDM-503-01.yaml"
    feature = folder / "features" / "DM-TOY.yaml"
    milestone.write_text(
        milestone.read_text().replace(
            "  - DM-TOY-2", "  # the big ones\n  - DM-TOY-2  # ask first"
        )
        + "jira: DM-7  # adopted\n"
    )
    feature.write_text(
        feature.read_text().replace(
            "DM-TOY-2:",
            "# Wheels are round.\nDM-TOY-2:\n"
            "  requirements:\n"
            "    DMS-REQ-0001: {status: proposed, reason: wheels}\n"
            "  notes: Mine.",
        )
    )
    newer = replace(
        PARTS[0],
        completed=None,
        entries=(
            Entry("DM-TOY-7", "New", DAY),
            replace(ENTRIES[1], title="Wheels of iron"),
        ),
    )
    import_parts(newer, PARTS[1], version="1.2")
    assert [
        line
        for line in milestone.read_text().split("\n")
        if not line.startswith(("#", "source"))
    ] == [
        "title: Toys & more",
        'section: "3.1"',
        "due: 2020-01-31",
        "completed: null",
        "features:",
        "  - DM-TOY-7",
        "  # the big ones",
        "  - DM-TOY-2  # ask first",
        "jira: DM-7  # adopted",
        "",
    ]
    text = feature.read_text()
    assert "# Wheels are round.\nDM-TOY-2:\n  requirements:\n" in text
    assert "{status: proposed, reason: wheels}\n  notes: Mine.\n" in text
    assert "title: Wheels of iron\n" in text


def test_object_that_is_gone_keeps_its_file(
    import_parts: Import, folder: Path
) -> None:
    import_parts(*PARTS)
    gone = (folder / "milestones" / "LDM-GEN9.yaml").read_bytes()
    import_parts(PARTS[0], version="1.2")
    assert (folder / "milestones" / "LDM-GEN9.yaml").read_bytes() == gone


def test_other_form_of_the_document_changes_only_the_lines(
    import_parts: Import, tmp_path: Path, folder: Path
) -> None:
    import_parts(*PARTS)
    file = tmp_path / "featurelist.tex"
    file.write_text(as_latex(PARTS))
    plan = _service(folder).decide(file, revision="1.1")
    assert {change.field for change in plan.changes} == {"source"}


def test_preview_names_the_files_and_writes_none(
    import_parts: Import, tmp_path: Path, folder: Path
) -> None:
    import_parts(*PARTS)
    before = _bytes(folder)
    file = tmp_path / "newer.md"
    file.write_text(as_markdown([replace(PARTS[0], title="New"), PARTS[1]]))
    service = _service(folder)
    assert service.preview(service.decide(file)) == [
        "milestones/LDM-503-01.yaml"
    ]
    assert _bytes(folder) == before


def test_rejection_writes_nothing_and_fails(
    tmp_path: Path, folder: Path
) -> None:
    file = tmp_path / "LDM-564.md"
    text = as_markdown(PARTS).replace("- DM-TOY-2: ", "- DM-TOY-2 ")
    file.write_text(text)
    service = _service(folder)
    plan = service.decide(file)
    assert service.apply(plan) == []
    with pytest.raises(DocumentError, match=r"1 thing .*\(line 31\)"):
        service.require_whole(plan)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("revision", "message"),
    [
        pytest.param("1.7", "says that it is revision 1.1", id="another"),
        pytest.param("../x y", "takes a version", id="no-version"),
    ],
)
def test_revision_that_cannot_be_is_refused(
    tmp_path: Path, folder: Path, revision: str, message: str
) -> None:
    file = tmp_path / "LDM-564.md"
    file.write_text(as_markdown(PARTS))
    with pytest.raises(UsageError, match=message):
        _service(folder).decide(file, revision=revision)


@settings(deadline=None, max_examples=15)
@given(
    titles=st.lists(
        st.text("ab:#&'\"{}[]!-?,%@ 0", min_size=1, max_size=12)
        .map(lambda text: f"x{' '.join(text.split())}x")
        .filter(lambda title: "--" not in title),
        min_size=1,
        max_size=4,
    )
)
def test_import_of_any_title_is_silent_the_second_time(
    tmp_path_factory: pytest.TempPathFactory, titles: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    entries = tuple(
        Entry(f"DM-TOY-{number}", title)
        for number, title in enumerate(titles, start=1)
    )
    file = folder / "LDM-564.md"
    file.write_text(as_markdown([Part(title=titles[0], entries=entries)]))
    service = _service(folder / "m")
    assert len(service.apply(service.decide(file))) == 2
    assert service.apply(service.decide(file)) == []
