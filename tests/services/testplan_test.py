"""Of several pulls the one of the site in use counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ldmjira.models.pulled import PulledCampaign
from ldmjira.services.testplan import choose_campaign
from tests.support.plans import make_pulled

REAL = make_pulled()
OTHER = make_pulled(site="https://b.example", address="https://b.example")
OLD = make_pulled(site="Sandbox 1", address="", is_embedded=True)
NEW = replace(OLD, site="Sandbox 2", pulled="2025-01-01T00:00:00+00:00")


@pytest.mark.parametrize(
    ("found", "address", "chosen"),
    [
        ([], "", None),
        ([REAL], "", REAL),
        ([REAL, OTHER], "", None),
        ([REAL, NEW, OLD], "", NEW),
        ([OLD, NEW], "https://site.example", None),
        ([OLD, REAL, OTHER], "https://site.example/", REAL),
        ([REAL, OTHER], "HTTPS://B.example", OTHER),
        ([REAL], "https://c.example", None),
    ],
)
def test_whose_pull_counts(
    found: list[PulledCampaign], address: str, chosen: PulledCampaign | None
) -> None:
    assert choose_campaign(found, address=address) == chosen


@pytest.mark.parametrize(
    ("found", "address", "chosen"),
    [
        pytest.param(
            [REAL, OTHER], "https://moved.example", OTHER, id="moved"
        ),
        pytest.param([REAL, OTHER], REAL.address, REAL, id="told by address"),
        pytest.param([REAL], "https://moved.example", None, id="another"),
        pytest.param([OLD, REAL, OTHER], "", OLD, id="sandbox"),
        pytest.param([REAL, OTHER], "", OTHER, id="none configured"),
    ],
)
def test_the_site_of_the_mapping_is_known_under_any_address(
    found: list[PulledCampaign], address: str, chosen: PulledCampaign | None
) -> None:
    bound = OTHER.site
    assert choose_campaign(found, address=address, bound=bound) == chosen
