from __future__ import annotations

import pytest

from ldmjira.sandbox.issue_loader import load_issues
from ldmjira.sandbox.loader import load_site
from ldmjira.sandbox.seed import filled_definition, rubin_issues
from ldmjira.sandbox.site import Deployment
from ldmjira.sandbox.store import Store


@pytest.mark.parametrize("deployment", ["cloud", "datacenter"])
def test_seed_can_be_loaded(deployment: Deployment) -> None:
    store = Store(None)
    load_site(store, filled_definition(), deployment=deployment)
    assert load_issues(store, rubin_issues(), deployment=deployment) == 852
