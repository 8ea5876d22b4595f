"""Our subset of Markdown, as a tree and in normal form.

Jira Cloud holds rich text as ADF, Data Center as wiki markup, the mapping as
Markdown. All three are compared in one normal form: the Markdown that this
module writes. What the subset knows: paragraphs, headings, lists, code
blocks, rules; strong, emphasis, code, links and hard line breaks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Final, TypeAlias, assert_never

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

__all__ = [
    "Block",
    "Break",
    "CodeBlock",
    "Heading",
    "Inline",
    "List",
    "Paragraph",
    "Rule",
    "Text",
    "is_faithful",
    "normal_text",
    "parse_markdown",
    "render_markdown",
    "tidy_blocks",
    "tidy_inlines",
]


@dataclass(frozen=True, slots=True)
class Text:
    """A run of characters with its marks."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """A line break that the writer asked for."""


Inline: TypeAlias = Text | Break


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6."""

    level: int
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines that keep their spaces."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the page."""


@dataclass(frozen=True, slots=True)
class List:
    """A list with bullets or numbers; each item holds blocks."""

    is_ordered: bool
    items: tuple[tuple[Block, ...], ...]


Block: TypeAlias = Paragraph | Heading | CodeBlock | Rule | List

_SPACES: Final = re.compile(r"\s+")
_CONTROLS: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]"
)
_ESCAPES: Final = (
    re.compile(r"(?!)"),
    re.compile(r"[\\`*\[]"),
    re.compile(r"[\\`*_\[\]#+\-.!()<>~|]"),
)
"""What is escaped: nothing, if that will do; or what most often matters."""
_ROUNDS: Final = 5
_LANGUAGE: Final = re.compile(r"[A-Za-z0-9_+#.-]*")


def normal_text(text: str | None) -> str | None:
    """Bring Markdown into the form in which texts are compared.

    Parameters
    ----------
    text
        Markdown as anybody writes it.

    Returns
    -------
    str or None
        The same in normal form; ``None`` if it says nothing.
    """
    if text is None:
        return None
    return render_markdown(parse_markdown(text)) or None


def parse_markdown(text: str) -> tuple[Block, ...]:
    """Read Markdown; what lies outside the subset stays as its characters.

    Parameters
    ----------
    text
        Markdown as anybody writes it.

    Returns
    -------
    tuple of Block
        What it says.
    """
    clean = _CONTROLS.sub("", unicodedata.normalize("NFC", text))
    blocks = _parse_once(clean)
    for _ in range(_ROUNDS):
        again = _parse_once(render_markdown(blocks))
        if again == blocks:
            break
        # Marks that Markdown cannot nest so, as in ``**a**_b_``: what it
        # makes of them is what we mean from now on.
        blocks = again
    return blocks


def render_markdown(blocks: Iterable[Block]) -> str:
    """Write blocks as Markdown in normal form.

    Parameters
    ----------
    blocks
        What to write.

    Returns
    -------
    str
        Markdown without a newline at its end.
    """
    return "\n\n".join(_render_block(block) for block in blocks)


def is_faithful(blocks: Sequence[Block]) -> bool:
    """Whether Markdown can hold the blocks without changing them.

    Parameters
    ----------
    blocks
        Blocks read from a site.

    Returns
    -------
    bool
        Whether reading what we would write gives the same blocks.
    """
    return _parse_once(render_markdown(blocks)) == tuple(blocks)


def tidy_blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Drop blocks that say nothing, and join lists that follow a list.

    Parameters
    ----------
    blocks
        Blocks as a site or a parser gives them.

    Returns
    -------
    tuple of Block
        Blocks as Markdown can tell them apart.
    """
    kept: list[Block] = []
    for block in blocks:
        last = kept[-1] if kept else None
        if isinstance(block, Paragraph | Heading) and not block.inlines:
            continue
        if not isinstance(block, List):
            kept.append(block)
            continue
        items = tuple(
            tidy for item in block.items if (tidy := _tidy_item(item))
        )
        if isinstance(last, List) and last.is_ordered is block.is_ordered:
            kept[-1] = List(last.is_ordered, last.items + items)
        elif items:
            kept.append(List(block.is_ordered, items))
    return tuple(kept)


def tidy_inlines(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """Join equal runs, collapse spaces, and move spaces out of marks.

    Parameters
    ----------
    inlines
        Runs as a site or a parser gives them.

    Returns
    -------
    tuple of Inline
        Runs of which no two neighbours have the same marks.
    """
    runs: list[Inline] = []
    for inline in _unmarked_spaces(inlines):
        last = runs[-1] if runs else None
        if isinstance(inline, Break):
            runs.append(inline)
        elif isinstance(last, Text) and replace(last, text="") == replace(
            inline, text=""
        ):
            runs[-1] = replace(last, text=last.text + inline.text)
        elif inline.text:
            runs.append(inline)
    return _trimmed(
        [
            replace(run, text=_SPACES.sub(" ", run.text))
            if isinstance(run, Text)
            else run
            for run in runs
        ]
    )


def _tidy_item(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Leave out of an item what Jira's own editor keeps out of lists."""
    return tidy_blocks(
        Paragraph(block.inlines) if isinstance(block, Heading) else block
        for block in blocks
        if not isinstance(block, Rule)
    )


def _parse_once(text: str) -> tuple[Block, ...]:
    root = SyntaxTreeNode(_parser().parse(text))
    return tidy_blocks(_blocks(root.children))


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("zero").enable(
        [
            "heading",
            "lheading",
            "list",
            "fence",
            "hr",
            "backticks",
            "emphasis",
            "balance_pairs",
            "fragments_join",
            "link",
            "escape",
            "newline",
        ]
    )


def _blocks(nodes: Iterable[SyntaxTreeNode]) -> Iterator[Block]:
    for node in nodes:
        match node.type:
            case "paragraph":
                yield Paragraph(_inlines_of(node))
            case "heading":
                yield Heading(int(node.tag[1]), _inlines_of(node))
            case "fence":
                yield CodeBlock(
                    node.content.removesuffix("\n"), _language(node.info)
                )
            case "hr":
                yield Rule()
            case "bullet_list" | "ordered_list":
                yield List(
                    node.type == "ordered_list",
                    tuple(
                        tuple(_blocks(item.children)) for item in node.children
                    ),
                )
            case _:  # pragma: no cover - no other rule is enabled
                raise AssertionError(node.type)


def _language(info: str) -> str:
    first = info.split(maxsplit=1)[0] if info.split() else ""
    return first if _LANGUAGE.fullmatch(first) else ""


def _inlines_of(node: SyntaxTreeNode) -> tuple[Inline, ...]:
    return tidy_inlines(
        run
        for inline in node.children
        for child in inline.children
        for run in _runs(child, Text(""))
    )


def _runs(node: SyntaxTreeNode, marks: Text) -> Iterator[Inline]:
    match node.type:
        case "text":
            yield replace(marks, text=node.content)
        case "code_inline":
            yield replace(marks, text=node.content, code=True)
        case "softbreak":
            yield replace(marks, text=" ")
        case "hardbreak":
            yield Break()
        case "strong" | "em" | "link":
            inner = {
                "strong": replace(marks, strong=True),
                "em": replace(marks, emphasis=True),
                "link": replace(marks, href=str(node.attrs.get("href", ""))),
            }[node.type]
            for child in node.children:
                yield from _runs(child, inner)
        case _:  # pragma: no cover - no other rule is enabled
            raise AssertionError(node.type)


def _unmarked_spaces(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """Let no mark begin or end with a space, and code be nothing else.

    ADF takes no other mark beside code but a link.
    """
    for inline in inlines:
        if isinstance(inline, Break) or inline == Text(inline.text):
            yield inline
            continue
        if inline.code:
            text = _SPACES.sub(" ", inline.text)
            yield Text(text, code=bool(text.strip()), href=inline.href)
            continue
        core = inline.text.strip()
        before, _, after = (
            inline.text.partition(core) if core else ("", "", "")
        )
        if not core:
            yield Text(inline.text)
            continue
        yield Text(before)
        yield replace(inline, text=core)
        yield Text(after)


def _trimmed(runs: list[Inline]) -> tuple[Inline, ...]:
    """Drop spaces and breaks at both ends, and spaces around breaks."""
    kept: list[Inline] = []
    for number, run in enumerate(runs):
        if isinstance(run, Break):
            if kept and number + 1 < len(runs):
                kept.append(run)
            continue
        text = run.text
        if not run.code:
            if not kept or isinstance(kept[-1], Break):
                text = text.lstrip(" ")
            after = runs[number + 1] if number + 1 < len(runs) else Break()
            if isinstance(after, Break):
                text = text.rstrip(" ")
        if text:
            kept.append(replace(run, text=text))
    while kept and isinstance(kept[-1], Break):
        kept.pop()
    return tuple(kept)


def _render_block(block: Block) -> str:
    match block:
        case Paragraph(inlines):
            return _render_inlines(inlines)
        case Heading(level, inlines):
            return f"{'#' * level} {_render_inlines(inlines, level)}"
        case CodeBlock(text, language):
            fence = "`" * max(
                3,
                1 + max(map(len, re.findall("`+", text)), default=0),
            )
            lines = f"{text}\n" if text else ""
            return f"{fence}{language}\n{lines}{fence}"
        case Rule():
            return "---"
        case List(is_ordered, items):
            return "\n".join(
                _render_item(f"{number}. " if is_ordered else "- ", item)
                for number, item in enumerate(items, start=1)
            )
        case _:
            assert_never(block)


def _render_item(marker: str, blocks: Sequence[Block]) -> str:
    parts: list[str] = []
    for number, block in enumerate(blocks):
        if number:
            # A list right below its paragraph belongs to it without a gap.
            is_close = isinstance(block, List)
            parts.append("\n" if is_close else "\n\n")
        parts.append(_render_block(block))
    indent = " " * len(marker)
    text = "".join(parts)
    lines = [f"{indent}{line}" if line else "" for line in text.split("\n")]
    return (marker + "\n".join(lines)[len(indent) :]).rstrip()


@cache
def _render_inlines(inlines: tuple[Inline, ...], level: int = 0) -> str:
    """Write runs with as few escapes as keep their meaning."""
    wanted: tuple[Block, ...] = (
        (Heading(level, inlines),) if level else (Paragraph(inlines),)
    )
    prefix = f"{'#' * level} " if level else ""
    for special in _ESCAPES:
        written = _write_runs(inlines, special)
        if _parse_once(prefix + written) == wanted:
            break
    return written


def _write_runs(inlines: Sequence[Inline], special: re.Pattern[str]) -> str:
    """Write runs, neighbours with one mark inside one pair of signs."""
    return "".join(
        _wrap(
            "**" if strong else "",
            "".join(
                _wrap("*" if emphasis else "", _write_links(runs, special))
                for emphasis, runs in groupby(
                    group,
                    lambda run: isinstance(run, Text) and run.emphasis,
                )
            ),
        )
        for strong, group in groupby(
            inlines, lambda run: isinstance(run, Text) and run.strong
        )
    )


def _write_links(inlines: Iterable[Inline], special: re.Pattern[str]) -> str:
    parts: list[str] = []
    for href, group in groupby(
        inlines, lambda run: run.href if isinstance(run, Text) else ""
    ):
        text = "".join(_write_run(run, special) for run in group)
        parts.append(f"[{text}]({_write_target(href)})" if href else text)
    return "".join(parts)


def _write_run(inline: Inline, special: re.Pattern[str]) -> str:
    if isinstance(inline, Break):
        return "\\\n"
    if inline.code:
        return _write_code(inline.text)
    return special.sub(r"\\\g<0>", inline.text)


def _wrap(sign: str, text: str) -> str:
    return f"{sign}{text}{sign}"


def _write_code(text: str) -> str:
    ticks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    needs_room = text.startswith(("`", " ")) or text.endswith(("`", " "))
    room = " " if needs_room else ""
    return f"{ticks}{room}{text}{room}{ticks}"


def _write_target(href: str) -> str:
    if re.search(r"[\s()<>\\]", href):
        escaped = re.sub(r"([<>\\])", r"\\\1", href)
        return f"<{escaped}>"
    return href
