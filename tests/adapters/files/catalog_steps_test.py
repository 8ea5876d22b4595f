"""The number of steps of a case is kept where a pull has told it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ldmjira.adapters.files.catalog import catalog_texts
from ldmjira.adapters.files.mapping_store import FileMappingStore
from ldmjira.exceptions import MappingError
from ldmjira.models.catalog import Case, Catalog

CASES = {
    "LVV-T1": Case("LVV-T1", "One", "Approved", steps="5"),
    "LVV-T2": Case("LVV-T2", "Two", "Draft"),
}


def write(folder: Path, catalog: Catalog) -> None:
    (folder / "catalog").mkdir(exist_ok=True)
    for name, text in catalog_texts(catalog).items():
        (folder / name).write_text(text)


def test_steps_are_written_and_read(tmp_path: Path) -> None:
    write(tmp_path, Catalog(cases=CASES))
    assert FileMappingStore(tmp_path).load_catalog().cases == CASES


def test_without_steps_the_table_has_no_such_column(tmp_path: Path) -> None:
    cases = {key: replace(case, steps="") for key, case in CASES.items()}
    write(tmp_path, Catalog(cases=cases))
    header = (tmp_path / "catalog/cases.csv").read_text().splitlines()[0]
    assert "steps" not in header
    assert FileMappingStore(tmp_path).load_catalog().cases == cases


def test_a_row_without_the_column_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path, Catalog(cases=CASES))
    path = tmp_path / "catalog/cases.csv"
    path.write_text(path.read_text() + "LVV-T3,Three,Draft,,,,,\n")
    with pytest.raises(MappingError, match="8 fields where 9"):
        FileMappingStore(tmp_path).load_catalog()
