from __future__ import annotations

import json
import time

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ldmjira.adapters.files import strict_yaml
from ldmjira.adapters.files.strict_yaml import (
    MAX_BYTES,
    MAX_DEPTH,
    plain,
    read_bytes,
    read_yaml,
)
from ldmjira.adapters.files.yaml_faults import MAX_PROBLEMS

BOMB = "a: &a [x, x]\n" + "".join(
    f"b{i}: &b{i} [*a, *a, *a, *a]\n" for i in range(9)
)

HOSTILE = {
    "alias bomb": (BOMB, 1, "anchors are refused"),
    "undefined alias": ("a: *x\n", 1, "aliases are refused"),
    "many aliases": (f"a: [{'*x,' * 200_000}]\n", 1, "aliases are refused"),
    "deep flow list": ("[" * 20_000, 1, "levels deep"),
    "deep flow map": ("{a: " * 20_000, 1, "levels deep"),
    "deep block": (
        "".join(" " * i + "a:\n" for i in range(1500)),
        MAX_DEPTH + 1,
        "levels deep",
    ),
    "deep dashes": ("- " * 20_000, 1, "levels deep"),
    "python tag": (
        "a: 1\nb: !!python/object/apply:os.system [ls]\n",
        2,
        "tags are refused, and nothing is executed",
    ),
    "own tag": ("a: !x 1\n", 1, "tags are refused"),
    "verbatim tag": ("a: !<tag:yaml.org,2002:int> 1\n", 1, "tags are"),
    "tab": ("a:\n\tb: 1\n", 2, "a tab indents this line"),
    "duplicate key": ("a: 1\nb: 2\na: 3\n", 3, "stands in line 1 already"),
    "duplicate key in braces": ("x: {a: 1, a: 2}\n", 1, "stands in line 1"),
    "too big": ("a: " + "x" * MAX_BYTES, 1, "too large"),
    "escaped surrogate": ('a: 1\nb: "\\ud800"\n', 2, "not a character"),
    "raw surrogate": ("a: 1\nb: \ud800\n", 2, "surrogate"),
    "NUL": ("a: 1\nb: \x00\n", 2, "NUL"),
    "escaped NUL": ('a: 1\nb: "\\0"\n', 2, "NUL"),
    "escape": ("a: \x1b[31m\n", 1, "control character"),
    "escaped escape": ('a: "\\e[31m"\n', 1, "control character"),
    "byte order mark": ("\ufeffa: 1\n", 1, "byte order mark"),
    "mark inside": ("a: 1\nb: \ufeff\n", 2, "byte order mark"),
    "line separator": ("a: x\u2028y\n", 1, "line break"),
    "two documents": ("a: 1\n---\nb: 2\n", 2, "second document"),
    "directive": ("%YAML 1.1\n---\na: 1\n", 1, "directives"),
    "merge conflict": (
        "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n",
        2,
        "merge conflict",
    ),
    "number as key": ("a: 1\n2: 3\n", 2, "write it in quotes"),
    "null as key": ("a: 1\n~: 3\n", 2, "write it in quotes"),
    "list as key": ("? [a]\n: b\n", 1, "a key must be a single text"),
    "pair in brackets": ("a: [b: c]\n", 1, "braces"),
    "colon in text": ("a: b: c\n", 1, "in quotes"),
    "open quote": ('a: 1\nb: "x\nc: 1\n', 2, "does not end"),
    "open bracket": ("a: 1\nb: [1, 2\nc: 3\n", 2, "not closed"),
    "bad indentation": ("a:\n    b: 2\n  c: 3\n", 3, "indentation"),
    "reserved character": ("a: 1\nb: @x\n", 2, "in quotes"),
    "no colon": ("a: 1\nfoo\nb: 2\n", 2, "neither"),
    "wrong escape": ('a: "\\q"\n', 1, "escape"),
}


@pytest.mark.parametrize(
    ("text", "line", "words"), HOSTILE.values(), ids=HOSTILE.keys()
)
@pytest.mark.parametrize("parser", ["libyaml", "python"])
def test_hostile_text_is_refused_at_once(
    text: str,
    line: int,
    words: str,
    parser: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if parser == "python":
        monkeypatch.setattr(strict_yaml, "CParser", None)
    began = time.process_time()
    reading = read_yaml(text, file="f.yaml")
    took = time.process_time() - began
    assert reading.problems
    assert took < 1
    first = reading.problems[0]
    assert first.file == "f.yaml"
    if parser == "libyaml":
        assert first.line == line
        assert words in first.message


def test_number_of_values_is_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(strict_yaml, "MAX_VALUES", 1000)
    assert read_yaml(f"[{'1,' * 900}]", file="f").problems == ()
    (problem,) = read_yaml("- []\n" * 1001, file="f").problems
    assert "more than 1000 values" in problem.message


def test_every_problem_is_told() -> None:
    text = "a: &x 1\nb: !y 2\na: 3\nc: *x\n4: 5\n"
    lines = [p.line for p in read_yaml(text, file="f").problems]
    assert lines == [1, 2, 3, 4, 5]


def test_every_tab_is_told() -> None:
    text = "a:\n\tb: 1\n\tc: 2\n"
    lines = [p.line for p in read_yaml(text, file="f").problems]
    assert lines == [2, 3]


def test_problems_are_not_endless() -> None:
    reading = read_yaml("k:\n" * 10_000, file="f")
    assert len(reading.problems) == MAX_PROBLEMS + 1
    assert "more problems" in reading.problems[-1].message


def test_tab_in_a_block_of_text_is_text() -> None:
    reading = read_yaml("notes: |\n  a\n  \tb\n", file="f")
    assert plain(reading.root) == {"notes": "a\n\tb\n"}


def test_separator_in_a_block_of_text_is_text() -> None:
    reading = read_yaml("notes: |\n  =======\n  <<<<<<<\n", file="f")
    assert reading.problems == ()


def test_bytes_that_are_not_utf_8_are_told_with_their_line() -> None:
    (problem,) = read_bytes(b"a: 1\nb: \xe9\n", file="f").problems
    assert (problem.line, problem.value) == (2, "byte 0xe9")


@pytest.mark.parametrize("text", ["", "\n", "# only\n# comments\n"])
def test_empty_text_has_no_root(text: str) -> None:
    reading = read_yaml(text, file="f")
    assert (reading.root, reading.problems) == (None, ())


def test_windows_line_ends_are_fine() -> None:
    reading = read_yaml("a: 1\r\nb:\r\n  - x\r\n", file="f")
    assert plain(reading.root) == {"a": 1, "b": ["x"]}


def test_values_in_a_problem_are_short_and_safe() -> None:
    text = f'a: 1\n? "{"x" * 500}\\e"\n: 1\n'
    for problem in read_yaml(text, file="f").problems:
        assert len(str(problem)) < 300
        assert "\x1b" not in str(problem)


@given(text=st.text())
@example("\ufeff")
@example("? - [")
@settings(deadline=None)
def test_reader_never_fails(text: str) -> None:
    reading = read_yaml(text, file="f")
    for problem in reading.problems:
        assert problem.line >= 1
        assert problem.message
    json.dumps(plain(reading.root))


@given(
    text=st.text(alphabet=" \t\n\r-?:,[]{}#&*!|>'\"%@`ab1.\\x\x00\ufeff\ud800")
)
@settings(deadline=None)
def test_reader_never_fails_on_what_looks_like_yaml(text: str) -> None:
    reading = read_yaml(text, file="f")
    json.dumps(plain(reading.root))
    for problem in reading.problems:
        str(problem).encode("utf-8")


@given(data=st.binary())
@settings(deadline=None)
def test_reader_never_fails_on_bytes(data: bytes) -> None:
    read_bytes(data, file="f")


words = st.text(alphabet="abc 1", min_size=1).map(str.strip).filter(bool)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda inner: st.lists(inner) | st.dictionaries(words, inner),
    max_leaves=20,
)


@given(data=st.dictionaries(words, values), flow=st.sampled_from([True, None]))
@settings(deadline=None, max_examples=30)
def test_what_pyyaml_writes_is_read(
    *, data: dict[str, object], flow: bool | None
) -> None:
    text = yaml.safe_dump(data, default_flow_style=flow, width=1000)
    reading = read_yaml(text, file="f")
    assert reading.problems == ()
    assert plain(reading.root) == data
