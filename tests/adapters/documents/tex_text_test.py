from __future__ import annotations

import pytest

from ldmjira.adapters.documents.tex_text import end_of_group, plain_text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            r"A\&A \#1 100\% a\_b \$5 \{x\}", "A&A #1 100% a_b $5 {x}"
        ),
        pytest.param(r"\texttt{a\_b} \textbf{\emph{c}}", "a_b c"),
        pytest.param("a~b", "a b"),
        pytest.param("a -- b---c", "a \N{EN DASH} b—c"),
        pytest.param("x-y", "x-y"),
        pytest.param("``a'' `b'", "\"a\" 'b'"),
        pytest.param(
            r"\'cevap, m\"uller, \v{S}ko, \c{c}a", "ćevap, müller, Ško, ça"
        ),
        pytest.param(r"\'{\i}x \~{}a \^{}b", "íx ~a ^b"),
        pytest.param(r"\textasciitilde{}a \textbackslash{}b", "~a \\b"),
        pytest.param(r"2$\times$4 \ldots", "2\N{MULTIPLICATION SIGN}4 …"),
        pytest.param(r"a\label{x}\footnote{y {z}} b", "a b"),
        pytest.param(
            r"\href{http://x}{text} \texorpdfstring{T$_e$X}{TeX}", "text TeX"
        ),
        pytest.param(r"\citeds{LDM-503} \jira{RFC-1}", "LDM-503 RFC-1"),
        pytest.param("a\\\\b", "a b"),
        pytest.param("{\\bf a {b} c}", "a b c"),
        pytest.param("a\n  b\t c", "a b c"),
        pytest.param("ab\x00cd", "abcd"),
    ],
)
def test_text_is_what_is_printed(source: str, expected: str) -> None:
    assert plain_text(source) == (expected, ())


def test_unknown_command_is_told_and_its_text_kept() -> None:
    assert plain_text(r"the \product{RSP} \shiny{one} \shiny{two}") == (
        "the RSP one two",
        ("\\shiny",),
    )


def test_deep_nesting_ends() -> None:
    text, _ = plain_text("\\'{" * 5_000 + "e" + "}" * 5_000)
    assert text.startswith("é")


@pytest.mark.parametrize(
    ("source", "end"),
    [
        pytest.param("{a}", 3, id="plain"),
        pytest.param("{a{b}c}d", 7, id="nested"),
        pytest.param(r"{a\}b}", 6, id="escaped"),
        pytest.param("{a", -1, id="open"),
    ],
)
def test_group_ends_at_its_own_brace(source: str, end: int) -> None:
    assert end_of_group(source, 0) == end
