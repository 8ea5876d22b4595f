"""Wiki markup says what the Markdown said, and tells what it cannot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldmjira.adapters.jira.wiki import markdown_from_wiki, markdown_to_wiki
from ldmjira.core.richtext import normal_text

WORDS = [
    "a", "b c", "DM-DAX-9", "x_y_z", "2 * 3", "{q}", "!i!", "-d-", "|t|",
    "a\\b",
    "**c**", "*d*", "`e`", "[f](http://g/h)", "h1. x", "bq. y", "a-b", "[~u]",
]  # fmt: skip
lines = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
paragraphs = st.lists(lines, min_size=1, max_size=3).map("\\\n".join)
lists = st.lists(lines, min_size=1, max_size=3).map(
    lambda items: "\n".join(f"- {item}" for item in items)
)
code = lines.map(lambda line: f"```\n{line}\n```")
headings = lines.map(lambda line: f"## {line}")
documents = st.lists(
    st.one_of(paragraphs, lists, code, headings), max_size=4
).map("\n\n".join)


@given(documents)
def test_markdown_comes_back(text: str) -> None:
    wanted = normal_text(text)
    assert markdown_from_wiki(markdown_to_wiki(text)) == (wanted, False)


@pytest.mark.parametrize(
    ("markdown", "wiki"),
    [
        (None, None),
        ("", None),
        ("a **b** *c* `d`", "a *b* _c_ {{d}}"),
        ("a**b**c", "a{*}b{*}c"),
        ("[a](http://x) [http://y](http://y)", "[a|http://x] [http://y]"),
        ("a\\\nb", "a\nb"),
        ("## a", "h2. a"),
        ("- a\n  - b\n    1. c\n- d", "* a\n** b\n**# c\n* d"),
        ("```py\nx\n```", "{code:py}\nx\n{code}"),
        ("---", "----"),
        ("{a} |b| -c-", "\\{a\\} \\|b\\| \\-c\\-"),
        ("a-b c_d e*f", "a-b c_d e*f"),
        ("h1. a", "h1&#46; a"),
    ],
)
def test_what_is_written(markdown: str | None, wiki: str | None) -> None:
    assert markdown_to_wiki(markdown) == wiki


@pytest.mark.parametrize(
    ("wiki", "wanted"),
    [
        (None, None),
        ("", None),
        ("a\r\nb", "a\\\nb"),
        ("a \\\\ b", "a\\\nb"),
        ("*a* and *b c*", "**a** and **b c**"),
        ("{noformat}\n*a*\n{noformat}", "```\n*a*\n```"),
        ("h1. A\ntext", "# A\n\ntext"),
        ("text\n* a\n* b", "text\n\n- a\n- b"),
        ("# a\n## b\n# c", "1. a\n   1. b\n2. c"),
        ("- a\n- b", "- a\n- b"),
        ("* a\nmore", "- a\\\n  more"),
        ("[a|http://x/y?z=1]", "[a](http://x/y?z=1)"),
        ("snake_case_name 2*3*4", r"snake_case_name 2\*3\*4"),
        ("range 1-2, 3-4; a - b - c", "range 1-2, 3-4; a - b - c"),
        ("~5 GB and ^ too", "~5 GB and ^ too"),
    ],
)
def test_what_people_write_is_read(wiki: str | None, wanted: str) -> None:
    assert markdown_from_wiki(wiki) == (wanted, False)


@pytest.mark.parametrize(
    "wiki",
    [
        "{panel}a{panel}",
        "[see there|#anchor]",
        "{color:red}a{color}",
        "||h||\n|c|",
        "| a | b |",
        "see !image.png! there",
        "bq. a",
        "[~somebody] did",
        "[^file.txt]",
        "a -gone- b",
        "a +new+ b",
        "x ^2^ y",
        "??cited??",
        "{code}\nno end",
        "{quote}\na\n{quote}",
    ],
)
def test_what_we_cannot_write_is_foreign(wiki: str) -> None:
    markdown, is_foreign = markdown_from_wiki(wiki)
    assert is_foreign
    assert markdown


@pytest.mark.parametrize(
    "text",
    ["*a " * 3000, "{{" * 3000, "[a|" * 3000, "_a_ " * 2000, "-a " * 3000],
)
def test_hostile_text_takes_no_time(text: str) -> None:
    assert markdown_from_wiki(text)[0]
