"""Find issues by their keys, their parents and their links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

from .errors import JqlError
from .fields import Document, FieldDef
from .operands import literal_of, no_value
from .syntax import Clause, Function, Literal, Operand

if TYPE_CHECKING:
    from .clauses import Context

__all__ = [
    "Match",
    "key_comparison",
    "key_parts",
    "match_issues",
    "match_links",
]

Match: TypeAlias = Callable[[Document], bool]

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*-\d+")


def key_parts(key: str) -> tuple[str, int]:
    """Split an issue key, so that DM-9 comes before DM-10."""
    project, _, number = key.rpartition("-")
    return project, int(number) if number.isdigit() else 0


def match_issues(
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
        literal = literal_of(clause, value)
        if not literal.is_number and not _KEY.fullmatch(literal.text):
            raise JqlError(
                f"The issue key '{literal.text}' for field '{clause.field}' "
                "is invalid."
            )
        wanted.add(literal.text.upper())
    context.keys |= wanted
    frozen = frozenset(wanted)
    plain = (
        _key_in(frozen)
        if found.kind == "key"
        else _parent_in(found.id, frozen)
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


def match_links(
    found: FieldDef,
    clause: Clause,
    values: Iterable[Operand],
    context: Context,
) -> Match:
    """Find the issues that have a link that reads so."""
    known = context.fields.values(found) or ()
    wanted: set[str] = set()
    for value in values:
        literal = literal_of(clause, value)
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
            raise JqlError(no_value(found, clause, literal))
        wanted |= exact or phrases or {text}
    name = found.id
    return lambda doc: any(
        own.lower() in wanted for own, *_ in doc.get(name) or ()
    )


def _parent_in(name: str, wanted: frozenset[str]) -> Match:
    return lambda doc: not wanted.isdisjoint(doc.get(name) or ())


def key_comparison(
    literal: Literal, clause: Clause, compare: Callable[[Any, Any], bool]
) -> Match:
    """Compare the numbers of two keys of one project, or two ids."""
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
