"""Texts without what means nothing in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldmjira.adapters.files.scalars import has_forbidden
from ldmjira.core.characters import clean


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Cafe\u0301", "Caf\u00e9"),
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("\ufeffa\x07b\x9f", "ab"),
        ("a\tb \U0001f600", "a\tb \U0001f600"),
    ],
    ids=["composed", "line breaks", "controls", "left alone"],
)
def test_form(text: str, wanted: str) -> None:
    assert clean(text) == wanted


@given(st.text())
def test_the_mapping_can_hold_what_is_left(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not has_forbidden(once)
