"""The rules of `ldmjira check`: one family a file, all in the registry."""

from ldmjira.core.checks.registry import RULES, run_checks

__all__ = ["RULES", "run_checks"]
