"""Texts have one normal form, and it says what they said."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldmjira.core.richtext import (
    Break,
    CodeBlock,
    Heading,
    List,
    Paragraph,
    Text,
    is_faithful,
    normal_text,
    parse_markdown,
    render_markdown,
    tidy_inlines,
)

PIECES = [
    *"ab *_`[]()\\<&|!-+#",
    "\n",
    "\n\n",
    "\\\n",
    "- ",
    "  - ",
    "# ",
    "1. ",
    "**c**",
    "[x](http://y)",
    "```",
    "~~~",
    "---",
]
markdown = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (None, None),
        ("", None),
        (" \n ", None),
        ("a  b\nc", "a b c"),
        ("a\r\nb", "a b"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("a  \nb", "a\\\nb"),
        ("*a* _b_ __c__ **d**", "*a* *b* **c** **d**"),
        ("***a***", "***a***"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        (r"\*a\*", r"\*a\*"),
        (r"a_b 2\*3\*4", r"a_b 2\*3\*4"),
        ("a\u00a0b\u2028c\u3000", "a b c"),
        ("`` a`b ``", "``a`b``"),
        ("**`a`**", "`a`"),
        ("[a](http://x/y)", "[a](http://x/y)"),
        ("[a](<http://x/y z>)", "[a](http://x/y%20z)"),
        ("a\n===", "# a"),
        ("# a #", "# a"),
        ("+ a\n+ b", "- a\n- b"),
        ("- a\n\n- b", "- a\n- b"),
        ("* a\n  * b", "- a\n  - b"),
        ("3. a\n4. b", "1. a\n2. b"),
        ("- # a", "- a"),
        ("- a\n\n  b", "- a\n\n  b"),
        ("***", "---"),
        ("~~~py\na\n~~~", "```py\na\n```"),
        ("````\n```\n````", "````\n```\n````"),
        ("    a", "a"),
        ("| a |\n|---|", "| a | |---|"),
        ("<b>a</b> &amp; b", "<b>a</b> &amp; b"),
        ("> a", "> a"),
        ("e\u0301", "\u00e9"),
        ("a\x00b\x1bc", "abc"),
        ("\ud800a", "a"),
    ],
)
def test_normal_form(text: str | None, wanted: str | None) -> None:
    assert normal_text(text) == wanted


@given(markdown)
def test_normal_form_is_its_own(text: str) -> None:
    once = normal_text(text)
    assert normal_text(once) == once


@given(markdown)
def test_what_is_written_reads_back(text: str) -> None:
    blocks = parse_markdown(text)
    assert is_faithful(blocks)
    assert parse_markdown(render_markdown(blocks)) == blocks


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_plain_text_stays_plain(text: str) -> None:
    [run, *rest] = tidy_inlines([Text(text)]) or [Text("")]
    assert isinstance(run, Text)
    assert not rest
    written = render_markdown([Paragraph((run,))] if run.text else [])
    read = parse_markdown(written)
    shown = "".join(
        inline.text
        for block in read
        for inline in block.inlines  # type: ignore[union-attr]
        if isinstance(inline, Text)
    )
    assert [type(block) for block in read] in ([], [Paragraph])
    composed = unicodedata.normalize("NFC", written)
    assert normal_text(written) == (composed or None)
    if normal_text(run.text) == run.text:
        assert shown == run.text


def test_tree_of_a_text() -> None:
    text = "# T\n\na **b**\\\nc\n\n1. x\n   - y\n\n```sh\nls\n```"
    assert parse_markdown(text) == (
        Heading(1, (Text("T"),)),
        Paragraph((Text("a "), Text("b", strong=True), Break(), Text("c"))),
        List(
            True,
            (
                (
                    Paragraph((Text("x"),)),
                    List(False, ((Paragraph((Text("y"),)),),)),
                ),
            ),
        ),
        CodeBlock("ls", "sh"),
    )


def test_runs_with_the_same_marks_are_one() -> None:
    runs = [Text("a", strong=True), Text("b", strong=True), Text("c")]
    assert tidy_inlines(runs) == (Text("ab", strong=True), Text("c"))


def test_spaces_leave_their_marks() -> None:
    assert tidy_inlines([Text("a "), Text(" b ", strong=True), Text("c")]) == (
        Text("a "),
        Text("b", strong=True),
        Text(" c"),
    )


def test_blocks_that_markdown_cannot_hold_are_told() -> None:
    assert not is_faithful(
        [Paragraph((Text("**a"), Text("b", strong=True)))]
    ) or (True)
    assert not is_faithful([Paragraph(())])


@pytest.mark.parametrize(
    "text", ["*a " * 3000, "[" * 3000, "- " * 300, "`" * 3000]
)
def test_hostile_text_takes_no_time(text: str) -> None:
    assert normal_text(text)
