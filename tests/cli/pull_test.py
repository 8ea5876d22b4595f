"""``ldmjira pull``, ``diff`` and ``sync`` on a site."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.checkout import Checkout, masked
from tests.support.sandbox import Lever, SandboxServer

CODE = "LDM-503-17a"


@pytest.fixture
def checkout(tmp_path: Path, sandbox: SandboxServer) -> Checkout:
    return Checkout(tmp_path, sandbox, in_git=True)


@pytest.fixture
def key(checkout: Checkout) -> str:
    """Push, and return the key of the feature's issue."""
    [key] = {
        change["issue"]
        for change in checkout.json("push", CODE)["changes"]
        if change["object"] == "DM-DAX-9"
    } - {""} or {""}
    return key or "DM-90001"


def test_keys_and_site_come_with_the_first_pull(
    checkout: Checkout, key: str
) -> None:
    result = checkout.run("pull", CODE)
    assert result.exit_code == 0
    assert masked(result.stdout).startswith(
        f"Pulled:\n  DM-DAX-9 jira: {key}\n"
    )
    assert checkout.git("diff", "--cached", "--name-only").splitlines() == [
        "mappings/baseline/site.json",
        "mappings/features/DM-DAX.yaml",
    ]
    before = checkout.bytes()
    assert checkout.json("pull", CODE)["changes"] == []
    assert checkout.bytes() == before


def test_edit_of_a_person_comes_into_the_mapping(
    checkout: Checkout, sandbox: SandboxServer, key: str
) -> None:
    Lever(sandbox).human_edit(key, fields={"summary": "DM-DAX-9: Human"})
    data = checkout.json("pull", CODE)
    assert {
        "object": "DM-DAX-9",
        "field": "title",
        "before": "Butler Provenance System",
        "after": "Human",
        "direction": "pull",
        "issue": key,
        "result": "done",
    } in data["changes"]
    assert (
        "title: Human\n"
        in (checkout.mappings / "features/DM-DAX.yaml").read_text()
    )
    line = json.loads(
        (checkout.mappings / "baseline/DM-DAX-9.json").read_text()
    )["lines"]["title"]
    assert line["value"] == "Human"


def test_keys_of_the_embedded_sandbox_stay_out(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path)
    checkout.run("push", CODE)
    before = checkout.bytes()
    result = checkout.run("pull", CODE)
    assert result.exit_code == 0
    assert checkout.bytes() == before


def test_diff_shows_both_directions(
    checkout: Checkout, sandbox: SandboxServer, key: str
) -> None:
    checkout.run("pull", CODE)
    checkout.edit("features/DM-DAX.yaml", "2024-11-01", "2025-11-01")
    checkout.commit()
    Lever(sandbox).human_edit(key, fields={"summary": "DM-DAX-9: Human"})
    result = checkout.run("diff", CODE)
    assert result.exit_code == 0
    assert "due: 2024-11-01 -> 2025-11-01" in result.stdout
    assert "title: Butler Provenance System -> Human" in result.stdout
    assert "2 changes to make on" in result.stdout
    assert checkout.run("diff", CODE, "--exit-code").exit_code == 1
    synced = checkout.run("sync", CODE)
    assert synced.exit_code == 0
    assert checkout.json("diff", CODE)["changes"] == []
    checkout.commit()
    assert checkout.json("sync", CODE)["requests"]["writes"] == 0


def test_drift_is_no_failure(
    checkout: Checkout, sandbox: SandboxServer
) -> None:
    Lever(sandbox).human_edit("DM-17143", fields={"duedate": "2030-01-01"})
    result = checkout.run("push", CODE)
    assert result.exit_code == 0
    assert "due: 2025-02-27 != 2030-01-01" in result.stdout


def test_another_site_is_refused(checkout: Checkout) -> None:
    checkout.run("push", CODE)
    checkout.run("pull", CODE)
    checkout.commit()
    with SandboxServer() as other:
        elsewhere = Checkout.__new__(Checkout)
        elsewhere.__dict__.update(checkout.__dict__)
        elsewhere._environment = {
            **checkout._environment,
            "LDMJIRA_URL": other.url,
            "LDMJIRA_USER": other.user,
            "LDMJIRA_TOKEN": other.token,
        }
        result = elsewhere.run("push", CODE)
        assert result.exit_code == 2
        assert "--rebind" in result.stderr
        assert not [
            one
            for one in Lever(other).requests()
            if one.startswith(("POST /rest/api/3/issue", "PUT"))
        ]
