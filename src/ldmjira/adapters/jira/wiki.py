"""Jira's wiki markup: the rich text of Data Center's API v2."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Final, assert_never

from ldmjira.core.richtext import (
    Block,
    Break,
    CodeBlock,
    Heading,
    Inline,
    List,
    Paragraph,
    Rule,
    Text,
    is_faithful,
    parse_markdown,
    render_markdown,
    tidy_blocks,
    tidy_inlines,
)

__all__ = ["markdown_from_wiki", "markdown_to_wiki"]

_HEADING: Final = re.compile(r"h([1-6])\.\s+(.*)")
_CODE_START: Final = re.compile(
    r"\{(code|noformat)(?::([A-Za-z0-9_+#.-]+))?\}\s*"
)
_RULE: Final = re.compile(r"-{4,}\s*")
_ITEM: Final = re.compile(r"([*#-]+)\s+(.*)")
_SPECIAL: Final = re.compile(r"([*_{}\[\]\-+^~?!|#])")

_ESCAPE: Final = re.compile(r"\\([*_{}\[\]\-+^~?!|#])|&#(92|46);")
_BREAK: Final = re.compile(r"\\\\\n?|\n")
_CODE: Final = re.compile(r"\{\{(.+?)\}\}(?!\})")
_LINK: Final = re.compile(
    r"\[(?:([^\]|\n]+)\|)?((?:https?|ftp|mailto|file):[^\]|\s]+)\]"
)
_STRONG: Final = re.compile(
    r"(?<!\w)\*(?=\S)([^\n]+?)(?<=[^\s\\])\*(?!\w)|\{\*\}([^\n]+?)\{\*\}"
)
_EMPHASIS: Final = re.compile(
    r"(?<!\w)_(?=\S)([^\n]+?)(?<=[^\s\\])_(?!\w)|\{_\}([^\n]+?)\{_\}"
)

_FOREIGN: Final = re.compile(
    r"""
    (?<!\\)\{(?!\{)[A-Za-z][^{}\n]*\}      # a macro: {panel}, {color:red}
    | ^\s*\|                               # a table
    | (?<![\w\\])![^\s!][^!\n]*!(?!\w)     # an image
    | ^\s*bq\.\s                           # a quotation
    | (?<!\\)\[(?:~|\^|\#)[^\]\n]+\]       # a user, an attachment, an anchor
    | (?<!\\)\[[^\]|\n]+\|[^\]\n]+\]      # a link that is no address
    | (?<![\w\\])\?\?\S[^\n]*?\?\?(?!\w)   # a citation
    | (?<![\w\\+-])([-+^~])(?=[^\s+^~-])[^\n]*?(?<=\S)(?<!\\)\1(?![\w+-])
    """,
    re.VERBOSE | re.MULTILINE,
)


def markdown_from_wiki(wiki: str | None) -> tuple[str | None, bool]:
    """Read wiki markup as Markdown in normal form.

    Parameters
    ----------
    wiki
        Wiki markup, or ``None``.

    Returns
    -------
    tuple
        Markdown (``None`` if it says nothing), and whether the markup holds
        what we cannot write back, such as a table or a macro; its text is
        still shown.
    """
    if not wiki:
        return None, False
    blocks, is_foreign = _parse(wiki)
    return (
        render_markdown(blocks) or None,
        is_foreign or not is_faithful(blocks),
    )


def markdown_to_wiki(markdown: str | None) -> str | None:
    """Write Markdown as wiki markup.

    Parameters
    ----------
    markdown
        Markdown as anybody writes it, or ``None``.

    Returns
    -------
    str or None
        Wiki markup; ``None`` empties the field.
    """
    blocks = parse_markdown(markdown or "")
    return "\n\n".join(_write_block(block) for block in blocks) or None


def _parse(wiki: str) -> tuple[tuple[Block, ...], bool]:
    lines = wiki.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks: list[Block] = []
    prose: list[str] = []
    is_foreign = False
    number = 0
    while number < len(lines):
        start = _CODE_START.fullmatch(lines[number].strip())
        if start is None:
            prose.append(lines[number])
            number += 1
            continue
        end = number + 1
        while end < len(lines) and lines[end].strip() != f"{{{start[1]}}}":
            end += 1
        is_foreign |= end == len(lines) or _is_foreign(prose)
        blocks += _parse_prose(prose)
        blocks.append(
            CodeBlock("\n".join(lines[number + 1 : end]), start[2] or "")
        )
        prose = []
        number = end + 1
    is_foreign |= _is_foreign(prose)
    blocks += _parse_prose(prose)
    return tidy_blocks(blocks), is_foreign


def _is_foreign(lines: Iterable[str]) -> bool:
    text = "\n".join(lines)
    for known in (_CODE, _LINK):
        text = known.sub("x", text)
    text = re.sub(
        r"^(\s*)[*#-]+\s|^\s*-{4,}\s*$", r"\1", text, flags=re.MULTILINE
    )
    return _FOREIGN.search(text) is not None


def _parse_prose(lines: Iterable[str]) -> Iterator[Block]:
    paragraph: list[str] = []
    items: list[tuple[str, str]] = []
    for line in (line.strip() for line in lines):
        item = _ITEM.fullmatch(line)
        alone = _single_line(line)
        if alone is not None or not line or (item and paragraph):
            yield from _flush(paragraph, items)
        if alone is not None:
            yield alone
        elif item:
            items.append((item[1], item[2]))
        elif line and items:
            mark, text = items.pop()
            items.append((mark, f"{text}\n{line}"))
        elif line:
            paragraph.append(line)
    yield from _flush(paragraph, items)


def _single_line(line: str) -> Block | None:
    heading = _HEADING.fullmatch(line)
    if heading:
        return Heading(int(heading[1]), _parse_inlines(heading[2]))
    return Rule() if _RULE.fullmatch(line) else None


def _flush(
    paragraph: list[str], items: list[tuple[str, str]]
) -> Iterator[Block]:
    """Make blocks of the lines gathered so far, and forget the lines."""
    yield from _nest(items)
    if paragraph:
        yield Paragraph(_parse_inlines("\n".join(paragraph)))
    items.clear()
    paragraph.clear()


def _nest(items: Sequence[tuple[str, str]]) -> Iterator[Block]:
    """Make lists of items whose marks tell their depth."""
    start = 0
    while start < len(items):
        sign = items[start][0][0]
        end = start
        while end < len(items) and items[end][0][0] == sign:
            end += 1
        yield List(sign == "#", tuple(_items(items[start:end])))
        start = end


def _items(items: Sequence[tuple[str, str]]) -> Iterator[tuple[Block, ...]]:
    start = 0
    while start < len(items):
        mark, text = items[start]
        end = start + 1
        own: list[Block] = []
        if len(mark) == 1:
            own.append(Paragraph(_parse_inlines(text)))
        else:
            end = start
        while end < len(items) and len(items[end][0]) > 1:
            end += 1
        below = [
            (mark[1:], text)
            for mark, text in items[start:end]
            if len(mark) > 1
        ]
        yield (*own, *_nest(below))
        start = end


def _parse_inlines(text: str) -> tuple[Inline, ...]:
    return tidy_inlines(_runs(text, Text("")))


def _runs(text: str, marks: Text) -> Iterator[Inline]:
    """Read from the left; what is no markup stays as its characters."""
    plain = ""
    position = 0
    while position < len(text):
        found = _BREAK.match(text, position)
        made: list[Inline] = [Break()] if found else []
        if found is None:
            found, made = _markup(text, position, marks)
        if found is None:
            escaped = _ESCAPE.match(text, position)
            if escaped:
                plain += escaped[1] or chr(int(escaped[2]))
            else:
                plain += text[position]
            position = escaped.end() if escaped else position + 1
            continue
        if plain:
            yield replace(marks, text=plain)
        yield from made
        plain = ""
        position = found.end()
    if plain:
        yield replace(marks, text=plain)


def _markup(
    text: str, position: int, marks: Text
) -> tuple[re.Match[str] | None, list[Inline]]:
    """Find markup at a position, and what it holds."""
    if found := _CODE.match(text, position):
        return found, [replace(marks, text=found[1], code=True)]
    if not marks.href and (found := _LINK.match(text, position)):
        inner = replace(marks, href=found[2])
    elif not marks.strong and (found := _STRONG.match(text, position)):
        inner = replace(marks, strong=True)
    elif not marks.emphasis and (found := _EMPHASIS.match(text, position)):
        inner = replace(marks, emphasis=True)
    else:
        return None, []
    return found, list(_runs(found[1] or found[2], inner))


def _write_block(block: Block, marks: str = "") -> str:
    match block:
        case Paragraph(inlines):
            return _write_inlines(inlines)
        case Heading(level, inlines):
            return f"h{level}. {_write_inlines(inlines, is_line=True)}"
        case CodeBlock(text, language):
            option = f":{language}" if language else ""
            body = f"{text}\n" if text else ""
            return f"{{code{option}}}\n{body}{{code}}"
        case Rule():
            return "----"
        case List(is_ordered, items):
            mark = marks + ("#" if is_ordered else "*")
            return "\n".join(_write_item(item, mark) for item in items)
        case _:
            assert_never(block)


def _write_item(blocks: Sequence[Block], mark: str) -> str:
    """Write an item; wiki markup has no second paragraph in one."""
    lines: list[str] = []
    for block in blocks:
        text = _write_block(block, mark)
        if isinstance(block, List) or (lines and isinstance(block, CodeBlock)):
            lines.append(text)
        elif lines:
            lines[-1] += f"\n{text}"
        else:
            lines.append(f"{mark} {text}")
    return "\n".join(lines)


@cache
def _write_inlines(
    inlines: tuple[Inline, ...], *, is_line: bool = False
) -> str:
    """Write runs with as few escapes as keep their meaning."""
    plain = _write_runs(inlines, escape=False)
    if is_line:
        plain = plain.replace("\n", " ")
    read, is_foreign = _parse(plain)
    if read == (Paragraph(inlines),) and not is_foreign:
        return plain
    escaped = _write_runs(inlines, escape=True)
    return escaped.replace("\n", " ") if is_line else escaped


def _write_runs(inlines: Iterable[Inline], *, escape: bool) -> str:
    parts: list[str] = []
    was_break = False
    for inline in inlines:
        is_break = isinstance(inline, Break)
        # An empty line would end the paragraph.
        parts.append("\\\\" if is_break and was_break else "")
        parts.append(_write_run(inline, escape=escape))
        was_break = is_break
    return "".join(parts)


def _write_run(inline: Inline, *, escape: bool) -> str:
    if isinstance(inline, Break):
        return "\n"
    if inline.code:
        text = f"{{{{{inline.text}}}}}"
    else:
        text = _escape(inline.text) if escape else inline.text
    if inline.href:
        plain = inline.text == inline.href and not inline.code
        text = f"[{inline.href}]" if plain else f"[{text}|{inline.href}]"
    # Braces let a mark stand within a word.
    if inline.emphasis:
        text = f"{{_}}{text}{{_}}" if escape else f"_{text}_"
    if inline.strong:
        text = f"{{*}}{text}{{*}}" if escape else f"*{text}*"
    return text


def _escape(text: str) -> str:
    parts = (_SPECIAL.sub(r"\\\1", part) for part in text.split("\\"))
    text = "&#92;".join(parts)
    return re.sub(r"\b(h[1-6]|bq)\.", r"\1&#46;", text)
