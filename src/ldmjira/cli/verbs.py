"""Which verbs there are, where they stand, and what the help says of them.

The summary of each is written here once more, so that a list of the verbs
need not import them; a test compares it with the verb's own first line.
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["VERBS", "Verb"]


class Verb(NamedTuple):
    """One verb of the command line."""

    name: str
    place: str
    """Module below ``ldmjira.cli`` and function in it."""

    summary: str


# In the order of the help.
VERBS: Final = (
    Verb(
        "import",
        "import_.import_document",
        "Bring the milestones and features of LDM-564 into the mapping.",
    ),
    Verb(
        "list",
        "list_.list_milestones",
        "List milestones: when due, whether complete, how far tested.",
    ),
    Verb(
        "show",
        "show.show",
        "Show objects, what they are linked to, and where that stands.",
    ),
    Verb(
        "check",
        "check.check",
        "Check that every feature is tested; exit 1 if one is not.",
    ),
    Verb(
        "why",
        "why.why",
        "Tell in words why an object is tested, or why it is not.",
    ),
    Verb(
        "impact",
        "impact.impact",
        "Tell who is hurt if a case, an element or a requirement goes.",
    ),
    Verb(
        "suggest",
        "suggest.suggest",
        "Rank links that a feature may be given.",
    ),
    Verb(
        "confirm",
        "confirm.confirm",
        "Confirm that a feature serves its requirements.",
    ),
    Verb(
        "changes",
        "changes.changes",
        "Tell what changed in the mapping between two revisions.",
    ),
    Verb(
        "push",
        "push.push",
        "Bring Jira up to date with the mapping of these milestones.",
    ),
    Verb(
        "pull",
        "pull.pull",
        "Bring what changed in Jira into these milestones' mapping.",
    ),
    Verb(
        "sync",
        "sync.sync",
        "Bring the mapping of these milestones and Jira together.",
    ),
    Verb(
        "diff",
        "diff.diff",
        "Show how the mapping of these milestones and Jira differ.",
    ),
    Verb(
        "apply",
        "apply.apply",
        "Apply a changeset that push, pull or sync saved with --out.",
    ),
    Verb(
        "conflicts",
        "conflicts.conflicts",
        "List the conflicts of these milestones, with all three values.",
    ),
    Verb(
        "resolve",
        "resolve.resolve",
        "Settle the conflicts of one object.",
    ),
    Verb(
        "adopt",
        "adopt.adopt",
        "Take an existing issue for that of a milestone or feature.",
    ),
    Verb(
        "log",
        "log.log",
        "Show every value that push and pull wrote from this checkout.",
    ),
    Verb(
        "testplan",
        "testplan.write_plan",
        "Write the test plan of a milestone, or its report.",
    ),
    Verb(
        "results",
        "results.upload_results",
        "Write test results to the executions of a campaign, each once.",
    ),
    Verb(
        "ready",
        "ready.ready",
        "Tell whether a campaign can begin; exit 1 if it cannot.",
    ),
    Verb(
        "schema",
        "schema.schema",
        "Give JSON Schemas of the mapping's files and ldmjira.toml.",
    ),
    Verb(
        "sandbox",
        "sandbox.app",
        "Run a small Jira and Zephyr on this machine, to try things on.",
    ),
)
