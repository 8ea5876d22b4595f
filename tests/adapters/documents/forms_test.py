"""Both forms of a document say the same."""

from __future__ import annotations

import datetime as dt
import string

from hypothesis import given, settings
from hypothesis import strategies as st

from ldmjira.adapters.documents.reader import read_text
from ldmjira.exceptions import DocumentError
from ldmjira.models.document import ReleaseDocument
from tests.support.documents import Entry, Part, as_latex, as_markdown

dates = st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))
initials = st.sampled_from(string.ascii_letters + "é")
# Words that begin and end with a letter, so that no title is cut short.
words = st.builds(
    lambda first, rest, last: f"{first}{rest}{last}",
    initials,
    st.text(string.ascii_letters + string.digits + "&%#/.,():+", max_size=6),
    initials,
)
# A blank before and behind a hyphen: two of them are a dash in LaTeX.
separators = st.sampled_from([" ", " ", " - ", ": ", "; ", " & ", " #1 "])
titles = st.builds(
    lambda first, rest: first + "".join(map("".join, rest)),
    words,
    st.lists(st.tuples(separators, words), max_size=6),
)
entries = st.builds(
    Entry,
    code=st.sampled_from(["DM-TOY", "DM-X-1", "DM-X-22", "DM-LONG-NAME-3"]),
    title=titles,
    due=dates,
    completed=dates,
)
suffixes = st.sampled_from(["", "a", "b"])
parts = st.lists(
    st.builds(
        Part,
        code=st.builds("LDM-503-{:02}{}".format, st.integers(1, 60), suffixes)
        | st.sampled_from(["LDM-GEN3", "LDM-503-RSPa", "LDM-503-NET"]),
        title=titles,
        due=dates,
        completed=dates,
        entries=st.lists(
            entries, max_size=5, unique_by=lambda entry: entry.code
        ).map(tuple),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda part: part.code,
)
pages = st.sampled_from(
    [
        "\n\n",
        "\n17\n",
        "\nFIGURE 2: Toys, due in (2020).\n\n",
        "\n![](toys.png)\n\n---\n",
        "\nDraft\n\n# Releases of a toy\n",
        "\f",
    ]
)


quick = settings(deadline=None, max_examples=50)


def _read(document: ReleaseDocument) -> list[Part]:
    return [
        Part(
            m.code,
            m.title,
            m.due,
            m.completed,
            tuple(
                Entry(o.code, o.title, o.due, o.completed)
                for o in m.occurrences
            ),
        )
        for m in document.milestones
    ]


@quick
@given(parts=parts, page=pages)
def test_markdown_says_what_was_written(parts: list[Part], page: str) -> None:
    document = read_text(as_markdown(parts, page=page))
    assert document.rejected == ()
    assert _read(document) == parts


@quick
@given(parts=parts)
def test_latex_says_what_was_written(parts: list[Part]) -> None:
    document = read_text(as_latex(parts))
    assert document.rejected == ()
    assert _read(document) == parts


@quick
@given(parts=parts)
def test_both_forms_count_the_same(parts: list[Part]) -> None:
    one, other = read_text(as_markdown(parts)), read_text(as_latex(parts))
    assert one.found == other.found == one.parsed == other.parsed
    assert [m.section for m in one.milestones] == [
        m.section for m in other.milestones
    ]


@quick
@given(parts=parts, data=st.data())
def test_nothing_is_lost_when_a_line_is_broken(
    parts: list[Part], data: st.DataObject
) -> None:
    lines = as_markdown(parts).split("\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    cut = data.draw(st.integers(0, len(lines[at])))
    lines[at] = lines[at][:cut] + lines[at][cut + 1 :]
    counts = _counts_of("\n".join(lines))
    if counts is not None:
        found, settled = counts
        assert found == settled


def _counts_of(text: str) -> tuple[object, object] | None:
    """Both sides of the account; ``None`` if the reader refused."""
    try:
        document = read_text(text)
    except DocumentError:
        return None
    return document.found, document.parsed + document.refused
