from __future__ import annotations

from pathlib import Path

import pytest

from ldmjira.adapters.files.catalog import catalog_texts
from ldmjira.adapters.files.mapping_store import FileMappingStore
from ldmjira.exceptions import MappingError
from ldmjira.models.catalog import Catalog, Coverage, Element, Requirement

COMMITTED = Path(__file__).parents[3] / "mappings"
COVERAGE = "element,case,source\n"
CASES = "key,name,status,priority,type,version,specification,source\n"
REQUIREMENTS = "id,title,specification,priority,method,level,descoped,source\n"
RUNS = "case,date,status,plan,cycle,execution,document,source\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a mapping without a catalogue."""
    (tmp_path / "catalog").mkdir()
    return tmp_path


def problems_in(folder: Path) -> list[str]:
    with pytest.raises(MappingError) as caught:
        FileMappingStore(folder).load_catalog()
    return [str(problem) for problem in caught.value.problems]


def test_no_tables_give_an_empty_catalogue(tmp_path: Path) -> None:
    assert FileMappingStore(tmp_path).load_catalog() == Catalog()


def test_committed_tables_are_read_and_written_alike() -> None:
    catalog = FileMappingStore(COMMITTED).load_catalog()
    assert len(catalog.requirements) > 700
    for name, text in catalog_texts(catalog).items():
        assert (COMMITTED / name).read_text(encoding="utf-8") == text


def test_tables_are_written_sorted_and_only_where_they_differ(
    folder: Path,
) -> None:
    store = FileMappingStore(folder)
    catalog = Catalog(
        requirements={
            "DMS-REQ-0010": Requirement(
                "DMS-REQ-0010", 'a "b", c', "LSE-61", descoped=False
            ),
            "DMS-REQ-0002": Requirement("DMS-REQ-0002", "x", "LSE-61"),
        },
        elements={
            "LVV-7": Element(
                "LVV-7", "n", "t", "", verified_in=("LVV-10", "LVV-9")
            )
        },
        coverage=(Coverage("LVV-10", "LVV-T1"), Coverage("LVV-9", "LVV-T1")),
    )
    assert len(store.save_catalog(catalog)) == 7
    assert store.save_catalog(catalog) == []
    assert (folder / "catalog/coverage.csv").read_text() == (
        f"{COVERAGE}LVV-9,LVV-T1,\nLVV-10,LVV-T1,\n"
    )
    assert (folder / "catalog/requirements.csv").read_text() == (
        f"{REQUIREMENTS}DMS-REQ-0002,x,LSE-61,,,,,\n"
        'DMS-REQ-0010,"a ""b"", c",LSE-61,,,,no,\n'
    )
    read = store.load_catalog()
    assert read.elements["LVV-7"].verified_in == ("LVV-9", "LVV-10")
    assert read.requirements == catalog.requirements


def test_control_characters_of_a_site_do_not_reach_the_tables(
    folder: Path,
) -> None:
    catalog = Catalog(
        requirements={"A-1": Requirement("A-1", "x\x1b[31m\x00y", "S")}
    )
    store = FileMappingStore(folder)
    store.save_catalog(catalog)
    assert store.load_catalog().requirements["A-1"].title == "x [31m y"


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        (
            "coverage",
            "element,kase,source\n",
            [
                "catalog/coverage.csv:1: columns are missing: case",
                "catalog/coverage.csv:1: unknown columns: kase",
            ],
        ),
        (
            "coverage",
            "case,element,source\n",
            [
                (
                    "catalog/coverage.csv:1: the columns must be in this "
                    "order: "
                    "element,case,source"
                )
            ],
        ),
        (
            "coverage",
            f"{COVERAGE}LVV-1,LVV-T1\n",
            [
                (
                    "catalog/coverage.csv:2: 2 fields where 3 are wanted "
                    "(got LVV-1,LVV-T1)"
                )
            ],
        ),
        (
            "coverage",
            f"{COVERAGE}LVV-1,LVV-T1,\nLVV-1,LVV-T1,x\n",
            [
                (
                    "catalog/coverage.csv:3: this row stands in line 2 "
                    "already "
                    "(got LVV-1 LVV-T1)"
                )
            ],
        ),
        (
            "coverage",
            f"{COVERAGE}LVV-1,LVV-1,\nLVV,LVV-T1,\n",
            [
                (
                    "catalog/coverage.csv:2: `case` is not of the right form "
                    "(got LVV-1)"
                ),
                (
                    "catalog/coverage.csv:3: `element` is not of the right "
                    "form "
                    "(got LVV)"
                ),
            ],
        ),
        (
            "requirements",
            f'{REQUIREMENTS}A-1,"two\nlines",S,,,,,\nA-2,x,S,,,,perhaps,\n',
            [
                (
                    "catalog/requirements.csv:4: `descoped` is not of the "
                    "right "
                    "form (got perhaps)"
                )
            ],
        ),
        (
            "runs",
            f"{RUNS}LVV-T1,25/02/2019,Passed,,,,,\n",
            [
                (
                    "catalog/runs.csv:2: `date` is not of the right form "
                    "(got 25/02/2019)"
                )
            ],
        ),
        (
            "cases",
            f'{CASES}LVV-T1,"open,,,,,,\n',
            ["catalog/cases.csv:2: this row is broken"],
        ),
        (
            "cases",
            f"{CASES}LVV-T1,\x1b[31m,,,,,,\n",
            ["catalog/cases.csv:2: a control character stands here"],
        ),
        ("cases", "", ["catalog/cases.csv:1: the table is empty"]),
    ],
    ids=[
        "column name",
        "column order",
        "short row",
        "row twice",
        "keys",
        "flag",
        "date",
        "open quote",
        "control character",
        "empty",
    ],
)
def test_broken_table_is_told_with_its_lines(
    folder: Path, name: str, text: str, wanted: list[str]
) -> None:
    (folder / f"catalog/{name}.csv").write_text(text, encoding="utf-8")
    found = problems_in(folder)
    assert len(found) == len(wanted)
    for problem, words in zip(found, wanted, strict=True):
        assert problem.startswith(words)


def test_problems_of_all_tables_come_together(folder: Path) -> None:
    (folder / "catalog/cases.csv").write_bytes(b"key\xff\n")
    (folder / "catalog/runs.csv").write_text("x\n")
    files = {problem.split(":")[0] for problem in problems_in(folder)}
    assert files == {"catalog/cases.csv", "catalog/runs.csv"}
