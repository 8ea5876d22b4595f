from __future__ import annotations

from pathlib import Path

import pytest

from ldmjira.adapters.files.mapping_store import FileMappingStore
from ldmjira.core.coverage import FeatureState
from ldmjira.exceptions import UnknownCodeError, UsageError
from ldmjira.services.looking import LookingService

SAMPLE = Path(__file__).parents[1] / "data" / "looking" / "mappings"


@pytest.fixture(scope="module")
def service() -> LookingService:
    """Return the service on a small mapping."""
    return LookingService(FileMappingStore(SAMPLE))


def test_scope_and_campaign_count_for_a_milestone(
    service: LookingService,
) -> None:
    found = service.list_milestones()
    assert [row.state for row in found.rows] == [
        FeatureState.PARTLY,
        FeatureState.PARTLY,
        FeatureState.PROPOSED,
    ]


def test_feature_of_two_milestones_is_counted_once(
    service: LookingService,
) -> None:
    found = service.list_milestones()
    assert sum(row.counts.total for row in found.rows) == 3
    assert found.features.total == 2


def test_codes_are_kept_in_the_order_named_and_once(
    service: LookingService,
) -> None:
    view = service.view(["LVV-7", "DM-AP-1", "LVV-7"])
    assert view.codes == ("LVV-7", "DM-AP-1")


def test_unknown_code_is_refused(service: LookingService) -> None:
    with pytest.raises(UnknownCodeError) as caught:
        service.view(["LVV-77"])
    assert caught.value.nearest == ("LVV-7",)


def test_feature_is_not_listed(service: LookingService) -> None:
    with pytest.raises(UsageError, match="DM-AP-1 is a feature"):
        service.list_milestones(["DM-AP-1"])
