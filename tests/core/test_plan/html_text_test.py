"""Texts of Zephyr Scale become blocks, and nothing visible is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldmjira.core.test_plan.html_text import html_blocks, plain_text
from ldmjira.models.prose import Bullets, Code, Link, Paragraph, Table, Text


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("plain", "plain"),
        ("a < b and c > d", "a < b and c > d"),
        ("one\ntwo\n\nthree", "one two three"),
        ("a <b>b</b><br>c &amp; d", "a b c & d"),
        ("<p>x</p><p>y</p>", "x y"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>d", "• a • b • c d"),
        ("<ol><li>a<li>b</ol>", "1. a 2. b"),
        ("<li>stray</li>", "stray"),
        ("<table><tr><th>a</th><td>b<p>c</p></td></tr></table>", "a | b c"),
        ("<script>evil()</script><style>x</style>y", "y"),
        ("<img src=x alt='a plot'>", "[image: a plot]"),
        ("<h2>Head</h2>text", "Head text"),
        ("<b>open", "open"),
        ("", ""),
        ("<p> </p><br>", ""),
        ("<ul>" * 60 + "<li>deep", "• deep"),
    ],
)
def test_words_are_kept(source: str, words: str) -> None:
    assert plain_text(source) == words


def test_only_web_addresses_are_links() -> None:
    (block,) = html_blocks(
        '<a href="https://a.b/">yes</a> <a href="javascript:x">no</a>'
    )
    assert isinstance(block, Paragraph)
    links = [one for one in block.inlines if isinstance(one, Link)]
    assert links == [Link("yes", "https://a.b/")]


def test_addresses_in_plain_text_are_links() -> None:
    (block,) = html_blocks("See https://a.b/c.")
    assert block == Paragraph(
        (Text("See "), Link("https://a.b/c", "https://a.b/c"), Text("."))
    )


def test_blocks_keep_their_kind() -> None:
    found = html_blocks(
        "<p>p</p><ul><li>l</li></ul><pre>a\n  b</pre>"
        "<table><tr><td>c</td><td>d</td></tr><tr><td>e</td></tr></table>"
    )
    assert [type(one) for one in found] == [Paragraph, Bullets, Code, Table]
    assert isinstance(found[2], Code)
    assert found[2].text == "a\n  b"
    assert isinstance(found[3], Table)
    assert [len(row) for row in found[3].rows] == [2, 2]


@given(
    st.lists(
        st.sampled_from(
            [
                *("<p>", "</p>", "<ul>", "</ul>", "<ol>", "<li>", "</li>"),
                *("<b>", "</b>", "<i>", "<table>", "</table>", "<tr>"),
                *("<td>", "</td>", "<th>", "<pre>", "</pre>", "<a href=x>"),
                *("</a>", "<br>", "<h1>", "</h1>", "<script>", "</script>"),
                *("WORD", " ", "&lt;", "<", ">", "&", "\n"),
            ]
        ),
        max_size=30,
    )
)
def test_any_tag_soup_is_read_and_its_words_are_kept(parts: list[str]) -> None:
    source = "".join(parts)
    shown = plain_text(source)
    if not {"<script>", "<", "&"} & set(parts):
        assert shown.count("WORD") == source.count("WORD")
