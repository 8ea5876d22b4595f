"""No name can be more than a name, whatever the format."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from ldmjira.formats.test_plan.binary import to_docx, to_pdf
from ldmjira.formats.test_plan.rendering import render
from ldmjira.formats.test_plan.writers import WRITERS
from ldmjira.models.prose import Paragraph, Text
from ldmjira.models.test_plan import DocKind
from tests.support.plans import HOSTILE, hostile_doc

TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            [*"\\`*_{}[]()<>#+-.!|~$^&%@:=\"'\n\t ", "a", "1.", "![", "``"]
        ),
        max_size=20,
    ).map("".join),
    st.sampled_from(HOSTILE),
)


def words(text: str) -> str:
    """What a reader sees of a text: no controls, single spaces."""
    return " ".join(WRITERS["html"].escape(text).split())


def leaves(node: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    if not node.children:
        yield node
    for child in node.children:
        yield from leaves(child)


@given(text=TEXTS)
def test_markdown_shows_text_as_text(text: str) -> None:
    written = WRITERS["md"].block(Paragraph((Text(text),)))
    tree = SyntaxTreeNode(
        MarkdownIt("commonmark").enable("table").parse(written)
    )
    found = list(leaves(tree)) if tree.children else []
    assert {leaf.type for leaf in found} <= {"text", "softbreak"}
    shown = "".join(
        leaf.content if leaf.type == "text" else " " for leaf in found
    )
    assert words(shown) == words(text)


@given(text=TEXTS)
def test_html_shows_text_as_text(text: str) -> None:
    written = WRITERS["html"].block(Paragraph((Text(text, strong=True),)))
    reader = Tags()
    reader.feed(written)
    reader.close()
    assert reader.tags <= {"p", "strong"}
    assert words("".join(reader.text)) == words(text)


@given(text=TEXTS)
def test_latex_leaves_nothing_for_tex_to_do(text: str) -> None:
    written = WRITERS["latex"].block(Paragraph((Text(text),)))
    plain = re.sub(
        r"\\(?:text[a-z]+\{\}|ldots\{\}|ensuremath\{[\\a-z-]+\}"
        r"|ldmjirachar\{[0-9A-F]+\}|[#$%&_{}])",
        "",
        written,
    )
    assert not re.search(r"[\\#$%&_^]", plain)
    assert not re.search(r"[{}]", plain.replace("{}", ""))


@given(text=TEXTS)
def test_typst_keeps_text_in_a_string(text: str) -> None:
    written = WRITERS["typst"].block(Paragraph((Text(text),)))
    if written:
        assert re.fullmatch(r'#"(?:[^"\\\n]|\\[\\"n])*";', written)


@given(text=TEXTS)
def test_restructuredtext_shows_text_as_text(text: str) -> None:
    core = pytest.importorskip("docutils.core")
    nodes = pytest.importorskip("docutils.nodes")
    written = WRITERS["rst"].block(Paragraph((Text(text),)))
    tree = core.publish_doctree(
        f"Before\n\n{written}\n\nAfter\n",
        settings_overrides={"report_level": 5, "raw_enabled": True},
    )
    kinds = {
        type(node).__name__
        for node in tree.findall()
        if not isinstance(node, nodes.document)
    }
    assert kinds <= {"paragraph", "Text", "reference"}
    assert words(tree.astext()) == words(f"Before {text} After")


@pytest.mark.parametrize("kind", list(DocKind))
def test_a_hostile_page_has_our_tags_only(kind: DocKind) -> None:
    page = render(hostile_doc(kind), "html")
    reader = Tags()
    reader.feed(page)
    reader.close()
    assert not reader.tags & {"script", "img", "iframe", "object", "form"}
    assert not [name for name in reader.attributes if name.startswith("on")]
    assert all(
        address.startswith(("#", "https://", "http://"))
        for address in reader.addresses
    )
    assert "\x1b" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize("name", ["md", "rst", "latex", "html"])
def test_a_hostile_text_closes_no_region(name: str) -> None:
    text = render(hostile_doc(), name)
    begins = re.findall(r"(?m)^\S+ ldmjira:begin (\S+)", text)
    ends = re.findall(r"(?m)^\S+ ldmjira:end (\S+)", text)
    assert begins == ends


def test_a_hostile_latex_document_compiles(tmp_path: Path) -> None:
    latex = shutil.which("pdflatex")
    if latex is None:
        pytest.skip("pdflatex is not here")
    (tmp_path / "x.tex").write_text(render(hostile_doc(), "latex"))
    done = subprocess.run(
        [latex, "-no-shell-escape", "-interaction=nonstopmode", "x.tex"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    complaints = re.findall(rb"(?m)^!.*$", done.stdout)
    assert complaints == []
    assert (tmp_path / "x.pdf").exists()


def test_a_hostile_restructuredtext_document_has_no_fault() -> None:
    core = pytest.importorskip("docutils.core")
    text = render(hostile_doc(), "rst")
    tree = core.publish_doctree(
        text, settings_overrides={"report_level": 2, "halt_level": 2}
    )
    assert "root:" not in tree.astext()


def test_a_hostile_pdf_is_set() -> None:
    pytest.importorskip("typst")
    assert to_pdf(render(hostile_doc(), "typst")).startswith(b"%PDF")


def test_a_hostile_docx_is_made() -> None:
    pytest.importorskip("pypandoc")
    assert to_docx(render(hostile_doc(), "html")).startswith(b"PK")


class Tags(HTMLParser):
    """Tags, attributes and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.text: list[str] = []

    def handle_starttag(
        self, tag: str, attrs: list[tuple[str, str | None]]
    ) -> None:
        """Note tag and attributes."""
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name in {"href", "src"}:
                self.addresses.append(value or "")

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text.append(data)
