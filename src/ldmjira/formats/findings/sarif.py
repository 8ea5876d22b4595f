"""Findings as SARIF 2.1.0, which code scanning reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ldmjira.constants import VERSION
from ldmjira.formats.findings.sentences import sentence
from ldmjira.models.findings import CheckReport, Finding, Rule, Waived

__all__ = ["findings_to_sarif"]

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json"
)


def findings_to_sarif(report: CheckReport, rules: Mapping[str, Rule]) -> str:
    """Tell a check as one run of a static analysis.

    Parameters
    ----------
    report
        Result of a check; file names are relative to the repository.
    rules
        All rules.

    Returns
    -------
    str
        A SARIF log. Waived findings are results with a suppression.
    """
    index = {rule: number for number, rule in enumerate(rules)}
    results = [_result(finding, index) for finding in report.findings]
    results.extend(_suppressed(one, index) for one in report.waived)
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "ldmjira",
                        "version": VERSION,
                        "rules": [_rule(rule) for rule in rules.values()],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "help": {
            "text": f"{rule.why}\n\n{rule.fix}",
            "markdown": f"{rule.why}\n\n**What to do:** {rule.fix}",
        },
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _result(finding: Finding, index: Mapping[str, int]) -> dict[str, Any]:
    text = f"{sentence(finding.message)} {sentence(finding.fix)}"
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": finding.severity.value,
        "message": {"text": text},
        "locations": [_location(finding)],
        "partialFingerprints": {"ldmjira/v1": _fingerprint(finding)},
        "properties": {"object": finding.object},
    }
    if finding.rule in index:
        result["ruleIndex"] = index[finding.rule]
    return result


def _suppressed(one: Waived, index: Mapping[str, int]) -> dict[str, Any]:
    reason = f"{one.waiver.reason} (until {one.waiver.until})"
    return {
        **_result(one.finding, index),
        "suppressions": [{"kind": "external", "justification": reason}],
    }


def _location(finding: Finding) -> dict[str, Any]:
    # An empty URI would be read as the whole repository.
    artifact = {"uri": quote(finding.file or "mappings")}
    place: dict[str, Any] = {"artifactLocation": artifact}
    if finding.line:
        place["region"] = {"startLine": finding.line}
    return {
        "physicalLocation": place,
        "logicalLocations": [{"name": finding.object, "kind": "object"}],
    }


def _fingerprint(finding: Finding) -> str:
    # Without the line, so that a finding keeps its identity when it moves.
    text = f"{finding.rule}\n{finding.object}\n{finding.file}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]
