"""A checkout with the committed mapping, and the command line on it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from ldmjira.cli.main import app
from tests.support.sandbox import SandboxServer
from tests.support.world import git

__all__ = ["Checkout", "masked"]

_ROOT = Path(__file__).parents[2]


class Checkout:
    """A copy of this repository's mapping, and what runs on it.

    Parameters
    ----------
    folder
        Where to put it.
    server
        Site to talk to; none means the embedded sandbox.
    in_git
        Whether to commit it.
    """

    def __init__(
        self,
        folder: Path,
        server: SandboxServer | None = None,
        *,
        in_git: bool = False,
    ) -> None:
        self.folder = folder
        self.mappings = folder / "mappings"
        shutil.copytree(_ROOT / "mappings", self.mappings)
        shutil.rmtree(self.mappings / "baseline", ignore_errors=True)
        shutil.copy(_ROOT / "ldmjira.toml", folder)
        if in_git:
            self.git("init", "-q", "-b", "main")
            (folder / ".gitignore").write_text(".ldmjira/\n")
            self.commit()
        site = {"LDMJIRA_SANDBOX": str(folder / "sandbox.sqlite")}
        if server is not None:
            site = {
                "LDMJIRA_URL": server.url,
                "LDMJIRA_USER": server.user,
                "LDMJIRA_TOKEN": server.token,
                "LDMJIRA_AUTH": "basic",
            }
        names = (
            "LDMJIRA_URL",
            "LDMJIRA_USER",
            "LDMJIRA_TOKEN",
            "JIRA_USER",
            "JIRA_PASSWORD",
            "LDMJIRA_ZEPHYR_TOKEN",
            "ZEPHYR_TOKEN",
        )
        self._environment: dict[str, str | None] = {
            **dict.fromkeys(names),
            **site,
        }

    @property
    def site_token(self) -> str:
        """Token of the site, which must be told to nobody."""
        return self._environment["LDMJIRA_TOKEN"] or ""

    def run(self, *arguments: str) -> Result:
        """Run a command."""
        return CliRunner().invoke(
            app,
            [*arguments, "--mappings", str(self.mappings)],
            env=self._environment,
        )

    def json(self, *arguments: str) -> Any:
        """Run a command that prints JSON."""
        return json.loads(self.run(*arguments, "--format", "json").stdout)

    def git(self, *arguments: str) -> str:
        """Run git."""
        return git(self.folder, *arguments)

    def commit(self) -> None:
        """Commit everything."""
        self.git("add", "-A")
        self.git("commit", "-qm", "change", "--allow-empty")

    def edit(self, file: str, old: str, new: str) -> None:
        """Edit a file of the mapping."""
        path = self.mappings / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def bytes(self) -> dict[str, bytes]:
        """Content of every file of the mapping."""
        return {
            str(path.relative_to(self.mappings)): path.read_bytes()
            for path in sorted(self.mappings.rglob("*"))
            if path.is_file()
        }


def masked(text: str) -> str:
    """Output without what differs from run to run."""
    text = re.sub(r"Sandbox [0-9a-f]+", "SITE", text)
    text = re.sub(r"^\d+ reads", "N reads", text, flags=re.MULTILINE)
    return re.sub(r"\d+\.\d s$", "TIME", text, flags=re.MULTILINE)
