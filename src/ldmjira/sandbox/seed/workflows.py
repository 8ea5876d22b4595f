"""Statuses and workflows: of DM's work, and of verification elements."""

from __future__ import annotations

from ldmjira.sandbox.model import StatusDef, TransitionDef, WorkflowDef

__all__ = ["STATUSES", "WORKFLOWS", "path_to"]

_RESOLUTION = ("resolution",)

STATUSES: tuple[StatusDef, ...] = (
    StatusDef("10000", "To Do", "new"),
    StatusDef("3", "In Progress", "indeterminate"),
    StatusDef("10001", "In Review", "indeterminate"),
    StatusDef("10002", "Done", "done"),
    StatusDef("10003", "Won't Do", "done"),
    StatusDef("10105", "Not Covered", "new", "No test case covers it."),
    StatusDef("10106", "Covered", "new", "Test cases exist."),
    StatusDef(
        "10107", "In Verification", "indeterminate", "Tests are being run."
    ),
    StatusDef(
        "10108", "SE Review", "indeterminate", "Evidence has been handed in."
    ),
    StatusDef("10109", "Verified", "done"),
    StatusDef("10110", "Verified w/ Deviation", "done"),
    StatusDef("10111", "Failed", "indeterminate"),
    StatusDef("10112", "Monitoring", "indeterminate"),
    StatusDef("10113", "Accepted", "done"),
    StatusDef("10114", "Descoped", "done"),
    StatusDef("10115", "Out of Compliance", "indeterminate"),
)


def _reopening(id_: str, status: str) -> TransitionDef:
    return TransitionDef(id_, status, status, clears_resolution=True)


_SOFTWARE = WorkflowDef(
    name="DM Workflow",
    initial="To Do",
    statuses=("To Do", "In Progress", "In Review", "Done", "Won't Do"),
    transitions=(
        _reopening("11", "To Do"),
        _reopening("21", "In Progress"),
        _reopening("31", "In Review"),
        TransitionDef(
            "41", "Done", "Done", fields=_RESOLUTION, resolution="Done"
        ),
        TransitionDef(
            "51",
            "Won't Do",
            "Won't Do",
            fields=_RESOLUTION,
            resolution="Won't Do",
        ),
    ),
)

_CLOSED = ("Verified", "Verified w/ Deviation", "Accepted", "Descoped")
_VERIFICATION = WorkflowDef(
    name="Verification Element Workflow",
    initial="Not Covered",
    statuses=tuple(status.name for status in STATUSES[5:]),
    transitions=(
        TransitionDef("11", "Cover", "Covered", ("Not Covered",)),
        TransitionDef("12", "Uncover", "Not Covered", ("Covered",)),
        TransitionDef(
            "21",
            "Start Verification",
            "In Verification",
            ("Covered", "Failed", "Monitoring"),
        ),
        TransitionDef("22", "Stop", "Covered", ("In Verification",)),
        TransitionDef("31", "Submit to SE", "SE Review", ("In Verification",)),
        TransitionDef("32", "Reject", "In Verification", ("SE Review",)),
        TransitionDef(
            "41", "Verify", "Verified", ("SE Review",), resolution="Done"
        ),
        TransitionDef(
            "42",
            "Verify with Deviation",
            "Verified w/ Deviation",
            ("SE Review",),
            resolution="Done",
        ),
        TransitionDef("43", "Fail", "Failed", ("SE Review",)),
        TransitionDef("44", "Monitor", "Monitoring", ("SE Review",)),
        TransitionDef(
            "45", "Out of Compliance", "Out of Compliance", ("SE Review",)
        ),
        TransitionDef(
            "51",
            "Accept",
            "Accepted",
            ("Verified", "Verified w/ Deviation"),
            resolution="Done",
        ),
        TransitionDef(
            "61",
            "Descope",
            "Descoped",
            ("Not Covered", "Covered", "In Verification"),
            resolution="Won't Do",
        ),
        TransitionDef(
            "71", "Reopen", "Covered", _CLOSED, clears_resolution=True
        ),
    ),
)

WORKFLOWS: tuple[WorkflowDef, ...] = (_SOFTWARE, _VERIFICATION)

_PATHS = {
    "Done": ("To Do", "In Progress", "Done"),
    "In Progress": ("To Do", "In Progress"),
    "To Do": ("To Do",),
    "Not Covered": ("Not Covered",),
    "Covered": ("Not Covered", "Covered"),
    "In Verification": ("Not Covered", "Covered", "In Verification"),
    "Verified": (
        "Not Covered",
        "Covered",
        "In Verification",
        "SE Review",
        "Verified",
    ),
}


def path_to(status: str) -> tuple[str, ...]:
    """Return the statuses through which a seeded issue has come."""
    return _PATHS[status]
