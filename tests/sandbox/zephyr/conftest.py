"""A sandbox whose Zephyr side is asked as the vendor's document says."""

from __future__ import annotations

import pytest

from tests.support.books import Zephyr
from tests.support.sandbox import SandboxServer


@pytest.fixture
def zephyr(sandbox: SandboxServer) -> Zephyr:
    return Zephyr(sandbox)
