"""Results files of many producers are read; harmful ones are refused."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from ldmjira.adapters.junit import reader
from ldmjira.adapters.junit.reader import read_junit
from ldmjira.exceptions import UsageError
from ldmjira.models.results import Outcome, Verdict


def read(tmp_path: Path, text: str) -> list[Outcome]:
    path = tmp_path / "results.xml"
    path.write_text(text, encoding="utf-8")
    return read_junit(path)


def one(tmp_path: Path, body: str, attributes: str = 'name="t"') -> Outcome:
    (found,) = read(
        tmp_path,
        f'<testsuite name="s"><testcase {attributes}>{body}</testcase>'
        "</testsuite>",
    )
    return found


@pytest.mark.parametrize(
    ("body", "verdict", "message"),
    [
        ("", Verdict.PASSED, ""),
        ('<failure message="m">text</failure>', Verdict.FAILED, "m"),
        ("<failure>first\nsecond</failure>", Verdict.FAILED, "first"),
        ("<failure/>", Verdict.FAILED, ""),
        ('<error message="e"/>', Verdict.ERROR, "e"),
        ("<skipped/>", Verdict.SKIPPED, ""),
        ('<skipped type="pytest.skip" message="s"/>', Verdict.SKIPPED, "s"),
        (
            '<skipped type="pytest.xfail" message="known"/>',
            Verdict.EXPECTED_FAILURE,
            "known",
        ),
        ("<skipped/><failure message='m'/>", Verdict.FAILED, "m"),
        (
            "<failure message='m'/><error message='teardown'/>",
            Verdict.FAILED,
            "m",
        ),
        ("<system-out>text</system-out>", Verdict.PASSED, ""),
        ("<failure><![CDATA[a < b]]></failure>", Verdict.FAILED, "a < b"),
    ],
)
def test_verdicts(
    tmp_path: Path, body: str, verdict: Verdict, message: str
) -> None:
    found = one(tmp_path, body)
    assert (found.verdict, found.message) == (verdict, message)


@pytest.mark.parametrize(
    ("attributes", "verdict"),
    [
        ('name="t" status="run"', Verdict.PASSED),
        ('name="t" status="notrun"', Verdict.SKIPPED),
        ('name="t" status="run" result="suppressed"', Verdict.SKIPPED),
        ('name="t" status="disabled"', Verdict.SKIPPED),
        ('name="t" status="fail"', Verdict.FAILED),
    ],
)
def test_verdicts_in_attributes(
    tmp_path: Path, attributes: str, verdict: Verdict
) -> None:
    assert one(tmp_path, "", attributes).verdict is verdict


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("<flakyFailure/><flakyError/>", Verdict.PASSED),
        ("<failure/><rerunFailure/><rerunFailure/>", Verdict.FAILED),
    ],
)
def test_attempts_are_counted(
    tmp_path: Path, body: str, verdict: Verdict
) -> None:
    found = one(tmp_path, body)
    assert (found.verdict, found.attempts) == (verdict, 2)


def test_suites_nest_and_hand_down_their_properties(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """<testsuites name="all">
        <testsuite name="outer" timestamp="2026-01-01T00:00:00">
          <properties><property name="a" value="1"/></properties>
          <testsuite name="inner">
            <properties><property name="b">2</property></properties>
            <testcase name="deep" classname="c" file="f.py">
              <properties><property name="lvv" value="LVV-T1"/></properties>
            </testcase>
          </testsuite>
          <testcase name="shallow"/>
        </testsuite>
        <testsuite name="other"><testcase name="last"/></testsuite>
        </testsuites>""",
    )
    deep, shallow, last = found
    assert deep.suites == ("all", "outer", "inner")
    assert deep.properties == (("lvv", "LVV-T1"),)
    assert list(deep.inherited) == [("a", "1"), ("b", "2")]
    assert (deep.classname, deep.file) == ("c", "f.py")
    assert deep.when == "2026-01-01T00:00:00"
    assert list(shallow.inherited) == [("a", "1")]
    assert last.when == ""


def test_a_broken_suite_is_a_test_of_its_own(tmp_path: Path) -> None:
    (found,) = read(
        tmp_path,
        '<testsuite name="s"><error message="no database"/></testsuite>',
    )
    assert found.verdict is Verdict.ERROR
    assert found.name == "suite s"


def test_names_with_a_prefix_are_understood(tmp_path: Path) -> None:
    (found,) = read(
        tmp_path,
        '<j:testsuite xmlns:j="urn:x"><j:testcase name="t"/></j:testsuite>',
    )
    assert found.name == "t"


def test_names_are_kept_as_they_are(tmp_path: Path) -> None:
    found = one(
        tmp_path, "", 'name="&lt;b&gt;\\input{x} &amp; 100%" classname="é"'
    )
    assert found.title == "é::<b>\\input{x} & 100%"


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><testsuite/>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><testsuite/>',
        '<?xml version="1.0"?><!DOCTYPE testsuite><testsuite/>',
        (
            '<!DOCTYPE l [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>'
            "<testsuite><testcase name='&c;'/></testsuite>"
        ),
    ],
    ids=["entity", "external", "doctype", "laughs"],
)
def test_document_types_and_entities_are_refused(
    tmp_path: Path, text: str
) -> None:
    with pytest.raises(UsageError, match=r"results\.xml:1: .*document type"):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no complete XML"),
        ("<testsuite><testcase name='t'>", "no complete XML"),
        ("<testsuite></testsuites>", "no complete XML"),
        ("<testsuite>&nbsp;</testsuite>", "no complete XML"),
        ("not xml", "no complete XML"),
        ("<html/>", "begins with <html>"),
        ('<?xml version="1.0" encoding="x-foo"?><testsuite/>', "encoding"),
        ("<testsuite>" * 70, "deep"),
    ],
)
def test_what_is_no_results_file_is_refused(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        read(tmp_path, text)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.xml cannot be read"):
        read_junit(tmp_path / "none.xml")
    with pytest.raises(UsageError, match="cannot be read"):
        read_junit(tmp_path)


def test_a_file_beyond_the_limit_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "MAX_BYTES", 10)
    with pytest.raises(UsageError, match="more than"):
        read(tmp_path, "<testsuite></testsuite>")


def test_too_many_tests_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "MAX_TESTS", 2)
    tests = '<testcase name="t"/>' * 3
    with pytest.raises(UsageError, match="more than 2 tests"):
        read(tmp_path, f"<testsuite>{tests}</testsuite>")


def test_too_many_properties_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "MAX_PROPERTIES", 2)
    with pytest.raises(UsageError, match="more than 2 properties"):
        one(tmp_path, '<property name="a" value="b"/>' * 3)


def test_an_endless_attribute_is_refused_before_it_is_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "MAX_TAG_BYTES", 2 * 1024 * 1024)
    with pytest.raises(UsageError, match="one tag has more than 2 MB"):
        one(tmp_path, f'<failure message="{"x" * 5 * 1024 * 1024}"/>')


def test_output_of_tests_costs_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "big.xml"
    noise = "<system-out>" + "x" * 1_000_000 + "</system-out>"
    with path.open("w") as stream:
        stream.write("<testsuite name='s'>")
        for number in range(20):
            stream.write(f'<testcase name="t{number}">{noise}')
            stream.write(f"<failure>{'y' * 100_000}</failure></testcase>")
        stream.write("</testsuite>")
    tracemalloc.start()
    found = read_junit(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found) == 20
    assert all(len(one.message) <= reader.MAX_MESSAGE for one in found)
    assert peak < 8 * 1024 * 1024
