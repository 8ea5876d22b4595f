"""Sandboxes to talk to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ldmjira.sandbox.server import SandboxServer
from tests.support.sandbox_api import Api


def _serve(**options: Any) -> Iterator[SandboxServer]:
    with SandboxServer(**options) as server:
        yield server


@pytest.fixture(scope="module")
def cloud_server() -> Iterator[SandboxServer]:
    yield from _serve(seed="empty")


@pytest.fixture(scope="module")
def dc_server() -> Iterator[SandboxServer]:
    yield from _serve(seed="empty", deployment="datacenter")


@pytest.fixture(scope="module")
def rubin_server() -> Iterator[SandboxServer]:
    yield from _serve()


@pytest.fixture
def cloud(cloud_server: SandboxServer) -> Api:
    """Return Cloud's version 3, shared by the tests of a module."""
    return Api(cloud_server, "3")


@pytest.fixture
def cloud2(cloud_server: SandboxServer) -> Api:
    """Return Cloud's version 2 of the same site as ``cloud``."""
    return Api(cloud_server, "2")


@pytest.fixture
def dc(dc_server: SandboxServer) -> Api:
    """Return Data Center, shared by the tests of a module."""
    return Api(dc_server, "2")


@pytest.fixture
def rubin(rubin_server: SandboxServer) -> Api:
    """Return a Cloud site with Rubin's issues; do not change them."""
    return Api(rubin_server, "3")


@pytest.fixture(params=["cloud", "datacenter"])
def either(request: pytest.FixtureRequest) -> Api:
    """Return Cloud's version 2, or Data Center: both take wiki text."""
    name = "cloud2" if request.param == "cloud" else "dc"
    api: Api = request.getfixturevalue(name)
    return api


@pytest.fixture
def own() -> Iterator[Api]:
    """Return a Cloud site that belongs to one test."""
    for server in _serve(seed="empty"):
        yield Api(server, "3")


@pytest.fixture
def own_dc() -> Iterator[Api]:
    """Return a Data Center that belongs to one test."""
    for server in _serve(seed="empty", deployment="datacenter"):
        yield Api(server, "2")
