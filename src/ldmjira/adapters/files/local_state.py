"""What is remembered of one site in ``.ldmjira/``, which git ignores."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from ldmjira.exceptions import ConfigurationError
from ldmjira.ports.site_state import KnownIssue

__all__ = [
    "FOLDER",
    "LocalState",
    "all_audits",
    "make_private_folder",
    "site_folder",
]

FOLDER: Final = ".ldmjira"


def site_folder(root: Path, identity: str) -> Path:
    """Folder for what is remembered of a site.

    Parameters
    ----------
    root
        Folder of ``ldmjira.toml``.
    identity
        What the site says of itself.

    Returns
    -------
    Path
        Below ``.ldmjira``; readable, and different for different sites.
    """
    words = re.sub(r"^https?://", "", identity.casefold())
    slug = re.sub(r"[^a-z0-9.]+", "-", words).strip("-.")[:40]
    digest = hashlib.sha256(identity.encode()).hexdigest()[:8]
    return root / FOLDER / f"{slug or 'site'}-{digest}"


def make_private_folder(folder: Path) -> None:
    """Make a folder below ``.ldmjira``, and keep all of it out of git.

    Parameters
    ----------
    folder
        ``.ldmjira`` itself, or a folder below it.

    Raises
    ------
    ConfigurationError
        If it cannot be made.
    """
    top = folder
    while top.name != FOLDER and top.parent != top:
        top = top.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        ignore = top / ".gitignore"
        if top.name == FOLDER and not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise _unwritable(folder, error) from None


def all_audits(root: Path) -> list[Mapping[str, Any]]:
    """Audit records of every site that this checkout ever wrote to.

    Parameters
    ----------
    root
        Folder of ``ldmjira.toml``.

    Returns
    -------
    list
        Site by site, each oldest first.
    """
    folders = sorted((root / FOLDER).glob("*/audit.jsonl"))
    return [
        record
        for path in folders
        for record in LocalState(path.parent).read_audit()
    ]


class LocalState:
    """Implement `~ldmjira.ports.site_state.SiteState` with small files.

    Parameters
    ----------
    folder
        Folder of the site; made with the first write.
    site
        Identity of the site, noted with each record of the audit.
    """

    def __init__(self, folder: Path, *, site: str = "") -> None:
        self._folder = folder
        self._site = site

    def keys(self) -> dict[str, KnownIssue]:
        """Issues of objects, by our code."""
        data = self._read_json("keys.json")
        try:
            return {
                str(code): KnownIssue(str(issue["id"]), str(issue["key"]))
                for code, issue in data.items()
            }
        except (KeyError, TypeError) as error:
            raise _unreadable(self._folder / "keys.json", error) from None

    def remember(self, found: Mapping[str, KnownIssue]) -> None:
        """Add issues to `keys`."""
        known = self.keys()
        if all(known.get(code) == issue for code, issue in found.items()):
            return
        known.update(found)
        data = {
            code: {"id": issue.id, "key": issue.key}
            for code, issue in sorted(known.items())
        }
        self._replace("keys.json", json.dumps(data, indent=1) + "\n")

    def journal(self) -> list[Mapping[str, Any]]:
        """Entries of the journal, oldest first."""
        return self._read_lines("journal.jsonl")

    def note(self, entry: Mapping[str, Any]) -> None:
        """Append an entry to the journal, down to the disk."""
        self._append("journal.jsonl", [entry])

    def clear_journal(self) -> None:
        """Remove the journal."""
        (self._folder / "journal.jsonl").unlink(missing_ok=True)

    def audit(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Append records of writes to the audit."""
        self._append(
            "audit.jsonl",
            [{"site": self._site, **record} for record in records],
        )

    def read_audit(self) -> list[Mapping[str, Any]]:
        """Records of all writes, oldest first."""
        return self._read_lines("audit.jsonl")

    def pending_heads(self) -> dict[str, str]:
        """Commit at which the waiting lines of each object were found."""
        found = self._read_json("pending.json")
        return {str(code): str(head) for code, head in found.items()}

    def set_pending_heads(self, heads: Mapping[str, str]) -> None:
        """Replace `pending_heads`."""
        if self.pending_heads() != dict(heads):
            text = json.dumps(heads, indent=1, sort_keys=True)
            self._replace("pending.json", f"{text}\n")

    def watermark(self) -> Mapping[str, Any]:
        """What the last complete pull noted."""
        return self._read_json("watermark.json")

    def set_watermark(self, values: Mapping[str, Any]) -> None:
        """Replace the watermark."""
        if dict(self.watermark()) != dict(values):
            text = json.dumps(values, indent=1, sort_keys=True)
            self._replace("watermark.json", f"{text}\n")

    def _read_json(self, name: str) -> dict[str, Any]:
        path = self._folder / name
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise _unreadable(path, error) from None
        return data if isinstance(data, dict) else {}

    def _read_lines(self, name: str) -> list[Mapping[str, Any]]:
        path = self._folder / name
        try:
            # A kill can tear a line in the middle of a character too.
            text = path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise ConfigurationError(
                f"{path} cannot be read: {error.strerror}",
                hint="Give yourself the right to read it.",
            ) from None
        found: list[Mapping[str, Any]] = []
        # Not by `splitlines`, which also parts at marks inside a title.
        for line in filter(None, text.split("\n")):
            try:
                entry = json.loads(line)
            except (ValueError, RecursionError):
                continue  # torn by a kill while it was written
            if isinstance(entry, dict):
                found.append(entry)
        return found

    def _append(self, name: str, entries: list[Mapping[str, Any]]) -> None:
        if not entries:
            return
        make_private_folder(self._folder)
        path = self._folder / name
        data = "".join(
            f"{json.dumps(entry, ensure_ascii=False, sort_keys=True)}\n"
            for entry in entries
        ).encode()
        try:
            with path.open("ab+") as file:
                if file.tell() > 0:
                    file.seek(-1, os.SEEK_END)
                    if file.read(1) != b"\n":  # a torn line stays alone
                        data = b"\n" + data
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _unwritable(path, error) from None

    def _replace(self, name: str, text: str) -> None:
        make_private_folder(self._folder)
        path = self._folder / name
        draft = path.with_name(f".{name}.{os.getpid()}.tmp")
        try:
            with draft.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise _unwritable(path, error) from None


def _unreadable(path: Path, error: Exception) -> ConfigurationError:
    return ConfigurationError(
        f"{path} cannot be read: {error}",
        hint="Remove the file; what it held is found again by label.",
    )


def _unwritable(path: Path, error: OSError) -> ConfigurationError:
    return ConfigurationError(
        f"{path} cannot be written: {error.strerror}",
        hint="Make room, or give yourself the right; nothing was sent.",
    )
