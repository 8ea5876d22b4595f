"""Custom fields of Rubin's site, and the screens that show fields.

The ids are those of the Cloud site, and of the old server for Data Center;
only ids and values were ever published, so the names tell what the values
mean.
"""

from __future__ import annotations

from ldmjira.sandbox.model import FieldDef, FieldKind, OptionDef, ScreenDef

__all__ = [
    "CUSTOM_FIELDS",
    "HIGHER_LEVEL",
    "METHOD",
    "REQUIREMENT_DOCUMENT",
    "REQUIREMENT_ID",
    "REQUIREMENT_LEVEL",
    "REQUIREMENT_PRIORITY",
    "REQUIREMENT_TEXT",
    "SCREENS",
    "SUB_COMPONENT",
    "VERIFICATION_SCREENS",
    "VERIFICATION_STATE",
]

REQUIREMENT_ID = "customfield_10395"
REQUIREMENT_TEXT = "customfield_10396"
DISCUSSION = "customfield_10398"
HIGHER_LEVEL = "customfield_10399"
LOWER_LEVEL = "customfield_10400"
METHOD = "customfield_10079"
REQUIREMENT_LEVEL = "customfield_10078"
REQUIREMENT_DOCUMENT = "customfield_10076"
VERIFICATION_STATE = "customfield_10075"
SUB_COMPONENT = "customfield_10083"
REQUIREMENT_PRIORITY = "customfield_10393"
NOTES = "customfield_10080"
PARAMETERS = "customfield_10101"
PRIORITY_TEXT = "customfield_10166"
STORY_POINTS = "customfield_10016"
START_DATE = "customfield_10015"
RANK = "customfield_10019"

_TYPE = "com.atlassian.jira.plugin.system.customfieldtypes:"


def _options(first: int, *values: str) -> tuple[OptionDef, ...]:
    return tuple(
        OptionDef(str(first + place), value)
        for place, value in enumerate(values)
    )


def _text(id_: str, name: str, server_id: str) -> FieldDef:
    return FieldDef(
        id_,
        name,
        FieldKind.TEXT,
        custom_type=f"{_TYPE}textfield",
        server_id=f"customfield_{server_id}",
    )


def _area(id_: str, name: str, server_id: str) -> FieldDef:
    return FieldDef(
        id_,
        name,
        FieldKind.TEXTAREA,
        custom_type=f"{_TYPE}textarea",
        server_id=f"customfield_{server_id}",
    )


def _select(
    id_: str, name: str, server_id: str, options: tuple[OptionDef, ...]
) -> FieldDef:
    return FieldDef(
        id_,
        name,
        FieldKind.OPTION,
        custom_type=f"{_TYPE}select",
        options=options,
        server_id=f"customfield_{server_id}",
    )


CUSTOM_FIELDS: tuple[FieldDef, ...] = (
    _text(REQUIREMENT_ID, "Requirement ID", "13511"),
    _area(REQUIREMENT_TEXT, "Requirement Specification", "13513"),
    _area(DISCUSSION, "Requirement Discussion", "13510"),
    _area(HIGHER_LEVEL, "Higher Level Requirement", "13515"),
    _area(LOWER_LEVEL, "Lower Level Requirement", "13514"),
    _select(
        METHOD,
        "Verification Method",
        "12002",
        _options(10301, "Analysis", "Demonstration", "Inspection", "Test"),
    ),
    _select(
        REQUIREMENT_LEVEL,
        "Verification Level",
        "12206",
        _options(10311, "HL", "SL", "LL"),
    ),
    _select(
        REQUIREMENT_DOCUMENT,
        "Requirement Document",
        "14701",
        _options(
            10321,
            "LSE-61: DMS",
            "LDM-554: Science Platform",
            "LDM-556: Middleware",
            "LSE-69: Camera to DM ICD",
            "LSE-72: OCS to DM ICD",
            "LSE-75: Telescope to DM ICD",
            "LSE-140: Auxiliary Instrumentation to DM ICD",
            "LSE-400: Header Service ICD",
        ),
    ),
    _select(
        VERIFICATION_STATE,
        "Verification State",
        "17002",
        _options(10331, "Not Verified", "In Verification", "Verified"),
    ),
    _select(
        SUB_COMPONENT,
        "Sub-Component",
        "15001",
        _options(
            10341, "Science", "Science Platform", "Middleware", "Interfaces"
        ),
    ),
    _select(
        REQUIREMENT_PRIORITY,
        "Requirement Priority",
        "15204",
        _options(10351, "1a", "1b", "2", "3"),
    ),
    # Empty here, but Rubin's own reader asks every element for these three.
    _area(NOTES, "Requirement Notes", "13509"),
    _area(PARAMETERS, "Requirement Parameters", "13703"),
    _text(PRIORITY_TEXT, "Requirement Priority Text", "15205"),
    FieldDef(
        STORY_POINTS,
        "Story Points",
        FieldKind.NUMBER,
        custom_type=f"{_TYPE}float",
        server_id="customfield_10202",
    ),
    FieldDef(
        START_DATE,
        "Start date",
        FieldKind.DATE,
        custom_type=f"{_TYPE}datepicker",
        server_id="customfield_10603",
    ),
    FieldDef(
        RANK,
        "Rank",
        FieldKind.RANK,
        custom_type="com.pyxis.greenhopper.jira:gh-lexo-rank",
        server_id="customfield_10600",
    ),
)

_COMMON = (
    "summary",
    "issuetype",
    "description",
    "priority",
    "labels",
    "components",
    "fixVersions",
    "versions",
    "assignee",
    "reporter",
    "duedate",
    "environment",
    "issuelinks",
)
_PLAN = (STORY_POINTS, START_DATE)
_VERIFICATION = tuple(
    field.id for field in CUSTOM_FIELDS if field.id not in {*_PLAN, RANK}
)


def _screen(*fields: str, required: frozenset[str] = frozenset()) -> ScreenDef:
    return ScreenDef(
        create=(*_COMMON, *fields),
        edit=(*_COMMON, *fields, "comment"),
        required=required,
    )


SCREENS: dict[str, ScreenDef] = {
    "": _screen("parent", *_PLAN),
    "Epic": _screen(*_PLAN),
    "Sub-task": _screen("parent", *_PLAN, required=frozenset({"parent"})),
}
"""Screens of ordinary issue types."""

VERIFICATION_SCREENS: dict[str, ScreenDef] = {
    **SCREENS,
    "Verification": _screen(
        *_VERIFICATION, required=frozenset({REQUIREMENT_ID})
    ),
}
"""Screens of the project of verification elements."""
