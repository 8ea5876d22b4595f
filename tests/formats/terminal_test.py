from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldmjira.formats.terminal import safe_block, safe_line


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("plain text", "plain text"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]0;never closed", ""),
        ("\x1bcreset", "reset"),
        ("\x9b31mred", "red"),
        ("bell\x07", "bell"),
        ("back\x08\x08", "back"),
        ("a\u202eb\u2066c", "abc"),
        ("two\nlines\tand\r\nmore", "two lines and more"),
        ("half \ud800", "half"),
        ("naïve Größe 漢字", "naïve Größe 漢字"),
    ],
    ids=ascii,
)
def test_line_is_safe(text: str, safe: str) -> None:
    assert safe_line(text) == safe


def test_block_keeps_its_lines() -> None:
    assert safe_block("a\r\n\tb\x1b[2J\n") == "a\n\tb\n"


@given(text=st.text())
def test_nothing_that_moves_a_cursor_is_left(text: str) -> None:
    kinds = {unicodedata.category(character) for character in safe_line(text)}
    assert not kinds & {"Cc", "Cs", "Zl", "Zp"}
    assert "\x1b" not in safe_block(text)
    safe_block(text).encode("utf-8")
