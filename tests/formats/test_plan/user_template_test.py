"""A user's template writes what it likes, and reads nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldmjira.exceptions import UsageError
from ldmjira.formats.test_plan.binary import to_pdf
from ldmjira.formats.test_plan.user_template import render_with
from tests.support.plans import hostile_doc, make_doc

ENDLESS = (
    "{% for x in range(9999) %}{% for y in range(9999) %}aaaaaaaaaaaa"
    "{% endfor %}{% endfor %}"
)
DOUBLING = (
    "{% set ns = namespace(s='xxxxxxxxxx') %}{% for _ in range(60) %}"
    "{% set ns.s = ns.s ~ ns.s %}{% endfor %}"
)


def fill(tmp_path: Path, text: str, name: str = "md") -> str:
    path = tmp_path / "templates" / "mine.jinja"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return render_with(path, make_doc(), name)


def test_it_sees_the_document(tmp_path: Path) -> None:
    made = fill(
        tmp_path,
        "{{ head.milestone }}: {{ facts.cases | length }} cases\n"
        "{% for one in facts.features %}{{ one.code }} {% endfor %}\n",
    )
    assert made == "LDM-503-01: 3 cases\nDM-AP-1 DM-AP-2\n"


def test_it_may_build_on_ours_and_on_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/foot.jinja").write_text("The end.")
    made = fill(
        tmp_path,
        '{% include "ldmjira/plan.md.jinja" %}\n{% include "foot.jinja" %}',
    )
    assert "# LDM-503-01" in made
    assert made.endswith("The end.\n")


def test_a_folder_holds_one_template_for_each_format(tmp_path: Path) -> None:
    (tmp_path / "plan.md.jinja").write_text("{{ head.plan }}")
    assert render_with(tmp_path, make_doc(), "md") == "LVV-P1\n"
    with pytest.raises(UsageError, match=r"plan\.rst\.jinja cannot be read"):
        render_with(tmp_path, make_doc(), "rst")


@pytest.mark.parametrize("name", ["md", "rst", "latex", "html", "typst"])
def test_what_it_joins_is_escaped_all_the_same(
    tmp_path: Path, name: str
) -> None:
    open_, close = ("<<", ">>") if name in {"latex", "typst"} else ("{{", "}}")
    exprs = (
        "head.title",
        "head.title ~ (front | blocks)",
        "(front | blocks) + head.title",
        "[head.title, (front | blocks)] | join",
        "head.title | e",
        "head.title | replace('a', 'b')",
    )
    path = tmp_path / "x.jinja"
    lines = [f"{open_} {one} {close}" for one in exprs]
    if name == "typst":
        lines.insert(0, '<% include "ldmjira/functions.typst.jinja" %>')
    path.write_text("\n".join(lines))
    made = render_with(path, hostile_doc(), name)
    if name == "latex":
        assert r"\input" not in made
    if name == "html":
        assert "<script" not in made
    if name == "typst":
        assert to_pdf(made)


@pytest.mark.parametrize(
    "text",
    [
        "{% include '/etc/passwd' %}",
        "{% include '../secret' %}",
        "{% include 'link' %}",
        "{% import '../../etc/passwd' as x %}",
        "{% extends '/etc/passwd' %}",
        "{{ ''.__class__.__mro__ }}",
        "{{ doc.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ self._TemplateReference__context }}",
        "{{ open('/etc/passwd') }}",
        "{{ 'x' * 10000000 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ 9 ** 9999999 }}",
        "{{ range(10000000) | list }}",
        "{{ '{0.__class__}'.format(doc) }}",
        ENDLESS,
        DOUBLING,
        "{{ nothing }}",
        "{{ head.nothing }}",
        "{% for %}",
        "{{ 1 / 0 }}",
        "{{ doc.facts.append(1) }}",
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    ],
)
def test_it_is_refused_with_a_message(tmp_path: Path, text: str) -> None:
    (tmp_path / "secret").write_text("secret words")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/link").symlink_to(tmp_path / "secret")
    with pytest.raises(UsageError) as caught:
        fill(tmp_path, text)
    assert "secret words" not in caught.value.message
    assert "root:" not in caught.value.message
    assert caught.value.message.startswith("Template")


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        '#read("../../../../etc/passwd")',
        '#image("/etc/passwd")',
        '#include "/etc/hosts"',
        "#while true { }",
        "#undefined-thing",
    ],
)
def test_typst_reads_no_file_either(tmp_path: Path, text: str) -> None:
    pytest.importorskip("typst")
    made = fill(tmp_path, text, "typst")
    with pytest.raises(UsageError, match="Typst cannot set the document"):
        to_pdf(made)


def test_packages_are_not_fetched(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="fetched from the net"):
        fill(tmp_path, '#import "@preview/cetz:0.1.0"', "typst")


def test_a_template_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.jinja"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="not UTF-8"):
        render_with(path, make_doc(), "md")
    path.write_text("x" * 1_100_000)
    with pytest.raises(UsageError, match="larger than 1 MB"):
        render_with(path, make_doc(), "md")
    with pytest.raises(UsageError, match="cannot be read"):
        render_with(tmp_path / "none", make_doc(), "md")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('#import ("@" + "preview/cetz:0.1.0")', "package"),
        ("#for i in range(400000000) [x]", "memory"),
    ],
    ids=["net", "memory"],
)
def test_typst_has_no_net_and_no_end_of_memory(text: str, words: str) -> None:
    pytest.importorskip("typst")
    with pytest.raises(UsageError, match=words):
        to_pdf(text)
