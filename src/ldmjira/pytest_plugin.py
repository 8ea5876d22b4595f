"""A marker that says which test case of Zephyr Scale a test belongs to.

The keys go into the JUnit XML that ``pytest --junit-xml`` writes, where
``ldmjira results`` finds them::

    @pytest.mark.lvv("LVV-T101", "LVV-T102", deviation="DM-1234")
    def test_alerts_arrive() -> None: ...
"""

from __future__ import annotations

import re
from typing import Final

import pytest

__all__ = ["pytest_collection_modifyitems", "pytest_configure"]

_KEY: Final = re.compile(r"[A-Z][A-Z0-9_]*-T[1-9][0-9]*")
_EXTRAS: Final = ("deviation", "comment")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers",
        "lvv(key, ..., deviation='', comment=''): the test belongs to these "
        "test cases of Zephyr Scale",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Write the marker's values to the properties of each test.

    Parameters
    ----------
    items
        Tests that were collected.

    Raises
    ------
    pytest.UsageError
        If a marker has no key, or something that is none: a typo would
        lose the result.
    """
    for item in items:
        for marker in item.iter_markers("lvv"):
            keys = [str(key) for key in marker.args]
            if not keys:
                raise pytest.UsageError(
                    f"{item.nodeid}: the marker lvv names no test case, such "
                    'as "LVV-T101"'
                )
            for key in keys:
                if not _KEY.fullmatch(key):
                    raise pytest.UsageError(
                        f"{item.nodeid}: {key!r} in the marker lvv is no key "
                        'of a test case, such as "LVV-T101"'
                    )
                item.user_properties.append(("lvv", key))
            for name in _EXTRAS:
                value = marker.kwargs.get(name)
                if value:
                    item.user_properties.append((name, str(value)))
            unknown = set(marker.kwargs) - set(_EXTRAS)
            if unknown:
                names = ", ".join(sorted(unknown))
                raise pytest.UsageError(
                    f"{item.nodeid}: the marker lvv does not know {names}"
                )
