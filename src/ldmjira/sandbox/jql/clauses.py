"""One comparison of a query: is it allowed, and what does it find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from .errors import JqlError
from .fields import Document, FieldCatalog, FieldDef, Kind
from .operands import is_known
from .syntax import EMPTY, Clause, Empty, Function, Literal, Operand
from .values import EQUAL, Match, comparison, membership

__all__ = [
    "Context",
    "check_usage",
    "compile_clause",
    "literals_only",
    "operators_of",
    "positive",
]

_NULL = frozenset({"is", "is not"})
_LESS = frozenset({"<", "<=", ">", ">="})
_LIKE = frozenset({"~", "!~"})
_LISTS = frozenset({"in", "not in"})
"""Operators that want a list."""
_POSITIVE = {"!=": "=", "not in": "in", "!~": "~", "is not": "is"}

_COMMON = EQUAL | _NULL
_ALLOWED: dict[Kind, frozenset[str]] = {
    "key": _COMMON | _LESS,
    "issue": _COMMON,
    "text": _LIKE | _NULL,
    "string": _COMMON,
    "number": _COMMON | _LESS,
    "date": _COMMON | _LESS,
    "datetime": _COMMON | _LESS,
    "project": _COMMON,
    "status": _COMMON,
    "statuscategory": _COMMON,
    "priority": _COMMON | _LESS,
    "issuetype": _COMMON,
    "resolution": _COMMON | _LESS,
    "option": _COMMON,
    "options": _COMMON,
    "user": _COMMON,
    "users": _COMMON,
    "components": _COMMON,
    "versions": _COMMON | _LESS,
    "labels": _COMMON,
    "links": EQUAL,
}
_ONLY_LIKE = frozenset({"text", "comment"})
"""Fields that cannot be searched for being empty."""
_LIST_FUNCTIONS = frozenset({"linkedissues"})


@dataclass(slots=True)
class Context:
    """What a query is compiled against, and what it turns out to name."""

    fields: FieldCatalog
    now: datetime
    user: str
    keys: set[str] = field(default_factory=set)
    """Issue keys and ids that are written in the query."""
    linked: set[str] = field(default_factory=set)
    """Issue keys that are arguments of ``linkedIssues``."""
    warnings: list[str] = field(default_factory=list)


Test: TypeAlias = Callable[[Document], bool]


def operators_of(found: FieldDef) -> frozenset[str]:
    """Return the operators that a field takes."""
    return _LIKE if found.id in _ONLY_LIKE else _ALLOWED[found.kind]


def positive(operator: str) -> str:
    """Return the operator without its negation."""
    return _POSITIVE.get(operator, operator)


def check_usage(clause: Clause) -> None:
    """Refuse an operator that does not go with the shape of its value.

    Raises
    ------
    JqlError
        As Jira does, before it looks at the field.
    """
    operator = clause.operator
    shown = ", ".join(map(str, clause.operands))
    name = clause.field
    only = clause.operands[0]
    if operator in _NULL:
        if clause.is_list or not isinstance(only, Empty):
            raise JqlError(
                f"Operator '{operator}' does not support searching for "
                f"non-empty values for field '{name}'."
            )
        return
    if isinstance(only, Empty) and not clause.is_list:
        if operator in _LISTS | _LESS:
            raise JqlError(
                f"Operator '{operator}' does not support the empty value "
                f"representation 'EMPTY' for field '{name}'."
            )
        return
    gives_list = clause.is_list or _is_list_function(only)
    if operator in _LISTS and not gives_list and is_known(only):
        raise JqlError(
            f"Operator '{operator}' does not support the non-list value "
            f"'{shown}' for field '{name}'."
        )
    if operator not in _LISTS and gives_list:
        brackets = f"({shown})" if clause.is_list else shown
        raise JqlError(
            f"Operator '{operator}' does not support the list value "
            f"'{brackets}' for field '{name}'."
        )


def _is_list_function(operand: Operand) -> bool:
    return (
        isinstance(operand, Function)
        and operand.name.lower() in _LIST_FUNCTIONS
    )


def compile_clause(clause: Clause, context: Context) -> Test:
    """Turn a comparison into a test of a document.

    Raises
    ------
    JqlError
        If the field, the operator or a value is not there.
    """
    tests: list[Test] = []
    failures: list[JqlError] = []
    for found in context.fields.find(clause.field):
        try:
            tests.append(_compile_for(found, clause, context))
        except JqlError as error:
            failures.append(error)
    if not tests:
        raise failures[0]
    if len(tests) == 1:
        return tests[0]
    if clause.operator in _POSITIVE:
        return lambda doc: all(test(doc) for test in tests)
    return lambda doc: any(test(doc) for test in tests)


def _compile_for(found: FieldDef, clause: Clause, context: Context) -> Test:
    """Compile a comparison for one of the fields of that name."""
    operator = clause.operator
    if operator not in operators_of(found):
        raise JqlError(
            f"The operator '{operator}' is not supported by the "
            f"'{clause.field}' field."
        )
    wants_empty = EMPTY in clause.operands
    if wants_empty and found.id in _ONLY_LIKE:
        raise JqlError(
            f"The field '{clause.field}' does not support searching for EMPTY "
            "values."
        )
    values = tuple(item for item in clause.operands if item is not EMPTY)
    filled = _filled(found)
    negated = operator in _POSITIVE
    if not values:
        return filled if negated else lambda doc: not filled(doc)
    if operator in _LESS:
        return comparison(found, clause, context)
    match = membership(found, clause, values, context)
    return _combine(
        match, filled=filled, negated=negated, wants_empty=wants_empty
    )


def _combine(
    match: Match, *, filled: Test, negated: bool, wants_empty: bool
) -> Test:
    """Say what emptiness means: a negation never finds an empty field."""
    if negated:
        return lambda doc: filled(doc) and not match(doc)
    if wants_empty:
        return lambda doc: match(doc) or not filled(doc)
    return match


def _filled(found: FieldDef) -> Test:
    """Make the test whether a field has a value."""
    name = found.id
    if found.kind == "number":
        return lambda doc: doc.get(name) is not None
    return lambda doc: bool(doc.get(name))


def literals_only(clause: Clause) -> bool:
    """Whether a clause compares with plain values only."""
    return all(isinstance(item, Literal) for item in clause.operands)
