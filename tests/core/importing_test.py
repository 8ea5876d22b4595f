from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from ldmjira.adapters.documents.reader import read_text
from ldmjira.core.importing import plan_import
from ldmjira.models.document import Change, ReleaseDocument
from ldmjira.models.edits import AddObject, SetValue
from ldmjira.models.mapping import Feature, Milestone, VerificationMap
from tests.support.documents import Entry, Part, as_markdown

DAY = dt.date(2020, 1, 31)
PARTS = [
    Part("LDM-503-01", "Toys", DAY, None, (Entry(), Entry("DM-X"))),
    Part("LDM-GEN9", "More", None, DAY, ()),
]


def _document(*parts: Part, version: str = "1.1") -> ReleaseDocument:
    return replace(
        read_text(as_markdown(list(parts or PARTS))), version=version
    )


def _mapping(
    milestones: Mapping[str, Any], features: Mapping[str, Any]
) -> VerificationMap:
    return VerificationMap(
        milestones={
            code: Milestone.model_validate(values)
            for code, values in milestones.items()
        },
        features={
            code: Feature.model_validate(values)
            for code, values in features.items()
        },
    )


def _imported(document: ReleaseDocument) -> VerificationMap:
    plan = plan_import(document, _mapping({}, {}))
    added = {
        edit.object: edit.values
        for edit in plan.edits
        if isinstance(edit, AddObject)
    }
    return _mapping(
        {c: v for c, v in added.items() if c.startswith("LDM-")},
        {c: v for c, v in added.items() if c.startswith("DM-")},
    )


def test_empty_mapping_gets_all_of_the_document() -> None:
    plan = plan_import(_document(), _mapping({}, {}))
    assert [change.object for change in plan.changes] == [
        "LDM-503-01",
        "LDM-GEN9",
        "DM-TOY-1",
        "DM-X",
    ]
    assert {change.action for change in plan.changes} == {"add"}


def test_milestone_has_the_values_of_its_section() -> None:
    document = _document()
    plan = plan_import(document, _mapping({}, {}))
    assert plan.edits[0] == AddObject(
        "LDM-503-01",
        {
            "title": "Toys",
            "section": "3.1",
            "due": "2020-01-31",
            "completed": None,
            "source": f"LDM-564 1.1 line {document.milestones[0].line}",
            "features": ["DM-TOY-1", "DM-X"],
        },
    )


def test_second_import_of_a_document_changes_nothing() -> None:
    document = _document()
    plan = plan_import(document, _imported(document))
    assert (plan.changes, plan.edits) == ((), ())


@pytest.mark.parametrize(
    ("part", "field", "before", "after"),
    [
        pytest.param(
            replace(PARTS[0], title="Wheels"),
            "title",
            "Toys",
            "Wheels",
            id="title",
        ),
        pytest.param(
            replace(PARTS[0], due=None), "due", "2020-01-31", None, id="due"
        ),
        pytest.param(
            replace(PARTS[0], completed=DAY),
            "completed",
            None,
            "2020-01-31",
            id="completed",
        ),
        pytest.param(
            replace(PARTS[0], entries=(Entry("DM-X"), Entry())),
            "features",
            ["DM-TOY-1", "DM-X"],
            ["DM-X", "DM-TOY-1"],
            id="order-of-features",
        ),
    ],
)
def test_newer_document_changes_what_it_owns(
    part: Part, field: str, before: object, after: object
) -> None:
    plan = plan_import(_document(part, PARTS[1]), _imported(_document()))
    change = next(c for c in plan.changes if c.field == field)
    assert change == Change("LDM-503-01", "change", field, before, after)
    assert SetValue("LDM-503-01", (field,), after) in plan.edits


def test_feature_that_left_a_list_leaves_it() -> None:
    part = replace(PARTS[0], entries=(Entry("DM-X"),))
    plan = plan_import(_document(part, PARTS[1]), _imported(_document()))
    assert SetValue("LDM-503-01", ("features",), ["DM-X"]) in plan.edits


def test_what_people_wrote_is_never_edited() -> None:
    known = _imported(_document())
    mapping = VerificationMap(
        milestones={
            code: milestone.model_copy(update={"jira": "DM-1"})
            for code, milestone in known.milestones.items()
        },
        features={
            code: feature.model_copy(update={"notes": "mine", "cases": {}})
            for code, feature in known.features.items()
        },
    )
    plan = plan_import(_document(version="1.2"), mapping)
    assert {change.field for change in plan.changes} == {"source"}


def test_object_that_is_gone_is_told_and_stays() -> None:
    newer = _document(replace(PARTS[0], entries=()), version="1.2")
    plan = plan_import(newer, _imported(_document()))
    gone = {n.object for n in plan.notices if n.rule.endswith("-gone")}
    assert gone == {"LDM-GEN9", "DM-TOY-1", "DM-X"}
    assert all(isinstance(edit, SetValue) for edit in plan.edits)
    assert {edit.object for edit in plan.edits} == {"LDM-503-01"}


def test_object_written_by_hand_is_not_missed() -> None:
    known = _imported(_document())
    mapping = known.model_copy(
        update={"features": {**known.features, "DM-OWN": _own()}}
    )
    assert plan_import(_document(), mapping).notices == ()


def _own() -> Feature:
    return Feature(title="Of our own")


def test_older_document_is_told() -> None:
    mapping = _imported(_document(version="1.10"))
    plan = plan_import(_document(version="1.9"), mapping)
    assert [n.rule for n in plan.notices] == ["older-revision"]


def test_document_with_a_rejection_changes_nothing() -> None:
    broken = as_markdown([*PARTS, Part("LDM-503-2x", "X")]).replace(
        "X: LDM-503-2x", "X: all"
    )
    plan = plan_import(read_text(broken), _mapping({}, {}))
    assert plan.document.rejected
    assert (plan.changes, plan.edits) == ((), ())
