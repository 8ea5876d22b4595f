"""Write the pages on the rules from the registry."""
# ruff: noqa: INP001

from __future__ import annotations

from pathlib import Path

from ldmjira.core.checks import RULES
from ldmjira.formats.findings.rule_pages import rule_pages


def main() -> None:
    """Write each page, and remove those of rules that are gone."""
    docs = Path(__file__).resolve().parent.parent
    pages = rule_pages(RULES)
    for old in (docs / "rules").glob("*.md"):
        if f"rules/{old.name}" not in pages:
            old.unlink()
    for name, text in pages.items():
        (docs / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
