"""The rules of `ldmjira check`: one family a file, all in the registry."""

from ldmjira.core.checks.registry import (
    RULES,
    find_lost_links,
    run_checks,
)

__all__ = ["RULES", "find_lost_links", "run_checks"]
