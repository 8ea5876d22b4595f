"""The lease of a site, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.checkout import Checkout
from tests.support.sandbox import Lever, SandboxServer

_NOTE = "/rest/api/2/project/DM/properties/ldmjira-lease"


@pytest.fixture(params=["cloud", "datacenter"])
def server(
    request: pytest.FixtureRequest, start_sandbox: object
) -> SandboxServer:
    made: SandboxServer = start_sandbox(deployment=request.param)  # type: ignore[operator]
    return made


@pytest.fixture
def checkout(tmp_path: Path, server: SandboxServer) -> Checkout:
    made = Checkout(tmp_path / "one", server)
    (made.folder / "ldmjira.toml").write_text("[sync]\nlease = true\n")
    made.git("init", "-q", "-b", "main")
    (made.folder / ".gitignore").write_text(".ldmjira/\n")
    made.commit()
    return made


def leave(server: SandboxServer, *, expires: str) -> dict[str, object]:
    """Put the note of another run there."""
    note = {"owner": "CI on x", "id": "other", "expires": expires}
    Lever(server).call("PUT", _NOTE, note)
    return {"method": "PUT", "path": _NOTE, "body": note}


def test_the_lease_of_another_is_respected(
    checkout: Checkout, server: SandboxServer
) -> None:
    leave(server, expires="2999-01-01T00:00:00+00:00")
    refused = checkout.run("push", "LDM-503-17a")
    assert refused.exit_code == 2
    assert "CI on x has the lease" in refused.stderr
    assert "--steal" in refused.stderr
    assert checkout.run("push", "LDM-503-17a", "--steal").exit_code == 0


def test_a_second_run_writes_nothing(checkout: Checkout) -> None:
    checkout.run("push", "LDM-503-17a")
    assert checkout.json("push", "LDM-503-17a")["requests"]["writes"] == 0


def test_the_clock_of_the_site_counts(
    checkout: Checkout, server: SandboxServer
) -> None:
    leave(server, expires="2998-01-01T00:00:00+00:00")
    Lever(server).pull("clock", offset=974 * 366 * 86400)
    assert checkout.run("push", "LDM-503-17a").exit_code == 0


def test_a_run_whose_lease_is_stolen_stops_before_its_next_write(
    checkout: Checkout, server: SandboxServer
) -> None:
    theft = leave(server, expires="2000-01-01T00:00:00+00:00")
    lever = Lever(server)
    lever.pull(
        "faults",
        method="POST",
        path="/issue/bulk",
        action="request-after",
        requests=[theft],
        **{"as": server.user.partition("@")[0]},
    )
    stopped = checkout.run("push", "LDM-503-09a")
    assert stopped.exit_code == 3
    assert "not ours (CI on x has it)" in stopped.stdout
    writes = [
        line
        for line in lever.requests()
        if line.split()[0] in {"POST", "PUT", "DELETE"}
        and "search" not in line
        and "bulkfetch" not in line
        and "lease" not in line
    ]
    assert len(writes) == 1, writes
