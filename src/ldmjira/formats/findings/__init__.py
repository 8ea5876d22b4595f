"""Findings as text, and in the forms that other tools read."""

from ldmjira.formats.findings.github import findings_to_github
from ldmjira.formats.findings.json_ import findings_to_json
from ldmjira.formats.findings.junit import findings_to_junit
from ldmjira.formats.findings.markdown import findings_to_markdown
from ldmjira.formats.findings.places import report_seen_from, shown_path
from ldmjira.formats.findings.sarif import findings_to_sarif
from ldmjira.formats.findings.text import findings_to_text

__all__ = [
    "findings_to_github",
    "findings_to_json",
    "findings_to_junit",
    "findings_to_markdown",
    "findings_to_sarif",
    "findings_to_text",
    "report_seen_from",
    "shown_path",
]
