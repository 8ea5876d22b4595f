"""Resolve the values of a comparison and make its test."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .dates import DATE_FUNCTIONS, date_of, moment_of, moment_of_function
from .errors import JqlError
from .fields import Document, FieldDef
from .issues import Match, key_comparison, match_issues, match_links
from .operands import bad_function, literal_of, no_value
from .syntax import Clause, Function, Literal, Operand
from .text import text_matcher

if TYPE_CHECKING:
    from .clauses import Context

__all__ = ["EQUAL", "Match", "comparison", "membership"]


EQUAL = frozenset({"=", "!=", "in", "not in"})
_SEVERAL = frozenset({"options", "users", "components", "versions"})
_TEXT_FIELDS = ("summary", "description", "environment", "comment")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda left, right: bool(left < right),
    "<=": lambda left, right: bool(left <= right),
    ">": lambda left, right: bool(left > right),
    ">=": lambda left, right: bool(left >= right),
}


def membership(
    found: FieldDef,
    clause: Clause,
    values: tuple[Operand, ...],
    context: Context,
) -> Match:
    """Make the test whether a field has one of these values.

    Raises
    ------
    JqlError
        If a value does not exist or cannot be one of this field's.
    """
    match found.kind:
        case "text":
            return _likeness(found, clause, values)
        case "key" | "issue":
            return match_issues(found, clause, values, context)
        case "number" | "date" | "datetime":
            wanted = frozenset(
                _scalar(found, clause, value, context) for value in values
            )
            return _in(found.id, wanted)
        case "labels" | "string":
            return _strings(found, clause, values)
        case "links":
            return match_links(found, clause, values, context)
        case _:
            return _ids(found, clause, values, context)


def _in(name: str, wanted: frozenset[Any]) -> Match:
    if len(wanted) == 1:
        (only,) = wanted
        return lambda doc: doc.get(name) == only
    return lambda doc: doc.get(name) in wanted


def _any_in(name: str, wanted: frozenset[str]) -> Match:
    return lambda doc: not wanted.isdisjoint(doc.get(name) or ())


def _ids(
    found: FieldDef,
    clause: Clause,
    values: Iterable[Operand],
    context: Context,
) -> Match:
    """Find by identity: project, status, option, user and the like."""
    wanted: set[str] = set()
    unresolved = False
    for value in values:
        if isinstance(value, Function):
            wanted.add(_user(found, clause, value, context))
            continue
        literal = literal_of(clause, value)
        ids = context.fields.ids(
            found, literal.text, is_number=literal.is_number
        )
        if ids is not None:
            wanted |= ids
        elif found.kind == "resolution" and _is_unresolved(literal):
            unresolved = True
        elif found.kind in {"user", "users"}:
            context.warnings.append(no_value(found, clause, literal))
        else:
            raise JqlError(no_value(found, clause, literal))
    frozen = frozenset(wanted)
    if found.kind in _SEVERAL:
        return _any_in(found.id, frozen)
    plain = _in(found.id, frozen)
    if unresolved:
        name = found.id
        negated = clause.operator in {"!=", "not in"}
        if negated:
            return plain
        return lambda doc: not doc.get(name) or plain(doc)
    return plain


def _is_unresolved(literal: Literal) -> bool:
    return literal.text.lower() == "unresolved"


def _user(
    found: FieldDef, clause: Clause, call: Function, context: Context
) -> str:
    if found.kind not in {"user", "users"} or (
        call.name.lower() != "currentuser"
    ):
        raise bad_function(clause, call)
    if call.arguments:
        raise JqlError(
            f"Function '{call.name}' expected '0' arguments but received "
            f"'{len(call.arguments)}'."
        )
    return context.user


def _strings(
    found: FieldDef, clause: Clause, values: Iterable[Operand]
) -> Match:
    """Find by the text itself, whatever the case."""
    wanted = frozenset(
        literal_of(clause, value).text.lower() for value in values
    )
    name = found.id
    if found.kind == "string":
        return lambda doc: (doc.get(name) or "").lower() in wanted
    return lambda doc: any(
        label.lower() in wanted for label in doc.get(name) or ()
    )


def _likeness(
    found: FieldDef, clause: Clause, values: tuple[Operand, ...]
) -> Match:
    """Find by words."""
    matches = text_matcher(
        literal_of(clause, values[0]).text, field=clause.field
    )
    name = found.id
    if name == "text":
        return lambda doc: any(
            matches(doc[part]) for part in _TEXT_FIELDS if doc.get(part)
        )
    return lambda doc: matches(doc.get(name) or "")


def _scalar(
    found: FieldDef, clause: Clause, value: Operand, context: Context
) -> Any:
    """Resolve a number or a date."""
    if found.kind == "number":
        literal = literal_of(clause, value)
        try:
            return float(literal.text)
        except ValueError:
            raise JqlError(
                f"The value '{literal.text}' for field '{clause.field}' is "
                "invalid - please specify a number."
            ) from None
    moment = _moment(found, clause, value, context)
    if found.kind == "date":
        return date_of(moment, context.now)
    return moment


def _moment(
    found: FieldDef, clause: Clause, value: Operand, context: Context
) -> datetime:
    if isinstance(value, Function):
        if value.name.lower() not in DATE_FUNCTIONS:
            raise bad_function(clause, value)
        return moment_of_function(value, now=context.now)
    return moment_of(
        literal_of(clause, value),
        now=context.now,
        field=clause.field,
        is_date=found.kind == "date",
    )


def comparison(found: FieldDef, clause: Clause, context: Context) -> Match:
    """Make the test for ``<``, ``<=``, ``>`` and ``>=``.

    Raises
    ------
    JqlError
        If the value cannot be one of this field's.
    """
    value = clause.operands[0]
    name = found.id
    compare = _COMPARE[clause.operator]
    if found.kind in {"number", "date", "datetime"}:
        return _scalar_comparison(
            name,
            clause.operator,
            _scalar(found, clause, value, context),
        )
    literal = literal_of(clause, value)
    if found.kind == "key":
        context.keys.add(literal.text.upper())
        return key_comparison(literal, clause, compare)
    ids = context.fields.ids(found, literal.text, is_number=literal.is_number)
    if not ids:
        raise JqlError(no_value(found, clause, literal))
    ranks = context.fields.rank(found)
    sign = -1 if found.kind == "priority" else 1  # the most urgent is first
    limits = [sign * ranks[item] for item in ids if item in ranks]

    def matches(doc: Document) -> bool:
        held = doc.get(name) or ()
        held = (held,) if isinstance(held, str) else held
        return any(
            compare(sign * ranks[item], limit)
            for item in held
            if item in ranks
            for limit in limits
        )

    return matches


def _scalar_comparison(name: str, operator: str, limit: Any) -> Match:
    """Compare at full speed: this is the usual filter of a sync."""

    def at_least(doc: Document) -> bool:
        value = doc.get(name)
        return value is not None and bool(value >= limit)

    if operator == ">=":
        return at_least
    compare = _COMPARE[operator]

    def matches(doc: Document) -> bool:
        value = doc.get(name)
        return value is not None and compare(value, limit)

    return matches
