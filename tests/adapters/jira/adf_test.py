"""ADF says what the Markdown said, and tells what it cannot."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from ldmjira.adapters.jira.adf import markdown_from_adf, markdown_to_adf
from ldmjira.core.richtext import normal_text
from tests.core.richtext_test import markdown


def doc(*content: Any) -> dict[str, Any]:
    return {"type": "doc", "version": 1, "content": list(content)}


def text(value: str, *marks: str, **link: str) -> dict[str, Any]:
    node: dict[str, Any] = {"type": "text", "text": value}
    node["marks"] = [{"type": mark} for mark in marks]
    if link:
        node["marks"].append({"type": "link", "attrs": link})
    return node


def paragraph(*content: Any) -> dict[str, Any]:
    return {"type": "paragraph", "content": list(content)}


@given(markdown)
def test_markdown_comes_back(value: str) -> None:
    assert markdown_from_adf(markdown_to_adf(value)) == (
        normal_text(value),
        False,
    )


@pytest.mark.parametrize("value", [None, "", "  \n"])
def test_nothing_empties_the_field(value: str | None) -> None:
    assert markdown_to_adf(value) is None


def test_document_of_a_text() -> None:
    assert markdown_to_adf("a **b** `c`\\\n[d](http://x)") == doc(
        {
            "type": "paragraph",
            "content": [
                {"type": "text", "text": "a "},
                {"type": "text", "text": "b", "marks": [{"type": "strong"}]},
                {"type": "text", "text": " "},
                {"type": "text", "text": "c", "marks": [{"type": "code"}]},
                {"type": "hardBreak"},
                {
                    "type": "text",
                    "text": "d",
                    "marks": [{"type": "link", "attrs": {"href": "http://x"}}],
                },
            ],
        }
    )


def test_bullet_has_something_beside_it() -> None:
    made = markdown_to_adf("- - a")
    assert made is not None
    [item] = made["content"][0]["content"]
    assert [node["type"] for node in item["content"]] == [
        "paragraph",
        "bulletList",
    ]


@pytest.mark.parametrize(
    ("document", "wanted"),
    [
        (None, None),
        (doc(), None),
        (doc(paragraph()), None),
        (
            doc(paragraph(text("a")), paragraph(), paragraph(text("b"))),
            "a\n\nb",
        ),
        (
            doc(
                {
                    "type": "paragraph",
                    "attrs": {"localId": "5f"},
                    "content": [text("a")],
                }
            ),
            "a",
        ),
        (doc(paragraph(text("a", "em", "strong"))), "***a***"),
        (doc(paragraph(text("a", "strong"), text("b", "strong"))), "**ab**"),
        (doc(paragraph(text("a*b*c"))), r"a\*b\*c"),
        (doc(paragraph(text("x", href="http://y"))), "[x](http://y)"),
        (doc({"type": "codeBlock", "content": []}), "```\n```"),
        (doc({"type": "rule"}), "---"),
        (
            doc(
                {
                    "type": "orderedList",
                    "attrs": {"order": 1},
                    "content": [
                        {"type": "listItem", "content": [paragraph(text("a"))]}
                    ],
                }
            ),
            "1. a",
        ),
    ],
)
def test_what_jira_writes_is_read(document: Any, wanted: str | None) -> None:
    assert markdown_from_adf(document) == (wanted, False)


@pytest.mark.parametrize(
    ("node", "shown"),
    [
        ({"type": "panel", "content": [paragraph(text("a"))]}, "a"),
        ({"type": "blockquote", "content": [paragraph(text("a"))]}, "a"),
        ({"type": "table", "content": []}, None),
        ({"type": "mediaSingle", "content": [{"type": "media"}]}, None),
        (paragraph({"type": "mention", "attrs": {"text": "@me"}}), "@me"),
        (paragraph({"type": "emoji", "attrs": {"shortName": ":o"}}), ":o"),
        (paragraph({"type": "inlineCard", "attrs": {"url": "http://x"}}), "http://x"),
        (paragraph(text("a", "underline")), "a"),
        (paragraph(text("a", "textColor")), "a"),
        ({**paragraph(text("a")), "marks": [{"type": "alignment"}]}, "a"),
        (
            {
                "type": "orderedList",
                "attrs": {"order": 4},
                "content": [{"content": [paragraph(text("a"))]}],
            },
            "1. a",
        ),
        ({"type": "taskList", "content": [{"content": [text("a")]}]}, "a"),
        ({"type": "paragraph", "content": "rubbish"}, None),
        ({"type": "heading", "attrs": None, "content": [3]}, None),
        ("rubbish", None),
        (None, None),
    ],
)  # fmt: skip
def test_what_we_cannot_write_is_foreign(node: Any, shown: str | None) -> None:
    assert markdown_from_adf(doc(node)) == (shown, True)


@pytest.mark.parametrize("document", ["text", [], {}, {"type": "doc"}, 3])
def test_no_document_is_foreign_or_empty(document: Any) -> None:
    markdown, _ = markdown_from_adf(document)
    assert markdown is None
