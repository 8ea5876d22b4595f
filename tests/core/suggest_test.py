"""Candidates for links, ranked with reasons."""

from __future__ import annotations

import pytest

from ldmjira.core.ranking import Index, Question
from ldmjira.core.suggest import CandidateKind, Suggester, edits_of, pick
from ldmjira.core.titles import stem, words_of
from ldmjira.models.catalog import Catalog
from ldmjira.models.edits import SetValue
from tests.support.verification import make_catalog, make_feature, make_map

TITLES = {
    "DMS-REQ-0010": "Difference Exposures",
    "DMS-REQ-0020": "Wavefront Sensor Data Acquisition",
    "DMS-REQ-0030": "Exposure Catalog",
    "DMS-PRTL-REQ-0001": "Portal image display",
}


def catalog(**kwargs: object) -> Catalog:
    return make_catalog(
        {
            key: {f"LVV-{n}": [f"LVV-T{n}"]}
            for n, key in enumerate(TITLES, start=1)
        },
        requirements={
            key: {"title": title, **kwargs} for key, title in TITLES.items()
        },
        elements={f"LVV-{n}": {"title": ""} for n in range(1, 5)},
    )


FEATURE = make_feature(title="Alard & Lupton-style image differencing.")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("differencing", "difference"),
        ("differences", "Difference"),
        ("archiving", "archive"),
        ("calibrations", "calibration"),
        ("images", "image"),
        ("queries", "query"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_words_that_tell_nothing_are_left_out() -> None:
    assert list(words_of("The DM system shall be a Butler 2").values()) == [
        "butler"
    ]


def test_rare_words_weigh_more() -> None:
    index = Index(
        {"a": "image display", "b": "image archive", "c": "image butler"}
    )
    ranked = index.ask(Question.of("butler image"))
    assert [match.key for match in ranked] == ["c", "a", "b"]


def test_likeness_counts_less_than_the_word_itself() -> None:
    index = Index({"a": "subtraction", "b": "difference"})
    ranked = index.ask(Question.of("difference"))
    assert [match.key for match in ranked] == ["b", "a"]
    assert ranked[1].alike == (("difference", "subtraction"),)


def test_difference_imaging_finds_difference_exposures() -> None:
    ranked = Suggester(catalog()).requirements_for("DM-AP-2", FEATURE.title)
    assert ranked[0].key == "DMS-REQ-0010"
    assert ranked[0].score == 1
    assert "same words: differencing" in ranked[0].reasons


def test_part_of_the_product_is_preferred() -> None:
    suggester = Suggester(catalog())
    ranked = suggester.requirements_for("DM-SUIT-1", "Image display")
    assert ranked[0].key == "DMS-PRTL-REQ-0001"
    assert (
        ranked[0].reasons[-1] == "it is about the Portal, which DM-SUIT does"
    )


def test_descoped_requirements_are_no_candidates() -> None:
    suggester = Suggester(catalog(descoped=True))
    assert not suggester.requirements_for("DM-AP-2", FEATURE.title)


def test_case_that_covers_a_likely_requirement_ranks_higher() -> None:
    suggester = Suggester(
        make_catalog(
            {"DMS-REQ-0010": {"LVV-1": ["LVV-T2"]}},
            statuses={"LVV-T1": "Approved"},
            requirements={"DMS-REQ-0010": {"title": "Difference Exposures"}},
        )
    )
    cases = suggester.cases_for(
        "DM-AP-2", "Name of difference", requirements=["DMS-REQ-0010"]
    )
    assert cases[0].key == "LVV-T2"
    assert "it covers DMS-REQ-0010" in cases[0].reasons


def test_what_is_linked_already_is_left_out_and_told() -> None:
    feature = make_feature(
        title=FEATURE.title, requirements={"DMS-REQ-0010": "proposed"}
    )
    found = Suggester(catalog()).suggest("DM-AP-2", feature)
    assert "DMS-REQ-0010" not in {c.key for c in found.candidates}
    assert found.linked == ("DMS-REQ-0010",)


def test_patch_holds_the_best_requirements_as_proposals() -> None:
    found = pick(Suggester(catalog()).suggest("DM-AP-2", FEATURE))
    edit, *_ = edits_of([found], make_map(features={"DM-AP-2": FEATURE}))
    assert isinstance(edit, SetValue)
    assert edit.path == ("requirements", "DMS-REQ-0010")
    assert edit.value == {
        "status": "proposed",
        "basis": "title",
        "reason": "same words: differencing; like words: image ~ exposures",
    }


def test_a_case_is_only_taken_when_it_is_named() -> None:
    suggester = Suggester(
        make_catalog(
            {"DMS-REQ-0010": {"LVV-1": ["LVV-T1"]}},
            requirements={"DMS-REQ-0010": {"title": "Difference"}},
        )
    )
    feature = make_feature(title="Difference name")
    found = suggester.suggest("DM-AP-2", feature)
    usual = {c.kind for c in pick(found).candidates if c.is_picked}
    assert usual == {CandidateKind.REQUIREMENT}
    named = pick(found, ["LVV-T1"])
    mapping = make_map(features={"DM-AP-2": feature})
    (edit,) = edits_of([named], mapping)
    assert isinstance(edit, SetValue)
    assert edit.path == ("cases", "LVV-T1")


def test_limit_keeps_what_is_picked() -> None:
    found = Suggester(catalog()).suggest("DM-AP-2", FEATURE, limit=None)
    last = found.candidates[-1]
    short = pick(found, [last.key]).shortened(1)
    assert last.key in {c.key for c in short.candidates}
    assert len(short.candidates) < len(found.candidates)
