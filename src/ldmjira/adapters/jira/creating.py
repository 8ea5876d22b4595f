"""What became of each draft of a bulk create."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ldmjira.exceptions import RemoteError
from ldmjira.models.remote import CreateOutcome

from .errors import clean, faults_of
from .transport import Answer

__all__ = ["outcomes_of"]


def outcomes_of(
    codes: Sequence[str], answer: Answer, *, doing: str
) -> list[CreateOutcome]:
    """Tell what became of each draft.

    The answer lists the issues made, in order, without those that failed;
    which failed it says by number. An answer that does not add up is no
    ground for handing out keys: then each draft without a fault may exist.

    Parameters
    ----------
    codes
        Our codes, in the order in which they were sent.
    answer
        Of ``POST issue/bulk``, with status 201 or 400.
    doing
        What we were doing, for messages.

    Returns
    -------
    list of CreateOutcome
        One for each code, in order.

    Raises
    ------
    RemoteError
        If the whole request was refused.
    """
    body = answer.body if isinstance(answer.body, dict) else {}
    made, errors = body.get("issues"), body.get("errors")
    is_bulk = isinstance(made, list) or isinstance(errors, list)
    if answer.status >= 400 and not is_bulk:  # noqa: PLR2004
        messages, fields = faults_of(body)
        said = [*messages, *(f"{n}: {text}" for n, text in fields.items())]
        raise RemoteError(
            f"Cannot {doing}: HTTP {answer.status}: {clean('; '.join(said))}",
            status=answer.status,
            fields=fields,
        )
    faults = _faults(errors, len(codes))
    issues = [issue for issue in made or () if _is_issue(issue)]
    if len(issues) + len(faults) != len(codes):
        return [
            CreateOutcome(code, error=faults[number])
            if number in faults
            else CreateOutcome(
                code,
                error="the site does not say what became of it",
                is_ambiguous=True,
            )
            for number, code in enumerate(codes)
        ]
    rest = iter(issues)
    outcomes: list[CreateOutcome] = []
    for number, code in enumerate(codes):
        if number in faults:
            outcomes.append(CreateOutcome(code, error=faults[number]))
            continue
        issue = next(rest)
        outcomes.append(
            CreateOutcome(
                code, issue_id=str(issue["id"]), key=str(issue["key"])
            )
        )
    return outcomes


def _faults(errors: Any, length: int) -> dict[int, str]:
    faults: dict[int, str] = {}
    for error in errors if isinstance(errors, list) else ():
        number = error.get("failedElementNumber", 0)
        messages, fields = faults_of(error.get("elementErrors"))
        said = [*messages, *(f"{n}: {text}" for n, text in fields.items())]
        text = clean("; ".join(said)) or f"HTTP {error.get('status')}"
        if isinstance(number, int) and 0 <= number < length:
            faults[number] = text
    return faults


def _is_issue(issue: Any) -> bool:
    return (
        isinstance(issue, dict)
        and bool(issue.get("id"))
        and bool(issue.get("key"))
    )
