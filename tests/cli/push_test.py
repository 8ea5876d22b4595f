"""``ldmjira push`` on the embedded sandbox, and on a site."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.checkout import Checkout, masked
from tests.support.sandbox import Lever, SandboxServer

HELD = """\
Proposed links, held back (`ldmjira confirm FEATURE`, or send them with \
--proposed):
  DM-DAX-9: 5 elements of DMS-MWBT-REQ-0093, -0094, -0095, -0096, \
DMS-REQ-0386
      (LVV-18230, LVV-19771, LVV-19818, ... 2 more)
"""
FIRST = f"""\
create DM-90001  DM-DAX-9: Butler Provenance System
  due: 2024-11-01
  + label ldmjira-feature-DM-DAX-9
Links:
  + DM-DAX-9 blocks LDM-503-17a
  + LDM-503-17a relates to its test-plan ticket DM-17142
{HELD}\
5 changes on SITE: 2 values agree, 5 proposals held back
N reads, 2 writes, TIME
"""
SECOND = f"""\
{HELD}\
0 changes on SITE: 7 values agree, 5 proposals held back
N reads, 0 writes, TIME
"""
PROPOSED = """\
Links:
  + DM-DAX-9 relates to LVV-18230, LVV-19771, LVV-19818, LVV-19825, LVV-19839
5 changes on SITE: 7 values agree
N reads, 1 write, TIME
"""


@pytest.fixture
def embedded(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.fixture
def checkout(tmp_path: Path, sandbox: SandboxServer) -> Checkout:
    return Checkout(tmp_path, sandbox, in_git=True)


def test_embedded_sandbox(embedded: Checkout) -> None:
    before = embedded.bytes()
    first = embedded.run("push", "LDM-503-17a")
    assert first.exit_code == 0
    assert masked(first.stdout) == FIRST
    assert first.stderr.startswith("No site configured: using the embedded")
    assert first.stderr.count("\n") == 1
    assert masked(embedded.run("push", "LDM-503-17a").stdout) == SECOND
    proposed = embedded.run("push", "LDM-503-17a", "--proposed")
    assert masked(proposed.stdout) == PROPOSED
    assert embedded.bytes() == before


def test_json(checkout: Checkout, sandbox: SandboxServer) -> None:
    lever = Lever(sandbox)
    data = checkout.json("push", "LDM-503-17a")
    assert {
        "object": "LDM-503-17a",
        "field": "testplan/DM-17142",
        "before": False,
        "after": True,
        "direction": "push",
        "issue": "DM-17143",
        "result": "done",
    } in data["changes"]
    assert data["conflicts"] == []
    sent = [one for one in lever.requests() if "__sandbox__" not in one]
    assert sum(data["requests"].values()) == len(sent)
    again = checkout.json("push", "LDM-503-17a")
    assert again["changes"] == []
    assert again["requests"]["writes"] == 0
    assert checkout.git("status", "--porcelain") == ""


def test_dry_run_writes_nothing(checkout: Checkout) -> None:
    result = checkout.run("push", "LDM-503-17a", "--dry-run")
    assert result.exit_code == 0
    assert "5 changes to make on" in result.stdout
    assert checkout.json("push", "LDM-503-17a")["requests"]["writes"] == 2


def test_commit_first(checkout: Checkout) -> None:
    checkout.edit("features/DM-DAX.yaml", "Butler Provenance System", "New")
    result = checkout.run("push", "LDM-503-17a")
    assert result.exit_code == 4
    assert "commit the mapping with its baseline" in result.stdout
    checkout.commit()
    assert checkout.run("push", "LDM-503-17a").exit_code == 0


def test_conflict_names_its_command(
    checkout: Checkout, sandbox: SandboxServer
) -> None:
    checkout.run("push", "LDM-503-17a")
    [key] = [
        key
        for key, issue in Lever(sandbox).content().items()
        if "DM-DAX-9:" in str(issue)
        and "ldmjira-feature-DM-DAX-9" in str(issue)
    ]
    Lever(sandbox).human_edit(key, fields={"summary": "DM-DAX-9: Human"})
    checkout.edit("features/DM-DAX.yaml", "Butler Provenance System", "Mine")
    checkout.commit()
    result = checkout.run("push", "LDM-503-17a")
    assert result.exit_code == 4
    assert (
        "  DM-DAX-9 title: both sides changed\n"
        "    last agreed Butler Provenance System\n"
        "    mapping     Mine\n"
        "    Jira        Human\n"
        "    settle it:  ldmjira resolve DM-DAX-9 title --mapping|--jira\n"
        in result.stdout
    )
    listed = checkout.run("conflicts")
    assert listed.exit_code == 4
    assert "DM-DAX-9 title: both sides changed" in listed.stdout
    settled = checkout.run("resolve", "DM-DAX-9", "title", "--mapping")
    assert settled.exit_code == 0, settled.output
    checkout.commit()
    assert checkout.json("push", "LDM-503-17a")["requests"]["writes"] == 1
    assert checkout.run("conflicts").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["LDM-503-17b"], "did you mean"),
        (["DM-DAX-9"], "a feature; name its milestones"),
        (["--all"], "--allow-creates"),
    ],
    ids=["unknown", "feature", "too many"],
)
def test_mistakes(embedded: Checkout, arguments: list[str], told: str) -> None:
    result = embedded.run("push", *arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.output


def test_a_dry_run_tells_that_the_run_would_be_refused(
    embedded: Checkout,
) -> None:
    shown = embedded.run("push", "--all", "--dry-run")
    assert "It would be refused: This would create " in shown.stdout
    assert "--allow-creates" in shown.stdout
    allowed = embedded.run(
        "push", "--all", "--dry-run", "--allow-creates", "500"
    )
    assert "refused" not in allowed.stdout


def test_saved_changeset_is_applied_once(checkout: Checkout) -> None:
    file = str(checkout.folder / "changes.json")
    saved = checkout.run("push", "LDM-503-17a", "--out", file)
    assert saved.exit_code == 0
    applied = checkout.run("apply", file)
    assert applied.exit_code == 0
    assert "5 changes on" in applied.stdout
    again = checkout.run("apply", file)
    assert again.exit_code == 2
    assert "Something moved" in again.stderr
    assert "DM-DAX-9: it has an issue by now" in again.stderr


@pytest.mark.parametrize("what", ["mapping", "issue"])
def test_saved_changeset_is_refused_when_something_moved(
    checkout: Checkout, sandbox: SandboxServer, what: str
) -> None:
    file = str(checkout.folder / "changes.json")
    checkout.run("push", "LDM-503-17a", "--out", file)
    if what == "mapping":
        checkout.edit("features/DM-DAX.yaml", "Butler Prov", "Butler prov")
        checkout.commit()
    else:
        Lever(sandbox).pull("clock", offset=60)
        Lever(sandbox).human_edit("DM-17143", fields={"duedate": "2030-01-01"})
    refused = checkout.run("apply", file)
    assert refused.exit_code == 2
    assert "Something moved" in refused.stderr


@pytest.mark.parametrize("name", ["mappings/features/DM-DAX.yaml", "-", "."])
def test_a_changeset_is_saved_over_no_other_file(
    checkout: Checkout, name: str
) -> None:
    before = checkout.bytes()
    out = name if name == "-" else str(checkout.folder / name)
    refused = checkout.run("push", "LDM-503-17a", "--out", out)
    assert refused.exit_code == 2
    assert "--out" in refused.stderr
    assert checkout.bytes() == before


def test_a_changeset_is_saved_over_an_older_one(checkout: Checkout) -> None:
    file = checkout.folder / "changes.json"
    checkout.run("push", "LDM-503-17a", "--out", str(file))
    once = file.read_text()
    checkout.run("push", "LDM-503-17a", "--out", str(file))
    assert file.read_text() == once
    assert checkout.site_token not in once


def test_log_tells_every_write(checkout: Checkout) -> None:
    checkout.run("push", "LDM-503-17a")
    result = checkout.run("log", "DM-DAX-9")
    assert result.exit_code == 0
    assert "due: (none) -> 2024-11-01" in result.stdout
    assert result.stdout.endswith("4 writes\n")
    [record, *_] = checkout.json("log", "DM-DAX-9")
    assert record["request"]
    assert record["commit"] == checkout.git("rev-parse", "HEAD")


def test_resolve_shows_all_three_values(
    checkout: Checkout, sandbox: SandboxServer
) -> None:
    checkout.run("push", "LDM-503-17a")
    Lever(sandbox).human_edit(
        "DM-90001", fields={"summary": "DM-DAX-9: Human"}
    )
    checkout.edit("features/DM-DAX.yaml", "Butler Provenance System", "Mine")
    checkout.commit()
    result = checkout.run("resolve", "DM-DAX-9", "--jira")
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "DM-DAX-9 title: both sides changed\n"
        "  last agreed Butler Provenance System\n"
        "  mapping     Mine\n"
        "  Jira        Human\n"
    )
    text = (checkout.mappings / "features/DM-DAX.yaml").read_text()
    assert "title: Human\n" in text


def test_resolve_wants_one_choice(checkout: Checkout) -> None:
    result = checkout.run("resolve", "DM-DAX-9")
    assert result.exit_code == 2
    assert "--mapping, --jira, --union or --edit" in result.stderr


def test_adopt(checkout: Checkout, sandbox: SandboxServer) -> None:
    refused = checkout.run("adopt", "DM-DAX-9", "DM-17142")
    assert refused.exit_code == 2
    assert "does not look like DM-DAX-9" in refused.stderr
    adopted = checkout.run("adopt", "DM-DAX-9", "DM-17142", "--force")
    assert adopted.exit_code == 0
    assert "DM-17142 is DM-DAX-9 now" in adopted.stdout
    found = Lever(sandbox).content()["DM-17142"]
    assert "ldmjira-feature-DM-DAX-9" in str(found)


def test_adopt_for_programs(
    checkout: Checkout, sandbox: SandboxServer
) -> None:
    Lever(sandbox).human_edit(
        "DM-17142", fields={"summary": "DM-DAX-9: \x1b[31mred"}
    )
    shown = checkout.run("adopt", "DM-DAX-9", "DM-17142", "--dry-run")
    assert "\x1b" not in shown.output
    found = checkout.json("adopt", "DM-DAX-9", "DM-17142", "--dry-run")
    assert (found["issue"], found["adopted"]) == ("DM-17142", False)
    found = checkout.json("adopt", "DM-DAX-9", "DM-17142", "--yes")
    assert found["adopted"] is True
    assert found["files"]
