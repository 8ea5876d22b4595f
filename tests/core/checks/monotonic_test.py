"""What must hold of any mapping."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from ldmjira.core.coverage import FeatureState, Mode, Reach
from ldmjira.models.catalog import Catalog
from ldmjira.models.mapping import Feature
from tests.support.verification import (
    check,
    make_catalog,
    make_feature,
    make_map,
)

RANK = {
    FeatureState.UNTESTED: 0,
    FeatureState.PROPOSED: 1,
    FeatureState.PARTLY: 2,
    FeatureState.TESTED: 3,
}
REQUIREMENTS = [f"DMS-REQ-{n:04}" for n in range(1, 5)]
CASES = [f"LVV-T{n}" for n in range(1, 5)]
STATUSES = ["Draft", "Approved", "Deprecated", ""]


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    """A catalogue of four requirements, with up to two elements each."""
    chains = {}
    for number, requirement in enumerate(REQUIREMENTS):
        count = draw(st.integers(0, 2))
        chains[requirement] = {
            f"LVV-{number * 2 + k + 1}": draw(
                st.lists(st.sampled_from(CASES), unique=True, max_size=2)
            )
            for k in range(count)
        }
    statuses = {case: draw(st.sampled_from(STATUSES)) for case in CASES}
    return make_catalog(chains, statuses=statuses)


features = st.builds(
    make_feature,
    requirements=st.dictionaries(
        st.sampled_from(REQUIREMENTS),
        st.sampled_from(["proposed", "confirmed"]),
    ),
    cases=st.lists(st.sampled_from(CASES), unique=True, max_size=1),
)


@settings(max_examples=60)
@given(catalog=catalogs(), feature=features, gone=st.sampled_from(CASES))
def test_losing_a_case_never_helps(
    catalog: Catalog, feature: Feature, gone: str
) -> None:
    cases = {key: case for key, case in catalog.cases.items() if key != gone}
    for mode in Mode:
        before = Reach(catalog, mode=mode).feature_state(feature)
        lesser = replace(catalog, cases=cases)
        after = Reach(lesser, mode=mode).feature_state(feature)
        assert RANK[after] <= RANK[before]


@settings(max_examples=60)
@given(catalog=catalogs(), feature=features)
def test_a_baseline_is_never_kinder_than_a_plan(
    catalog: Catalog, feature: Feature
) -> None:
    plan = Reach(catalog).feature_state(feature)
    strict = Reach(catalog, mode=Mode.BASELINE).feature_state(feature)
    assert RANK[strict] <= RANK[plan]


@settings(max_examples=60)
@given(catalog=catalogs(), feature=features, mode=st.sampled_from(Mode))
def test_state_and_findings_agree(
    catalog: Catalog, feature: Feature, mode: Mode
) -> None:
    state = Reach(catalog, mode=mode).feature_state(feature)
    mapping = make_map(features={"DM-AP-1": feature})
    found = {f.rule for f in check(mapping, catalog, mode=mode)}
    none = found & {"feature-untested", "feature-only-draft-cases"}
    if state is FeatureState.UNTESTED:
        assert len(none) == 1
    else:
        assert "feature-untested" not in found
    assert ("feature-by-proposal" in found) is (state is FeatureState.PROPOSED)
    assert ("feature-partly-tested" in found) is (state is FeatureState.PARTLY)


@settings(max_examples=30)
@given(catalog=catalogs(), feature=features)
def test_the_same_input_gives_the_same_findings(
    catalog: Catalog, feature: Feature
) -> None:
    mapping = make_map(features={"DM-AP-1": feature})
    assert check(mapping, catalog) == check(mapping, catalog)
