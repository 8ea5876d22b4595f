from __future__ import annotations

import pytest

from ldmjira.sandbox.jql.text import text_matcher

TEXT = "DMS-REQ-0065-V-01: Provide Image Access Services (version 1.0)"


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("image", True),
        ("IMAGE services", True),
        ("services image", True),
        ("image catalogue", False),
        ("imag", False),
        ("imag*", True),
        ("im?ge", True),
        ("DMS-REQ-0065", True),
        ("DMS-REQ-006", False),
        ("DMS-REQ-006*", True),
        ("REQ-DMS", False),
        ('"image access"', True),
        ('"access image"', False),
        (r"\"access image\"", True),
        (r"DMS\-REQ\-0065", True),
        (r"\(version 1.0\)", True),
        ("-image", False),
        ("services -catalogue", True),
        ("image AND services", True),
        ("catalogue OR image", True),
        ("catalogue OR table", False),
        ("image NOT services", False),
        ("services NOT catalogue", True),
        ("!!", False),
    ],
)
def test_words_are_found(query: str, *, is_found: bool) -> None:
    assert text_matcher(query, field="summary")(TEXT) is is_found
