"""Problems of reading: what the loader says, as findings."""

from __future__ import annotations

from collections.abc import Sequence

from ldmjira.exceptions import Problem
from ldmjira.models.findings import Finding, Rule, Severity

__all__ = ["RULES", "findings_of_problems"]

SCHEMA = Rule(
    id="schema",
    severity=Severity.ERROR,
    summary="A file of the mapping cannot be read.",
    why=(
        "A file is not strict YAML or CSV, holds a key that is not known, a "
        "value of the wrong type, or claims what another file claims too. "
        "Nothing else is checked until it is mended."
    ),
    fix=(
        "Mend the line; `ldmjira schema` writes JSON Schemas that let an "
        "editor show such faults while one types."
    ),
    can_be_waived=False,
)

RULES = (SCHEMA,)


def findings_of_problems(problems: Sequence[Problem]) -> tuple[Finding, ...]:
    """Tell the loader's problems as findings.

    Parameters
    ----------
    problems
        Problems of a `MappingError`.

    Returns
    -------
    tuple of Finding
        One each, in the same order; the object is the value, or the file.
    """
    return tuple(
        Finding(
            rule=SCHEMA.id,
            severity=SCHEMA.severity,
            object=problem.value or problem.file,
            file=problem.file,
            line=problem.line,
            message=problem.message,
            fix="Mend this line",
        )
        for problem in problems
    )
