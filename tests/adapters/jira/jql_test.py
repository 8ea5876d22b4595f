"""JQL says what we mean, whatever the values hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldmjira.adapters.jira.jql import any_of, chunks, quote_jql
from ldmjira.sandbox.jql.syntax import Clause, Literal, parse


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("DM-1", '"DM-1"'),
        ('a"b', r'"a\"b"'),
        ("a\\b", r'"a\\b"'),
        ("it's", '"it\'s"'),
        ("a\tb\nc\rd", r'"a\tb\nc\rd"'),
        ("\x00\x1b", r'"\u0000\u001b"'),
        ("\u2028", r'"\u2028"'),
        ("é ü", '"é ü"'),
        ("\U0001f52d", '"\U0001f52d"'),
        ('x") or project = "Y', r'"x\") or project = \"Y"'),
    ],
)
def test_quote(value: str, wanted: str) -> None:
    assert quote_jql(value) == wanted


def test_any_of() -> None:
    assert any_of("key", ["DM-1", "DM-2"]) == 'key in ("DM-1", "DM-2")'


def test_chunks() -> None:
    assert list(chunks(["a", "b", "c"], 2)) == [["a", "b"], ["c"]]
    assert list(chunks([], 2)) == []


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_no_value_changes_the_shape_of_the_query(values: list[str]) -> None:
    query = parse(f"{any_of('labels', values)} order by key")
    assert query.where == Clause(
        "labels", "in", tuple(map(Literal, values)), is_list=True
    )
    assert [sort.field for sort in query.order] == ["key"]
