"""Resolve the values of a comparison and make its test."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from .dates import DATE_FUNCTIONS, date_of, moment_of, moment_of_function
from .errors import JqlError
from .fields import Document, FieldDef
from .syntax import Clause, Function, Literal, Operand
from .text import text_matcher

if TYPE_CHECKING:
    from .clauses import Context

__all__ = ["EQUAL", "Match", "comparison", "key_parts", "membership"]

Match: TypeAlias = Callable[[Document], bool]

EQUAL = frozenset({"=", "!=", "in", "not in"})
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*-\d+")
_SEVERAL = frozenset({"options", "users", "components", "versions"})
_TEXT_FIELDS = ("summary", "description", "environment", "comment")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda left, right: bool(left < right),
    "<=": lambda left, right: bool(left <= right),
    ">": lambda left, right: bool(left > right),
    ">=": lambda left, right: bool(left >= right),
}


def key_parts(key: str) -> tuple[str, int]:
    """Split an issue key, so that DM-9 comes before DM-10."""
    project, _, number = key.rpartition("-")
    return project, int(number) if number.isdigit() else 0


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
            return _issues(found, clause, values, context)
        case "number" | "date" | "datetime":
            wanted = frozenset(
                _scalar(found, clause, value, context) for value in values
            )
            return _in(found.id, wanted)
        case "labels" | "string":
            return _strings(found, clause, values)
        case "links":
            return _link_types(found, clause, values, context)
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
        literal = _literal(clause, value)
        ids = context.fields.ids(
            found, literal.text, is_number=literal.is_number
        )
        if ids is not None:
            wanted |= ids
        elif found.kind == "resolution" and _is_unresolved(literal):
            unresolved = True
        elif found.kind in {"user", "users"}:
            context.warnings.append(_no_value(found, clause, literal))
        else:
            raise JqlError(_no_value(found, clause, literal))
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


def _no_value(found: FieldDef, clause: Clause, literal: Literal) -> str:
    if found.kind in {"option", "options"}:
        return (
            f"The option '{literal.text}' for field '{clause.field}' does not "
            "exist."
        )
    if literal.is_number:
        return (
            f"A value with ID '{literal.text}' does not exist for the field "
            f"'{clause.field}'."
        )
    return (
        f"The value '{literal.text}' does not exist for the field "
        f"'{clause.field}'."
    )


def _literal(clause: Clause, value: Operand) -> Literal:
    """Insist on a plain value."""
    if isinstance(value, Literal):
        return value
    if isinstance(value, Function):
        raise _bad_function(clause, value)
    raise JqlError(
        f"The field '{clause.field}' does not support searching for EMPTY "
        "values."
    )


def _bad_function(clause: Clause, call: Function) -> JqlError:
    known = {"currentuser", "linkedissues", *DATE_FUNCTIONS}
    if call.name.lower() not in known:
        return JqlError(f"Unable to find JQL function '{call}'.")
    return JqlError(
        f"A value provided by the function '{call.name}' is invalid for the "
        f"field '{clause.field}'."
    )


def _user(
    found: FieldDef, clause: Clause, call: Function, context: Context
) -> str:
    if found.kind not in {"user", "users"} or (
        call.name.lower() != "currentuser"
    ):
        raise _bad_function(clause, call)
    if call.arguments:
        raise JqlError(
            f"Function '{call.name}' expected '0' arguments but received "
            f"'{len(call.arguments)}'."
        )
    return context.user


def _issues(
    found: FieldDef,
    clause: Clause,
    values: Iterable[Operand],
    context: Context,
) -> Match:
    """Find issues by key or id, or by their parent's."""
    wanted: set[str] = set()
    linked: list[Match] = []
    for value in values:
        if (
            isinstance(value, Function)
            and value.name.lower() == "linkedissues"
            and found.kind == "key"
        ):
            linked.append(_linked(value, context))
            continue
        literal = _literal(clause, value)
        if not literal.is_number and not _KEY.fullmatch(literal.text):
            raise JqlError(
                f"The issue key '{literal.text}' for field '{clause.field}' "
                "is invalid."
            )
        wanted.add(literal.text.upper())
    context.keys |= wanted
    frozen = frozenset(wanted)
    plain = (
        _key_in(frozen) if found.kind == "key" else _any_in(found.id, frozen)
    )
    if not linked:
        return plain
    tests = [*linked, plain] if frozen else linked
    return lambda doc: any(test(doc) for test in tests)


def _key_in(wanted: frozenset[str]) -> Match:
    def matches(doc: Document) -> bool:
        if doc["key"] in wanted or doc.get("id") in wanted:
            return True
        former = doc.get("formerKeys")
        return bool(former) and not wanted.isdisjoint(former or ())

    return matches


def _linked(call: Function, context: Context) -> Match:
    """Find the issues linked to one: ``linkedIssues(KEY, phrase...)``."""
    if not call.arguments:
        raise JqlError(
            f"Function '{call.name}' expected at least '1' arguments but "
            "received '0'."
        )
    key = call.arguments[0].upper()
    context.linked.add(key)
    known = {
        name.lower()
        for kind in context.fields.find("issueLinkType")
        for value in context.fields.values(kind) or ()
        for name in value.names[1:]
    }
    phrases = frozenset(phrase.lower() for phrase in call.arguments[1:])
    for phrase in call.arguments[1:]:
        if known and phrase.lower() not in known:
            raise JqlError(
                f"Issue link type '{phrase}' could not be found in function "
                f"'{call.name}'."
            )

    def matches(doc: Document) -> bool:
        return any(
            key in (other, other_id)
            and (not phrases or reverse.lower() in phrases)
            for _own, reverse, other, other_id in doc.get("issuelinks") or ()
        )

    return matches


def _link_types(
    found: FieldDef,
    clause: Clause,
    values: Iterable[Operand],
    context: Context,
) -> Match:
    """Find the issues that have a link that reads so."""
    known = context.fields.values(found) or ()
    wanted: set[str] = set()
    for value in values:
        literal = _literal(clause, value)
        text = literal.text.lower()
        phrases = {
            phrase.lower()
            for kind in known
            if text in {kind.id, kind.names[0].lower()}
            for phrase in kind.names[1:]
        }
        exact = {
            phrase.lower()
            for kind in known
            for phrase in kind.names[1:]
            if phrase.lower() == text
        }
        if known and not (phrases or exact):
            raise JqlError(_no_value(found, clause, literal))
        wanted |= exact or phrases or {text}
    name = found.id
    return lambda doc: any(
        own.lower() in wanted for own, *_ in doc.get(name) or ()
    )


def _strings(
    found: FieldDef, clause: Clause, values: Iterable[Operand]
) -> Match:
    """Find by the text itself, whatever the case."""
    wanted = frozenset(
        _literal(clause, value).text.lower() for value in values
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
        _literal(clause, values[0]).text, field=clause.field
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
        literal = _literal(clause, value)
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
            raise _bad_function(clause, value)
        return moment_of_function(value, now=context.now)
    return moment_of(
        _literal(clause, value),
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
    literal = _literal(clause, value)
    if found.kind == "key":
        context.keys.add(literal.text.upper())
        return _key_comparison(literal, clause)
    ids = context.fields.ids(found, literal.text, is_number=literal.is_number)
    if not ids:
        raise JqlError(_no_value(found, clause, literal))
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


def _key_comparison(literal: Literal, clause: Clause) -> Match:
    """Compare the numbers of two keys of one project, or two ids."""
    compare = _COMPARE[clause.operator]
    if literal.is_number:
        number = int(literal.text)
        return lambda doc: compare(int(doc["id"]), number)
    if not _KEY.fullmatch(literal.text):
        raise JqlError(
            f"The issue key '{literal.text}' for field '{clause.field}' is "
            "invalid."
        )
    project, last = key_parts(literal.text.upper())

    def matches(doc: Document) -> bool:
        other, number = key_parts(doc["key"])
        return other == project and compare(number, last)

    return matches
