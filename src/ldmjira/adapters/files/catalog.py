"""The catalogue as CSV tables: Jira's side, as machines write it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from ldmjira.exceptions import Problem
from ldmjira.models.catalog import (
    Case,
    Catalog,
    Coverage,
    Cycle,
    Element,
    Plan,
    Requirement,
    Run,
)
from ldmjira.models.keys import (
    CaseKey,
    CycleKey,
    ElementKey,
    PlanKey,
    RequirementId,
    natural_key,
)

from .folder import Folder
from .scalars import FORBIDDEN, has_forbidden
from .yaml_faults import MAX_PROBLEMS, character_fault, shown

__all__ = ["CATALOG", "catalog_texts", "read_catalog"]

CATALOG: Final = "catalog"
"""Folder of the tables, inside that of the mapping."""

MAX_TABLE_BYTES: Final = 64 * 1024 * 1024
"""Size above which a table is refused before it is read."""

Check = Callable[[str], bool]
Columns = Mapping[str, Sequence[str]]


def _like(owner: Any) -> Check:
    pattern = re.compile(owner.__metadata__[0].pattern)
    return lambda text: pattern.fullmatch(text) is not None


def _or_empty(check: Check) -> Check:
    return lambda text: not text or check(text)


def _several(check: Check) -> Check:
    return lambda text: all(map(check, text.split()))


def _one_of(*words: str) -> Check:
    return frozenset(words).__contains__


_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_is_requirement: Final = _like(RequirementId)
_is_element: Final = _like(ElementKey)
_is_case: Final = _like(CaseKey)
_is_plan: Final = _like(PlanKey)
_is_cycle: Final = _like(CycleKey)
_is_date: Final = _or_empty(lambda text: _DATE.fullmatch(text) is not None)
_is_flag: Final = _one_of("", "yes", "no")

_FLAGS: Final[Mapping[str, bool | None]] = {"": None, "yes": True, "no": False}
_FLAG_WORDS: Final = {flag: word for word, flag in _FLAGS.items()}


@dataclass(frozen=True)
class _Table:
    """How one table stands in its file.

    Parameters
    ----------
    name
        Name of the file, without extension, and of the catalogue's part.
    columns
        Header; the names are also those of the model's fields.
    make
        Model of a row.
    checks
        Which form the texts of some columns must have.
    key
        Columns that no two rows share, and that sort the table.
    optional
        Columns at the end that a file may lack; written where a row fills
        them.
    """

    name: str
    columns: tuple[str, ...]
    make: Callable[..., Any]
    checks: Mapping[str, Check]
    key: tuple[str, ...]
    lists: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        return f"{CATALOG}/{self.name}.csv"


_TABLES: Final = (
    _Table(
        "requirements",
        ("id", "title", "specification", "priority", "method", "level",
         "descoped", "source"),
        Requirement,
        {"id": _is_requirement, "descoped": _is_flag},
        ("id",),
        flags=("descoped",),
    ),
    _Table(
        "verification_elements",
        ("key", "name", "title", "requirement", "priority", "status",
         "verified_in", "source"),
        Element,
        {
            "key": _is_element,
            "requirement": _or_empty(_is_requirement),
            "verified_in": _several(_is_element),
        },
        ("key",),
        lists=("verified_in",),
    ),
    _Table(
        "cases",
        ("key", "name", "status", "priority", "type", "version",
         "specification", "source"),
        Case,
        {"key": _is_case},
        ("key",),
        optional=("steps",),
    ),
    _Table(
        "coverage",
        ("element", "case", "source"),
        Coverage,
        {"element": _is_element, "case": _is_case},
        ("element", "case"),
    ),
    _Table(
        "runs",
        ("case", "date", "status", "plan", "cycle", "execution", "document",
         "source"),
        Run,
        {
            "case": _is_case,
            "date": _is_date,
            "plan": _or_empty(_is_plan),
            "cycle": _or_empty(_is_cycle),
        },
        ("case", "date", "plan", "cycle", "execution", "status", "document"),
    ),
    _Table(
        "plans",
        ("key", "name", "status", "document", "title", "cycles", "source"),
        Plan,
        {"key": _is_plan, "cycles": _several(_is_cycle)},
        ("key",),
        lists=("cycles",),
    ),
    _Table(
        "cycles",
        ("key", "name", "status", "plan", "document", "source"),
        Cycle,
        {"key": _is_cycle, "plan": _or_empty(_is_plan)},
        ("key",),
    ),
)  # fmt: skip


def read_catalog(folder: Folder, problems: list[Problem]) -> Catalog:
    """Read all tables.

    Parameters
    ----------
    folder
        Folder of the mapping.
    problems
        Where to add what is wrong with a table.

    Returns
    -------
    Catalog
        What could be read; a table that is not there is empty.
    """
    parts: dict[str, list[Any]] = {}
    for table in _TABLES:
        source = folder.read(table.file, problems, limit=MAX_TABLE_BYTES)
        rows: list[Any] = []
        if source is not None:
            rows = _TableReader(table, source.data).read(problems)
        parts[table.name] = rows
    return Catalog(
        requirements={row.id: row for row in parts["requirements"]},
        elements={row.key: row for row in parts["verification_elements"]},
        cases={row.key: row for row in parts["cases"]},
        coverage=tuple(parts["coverage"]),
        runs=tuple(parts["runs"]),
        plans={row.key: row for row in parts["plans"]},
        cycles={row.key: row for row in parts["cycles"]},
    )


def catalog_texts(catalog: Catalog) -> dict[str, str]:
    """Content of each table.

    Parameters
    ----------
    catalog
        What to write.

    Returns
    -------
    dict
        Text by file name relative to the mapping's folder: one row a line,
        sorted, so that a refresh differs only where Jira does.
    """
    parts: dict[str, Iterable[Any]] = {
        "requirements": catalog.requirements.values(),
        "verification_elements": catalog.elements.values(),
        "cases": catalog.cases.values(),
        "coverage": catalog.coverage,
        "runs": catalog.runs,
        "plans": catalog.plans.values(),
        "cycles": catalog.cycles.values(),
    }
    return {table.file: _text(table, parts[table.name]) for table in _TABLES}


def _text(table: _Table, rows: Iterable[Any]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    rows = tuple(rows)
    filled = tuple(
        name for name in table.optional if any(getattr(r, name) for r in rows)
    )
    columns = table.columns + (table.optional if filled else ())
    writer.writerow(columns)
    cells = list(_cells(table, rows, columns))
    cells.sort(key=_sort_key(table))
    writer.writerows(cells)
    return stream.getvalue()


def _cells(
    table: _Table, rows: Iterable[Any], columns: Sequence[str]
) -> Iterator[list[str]]:
    for row in rows:
        cells = []
        for column in columns:
            value = getattr(row, column)
            if column in table.lists:
                value = " ".join(sorted(value, key=natural_key))
            elif column in table.flags:
                value = _FLAG_WORDS[value]
            cells.append(FORBIDDEN.sub(" ", str(value)))
        yield cells


def _sort_key(table: _Table) -> Callable[[list[str]], Any]:
    places = [table.columns.index(column) for column in table.key]
    return lambda cells: [natural_key(cells[place]) for place in places]


class _TableReader:
    """Read one table, and collect what is wrong with it."""

    def __init__(self, table: _Table, data: bytes) -> None:
        self._table = table
        self._data = data
        self._found: list[Problem] = []
        self._width = len(table.columns)

    def read(self, problems: list[Problem]) -> list[Any]:
        try:
            text = self._data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = self._data.count(b"\n", 0, error.start) + 1
            self._add(line, "this is not UTF-8 text; save it as UTF-8")
            text = ""
        rows = self._rows(text) if text else []
        if not self._data:
            self._add(1, "the table is empty; its first row names columns")
        problems += self._found
        return [] if self._found else rows

    def _add(self, line: int, message: str, value: str = "") -> None:
        if len(self._found) < MAX_PROBLEMS:
            problem = Problem(self._table.file, line, message, value)
            self._found.append(problem)

    def _rows(self, text: str) -> list[Any]:
        faults = FORBIDDEN.finditer(text) if has_forbidden(text) else iter(())
        for found in islice(faults, MAX_PROBLEMS):
            line = text.count("\n", 0, found.start()) + 1
            self._add(line, *character_fault(found.group()))
        if self._found:
            return []
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            if self._has_header(next(reader, [])):
                return self._models(list(reader), text)
        except csv.Error as error:
            line = max(reader.line_num, 1)
            self._add(line, f"this row is broken: {shown(str(error))}")
        return []

    def _has_header(self, header: Sequence[str]) -> bool:
        columns = self._table.columns
        if tuple(header) in {columns, (*columns, *self._table.optional)}:
            self._width = len(header)
            return True
        known = (*columns, *self._table.optional)
        missing = [name for name in columns if name not in header]
        unknown = [name for name in header if name not in known]
        if missing:
            self._add(1, f"columns are missing: {', '.join(missing)}")
        if unknown:
            names = ", ".join(map(shown, unknown))
            self._add(1, f"unknown columns: {names}")
        if not missing and not unknown:
            order = ",".join(column for column in known if column in header)
            self._add(1, f"the columns must be in this order: {order}")
        return False

    def _models(self, rows: list[list[str]], text: str) -> list[Any]:
        width = self._width
        if {len(row) for row in rows} - {width}:
            for row, line in zip(rows, _lines(text), strict=True):
                if row and len(row) != width:
                    message = f"{len(row)} fields where {width} are wanted"
                    self._add(line, message, shown(",".join(row)))
            rows = [row for row in rows if len(row) == width]
        if not rows:
            return []
        names = (*self._table.columns, *self._table.optional)[:width]
        columns = dict(zip(names, zip(*rows, strict=True), strict=True))
        self._check_forms(columns, text)
        self._check_keys(columns, text)
        return [] if self._found else self._made(columns)

    # Whole columns at a time: a big catalogue has a hundred thousand rows.

    def _check_forms(self, columns: Columns, text: str) -> None:
        width = len(columns)
        for name, check in self._table.checks.items():
            column = columns[name]
            if all(map(check, column)):
                continue
            for line, cell in zip(_lines(text, width), column, strict=True):
                if not check(cell):
                    self._add(
                        line,
                        f"`{name}` is not of the right form",
                        shown(cell or "nothing"),
                    )

    def _check_keys(self, columns: Columns, text: str) -> None:
        keys = list(zip(*(columns[n] for n in self._table.key), strict=True))
        if len(set(keys)) == len(keys):
            return
        seen: dict[tuple[str, ...], int] = {}
        for line, key in zip(_lines(text, len(columns)), keys, strict=True):
            first = seen.setdefault(key, line)
            if first != line:
                self._add(
                    line,
                    f"this row stands in line {first} already",
                    shown(" ".join(filter(None, key))),
                )

    def _made(self, columns: Columns) -> list[Any]:
        ready: dict[str, Iterable[Any]] = dict(columns)
        for name in self._table.lists:
            ready[name] = [tuple(text.split()) for text in columns[name]]
        for name in self._table.flags:
            ready[name] = [_FLAGS[text] for text in columns[name]]
        return list(map(self._table.make, *ready.values()))


def _lines(text: str, width: int | None = None) -> Iterator[int]:
    """Last line of each row below the heading, or of those of a width."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    next(reader)
    for row in reader:
        if width is None or len(row) == width:
            yield reader.line_num
