"""Laws that hold for any query and any value."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ldmjira.sandbox.jql.syntax import Clause, Literal, parse

from .conftest import DOCUMENTS, compiled

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def quoted(value: str, mark: str = '"') -> str:
    """Quote a value as Jira's own encoder does."""
    parts = []
    for char in value:
        if char == mark or (char in _ESCAPES and char != '"'):
            parts.append("\\" + _ESCAPES.get(char, "\\" + char)[1:])
        elif not char.isprintable() or 0xFDD0 <= ord(char) <= 0xFDEF:
            parts.append(_unicode(char))
        else:
            parts.append(char)
    return f"{mark}{''.join(parts)}{mark}"


def _unicode(char: str) -> str:
    if ord(char) > 0xFFFF:
        return char
    return f"\\u{ord(char):04x}"


law = settings(deadline=None, max_examples=60)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
TERMS = st.sampled_from(
    [
        "project = DM",
        "status = Done",
        "status != 'To Do'",
        "labels = camera",
        "assignee is empty",
        "assignee in (currentUser(), EMPTY)",
        "priority > Major",
        "component not in ('T&S')",
        "updated >= -10d",
        "key in (DM-9, LVV-27)",
        "summary ~ butler",
    ]
)
QUERIES = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"({two[0]} and {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} or {two[1]})"),
        inner.map(lambda one: f"not {one}"),
    ),
    max_leaves=8,
)


def found(jql: str) -> set[Any]:
    query = compiled(jql)
    return {doc["key"] for doc in DOCUMENTS if query.matches(doc)}


@law
@given(value=TEXTS, mark=st.sampled_from(["'", '"']))
def test_quoted_value_is_read_as_it_was(value: str, mark: str) -> None:
    statement = parse(f"summary ~ {quoted(value, mark)}")
    assert isinstance(statement.where, Clause)
    assert statement.where.operands == (Literal(value),)


@law
@given(value=TEXTS.filter(str.strip))
def test_quoted_field_is_read_as_it_was(value: str) -> None:
    statement = parse(f"{quoted(value)} = 1 order by {quoted(value)}")
    assert isinstance(statement.where, Clause)
    assert statement.where.field == statement.order[0].field == value


@law
@given(query=QUERIES)
def test_double_negation_is_nothing(query: str) -> None:
    assert found(f"not (not {query})") == found(query)


@law
@given(left=QUERIES, right=QUERIES)
def test_de_morgan(left: str, right: str) -> None:
    assert found(f"not ({left} and {right})") == found(
        f"not {left} or not {right}"
    )
    assert found(f"not ({left} or {right})") == found(
        f"not {left} and not {right}"
    )


@law
@given(left=QUERIES, right=QUERIES)
def test_and_is_intersection_and_or_is_union(left: str, right: str) -> None:
    assert found(f"{left} and {right}") == found(left) & found(right)
    assert found(f"{left} or {right}") == found(left) | found(right)


@law
@given(query=QUERIES)
def test_restriction_to_keys_is_no_promise_too_many(query: str) -> None:
    keys = compiled(query).keys
    assert keys is None or found(query) <= keys


@pytest.mark.parametrize("word", ["or", "OR", "||"])
def test_two_thousand_terms(word: str) -> None:
    jql = f" {word} ".join(f'key = "DM-{number}"' for number in range(2000))
    assert found(jql) == {"DM-9", "DM-10"}


def test_two_thousand_unlike_terms() -> None:
    jql = " or ".join(
        f"(key = DM-{number} and project = DM)" for number in range(2000)
    )
    assert found(jql) == {"DM-9", "DM-10"}


def test_two_thousand_values() -> None:
    values = ", ".join(f"DM-{number}" for number in range(2000))
    assert found(f"key in ({values})") == {"DM-9", "DM-10"}


def test_two_thousand_negations() -> None:
    assert found("not " * 2000 + "key = DM-9") == {"DM-9"}


def test_ten_thousand_documents_are_filtered_fast() -> None:
    documents = [DOCUMENTS[number % 3] for number in range(10_000)]
    query = compiled('project = DM and updated >= "2025-01-01 00:00"')
    start = time.process_time()
    count = sum(map(query.matches, documents))
    spent = time.process_time() - start
    assert count == 3333
    assert spent < 0.5, "some 0.005 s on an idle machine"
