"""Problems of reading: what the loader says, as findings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ldmjira.exceptions import Problem
from ldmjira.models.findings import Finding, Rule, Severity

__all__ = ["RULES", "findings_of_problems"]

SCHEMA = Rule(
    id="schema",
    severity=Severity.ERROR,
    summary="A file of the mapping cannot be read.",
    why=(
        "A file is not strict YAML or CSV, holds a key or a row twice, a key "
        "that is not known or a value of the wrong type, lists a feature "
        "that no file has, or claims what another file claims too. Until it "
        "is mended nothing else is checked but whether the other links lead "
        "somewhere; the exit code is 2."
    ),
    fix=(
        "Mend the line; `ldmjira schema` writes JSON Schemas that let an "
        "editor show such faults while one types."
    ),
    can_be_waived=False,
)

RULES = (SCHEMA,)

_CODE = re.compile(r"[A-Z]+(-[A-Za-z0-9]+)+")


def findings_of_problems(problems: Sequence[Problem]) -> tuple[Finding, ...]:
    """Tell the loader's problems as findings.

    Parameters
    ----------
    problems
        Problems of a `MappingError`.

    Returns
    -------
    tuple of Finding
        One each, in the same order; the object is the code or key that the
        problem is about, else the file.
    """
    return tuple(map(_finding, problems))


def _finding(problem: Problem) -> Finding:
    is_code = _CODE.fullmatch(problem.value) is not None
    got = f" (got {problem.value})" if problem.value and not is_code else ""
    return Finding(
        rule=SCHEMA.id,
        severity=SCHEMA.severity,
        object=problem.value if is_code else problem.file,
        file=problem.file,
        line=problem.line,
        message=f"{problem.message}{got}",
        fix="Mend this line",
    )
