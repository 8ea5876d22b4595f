"""Changes of the mapping, as words, JSON and a pull request's comment."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict

from ldmjira.core.coverage import StateCounts
from ldmjira.core.mapping_changes import ChangeReport, headline
from ldmjira.models.domain_change import DomainChange, Effect

__all__ = ["changes_to_json", "changes_to_markdown", "changes_to_text"]

_MARKS = {Effect.LOSS: "-", Effect.GAIN: "+", Effect.NEUTRAL: " "}
_HEADINGS = {
    Effect.LOSS: "Losses",
    Effect.GAIN: "Gains",
    Effect.NEUTRAL: "Other changes",
}
_SHOWN = 200
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def changes_to_text(report: ChangeReport) -> str:
    """Sum the changes up, then tell each in a line.

    Parameters
    ----------
    report
        Result of a comparison.

    Returns
    -------
    str
        Losses first, marked ``-``; gains ``+``.
    """
    lines = [headline(report)]
    lines.extend(
        f"{_MARKS[change.effect]} {_named(change)} {change.words}"
        for change in report.changes
    )
    lines.append(_states(report))
    return "".join(f"{line}\n" for line in lines)


def changes_to_json(report: ChangeReport) -> str:
    """Tell the same to a program.

    Parameters
    ----------
    report
        Result of a comparison.

    Returns
    -------
    str
        ``{"before", "after", "summary", "changes": [{"what", "kind",
        "object", "title", "words", "effect"}], "features": {"before",
        "after"}}``.
    """
    document = {
        "before": report.before,
        "after": report.after,
        "summary": headline(report),
        "changes": [
            {
                **asdict(change),
                "kind": change.kind.value,
                "effect": change.effect.value,
            }
            for change in report.changes
        ],
        "features": {
            "before": _numbers(report.counts_before),
            "after": _numbers(report.counts_after),
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def changes_to_markdown(report: ChangeReport) -> str:
    """Tell the same in a comment on a pull request.

    Parameters
    ----------
    report
        Result of a comparison.

    Returns
    -------
    str
        The summary, a table of the states, then lists; what is neither
        gain nor loss is folded. Only so many are written out.
    """
    parts = ["### What this changes in verification", "", headline(report)]
    parts.extend(["", *_table(report)])
    left = _SHOWN
    for effect, heading in _HEADINGS.items():
        some = [c for c in report.changes if c.effect is effect]
        if not some:
            continue
        shown = some[:left]
        left -= len(shown)
        title = f"{heading} ({len(some)})"
        body = [f"- {_escaped(_named(c))} {_escaped(c.words)}" for c in shown]
        if len(some) > len(shown):
            body.append(f"- ... and {len(some) - len(shown)} more")
        if effect is Effect.NEUTRAL:
            summary = f"<details><summary>{title}</summary>"
            parts.extend(["", summary, "", *body, "", "</details>"])
        else:
            parts.extend(["", f"#### {title}", "", *body])
    return "\n".join(parts) + "\n"


def _named(change: DomainChange) -> str:
    title = f" ({change.title})" if change.title else ""
    return f"{change.kind} {change.object}{title}"


def _states(report: ChangeReport) -> str:
    now = report.counts_after
    was = _numbers(report.counts_before)
    parts = []
    for state, number in _numbers(now).items():
        moved = number - was[state]
        parts.append(f"{number} {state}" + (f" ({moved:+d})" if moved else ""))
    return f"Features: {', '.join(parts)}."


def _table(report: ChangeReport) -> Iterator[str]:
    was, now = _numbers(report.counts_before), _numbers(report.counts_after)
    yield "| features | before | after |"
    yield "| --- | ---: | ---: |"
    for state, number in now.items():
        yield f"| {state} | {was[state]} | {number} |"


def _numbers(counts: StateCounts) -> dict[str, int]:
    return {
        "tested": counts.tested,
        "partly": counts.partly,
        "by proposal": counts.proposed,
        "untested": counts.untested,
        "total": counts.total,
    }


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
