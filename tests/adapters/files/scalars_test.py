from __future__ import annotations

import math

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ldmjira.adapters.files.scalars import (
    FORBIDDEN,
    resolve_plain,
    write_scalar,
)
from ldmjira.adapters.files.strict_yaml import plain, read_yaml

texts = st.text().filter(lambda text: not FORBIDDEN.search(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("FALSE", False),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("12", 12),
        ("012", 12),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("3.39", 3.39),
        ("1e3", 1000.0),
        ("-.inf", -math.inf),
        ("2019-02-25", "2019-02-25"),
        ("nUll", "nUll"),
        ("=", "="),
        ("<<", "<<"),
        ("9" * 400, "9" * 400),
    ],
)
def test_plain_text_follows_the_core_schema(text: str, value: object) -> None:
    found = resolve_plain(text)
    assert (type(found), found) == (type(value), value)


def test_not_a_number_is_a_number() -> None:
    found = resolve_plain(".nan")
    assert isinstance(found, float)
    assert math.isnan(found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yes",
        "No",
        "on",
        "y",
        "null",
        "True",
        "3.39",
        "3.10",
        "12",
        "012",
        "1:30",
        "0x1f",
        "1_000",
        "1e3",
        "a: b",
        "a #b",
        "a:",
        "#a",
        "- a",
        "-a",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a",
        "'a'",
        '"a"',
        "[a",
        "{a",
        "?",
        "<<",
        "=",
        "~",
        " a",
        "a ",
        "2019-02-25T10:00:00",
        "2019-2-5",
        "two\nlines",
        "tab\there",
        "...",
        "---",
    ],
    ids=repr,
)
def test_text_that_might_be_something_else_is_quoted(text: str) -> None:
    written = write_scalar(text)
    assert written.startswith('"')
    assert yaml.safe_load(written) == text


@pytest.mark.parametrize(
    "text",
    [
        "DM-DAX-9",
        "Butler Provenance System",
        "1a",
        "2019-02-25",
        "LDM-564 1.6 line 448",
        "Alert generation (validation), no#2 a:b",
    ],
)
def test_ordinary_text_stands_plain(text: str) -> None:
    assert write_scalar(text) == text


@pytest.mark.parametrize("text", ["a, b", "a]", "{b}", "x?"])
def test_what_ends_a_text_in_brackets_is_quoted_there(text: str) -> None:
    assert write_scalar(text, flow=True) == f'"{text}"'


@given(text=texts, flow=st.booleans())
@settings(deadline=None)
def test_text_reads_back(*, text: str, flow: bool) -> None:
    written = write_scalar(text, flow=flow)
    document = f"k: [{written}, {written}]" if flow else f"k: {written}"
    reading = read_yaml(f"{document}\n", file="f")
    assert reading.problems == ()
    assert plain(reading.root) == {"k": [text, text] if flow else text}


@given(
    st.none()
    | st.booleans()
    | st.integers(min_value=-(10**20), max_value=10**20)
    | st.floats(allow_nan=False)
)
@settings(deadline=None)
def test_other_values_read_back(value: object) -> None:
    assert resolve_plain(write_scalar(value)) == value  # type: ignore[arg-type]


@given(text=texts)
@settings(deadline=None)
def test_yaml_1_1_reads_the_same_text(text: str) -> None:
    written = write_scalar(text)
    found = yaml.load(written, Loader=_WithoutDates)  # noqa: S506
    assert found == text


class _WithoutDates(yaml.SafeLoader):
    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [
            (tag, regexp) for tag, regexp in resolvers if "time" not in tag
        ]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
