"""Starting, stopping, and what the site says of itself."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from ldmjira.sandbox.server import SandboxServer
from ldmjira.sandbox.store import StoreBusyError, StoreError
from tests.support.sandbox_api import Api

COMMAND = (
    sys.executable,
    "-c",
    "from ldmjira.cli.main import main; main()",
    "sandbox",
    "serve",
)


def _start(*options: str) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    process = subprocess.Popen(
        [*COMMAND, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())


def _end(process: subprocess.Popen[str], number: int) -> tuple[int, str]:
    process.send_signal(number)
    _, errors = process.communicate(timeout=10)
    return process.returncode, errors


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_serves_until_told_to_end(number: int) -> None:
    process, told = _start(
        "--seed", "empty", "--user", "me@example.invalid", "--token", "s3cret"
    )
    try:
        assert (told["user"], told["token"]) == (
            "me@example.invalid",
            "s3cret",
        )
        assert told["zephyr_url"]
        assert told["zephyr_token"]
    finally:
        code, errors = _end(process, number)
    assert (code, errors) == (0, "")


def test_the_command_says_when_the_port_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [*COMMAND, "--seed", "empty", "--port", str(port)],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    assert done.returncode == 2
    assert f"Port {port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_fault_that_is_not_understood() -> None:
    done = subprocess.run(
        [*COMMAND, "--seed", "empty", "--fault", "GET * explode"],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert done.returncode == 2
    assert "There is no fault 'explode'" in done.stderr
    assert "Traceback" not in done.stderr


def test_server_info_of_cloud(cloud: Api) -> None:
    info = cloud.get("serverInfo")
    assert info["deploymentType"] == "Cloud"
    assert info["baseUrl"] == cloud.server.url
    assert info["versionNumbers"][0] == 1001


def test_server_info_of_data_center() -> None:
    options: dict[str, Any] = {
        "deployment": "datacenter",
        "seed": "empty",
        "jira_version": "8.20.7",
        "context_path": "/jira",
    }
    with SandboxServer(**options) as server:
        assert server.url.endswith("/jira")
        info = Api(server, "2").get("serverInfo")
    assert info["deploymentType"] == "Server"
    assert info["versionNumbers"] == [8, 20, 7]
    assert info["baseUrl"] == server.url


def test_outside_the_context_path_there_is_nothing() -> None:
    with SandboxServer(seed="empty", context_path="/jira") as server:
        api = Api(server, "3")
        assert api.get("myself")
        root = server.url.removesuffix("/jira")
        answer = api.session.get(f"{root}/rest/api/3/myself", timeout=5)
    assert answer.status_code == 404


def test_a_store_is_kept_and_knows_its_title(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "store.db"
    with SandboxServer(store=path, seed="empty") as server:
        api = Api(server, "3")
        key = api.create(summary="Kept")
        title = api.get("serverInfo")["serverTitle"]
    with SandboxServer(store=path) as server:
        api = Api(server, "3")
        assert api.field(key, "summary") == "Kept"
        assert api.get("serverInfo")["serverTitle"] == title
    with SandboxServer(seed="empty") as server:
        other = Api(server, "3").get("serverInfo")["serverTitle"]
    assert other != title


def test_a_store_of_the_other_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with SandboxServer(store=path, seed="empty"):
        pass
    server = SandboxServer(store=path, deployment="datacenter")
    with pytest.raises(StoreError, match="--deployment cloud"):
        server.start()


def test_one_store_serves_one_process(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with SandboxServer(store=path, seed="empty"):
        second = SandboxServer(store=path, store_wait=0.01)
        with pytest.raises(StoreBusyError):
            second.start()


def test_several_clients_at_once(own: Api) -> None:
    keys: list[str] = []

    def work() -> None:
        api = Api(own.server, "3")
        keys.extend(api.create() for _ in range(10))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(keys)) == 40
    assert set(own.search("project = DM")) == set(keys)


def test_the_token_is_made_afresh() -> None:
    tokens = set()
    for _ in range(2):
        with SandboxServer(seed="empty") as server:
            tokens.add(server.token)
    assert len(tokens) == 2


def test_every_answer_tells_the_rate_limit(cloud: Api) -> None:
    headers = cloud.call("GET", "myself").headers
    assert headers["x-ratelimit-limit"] == "100"
    assert int(headers["x-ratelimit-remaining"]) < 100
    assert headers["ratelimit"].startswith('"jira-burst-based";r=')


def test_the_write_limit_of_an_issue_when_enforced(own: Api) -> None:
    own.lever("limits", perIssue=True)
    key = own.create()
    codes = [
        own.put(f"issue/{key}", {"fields": {"summary": f"n {i}"}})
        for i in range(21)
    ]
    assert [c.status_code for c in codes] == [204] * 20 + [429]
    assert codes[-1].headers["RateLimit-Reason"] == "jira-per-issue-on-write"
    assert codes[-1].headers["Retry-After"]
