"""Values beside each other."""

from __future__ import annotations

import pytest

from ldmjira.formats.values import shown, shown_beside
from ldmjira.models.slots import Value

LONG = "A rather long note on this feature, which goes on for many words, and "


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "(none)"),
        (True, "linked"),
        (False, "not linked"),
        ("a\nb", "a\\nb"),
        ("a\x1bb", "a\ufffdb"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 57 + "..."),
    ],
)
def test_a_value(value: Value, expected: str) -> None:
    assert shown(value) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("a", "b"), ("a", "b")),
        ((None, LONG + "x"), ("(none)", LONG[:57] + "...")),
        (
            (LONG + "ends so", LONG + "ends otherwise"),
            (
                "...many words, and ends so",
                "...many words, and ends otherwise",
            ),
        ),
        (
            (LONG + "so", LONG + "or", None, "short"),
            (
                "...on for many words, and so",
                "...on for many words, and or",
                "(none)",
                "short",
            ),
        ),
        (("y" * 61, "x" * 61), ("y" * 57 + "...", "x" * 57 + "...")),
        (
            ("x" * 80 + "1", "x" * 80 + "2"),
            ("..." + "x" * 24 + "1", "..." + "x" * 24 + "2"),
        ),
    ],
    ids=["short", "new", "the end", "several", "the beginning", "no spaces"],
)
def test_what_differs_is_shown(
    values: tuple[Value, ...], expected: tuple[str, ...]
) -> None:
    assert shown_beside(*values) == expected
