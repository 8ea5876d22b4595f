"""Wiki markup and documents, into each other and into HTML."""

from __future__ import annotations

import pytest

from ldmjira.sandbox.adf import adf_to_html, adf_to_text, is_valid_adf
from ldmjira.sandbox.wiki import adf_to_wiki, wiki_to_adf

SAMPLES = {
    "plain": "One line",
    "two paragraphs": "One\n\nTwo",
    "line break": "One\nTwo",
    "marks": "A *strong*, _em_, +under+, -gone- and {{code}} text",
    "link": "See [the page|https://example.org/a-b] here",
    "bare link": "[https://example.org]",
    "heading": "h2. A title\n\nText",
    "bullets": "* one\n** one and a half\n* two",
    "numbers": "# one\n# two",
    "code": "{code:python}\nx = a*b*c\n{code}",
    "verbatim": "{noformat}\nas [it] is\n{noformat}",
    "quote": "{quote}Said{quote}",
    "rule": "One\n\n----\n\nTwo",
    "table": "||A||B||\n|1|2|",
    "colour": "{color:red}warm{color}",
    "identifiers": "DMS-REQ-0065-V-01 and snake_case_names, 2 * 3 * 4",
}


@pytest.mark.parametrize("text", SAMPLES.values(), ids=SAMPLES.keys())
def test_markup_survives_a_round_trip(text: str) -> None:
    assert adf_to_wiki(wiki_to_adf(text)) == text


@pytest.mark.parametrize("text", SAMPLES.values(), ids=SAMPLES.keys())
def test_markup_makes_a_document_that_is_taken(text: str) -> None:
    assert is_valid_adf(wiki_to_adf(text))


def test_two_kinds_of_list_are_both_kept() -> None:
    document = wiki_to_adf("* a\n# b")
    kinds = [block["type"] for block in document["content"]]
    assert kinds == ["bulletList", "orderedList"]


def test_text_that_looks_like_markup_is_escaped() -> None:
    document = {
        "type": "doc",
        "version": 1,
        "content": [
            {
                "type": "paragraph",
                "content": [{"type": "text", "text": "not *bold* here"}],
            }
        ],
    }
    assert wiki_to_adf(adf_to_wiki(document)) == document


def test_html_escapes_what_it_shows() -> None:
    html = adf_to_html(wiki_to_adf("a <b> & c"))
    assert html == "<p>a &lt;b&gt; &amp; c</p>"


def test_html_of_marks_and_links() -> None:
    html = adf_to_html(wiki_to_adf("*a* [b|https://example.org]"))
    assert "<b>a</b>" in html
    assert 'href="https://example.org"' in html


def test_plain_text_has_the_words_only() -> None:
    assert adf_to_text(wiki_to_adf("h1. *A*\n\n* b\n* c")) == "A\nb\nc"


@pytest.mark.parametrize(
    "value",
    [
        "text",
        {"type": "doc", "version": 2, "content": []},
        {"type": "doc", "version": 1},
        {"type": "doc", "version": 1, "content": [{"type": "text"}]},
        {
            "type": "doc",
            "version": 1,
            "content": [
                {
                    "type": "paragraph",
                    "content": [{"type": "text", "text": ""}],
                }
            ],
        },
        {
            "type": "doc",
            "version": 1,
            "content": [{"type": "heading", "attrs": {"level": 9}}],
        },
        {
            "type": "doc",
            "version": 1,
            "content": [{"type": "bulletList", "content": []}],
        },
        {
            "type": "doc",
            "version": 1,
            "content": [
                {
                    "type": "paragraph",
                    "content": [
                        {
                            "type": "text",
                            "text": "x",
                            "marks": [{"type": "shout"}],
                        }
                    ],
                }
            ],
        },
    ],
    ids=[
        "string",
        "version",
        "no content",
        "inline at the top",
        "empty text",
        "level",
        "empty list",
        "unknown mark",
    ],
)
def test_what_is_no_document(value: object) -> None:
    assert not is_valid_adf(value)


def test_a_deep_document_does_not_exhaust_the_stack() -> None:
    node: dict[str, object] = {"type": "paragraph", "content": []}
    for _ in range(3000):
        item = {"type": "listItem", "content": [node]}
        node = {"type": "bulletList", "content": [item]}
    assert is_valid_adf({"type": "doc", "version": 1, "content": [node]})
