"""The documentation of the rules, made from the registry."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from ldmjira.models.findings import Rule, Severity

__all__ = ["rule_index", "rule_page", "rule_pages"]

_WIDTH = 79


def rule_pages(rules: Mapping[str, Rule]) -> dict[str, str]:
    """All pages of the documentation of the rules.

    Parameters
    ----------
    rules
        All rules.

    Returns
    -------
    dict
        Text by file name, below ``docs/``.
    """
    pages = {f"rules/{rule.id}.md": rule_page(rule) for rule in rules.values()}
    return {"rules.md": rule_index(rules), **pages}


def rule_index(rules: Mapping[str, Rule]) -> str:
    """Table of all rules.

    Parameters
    ----------
    rules
        All rules, in the order to show.

    Returns
    -------
    str
        A page in Markdown.
    """
    lines = [
        "# Rules of `ldmjira check`",
        "",
        "This page and those it leads to are made from the program by",
        "`python docs/rules/generate.py`; a test compares them. What a check",
        "is, and how to read it, stands in [check](check.md).",
        "",
        "| rule | plan | baseline | a finding says |",
        "| --- | --- | --- | --- |",
    ]
    lines.extend(
        f"| [`{rule.id}`](rules/{rule.id}.md) | {rule.severity} "
        f"| {_baseline(rule)} | {rule.summary} |"
        for rule in rules.values()
    )
    lines.extend(
        ["", "```{toctree}", ":hidden:", ":glob:", "", "rules/*", "```"]
    )
    return "\n".join(lines) + "\n"


def rule_page(rule: Rule) -> str:
    """Page of one rule.

    Parameters
    ----------
    rule
        The rule.

    Returns
    -------
    str
        A page in Markdown.
    """
    lines = [
        f"# {rule.id}",
        "",
        *_wrapped(rule.summary),
        "",
        (
            f"Severity: {rule.severity} in `--mode plan` (the default), "
            f"{_baseline(rule)} in"
        ),
        "`--mode baseline`.",
        "",
        "## Why it matters",
        "",
        *_wrapped(rule.why),
        "",
        "## What to do",
        "",
        *_wrapped(rule.fix),
        "",
        "## Accepting it",
        "",
    ]
    if rule.can_be_waived:
        lines.extend(
            [
                "In `mappings/waivers.yaml`:",
                "",
                "```yaml",
                f"- rule: {rule.id}",
                "  object: CODE-OR-KEY",
                "  reason: why this gap is accepted",
                "  until: never  # or the milestone at which it must close",
                "```",
            ]
        )
    else:
        lines.append("A finding of this rule cannot be waived.")
    return "\n".join(lines) + "\n"


def _baseline(rule: Rule) -> Severity:
    return rule.baseline or rule.severity


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, break_long_words=False, break_on_hyphens=False
    )
